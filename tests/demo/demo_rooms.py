"""Demo rooms for tests, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from noc_tui.demo.history import fill
from noc_tui.demo.room import set_up_room
from noc_tui.desk.room import open_room
from noc_tui.domain.actor import SYSTEM_ACTOR, Actor
from noc_tui.domain.words import Role
from noc_tui.store.room import Room
from tests.rooms import ROME, SetClock, Stores, rows

GIADA = Actor("giada", Role.ADMIN, 2)
"""Who sits at the keyboard."""

TABLES = {
    "ticket": "id",
    "alert": "id",
    "occurrence": "alert_id, started_raw",
    "event": "id",
    "queue": "band, at, kind, ref",
    "due_work": "kind, ref",
    "counter": "name",
    "source": "name",
    "contract_version": "id",
    "operator": "id",
}
"""What a demo room holds, each with an order."""


@contextmanager
def demo_room(stores: Stores, clock: SetClock, *, login: str = GIADA.name, **size: Any) -> Iterator[Room]:
    """A demo room with customers and people; filled where a size is given."""
    with stores.blank() as url:
        room = open_room(url, clock)
        try:
            with room.write(SYSTEM_ACTOR) as tx:
                set_up_room(tx, clock.now, login)
            if size:
                fill(room, **{"seed": 1} | size)
            yield room
        finally:
            room.close()


def content_of(room: Room) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the room."""
    return {table: rows(room, f"SELECT * FROM {table} ORDER BY {order}") for table, order in TABLES.items()}


def wall(us: int) -> datetime:
    """A stored instant on the room's wall clock."""
    return datetime.fromtimestamp(us // 1_000_000, ROME)
