"""On PostgreSQL two transactions run side by side: the second waits for the first, then sees what it did."""

from __future__ import annotations

import pytest

from noc_tui.desk.alerts import acknowledge, resolve
from noc_tui.desk.batch import each
from noc_tui.desk.ending import cancel, close, solve
from noc_tui.desk.intake import take_in
from noc_tui.desk.opening import open_ticket
from noc_tui.desk.quarantine import replay
from noc_tui.desk.work import note, take
from noc_tui.domain.actor import intake_actor
from noc_tui.domain.errors import Refused, Stale, WrongState
from noc_tui.domain.observation import Delivery, Observation, Rejected
from noc_tui.domain.words import AlertStatus, Severity, Status
from noc_tui.store.room import Room
from noc_tui.store.tx import Tx
from tests.desk.derived import differences
from tests.desk.monitoring import SOURCE, alert_of, ends, fires, hear
from tests.desk.side_by_side import meanwhile
from tests.rooms import ANNA, BRUNO, do, on_postgres, opened, rows, ticket_of

pytestmark = on_postgres


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

    resolved = meanwhile(
        room,
        intake_actor(SOURCE),
        lambda tx: heard(tx, ends(**about)),
        lambda: do(room, ANNA, resolve, 2),
        lambda tx: heard(tx, fires(alert_key="if2", summary="Still down", **about)),
    )

    assert resolved.status == AlertStatus.RESOLVED
    assert ticket_of(room, "1").alerts_firing == 0
    assert differences(room) == []


@pytest.mark.parametrize("ending", ["closed", "cancelled"])
def test_a_ticket_is_put_away_just_as_its_alert_ends(room: Room, ending: str) -> None:
    hear(room, fires())
    if ending == "closed":
        do(room, ANNA, solve, "1", "Restarted")
    else:
        do(room, ANNA, note, "1", "Looked at it")

    put_away = meanwhile(
        room,
        intake_actor(SOURCE),
        lambda tx: heard(tx, fires(alert_key="if2", severity=Severity.MINOR)),
        lambda: do(room, ANNA, close, "1") if ending == "closed" else do(room, ANNA, cancel, "1", "As planned"),
        lambda tx: heard(tx, ends()),
    )

    assert (put_away.status, put_away.alerts_firing) == (ending, 0)
    assert differences(room) == []


def test_a_body_is_replayed_just_as_it_comes_again(room: Room) -> None:
    bad = Rejected("It has no status.", b"{}")
    hear(room, rejected=(bad,))

    replayed = meanwhile(
        room,
        intake_actor(SOURCE),
        lambda tx: heard(tx, fires(alert_key="if2", severity=Severity.MINOR)),
        lambda: do(room, ANNA, replay, 1, lambda _: Delivery(SOURCE, "", (fires(severity=Severity.MINOR),))),
        lambda tx: take_in(tx, Delivery(SOURCE, "", (), (bad,))),
    )

    assert replayed.receipt is not None
    assert rows(room, "SELECT status, seen FROM quarantine") == [("replayed", 2)]
    assert differences(room) == []


def test_two_batches_over_the_same_tickets_in_opposite_orders_are_both_done(room: Room) -> None:
    one, two = opened(room).key, opened(room).key

    outcomes = meanwhile(
        room,
        ANNA,
        lambda tx: each(tx, [one], lambda tx, key: note(tx, key, "First")),
        lambda: do(room, BRUNO, each, [two, one], lambda tx, key: note(tx, key, "Second")),
        lambda tx: each(tx, [two], lambda tx, key: note(tx, key, "First")),
    )

    assert [outcome.refusal for outcome in outcomes] == [None, None]
    assert [ticket_of(room, key).version for key in (one, two)] == [4, 4]
    assert differences(room) == []


def test_a_batch_that_cancels_does_not_meet_the_intake_the_other_way_round(room: Room) -> None:
    hear(room, fires())
    other = opened(room).key

    meanwhile(
        room,
        intake_actor(SOURCE),
        lambda tx: heard(tx, fires(alert_key="if2", severity=Severity.MINOR)),
        lambda: do(room, ANNA, each, [other, "1"], lambda tx, key: cancel(tx, key, "Works as planned")),
        lambda tx: heard(tx, ends()),
    )

    assert ticket_of(room, other).status == Status.CANCELLED
    assert ticket_of(room, "1").status == Status.RESOLVED  # the alert ended first, and what is over cannot be cancelled
    assert differences(room) == []
