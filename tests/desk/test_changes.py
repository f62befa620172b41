"""What a change does, told in a few words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.alerts import acknowledge, open_ticket_for, shelve
from noc_tui.desk.changes import changed_fields, told_alert, told_change
from noc_tui.desk.classify import classify
from noc_tui.desk.ending import cancel, close, reopen, solve
from noc_tui.desk.work import assign, note, resume, take, wait
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Category, Phase, Priority, Reason, Severity
from noc_tui.store.room import Room
from tests.desk.monitoring import alert_of, fires, hear
from tests.rooms import ANNA, BRUNO, ROME, SetClock, do, local, opened, ticket_of


def told(room: Room, before: TicketRow | None, after: TicketRow) -> str:
    return told_change(before, after, to_us(room.clock()), ROME)


def deed(room: Room, operation: Callable[..., TicketRow], *args: object, **options: object) -> str:
    """What is told of something done to the room's only ticket."""
    before = ticket_of(room, "1")
    return told(room, before, do(room, ANNA, operation, "1", *args, **options))


def test_a_day_in_the_life_of_a_ticket(room: Room, clock: SetClock) -> None:
    assert told(room, None, opened(room)) == (
        "NOC-2026-000001 opened, response due 14:30, restore 4 h after the response"
    )

    assert deed(room, assign, to="bruno", team="Reti", level=2) == "new → open, nobody → bruno, team Reti, L1 → L2"
    assert deed(room, assign, nobody=True, team="Sistemi") == "bruno → nobody, team Reti → Sistemi"
    assert deed(room, note, "Seen") == "an entry, nothing else"
    assert deed(room, take) == "nobody → anna, response met, restore due 14:30, triage → diagnosis"
    clock.move(hours=1)
    assert deed(room, wait, Reason.CUSTOMER, until=local("2026-11-24 09:00")) == (
        "waits for customer until Tue 09:00, restore stands still"
    )
    assert deed(room, wait, Reason.CUSTOMER, until=local("2026-11-25 09:00")) == "waits for customer until Wed 09:00"
    clock.move(hours=2)
    assert deed(room, resume) == "pending → open, restore runs on, due 16:30"
    assert deed(room, solve, "Restarted") == "open → resolved, restore met"
    assert deed(room, close) == "resolved → closed"
    clock.set("2026-11-24 12:00")
    assert deed(room, reopen, "It is back") == "closed → open, restore runs on, due 16:30"
    assert deed(room, cancel, "Opened twice") == "open → cancelled, response no longer owed, restore no longer owed"


def test_a_class_moves_the_clocks(room: Room, clock: SetClock) -> None:
    opened(room)

    assert deed(room, classify, category=Category.NON_BLOCKING, priority=Priority.P3) == (
        "blocking → non-blocking, no priority → P3, response 14:30 → Tue 09:00, restore 8 h after the response"
    )
    assert deed(room, classify, priority=Priority.P2) == "P3 → P2"
    assert deed(room, classify, category=Category.FEATURE) == (
        "non-blocking → feature, response without a target, restore without a target"
    )
    assert deed(room, classify, category=Category.BLOCKING) == (
        "feature → blocking, response due 14:30, restore 4 h after the response"
    )
    clock.set("2026-11-25 10:00")
    assert deed(room, take) == "new → open, nobody → anna, response overrun, restore due 15:30, triage → diagnosis"


def test_a_wait_past_its_end_is_told_as_over(room: Room, clock: SetClock) -> None:
    opened(room)
    do(room, ANNA, take, "1")
    do(room, ANNA, wait, "1", Reason.CUSTOMER, until=local("2026-11-23 11:00"))
    clock.set("2026-11-23 12:00")

    assert deed(room, assign, phase=Phase.INTERVENTION) == "restore runs on, due 16:30, diagnosis → intervention"


def test_alerts_too(room: Room, clock: SetClock) -> None:
    hear(room, fires(severity=Severity.MINOR))
    now = to_us(clock())
    before = alert_of(room)

    seen = do(room, ANNA, acknowledge, 1)
    assert told_alert(before, seen, now, ROME) == "firing → acknowledged, nobody → anna"
    later = do(room, BRUNO, shelve, 1, clock.now + timedelta(hours=3))
    assert told_alert(seen, later, now, ROME) == "acknowledged → shelved, until 12:00, anna → bruno"
    do(room, BRUNO, open_ticket_for, 1)
    assert told_alert(later, alert_of(room), now, ROME).endswith("gets a ticket")
    assert told_alert(seen, seen, now, ROME) == "an entry, nothing else"


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ({"a": 1, "b": None}, {"a": 1, "b": None}, {}),
        ({"a": 1, "b": None}, {"a": 2, "b": "x"}, {"a": {"from": 1, "to": 2}, "b": {"from": None, "to": "x"}}),
    ],
)
def test_fields_that_are_others_now(
    before: dict[str, object], after: dict[str, object], changed: dict[str, dict[str, object]]
) -> None:
    assert changed_fields(before, after) == changed
