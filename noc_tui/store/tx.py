"""One transaction: the session, who acts, when, and what it changed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, insert

from noc_tui.clock import to_us
from noc_tui.domain.actor import Actor
from noc_tui.models.room import Change
from noc_tui.store.read.connection import Reader, store_error

CHANNEL = "noc_change"
"""PostgreSQL's notification channel of the change feed."""
_FEED_LOCK = 0x6E6F63


class Tx:
    """What an operation is given. It never commits: Room.write does, once."""

    def __init__(self, connection: Connection, actor: Actor, now: datetime, memory: dict[type, Any]) -> None:
        self.connection = connection
        self.actor = actor
        self.memory = memory
        """What the layers above remember of this store between transactions, by type."""
        self.now = to_us(now)
        """The instant of this transaction, UTC microseconds."""
        self.action_id = uuid.uuid4().hex
        """Names everything that one command or key did, so that it can be undone as one."""
        self.session = Session(connection, expire_on_commit=False)
        self.dialect = connection.dialect.name
        self.read = Reader(connection.connection.driver_connection, self.dialect)
        """The hot reads, on this transaction's own connection."""
        self._changes: dict[tuple[str, str], None] = {}

    def changed(self, kind: str, key: object) -> None:
        """Tells the change feed, at commit, that this was touched."""
        self._changes[kind, str(key)] = None

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A row of a bulk action: an exception undoes this row alone. What the database refuses is one of ours."""
        changes = dict(self._changes)
        try:
            with self.session.begin_nested():
                self.session.connection()  # sets the savepoint now, ahead of what is written past the session
                yield
        except BaseException as error:
            self._changes = changes
            self.memory.clear()
            if isinstance(error, DBAPIError):
                raise store_error(error.orig or error) from error
            raise

    def finish(self) -> None:
        """Writes what is still pending, the change feed last: its numbers must commit in their order."""
        self.session.flush()
        if not self._changes:
            return
        if self.dialect == "postgresql":
            self.connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _FEED_LOCK})
        rows = [{"kind": kind, "key": key, "at": self.now} for kind, key in self._changes]
        self.connection.execute(insert(Change), rows)
        if self.dialect == "postgresql":
            self.connection.execute(text(f"NOTIFY {CHANNEL}"))
