"""A session's own row in `presence`: written past the room's transactions, and never in anybody's way."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from noc_tui.domain.presence import Doing
from noc_tui.store.feed import PRESENCE_CHANNEL
from noc_tui.store.location import Location
from noc_tui.store.read.connection import Reader, for_psycopg, open_postgres, store_error

_WAIT_MS = 100
"""Whoever holds the store for longer makes us miss a beat."""
_ANSWER_MS = 2000
_DEAD_US = 60 * 1_000_000
"""What ended so long ago is swept up by the next who says something; clocks may differ by less."""
_SAY = (
    "INSERT INTO presence (session, who, ticket_id, doing, until) "
    "VALUES (:session, :who, (SELECT id FROM ticket WHERE key = :key), :doing, :until) "
    "ON CONFLICT (session) DO UPDATE SET who = excluded.who, ticket_id = excluded.ticket_id, "
    "doing = excluded.doing, until = excluded.until"
)
_SWEEP = "DELETE FROM presence WHERE until < :dead"
_LEAVE = "DELETE FROM presence WHERE session = :session"


class Seat:
    """One connection, for one thread. What cannot be written at once raises a StoreError, and nothing is changed."""

    def __init__(self, location: Location, session: str) -> None:
        self._location = location
        self._session = session
        self._open: Reader | None = None
        self._inode: int | None = None

    def say(self, who: str, key: str | None, doing: Doing, now: int, until: int) -> None:
        """Says who is here until when, and on the ticket of which key. Instants are UTC microseconds."""
        said = {"session": self._session, "who": who, "key": key, "doing": str(doing), "until": until}
        self._write((_SAY, said), (_SWEEP, {"dead": now - _DEAD_US}))

    def leave(self) -> None:
        """Nobody is here any more."""
        self._write((_LEAVE, {"session": self._session}))

    def close(self) -> None:
        """Lets go of the connection."""
        if self._open is not None:
            reader, self._open = self._open, None
            with suppress(Exception):  # it is broken already
                reader.close()

    def _write(self, *statements: tuple[str, Mapping[str, object]]) -> None:
        try:
            reader = self._connected()
            postgres = reader.dialect == "postgresql"
            reader.rows_none("BEGIN" if postgres else "BEGIN IMMEDIATE")
            for sql, values in statements:
                reader.driver.cursor().execute(for_psycopg(sql) if postgres else sql, values)
            if postgres:
                reader.rows_none(f"NOTIFY {PRESENCE_CHANNEL}")
            reader.rows_none("COMMIT")
        except Exception as error:
            self.close()  # with it goes what was begun
            raise store_error(error) from error

    def _connected(self) -> Reader:
        """The connection; another where the file is no longer the one at its place."""
        path = self._location.path
        if path is not None:
            inode = path.stat().st_ino
            if inode != self._inode:
                self.close()
                self._inode = inode
        if self._open is None:
            self._open = _postgres(self._location.dsn) if path is None else _sqlite(path)
        return self._open


def _sqlite(path: Path) -> Reader:
    """Without a sync a commit: what is lost with the power would have been past its end by then."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=_WAIT_MS / 1000)
    connection.execute("PRAGMA synchronous=NORMAL")
    return Reader(connection, "sqlite")


def _postgres(dsn: str) -> Reader:
    reader = open_postgres(dsn)
    for setting in ("synchronous_commit = off", f"lock_timeout = {_WAIT_MS}", f"statement_timeout = {_ANSWER_MS}"):
        reader.rows_none(f"SET {setting}")
    return reader
