"""Rooms that are served."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from noc_tui.store.room import Room
from tests.rooms import SetClock, SqliteStores
from tests.serve.serving import Sender, ServedElsewhere, serving, token_for


@pytest.fixture
def stranger(room: Room) -> Iterator[Sender]:
    """Somebody without a token, at the door of a room that is served."""
    with serving(room) as port:
        yield Sender(port)


@pytest.fixture
def sender(room: Room, stranger: Sender) -> Sender:
    """An Alertmanager with a token that speaks for no customer."""
    return Sender(stranger.port, token_for(room))


@pytest.fixture
def file_room(tmp_path: Path, clock: SetClock) -> Iterator[Room]:
    """A room in an SQLite file, for what happens to files."""
    stores = SqliteStores(tmp_path)
    with stores.room(clock) as room:
        yield room


@pytest.fixture
def serve_elsewhere() -> Iterator[Callable[[str], ServedElsewhere]]:
    """Starts `noc serve` on a store, in a process that ends with the test."""
    started: list[ServedElsewhere] = []

    def start(url: str) -> ServedElsewhere:
        started.append(ServedElsewhere(url))
        return started[-1]

    yield start
    for one in started:
        one.close()
