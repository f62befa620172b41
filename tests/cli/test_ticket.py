"""`noc ticket`: every verb, one key or many, in earnest or as a trial."""

from __future__ import annotations

import time

import pytest

from noc_tui.desk import batch
from noc_tui.desk.work import take
from noc_tui.domain.errors import BadInput, Forbidden, NotFound, StoreGone
from noc_tui.domain.words import Severity
from noc_tui.store.room import Room
from tests.cli.commands import Noc
from tests.demo.demo_rooms import content_of
from tests.desk.monitoring import fires, hear
from tests.rooms import BRUNO, SetClock, do, history, kinds, opened, rows, ticket_of


def test_the_life_of_a_ticket_from_the_call_to_its_end(noc: Noc, room: Room, clock: SetClock) -> None:
    said = noc("ticket", "open", "VPN down", "-c", "acme", "--category", "blocking_anomaly", "-m", "Since 9")
    assert said.out == "NOC-2026-000001 new: VPN down\n"
    steps = [
        ("take 1", "NOC-2026-000001 open, ada: VPN down\n"),
        ("assign 1 --to bruno --level 2 --team Reti", "NOC-2026-000001 open, bruno: VPN down\n"),
        ("note NOC-2026-000001 -m Seen", "NOC-2026-000001 open, bruno: VPN down\n"),
        ("wait 1 --for vendor --until 2h", "NOC-2026-000001 pending, bruno: VPN down (wakes 11:00)\n"),
        ("resume 1", "NOC-2026-000001 open, bruno: VPN down\n"),
        ("solve 1 -m Rerouted", "NOC-2026-000001 resolved, bruno: VPN down\n"),
        ("close 1", "NOC-2026-000001 closed, bruno: VPN down\n"),
        ("reopen 1 -m Again", "NOC-2026-000001 open, bruno: VPN down\n"),
        ("cancel 1 -m Twice", "NOC-2026-000001 cancelled, bruno: VPN down\n"),
    ]
    for line, told in steps:
        ran = noc("ticket", *line.split())
        assert (ran.status, ran.out, ran.err) == (0, told, ""), line

    assert kinds(room, ticket_of(room, "1")) == [
        "taken", "assigned", "noted", "paused", "resumed", "solved", "closed", "reopened", "cancelled",
    ]  # fmt: skip


def test_each_key_has_its_own_result(noc: Noc, room: Room) -> None:
    opened(room)
    opened(room, "OSP")
    do_take = noc("ticket", "take", "1", "2", "99", "vpn", "--json")

    assert do_take.status == 3
    action = history(room, ticket_of(room, "1"))[-1].action_id
    assert do_take.err == (
        "There is no ticket 99. `noc ticket list` shows those that are open.\n"
        "“vpn” is no ticket key. Write NOC-2026-000123, or just 123.\n"
        f"Undo: noc ticket undo --action {action[:8]}\n"
    )
    assert [(one["key"], one.get("assignee"), one.get("refused")) for one in do_take.records] == [
        ("NOC-2026-000001", "ada", None),
        ("NOC-2026-000002", "ada", None),
        ("99", None, "There is no ticket 99."),
        ("vpn", None, "“vpn” is no ticket key."),
    ]
    again = noc("ticket", "take", "1", "2")
    assert (again.status, again.out) == (1, "")
    assert again.err.count("is yours already") == 2


def test_a_trial_shows_the_change_and_makes_none(noc: Noc, room: Room) -> None:
    opened(room)
    opened(room)
    do(room, BRUNO, take, "2")
    before = content_of(room)

    tried = noc("ticket", "solve", "1", "2", "99", "-m", "Restarted", "--dry-run")

    assert content_of(room) == before
    assert tried.status == 3
    assert tried.out.splitlines() == [
        "NOC-2026-000001 new → resolved, nobody → ada, response met, restore met",
        "NOC-2026-000002 open → resolved, restore met",
    ]
    assert tried.err.splitlines() == [
        "Dry run: nothing was changed.",
        "There is no ticket 99. `noc ticket list` shows those that are open.",
    ]
    as_json = noc("ticket", "take", "1", "2", "--dry-run", "--json")
    assert as_json.status == 3
    (one, two) = as_json.records
    assert one["key"] == "NOC-2026-000001"
    assert one["changes"]["status"] == {"from": "new", "to": "open"}
    assert one["changes"]["restore_due"] == {"from": None, "to": "2026-11-23T13:30:00Z"}
    assert "subject" not in one["changes"]
    assert two["key"] == "NOC-2026-000002"
    assert two["refused"].startswith("NOC-2026-000002 is held by bruno")
    assert noc("ticket", "take", "2", "99", "--dry-run").status == 1
    assert content_of(room) == before


def test_a_trial_shows_what_leaves_a_ticket_with_its_end(noc: Noc, room: Room) -> None:
    hear(room, fires())

    (record,) = noc("ticket", "cancel", "1", "-m", "A test", "--dry-run", "--json").records

    assert record["changes"]["alerts"] == {"from": [1], "to": []}


def test_a_filter_names_the_targets(noc: Noc, room: Room) -> None:
    for subject, team in (("VPN is slow", "Reti"), ("VPN is down", "Sistemi"), ("Printer on fire", "Reti")):
        opened(room, subject=subject, team=team)
    hear(room, fires(severity=Severity.MINOR))

    tried = noc("ticket", "assign", "--where", "vpn team:reti", "--level", "2", "--dry-run")
    ran = noc("ticket", "assign", "--where", "team:reti", "--level", "2")

    assert tried.out == "NOC-2026-000001 L1 → L2\n"
    assert ran.out.splitlines() == ["NOC-2026-000001 new: VPN is slow", "NOC-2026-000003 new: Printer on fire"]
    assert rows(room, "SELECT number FROM ticket WHERE level = 2 ORDER BY 1") == [(1,), (3,)]
    nothing = noc("ticket", "take", "--where", "customer:nobody")
    assert (nothing.status, nothing.out, nothing.err) == (0, "", "No ticket matches “customer:nobody”.\n")
    noc("ticket", "take", "1")
    assert noc("ticket", "note", "--where", "mine", "-m", "Mine").out == "NOC-2026-000001 open, ada: VPN is slow\n"
    assert noc("ticket", "reopen", "--where", "status:closed", "-m", "Back").err.startswith("No ticket matches")
    with pytest.raises(BadInput, match="every open ticket"):
        noc("ticket", "take", "--where", " ")
    with pytest.raises(BadInput, match="no field"):
        noc("ticket", "take", "--where", "costumer:acme")


@pytest.mark.parametrize("verb", ["take", "assign", "note", "wait --for parts", "resume", "solve", "close", "reopen",
                                  "cancel", "triage --impact low"])  # fmt: skip
def test_keys_and_a_filter_together_could_mean_two_things_and_nothing_is_done(noc: Noc, room: Room, verb: str) -> None:
    named, other = opened(room), opened(room)

    for key in (named.key, "-"):
        with pytest.raises(BadInput, match=r"Keys and a filter: which of them\?"):
            noc("ticket", *verb.split(), key, "--where", "mail")

    assert kinds(room, named) == kinds(room, other) == []


def test_many_are_done_some_at_a_time_and_as_one_action(noc: Noc, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "AT_ONCE", 2)
    for _ in range(3):
        opened(room)

    ran = noc("ticket", "take", "1", "2", "99", "3")

    assert (ran.status, len(ran.out.splitlines())) == (3, 3)
    actions = rows(room, "SELECT DISTINCT action_id FROM event WHERE kind = 'taken'")
    commits = rows(room, "SELECT count(*) FROM change WHERE kind = 'ticket'")
    assert (len(actions), commits) == (1, [(6,)])


def test_where_the_store_fails_on_the_way_it_is_said_what_was_not_reached(
    noc: Noc, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "AT_ONCE", 1)
    for _ in range(3):
        opened(room)

    def gone(_: float) -> None:
        raise StoreGone("The store cannot be reached.", "Is its disk there?")

    monkeypatch.setattr(time, "sleep", gone)
    ran = noc("ticket", "take", "1", "2", "3")

    assert (ran.status, len(ran.out.splitlines())) == (3, 1)
    assert ran.err == "The store cannot be reached. Is its disk there? 2 of 3 were not reached.\n"


def test_keys_come_from_stdin_in_place_of_a_dash(noc: Noc, room: Room) -> None:
    for _ in range(4):
        opened(room)

    ran = noc("ticket", "take", "3", "-", stdin=b"1\nNOC-2026-000002 3\r\n\n")

    assert (ran.status, len(ran.out.splitlines())) == (0, 3)
    assert rows(room, "SELECT number FROM ticket WHERE assignee = 'ada' ORDER BY 1") == [(1,), (2,), (3,)]
    with pytest.raises(BadInput, match="No key"):
        noc("ticket", "take", "-", stdin=b"\n")
    with pytest.raises(BadInput, match="cannot both"):
        noc("ticket", "note", "-", "-m", "-", stdin=b"1")


def test_more_keys_than_a_statement_takes_parameters(noc: Noc, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "PAUSE_S", 0)
    opened(room)
    many = "\n".join(map(str, range(1, 1400)))

    ran = noc("ticket", "note", "-", "-m", "Seen", "--json", stdin=many.encode())

    assert ran.status == 3
    assert len(ran.records) == 1399
    assert kinds(room, ticket_of(room, "1")) == ["noted"]


def test_text_comes_from_stdin_and_is_kept_as_it_was_or_refused(noc: Noc, room: Room) -> None:
    opened(room)

    noc("ticket", "note", "1", "-m", "-", stdin="\ufeffPerché\n\tno".encode())
    with pytest.raises(BadInput, match=r"no UTF-8 text \(line 2\)\. Nothing was done\.") as refused:
        noc("ticket", "note", "1", "-m", "-", stdin=b"un\ncaff\xe8")
    assert "iconv -f CP1252 -t UTF-8" in str(refused.value)
    noc("ticket", "open", "Subject", "-m", "-", stdin="Così".encode())

    texts = [entry["detail"].get("text") for entry in noc("ticket", "show", "1", "--json").records[0]["thread"]]
    assert texts[2:] == ["Perché\n\tno"]
    assert noc("ticket", "show", "2", "--json").records[0]["description"] == "Così"
    assert f"{'':14}Perché\n{'':16}no\n" in noc("ticket", "show", "1").out


def test_a_very_long_note_is_kept_whole_and_shown_in_short(noc: Noc, room: Room) -> None:
    opened(room)
    text = "\n".join(f"line {number} " + "x" * 88 for number in range(3000))
    assert len(text) > 290_000

    noted = noc("ticket", "note", "1", "-m", "-", stdin=text.encode())
    short, full = noc("ticket", "show", "1"), noc("ticket", "show", "1", "--full")
    (record,) = noc("ticket", "show", "1", "--json").records

    assert noted.status == 0
    assert f"… ({len(text)} characters: --full shows all)" in short.out
    assert len(short.out) < 4000
    assert "line 2999 x" in full.out
    assert record["thread"][-1]["detail"]["text"] == text


def test_a_ticket_on_paper_has_facts_clocks_and_thread(noc: Noc, room: Room) -> None:
    opened(room, team="Reti", technology="network", description="All of them\nsince 9")
    noc("ticket", "note", "1", "--public", "-m", "We look into it", as_="bruno")
    noc("ticket", "wait", "1", "--for", "customer", "--until", "tomorrow 9:00")

    lines = noc("ticket", "show", "1").out.splitlines()

    assert lines[:4] == [
        "NOC-2026-000001  No mail leaves the office",
        "ACME Italia (ACME) · contract AC-1 v1 · Professional, office hours · hours office",
        "pending for customer until Tue 09:00 · triage · level 1, Reti · nobody's · version 4",
        "blocking anomaly · network",
    ]
    assert lines[5:7] == ["response  paused         4:00 of 4 h", "restore   pending        4:00 of 4 h"]
    assert [line for line in lines if line.startswith(" " * 7 + "09:00")] == [
        "       09:00  anna           + opened by phone public",
        "       09:00  bruno          public",
        "       09:00  ada            ‖ waits for customer until Tue 09:00",
    ]
    assert "              since 9" in lines


def test_assigning_says_what_is_missing_and_who_there_is(noc: Noc, room: Room) -> None:
    opened(room)

    for words, told in [
        (("--to", "bruno", "--nobody"), "To somebody or to nobody? Give one of them."),
        ((), "Assign it to whom? Give an operator (--to), a team, a level or a phase."),
        (("--to", "nemo"), "“nemo” is no operator of this room. There are: ada, anna, bruno, lia, vera"),
        (("--nobody",), "NOC-2026-000001 is assigned like that already. Say what is to change."),
    ]:
        ran = noc("ticket", "assign", "1", *words)
        assert (ran.status, ran.err) == (1, f"{told}\n")
    assert noc("ticket", "assign", "1", "--phase", "diagnosis", "--json").records[0]["phase"] == "diagnosis"


def test_a_workaround_and_words_for_the_room_alone(noc: Noc, room: Room) -> None:
    opened(room, "BDA")

    solved = noc("ticket", "solve", "1", "--workaround", "--internal", "-m", "Old line")
    entry = noc("ticket", "show", "1", "--json").records[0]["thread"][-1]

    assert solved.out.startswith("NOC-2026-000001 open")  # to this contract it is no restore
    assert (entry["kind"], entry["visibility"]) == ("worked_around", "internal")


@pytest.mark.parametrize("until", ["soonish", "31/02/2027", "25:00"])
def test_a_time_that_cannot_be_read_is_refused_before_anything_is_done(until: str, noc: Noc, room: Room) -> None:
    opened(room)

    with pytest.raises(BadInput, match="no time"):
        noc("ticket", "wait", "1", "--for", "parts", "--until", until)
    assert noc("ticket", "wait", "1", "--for", "parts", "--until", "2026-11-22 09:00").err.startswith("The wake-up")
    assert kinds(room, ticket_of(room, "1")) == []


def test_what_is_missing_or_not_allowed_is_refused(noc: Noc, room: Room) -> None:
    opened(room)

    with pytest.raises(NotFound, match="no ticket 77"):
        noc("ticket", "show", "77")
    with pytest.raises(BadInput, match="no ticket key"):
        noc("ticket", "show", "99999999999999999999")
    with pytest.raises(NotFound, match="nobody"):
        noc("ticket", "open", "Subject", "-c", "nobody")
    with pytest.raises(Forbidden):
        noc("ticket", "open", "Subject", as_="vera")
    assert "vera is viewer here" in noc("ticket", "take", "1", as_="vera").err


@pytest.mark.parametrize(
    "line",
    ["", "take", "show", "show 1 2", "lst", "take 1 --until 3", "wait 1", "wait 1 --for nobody", "list --limit 0",
     "list --limit x", "assign 1 --level 9", "open Subject --channel smoke", "list --nope"],
)  # fmt: skip
def test_wrong_usage_leaves_with_2_and_says_so_on_stderr(line: str, noc: Noc) -> None:
    ran = noc("ticket", *line.split())

    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("Usage: noc ticket")


def test_a_ticket_that_somebody_holds_is_not_taken(noc: Noc, room: Room) -> None:
    opened(room)
    do(room, BRUNO, take, "1")

    ran = noc("ticket", "take", "1")

    assert ran.status == 1
    assert ran.err == (
        "NOC-2026-000001 is held by bruno since Mon 23 Nov 09:00. "
        "To take it over, assign it to yourself: A in the room, noc ticket assign NOC-2026-000001 --to ada at the "
        "shell.\n"
    )
