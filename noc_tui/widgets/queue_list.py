"""The queue on screen: windows of lines drawn one by one, the cursor held by key, only what changed repainted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from noc_tui.domain.presence import Looker
from noc_tui.domain.queue import Kind, Line
from noc_tui.text import fit
from noc_tui.widgets.columns import Layout, Piece, age_piece, body_pieces, layout, time_pieces
from noc_tui.widgets.list_source import Identity, Page, Source
from noc_tui.widgets.marking import Marking
from noc_tui.widgets.palette import Palette
from noc_tui.widgets.pieces import segments

_AHEAD = 2
"""Screens read beyond the one shown, in both directions."""


class QueueList(Marking, can_focus=True):
    """A list of any length. Line 0 of the widget is its head."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "go(1)", "next", show=False, id="list.down"),
        Binding("up,k", "go(-1)", "previous", show=False, id="list.up"),
        Binding("pagedown,ctrl+d", "page(1)", "page down", show=False, id="list.page_down"),
        Binding("pageup,ctrl+u", "page(-1)", "page up", show=False, id="list.page_up"),
        Binding("home,g", "to_top", "first", show=False, id="list.first"),
        Binding("end,G", "to_end", "last", show=False, id="list.last"),
        Binding("x", "mark", "mark", show=False, id="list.mark"),
    ]

    class Moved(Message):
        """The cursor stands on another line, or on none."""

        def __init__(self, line: Line | None) -> None:
            super().__init__()
            self.line = line

    def __init__(self, source: Source, first: Page, *, id: str | None = None) -> None:
        super().__init__(source, id=id)
        self._page = first
        self._top = 0
        self._painted: dict[int, tuple[tuple[Piece, ...], Piece | None]] = {}
        """Time pieces and age as last painted, by line of the widget."""
        self._bodies: dict[tuple[int, int, bool, tuple[Looker, ...]], list[Piece]] = {}
        """What of a line no tick can change, by its place, the width, whether it is marked and who is on it."""
        self._lookers: Mapping[int, tuple[Looker, ...]] = {}
        """Ticket id → the others that are on it now."""
        self.plain: str = ""
        """What is said where the list is empty."""
        self._said = ""
        """What of it was painted."""

    # What is shown

    @property
    def total(self) -> int:
        """Lines in the list."""
        return self._page.total

    @property
    def rows(self) -> int:
        """Lines that the widget can show below its head."""
        return max(1, self.size.height - 1)

    @property
    def current(self) -> Line | None:
        """The line under the cursor."""
        return self.line_at(self.cursor)

    def line_at(self, index: int) -> Line | None:
        """A line that was read, or None."""
        place = index - self._page.first
        return self._page.lines[place] if 0 <= place < len(self._page.lines) else None

    def render_line(self, y: int) -> Strip:
        """The head, or a line of the list."""
        width = self.size.width
        plan, palette = layout(width), Palette(self.app)
        if y == 0:
            return Strip(self._head(plan, palette), width)
        index = self._top + y - 1
        line = self.line_at(index) if index < self.total else None
        if line is None:
            return Strip([Segment(self._filler(y, width), palette.style("dim"))], width)
        return Strip(self._line(plan, palette, line, index, y), width)

    def _filler(self, y: int, width: int) -> str:
        """The words in an empty list, or nothing below the end of a short one."""
        said = self.plain.splitlines()
        place = y - 1 - max(1, self.rows // 3)
        if self.total or not 0 <= place < len(said):
            return " " * width
        self._said = self.plain
        return fit(said[place].center(width), width)

    def _head(self, plan: Layout, palette: Palette) -> list[Segment]:
        where = f"{self.cursor + 1} of {self.total}" if self.total else ""
        text = fit("", plan.sign) + fit("left", plan.left, right=True) + " "
        if plan.bar:
            text += fit("used", plan.bar + 1)
        cells = [fit(column.head, column.width) for column in plan.columns]
        if plan.age:
            cells.append(fit("age", plan.age, right=True))
        text += " ".join(cells)
        if plan.width >= 60 and where:
            subject = next(column for column in plan.columns if column.head == "subject")
            before, _, after = text.partition(fit("subject", subject.width))
            head = "subject" if len(where) < subject.width - 7 else ""
            text = before + head + fit(where, subject.width - len(head), right=True) + after
        return [Segment(fit(text, plan.width), palette.style("dim", underline=True))]

    def _line(self, plan: Layout, palette: Palette, line: Line, index: int, y: int) -> list[Segment]:
        now = self._source.now()
        here = index == self.cursor
        pieces = time_pieces(plan, line, self._source.time(line.row, now))
        age = age_piece(plan, line, now)
        self._painted[y] = pieces, age
        body = self._body(plan, line, index)
        return segments([*pieces, *body, age] if age else [*pieces, *body], palette, here=here)

    def _body(self, plan: Layout, line: Line, index: int) -> list[Piece]:
        """The columns that only a new page changes: put together once, or a tick would do so for every line."""
        marked, lookers = line.row.identity in self.marks, _on(line, self._lookers)
        known = self._bodies.get((index, plan.width, marked, lookers))
        if known is not None:
            return known
        body = self._bodies[index, plan.width, marked, lookers] = body_pieces(plan, line, lookers, marked=marked)
        return body

    def show_lookers(self, lookers: Mapping[int, tuple[Looker, ...]]) -> None:
        """Who is on which ticket now, by its id: only the lines on which that is news are painted again."""
        before, self._lookers = self._lookers, lookers
        for index in range(self._top, min(self._top + self.rows, self.total)):
            line = self.line_at(index)
            if line is not None and _on(line, before) != _on(line, lookers):
                self._repaint(index)

    # Moving

    async def action_go(self, step: int) -> None:
        """One line down or up; at the edge the list moves by half a page, which is fewer bytes than line by line."""
        index = self._clamped(self.cursor + step)
        top = self._top
        if index < top or index >= top + self.rows:
            top = index - self.rows // 2
        await self._move(index, top)

    async def action_page(self, step: int) -> None:
        """A page down or up."""
        await self._move(self._clamped(self.cursor + step * self.rows), self._top + step * self.rows)

    async def action_to_top(self) -> None:
        """The first line."""
        await self._move(0, 0)

    async def action_to_end(self) -> None:
        """The last line."""
        await self._move(self._clamped(self.total - 1), self.total - self.rows)

    async def go_to(self, identity: Identity) -> None:
        """Puts the cursor on a line, wherever it stands; nothing moves where the list does not have it."""
        around = _AHEAD * self.rows
        page = await self.read(self._source.page_of(identity, self.cursor, around, self.rows + 2 * around))
        place = page.index - page.first if page is not None else -1
        if page is None or not 0 <= place < len(page.lines) or page.lines[place].row.identity != identity:
            return
        self._turn_to(page)
        self.cursor = page.index
        if not self._top <= self.cursor < self._top + self.rows:
            self._top = max(0, min(self.cursor - self.rows // 2, page.total - self.rows))
        self.refresh()
        self.post_message(self.Moved(self.current))

    async def action_mark(self) -> None:
        """Marks or unmarks the line under the cursor, and goes on to the next."""
        line = self.current
        if line is None:
            return
        self.mark(line)
        self._repaint(self.cursor)
        await self.action_go(1)

    async def _move(self, index: int, top: int) -> None:
        top = max(0, min(top, self.total - self.rows))
        page, aim = self._page, self.line_at(index)
        if not await self._have(top):
            return
        if self._page is not page:  # read anew: the line that was meant may stand elsewhere now
            found = self._place_of(aim, index)
            index, top = found, max(0, min(top + found - index, self.total - self.rows))
        index = self._clamped(index)
        before, self.cursor = self.cursor, index
        if top != self._top or self._page is not page:
            self._top = top
            self.refresh()
        elif before != index:
            self._repaint(before)
            self._repaint(index)
            self.refresh(Region(0, 0, self.size.width, 1))
        if before != index:
            self.post_message(self.Moved(self.current))

    async def _have(self, top: int) -> bool:
        """Makes sure that the lines of a screen from `top` on are read."""
        page, end = self._page, min(top + self.rows, self.total)
        if page.first <= top and end <= page.first + len(page.lines):
            return True
        first = max(0, top - _AHEAD * self.rows)
        found = await self.read(self._source.page(first, (2 * _AHEAD + 1) * self.rows))
        if found is not None:
            self._turn_to(found)
        return found is not None

    def _turn_to(self, page: Page) -> None:
        self._page = page
        self._bodies.clear()

    def _place_of(self, line: Line | None, otherwise: int) -> int:
        """Where a line stands among those that were read."""
        for index, other in enumerate(self._page.lines, self._page.first):
            if line is not None and other.row.identity == line.row.identity:
                return index
        return otherwise

    def _clamped(self, index: int) -> int:
        return max(0, min(index, self.total - 1))

    # Living

    async def reload(self, *, to_top: bool = False) -> None:
        """Reads the list again: the cursor stays on its line by key, and where it stood on the screen."""
        try:
            line, page = await self._read_again(to_top=to_top)
        except Exception as error:
            self.post_message(self.Failed(error))
            return
        rows, height = self.rows, self.cursor - self._top
        shown = [self.line_at(self._top + y) for y in range(rows)]
        before = self.cursor, self.total, None if line is None else line.row
        self._turn_to(page)
        self.cursor = self._clamped(page.index)
        self._top = max(0, min(self.cursor - height, page.total - rows))
        words = "" if page.total else self.plain
        if words != self._said:
            self._said = words
            self.refresh()
        moved = {height, self.cursor - self._top} if height != self.cursor - self._top else set()
        for y in range(rows):
            if shown[y] != self.line_at(self._top + y) or y in moved:
                self.refresh(Region(0, y + 1, self.size.width, 1))
        after = self.cursor, self.total, None if self.current is None else self.current.row
        if before != after:
            self.refresh(Region(0, 0, self.size.width, 1))
            self.post_message(self.Moved(self.current))

    async def _read_again(self, *, to_top: bool) -> tuple[Line | None, Page]:
        """The line under the cursor and the page around it; read once more where a key or a new size came meanwhile."""
        while True:
            line, rows = self.current, self.rows
            around = _AHEAD * rows
            if to_top or line is None:
                page = await self._source.page(0, rows + around)
            else:
                above = self.cursor - self._top + around
                page = await self._source.page_of(line.row.identity, self.cursor, above, rows + 2 * around)
            if rows == self.rows and (to_top or _same(line, self.current)):
                return line, page

    def tick(self) -> None:
        """Repaints time and age of those lines on which they read otherwise than painted."""
        plan, now = layout(self.size.width), self._source.now()
        times, ages = [], []
        for y in range(1, self.rows + 1):
            line = self.line_at(self._top + y - 1)
            painted = self._painted.get(y)
            if line is None or painted is None:
                continue
            if painted[0] != time_pieces(plan, line, self._source.time(line.row, now)):
                times.append(y)
            if painted[1] != age_piece(plan, line, now):
                ages.append(y)
        for first, rows in _runs(times):
            self.refresh(Region(0, first, plan.time_width, rows))
        for first, rows in _runs(ages):
            self.refresh(Region(plan.width - plan.age, first, plan.age, rows))

    def _repaint(self, index: int) -> None:
        y = index - self._top + 1
        if 1 <= y <= self.rows:
            self.refresh(Region(0, y, self.size.width, 1))

    async def on_resize(self) -> None:
        """Keeps the cursor in sight."""
        top = min(self._top, self.cursor)
        if self.cursor >= top + self.rows:
            top = self.cursor - self.rows + 1
        await self._move(self.cursor, top)

    def on_focus(self, event: events.Focus) -> None:
        """Takes the keys. Textual's own way paints every line again, and none looks otherwise for it."""
        event.prevent_default()
        self.has_focus = True
        if self.parent is not None:
            self.parent.post_message(events.DescendantFocus(self))

    def on_blur(self, event: events.Blur) -> None:
        """The keys go elsewhere."""
        event.prevent_default()
        self.has_focus = False
        if self.parent is not None:
            self.parent.post_message(events.DescendantBlur(self))

    async def on_click(self, event: events.Click) -> None:
        """Puts the cursor where the mouse points; a double click is Enter."""
        index = self._top + event.y - 1
        if event.y < 1 or index >= self.total:
            return
        await self._move(index, self._top)
        if event.chain > 1:
            await self.run_action("screen.enter")

    async def on_mouse_scroll_down(self) -> None:
        """Three lines down."""
        await self._move(self._clamped(self.cursor + 3), self._top + 3)

    async def on_mouse_scroll_up(self) -> None:
        """Three lines up."""
        await self._move(self._clamped(self.cursor - 3), self._top - 3)


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and length of each row of neighbours: one region for all of them is painted with less ado."""
    first = 0
    for place, number in enumerate(numbers):
        if place + 1 == len(numbers) or numbers[place + 1] != number + 1:
            yield numbers[first], place + 1 - first
            first = place + 1


def _same(one: Line | None, other: Line | None) -> bool:
    """Whether both are lines of one ticket or alert, or none."""
    return (one and one.row.identity) == (other and other.row.identity)


def _on(line: Line, lookers: Mapping[int, tuple[Looker, ...]]) -> tuple[Looker, ...]:
    """Who is on a line's ticket."""
    return lookers.get(line.row.ref, ()) if line.row.kind == Kind.TICKET else ()
