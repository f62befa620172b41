"""Rooms to sit at: on SQLite, since what a screen does is the same on either database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from noc_tui.demo.loading import load
from noc_tui.desk.room import open_room
from noc_tui.store.room import Room
from tests.rooms import ADA, SetClock, SqliteStores, Stores, do
from tests.screens.triaging import people

FRIDAY = datetime(2026, 11, 20, 16, 12, tzinfo=UTC)
"""A Friday afternoon in the demo room."""


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """Gives out rooms on SQLite."""
    made = SqliteStores(tmp_path_factory.mktemp("stores"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo room as it always is on that Friday, filled once."""
    path = tmp_path_factory.mktemp("demo") / "room.db"
    room = open_room(f"sqlite:///{path}", lambda: FRIDAY)
    load(room, "rossi", seed=7, at=FRIDAY)
    room.close()
    return path


@pytest.fixture
def demo(demo_store: Path, tmp_path: Path, clock: SetClock) -> Iterator[Room]:
    """A demo room of this test's own; rossi sits at it."""
    clock.now = FRIDAY
    path = tmp_path / "room.db"
    shutil.copyfile(demo_store, path)
    room = open_room(f"sqlite:///{path}", clock)
    yield room
    room.close()


@pytest.fixture
def blank(tmp_path: Path, clock: SetClock) -> Iterator[Room]:
    """A room in which nothing was set up."""
    room = open_room(f"sqlite:///{tmp_path / 'room.db'}", clock)
    yield room
    room.close()


@pytest.fixture
def peopled(room: Room) -> Room:
    """ACME with a person, a site and a device; two teams and the rules that lead to them."""
    do(room, ADA, people)
    return room
