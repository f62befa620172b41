"""Alerts beside their tickets: those that outlive one, those on a shelf, those seen before their customer was known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.alerts import acknowledge, open_ticket_for, shelve
from noc_tui.desk.contracts import add_contract
from noc_tui.desk.customers import add_customer
from noc_tui.desk.ending import cancel, close, solve
from noc_tui.domain.words import AlertStatus
from noc_tui.store.read.setup import find_customer
from noc_tui.store.room import Room
from tests.desk.derived import differences
from tests.desk.monitoring import alert_of, ends, fires, hear
from tests.rooms import ANNA, BRUNO, LIA, SetClock, do, kinds, look, rows, ticket_of


@pytest.mark.parametrize("ending", ["closed", "cancelled"])
def test_what_still_fires_when_its_ticket_is_put_away_is_in_the_queue_again(
    room: Room, clock: SetClock, ending: str
) -> None:
    hear(room, fires(group_key="g"), fires(alert_key="if2", group_key="g"), fires(alert_key="if3", group_key="g"))
    hear(room, ends(alert_key="if3", group_key="g"))
    do(room, ANNA, acknowledge, 2)
    clock.move(hours=1)

    put_away(room, "1", ending)

    ticket = ticket_of(room, "1")
    assert (ticket.status, ticket.alerts_firing) == (ending, 0)
    assert [alert_of(room, number).ticket_id for number in (1, 2, 3)] == [None, None, ticket.id]
    assert rows(room, "SELECT key, due FROM queue") == [("alert 1", to_us(clock.now + timedelta(minutes=5)))]
    assert kinds(room, ticket)[-3:] == [ending, "alert_left", "alert_left"]
    assert differences(room) == []


def test_it_can_be_put_on_a_ticket_again(room: Room) -> None:
    hear(room, fires())
    put_away(room, "1", "cancelled")

    ticket = do(room, BRUNO, open_ticket_for, 1)
    hear(room, ends())

    assert (ticket.key, ticket_of(room, ticket.key).alerts_firing) == ("NOC-2026-000002", 0)
    assert alert_of(room).ticket_id == ticket.id
    assert differences(room) == []


def test_a_solved_ticket_keeps_its_alerts_until_it_is_closed(room: Room) -> None:
    hear(room, fires())
    do(room, ANNA, solve, "1", "Restarted")

    assert (alert_of(room).ticket_id, ticket_of(room, "1").alerts_firing) == (ticket_of(room, "1").id, 1)


def test_a_shelved_alert_opens_no_ticket_and_joins_none_until_its_shelve_has_ended(room: Room, clock: SetClock) -> None:
    hear(room, fires(group_key="g"))
    put_away(room, "1", "closed")
    do(room, ANNA, shelve, 1, clock.now + timedelta(hours=1))
    hear(room, fires(alert_key="if2", group_key="g"))
    clock.move(minutes=10)

    shelved = hear(room, fires("2026-11-23 09:05", group_key="g"))

    assert shelved.tickets == ()
    assert (alert_of(room).status, alert_of(room).count, alert_of(room).ticket_id) == (AlertStatus.SHELVED, 2, None)
    clock.move(hours=1)
    assert hear(room, fires("2026-11-23 10:05", group_key="g")).tickets == ("NOC-2026-000002",)
    assert alert_of(room).status == AlertStatus.FIRING
    assert differences(room) == []


def put_away(room: Room, key: str, ending: str) -> None:
    if ending == "closed":
        do(room, ANNA, solve, key, "Restarted")
        do(room, ANNA, close, key)
    else:
        do(room, ANNA, cancel, key, "Works as planned")


def test_an_alert_seen_before_its_customer_was_known_gets_it_the_next_time(room: Room, clock: SetClock) -> None:
    hear(room, fires(customer_hint="NEW"))
    assert rows(room, "SELECT count(*) FROM ticket") == [(0,)]
    do(room, LIA, add_customer, "NEW", "Nuova Ditta")
    do(room, LIA, add_contract, "NEW", code="NE-1", profile="professional", monitoring=True)
    hear(room, ends())
    clock.move(minutes=10)

    receipt = hear(room, fires("2026-11-23 09:05", customer_hint="NEW"))

    customer = look(room, find_customer, "NEW")
    assert receipt.tickets == ("NOC-2026-000001",)
    assert (alert_of(room).customer_id, ticket_of(room, "1").customer_id) == (customer.id, customer.id)
    assert differences(room) == []


def test_history_told_late_gives_no_alert_its_customer(room: Room) -> None:
    hear(room, fires(customer_hint="NEW"))
    hear(room, ends())
    do(room, LIA, add_customer, "NEW", "Nuova Ditta")

    hear(room, fires("2026-11-23 08:20", customer_hint="NEW"))

    assert alert_of(room).customer_id is None
    assert differences(room) == []
