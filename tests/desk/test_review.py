"""What would become of many, row by row, and then just that."""

from __future__ import annotations

from collections.abc import Sequence

from noc_tui.desk.alerts import acknowledge
from noc_tui.desk.batch import new_action
from noc_tui.desk.review import Reviewed, carry_out, not_done, review
from noc_tui.desk.work import assign, note, take
from noc_tui.domain.actor import Actor
from noc_tui.domain.errors import Refused, Stale, StoreGone
from noc_tui.domain.words import Severity
from noc_tui.store.room import Room
from noc_tui.store.tx import Tx
from tests.demo.demo_rooms import content_of
from tests.desk.monitoring import alert_of, fires, hear
from tests.rooms import ANNA, BRUNO, do, kinds, opened, ticket_of


def take_or_acknowledge(tx: Tx, name: str) -> object:
    number = name.removeprefix("alert ")
    return take(tx, name) if number == name else acknowledge(tx, int(number))


def carried_out(room: Room, rows: Sequence[Reviewed], actor: Actor = ANNA) -> list[Reviewed]:
    return carry_out(room, actor, rows, take_or_acknowledge, new_action())


def test_each_row_says_what_would_change_or_why_it_would_not(room: Room) -> None:
    keys = [opened(room, subject=f"Fault {number}").key for number in range(2)]
    do(room, BRUNO, take, keys[1])
    hear(room, fires(severity=Severity.MINOR))
    before = content_of(room)

    one, two, alert, nothing = review(room, ANNA, [*keys, "alert 1", "alert 9"], take_or_acknowledge)

    assert content_of(room) == before
    assert (one.subject, one.refusal) == ("Fault 0", None)
    assert one.told.startswith("new → open, nobody → anna, response met, restore due ")
    assert (two.subject, two.told) == ("Fault 1", "")
    assert "is held by bruno" in str(two.refusal)
    assert alert.subject.startswith("InterfaceDown edge-rtr-01")
    assert alert.told == "firing → acknowledged, nobody → anna"
    assert (nothing.version, str(nothing.refusal)[:19]) == (None, "There is no alert 9")


def test_what_was_reviewed_is_done(room: Room) -> None:
    key = opened(room).key
    hear(room, fires(severity=Severity.MINOR))
    rows = review(room, ANNA, [key, "alert 1"], take_or_acknowledge)

    assert [row.told for row in carried_out(room, rows)] == [row.told for row in rows]
    assert ticket_of(room, key).assignee == "anna"
    assert alert_of(room).holder == "anna"


def test_what_another_changed_meanwhile_is_not_done(room: Room) -> None:
    keys = [opened(room).key for _ in range(2)]
    hear(room, fires(severity=Severity.MINOR))
    rows = review(room, ANNA, [*keys, "alert 1"], take_or_acknowledge)
    do(room, BRUNO, note, keys[0], "I look at it")
    do(room, BRUNO, acknowledge, 1)

    one, two, alert = carried_out(room, rows)

    assert isinstance(one.refusal, Stale)
    assert one.refusal.message == f"{keys[0]} has changed since you read it: bruno noted 09:00."
    assert two.refusal is None
    assert isinstance(alert.refusal, Stale)
    assert kinds(room, ticket_of(room, keys[0])) == ["noted"]


def test_what_alerts_and_oneself_add_meanwhile_takes_no_decision_away(room: Room) -> None:
    key = opened(room).key
    rows = review(room, ANNA, [key], take_or_acknowledge)
    do(room, ANNA, assign, key, level=2)

    (row,) = carried_out(room, rows)

    assert row.refusal is None
    assert ticket_of(room, key).assignee == "anna"


def test_what_was_not_reached_says_why(room: Room) -> None:
    rows = review(room, ANNA, [opened(room).key], take_or_acknowledge)

    (row,) = not_done(rows, StoreGone("It is gone."))

    assert (row.name, row.told, str(row.refusal)) == (rows[0].name, "", "It is gone.")
    assert not isinstance(row.refusal, Refused)
