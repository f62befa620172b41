"""`noc ticket list` and `noc queue`: what they show, in which order, and the JSON that scripts rely on."""

from __future__ import annotations

import pytest

from noc_tui.desk.tickets import JSON_KEYS
from noc_tui.desk.views import save_view
from noc_tui.desk.work import take, wait
from noc_tui.domain.errors import BadInput, NotFound
from noc_tui.domain.words import Category, Reason
from noc_tui.store.room import Room
from tests.cli.commands import Noc, command_line
from tests.demo.demo_rooms import demo_room
from tests.desk.monitoring import ends, fires, hear
from tests.rooms import ADA, ANNA, BRUNO, SetClock, Stores, do, local, on_sqlite, opened

KEYS = [
    "key", "subject", "customer", "status", "phase", "level", "category", "priority", "technology", "team", "assignee",
    "origin", "channel", "opened_at",
    "contact_due", "contact_status", "contact_remaining_s",
    "response_due", "response_status", "response_remaining_s",
    "restore_due", "restore_status", "restore_remaining_s",
    "next_clock", "next_due", "outside_hours", "pending_reason", "wake_at", "merged_into", "alerts", "version",
    "impact", "urgency", "fault", "call_at", "call_who", "estimate_s", "spent_s", "solved_in_call", "external_ref",
]  # fmt: skip
"""Scripts rely on them: they may grow at the end, and never change."""


def keys(noc: Noc, *words: str, **options: str) -> list[int]:
    """The numbers of the tickets that a list shows."""
    return [int(record["key"][-6:]) for record in noc("ticket", "list", "--json", *words, **options).records]


def test_a_ticket_has_these_keys_in_this_order(noc: Noc, room: Room) -> None:
    opened(room)
    do(room, BRUNO, take, "1")

    (record,) = noc("ticket", "list", "--json").records

    assert list(record) == KEYS == list(JSON_KEYS)
    assert record == {
        "key": "NOC-2026-000001", "subject": "No mail leaves the office", "customer": "ACME", "status": "open",
        "phase": "diagnosis", "level": 1, "category": "blocking_anomaly", "priority": None, "technology": None,
        "team": None, "assignee": "bruno", "origin": "customer", "channel": "phone",
        "opened_at": "2026-11-23T08:00:00Z",
        "contact_due": None, "contact_status": None, "contact_remaining_s": None,
        "response_due": "2026-11-23T13:30:00Z", "response_status": "met", "response_remaining_s": 4 * 3600,
        "restore_due": "2026-11-23T13:30:00Z", "restore_status": "running", "restore_remaining_s": 4 * 3600,
        "next_clock": "restore", "next_due": "2026-11-23T13:30:00Z", "outside_hours": False,
        "pending_reason": None, "wake_at": None, "merged_into": None, "alerts": [], "version": 3,
        "impact": None, "urgency": None, "fault": None, "call_at": None, "call_who": None, "estimate_s": None,
        "spent_s": 0, "solved_in_call": False, "external_ref": None,
    }  # fmt: skip


def test_a_target_that_is_not_promised_is_null(noc: Noc, room: Room) -> None:
    opened(room, "BDA")
    opened(room, None)

    by_key = {record["key"]: record for record in noc("ticket", "list", "--json").records}

    with_base, without = by_key["NOC-2026-000001"], by_key["NOC-2026-000002"]
    assert (with_base["response_status"], with_base["next_clock"]) == ("running", "response")
    for clock, record in (("restore", with_base), ("response", without), ("restore", without)):
        assert [record[f"{clock}_{part}"] for part in ("due", "status", "remaining_s")] == [None, None, None]
    assert (without["customer"], without["next_clock"], without["next_due"]) == (None, None, None)


def test_what_only_alerts_resolved_has_no_response(noc: Noc, room: Room, clock: SetClock) -> None:
    hear(room, fires("2026-11-23 09:00"))
    clock.move(minutes=20)
    hear(room, ends("2026-11-23 09:00", "2026-11-23 09:20"))

    (record,) = noc("ticket", "list", "status:resolved", "--json").records

    assert (record["status"], record["response_status"], record["response_due"]) == ("resolved", "none", None)
    assert record["alerts"] == [1]
    assert record["next_clock"] is None


def test_a_paused_clock_has_no_due_instant(noc: Noc, room: Room) -> None:
    opened(room)
    do(room, BRUNO, take, "1")
    do(room, BRUNO, wait, "1", Reason.CUSTOMER, until=local("2026-11-23 11:00"))

    (record,) = noc("ticket", "list", "--json").records

    assert (record["restore_status"], record["restore_due"], record["next_due"]) == ("paused", None, None)
    assert (record["pending_reason"], record["wake_at"]) == ("customer", "2026-11-23T10:00:00Z")


def test_outside_hours_the_next_clock_stands(noc: Noc, room: Room, clock: SetClock) -> None:
    opened(room)
    clock.set("2026-11-23 20:00")

    (record,) = noc("ticket", "list", "--json").records

    assert record["outside_hours"] is True
    assert record["next_clock"] == "response"


def test_a_list_that_is_cut_says_how_many_there_are(noc: Noc, room: Room) -> None:
    for subject in ("one", "two", "three"):
        opened(room, subject=subject)

    shown, piped, everything = (
        noc("ticket", "list", "--limit", "2"),
        noc("ticket", "list", "--limit", "2", "--json"),
        noc("ticket", "list", "--limit", "2", "--all"),
    )

    assert (len(shown.out.splitlines()), shown.out.splitlines()[-1], shown.err) == (4, "2 of 3 tickets", "")
    assert (len(piped.records), piped.err) == (2, "2 of 3 tickets\n")
    assert everything.out.splitlines()[-1] == "3 of 3 tickets"
    assert noc("queue", "--limit", "99999999999999999999").out.splitlines()[-1] == "3 of 3 lines"


def test_an_empty_list_says_so(noc: Noc) -> None:
    assert noc("ticket", "list").out == "No ticket matches.\n"
    assert noc("ticket", "list", "--json").out == ""
    assert noc("queue").out == "The queue is empty: nothing is open and no alert waits.\n"
    assert noc("queue", "vpn").out == "Nothing matches.\n"


def test_words_fields_flags_and_minus_signs_filter(noc: Noc, room: Room, clock: SetClock) -> None:
    opened(room, subject="VPN down in Lecco")
    clock.move(minutes=1)
    opened(room, "OSP", subject="Slow intranet", team="Reti")
    clock.move(minutes=1)
    opened(room, "BDA", subject="Down the VPN goes", category=Category.CLARIFICATION)
    do(room, ANNA, take, "2")

    assert keys(noc, "customer:acme") == [1]
    assert keys(noc, "customer:acme,osp", "--sort", "age") == [1, 2]
    assert keys(noc, "vpn", "--sort", "age") == [1, 3]
    assert keys(noc, "vpn down") == [1]
    assert keys(noc, "customer:ospedale di lecco") == [2]
    assert keys(noc, "-customer:acme", "-vpn") == [2]
    assert keys(noc, "--sort", "newest", "-team:reti") == [3, 1]
    assert keys(noc, "-nobody") == [2]
    assert keys(noc, "--", "-nobody") == [2]
    assert keys(noc, "mine", as_="anna") == keys(noc, "who:me", as_="anna") == [2]
    assert keys(noc, "-mine", "--sort", "age", as_="anna") == [1, 3]
    assert keys(noc, "status:all", "--sort", "age") == [1, 2, 3]


def test_only_what_asks_for_me_needs_to_know_who_i_am(noc: Noc, room: Room) -> None:
    opened(room)

    assert keys(noc, "customer:acme", as_="stranger") == [1]
    with pytest.raises(NotFound, match="“stranger” is no operator"):
        noc("ticket", "list", "mine", as_="stranger")


def test_a_view_is_narrowed_by_words_and_brings_its_order(noc: Noc, room: Room, clock: SetClock) -> None:
    for customer in ("ACME", "OSP", "ACME"):
        opened(room, customer)
        clock.move(minutes=1)
    do(room, ADA, save_view, "acme first", "customer:acme", "newest")

    assert keys(noc, "--view", "acme first") == [3, 1]
    assert keys(noc, "--view", "ACME", "--sort", "age") == [1, 3]
    assert keys(noc, "--view", "acme first", "mail", "-000003") == [1]
    with pytest.raises(NotFound, match="acme first"):
        noc("queue", "--view", "nope")


@pytest.mark.parametrize("words", [("colour:red",), ("level:9",), ("--sort", "colour")])
def test_what_cannot_be_read_is_refused(words: tuple[str, ...], noc: Noc) -> None:
    with pytest.raises(BadInput) as refusal:
        noc("ticket", "list", *words)
    assert refusal.value.hint


def test_alerts_stand_in_the_queue_and_not_among_the_tickets(noc: Noc, room: Room) -> None:
    opened(room)
    hear(room, fires(customer_hint="somebody else"))

    lines = noc("queue", "--json").records

    assert [(line["kind"], line["key"]) for line in lines] == [("alert", "alert 1"), ("ticket", "NOC-2026-000001")]
    assert lines[0]["clock"] == "alert"
    assert keys(noc) == [1]
    assert "alertmanager ×1" in noc("queue").out


@on_sqlite
def test_a_long_list_is_one_table(
    stores: Stores, clock: SetClock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with demo_room(stores, clock, login="ada", tickets=620, alerts=0, open_share=1.0) as room:
        noc = command_line(room, capsys, monkeypatch)
        lines = noc("ticket", "list", "--all").out.splitlines()
        records = noc("ticket", "list", "--all", "--json").records

    assert lines[-1] == "620 of 620 tickets"
    assert [line for line in lines if "subject" in line.split()] == lines[:1]
    assert [line for line in lines if "NOC-" in line] == lines[1:-1]
    assert [record["key"] for record in records] == [line[line.index("NOC-") :][:15] for line in lines[1:-1]]
    assert len({record["key"] for record in records}) == 620
