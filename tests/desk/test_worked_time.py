"""Time worked on a ticket, and the tickets that were solved while the caller waited."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noc_tui.desk.calls import book_call
from noc_tui.desk.doctor import examine
from noc_tui.desk.ending import close, may_be_in_call, reopen, solve
from noc_tui.desk.queue import QueueView
from noc_tui.desk.thread import thread
from noc_tui.desk.work import assign, note, resume, take, wait
from noc_tui.desk.worked_time import parse_span, spent_detail
from noc_tui.domain.errors import BadInput, Refused
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Channel, Reason, Status, Visibility
from noc_tui.figures import span
from noc_tui.store.room import Room
from tests.rooms import ANNA, BRUNO, LIA, ROME, SetClock, do, history, kinds, local, look, opened, rows, ticket_of

TO_COME = local("2026-11-23 15:00")


def found(room: Room, words: str) -> list[str]:
    """The keys that a filter shows, in their order."""
    with room.reading() as read:
        return [line.row.key for line in QueueView(read, room.clock, "anna", words).window(read, 0, 50)]


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("45m", 45), ("45 min", 45), ("2h", 120), ("1h30", 90), ("1h30m", 90), (" 1 H 05 ", 65), ("1:30", 90),
        ("0:10", 10), ("90m", 90), ("2 ore", 120), ("1 ora 15 minuti", 75),
    ],
)  # fmt: skip
def test_a_length_of_time_is_read_as_people_write_it(typed: str, minutes: int) -> None:
    assert parse_span(typed) == timedelta(minutes=minutes)


@pytest.mark.parametrize("typed", ["", "45", "1.5h", "-5m", "h", "soon", "1:75", "30 1h", "2d"])
def test_what_is_no_length_of_time_is_refused(typed: str) -> None:
    with pytest.raises(BadInput, match="is no length of time"):
        parse_span(typed)


@given(st.integers(1, 24 * 60))
def test_what_the_program_shows_it_reads(minutes: int) -> None:
    assert parse_span(span(minutes * 60)) == timedelta(minutes=minutes)


def test_what_was_said_of_the_work_is_summed_up(room: Room, clock: SetClock) -> None:
    key = opened(room).key
    do(room, ANNA, note, key, "Measured the line", spent=timedelta(minutes=45))
    do(room, BRUNO, note, key, "Asked the provider")
    clock.move(hours=1)

    solved = do(room, BRUNO, solve, key, "Rerouted", spent=timedelta(hours=1, minutes=30))

    assert solved.spent_s == 2 * 3600 + 15 * 60
    assert [tuple(row) for row in rows(room, "SELECT seq, spent_s, actor FROM time_entry ORDER BY seq")] == [
        (3, 45 * 60, "anna"),
        (5, 90 * 60, "bruno"),
    ]
    heads = [entry.head for entry in thread(history(room, solved), ROME)[1:]]
    assert heads == ["(45 min worked)", "", "solved (1 h 30 worked)"]
    assert list(examine(room)) == []


def test_no_time_is_no_entry(room: Room) -> None:
    noted = do(room, ANNA, note, opened(room).key, "Seen", spent=timedelta(0))

    assert "spent_s" not in history(room, noted)[-1].detail
    assert rows(room, "SELECT count(*) FROM time_entry") == [(0,)]


@pytest.mark.parametrize(
    ("spent", "said"), [(timedelta(minutes=-1), "negative"), (timedelta(hours=24, minutes=1), "More than 24 hours")]
)
def test_a_time_that_nobody_works_is_refused(room: Room, spent: timedelta, said: str) -> None:
    key = opened(room).key

    for write in (lambda tx: note(tx, key, "Seen", spent=spent), lambda tx: solve(tx, key, "Restarted", spent=spent)):
        with pytest.raises(BadInput, match=said):
            do(room, ANNA, write)

    assert kinds(room, ticket_of(room, key)) == []
    assert spent_detail(timedelta(hours=24)) == {"spent_s": 86_400}


# Solved in the call


def test_solved_while_the_caller_waits_counts_as_such(room: Room) -> None:
    key = opened(room).key
    do(room, ANNA, take, key)
    do(room, ANNA, assign, key, team="Reti")
    do(room, ANNA, note, key, "Asked for the lamp", visibility=Visibility.PUBLIC)
    assert look(room, may_be_in_call, key, "anna")

    solved = do(room, ANNA, solve, key, "Switched it on", in_call=True)

    assert (solved.status, solved.solved_in_call) == (Status.RESOLVED, True)
    assert thread(history(room, solved), ROME)[-1].head == "solved in the call"
    assert found(room, "incall") == [key]
    assert not do(room, ANNA, reopen, key, "It is dark again").solved_in_call
    assert list(examine(room)) == []


def waits(room: Room, ticket: TicketRow) -> None:
    do(room, ANNA, wait, ticket.key, Reason.CUSTOMER)
    do(room, ANNA, resume, ticket.key)


def is_opened_again(room: Room, ticket: TicketRow) -> None:
    do(room, ANNA, solve, ticket.key, "Restarted", in_call=True)
    do(room, ANNA, reopen, ticket.key, "It is back")


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [
        (lambda room, ticket: do(room, LIA, assign, ticket.key, to="bruno"), "it was assigned to bruno"),
        (lambda room, ticket: do(room, ANNA, assign, ticket.key, level=2), "it was handed to level 2"),
        (lambda room, ticket: do(room, BRUNO, take, ticket.key), "bruno took it"),
        (waits, "it waited meanwhile"),
        (is_opened_again, "it was opened again"),
        (
            lambda room, ticket: do(room, ANNA, book_call, ticket.key, local("2026-11-23 15:00")),
            "a call-back was booked",
        ),
    ],
)
def test_what_was_handed_on_was_not_solved_in_the_call(room: Room, meanwhile: object, why: str) -> None:
    ticket = opened(room)
    meanwhile(room, ticket)  # type: ignore[operator]
    before = ticket_of(room, ticket.key)

    with pytest.raises(Refused, match=why):
        do(room, ANNA, solve, ticket.key, "Restarted", in_call=True)

    assert ticket_of(room, ticket.key) == before
    assert not look(room, may_be_in_call, ticket.key, "anna")
    assert not do(room, ANNA, solve, ticket.key, "Restarted").solved_in_call


def test_another_one_than_who_took_the_call_cannot_have_solved_it_in_it(room: Room) -> None:
    key = opened(room, actor=BRUNO).key

    with pytest.raises(Refused, match="bruno took the call"):
        do(room, ANNA, solve, key, "Restarted", in_call=True)
    assert do(room, BRUNO, solve, key, "Restarted", in_call=True).solved_in_call


def test_what_came_by_mail_was_no_call(room: Room) -> None:
    with pytest.raises(Refused, match="it came by mail"):
        do(room, ANNA, solve, opened(room, channel=Channel.MAIL).key, "Restarted", in_call=True)


def test_a_workaround_that_is_no_solution_does_not_count_either(room: Room) -> None:
    with pytest.raises(Refused, match="a workaround is no solution"):
        do(room, ANNA, solve, opened(room, "BDA").key, "Rerouted", workaround=True, in_call=True)


def test_the_filter_finds_what_was_solved_in_calls_among_what_is_over(room: Room) -> None:
    in_it, after = (opened(room, subject=subject).key for subject in ("in it", "after it"))
    still_open = opened(room).key
    do(room, ANNA, solve, in_it, "Restarted", in_call=True)
    do(room, ANNA, close, in_it)
    do(room, ANNA, solve, after, "Restarted")

    assert found(room, "incall") == [in_it]
    assert found(room, "incall status:closed acme") == [in_it]
    assert found(room, "incall status:resolved") == []
    assert found(room, "status:resolved -incall") == [after]
    assert found(room, "-incall") == [still_open]
