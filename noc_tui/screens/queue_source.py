"""The queue's lines for its list: read on the room's reading thread, counted apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from noc_tui.desk.live import LiveRoom
from noc_tui.desk.queue import QueueView
from noc_tui.domain.queue import QueueRow, TimeLeft
from noc_tui.widgets.list_source import Identity, Page

if TYPE_CHECKING:
    from noc_tui.store.read.connection import Reader


class LiveSource:
    """The queue as its widget wants it: pages read on the room's reading thread."""

    def __init__(self, live: LiveRoom, view: QueueView, now: Callable[[], int], total: int) -> None:
        self._live = live
        self._view = view
        self._now = now
        self._total: int | None = total

    @property
    def counted(self) -> bool:
        """Whether it is known how many lines there are."""
        return self._total is not None

    def forget_total(self) -> None:
        """Another filter: its first lines are shown before they are all counted, which may take longer."""
        self._total = None

    async def page(self, first: int, count: int) -> Page:
        """Lines from `first` on; with another filter the first ones, before they are counted."""

        def ask(read: Reader) -> Page:
            if self._total is None:
                lines = self._view.window(read, 0, count)
                self._total = len(lines) if len(lines) < count else None
                return Page(len(lines), 0, lines)
            return self._page(read, first, count, self._total)

        return await self._live.read(ask)

    async def page_of(self, identity: Identity, otherwise: int, above: int, count: int) -> Page:
        """Lines around a line, counted anew."""

        def ask(read: Reader) -> Page:
            with read.snapshot():  # where it stands and what stands there, at one instant
                index = self._view.rank(read, identity)
                self._total = self._view.count(read)
                found = self._page(read, (otherwise if index is None else index) - above, count, self._total)
            return Page(found.total, found.first, found.lines, otherwise if index is None else index)

        return await self._live.read(ask)

    def _page(self, read: Reader, first: int, count: int, total: int) -> Page:
        first = max(0, min(first, total - count))
        return Page(total, first, self._view.window(read, first, count, total))

    def time(self, row: QueueRow, now: int) -> TimeLeft:
        """What is left of a line's clock."""
        return self._view.time(row, now)

    def now(self) -> int:
        """The present, UTC microseconds."""
        return self._now()
