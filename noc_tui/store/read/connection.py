"""The plain driver, one face for both databases: SQL with `:name` parameters in, tuples out."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

from noc_tui.domain.errors import BadInput, Collided, NocError, StoreBusy, StoreDamaged, StoreError, StoreGone

Row = tuple[Any, ...]
_NUMBERS = count(1)
_NAMED = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")


@lru_cache(maxsize=512)
def for_psycopg(sql: str) -> str:
    """The same statement with psycopg's `%(name)s` in place of `:name`."""
    return _NAMED.sub(r"%(\1)s", sql.replace("%", "%%"))


class Reader:
    """Reads from one connection of the driver. Not for use by two threads at once."""

    def __init__(self, connection: Any, dialect: str) -> None:
        self._connection = connection
        self.dialect = dialect
        self._postgres = dialect == "postgresql"

    @property
    def driver(self) -> Any:
        """The driver's own connection."""
        return self._connection

    def rows(self, sql: str, params: Mapping[str, object] | None = None) -> list[Row]:
        """All rows of a statement. Raises a StoreError that says why where the store cannot answer."""
        try:
            cursor = self._connection.cursor()
            cursor.execute(for_psycopg(sql) if self._postgres else sql, params or {})
            return cursor.fetchall()  # type: ignore[no-any-return]
        except OverflowError as error:
            raise BadInput("There is no such large number here.", "Check what was typed.") from error
        except Exception as error:
            raise store_error(error) from error

    def each(self, sql: str, params: Mapping[str, object] | None = None, size: int = 2000) -> Iterator[Row]:
        """The rows of a large answer, fetched `size` at a time."""
        try:
            with closing(self._many()) as cursor:
                cursor.execute(for_psycopg(sql) if self._postgres else sql, params or {})
                while rows := cursor.fetchmany(size):
                    yield from rows
        except Exception as error:
            raise store_error(error) from error

    def _many(self) -> Any:
        """A cursor for a large answer: on PostgreSQL the server keeps it, in a transaction or not."""
        if self._postgres:
            return self._connection.cursor(name=f"noc_{next(_NUMBERS)}", withhold=True)
        return self._connection.cursor()

    def one(self, sql: str, params: Mapping[str, object] | None = None) -> Row | None:
        """The first row, or None."""
        rows = self.rows(sql, params)
        return rows[0] if rows else None

    def value(self, sql: str, params: Mapping[str, object] | None = None) -> Any:
        """The first column of the first row, or None."""
        row = self.one(sql, params)
        return row[0] if row else None

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside comes from one state of the store."""
        self.rows_none("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if self._postgres else "BEGIN")
        try:
            yield
        finally:
            self.rows_none("ROLLBACK")

    def rows_none(self, sql: str) -> None:
        """Runs a statement that has no answer."""
        try:
            self._connection.cursor().execute(sql)
        except Exception as error:
            raise store_error(error) from error

    def close(self) -> None:
        """Lets go of the connection."""
        self._connection.close()


def open_sqlite(path: Path, *, wait_ms: int = 5000) -> Reader:
    """A reader of an existing SQLite store. Raises StoreGone where there is none."""
    if not path.exists():
        raise StoreGone(f"There is no store at {path}.", "`noc db upgrade` makes an empty one, `noc demo` shows one.")
    if path.is_dir():
        raise BadInput(f"{path} is a folder.", "Name a file in it, as room.db.")
    try:
        connection = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=wait_ms / 1000)
        connection.execute("PRAGMA query_only=ON")
    except sqlite3.Error as error:
        raise store_error(error) from error
    return Reader(connection, "sqlite")


def open_postgres(dsn: str) -> Reader:
    """A reader of a PostgreSQL store. Raises StoreGone where it does not answer."""
    import psycopg

    try:
        connection = psycopg.connect(dsn, autocommit=True, connect_timeout=10)
    except psycopg.Error as error:
        raise store_error(error) from error
    return Reader(connection, "postgresql")


def store_error(error: BaseException) -> NocError:
    """A driver's error as one of ours, with what to do."""
    if isinstance(error, NocError):
        return error
    said = str(error).strip().split("\n")[0]
    kind = _postgres_kind(error) if type(error).__module__.startswith("psycopg") else _sqlite_kind(error, said.lower())
    return _TOLD[kind](said)


def _postgres_kind(error: BaseException) -> str:
    """By SQLSTATE: the server's words are in its own language."""
    import psycopg

    state = getattr(error, "sqlstate", None)
    if state is None:
        return "gone" if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) else "other"
    return next((_STATES[code] for code in (state, state[:3], state[:2]) if code in _STATES), "other")


_STATES = {
    "23505": "collided",
    "25006": "gone",  # read-only: a standby
    "40001": "busy",
    "40P01": "busy",  # a deadlock
    "42P01": "no table",
    "53100": "full",
    "53300": "gone",  # too many connections
    "55P03": "busy",  # the lock timeout
    "57P": "gone",  # the server ends, or begins
    "08": "gone",
    "XX001": "damaged",
    "XX002": "damaged",
}
"""What PostgreSQL's error codes, or how they begin, mean for us."""


def _sqlite_kind(error: BaseException, low: str) -> str:
    if "locked" in low or "busy" in low:
        return "busy"
    if "full" in low:
        return "full"
    if "malformed" in low or "not a database" in low or "disk image" in low:
        return "damaged"
    if "no such table" in low:
        return "no table"
    if isinstance(error, OSError) or any(word in low for word in ("unable to open", "disk i/o", "closed", "readonly")):
        return "gone"
    return "other"


_TOLD: Mapping[str, Callable[[str], NocError]] = {
    "busy": lambda _: StoreBusy(
        "The store is locked by another process.", "Nothing was changed. Try again; if it lasts, see who writes."
    ),
    "collided": lambda said: Collided(f"Somebody else has just written the same ({said}).", "Look again, then decide."),
    "full": lambda said: StoreError(f"The disk of the store is full ({said}).", "Make room; nothing was half written."),
    "damaged": lambda said: StoreDamaged(
        f"The store is damaged ({said}).", "`noc doctor` checks it, `noc db restore` brings a backup back."
    ),
    "no table": lambda said: StoreDamaged(
        f"The store has no such table ({said}).", "`noc db upgrade` brings it up to date."
    ),
    "gone": lambda said: StoreGone(
        f"The store cannot be reached ({said}).", "Is its disk full or read-only, or does its server not answer?"
    ),
    "other": lambda said: StoreError(f"The store refused ({said}).", "`noc doctor` checks it."),
}
