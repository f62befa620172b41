"""`noc ticket triage` and `noc ticket check`: one call or many, and whether it is covered."""

from __future__ import annotations

import pytest

from noc_tui.domain.errors import BadInput
from noc_tui.domain.words import Category, Grade, Phase, Priority
from noc_tui.store.room import Room
from tests.cli.commands import Noc
from tests.desk.front_desk import furnish
from tests.desk.terms_of import new_contract
from tests.rooms import SetClock, history, kinds, opened, rows, ticket_of


def test_a_call_is_triaged_in_one_line(noc: Noc, room: Room) -> None:
    desk = furnish(room)
    ticket = opened(room, None, category=None)

    ran = noc(
        "ticket", "triage", "1", "-c", "acme", "--contact", "it@acme.example", "--equipment", "MX-ACME-01",
        "--category", "blocking_anomaly", "--impact", "high", "--urgency", "medium", "--fault", "bug",
        "--estimate", "45m", "-m", "The milter hangs", "--public",
    )  # fmt: skip

    assert (ran.status, ran.err) == (0, "")
    assert ran.out == f"{ticket.key} new: No mail leaves the office\n"
    done = ticket_of(room, "1")
    assert (done.contact_id, done.equipment_id, done.site_id) == (desk.marta.id, desk.mx.id, desk.site.id)
    assert (done.category, done.priority, done.technology) == (Category.BLOCKING, Priority.P2, "mail")
    assert (done.team, done.phase, done.estimate_s) == ("Systems L1", Phase.DIAGNOSIS, 2700)
    assert history(room, done)[-1].visibility == "public"


def test_keys_come_from_stdin_and_each_has_its_own_result(noc: Noc, room: Room) -> None:
    furnish(room)
    for technology in ("mail", "telephony", "network"):
        opened(room, technology=technology)

    ran = noc("ticket", "triage", "-", "--impact", "low", "--urgency", "low", stdin=b"1 2\n3 99\n")

    assert ran.status == 3
    assert ran.out.splitlines() == [
        "NOC-2026-000001 new: No mail leaves the office",
        "NOC-2026-000003 new: No mail leaves the office",
    ]
    assert "NOC-2026-000002 is not covered. Telephony is excluded (exclusion 2)." in ran.err
    assert "There is no ticket 99." in ran.err
    assert [ticket_of(room, key).team for key in "123"] == ["Systems L1", None, "Networks L2"]
    assert [ticket_of(room, key).priority for key in "123"] == [Priority.P4, None, Priority.P4]


def test_a_trial_shows_the_change_and_makes_none(noc: Noc, room: Room) -> None:
    furnish(room)
    ticket = opened(room, technology="mail")

    ran = noc("ticket", "triage", "1", "--impact", "high", "--urgency", "high", "--dry-run")

    assert ran.status == 0
    assert ticket.key in ran.out
    assert "nothing was changed" in ran.err
    assert kinds(room, ticket) == []


def test_a_team_that_somebody_chose_is_told_where_the_rules_say_another(noc: Noc, room: Room) -> None:
    furnish(room)
    opened(room, technology="mail", team="Reti")

    ran = noc("ticket", "triage", "1", "--impact", "high")

    assert ran.out == "NOC-2026-000001 new: No mail leaves the office; it stays with Reti, the rules say Systems L1\n"


def test_another_team_is_told(noc: Noc, room: Room) -> None:
    furnish(room)
    opened(room, technology="mail", team="Systems L1")

    ran = noc("ticket", "triage", "1", "--category", "new_feature")

    assert ran.out == "NOC-2026-000001 new: No mail leaves the office; now Sales's, before Systems L1's\n"


def test_a_refusal_among_others_names_its_ticket_and_one_for_all_is_said_once(noc: Noc, room: Room) -> None:
    furnish(room)
    opened(room, technology="mail")
    opened(room, "BDA", technology="mail")

    ran = noc("ticket", "triage", "1", "2", "--contact", "Marta Riva")
    assert (ran.status, ran.err.splitlines()) == (
        3, ["NOC-2026-000002: “Marta Riva” is no contact of theirs. There are: Ivo Sala"],
    )  # fmt: skip
    ran = noc("ticket", "note", "1", "2", "-m", " ")
    assert (ran.status, ran.err) == (1, "An empty note says nothing. Write what you found or did.\n")


def test_a_ticket_that_is_named_twice_is_one(noc: Noc, room: Room) -> None:
    opened(room)
    opened(room, "BDA")

    tried = noc("ticket", "note", "1", "2026-1", "NOC-2026-000001", "-m", "Seen", "--dry-run")

    assert len(tried.out.splitlines()) == 1
    noc("ticket", "note", "1", "2026-1", "2", "-m", "Seen")
    assert [kinds(room, ticket_of(room, key)) for key in "12"] == [["noted"], ["noted"]]


def test_paid_hours_that_are_used_up_are_marked_and_told_as_they_are_used(noc: Noc, room: Room) -> None:
    new_contract(room, spec={"access": "VPN", "hours": {"amount": 2, "per": "quarter"}})
    opened(room)

    assert noc("ticket", "note", "1", "-m", "Searched", "--spent", "90m").err == ""
    assert noc("ticket", "check", "1").out.splitlines()[-1] == "hours 1.5 of 2 used this quarter, 0.5 left"
    ran = noc("ticket", "solve", "1", "-m", "Found", "--spent", "42m")
    assert ran.err == "AC-1: hours used up: 2.2 of 2 this quarter. More is paid extra.\n"

    told = noc("ticket", "check", "1").out.splitlines()
    assert (told[0], "× hours used up: 2.2 of 2 this quarter" in told) == (
        "NOC-2026-000001 AC-1 Professional covered", True,
    )  # fmt: skip
    (record,) = noc("ticket", "check", "1", "--json").records
    assert (record["hours_used_s"], record["hours_of_s"]) == (132 * 60, 7200)
    assert record["hours"] == "used up: 2.2 of 2 this quarter"


def test_opening_says_whom_it_is_for_and_whether_that_is_covered(noc: Noc, room: Room) -> None:
    desk = furnish(room)

    ran = noc(
        "ticket", "open", "Queue full", "-c", "acme", "--contact", "it@acme.example", "--equipment", "mx-acme-01",
        "--caller", "The porter", "--impact", "high", "--urgency", "medium", "--fault", "bug", "--json",
    )  # fmt: skip

    assert ran.err == ""
    assert ran.records[0]["coverage"]["verdict"] == "covered"
    done = ticket_of(room, "1")
    assert (done.contact_id, done.equipment_id, done.site_id) == (desk.marta.id, desk.mx.id, desk.site.id)
    assert (done.technology, done.priority, done.fault) == ("mail", Priority.P2, "bug")
    assert "opened by phone, The porter" in noc("ticket", "show", "1").out


def test_opening_what_nothing_covers_says_what_to_do(noc: Noc, room: Room) -> None:
    furnish(room)

    assert noc("ticket", "open", "No dial tone", "-c", "acme", "--technology", "telephony").err == (
        "NOC-2026-000001 is not covered. Telephony is excluded (exclusion 2). Support on Request: as soon as possible, "
        "no target, its cost is worked out when the work ends. noc ticket triage NOC-2026-000001 --on-request\n"
    )
    assert noc("ticket", "open", "No mail", "-c", "cds").err.startswith(
        "NOC-2026-000002 is not covered by any contract: no contract was ever written. Support on Request:"
    )
    assert noc("ticket", "triage", "2", "--impact", "low").err.startswith(
        "NOC-2026-000002 is not covered by any contract: no contract was ever written. Support on Request:"
    )


def test_opening_for_a_customer_who_is_retired_says_so(noc: Noc, room: Room) -> None:
    noc("customer", "edit", "ACME", "--retire")

    for more in ((), ("--json",)):
        ran = noc("ticket", "open", "No mail", "-c", "acme", *more)

        assert (ran.status, bool(ran.out)) == (0, True)
        assert ran.err.endswith(" is for ACME Italia (ACME), and they are retired.\n")
    assert noc("ticket", "open", "No mail", "-c", "tel").err == ""


def test_opening_what_was_solved_in_the_call_says_how(noc: Noc, room: Room) -> None:
    for empty in ("", "  "):
        with pytest.raises(BadInput, match="How was it solved"):
            noc("ticket", "open", "No mail", "-c", "acme", "--solved", empty)
    assert rows(room, "SELECT count(*) FROM ticket") == [(0,)]

    assert " resolved" in noc("ticket", "open", "No mail", "-c", "acme", "--solved", "Restarted").out


def test_as_json_it_is_the_ticket(noc: Noc, room: Room) -> None:
    furnish(room)
    opened(room, technology="telephony")

    (record,) = noc("ticket", "triage", "1", "--on-request", "--urgency", "low", "--json").records

    assert (record["urgency"], record["technology"], record["next_clock"]) == (Grade.LOW, "telephony", None)


def test_the_word_why_and_the_word_of_a_lead(noc: Noc, room: Room) -> None:
    furnish(room)
    opened(room, technology="mail")
    opened(room, technology="telephony")

    assert "The rules propose Systems L1" in noc("ticket", "triage", "1", "--team", "Reti").err
    assert noc("ticket", "triage", "1", "--team", "Reti", "--why", "They moved the MX").status == 0
    late = ("ticket", "triage", "2", "--impact", "low", "--goodwill", "A new customer")
    assert noc(*late, as_="anna").status == 1
    assert noc(*late, as_="lia").status == 0


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("triage 1", "Nothing is said of the ticket"),
        ("triage 1 --contact Ugo", "is no contact of theirs"),
        ("triage 1 -c nobody", "There is no customer “nobody”"),
    ],
)
def test_what_cannot_be_understood_is_refused(noc: Noc, room: Room, line: str, told: str) -> None:
    furnish(room)
    opened(room)

    ran = noc("ticket", *line.split())

    assert (ran.status, ran.out) == (1, "")
    assert told in ran.err


def test_a_time_that_cannot_be_read_is_refused_before_anything_is_done(noc: Noc, room: Room) -> None:
    opened(room)

    with pytest.raises(BadInput, match="no length of time"):
        noc("ticket", "triage", "1", "--estimate", "soon")


def test_a_check_tells_the_verdict_and_every_line(noc: Noc, room: Room, clock: SetClock) -> None:
    furnish(room)
    opened(room, technology="mail")
    clock.move(minutes=30)

    ran = noc("ticket", "check", "1")

    assert ran.status == 0
    assert ran.out.splitlines() == [
        "NOC-2026-000001 AC-1 Professional covered",
        "√ valid since 1 Jan 2026, without an end",
        "√ mail is covered (line 3)",
        "√ remote access over VPN",
        "√ Alerting Manager",
        "· excluded: clients on the users' PCs",
        "· excluded: telephony",
        "open now 08:30–12:30 14:00–18:00, 7:00 left",
    ]


def test_a_check_of_what_nothing_covers_says_what_to_do(noc: Noc, room: Room) -> None:
    opened(room, "CDS")

    assert noc("ticket", "check", "1").out.splitlines()[:3] == [
        "NOC-2026-000001 no contract",
        "× no contract was ever written",
        "No contract was ever written. Support on Request: as soon as possible, no target, its cost is worked out "
        "when the work ends.",
    ]
    (record,) = noc("ticket", "check", "1", "--json").records
    assert list(record) == [
        "key", "verdict", "contract", "lines", "why", "window", "hours", "hours_used_s", "hours_of_s", "access",
    ]  # fmt: skip
    assert (record["verdict"], record["hours"], record["access"]) == ("no contract", None, None)
