"""A room open for hours: reads on a thread of their own, writes on another, and the change feed on a third."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from noc_tui.clock import to_us
from noc_tui.desk.actors import resolve_actor
from noc_tui.desk.due import holder_name, is_due, work_due
from noc_tui.desk.presence import Others, Whereabouts
from noc_tui.desk.terms import TermsBook
from noc_tui.domain.actor import Actor
from noc_tui.domain.errors import NocError, StoreError
from noc_tui.domain.presence import Doing, Looker
from noc_tui.store.feed import Change, is_everything, watch
from noc_tui.store.read.connection import Reader

if TYPE_CHECKING:
    from noc_tui.store.room import Room
    from noc_tui.store.tx import Tx

T = TypeVar("T")
READ_WAIT_MS = 400
"""A screen says that the store is locked rather than stand still for longer."""


class LiveRoom:
    """What a screen works with. Its coroutines belong to one event loop; no connection crosses a thread."""

    def __init__(self, room: Room, operator: str | None = None) -> None:
        self.room = room
        self._operator = operator
        self._holder = holder_name()
        self._reader: Reader | None = None
        self._reads = ThreadPoolExecutor(1, "noc-read")
        self._writes = ThreadPoolExecutor(1, "noc-write")
        self._stop = Event()
        self._feed: Thread | None = None
        session = uuid4().hex
        self._whereabouts = Whereabouts(room.location, session, room.clock)
        self._others = Others(session, room.clock)
        self.book = TermsBook()
        """Terms and calendars as they were read, for the reading thread: what was compiled once is not again."""
        self.actor = Actor("")
        self.watching_in_vain = False
        """The change feed cannot see the store."""

    def begin(self) -> Actor:
        """Opens the store and finds out who acts. Waits for it; raises NotFound for somebody who does not work here."""
        self.actor = self.read_now(lambda read: resolve_actor(read, self._operator))
        return self.actor

    async def read(self, ask: Callable[[Reader], T]) -> T:
        """What `ask` makes of the store, read on the reading thread. Raises StoreError where it cannot be read."""
        return await asyncio.get_running_loop().run_in_executor(self._reads, self._read, ask)

    def read_now(self, ask: Callable[[Reader], T]) -> T:
        """The same, waiting for the answer: for the first picture only."""
        return self._reads.submit(self._read, ask).result()

    async def act(self, do: Callable[[Tx], T]) -> T:
        """Runs an operation on the writing thread, in a transaction of its own: again where others were in its way."""
        return await asyncio.get_running_loop().run_in_executor(self._writes, self._act, do)

    async def in_background(self, do: Callable[[Room], T]) -> T:
        """Runs something long on the writing thread, with transactions of its own."""
        return await asyncio.get_running_loop().run_in_executor(self._writes, do, self.room)

    async def work_due(self) -> Sequence[str]:
        """Does what has fallen due by itself, if no other process is at it. Gives what could not be done and why."""
        now = to_us(self.room.clock())
        if not await self.read(lambda read: is_due(read, now)):
            return ()
        worked = await self.in_background(lambda room: work_due(room, self._holder))
        return worked.failed

    def be(self, key: str | None, doing: Doing = Doing.READING) -> None:
        """This session is in the room, on the ticket of a key or on none: others see it. It is not waited for.

        To be called each second, and whenever it is somewhere else.
        """
        self._whereabouts.be(self.actor.name, key, doing)

    def lookers(self) -> Mapping[int, tuple[Looker, ...]]:
        """Ticket id → the others that are on it at this moment, as far as the feed has seen: nothing is read."""
        return self._others.on_tickets()

    def follow(
        self,
        changed: Callable[[Sequence[Change]], None],
        trouble: Callable[[NocError | None], None],
        moved: Callable[[], None],
    ) -> None:
        """Starts the change feed; the callbacks are called on its thread. `moved`: others went to or from a ticket."""
        location = self.room.location

        def told(error: NocError | None) -> None:
            self.watching_in_vain = error is not None
            trouble(error)

        def stirred(read: Reader) -> None:
            if self._others.look(read):
                moved()

        watched = (location, self._stop, changed, told, stirred)
        self._feed = Thread(target=watch, args=watched, name="noc-feed", daemon=True)
        self._feed.start()

    def warm_up(self, too: Callable[[], object]) -> None:
        """Imports on the writing thread what the first write needs, so that it need not wait; then does `too`."""
        self._writes.submit(_import_writing)
        self._writes.submit(too)

    @staticmethod
    def is_replaced(changes: Sequence[Change]) -> bool:
        """Whether these changes mean that it is another store now."""
        return is_everything(changes)

    def forget(self) -> None:
        """The store was replaced: what was remembered of it no longer holds, and the reader is still at the old one."""
        self.room.memory.clear()
        self.book = TermsBook()
        self.room.close()
        self._reads.submit(self._forget)

    def close(self) -> None:
        """Stops the threads and lets go of the connections."""
        self._stop.set()
        self._whereabouts.leave()
        self._reads.submit(self._forget)
        self._reads.shutdown(wait=True)
        self._writes.shutdown(wait=False, cancel_futures=True)
        self.room.close()

    def _open(self) -> Reader:
        if self._reader is None:
            self._reader = self.room.reader(wait_ms=READ_WAIT_MS)
        return self._reader

    def _read(self, ask: Callable[[Reader], T]) -> T:
        try:
            return ask(self._open())
        except StoreError:
            self._forget()  # the next read starts on a fresh connection
            raise

    def _forget(self) -> None:
        if self._reader is not None:
            reader, self._reader = self._reader, None
            with suppress(Exception):  # it is broken already
                reader.close()

    def _act(self, do: Callable[[Tx], T]) -> T:
        return self.room.run(self.actor, do)


def _import_writing() -> None:
    from noc_tui.desk import alerts, ending, opening, work

    _ = (alerts, ending, opening, work)
