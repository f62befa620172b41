"""The board's list: the queue's lines, each with its bar on the axis above them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from noc_tui.domain.board import Chart
from noc_tui.domain.queue import Line, QueueRow, TimeLeft
from noc_tui.domain.sign import Sign, sign_of
from noc_tui.text import fit
from noc_tui.widgets.board_axis import rule_pieces, times_pieces, track_pieces
from noc_tui.widgets.columns import BAR, Column, Layout, Piece, layout, time_pieces
from noc_tui.widgets.list_source import Page, Source
from noc_tui.widgets.palette import Palette, severity_colour, sign_colour
from noc_tui.widgets.pieces import differences, segments
from noc_tui.widgets.queue_list import QueueList

Draw = Callable[[Sequence[QueueRow], int, int, int], Chart]
"""Rows, the present (UTC microseconds), cells and hours of the axis → the rows on it."""

_SECOND = 1_000_000
_LOW = 12
"""Rows of the widget below which nothing but the list is shown."""
_COLUMNS = {column.head: column for column in layout(120).columns}
_SHORT = {column.head: column for column in layout(80).columns}


@lru_cache(maxsize=8)
def board_layout(width: int) -> Layout:
    """What stands left of the axis, which takes the rest: from 40 cells up."""
    if width < 60:
        columns = [_sized("customer", max(0, width // 4 - 2))]
    elif width < 116:
        columns = [_SHORT["cl."], _sized("key", 7), _sized("customer", 12), _sized("who", 7)]
    elif width < 150:
        columns = [_sized("clock", 7), _sized("key", 7), _sized("customer", 16), _sized("lvl", 2), _sized("who", 9)]
    else:
        columns = [_sized("clock", 7), _sized("key", 7), _sized("customer", 20), _sized("lvl", 2), _sized("who", 10)]
    if width >= 190:
        columns.insert(3, replace(_sized("subject", 24), head="about"))
    bar = BAR if width >= 150 else 0
    time_width = 2 + 7 + 1 + (bar + 1 if bar else 0)
    return Layout(time_width + sum(column.width + 1 for column in columns), 2, 7, bar, tuple(columns), 0)


def _sized(head: str, cells: int) -> Column:
    return replace(_COLUMNS[head], width=cells)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The lines in sight, as they read at one instant."""

    of: tuple[int, ...]
    page: Page
    """What it was drawn for."""
    now: int
    lines: tuple[Line | None, ...]
    chart: Chart
    tracks: tuple[tuple[Piece, ...], ...]


class AxisTimes(Widget):
    """The line above the list: what the order is, and the times on the axis."""

    def __init__(self, board: BoardList) -> None:
        super().__init__()
        self._board = board
        self._painted: tuple[Piece, ...] = ()

    def tick(self) -> None:
        """Paints what reads otherwise than painted."""
        for first, count in differences(self._painted, self._pieces()) if self._painted else ():
            self.refresh(Region(first, 0, count, 1))

    def render_line(self, y: int) -> Strip:
        """The line."""
        self._painted = self._pieces()
        return Strip(segments(self._painted, Palette(self.app))).adjust_cell_length(self.size.width)

    def _pieces(self) -> tuple[Piece, ...]:
        plan = board_layout(self.size.width)
        return (Piece(fit("  next due first", plan.width), "dim"), *times_pieces(self._board.chart))


class BoardList(QueueList):
    """The list with its axis. Line 0 of the widget is the axis' rule; `times` is the line that stands above it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus", "span(1)", "more hours on the axis", id="board.more"),
        Binding("minus", "span(-1)", "fewer hours on the axis", id="board.fewer"),
    ]

    def __init__(
        self, source: Source, first: Page, draw: Draw, spans: Sequence[int], usual: int, *, id: str | None = None
    ) -> None:
        super().__init__(source, first, id=id)
        self._draw = draw
        self._spans = spans
        self._span = usual
        self._seen: _Seen | None = None
        self._rows_painted: dict[int, tuple[Piece, ...]] = {}
        self._notes: tuple[str, ...] = ()
        self.times = AxisTimes(self)

    @property
    def rows(self) -> int:
        """Lines that the widget can show between rule and notes."""
        return max(1, self.size.height - 1 - len(self._notes_shown))

    @property
    def chart(self) -> Chart:
        """The axis as it is now."""
        return self._look().chart

    def show_notes(self, notes: tuple[str, ...]) -> None:
        """Lines that stand below the list, where it is not too low for them."""
        if notes != self._notes:
            self._notes = notes
            self.refresh()

    @property
    def _notes_shown(self) -> tuple[str, ...]:
        return self._notes if self.size.height >= _LOW + len(self._notes) else ()

    # What is shown

    def render_line(self, y: int) -> Strip:
        """The rule, a line of the list, or a note."""
        width, palette = self.size.width, Palette(self.app)
        if y > self.rows:
            return Strip([Segment(fit(f"  {self._notes_shown[y - self.rows - 1]}", width), palette.style("text"))])
        pieces = self._pieces(y)
        if pieces is None:
            self._rows_painted.pop(y, None)
            return Strip([Segment(self._filler(y, width), palette.style("dim"))], width)
        self._rows_painted[y] = pieces
        here = y > 0 and self._top + y - 1 == self.cursor
        return Strip(segments(pieces, palette, here=here)).adjust_cell_length(width, palette.style("text"))

    def _pieces(self, y: int) -> tuple[Piece, ...] | None:
        """A line as it reads now; None where the list has none."""
        seen, plan = self._look(), board_layout(self.size.width)
        if y == 0:
            where = f"{self.cursor + 1} of {self.total}" if self.total else ""
            return Piece(fit(f"  {where}", plan.width), "dim"), *rule_pieces(seen.chart)
        line = seen.lines[y - 1]
        if line is None:
            return None
        times = time_pieces(plan, line, self._source.time(line.row, seen.now))
        marked = Piece("×", "paused", True) if line.row.identity in self.marks else Piece(" ")
        return *times, *self._body(plan, line, self._top + y - 1), marked, *seen.tracks[y - 1]

    def _look(self) -> _Seen:
        """The lines in sight and their axis: worked out once for all that is painted within one second."""
        width, rows, now = self.size.width, self.rows, self._source.now()
        seen, of = self._seen, (self._top, rows, width, self._span, now // _SECOND)
        if seen is not None and seen.of == of and seen.page is self._page:
            return seen
        sight = range(self._top, self._top + rows)
        lines = tuple(self.line_at(index) if index < self.total else None for index in sight)
        known = [line.row for line in lines if line is not None]
        chart = self._draw(known, now, max(1, width - board_layout(width).width), self._spans[self._span])
        lefts = [self._source.time(row, now) for row in known]
        folds = frozenset(fold.cell for fold in chart.folds)
        drawn = iter(
            track_pieces(track, folds, chart.width, _colour(row, left))
            for row, left, track in zip(known, lefts, chart.tracks, strict=True)
        )
        tracks = tuple(() if line is None else next(drawn) for line in lines)
        seen = self._seen = _Seen(of, self._page, now, lines, chart, tracks)
        return seen

    # Living

    def tick(self) -> None:
        """Repaints of each line what reads otherwise than painted."""
        for y, painted in list(self._rows_painted.items()):
            pieces = self._pieces(y) if y <= self.rows else None
            for first, count in differences(painted, pieces) if pieces is not None else ():
                self.refresh(Region(first, y, count, 1))
        self.times.tick()

    async def reload(self, *, to_top: bool = False) -> None:
        """Reads the list again; other lines may make another axis."""
        await super().reload(to_top=to_top)
        self.tick()

    async def _move(self, index: int, top: int) -> None:
        before = self._top
        await super()._move(index, top)
        if self._top != before:
            self.tick()

    def action_span(self, step: int) -> None:
        """More or fewer hours on the axis."""
        self._span = max(0, min(self._span + step, len(self._spans) - 1))
        self.refresh()
        self.times.refresh()


def _colour(row: QueueRow, left: TimeLeft) -> str:
    sign = sign_of(row, left)
    return severity_colour(row.severity) if sign is Sign.ALERT else sign_colour(sign)
