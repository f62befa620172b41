"""Taking back: what was done is as if it had not been, and what others built on it stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from noc_tui.desk.alerts import acknowledge, open_ticket_for, resolve, shelve
from noc_tui.desk.batch import each
from noc_tui.desk.classify import classify
from noc_tui.desk.doctor import examine
from noc_tui.desk.due import work_due
from noc_tui.desk.ending import cancel, close, reopen, solve
from noc_tui.desk.joining import join_alert, link, merge, split
from noc_tui.desk.legal import report_legal, start_legal
from noc_tui.desk.undo import find_action, last_actions, undo, undo_last
from noc_tui.desk.work import assign, note, resume, take, wait
from noc_tui.domain.actor import Actor
from noc_tui.domain.errors import Forbidden, NotFound, Refused
from noc_tui.domain.legal import Regime, Step
from noc_tui.domain.words import AlertStatus, Category, Reason, Severity, Status, Visibility
from noc_tui.store.room import Room
from noc_tui.store.tx import Tx
from tests.desk.derived import differences
from tests.desk.monitoring import alert_of, ends, fires, hear, occurrences_of
from tests.rooms import (
    ADA,
    ANNA,
    BRUNO,
    LIA,
    ROME,
    VERA,
    SetClock,
    Stores,
    do,
    kinds,
    look,
    opened,
    rows,
)
from tests.rooms import ticket_of as at

ONE, TWO = "NOC-2026-000001", "NOC-2026-000002"
MINOR = {"severity": Severity.MINOR}


def last_action(room: Room) -> str:
    """What was done last, whoever did it."""
    ((found,),) = rows(room, "SELECT action_id FROM event ORDER BY id DESC LIMIT 1")
    return str(found)


def take_back(room: Room, actor: Actor = ANNA) -> str:
    """Undoes what was done last as a whole; gives the undoing."""
    (outcome,) = do(room, actor, undo, last_action(room))
    if outcome.refusal is not None:
        raise outcome.refusal
    return last_action(room)


_TABLES = {
    "ticket": "id", "alert": "id", "queue": "kind, ref", "due_work": "kind, ref", "occurrence": "alert_id, started_raw",
    "time_entry": "ticket_id, seq", "legal_clock": "ticket_id, regime, step", "ticket_text": "ticket_id",
}  # fmt: skip
_MOVES = {"version", "updated_at", "last_seen"}
"""What also an undoing moves on."""


def everything(room: Room, tickets: int) -> Mapping[str, list[dict[str, Any]]]:
    """All that is derived of the first so many tickets and of every alert."""
    found: dict[str, list[dict[str, Any]]] = {}
    with room.reading() as read:
        for table, order in _TABLES.items():
            said = read._connection.cursor()
            said.execute(f"SELECT * FROM {table} ORDER BY {order}")
            names = [column[0] for column in said.description]
            all_rows = [dict(zip(names, row, strict=True)) for row in said.fetchall()]
            found[table] = [
                {name: value for name, value in row.items() if name not in _MOVES}
                for row in all_rows
                if _ticket_id(table, row) <= tickets
            ]
    return found


def _ticket_id(table: str, row: Mapping[str, Any]) -> int:
    if table == "ticket":
        return int(row["id"])
    if table == "queue":
        return int(row["ref"]) if row["kind"] == 0 else 0
    if table == "due_work":
        return int(row["ref"]) if row["kind"] == "wake" else 0
    return int(row.get("ticket_id") or 0) if table not in {"alert", "occurrence"} else 0


# What is taken back


def test_the_last_thing_done_on_a_ticket_is_taken_back_and_the_one_before_it_next(room: Room) -> None:
    key = opened(room).key
    do(room, ANNA, take, key)
    do(room, ANNA, wait, key, Reason.VENDOR)

    assert do(room, ANNA, undo_last, key).what.startswith("waits for vendor until")
    assert at(room, key).status == Status.OPEN
    assert do(room, ANNA, undo_last, key).what == "taken"
    assert (at(room, key).status, at(room, key).assignee) == (Status.NEW, None)
    assert kinds(room, at(room, key)) == ["taken", "paused", "undone", "undone"], "nothing is lost"


def test_an_undoing_is_taken_back_in_the_same_way(room: Room) -> None:
    key = opened(room).key
    do(room, ANNA, solve, key, "Restarted")
    undoing = take_back(room)
    assert at(room, key).status == Status.NEW

    do(room, ANNA, undo, undoing)

    assert at(room, key).status == Status.RESOLVED


def test_an_opening_taken_back_leaves_a_cancelled_ticket_that_can_be_opened_again(room: Room) -> None:
    key = opened(room).key
    take_back(room)
    assert (at(room, key).status, at(room, key).response.phase) == (Status.CANCELLED, "waived")

    do(room, BRUNO, reopen, key, "It was a request after all")

    assert (at(room, key).status, at(room, key).response.phase) == (Status.NEW, "running")
    assert list(examine(room)) == []


def test_the_alert_of_an_opening_taken_back_is_in_the_queue_again(room: Room) -> None:
    hear(room, fires(**MINOR))
    do(room, ANNA, open_ticket_for, 1)
    take_back(room)

    assert alert_of(room).ticket_id is None
    assert rows(room, "SELECT key FROM queue") == [("alert 1",)]


def test_a_resolve_by_hand_taken_back_lets_the_alert_fire_and_its_occurrence_last(room: Room) -> None:
    hear(room, fires(**MINOR))
    do(room, ANNA, resolve, 1)
    take_back(room)

    assert alert_of(room).status == AlertStatus.FIRING
    assert [occurrence.ended_at for occurrence in occurrences_of(room)] == [None]
    assert differences(room) == []


def test_what_a_cancelled_tickets_alert_did_meanwhile_is_known_when_it_comes_back(room: Room, clock: SetClock) -> None:
    hear(room, fires())
    do(room, ANNA, cancel, "1", "A test")
    cancelling = last_action(room)
    clock.move(minutes=5)
    hear(room, ends(end="2026-11-23 09:03"))

    do(room, ANNA, undo, cancelling)

    assert (at(room, "1").status, at(room, "1").alerts_firing, alert_of(room).ticket_id) == (Status.NEW, 0, 1)
    assert differences(room) == []


def test_a_wait_that_ended_while_somebody_wrote_a_note_is_not_begun_again_with_the_note(
    room: Room, clock: SetClock
) -> None:
    key = opened(room).key
    do(room, ANNA, wait, key, Reason.VENDOR, until=clock.now + timedelta(hours=1))
    clock.move(hours=2)
    do(room, ANNA, note, key, "They called")
    take_back(room)

    assert at(room, key).status == Status.OPEN


def test_many_done_at_once_are_taken_back_at_once_but_for_those_on_which_others_built(room: Room) -> None:
    keys = [opened(room).key for _ in range(3)]
    do(room, ANNA, each, keys, lambda tx, key: assign(tx, key, team="Reti"))
    together = last_action(room)
    do(room, BRUNO, take, keys[1])

    outcomes = do(room, ANNA, undo, together)

    assert [outcome.key for outcome in outcomes if outcome.refusal is None] == [keys[0], keys[2]]
    assert str(outcomes[1].refusal).startswith(f"On {keys[1]} more was done since: bruno, taken (Mon 23 Nov 09:00).")
    assert [at(room, key).team for key in keys] == [None, "Reti", None]
    (first,) = do(room, ANNA, undo, together, only=[keys[0]])
    assert "was taken back already (anna" in str(first.refusal)


# What keeps an action


def built_on(room: Room, key: str, clock: SetClock, what: str) -> str:
    """Anna puts the ticket to wait; then something happens to it. Gives her action."""
    do(room, ANNA, wait, key, Reason.VENDOR, until=clock.now + timedelta(hours=1))
    action = last_action(room)
    clock.move(minutes=90 if what == "it wakes" else 5)
    match what:
        case "it wakes":
            work_due(room, "desk")
        case "it is noted":
            do(room, BRUNO, note, key, "Seen", visibility=Visibility.PUBLIC)
        case "it is linked":
            do(room, BRUNO, link, key, opened(room).key)
        case "the law is asked":
            do(room, BRUNO, start_legal, key, Regime.NIS2, "Data seen")
        case "it is assigned":
            do(room, BRUNO, assign, key, to="bruno")
        case "assigned, and that taken back":
            do(room, BRUNO, assign, key, to="bruno")
            take_back(room, BRUNO)
        case "its alert fires again":
            do(room, BRUNO, acknowledge, 1)
            hear(room, ends(end="2026-11-23 09:01", **MINOR), fires("2026-11-23 09:03", **MINOR))
    return action


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("it wakes", "the room, resumed"),
        ("it is noted", None),
        ("it is linked", None),
        ("the law is asked", None),
        ("it is assigned", "bruno, assigned to bruno"),
        ("assigned, and that taken back", None),
        ("its alert fires again", None),
    ],
)
def test_what_stands_on_a_wait_keeps_it_and_nothing_else_does(
    room: Room, clock: SetClock, what: str, said: str | None
) -> None:
    hear(room, fires(**MINOR))
    key = do(room, ANNA, open_ticket_for, 1).key
    action = built_on(room, key, clock, what)

    (outcome,) = do(room, ANNA, undo, action)

    assert said is None if outcome.refusal is None else said is not None and said in str(outcome.refusal)
    assert differences(room) == []


def test_a_wake_up_stands_on_nothing_but_its_wait(room: Room, clock: SetClock) -> None:
    key = opened(room).key
    do(room, BRUNO, wait, key, Reason.VENDOR, until=clock.now + timedelta(hours=1))
    do(room, ANNA, assign, key, team="Reti")
    assigning = last_action(room)
    clock.move(hours=2)
    work_due(room, "desk")

    (outcome,) = do(room, ANNA, undo, assigning)

    assert (outcome.refusal, at(room, key).team, at(room, key).status) == (None, None, Status.OPEN)


def test_what_is_given_back_must_find_things_as_it_left_them(room: Room) -> None:
    key = opened(room).key
    do(room, ANNA, take, key)
    undoing = take_back(room)
    do(room, BRUNO, take, key)

    (outcome,) = do(room, ANNA, undo, undoing)

    assert "more was done since: bruno, taken" in str(outcome.refusal)


def test_a_split_stays_once_somebody_works_on_the_new_ticket(room: Room) -> None:
    key = opened(room).key
    new = do(room, ANNA, split, key, "Another thing").key
    action = last_action(room)
    do(room, BRUNO, take, new)

    (outcome,) = do(room, ANNA, undo, action)

    assert (outcome.key, at(room, new).status) == (new, Status.OPEN)
    assert f"On {new} more was done since: bruno, taken" in str(outcome.refusal)


def test_only_whoever_did_it_or_a_shift_lead_takes_it_back(room: Room) -> None:
    key = opened(room).key
    do(room, ANNA, take, key)
    action = last_action(room)
    for actor, error in ((BRUNO, "done by anna: only they, or a shift lead"), (VERA, "vera is viewer here")):
        with pytest.raises(Forbidden, match=error):
            do(room, actor, undo, action)
    with pytest.raises(Refused, match="You have done nothing"):
        do(room, BRUNO, undo_last, key)

    assert do(room, LIA, undo, action)[0].refusal is None


def test_what_a_source_did_is_not_taken_back(room: Room) -> None:
    hear(room, fires())
    with pytest.raises(Refused, match="What alertmanager did is not taken back"):
        do(room, ADA, undo, last_action(room))
    with pytest.raises(NotFound):
        do(room, ADA, undo, "nothing")


def test_actions_are_listed_with_what_they_did_and_named_by_their_beginning(room: Room) -> None:
    first, second = opened(room).key, opened(room).key
    do(room, BRUNO, take, first)
    do(room, ANNA, each, [first, second], lambda tx, key: assign(tx, key, team="Reti"))
    do(room, ANNA, note, second, "Seen")
    take_back(room)

    listed = look(room, last_actions, "anna", 10)

    assert [(one.what, list(one.names), one.undone, one.undoes) for one in listed] == [
        ("taken back: a note", [second], False, True),
        ("a note", [second], True, False),
        ("Reti", [first, second], False, False),
        ("opened by phone", [second], False, False),
        ("opened by phone", [first], False, False),
    ]
    assert look(room, find_action, listed[2].id[:8]) == listed[2].id
    for unknown in ("", "not one of them"):
        with pytest.raises(NotFound, match="There is no action"):
            look(room, find_action, unknown)


# Whatever is done


def _later(tx: Tx) -> Any:
    from noc_tui.clock import from_us

    return from_us(tx.now) + timedelta(hours=2)


DEEDS: Mapping[str, Callable[[Tx, str, str], object]] = {
    "take": lambda tx, key, _: take(tx, key),
    "assign": lambda tx, key, _: assign(tx, key, to="bruno", level=2),
    "note": lambda tx, key, _: note(tx, key, "Seen", spent=timedelta(minutes=20)),
    "tell": lambda tx, key, _: note(tx, key, "We are on it", visibility=Visibility.PUBLIC),
    "wait": lambda tx, key, _: wait(tx, key, Reason.CUSTOMER, until=_later(tx)),
    "resume": lambda tx, key, _: resume(tx, key),
    "solve": lambda tx, key, _: solve(tx, key, "Restarted"),
    "close": lambda tx, key, _: close(tx, key),
    "reopen": lambda tx, key, _: reopen(tx, key, "It is back"),
    "cancel": lambda tx, key, _: cancel(tx, key, "Opened twice"),
    "classify": lambda tx, key, _: classify(tx, key, category=Category.CLARIFICATION, priority=None),
    "law": lambda tx, key, _: start_legal(tx, key, Regime.NIS2, "Data seen"),
    "reported": lambda tx, key, _: report_legal(tx, key, Regime.NIS2, Step("early_warning")),
    "link": link,
    "merge": merge,
    "split": lambda tx, key, _: split(tx, key, "Another thing"),
    "split with its alert": lambda tx, key, _: split(tx, key, "Its line", alerts=[1]),
    "join": lambda tx, key, _: join_alert(tx, 1, key),
    "join the other": lambda tx, key, _: join_alert(tx, 2, key),
    "acknowledge": lambda tx, *_: acknowledge(tx, 2),
    "shelve": lambda tx, *_: shelve(tx, 1, _later(tx)),
    "resolve": lambda tx, *_: resolve(tx, 2),
    "open for": lambda tx, *_: open_ticket_for(tx, 2),
    "many at once": lambda tx, key, other: each(tx, [key, other], lambda tx, key: assign(tx, key, team="Reti")),
}
doings = st.lists(
    st.tuples(st.sampled_from(sorted(DEEDS)), st.booleans(), st.sampled_from([0, 3, 50, 200])), min_size=1, max_size=9
)


@settings(max_examples=4, phases=[Phase.generate])
@given(doings=doings)
def test_what_is_taken_back_is_as_if_it_had_never_been_and_given_back_as_it_was(
    stores: Stores, doings: list[tuple[str, bool, int]]
) -> None:
    clock = SetClock()
    with stores.room(clock) as room:
        hear(room, fires(alert_key="if1", **MINOR), fires(alert_key="if2", customer_hint="", **MINOR))
        opened(room)
        opened(room, subject="Mail is slow", category=None)
        for name, other_way, minutes in doings:
            clock.move(minutes=minutes)
            work_due(room, "desk")
            keys = (TWO, ONE) if other_way else (ONE, TWO)
            ((many,),) = rows(room, "SELECT count(*) FROM ticket")
            before, earlier = everything(room, many), last_action(room)
            with suppress(Refused):
                do(room, ANNA, DEEDS[name], *keys)
            action = last_action(room)
            if action == earlier:
                continue
            after = everything(room, many + 1)
            outcomes = do(room, ANNA, undo, action)
            assert [outcome.refusal for outcome in outcomes] == [None] * len(outcomes)
            assert everything(room, many) == before
            assert all(not outcome.refusal for outcome in do(room, ANNA, undo, last_action(room)))
            assert everything(room, many + 1) == after
        assert differences(room) == []
        assert list(examine(room)) == []


said_by_monitoring = st.tuples(st.sampled_from(["if1", "if2"]), st.booleans(), st.integers(0, 5))


@settings(max_examples=4, phases=[Phase.generate])
@given(
    doings=st.lists(
        st.one_of(
            st.tuples(st.sampled_from(sorted(DEEDS)), st.booleans(), st.sampled_from([0, 3, 50, 200])),
            said_by_monitoring,
            st.integers(0, 12),
        ),
        min_size=4,
        max_size=25,
    )
)
def test_whatever_is_taken_back_among_later_work_rows_are_what_events_make(stores: Stores, doings: list[Any]) -> None:
    clock = SetClock()
    with stores.room(clock) as room:
        hear(room, fires(alert_key="if1", **MINOR), fires(alert_key="if2", customer_hint="", **MINOR))
        opened(room)
        opened(room, subject="Mail is slow", category=None)
        for doing in doings:
            clock.move(minutes=1)
            if isinstance(doing, int):
                actions = rows(room, "SELECT action_id FROM event GROUP BY action_id ORDER BY max(id) DESC")
                with suppress(Refused):
                    do(room, LIA, undo, actions[doing % len(actions)][0])
            elif doing[0] in DEEDS:
                name, other_way, minutes = doing
                clock.move(minutes=minutes)
                with suppress(Refused):
                    do(room, ANNA, DEEDS[name], *((TWO, ONE) if other_way else (ONE, TWO)))
            else:
                key, firing, ago = doing
                start = f"{clock.now.astimezone(ROME) - timedelta(minutes=ago):%Y-%m-%d %H:%M}"
                hear(
                    room, fires(start, alert_key=key, **MINOR) if firing else ends(start, start, alert_key=key, **MINOR)
                )
            assert firing_in_tickets(room) == known_to_fire(room)
        assert differences(room) == []
        assert list(examine(room)) == []


def firing_in_tickets(room: Room) -> list[tuple[Any, ...]]:
    sql = "SELECT ticket_id, count(*) FROM alert WHERE status <> 'resolved' AND ticket_id IS NOT NULL "
    return rows(room, sql + "GROUP BY ticket_id ORDER BY ticket_id")


def known_to_fire(room: Room) -> list[tuple[Any, ...]]:
    return rows(room, "SELECT id, alerts_firing FROM ticket WHERE alerts_firing > 0 ORDER BY id")
