"""SQLAlchemy's engine, set up the way both databases must run here."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.pool import QueuePool

from noc_tui.store.location import Location

LOCK_MS = 10_000
"""How long PostgreSQL waits for a lock before the store counts as busy."""
BUSY_MS = 2000
"""How long SQLite itself waits for its lock; Room.write tries again beyond that."""


def make_engine(location: Location) -> Engine:
    """An engine whose transactions begin with a write lock on SQLite, every commit on disk before it returns."""
    return _postgres(location.dsn) if location.path is None else _sqlite(location.path)


def _postgres(dsn: str) -> Engine:
    server = make_url(dsn).set(drivername="postgresql+psycopg")
    engine = create_engine(server, pool_pre_ping=True, pool_size=2)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.execute(f"SET lock_timeout = {LOCK_MS}")  # not as an option: those of the URL hold too
        connection.commit()

    return engine


def _sqlite(path: Path) -> Engine:
    # Kept open between transactions: closing the last connection makes SQLite clear its log, which costs more than
    # the transaction did. Only what is there is opened: a store that was moved away is not to be made anew, empty.
    engine = create_engine("sqlite://", creator=lambda: _open(path), poolclass=QueuePool, pool_size=2)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the begin below is ours
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, check_same_thread=False)
