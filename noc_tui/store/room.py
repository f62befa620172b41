"""A room's store as one object: readers over the plain driver, transactions that write."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from noc_tui.clock import Clock, system_clock
from noc_tui.domain.errors import Collided, StoreBusy
from noc_tui.store import schema
from noc_tui.store.location import Location
from noc_tui.store.read.connection import Reader, open_postgres, open_sqlite, store_error

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from noc_tui.domain.actor import Actor
    from noc_tui.store.tx import Tx

T = TypeVar("T")
WRITE_PATIENCE_S = 30.0
"""How long a writer stays in line before it gives up: SQLite's lock is not fair."""
_GENERATION = {"sqlite": "PRAGMA schema_version", "postgresql": "SELECT tableoid FROM calendar_version LIMIT 1"}
"""A number that a restore changes in the very commit that puts another content in the store's place."""


class Room:
    """Opens connections to one store. Safe to share between threads; its readers and transactions are not."""

    def __init__(
        self, location: Location, clock: Clock = system_clock, prepare: Callable[[Tx], None] | None = None
    ) -> None:
        self.location = location
        self.clock = clock
        self._prepare = prepare
        self._engine: Engine | None = None
        self._inode: int | None = None
        self._ready = False
        self._lock = Lock()
        self.memory: dict[type, Any] = {}
        """What the layers above remember of this store, by type."""
        self._generation: int | None = None
        self.created = False
        """Whether opening it made the store."""

    def reader(self, *, wait_ms: int = 5000) -> Reader:
        """A new read-only connection; makes or upgrades the store first where that is due."""
        self.ensure()
        return self._open_reader(wait_ms)

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """A reader for the length of a block."""
        reader = self.reader()
        try:
            yield reader
        finally:
            reader.close()

    @contextmanager
    def write(self, actor: Actor) -> Iterator[Tx]:
        """A transaction: committed once at the end of the block, undone by any exception in it.

        Waits for the write lock up to WRITE_PATIENCE_S, then raises StoreBusy. On PostgreSQL that is raised too where
        two are in each other's way, and Collided where both write the same: `run` does it again.
        """
        self.ensure()
        with self._transaction(actor) as tx:
            self._remember_only_this_store(tx)
            yield tx

    def run(self, actor: Actor, do: Callable[[Tx], T]) -> T:
        """What `do` gives in a transaction of its own; where others are in its way the whole is done again.

        So `do` may be called more than once, and what it did before is undone then. Raises StoreBusy after
        WRITE_PATIENCE_S, Collided where the second try meets the same.
        """
        until, collided = time.monotonic() + WRITE_PATIENCE_S, False
        while True:
            try:
                with self.write(actor) as tx:
                    return do(tx)
            except Collided:
                if collided:
                    raise
                collided = True
            except StoreBusy:
                if time.monotonic() > until:
                    raise
            _stand_back()

    def ensure(self) -> None:
        """Makes or upgrades the store where that is due. Raises StoreVersion where the store is newer than we are."""
        if self._ready:
            return
        with self._lock:
            if not self._ready:
                self._ensure()
                self._ready = True

    def exists(self) -> bool:
        """Whether there is a store with our tables already."""
        if self.location.path is not None and not self.location.path.exists():
            return False
        reader = self._open_reader(5000)
        try:
            return schema.stored_version(reader) is not None
        finally:
            reader.close()

    def close(self) -> None:
        """Lets go of pooled connections."""
        if self._engine is not None:
            self._engine.dispose()

    def _same_file(self) -> None:
        """Lets go of connections to a file that is no longer the one at its place."""
        path = self.location.path
        if path is None:
            return
        try:
            inode = path.stat().st_ino
        except OSError as error:
            self.close()
            raise store_error(error) from error
        if self._inode not in {None, inode}:
            self.close()
            self.memory.clear()
        self._inode = inode

    def engine(self) -> Engine:
        """SQLAlchemy's engine, imported and made on first use (0.4 s)."""
        if self._engine is None:
            from noc_tui.store.engine import make_engine

            self._engine = make_engine(self.location)
        return self._engine

    def _open_reader(self, wait_ms: int) -> Reader:
        if self.location.path is None:
            return open_postgres(self.location.dsn)
        return open_sqlite(self.location.path, wait_ms=wait_ms)

    def _ensure(self) -> None:
        try:
            self.created = schema.create_file(self.location)
        except OSError as error:
            raise store_error(error) from error
        reader = self._open_reader(5000)
        try:
            if not schema.needs_upgrade(reader):
                return
            self.created = schema.stored_version(reader) is None
            if self.created:
                schema.refuse_strange(reader, self.location)
        finally:
            reader.close()
        from noc_tui.domain.actor import SYSTEM_ACTOR

        with self._transaction(SYSTEM_ACTOR) as tx:
            schema.upgrade(tx.connection)
            if self._prepare is not None:
                self._prepare(tx)

    @contextmanager
    def _transaction(self, actor: Actor) -> Iterator[Tx]:
        from sqlalchemy.exc import DBAPIError

        from noc_tui.store.tx import Tx

        connection = self._begin()
        try:
            tx = Tx(connection, actor, self.clock(), self.memory)
            yield tx
            tx.finish()
            connection.commit()
        except BaseException as error:
            self.memory.clear()  # the numbers of rows that came to nothing are given out again
            if isinstance(error, DBAPIError):
                raise store_error(error.orig or error) from error
            raise
        finally:
            connection.close()

    def _remember_only_this_store(self, tx: Tx) -> None:
        """Forgets what was remembered where the store was restored since."""
        generation = tx.read.value(_GENERATION[tx.dialect])
        if generation != self._generation:
            self._generation = generation
            self.memory.clear()

    def _begin(self) -> Connection:
        """A connection with its transaction begun, after waiting in line."""
        from sqlalchemy.exc import DBAPIError

        engine = self.engine()
        self._same_file()
        until = time.monotonic() + WRITE_PATIENCE_S
        while True:
            connection = None
            try:
                connection = engine.connect()
                connection.begin()
                return connection
            except DBAPIError as error:
                if connection is not None:
                    connection.close()
                refusal = store_error(error.orig or error)
                if not isinstance(refusal, StoreBusy) or time.monotonic() > until:
                    raise refusal from error
            _stand_back()


def _stand_back() -> None:
    import random

    time.sleep(random.uniform(0.01, 0.05))  # noqa: S311
