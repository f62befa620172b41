"""What there is to say about a store from outside."""

from __future__ import annotations

from noc_tui.store.read.connection import Reader, open_postgres, open_sqlite
from noc_tui.store.room import Room
from noc_tui.store.schema import stored_version


def store_info(room: Room) -> dict[str, object]:
    """Where the store is, its schema, size in bytes and what it holds. Raises StoreGone where there is none."""
    path = room.location.path
    read = open_postgres(room.location.dsn) if path is None else open_sqlite(path)
    try:
        told: dict[str, object] = {"store": room.location.shown, "kind": read.dialect, "schema": stored_version(read)}
        told["bytes"] = _size(read)
        if told["schema"] is not None:
            told |= {name: read.value(sql) for name, sql in _COUNTS.items()}
        return told
    finally:
        read.close()


_COUNTS = {
    "tickets": "SELECT count(*) FROM ticket",
    "queue": "SELECT count(*) FROM queue",
    "alerts": "SELECT count(*) FROM alert",
    "events": "SELECT count(*) FROM event",
    "rejected": "SELECT count(*) FROM quarantine WHERE status = 'held'",
    "change": "SELECT coalesce(max(seq), 0) FROM change",
}


def _size(read: Reader) -> int:
    if read.dialect == "postgresql":
        return int(read.value("SELECT pg_database_size(current_database())"))
    return int(read.value("PRAGMA page_count")) * int(read.value("PRAGMA page_size"))
