"""Where a booked call-back is seen: in the queue and its counts, on the board, and where due dates are explained."""

from __future__ import annotations

from noc_tui.clock import to_us
from noc_tui.desk.board import BoardView
from noc_tui.desk.calls import book_call, call_made
from noc_tui.desk.queue import QueueView
from noc_tui.desk.work import wait
from noc_tui.domain.board import Shape
from noc_tui.domain.queue import Line
from noc_tui.domain.sign import Sign, sign_of
from noc_tui.domain.words import Reason
from noc_tui.store.room import Room
from tests.desk.told import clock_in, explained
from tests.rooms import ANNA, SetClock, do, local, opened

THREE = local("2026-11-23 15:00")
"""In the afternoon of the Monday on which the tests begin, at nine."""


def shown(room: Room, words: str = "") -> list[Line]:
    """The lines that a filter shows, in their order."""
    with room.reading() as read:
        return QueueView(read, room.clock, "anna", words).window(read, 0, 50)


def test_the_queue_is_ordered_by_the_call_where_it_is_due_next(room: Room, clock: SetClock) -> None:
    """The blocking anomalies are due at half past two; a call before that comes first, one after it waits."""
    early, late, none = (opened(room, subject=subject).key for subject in ("early", "late", "none"))
    do(room, ANNA, book_call, early, local("2026-11-23 11:00"))
    do(room, ANNA, book_call, late, THREE)

    first, *others = shown(room)

    assert (first.row.key, first.row.clock, first.row.due) == (early, "call", to_us(local("2026-11-23 11:00")))
    assert [(line.row.key, line.row.clock) for line in others] == [(late, "response"), (none, "response")]
    assert {line.row.key for line in shown(room, "clock:call")} == {early, late}, "also where a clock is due before it"
    assert {line.row.key for line in shown(room, "-clock:call")} == {none}
    assert {line.row.key for line in shown(room, "clock:call,response")} == {early, late, none}


def test_a_call_counts_every_hour_and_turns_a_quarter_of_an_hour_before(room: Room, clock: SetClock) -> None:
    do(room, ANNA, book_call, opened(room, "CDS").key, local("2026-11-23 21:00"))
    signs = []
    for time in ("20:00", "20:50", "21:01"):
        now = to_us(clock.set(f"2026-11-23 {time}"))
        with room.reading() as read:
            view = QueueView(read, room.clock)
            (line,) = view.window(read, 0, 1)
            left, summary = view.time(line.row, now), view.summary(read)
        signs.append(sign_of(line.row, left))
        counts = (summary.overrun, summary.soon, summary.today)
        assert counts == ((1, 0, 0) if time == "21:01" else (0, int(time == "20:50"), 1)), time

    assert signs == [Sign.EARLY, Sign.SOON, Sign.OVERRUN]


def test_a_ticket_that_waits_is_called_all_the_same(room: Room, clock: SetClock) -> None:
    key = opened(room).key
    do(room, ANNA, book_call, key, THREE)
    do(room, ANNA, wait, key, Reason.CUSTOMER, until=local("2026-11-25 09:00"))
    clock.set("2026-11-23 14:30")

    (line,) = shown(room, "paused clock:call")

    assert (line.row.band, line.row.clock, line.row.pending_reason) == (0, "call", "customer")


def test_the_board_shows_a_call_in_the_evening_on_its_axis(room: Room, clock: SetClock) -> None:
    do(room, ANNA, book_call, opened(room, "CDS").key, local("2026-11-23 19:00"))
    with room.reading() as read:
        view = BoardView(read, room.clock, "anna")
        rows = [line.row for line in view.window(read, 0, 10)]

    chart = view.chart(rows, to_us(clock.now), 100, 16)

    (track,) = chart.tracks
    assert track.shape is Shape.BAR
    assert track.end is not None
    assert 0 < track.end < 100


def test_the_explanation_begins_with_the_call(room: Room, clock: SetClock) -> None:
    key = opened(room).key
    do(room, ANNA, book_call, key, local("2026-11-23 11:00"))
    clock.set("2026-11-23 10:30")

    told = explained(room, key)

    assert [clock.name for clock in told.clocks] == ["call", "response", "restore"]
    assert told.clocks[0].head == "call-back · agreed Mon 23 Nov 09:00 · round the clock"
    assert told.clocks[0].state == "running · due Mon 23 Nov 11:00 · 0:30 left"
    assert (
        explained(room, key, language="it").clocks[0].head == "richiamata · concordata lun 23 nov 09:00 · tutte le ore"
    )
    clock.set("2026-11-23 11:10")
    assert explained(room, key).clocks[0].state == "breached · due Mon 23 Nov 11:00 · 0:10 over"
    do(room, ANNA, call_made, key, reached=False)
    clock.move(minutes=5)
    assert clock_in(explained(room, key, at=local("2026-11-23 11:05")), "call").status == "breached", "as it was then"
    assert "call" not in {clock.name for clock in explained(room, key).clocks}


def test_where_nothing_was_promised_but_the_call_that_is_explained(room: Room) -> None:
    key = opened(room, "CDS").key
    do(room, ANNA, book_call, key, THREE)

    assert [clock.name for clock in explained(room, key).clocks] == ["call"]
