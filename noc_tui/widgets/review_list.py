"""Many rows, each with what becomes of it; one is under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from noc_tui.text import fit, line
from noc_tui.widgets.palette import Palette

_WIDE = 110
"""Cells from which a name is written in full."""
_TOLD = 65
"""Cells for what becomes of a row, before what it is about gets any."""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One row."""

    name: str
    subject: str
    told: str
    refused: bool = False
    done: bool = False


class ReviewList(Widget, can_focus=True):
    """Shows the rows about the cursor, each in one line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "next", show=False, id="review.down"),
        Binding("up,k", "move(-1)", "previous", show=False, id="review.up"),
        Binding("pagedown,ctrl+d", "page(1)", "page down", show=False, id="review.page_down"),
        Binding("pageup,ctrl+u", "page(-1)", "page up", show=False, id="review.page_up"),
        Binding("home,g", "to_end(0)", "first", show=False, id="review.first"),
        Binding("end,G", "to_end(1)", "last", show=False, id="review.last"),
        Binding("n", "next_refused", "next one refused", id="review.next_refused"),
    ]

    class Moved(Message):
        """Another row is under the cursor."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: Sequence[ReviewLine] = ()
        self._top = 0
        self.cursor = 0

    def show(self, lines: Sequence[ReviewLine]) -> None:
        """Other rows, or the same with something else told of them."""
        self._lines = lines
        self.cursor = max(0, min(self.cursor, len(lines) - 1))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A row: its sign, its name, what it is about, and what becomes of it."""
        palette, size, index = Palette(self.app), self.size.width, self._top + y
        if index >= len(self._lines):
            return Strip.blank(size, palette.style("text", "bar"))
        row = self._lines[index]
        ground = "cursor" if index == self.cursor else "bar"
        name = 15 if size >= _WIDE else 7
        spare = size - 2 - name - 1 - _TOLD - 1
        subject = 0 if spare < 6 else min(60, spare)
        told = max(0, size - 2 - name - 1 - (subject + 1 if subject else 0))
        sign = "!" if row.refused else "√" if row.done else ""
        colour = "soon" if row.refused else "good" if row.done else "text"
        segments = [
            Segment(fit(sign, 2), palette.style(colour, ground, bold=True)),
            Segment(fit(_short(row.name) if size < _WIDE else row.name, name) + " ", palette.style("strong", ground)),
        ]
        if subject:
            segments.append(Segment(fit(line(row.subject), subject) + " ", palette.style("dim", ground)))
        segments.append(Segment(fit(line(row.told), told), palette.style(colour, ground)))
        return Strip(segments).adjust_cell_length(size, palette.style("text", ground))

    def action_move(self, step: int) -> None:
        """The next or previous row."""
        self.go_to(self.cursor + step)

    def action_page(self, step: int) -> None:
        """A page down or up."""
        self.go_to(self.cursor + step * max(1, self.size.height - 1))

    def action_to_end(self, end: int) -> None:
        """The first row (0), or the last (1)."""
        self.go_to(len(self._lines) - 1 if end else 0)

    def action_next_refused(self) -> None:
        """The next row that is refused; after the last one the first."""
        refused = [index for index, row in enumerate(self._lines) if row.refused]
        if refused:
            self.go_to(next((index for index in refused if index > self.cursor), refused[0]))

    def on_mouse_scroll_down(self) -> None:
        """Three rows down."""
        self.go_to(self.cursor + 3)

    def on_mouse_scroll_up(self) -> None:
        """Three rows up."""
        self.go_to(self.cursor - 3)

    def on_click(self, event: events.Click) -> None:
        """The row under the mouse."""
        if self._top + event.y < len(self._lines):
            self.go_to(self._top + event.y)

    def on_resize(self) -> None:
        """Keeps the cursor in sight."""
        self.go_to(self.cursor)

    def go_to(self, index: int) -> None:
        """Puts the cursor on a row, the nearest that there is."""
        rows = max(1, self.size.height)
        self.cursor = max(0, min(index, len(self._lines) - 1))
        self._top = max(0, min(max(self._top, self.cursor - rows + 1), self.cursor))
        self.refresh()
        self.post_message(self.Moved())


def _short(name: str) -> str:
    """`…000123` of a ticket's key, `a7` of an alert."""
    return f"…{name[-6:]}" if name.startswith("NOC-") else name.replace("alert ", "a")
