"""A session's row: one for each, out of the change feed, in nobody's way."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from noc_tui.domain.errors import StoreBusy, StoreError
from noc_tui.domain.presence import Doing
from noc_tui.store.room import Room
from noc_tui.store.seat import Seat
from tests.rooms import on_sqlite, opened, rows

SECOND = 1_000_000
NOW = 1_764_000_000 * SECOND


@pytest.fixture
def seat(room: Room) -> Iterator[Seat]:
    """The seat of one session."""
    room.ensure()
    seat = Seat(room.location, "one")
    yield seat
    seat.close()


def present(room: Room) -> list[tuple[object, ...]]:
    return rows(room, "SELECT session, who, ticket_id, doing, until FROM presence ORDER BY session")


def test_a_session_has_one_row_however_often_it_speaks(room: Room, seat: Seat) -> None:
    ticket = opened(room)
    seat.say("anna", None, Doing.READING, NOW, NOW + 15 * SECOND)
    assert present(room) == [("one", "anna", None, "reading", NOW + 15 * SECOND)]

    seat.say("anna", ticket.key, Doing.WRITING, NOW, NOW + 20 * SECOND)
    assert present(room) == [("one", "anna", ticket.id, "writing", NOW + 20 * SECOND)]

    seat.leave()
    assert present(room) == []


def test_a_ticket_that_is_none_is_no_ticket(room: Room, seat: Seat) -> None:
    seat.say("anna", "NOC-2026-999999", Doing.READING, NOW, NOW + 15 * SECOND)

    assert present(room) == [("one", "anna", None, "reading", NOW + 15 * SECOND)]


def test_it_stays_out_of_the_change_feed(room: Room, seat: Seat) -> None:
    ticket = opened(room)
    before = rows(room, "SELECT * FROM change ORDER BY seq")
    seat.say("anna", ticket.key, Doing.READING, NOW, NOW + 15 * SECOND)
    seat.leave()

    assert rows(room, "SELECT * FROM change ORDER BY seq") == before


def test_the_rows_of_dead_sessions_are_swept_up_by_the_living(room: Room, seat: Seat) -> None:
    for name, ago_s in (("long dead", 120), ("just late", 20)):
        dead = Seat(room.location, name)
        dead.say("bruno", None, Doing.READING, NOW - ago_s * SECOND, NOW - ago_s * SECOND)
        dead.close()
    seat.say("anna", None, Doing.READING, NOW, NOW + 15 * SECOND)

    assert [row[0] for row in present(room)] == ["just late", "one"]


@on_sqlite
def test_whoever_writes_is_not_waited_for(room: Room, seat: Seat) -> None:
    seat.say("anna", None, Doing.READING, NOW, NOW + 15 * SECOND)
    assert room.location.path is not None
    writer = sqlite3.connect(room.location.path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy):
        seat.say("anna", None, Doing.WRITING, NOW, NOW + 20 * SECOND)
    writer.execute("ROLLBACK")
    writer.close()

    assert present(room) == [("one", "anna", None, "reading", NOW + 15 * SECOND)]
    seat.say("anna", None, Doing.WRITING, NOW, NOW + 25 * SECOND)
    assert present(room) == [("one", "anna", None, "writing", NOW + 25 * SECOND)]


@on_sqlite
def test_a_store_that_was_moved_away_is_not_written_to_any_more(room: Room, seat: Seat) -> None:
    path = room.location.path
    assert path is not None
    seat.say("anna", None, Doing.READING, NOW, NOW + 15 * SECOND)
    room.close()
    moved = path.rename(path.with_name("moved.db"))
    with pytest.raises(StoreError):
        seat.say("anna", None, Doing.WRITING, NOW, NOW + 20 * SECOND)
    moved.rename(path)

    assert present(room) == [("one", "anna", None, "reading", NOW + 15 * SECOND)]
