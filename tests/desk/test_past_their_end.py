"""A wait or a shelve past its end ended there, for whoever comes first, whether or not the room has written it down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.alerts import acknowledge, resolve, shelve
from noc_tui.desk.ending import cancel, solve
from noc_tui.desk.queue import QueueView
from noc_tui.desk.terms import TermsBook
from noc_tui.desk.tickets import read_clocks
from noc_tui.desk.work import assign, note, resume, take, wait
from noc_tui.domain.alert import AlertRow
from noc_tui.domain.errors import Refused, WrongState
from noc_tui.domain.event import Event, Subject
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import AlertStatus, Reason, Severity, Status
from noc_tui.store.read.tickets import timeline
from noc_tui.store.room import Room
from noc_tui.store.tx import Tx
from tests.desk.derived import differences
from tests.desk.monitoring import alert_of, ends, fires, hear
from tests.rooms import ANNA, BRUNO, LIA, SetClock, do, history, look, opened, rows, ticket_of

HOUR = 3600
MINOR = {"severity": Severity.MINOR}
DEEDS: dict[str, tuple[Callable[[Tx, str], TicketRow], Status]] = {
    "resumed": (resume, Status.OPEN),
    "put to wait": (lambda tx, key: wait(tx, key, Reason.CUSTOMER), Status.PENDING),
    "solved": (lambda tx, key: solve(tx, key, "Restarted"), Status.RESOLVED),
    "noted": (lambda tx, key: note(tx, key, "They called"), Status.OPEN),
    "assigned": (lambda tx, key: assign(tx, key, level=2), Status.OPEN),
}


def over(room: Room, clock: SetClock) -> TicketRow:
    """A ticket of anna's that was to wait for the customer until 9:30; now it is 11:30."""
    ticket = do(room, ANNA, take, opened(room).key)
    ticket = do(room, ANNA, wait, ticket.key, Reason.CUSTOMER, until=clock.now + timedelta(minutes=30))
    clock.move(hours=2, minutes=30)
    return ticket


def left_to_restore(room: Room, ticket: TicketRow, now: int) -> int | None:
    with room.reading() as read:
        calendar = TermsBook().calendar_of(read, ticket)
    return read_clocks(ticket, calendar, now)["restore"].left.remaining_s


def ending_of(events: list[Event]) -> tuple[str, str, int]:
    event = next(event for event in events if event.kind in {"resumed", "unshelved"})
    return event.kind, event.actor, event.at


@pytest.mark.parametrize("deed", DEEDS)
def test_time_used_since_the_wake_up_counts_whatever_is_done_next(room: Room, clock: SetClock, deed: str) -> None:
    ticket = over(room, clock)
    before = left_to_restore(room, ticket, to_us(clock.now))
    assert before == 4 * HOUR - 2 * HOUR

    operation, status = DEEDS[deed]
    now = do(room, BRUNO, operation, ticket.key)

    assert (now.status, left_to_restore(room, now, to_us(clock.now))) == (status, before)
    assert ending_of(history(room, ticket)) == ("resumed", "system", ticket.wake_at)
    actions = {event.actor: event.action_id for event in history(room, ticket)}
    assert actions["system"] != actions.get("bruno"), "nobody's undoing begins the wait anew"
    assert now == ticket_of(room, ticket.key)
    assert differences(room) == []


def test_a_screen_and_what_is_written_next_say_the_same(room: Room, clock: SetClock) -> None:
    over(room, clock)

    def shown() -> object:
        with room.reading() as read:
            view = QueueView(read, clock)
            (line,) = view.window(read, 0, 10)
            return view.time(line.row, to_us(clock.now))

    before = shown()
    do(room, LIA, note, "1", "Still on it")

    assert shown() == before


def test_cancelled_or_taken_it_waits_no_more(room: Room, clock: SetClock) -> None:
    one = do(room, BRUNO, wait, opened(room).key, Reason.VENDOR, until=clock.now + timedelta(minutes=30))
    two = do(room, BRUNO, wait, opened(room).key, Reason.VENDOR, until=clock.now + timedelta(minutes=30))
    clock.move(hours=1)

    assert do(room, ANNA, take, one.key).status == Status.OPEN
    assert do(room, ANNA, cancel, two.key, "Withdrawn").status == Status.CANCELLED
    assert [ending_of(history(room, ticket))[1:] for ticket in (one, two)] == [("system", one.wake_at)] * 2
    assert rows(room, "SELECT * FROM due_work") == []
    assert differences(room) == []


def test_what_monitoring_tells_finds_it_awake(room: Room, clock: SetClock) -> None:
    hear(room, fires())
    ticket = do(room, ANNA, wait, "1", Reason.CUSTOMER, until=clock.now + timedelta(minutes=30))
    clock.move(hours=1)

    hear(room, ends(end="2026-11-23 09:45"))

    assert [event.kind for event in history(room, ticket)[-2:]] == ["resumed", "alert_resolved"]
    assert ending_of(history(room, ticket)) == ("resumed", "system", ticket.wake_at)
    assert differences(room) == []


def test_who_decided_before_the_wake_up_is_not_told_that_another_changed_it(room: Room, clock: SetClock) -> None:
    ticket = over(room, clock)

    assert do(room, ANNA, note, ticket.key, "Called them", version=ticket.version).status == Status.OPEN


def test_resumed_by_hand_it_cannot_be_resumed_again(room: Room, clock: SetClock) -> None:
    ticket = over(room, clock)
    do(room, ANNA, resume, ticket.key)

    with pytest.raises(WrongState, match="is open: it cannot be resumed"):
        do(room, ANNA, resume, ticket.key)


def test_a_refusal_leaves_it_as_it_was(room: Room, clock: SetClock) -> None:
    ticket = over(room, clock)

    with pytest.raises(Refused, match="held by anna"):
        do(room, BRUNO, take, ticket.key)

    assert ticket_of(room, ticket.key) == ticket
    assert differences(room) == []


def test_until_the_very_instant_of_its_wake_up_it_waits(room: Room, clock: SetClock) -> None:
    ticket = do(room, ANNA, wait, opened(room).key, Reason.CUSTOMER, until=clock.now + timedelta(minutes=30))
    clock.move(minutes=29, seconds=59)
    assert do(room, ANNA, note, ticket.key, "Nothing yet").status == Status.PENDING
    clock.move(seconds=1)

    assert do(room, ANNA, note, ticket.key, "Here").status == Status.OPEN


ON_ALERTS: dict[str, tuple[Callable[[Room, SetClock], object], AlertStatus]] = {
    "acknowledged": (lambda room, _: do(room, BRUNO, acknowledge, 1), AlertStatus.ACKNOWLEDGED),
    "shelved": (lambda room, clock: do(room, BRUNO, shelve, 1, clock.now + timedelta(hours=1)), AlertStatus.SHELVED),
    "resolved": (lambda room, _: do(room, BRUNO, resolve, 1), AlertStatus.RESOLVED),
    "told again": (lambda room, _: hear(room, fires(summary="Still down", **MINOR)), AlertStatus.FIRING),
    "fired again": (lambda room, _: hear(room, fires("2026-11-23 09:50", **MINOR)), AlertStatus.FIRING),
    "ended": (lambda room, _: hear(room, ends(end="2026-11-23 09:55", **MINOR)), AlertStatus.RESOLVED),
}


@pytest.mark.parametrize("deed", ON_ALERTS)
def test_a_shelve_past_its_end_is_over_for_whatever_comes_next(room: Room, clock: SetClock, deed: str) -> None:
    shelved = shelved_until_half_past_nine(room, clock)

    act, status = ON_ALERTS[deed]
    act(room, clock)

    told = look(room, timeline, Subject.ALERT, 1)
    assert alert_of(room).status == status
    assert [event.kind for event in told[:3]] == ["fired", "shelved", "unshelved"]
    assert ending_of(told) == ("unshelved", "system", shelved.shelved_until)
    assert differences(room) == []


def shelved_until_half_past_nine(room: Room, clock: SetClock) -> AlertRow:
    """A minor alert; now it is ten."""
    hear(room, fires(**MINOR))
    shelved = do(room, ANNA, shelve, 1, clock.now + timedelta(minutes=30))
    clock.move(hours=1)
    return shelved
