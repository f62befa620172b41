"""On PostgreSQL two transactions run side by side: the second waits for the first, then sees what it did."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

from noc_tui.desk.alerts import acknowledge, resolve
from noc_tui.desk.ending import cancel, close, solve
from noc_tui.desk.intake import take_in
from noc_tui.desk.opening import open_ticket
from noc_tui.desk.work import note, take
from noc_tui.domain.actor import Actor, intake_actor
from noc_tui.domain.alert import AlertRow
from noc_tui.domain.errors import Refused, Stale, WrongState
from noc_tui.domain.observation import Delivery, Observation
from noc_tui.domain.words import AlertStatus, Severity, Status
from noc_tui.store.room import Room
from noc_tui.store.tx import Tx
from tests.desk.derived import differences
from tests.desk.monitoring import SOURCE, alert_of, ends, fires, hear
from tests.rooms import ANNA, BRUNO, do, on_postgres, opened, rows, ticket_of

pytestmark = on_postgres
T = TypeVar("T")


def meanwhile(room: Room, actor: Actor, first: Callable[[Tx], object], second: Callable[[], T]) -> T:
    """Begins `second` while `first` is not committed, and commits that once the other waits for it, or is done."""
    with ThreadPoolExecutor(1) as pool:
        with room.write(actor) as tx:
            first(tx)
            running = pool.submit(second)
            pause = threading.Event()
            while not running.done() and not waits_for_a_lock(room):
                pause.wait(0.01)
        return running.result(30)


def waits_for_a_lock(room: Room) -> bool:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return rows(room, waiting) != [(0,)]


def heard(tx: Tx, *observations: Observation) -> None:
    take_in(tx, Delivery(SOURCE, "", observations))


def test_the_second_to_take_a_ticket_is_told_who_was_first(room: Room) -> None:
    ticket = opened(room)

    with pytest.raises(Refused, match="held by anna"):
        meanwhile(room, ANNA, lambda tx: take(tx, ticket.key), lambda: do(room, BRUNO, take, ticket.key))


def test_a_decision_on_what_is_just_being_changed_is_stale(room: Room) -> None:
    ticket = opened(room)

    with pytest.raises(Stale, match="anna noted"):
        meanwhile(
            room,
            ANNA,
            lambda tx: note(tx, ticket.key, "Look"),
            lambda: do(room, BRUNO, take, ticket.key, version=ticket.version),
        )


def test_the_first_two_tickets_of_a_year_have_two_numbers(room: Room) -> None:
    second = meanwhile(
        room,
        ANNA,
        lambda tx: open_ticket(tx, subject="One"),
        lambda: do(room, BRUNO, open_ticket, subject="Two"),
    )

    assert (second.number, second.id) == (2, 2)


def test_an_alert_fires_again_just_as_it_is_acknowledged(room: Room) -> None:
    hear(room, fires(severity=Severity.MINOR))

    meanwhile(
        room,
        ANNA,
        lambda tx: acknowledge(tx, 1),
        lambda: hear(room, fires("2026-11-23 08:58", severity=Severity.MINOR)),
    )

    assert (alert_of(room).status, alert_of(room).count) == (AlertStatus.FIRING, 2)
    assert differences(room) == []


def test_an_alert_is_acknowledged_just_as_it_is_resolved(room: Room) -> None:
    hear(room, fires(severity=Severity.MINOR))

    with pytest.raises(WrongState, match="Alert 1 is resolved"):
        meanwhile(room, intake_actor(SOURCE), lambda tx: heard(tx, ends()), lambda: do(room, ANNA, acknowledge, 1))


@pytest.mark.parametrize("ending", ["closed", "cancelled"])
def test_a_fault_that_comes_back_as_its_ticket_is_put_away_is_not_lost(room: Room, ending: str) -> None:
    hear(room, fires())
    if ending == "closed":
        do(room, ANNA, solve, "1", "Restarted")

    def put_away(tx: Tx) -> None:
        if ending == "closed":
            close(tx, "1")
        else:
            cancel(tx, "1", "Works as planned")

    receipt = meanwhile(room, ANNA, put_away, lambda: hear(room, fires("2026-11-23 08:58")))

    assert receipt.tickets == ("NOC-2026-000002",)
    assert ticket_of(room, "1").status == ending
    assert alert_of(room).ticket_id == ticket_of(room, "2").id
    assert differences(room) == []


def test_an_alert_does_not_join_the_ticket_of_its_group_that_is_just_being_solved(room: Room) -> None:
    hear(room, fires(group_key="g"))

    meanwhile(
        room,
        ANNA,
        lambda tx: solve(tx, "1", "Restarted"),
        lambda: hear(room, fires(group_key="g", alert_key="if2")),
    )

    assert ticket_of(room, "1").status == Status.RESOLVED
    assert alert_of(room, 2).ticket_id == ticket_of(room, "2").id
    assert differences(room) == []


def test_a_person_and_the_source_resolve_alerts_of_one_ticket_without_blocking_each_other(room: Room) -> None:
    about = {"group_key": "g"}
    hear(room, fires(**about), fires(alert_key="if2", **about))
    outcomes: list[AlertRow] = []

    with ThreadPoolExecutor(1) as pool:
        with room.write(intake_actor(SOURCE)) as tx:
            heard(tx, ends(**about))
            running = pool.submit(lambda: outcomes.append(do(room, ANNA, resolve, 2)))
            pause = threading.Event()
            while not running.done() and not waits_for_a_lock(room):
                pause.wait(0.01)
            heard(tx, fires(alert_key="if2", summary="Still down", **about))
        running.result(30)

    assert [alert.status for alert in outcomes] == [AlertStatus.RESOLVED]
    assert ticket_of(room, "1").alerts_firing == 0
    assert differences(room) == []
