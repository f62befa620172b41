"""A short list whose rows take a line or two, one of which is under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from noc_tui.text import fit, line, width
from noc_tui.widgets.palette import Palette
from noc_tui.widgets.sheet import Text

Row = tuple[str, Sequence[Text]]
"""Value, and the lines that show it."""


class PickList(Widget, can_focus=True):
    """Up and down move; the screen says what its keys do with the row under the cursor.

    Brief, a row shows its first line alone; under the cursor all of them while the list has the keys.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "next", show=False, id="pick.down"),
        Binding("up,k", "move(-1)", "previous", show=False, id="pick.up"),
        Binding("enter", "choose", "choose", show=False, id="pick.choose"),
    ]

    class Chosen(Message):
        """The row under the cursor is meant."""

        def __init__(self, value: str) -> None:
            super().__init__()
            self.value = value

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._head: Text = ()
        self._rows: Sequence[Row] = ()
        self._cursor = 0
        self._brief = False

    @property
    def value(self) -> str | None:
        """What is under the cursor."""
        return self._rows[self._cursor][0] if self._rows else None

    def show(self, head: Text, rows: Sequence[Row]) -> None:
        """Other rows; the cursor stays on its value where that is still there."""
        held = self.value
        values = [value for value, _ in rows]
        self._cursor = values.index(held) if held in values else 0
        if (head, rows) != (self._head, self._rows):
            self._head, self._rows = head, rows
            self.refresh()

    def shorten(self, brief: bool) -> None:
        """A line a row from now on, or as many as each has."""
        if brief != self._brief:
            self._brief = brief
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The heading, then as many rows as there is room for, those about the cursor first."""
        palette, size = Palette(self.app), self.size.width
        lines = self._laid_out()
        text, marked = lines[y] if y < len(lines) else ((), False)
        ground = "cursor" if marked and self.has_focus else "ground"
        segments, room = [], size
        for piece in text:
            plain = piece.text if piece.text.isprintable() else line(piece.text)
            said = plain if width(plain) <= room else fit(plain, room)
            segments.append(Segment(said, palette.style(piece.colour, ground, bold=piece.bold)))
            room -= width(said)
        return Strip(segments).adjust_cell_length(size, palette.style("text", ground))

    def _laid_out(self) -> list[tuple[Text, bool]]:
        first = self._first
        shown = [
            (text, number == self._cursor) for number in range(first, len(self._rows)) for text in self._lines(number)
        ]
        return [(self._head, False), *shown] if self._head else shown

    def _lines(self, number: int) -> Sequence[Text]:
        whole = not self._brief or (number == self._cursor and self.has_focus)
        lines = self._rows[number][1]
        return lines if whole else lines[:1]

    @property
    def _first(self) -> int:
        """The uppermost row in sight: as few go out of it as the cursor needs."""
        sizes = [len(self._lines(number)) for number in range(len(self._rows))]
        room, first = self.size.height - bool(self._head), 0
        while first < self._cursor and sum(sizes[first : self._cursor + 1]) > room:
            first += 1
        return first

    def on_focus(self) -> None:
        """The cursor is seen."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor is seen no more."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """The row under the mouse."""
        y = event.y - bool(self._head)
        for number in range(self._first, len(self._rows)):
            size = len(self._lines(number))
            if 0 <= y < size:
                self._cursor = number
                self.refresh()
                return
            y -= size

    def action_move(self, step: int) -> None:
        """The next or previous row."""
        if self._rows:
            self._cursor = max(0, min(len(self._rows) - 1, self._cursor + step))
            self.refresh()

    def action_choose(self) -> None:
        """Tells which row is meant."""
        if self.value is not None:
            self.post_message(self.Chosen(self.value))
