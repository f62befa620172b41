"""What falls due by itself is done once, by one process, when it is due; what cannot be done stands in nobody's way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from noc_tui.clock import to_us
from noc_tui.desk.alerts import shelve
from noc_tui.desk.doctor import examine
from noc_tui.desk.due import ASIDE_S, LEASE_S, Worked, is_due, work_due
from noc_tui.desk.intake import take_in
from noc_tui.desk.room import open_room
from noc_tui.desk.work import resume, wait
from noc_tui.domain.actor import SYSTEM_ACTOR, intake_actor
from noc_tui.domain.event import Subject
from noc_tui.domain.observation import Delivery
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import AlertStatus, Reason, Severity, Status
from noc_tui.store import old
from noc_tui.store.read.tickets import timeline
from noc_tui.store.room import Room
from tests.desk.derived import differences
from tests.desk.monitoring import SOURCE, alert_of, ends, fires, hear
from tests.desk.side_by_side import meanwhile
from tests.rooms import ANNA, SetClock, do, history, look, on_postgres, opened, rows, ticket_of, url_of

MINOR = {"severity": Severity.MINOR}


def waiting(room: Room, clock: SetClock, minutes: int) -> TicketRow:
    """A ticket of its own that waits for so long."""
    until = clock.now + timedelta(minutes=minutes)
    return do(room, ANNA, wait, opened(room).key, Reason.CUSTOMER, until=until)


def write(room: Room, statement: str) -> None:
    """Writes past the operations."""
    with room.write(SYSTEM_ACTOR) as tx:
        tx.connection.execute(text(statement))


def due_work(room: Room) -> list[tuple[str, str, int]]:
    return [(row[0], row[1], row[2]) for row in rows(room, "SELECT kind, ref, at FROM due_work ORDER BY kind, ref")]


def test_a_waiting_ticket_goes_on_at_its_wake_up_whenever_that_is_noticed(room: Room, clock: SetClock) -> None:
    ticket = waiting(room, clock, 20)
    clock.move(minutes=19, seconds=59)
    assert work_due(room, "one") == Worked(0)
    clock.move(hours=3)

    assert work_due(room, "one") == Worked(1)

    now, last = ticket_of(room, ticket.key), history(room, ticket)[-1]
    assert (now.status, now.wake_at, now.response.since) == (Status.OPEN, None, ticket.wake_at)
    assert (last.kind, last.actor, last.at, last.recorded_at) == ("resumed", "system", ticket.wake_at, to_us(clock.now))
    assert not now.touched or ticket.touched
    assert due_work(room) == []
    assert work_due(room, "one") == Worked(0)
    assert differences(room) == []


def test_a_shelved_alert_is_back_at_the_end_of_its_shelve(room: Room, clock: SetClock) -> None:
    hear(room, fires(**MINOR))
    until = clock.now + timedelta(minutes=20)
    do(room, ANNA, shelve, 1, until)
    clock.move(hours=1)

    assert work_due(room, "one") == Worked(1)

    last = look(room, timeline, Subject.ALERT, 1)[-1]
    assert (alert_of(room).status, alert_of(room).shelved_until) == (AlertStatus.FIRING, None)
    assert (last.kind, last.actor, last.at) == ("unshelved", "system", to_us(until))
    assert due_work(room) == []
    assert differences(room) == []


def test_of_two_one_does_it_and_the_other_only_when_the_first_is_gone(room: Room, clock: SetClock) -> None:
    other = open_room(url_of(room), clock)
    waiting(room, clock, 1)
    second, third = waiting(room, clock, 2), waiting(room, clock, 30)
    clock.move(minutes=1)
    assert work_due(room, "one") == Worked(1)
    clock.move(seconds=LEASE_S - 1)
    assert work_due(room, "one") == Worked(0)  # nothing was due, so the lease is as old as its last work
    write(room, f"UPDATE due_work SET at = {to_us(clock.now)} WHERE ref = '{second.id}'")
    write(room, f"UPDATE ticket SET wake_at = {to_us(clock.now)} WHERE id = {second.id}")

    assert work_due(other, "two") == Worked(0)
    assert ticket_of(room, second.key).status == Status.PENDING
    clock.move(seconds=2)
    assert work_due(other, "two") == Worked(1)
    assert ticket_of(room, second.key).status == Status.OPEN

    clock.move(seconds=LEASE_S)
    write(room, f"UPDATE due_work SET at = {to_us(clock.now)} WHERE ref = '{third.id}'")
    write(room, f"UPDATE ticket SET wake_at = {to_us(clock.now)} WHERE id = {third.id}")
    assert work_due(room, "one") == Worked(0)  # the lease of two ends with this very instant
    assert work_due(other, "two") == Worked(1)
    other.close()


def test_more_than_can_be_done_at_once_is_done_the_next_times(room: Room, clock: SetClock) -> None:
    for minutes in range(60):
        waiting(room, clock, 1 + minutes)
    clock.move(hours=2)

    assert [work_due(room, "one").done for _ in range(3)] == [50, 10, 0]
    assert rows(room, "SELECT count(*) FROM ticket WHERE status = 'open'") == [(60,)]


@on_postgres
def test_a_wake_up_that_is_just_being_moved_does_not_ring(room: Room, clock: SetClock) -> None:
    ticket = waiting(room, clock, 20)
    clock.move(minutes=21)
    later = clock.now + timedelta(days=3)

    meanwhile(
        room,
        ANNA,
        lambda tx: wait(tx, ticket.key, Reason.VENDOR, until=later),
        lambda: work_due(open_room(url_of(room), clock), "one"),
    )

    now = ticket_of(room, ticket.key)
    assert (now.status, now.wake_at) == (Status.PENDING, to_us(later))
    assert due_work(room) == [("wake", str(ticket.id), to_us(later))]
    assert [event.kind for event in history(room, ticket)[2:]] == ["paused", "resumed", "paused"]
    assert differences(room) == []


@on_postgres
def test_a_shelve_that_is_just_being_made_longer_does_not_end(room: Room, clock: SetClock) -> None:
    hear(room, fires(**MINOR))
    do(room, ANNA, shelve, 1, clock.now + timedelta(minutes=20))
    clock.move(minutes=21)
    later = clock.now + timedelta(days=3)

    meanwhile(
        room,
        ANNA,
        lambda tx: shelve(tx, 1, later),
        lambda: work_due(open_room(url_of(room), clock), "one"),
    )

    assert (alert_of(room).status, alert_of(room).shelved_until) == (AlertStatus.SHELVED, to_us(later))
    assert due_work(room) == [("unshelve", "1", to_us(later))]
    assert differences(room) == []


@on_postgres
def test_the_intake_and_what_is_due_do_not_wait_for_each_other(room: Room, clock: SetClock) -> None:
    hear(room, fires(), fires(alert_key="if2", **MINOR))
    do(room, ANNA, wait, "1", Reason.CUSTOMER, until=clock.now + timedelta(minutes=5))
    do(room, ANNA, shelve, 2, clock.now + timedelta(minutes=6))
    clock.move(minutes=10)

    worked = meanwhile(
        room,
        intake_actor(SOURCE),
        lambda tx: take_in(tx, Delivery(SOURCE, "", (fires(alert_key="if3", **MINOR),))),
        lambda: work_due(open_room(url_of(room), clock), "one"),
        lambda tx: take_in(tx, Delivery(SOURCE, "", (ends(),))),
    )

    assert worked.failed == ()
    assert (ticket_of(room, "1").status, ticket_of(room, "1").alerts_firing) == (Status.OPEN, 0)
    assert alert_of(room, 2).status == AlertStatus.FIRING
    assert due_work(room) == []
    assert differences(room) == []


BAD = {
    "a ticket that is not there": ("wake", "999", "no ticket with id 999"),
    "no number": ("wake", "x", "ValueError"),
    "an alert that is not there": ("unshelve", "999", "no alert 999"),
    "nothing that anybody does": ("lunch", "1", "no due work called “lunch”"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_done_is_told_and_set_aside_and_the_rest_is_done(room: Room, clock: SetClock, name: str) -> None:
    kind, ref, said = BAD[name]
    ticket = waiting(room, clock, 20)
    write(room, f"INSERT INTO due_work (kind, ref, at) VALUES ('{kind}', '{ref}', 1)")
    clock.move(hours=1)

    worked = work_due(room, "one")

    assert (worked.done, len(worked.failed)) == (1, 1)
    assert f"{kind} {ref} is set aside" in worked.failed[0]
    assert said in worked.failed[0]
    assert ticket_of(room, ticket.key).status == Status.OPEN
    assert due_work(room) == [(kind, ref, to_us(clock.now) + ASIDE_S * 1_000_000)]
    assert work_due(room, "one") == Worked(0)
    assert [(one.subject, one.column) for one in examine(room)] == [("due work", f"{kind} {ref}")]
    clock.move(seconds=ASIDE_S)
    assert work_due(room, "one").failed == worked.failed


def test_a_ticket_whose_events_make_no_sense_stops_nobody_elses_wake_up(room: Room, clock: SetClock) -> None:
    bad, good = waiting(room, clock, 20), waiting(room, clock, 30)
    write(
        room,
        "INSERT INTO event (subject_kind, subject_id, seq, at, recorded_at, actor, kind, v, visibility, action_id, "
        f"detail) VALUES ('ticket', {bad.id}, 4, 1, {to_us(clock.now)}, 'eve', 'beamed_up', 1, 'internal', 'x', "
        "'{}')",
    )
    write(room, f"UPDATE ticket SET version = 4 WHERE id = {bad.id}")
    clock.move(hours=1)

    worked = work_due(room, "one")

    assert (worked.done, len(worked.failed)) == (1, 1)
    assert "beamed_up" in worked.failed[0]
    assert [ticket_of(room, ticket.key).status for ticket in (bad, good)] == [Status.PENDING, Status.OPEN]


def test_due_work_that_says_otherwise_than_its_ticket_is_put_right(room: Room, clock: SetClock) -> None:
    ahead, over = waiting(room, clock, 90), waiting(room, clock, 90)
    do(room, ANNA, resume, over.key)
    write(room, "UPDATE due_work SET at = 1")
    write(room, f"INSERT INTO due_work (kind, ref, at) VALUES ('wake', '{over.id}', 1)")

    assert work_due(room, "one") == Worked(2)

    assert due_work(room) == [("wake", str(ahead.id), ahead.wake_at)]
    assert ticket_of(room, ahead.key) == ahead
    assert list(examine(room)) == []


def test_old_deliveries_are_forgotten_and_young_ones_are_known(room: Room, clock: SetClock) -> None:
    hear(room, fires(**MINOR), key="old")
    clock.move(days=20)
    hear(room, fires(**MINOR), key="young")
    clock.move(days=10, seconds=1)
    assert look(room, is_due, to_us(clock.now))

    assert work_due(room, "one") == Worked(0)

    assert rows(room, "SELECT key FROM delivery") == [("young",)]
    assert hear(room, fires(**MINOR), key="young").repeated


def test_the_change_feed_keeps_a_week_and_its_newest_number(room: Room, clock: SetClock) -> None:
    write(room, "DELETE FROM change")
    ticket = opened(room)
    newest = rows(room, "SELECT max(seq) FROM change")
    clock.move(days=8)
    assert not look(room, is_due, to_us(clock.now))  # its newest is all there is
    do(room, ANNA, wait, ticket.key, Reason.VENDOR, until=clock.now + timedelta(days=30))
    assert look(room, is_due, to_us(clock.now))

    work_due(room, "one")

    assert rows(room, "SELECT count(*), min(seq) > :newest FROM change", newest=newest[0][0]) == [(1, True)]
    assert not look(room, is_due, to_us(clock.now))
    clock.move(days=20)
    assert not look(room, is_due, to_us(clock.now))


def test_changes_of_before_they_were_dated_are_old(room: Room, clock: SetClock) -> None:
    opened(room)
    write(room, "UPDATE change SET at = NULL")

    work_due(room, "one")

    assert rows(room, "SELECT count(*) FROM change") == [(1,)]


def test_what_is_old_is_forgotten_in_small_steps(room: Room, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(old, "STEP", 2)
    write(room, "DELETE FROM change")
    for number in range(5):
        hear(room, fires(**MINOR), key=f"d{number}")
        opened(room)
    clock.move(days=40)

    left = []
    while look(room, is_due, to_us(clock.now)):
        work_due(room, "one")
        left.append(rows(room, "SELECT (SELECT count(*) FROM delivery), (SELECT count(*) FROM change)")[0])

    assert left == [(3, 4), (1, 2), (0, 1)]
