"""`noc ticket call`, `noc ticket called`, the time worked, and what was solved while the caller waited."""

from __future__ import annotations

import pytest

from noc_tui.domain.errors import BadInput
from noc_tui.domain.words import Status
from noc_tui.store.room import Room
from tests.cli.commands import Noc
from tests.rooms import SetClock, kinds, opened, rows, ticket_of

KEY = "NOC-2026-000001"


def test_the_way_of_a_call_back_from_its_booking_to_the_call(noc: Noc, room: Room, clock: SetClock) -> None:
    opened(room)
    steps = [
        ("call 1 --at 15:00 --who bruno --with Rita --number 0341 -m VPN", "call-back 15:00 by bruno"),
        ("call 1 --at 16:00", "call-back 16:00 by bruno"),
        ("called 1 --nobody --again 17:00", "call-back 17:00 by bruno"),
        ("called 1 -m Explained --spent 10m", ""),
    ]
    for line, booked in steps:
        ran = noc("ticket", *line.split())
        told = f" ({booked})" if booked else ""
        assert (ran.status, ran.out, ran.err) == (0, f"{KEY} new: No mail leaves the office{told}\n", ""), line
        clock.move(minutes=5)

    shown = noc("ticket", "show", "1").out
    assert "09:00  ada            ○ to be called back 15:00 by bruno: Rita, 0341\n              VPN\n" in shown
    assert "09:10  ada            √ called, nobody reached\n" in shown
    assert "09:15  ada            √ called back (10 min worked) public\n              Explained\n" in shown
    assert "blocking anomaly · 10 min worked\n" in shown
    assert (noc("ticket", "show", "1", "--json").records[0]["spent_s"]) == 600


def test_a_booked_call_is_seen_in_list_queue_and_page(noc: Noc, room: Room) -> None:
    opened(room)
    opened(room)
    (booked,) = noc("ticket", "call", "1", "--at", "11:00", "--by", "mail", "--json").records
    assert (booked["call_at"], booked["call_who"], booked["next_clock"], booked["next_due"]) == (
        "2026-11-23T10:00:00Z", "ada", "call", "2026-11-23T10:00:00Z",
    )  # fmt: skip

    assert [(line["key"], line["clock"], line["remaining_s"]) for line in noc("queue", "--json").records] == [
        (KEY, "call", 7200),
        ("NOC-2026-000002", "response", 14400),
    ]
    listed = noc("ticket", "list", "clock:call").out.splitlines()
    assert "call " in listed[-2]
    assert KEY in listed[-2]
    assert listed[-1] == "1 of 1 ticket"
    assert "to be answered by mail 11:00 by ada\n" in noc("ticket", "show", "1").out
    assert "call-back · agreed Mon 23 Nov 09:00 · round the clock" in noc("sla", "explain", "1").out


def test_what_is_not_needed_is_dropped(noc: Noc, room: Room) -> None:
    opened(room)
    noc("ticket", "call", "1", "--at", "15:00")

    assert noc("ticket", "call", "1", "--drop", "-m", "She wrote").status == 0

    assert kinds(room, ticket_of(room, "1")) == ["call_booked", "call_dropped"]
    again = noc("ticket", "call", "1", "--drop")
    assert (again.status, again.err.partition(" Book")[0]) == (1, f"No call-back is booked on {KEY}.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("call 1 --at 2026-11-20", "has passed"),
        ("call 1 --at 15:00 --who carla", "“carla” is no operator of this room."),
        ("called 1", "What was said?"),
        ("called 1 -m Hello", "No call-back is booked"),
        ("solve 1 -m Done --spent 25h", "More than 24 hours were worked."),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_word_on_what_does(noc: Noc, room: Room, words: str, said: str) -> None:
    opened(room)

    ran = noc("ticket", *words.split())

    assert (ran.status, ran.out) == (1, "")
    assert said in ran.err
    assert kinds(room, ticket_of(room, "1")) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("call 1", "Book a call-back or drop it?"),
        ("call 1 --at 15:00 --drop", "Book a call-back or drop it?"),
        ("call 1 --at whenever", "“whenever” is no time that can be understood."),
        ("note 1 -m Seen --spent 45", "“45” is no length of time. Write 45m, 2h or 1h30."),
    ],
)
def test_what_cannot_be_understood_is_refused_before_any_ticket_is_looked_at(
    noc: Noc, room: Room, words: str, said: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        noc("ticket", *words.split())

    assert said in str(refusal.value)


def test_nobody_is_called_back_by_the_web(noc: Noc, room: Room) -> None:
    opened(room)

    assert noc("ticket", "call", "1", "--at", "15:00", "--by", "web").status == 2


def test_a_trial_books_nothing(noc: Noc, room: Room) -> None:
    opened(room)

    tried = noc("ticket", "call", "1", "--at", "15:00", "--dry-run")

    assert tried.out == f"{KEY} call-back 15:00 by ada\n"
    assert kinds(room, ticket_of(room, "1")) == []


def test_the_time_worked_is_said_with_a_note_and_with_the_solution(noc: Noc, room: Room) -> None:
    opened(room)
    opened(room)

    noc("ticket", "note", "1", "2", "-m", "Measured", "--spent", "45m")
    noc("ticket", "solve", "1", "-m", "Restarted", "--spent", "1h30")

    assert [ticket_of(room, key).spent_s for key in ("1", "2")] == [8100, 2700]
    assert rows(room, "SELECT sum(spent_s) FROM time_entry") == [(10800,)]


def test_what_is_solved_while_the_caller_waits_is_opened_and_solved_in_one(noc: Noc, room: Room) -> None:
    ran = noc("ticket", "open", "No sound", "-c", "acme", "--solved", "The cable was loose")

    assert ran.out == f"{KEY} resolved, ada: No sound\n"
    ticket = ticket_of(room, "1")
    assert (ticket.status, ticket.solved_in_call) == (Status.RESOLVED, True)
    assert rows(room, "SELECT count(DISTINCT action_id) FROM event WHERE subject_kind = 'ticket'") == [(1,)]
    assert "1 ticket\n" in noc("ticket", "list", "incall").out
    assert "solved in the call" in noc("ticket", "show", "1").out


def test_a_mail_is_no_call_and_then_nothing_is_opened(noc: Noc, room: Room) -> None:
    with pytest.raises(BadInput, match="Only who calls is helped in the call"):
        noc("ticket", "open", "No sound", "--channel", "mail", "--solved", "The cable was loose")

    assert rows(room, "SELECT count(*) FROM ticket") == [(0,)]


def test_a_ticket_just_opened_is_solved_in_the_call(noc: Noc, room: Room) -> None:
    noc("ticket", "open", "No sound", "-c", "acme")

    (solved,) = noc("ticket", "solve", "1", "-m", "The cable", "--in-call", "--json").records

    assert solved["solved_in_call"] is True
