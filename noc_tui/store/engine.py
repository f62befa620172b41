"""SQLAlchemy's engine, set up the way both databases must run here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.pool import NullPool

from noc_tui.store.location import Location

BUSY_MS = 2000
"""How long SQLite itself waits for its lock; Room.write tries again beyond that."""


def make_engine(location: Location) -> Engine:
    """An engine whose transactions begin with a write lock on SQLite, every commit on disk before it returns."""
    if location.path is None:
        server = make_url(location.dsn).set(drivername="postgresql+psycopg")
        return create_engine(server, pool_pre_ping=True, pool_size=2)
    engine = create_engine(URL.create("sqlite", database=str(location.path)), poolclass=NullPool)

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
