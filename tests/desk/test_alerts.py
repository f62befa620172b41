"""What an operator does with an alert: acknowledge, shelve, resolve, open a ticket for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.alerts import acknowledge, open_ticket_for, resolve, shelve
from noc_tui.desk.ending import close, solve
from noc_tui.domain.alert import AlertRow
from noc_tui.domain.errors import BadInput, Forbidden, NotFound, Refused, Stale, WrongState
from noc_tui.domain.queue import Band, Kind
from noc_tui.domain.words import AlertStatus, Origin, Severity, Status
from noc_tui.store.read.queue import find_line
from noc_tui.store.room import Room
from noc_tui.store.tx import Tx
from tests.desk.monitoring import alert_of, ends, fires, hear
from tests.rooms import ANNA, BRUNO, VERA, SetClock, do, local, look, rows, ticket_of

Deed = Callable[..., object]


def shelve_till_noon(tx: Tx, alert_id: int, version: int | None = None) -> AlertRow:
    return shelve(tx, alert_id, local("2026-11-23 12:00"), version=version)


DEEDS: dict[str, Deed] = {"acknowledged": acknowledge, "shelved": shelve_till_noon, "resolved": resolve}


def an_alert(room: Room, status: AlertStatus = AlertStatus.FIRING) -> AlertRow:
    """A minor alert, which has no ticket, in that state."""
    hear(room, fires(severity=Severity.MINOR))
    if status is AlertStatus.ACKNOWLEDGED:
        do(room, ANNA, acknowledge, 1)
    elif status is AlertStatus.SHELVED:
        do(room, ANNA, shelve_till_noon, 1)
    elif status is AlertStatus.RESOLVED:
        hear(room, ends(severity=Severity.MINOR))
    alert = alert_of(room)
    assert alert.status == status
    return alert


OPEN = [AlertStatus.FIRING, AlertStatus.ACKNOWLEDGED, AlertStatus.SHELVED]


@pytest.mark.parametrize("before", [AlertStatus.FIRING, AlertStatus.SHELVED])
def test_an_acknowledged_alert_is_looked_after_and_out_of_the_queue(room: Room, before: AlertStatus) -> None:
    an_alert(room, before)

    alert = do(room, BRUNO, acknowledge, 1)

    assert (alert.status, alert.holder, alert.shelved_until) == (AlertStatus.ACKNOWLEDGED, "bruno", None)
    assert alert == alert_of(room)
    assert look(room, find_line, Kind.ALERT, 1) is None
    assert rows(room, "SELECT * FROM due_work") == []


def test_the_second_to_acknowledge_is_told_who_did(room: Room) -> None:
    alert = an_alert(room, AlertStatus.ACKNOWLEDGED)

    with pytest.raises(Refused, match="acknowledged by anna already") as refusal:
        do(room, BRUNO, acknowledge, 1)

    assert refusal.value.hint
    assert alert_of(room) == alert


@pytest.mark.parametrize("before", OPEN)
def test_a_shelved_alert_stands_among_the_paused_until_its_end(room: Room, before: AlertStatus) -> None:
    an_alert(room, before)

    alert = do(room, BRUNO, shelve, 1, local("2026-11-23 13:00"), why="Planned work")

    until = to_us(local("2026-11-23 13:00"))
    assert (alert.status, alert.holder, alert.shelved_until) == (AlertStatus.SHELVED, "bruno", until)
    assert rows(room, "SELECT kind, ref, at FROM due_work") == [("unshelve", "1", until)]
    line = look(room, find_line, Kind.ALERT, 1)
    assert line is not None
    assert (line.row.band, line.row.at, line.row.pending_reason) == (Band.PAUSED, until, "shelved")


def test_a_shelve_ends_in_the_future_and_within_thirty_days(room: Room, clock: SetClock) -> None:
    alert = an_alert(room)

    for until in (clock.now, clock.now - timedelta(minutes=1)):
        with pytest.raises(BadInput, match="has passed") as refusal:
            do(room, ANNA, shelve, 1, until)
        assert refusal.value.hint
    with pytest.raises(BadInput, match="30 days") as refusal:
        do(room, ANNA, shelve, 1, clock.now + timedelta(days=30, seconds=1))
    assert refusal.value.hint
    assert alert_of(room) == alert
    assert do(room, ANNA, shelve, 1, clock.now + timedelta(days=30)).status == AlertStatus.SHELVED


@pytest.mark.parametrize("before", OPEN)
def test_an_alert_can_be_resolved_by_hand_where_the_sender_never_does(
    room: Room, clock: SetClock, before: AlertStatus
) -> None:
    an_alert(room, before)
    clock.move(hours=1)

    alert = do(room, ANNA, resolve, 1, why="The agent was removed")

    assert (alert.status, alert.ended_at, alert.shelved_until) == (AlertStatus.RESOLVED, to_us(clock.now), None)
    assert rows(room, "SELECT ended_at FROM occurrence") == [(to_us(clock.now),)]
    assert look(room, find_line, Kind.ALERT, 1) is None
    assert rows(room, "SELECT * FROM due_work") == []


@pytest.mark.parametrize("deed", [*DEEDS, "put on a ticket"])
def test_nothing_can_be_done_to_a_resolved_alert(room: Room, deed: str) -> None:
    alert = an_alert(room, AlertStatus.RESOLVED)

    with pytest.raises(WrongState, match=f"Alert 1 is resolved: it cannot be {deed}") as refusal:
        do(room, ANNA, DEEDS.get(deed, open_ticket_for), 1)

    assert refusal.value.hint
    assert alert_of(room) == alert


@pytest.mark.parametrize("deed", [*DEEDS, "put on a ticket"])
def test_alerts_are_not_for_viewers_and_unknown_ones_are_not_found(room: Room, deed: str) -> None:
    operation = DEEDS.get(deed, open_ticket_for)
    alert = an_alert(room)

    with pytest.raises(Forbidden, match="vera is viewer") as refusal:
        do(room, VERA, operation, 1)
    assert refusal.value.hint
    with pytest.raises(NotFound, match="no alert 7") as missing:
        do(room, ANNA, operation, 7)
    assert missing.value.hint
    assert alert_of(room) == alert


@pytest.mark.parametrize("deed", DEEDS)
def test_who_decides_on_an_old_reading_of_an_alert_is_told_who_changed_what(
    room: Room, clock: SetClock, deed: str
) -> None:
    seen = an_alert(room)
    clock.set("2026-11-23 09:05")
    do(room, BRUNO, acknowledge, 1)
    clock.set("2026-11-23 10:00")

    with pytest.raises(Stale, match=r"Alert 1 has changed.*bruno acknowledged 09:05") as refusal:
        do(room, ANNA, DEEDS[deed], 1, version=seen.version)

    assert refusal.value.hint
    assert alert_of(room).holder == "bruno"


def test_its_next_occurrence_asks_for_a_look_again(room: Room, clock: SetClock) -> None:
    an_alert(room, AlertStatus.ACKNOWLEDGED)
    clock.set("2026-11-23 10:00")

    hear(room, fires("2026-11-23 09:58", severity=Severity.MINOR))

    alert = alert_of(room)
    assert (alert.status, alert.holder, alert.seen_at) == (AlertStatus.FIRING, None, to_us(clock.now))
    line = look(room, find_line, Kind.ALERT, 1)
    assert line is not None
    assert line.row.due == to_us(local("2026-11-23 11:00"))  # an hour for a minor alert


def test_a_shelved_alert_that_fires_again_stays_shelved(room: Room) -> None:
    an_alert(room, AlertStatus.SHELVED)

    hear(room, fires("2026-11-23 08:58", severity=Severity.MINOR))

    alert = alert_of(room)
    assert (alert.status, alert.count, alert.holder) == (AlertStatus.SHELVED, 2, "anna")


@pytest.mark.parametrize("before", OPEN)
def test_an_operator_opens_a_ticket_for_an_alert_that_opened_none(room: Room, before: AlertStatus) -> None:
    an_alert(room, before)

    ticket = do(room, ANNA, open_ticket_for, 1)

    assert (ticket.origin, ticket.status, ticket.alerts_firing) == (Origin.ALERT, Status.NEW, 1)
    assert ticket.severity == Severity.MINOR.rank
    assert ticket.touched
    assert alert_of(room).ticket_id == ticket.id
    assert look(room, find_line, Kind.ALERT, 1) is None


def test_an_alert_has_one_ticket(room: Room) -> None:
    an_alert(room)
    ticket = do(room, ANNA, open_ticket_for, 1)

    with pytest.raises(Refused, match="Alert 1 has a ticket already") as refusal:
        do(room, BRUNO, open_ticket_for, 1)

    assert refusal.value.hint
    assert rows(room, "SELECT count(*) FROM ticket") == [(1,)]
    assert ticket_of(room, ticket.key) == ticket


def test_its_ticket_hears_of_an_alert_resolved_by_hand_and_stays_open(room: Room) -> None:
    an_alert(room)
    ticket = do(room, ANNA, open_ticket_for, 1)

    do(room, BRUNO, resolve, 1)

    now = ticket_of(room, ticket.key)
    assert (now.alerts_firing, now.status) == (0, Status.NEW)


def test_a_closed_ticket_of_an_alert_that_still_fires_is_no_hindrance(room: Room) -> None:
    an_alert(room)
    first = do(room, ANNA, open_ticket_for, 1)
    do(room, ANNA, solve, first.key, "Ignored")
    do(room, ANNA, close, first.key)

    do(room, BRUNO, resolve, 1)

    assert ticket_of(room, first.key).status == Status.CLOSED


@pytest.mark.parametrize("deed", DEEDS)
def test_what_the_source_says_in_the_meantime_takes_no_decision_away(room: Room, clock: SetClock, deed: str) -> None:
    seen = an_alert(room)
    clock.move(seconds=30)
    hear(room, fires(summary="Down, 3 packets lost", severity=Severity.MINOR))
    assert alert_of(room).version > seen.version

    do(room, ANNA, DEEDS[deed], 1, version=seen.version)

    assert alert_of(room).status == deed


def test_a_version_that_an_alert_never_had_is_stale(room: Room) -> None:
    an_alert(room)

    with pytest.raises(Stale, match="its version is another"):
        do(room, ANNA, acknowledge, 1, version=9)
