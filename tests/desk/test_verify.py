"""The clocks walked minute by minute by other code: nothing differs, and what was changed in the store is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.classify import classify
from noc_tui.desk.ending import cancel, reopen, solve
from noc_tui.desk.following import follow_terms
from noc_tui.desk.verify import Difference, Walk
from noc_tui.desk.work import note, resume, take, wait
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.event import Subject
from noc_tui.domain.words import Category, Priority, Reason, Visibility
from noc_tui.store.read.tickets import all_timelines, ticket_by_id, timeline
from noc_tui.store.room import Room
from tests.demo.demo_rooms import demo_room
from tests.desk.monitoring import ends, fires, hear
from tests.desk.terms_of import NINE_TO_FIVE, new_calendar, new_contract
from tests.rooms import ANNA, BRUNO, LIA, NON_BLOCKING, SetClock, Stores, do, local, opened, ticket_of

MINUTE = 60


def walked(room: Room) -> tuple[int, list[Difference]]:
    """How many tickets there are, and where what is counted or stored of them is not what the walk finds."""
    walk, now = Walk(), to_us(room.clock())
    found: list[Difference] = []
    count = 0
    with room.reading() as read:
        for ident, events in all_timelines(read, Subject.TICKET):
            found += walk.differences(read, ticket_by_id(read, ident), events, now)
            count += 1
    return count, found


@pytest.fixture
def lived_in(room: Room, clock: SetClock) -> Room:
    """Tickets on every kind of terms, with waits, ends, second thoughts and nights between."""
    new_contract(room, monitoring=True, spec={"on_call": {"blocking_anomaly": "always"}})
    clock.set("2026-12-04 17:10")  # a Friday; Tuesday is a holiday
    for customer in ("ACME", "BDA", "OSP", "TEL", "CDS", None):
        opened(room, customer)
        opened(room, customer, category=NON_BLOCKING)
        clock.move(minutes=7, seconds=13)
    hear(room, fires("2026-12-04 17:30"))
    clock.move(hours=2)
    for key in ("1", "4", "5", "7"):
        do(room, ANNA, take, key)
        do(room, ANNA, wait, key, Reason.CUSTOMER, until=local("2026-12-09 09:00"))
    do(room, ANNA, note, "7", "We are on it", visibility=Visibility.PUBLIC)
    clock.set("2026-12-07 10:30")
    do(room, BRUNO, resume, "1")
    do(room, BRUNO, solve, "4", "Restarted")
    do(room, BRUNO, classify, "5", category=NON_BLOCKING, priority=Priority.P2)
    do(room, BRUNO, classify, "6", category=Category.FEATURE)
    do(room, BRUNO, cancel, "8", "Opened twice")
    hear(room, ends("2026-12-04 17:30", "2026-12-07 10:00"))
    new_calendar(room, NINE_TO_FIVE)
    do(room, LIA, follow_terms, "3")
    clock.set("2026-12-09 11:00")
    do(room, BRUNO, reopen, "4", "It is back")
    return room


def test_nothing_differs_in_a_room_where_much_happened(lived_in: Room, clock: SetClock) -> None:
    assert walked(lived_in) == (13, [])
    clock.set("2027-01-07 08:31")
    assert walked(lived_in) == (13, [])


def test_a_due_instant_that_was_changed_in_the_store_is_found(lived_in: Room) -> None:
    with lived_in.write(SYSTEM_ACTOR) as tx:
        tx.connection.exec_driver_sql("UPDATE ticket SET restore_due = restore_due + 60000000 WHERE number = 1")
        tx.connection.exec_driver_sql("UPDATE ticket SET response_due = NULL WHERE number = 2")
    first, second = ticket_of(lived_in, "1"), ticket_of(lived_in, "2")

    _, found = walked(lived_in)

    assert [(one.key, one.clock, one.what) for one in found] == [
        (first.key, "restore", "stored due"), (second.key, "response", "stored due"),
    ]  # fmt: skip
    assert found[0].counted == int(str(found[0].walked)) + MINUTE
    assert found[1].counted is None


def test_hours_that_were_changed_in_the_store_are_found_on_every_ticket_that_ran_on_them(lived_in: Room) -> None:
    with lived_in.write(SYSTEM_ACTOR) as tx:
        tx.connection.exec_driver_sql(
            """UPDATE calendar_version SET spec = replace(spec, '"08:30"', '"08:31"') WHERE name = 'office' AND v = 1"""
        )

    _, found = walked(lived_in)

    assert {one.what for one in found} == {"stored due"}
    assert {"NOC-2026-000002", "NOC-2026-000007"} <= {one.key for one in found}
    for one in found:
        assert isinstance(one.counted, int)
        assert isinstance(one.walked, int)
        assert 0 < one.walked - one.counted <= 5 * MINUTE  # a minute a morning


def test_an_event_that_the_row_does_not_know_is_found(lived_in: Room) -> None:
    ticket = ticket_of(lived_in, "2")
    with lived_in.reading() as read:
        events = timeline(read, Subject.TICKET, ticket.id)
        changed = [replace(events[0], at=events[0].at - 60_000_000), *events[1:]]

        found = list(Walk().differences(read, ticket, changed, to_us(lived_in.clock())))

    assert [(one.clock, one.what) for one in found] == [("response", "stored due")]


@pytest.mark.parametrize("seed", [1, 2])
def test_all_tickets_of_the_demo_room_agree(stores: Stores, clock: SetClock, seed: int) -> None:
    with demo_room(stores, clock, tickets=200, alerts=40, seed=seed) as room:
        assert walked(room) == (200, [])
