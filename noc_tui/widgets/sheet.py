"""A sheet of plain text lines with colours by meaning: never parsed as markup, scrolled line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from noc_tui.text import fit, line, width
from noc_tui.widgets.columns import Piece
from noc_tui.widgets.palette import Palette

Text = tuple[Piece, ...]
"""One line: pieces of text, each with the meaning of its colour."""


class Sheet(Widget, can_focus=True):
    """Shows lines that were laid out elsewhere, from a first one on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "down", show=False, id="sheet.down"),
        Binding("up,k", "move(-1)", "up", show=False, id="sheet.up"),
        Binding("pagedown,ctrl+d", "page(1)", "page down", show=False, id="sheet.page_down"),
        Binding("pageup,ctrl+u", "page(-1)", "page up", show=False, id="sheet.page_up"),
        Binding("home,g", "to(0)", "top", show=False, id="sheet.top"),
        Binding("end,G", "to(1)", "end", show=False, id="sheet.end"),
    ]

    def __init__(self, *, id: str | None = None, tells_more: bool = False) -> None:
        super().__init__(id=id)
        self._tells_more = tells_more
        """Its last row says how many lines have no room, where it is not to be scrolled."""
        self._lines: Sequence[Text] = ()
        self._top = 0
        self._at_end = False

    @property
    def shows_end(self) -> bool:
        """Whether the last line is in sight."""
        return self._top + self.size.height >= len(self._lines)

    def show(self, lines: Sequence[Text], *, at_end: bool = False) -> None:
        """Other lines from now on; those that stay the same are not painted again. `at_end` shows the last ones."""
        before, top = self._lines, self._top
        self._lines = lines
        self._at_end = at_end or (self._at_end and top >= len(before) - self.size.height)
        self._top = self._clamped(len(lines) if self._at_end else top)
        for y in range(self.size.height):
            if _at(before, top + y) != _at(lines, self._top + y):
                self.refresh(Region(0, y, self.size.width, 1))
        if len(before) != len(lines):
            if self._tells_more:
                self.refresh(Region(0, max(0, self.size.height - 1), self.size.width, 1))
            if self.styles.is_auto_height:
                self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A row a line, where the height is left to the content."""
        return len(self._lines)

    def render_line(self, y: int) -> Strip:
        """A line of the sheet, cut with an ellipsis where it does not fit."""
        palette, size = Palette(self.app), self.size.width
        segments: list[Segment] = []
        room = size
        for piece in self._row(y):
            text = piece.text if piece.text.isprintable() else line(piece.text)
            text = text if width(text) <= room else fit(text, room)
            segments.append(Segment(text, palette.style(piece.colour, bold=piece.bold)))
            room -= width(text)
        return Strip(segments).adjust_cell_length(size, palette.style("text"))

    def _row(self, y: int) -> Text:
        hidden = len(self._lines) - self._top - self.size.height
        if self._tells_more and hidden > 0 and y == self.size.height - 1 > 0:
            return (Piece(f" … and {hidden + 1} more", "soon"),)
        return _at(self._lines, self._top + y)

    def action_move(self, step: int) -> None:
        """A line down or up."""
        self._go(self._top + step)

    def action_page(self, step: int) -> None:
        """A page down or up."""
        self._go(self._top + step * max(1, self.size.height - 1))

    def action_to(self, end: int) -> None:
        """The first lines (0), or the last (1)."""
        self._go(len(self._lines) if end else 0)

    def on_mouse_scroll_down(self) -> None:
        """Three lines down."""
        self._go(self._top + 3)

    def on_mouse_scroll_up(self) -> None:
        """Three lines up."""
        self._go(self._top - 3)

    def on_resize(self) -> None:
        """Stays at the end where it was there."""
        self._go(len(self._lines) if self._at_end else self._top)

    def _go(self, top: int) -> None:
        top = self._clamped(top)
        self._at_end = top > 0 and top == self._clamped(len(self._lines))
        if top != self._top:
            self._top = top
            self.refresh()

    def _clamped(self, top: int) -> int:
        return max(0, min(top, len(self._lines) - self.size.height))


def _at(lines: Sequence[Text], index: int) -> Text:
    return lines[index] if 0 <= index < len(lines) else ()


def wrapped(text: str, cells: int, most: int = 10_000) -> list[str]:
    """Plain text in lines of at most `cells` cells, broken between words where that is possible."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        rest = line(paragraph)
        while (len(rest) > cells or width(rest) > cells) and len(lines) < most:  # a long text's width takes long
            cut = _cut(rest, cells)
            lines.append(rest[:cut].rstrip())
            rest = rest[cut:].lstrip()
        lines.append(rest)
        if len(lines) >= most:
            break
    return lines[:most]


def _cut(text: str, cells: int) -> int:
    """How many characters of `text` go on a line of `cells`."""
    end = min(len(text), max(1, cells))
    while end > 1 and width(text[:end]) > cells:
        end -= 1
    blank = text.rfind(" ", 0, end + 1)
    return blank if blank > cells // 3 else end
