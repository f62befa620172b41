"""Whatever is taken back, whenever: it is as if it had not been, and rows are what events make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

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
from noc_tui.desk.undo import undo
from noc_tui.desk.work import assign, note, resume, take, wait
from noc_tui.domain.errors import Refused
from noc_tui.domain.legal import Regime, Step
from noc_tui.domain.words import Category, Reason, Severity, Visibility
from noc_tui.store.room import Room
from noc_tui.store.tx import Tx
from tests.desk.derived import differences
from tests.desk.monitoring import ends, fires, hear
from tests.desk.taking_back import last_action
from tests.rooms import (
    ANNA,
    BRUNO,
    LIA,
    ROME,
    SetClock,
    Stores,
    do,
    opened,
    rows,
)

ONE, TWO = "NOC-2026-000001", "NOC-2026-000002"
MINOR = {"severity": Severity.MINOR}


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
    st.tuples(st.sampled_from(sorted(DEEDS)), st.booleans(), st.sampled_from([0, 3, 50, 200])), min_size=1, max_size=6
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


WORK = ("take", "assign", "note", "tell", "wait", "resume", "classify", "law", "join the other", "acknowledge")
JOININGS: Mapping[str, Callable[[Tx], object]] = {
    "merge": lambda tx: merge(tx, TWO, ONE),
    "split": lambda tx: split(tx, ONE, "Another thing"),
    "split with its alert": lambda tx: split(tx, ONE, "Its line", alerts=[1]),
}


@settings(max_examples=4, phases=[Phase.generate])
@given(
    joining=st.sampled_from(sorted(JOININGS)),
    later=st.lists(st.tuples(st.sampled_from(WORK), st.sampled_from([0, 3, 200])), min_size=1, max_size=6),
)
def test_a_merge_or_split_taken_back_leaves_what_was_worked_since_as_if_it_had_never_been(
    stores: Stores, joining: str, later: list[tuple[str, int]]
) -> None:
    def worked(deed: Callable[[Tx], object] | None) -> Mapping[str, list[dict[str, Any]]]:
        clock = SetClock()
        with stores.room(clock) as room:
            hear(room, fires(alert_key="if1", **MINOR), fires(alert_key="if2", **MINOR))
            opened(room)
            opened(room, subject="Mail is slow")
            do(room, BRUNO, join_alert, 1, TWO if joining == "merge" else ONE)
            if deed is not None:
                do(room, ANNA, deed)
            action = last_action(room)
            for name, minutes in later:
                clock.move(minutes=minutes)
                work_due(room, "desk")
                with suppress(Refused):
                    do(room, BRUNO, DEEDS[name], ONE, ONE)
            if deed is not None:
                assert [outcome.refusal for outcome in do(room, ANNA, undo, action)] == [None]
            assert list(examine(room)) == []
            found = everything(room, 2)
            return {**found, "time_entry": [row | {"seq": 0} for row in found["time_entry"]]}  # the joining is one more

    assert worked(JOININGS[joining]) == worked(None)


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
