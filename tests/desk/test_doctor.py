"""The doctor finds nothing in a store that only operations wrote, and every change that anything else made."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from noc_tui.desk.alerts import acknowledge, shelve
from noc_tui.desk.doctor import examine
from noc_tui.desk.ending import reopen, solve
from noc_tui.desk.rebuild import Finding
from noc_tui.desk.room import open_room
from noc_tui.desk.work import assign, note, take, wait
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.errors import StoreGone, StoreVersion
from noc_tui.domain.words import Reason, Severity
from noc_tui.store.room import Room
from noc_tui.store.schema import HEAD
from tests.desk.deeds import STATES, ticket_in
from tests.desk.monitoring import ends, fires, hear
from tests.rooms import ANNA, BRUNO, SetClock, SqliteStores, do, rows

KEY = "NOC-2026-000001"


@pytest.fixture
def lived_in(room: Room, clock: SetClock) -> Room:
    """A room with a ticket in every state, one with a history, and alerts of every kind."""
    for status in STATES:
        ticket_in(room, status)
        clock.move(minutes=7)
    do(room, ANNA, take, "1")
    do(room, ANNA, wait, "1", Reason.CUSTOMER, until=clock.now + timedelta(days=4))
    clock.move(hours=30)
    do(room, ANNA, note, "1", "They called back")
    do(room, BRUNO, solve, "2", "Restarted")
    do(room, BRUNO, reopen, "2", "It is back")
    do(room, BRUNO, assign, "2", to="anna", level=2)
    hear(room, fires(), fires(alert_key="if2", severity=Severity.MINOR), key="one")
    hear(room, fires(), fires(alert_key="if2", severity=Severity.MINOR), key="one")
    clock.move(hours=1)
    hear(room, ends(), fires(alert_key="if3", severity=Severity.WARNING, summary="before"))
    hear(room, fires("2026-11-24 16:00"), fires(alert_key="if3", severity=Severity.WARNING, summary="after"))
    hear(room, ends("2026-11-20 10:00", "2026-11-20 11:00", alert_key="if4"), fires("2026-11-20 09:00"))
    do(room, ANNA, acknowledge, 2)
    do(room, ANNA, shelve, 3, clock.now + timedelta(hours=3))
    return room


def tamper(room: Room, *statements: str) -> None:
    """Writes past the operations, and past the guard of the events."""
    with room.write(SYSTEM_ACTOR) as tx:
        if tx.dialect == "postgresql":
            tx.connection.execute(text("ALTER TABLE event DISABLE TRIGGER event_no_change"))
        else:
            guards = [
                row[0]
                for row in tx.read.rows("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'")
            ]
            tx.connection.execute(text("DROP TRIGGER event_no_update"))
            tx.connection.execute(text("DROP TRIGGER event_no_delete"))
        for statement in statements:
            tx.connection.exec_driver_sql(statement)
        if tx.dialect == "postgresql":
            tx.connection.execute(text("ALTER TABLE event ENABLE TRIGGER event_no_change"))
        else:
            for guard in guards:
                tx.connection.exec_driver_sql(guard)


def found(room: Room) -> list[Finding]:
    return list(examine(room))


def test_there_is_nothing_wrong_with_what_operations_wrote(lived_in: Room) -> None:
    told: list[tuple[int, int]] = []

    assert list(examine(lived_in, lambda done, total: told.append((done, total)))) == []
    assert told[-1] == (11, 11)


def test_an_empty_room_is_sound(room: Room) -> None:
    assert found(room) == []


CHANGES = [
    ("UPDATE ticket SET level = 3 WHERE id = 1", KEY, "level"),
    ("UPDATE ticket SET assignee = NULL WHERE id = 1", KEY, "assignee"),
    ("UPDATE ticket SET restore_used_s = restore_used_s + 1 WHERE id = 1", KEY, "restore_used_s"),
    ("UPDATE ticket SET subject = 'Other' WHERE id = 1", KEY, "subject"),
    ("UPDATE queue SET at = at + 1 WHERE kind = 0 AND ref = 1", f"queue line of {KEY}", "at"),
    ("UPDATE queue SET assignee = 'bruno' WHERE kind = 0 AND ref = 1", f"queue line of {KEY}", "assignee"),
    ("UPDATE alert SET count = 7 WHERE id = 1", "alert 1", "count"),
    ("UPDATE alert SET status = 'resolved' WHERE id = 2", "alert 2", "status"),
    ("UPDATE alert SET last_seen = first_seen - 1 WHERE id = 1", "alert 1", "last_seen"),
    ("UPDATE queue SET severity = 0 WHERE kind = 1 AND ref = 3", "queue line of alert 3", "severity"),
    ("UPDATE counter SET value = 5 WHERE name = 'ticket'", "store", "counter ticket"),
    ("UPDATE counter SET value = 3 WHERE name = 'alert'", "store", "counter alert"),
    ("DELETE FROM counter WHERE name = 'ticket-2026'", "store", "counter ticket-2026"),
    ("DELETE FROM due_work WHERE kind = 'wake' AND ref = '1'", KEY, "wake-up in due work"),
    ("UPDATE due_work SET at = at + 1 WHERE kind = 'unshelve'", "alert 3", "end of shelve in due work"),
    ("INSERT INTO due_work (kind, ref, at) VALUES ('wake', '2', 5)", "NOC-2026-000002", "wake-up in due work"),
    ("INSERT INTO due_work (kind, ref, at) VALUES ('wake', '999', 5)", "due work", "wake 999"),
    ("INSERT INTO due_work (kind, ref, at) VALUES ('wake', 'x', 5)", "due work", "wake x"),
    ("INSERT INTO due_work (kind, ref, at) VALUES ('lunch', '1', 5)", "due work", "lunch 1"),
    ("UPDATE ticket_text SET body = 'else' WHERE ticket_id = 1", KEY, "text that is searched"),
    (
        "INSERT INTO time_entry (ticket_id, seq, at, spent_s, actor) VALUES (1, 2, 5, 60, 'anna')",
        f"time of event 2 of {KEY}",
        "row",
    ),
]


def test_each_changed_value_is_one_finding(lived_in: Room) -> None:
    tamper(lived_in, *(statement for statement, _, _ in CHANGES))

    told = [(one.subject, one.column) for one in found(lived_in)]

    assert sorted(told) == sorted((subject, column) for _, subject, column in CHANGES)


def test_a_finding_says_what_is_there_and_what_should_be(lived_in: Room) -> None:
    tamper(lived_in, "UPDATE ticket SET level = 3 WHERE id = 1")

    assert found(lived_in) == [Finding(KEY, "level", 3, 1)]


def test_an_alert_seen_again_later_than_its_events_is_as_it_should_be(lived_in: Room) -> None:
    tamper(lived_in, "UPDATE alert SET last_seen = last_seen + 1000000")

    assert found(lived_in) == []


def test_a_row_that_is_missing_is_found_by_its_events(lived_in: Room) -> None:
    gone = [
        f"DELETE FROM {table} WHERE {column} = 4" for table, column in (("ticket_text", "ticket_id"), ("ticket", "id"))
    ]
    tamper(lived_in, *gone, "DELETE FROM occurrence WHERE alert_id = 2")

    findings = [one for one in found(lived_in) if one.column != "text that is searched"]

    assert Finding("ticket 4", "row", None, "there") in findings
    assert [(one.stored, one.derived) for one in findings if one.subject.endswith("of alert 2")] == [(None, "there")]
    assert len(findings) == 2


def test_lines_that_are_missing_or_stand_for_nothing_are_found(lived_in: Room) -> None:
    tamper(lived_in, "DELETE FROM queue WHERE kind = 0 AND ref = 1", "UPDATE queue SET ref = 999 WHERE kind = 1")

    assert found(lived_in) == [
        Finding(f"queue line of {KEY}", "row", None, "there"),
        Finding("queue line of alert 3", "row", None, "there"),
        Finding("queue line of alert 999", "line", "alert 3", None),
    ]


def test_a_line_of_a_ticket_that_is_over_is_found(lived_in: Room) -> None:
    tamper(lived_in, "UPDATE queue SET ref = 4 WHERE kind = 0 AND ref = 1")

    assert Finding("queue line of NOC-2026-000004", "row", "there", None) in found(lived_in)


def test_a_gap_in_a_timeline_is_found(lived_in: Room) -> None:
    tamper(lived_in, "DELETE FROM event WHERE subject_kind = 'ticket' AND subject_id = 1 AND seq = 3")

    findings = found(lived_in)

    assert Finding(f"timeline of {KEY}", "seq", 4, 3) in findings
    assert {one.column for one in findings if one.subject == KEY} >= {"version", "response_phase"}


def test_events_written_out_of_time_are_found(lived_in: Room) -> None:
    tamper(
        lived_in,
        "UPDATE event SET recorded_at = recorded_at - 999000000000 WHERE subject_kind = 'ticket' AND subject_id = 1 "
        "AND seq = 3",
    )

    ((subject, column),) = [(one.subject, one.column) for one in found(lived_in)]
    assert (subject, column) == (f"timeline of {KEY}", "recorded_at of event 3")


@pytest.mark.parametrize(
    "change",
    [
        "detail = '{'",
        "detail = '[]'",
        "detail = '{\"reason\": 5}'",
        "kind = 'beamed_up'",
    ],
)
def test_an_event_that_makes_no_sense_is_a_finding_and_the_rest_is_examined(change: str, lived_in: Room) -> None:
    tamper(
        lived_in,
        f"UPDATE event SET {change} WHERE subject_kind = 'ticket' AND subject_id = 1 AND kind = 'opened'",
        "UPDATE ticket SET level = 3 WHERE id = 2",
    )

    findings = found(lived_in)

    assert [(one.subject, one.column) for one in findings] == [
        (f"timeline of {KEY}", "events"),
        ("NOC-2026-000002", "level"),
    ]


def test_a_ticket_without_any_event_is_found(lived_in: Room) -> None:
    tamper(lived_in, "DELETE FROM event WHERE subject_kind = 'ticket' AND subject_id = 5")

    assert found(lived_in) == [Finding("timeline of NOC-2026-000005", "events", 0, "1 or more")]


def test_stretches_leave_nothing_out(lived_in: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    tamper(lived_in, "UPDATE ticket SET level = 3", "UPDATE alert SET count = 99")
    at_once = found(lived_in)

    monkeypatch.setattr("noc_tui.desk.doctor.STRETCH", 1)

    assert found(lived_in) == at_once
    assert len(at_once) == 11


def test_events_without_their_guard_are_found(room: Room) -> None:
    with room.write(SYSTEM_ACTOR) as tx:
        if tx.dialect == "postgresql":
            tx.connection.execute(text("ALTER TABLE event DISABLE TRIGGER event_no_change"))
        else:
            tx.connection.execute(text("DROP TRIGGER event_no_delete"))

    ((subject, column, stored),) = [(one.subject, one.column, one.stored) for one in found(room)]

    assert subject == "store"
    assert (column, stored) in {("trigger event_no_change", "disabled"), ("trigger event_no_delete", "missing")}


@pytest.mark.parametrize("stores", [pytest.param("postgresql", marks=pytest.mark.external)], indirect=True)
def test_a_sequence_behind_its_table_is_found(room: Room) -> None:
    with room.write(SYSTEM_ACTOR) as tx:
        tx.connection.execute(text("SELECT setval('customer_id_seq', 1)"))

    assert [(one.column, one.stored) for one in found(room)] == [("sequence of customer", 1)]


@contextmanager
def opened_file(folder: Path, clock: SetClock) -> Iterator[tuple[Room, Path]]:
    with SqliteStores(folder).room(clock) as room:
        assert room.location.path is not None
        yield room, room.location.path


def test_a_reference_to_nothing_is_found(tmp_path: Path, clock: SetClock) -> None:
    with opened_file(tmp_path, clock) as (room, path):
        with closing(sqlite3.connect(path)) as store, store:
            store.execute("UPDATE contract_version SET customer_id = 99 WHERE id = 1")

        assert found(room) == [Finding("store", "integrity", "contract_version row 1 points at no customer", "ok")]


def test_a_damaged_page_is_found_without_a_traceback(tmp_path: Path, clock: SetClock) -> None:
    with opened_file(tmp_path, clock) as (room, path):
        ticket_in(room, STATES[0])
        room.close()
        with closing(sqlite3.connect(path)) as store:
            store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (page,) = store.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ticket'").fetchone()
        with path.open("r+b") as file:
            file.seek((page - 1) * 4096)
            file.write(b"\xff" * 4096)

        findings = found(room)

    assert {one.subject for one in findings} == {"store"}
    assert {"integrity", "reading"} >= {one.column for one in findings}
    assert findings


def test_where_there_is_no_store_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(StoreGone):
        found(open_room(f"sqlite:///{tmp_path / 'room.db'}"))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("version", ["0000", "9999"])
def test_a_store_of_another_version_is_named_and_left_alone(version: str, room: Room) -> None:
    tamper(room, f"UPDATE alembic_version SET version_num = '{version}'")
    before: list[tuple[Any, ...]] = rows(room, "SELECT * FROM alembic_version")

    if version == "9999":
        with pytest.raises(StoreVersion):
            found(room)
    else:
        assert found(room) == [Finding("store", "schema", "0000", HEAD)]
    assert rows(room, "SELECT * FROM alembic_version") == before
