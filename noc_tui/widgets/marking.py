"""Lines of a list that are marked: one by one, from the last mark to here, or all that is listed."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from noc_tui.domain.queue import Line
from noc_tui.widgets.list_source import Identity, Page, Source

MARKED_AT_MOST = 1000
"""Lines that one key marks."""


class Marking(Widget):
    """What a list with a cursor must have for its lines to be marked, and the marks themselves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("X", "mark_all", "mark all that is listed, or none", show=False, id="list.mark_all"),
        Binding("ctrl+x", "mark_to_here", "mark from the last mark to here", show=False, id="list.mark_to_here"),
    ]

    class Marked(Message):
        """Many lines were marked at once; `left` of those that were meant are not, since they are too many."""

        def __init__(self, count: int, left: int) -> None:
            super().__init__()
            self.count = count
            self.left = left

    class Failed(Message):
        """The source could not be read."""

        def __init__(self, error: Exception) -> None:
            super().__init__()
            self.error = error

    def __init__(self, source: Source, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._source = source
        self.cursor = 0
        """Index of the line that the keys work on."""
        self.marks: dict[Identity, str] = {}
        """Marked lines, each with its ticket's key."""
        self._last_mark: Identity | None = None

    def mark(self, line: Line) -> None:
        """Marks a line, or unmarks it."""
        if self.marks.pop(line.row.identity, None) is None:
            self.marks[line.row.identity] = line.row.key
            self._last_mark = line.row.identity

    def clear_marks(self) -> None:
        """No line is marked any more."""
        self.marks.clear()
        self.refresh()

    async def action_mark_all(self) -> None:
        """Marks the lines from the first one on, as many as may be; unmarks them where they are marked."""
        page = await self.read(self._source.page(0, MARKED_AT_MOST))
        if page is None:
            return
        if self.marks and all(line.row.identity in self.marks for line in page.lines):
            self.clear_marks()
        else:
            self._mark_many(page.lines, page.total - len(page.lines))

    async def action_mark_to_here(self) -> None:
        """Marks the lines between the one marked last and the one under the cursor, both included."""
        here, since = self.cursor, self._last_mark
        if since is None or since not in self.marks:
            return
        there = await self.read(self._source.page_of(since, here, 0, 1))
        if there is None:
            return
        first, count = min(here, there.index), abs(here - there.index) + 1
        page = await self.read(self._source.page(first, min(count, MARKED_AT_MOST)))
        if page is not None:
            self._mark_many(page.lines, count - len(page.lines))

    def _mark_many(self, lines: Sequence[Line], left: int) -> None:
        for line in lines:
            self.marks[line.row.identity] = line.row.key
            self._last_mark = line.row.identity
        self.refresh()
        self.post_message(self.Marked(len(self.marks), left))

    async def read(self, reading: Awaitable[Page]) -> Page | None:
        """What is read, or None where it cannot be, and that is told."""
        try:
            return await reading
        except Exception as error:
            self.post_message(self.Failed(error))
            return None
