"""A sheet of plain text lines with colours by meaning: never parsed as markup, scrolled line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from noc_tui.text import fit, line, width
from noc_tui.widgets.columns import Piece
from noc_tui.widgets.palette import Palette

Text = tuple[Piece, ...]
"""One line: pieces of text, each with the meaning of its colour."""


class Sheet(ScrollView, can_focus=True):
    """Shows lines that were laid out elsewhere. Scrolls when there are more than fit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_down", "down", show=False, id="sheet.down"),
        Binding("up,k", "scroll_up", "up", show=False, id="sheet.up"),
        Binding("pagedown,ctrl+d", "page_down", "page down", show=False, id="sheet.page_down"),
        Binding("pageup,ctrl+u", "page_up", "page up", show=False, id="sheet.page_up"),
        Binding("home,g", "scroll_home", "top", show=False, id="sheet.top"),
        Binding("end,G", "scroll_end", "end", show=False, id="sheet.end"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: Sequence[Text] = ()
        self.show_vertical_scrollbar = False

    def show(self, lines: Sequence[Text], *, at_end: bool = False) -> None:
        """Other lines from now on; those that stay the same are not painted again."""
        before, self._lines = self._lines, lines
        self.virtual_size = Size(self.size.width, len(lines))
        if at_end:
            self.call_after_refresh(self.scroll_end, animate=False)
        top = round(self.scroll_offset.y)
        for y in range(self.size.height):
            if _at(before, top + y) != _at(lines, top + y):
                self.refresh_line(top + y)

    def render_line(self, y: int) -> Strip:
        """A line of the sheet."""
        palette, size = Palette(self.app), self.size.width
        pieces = _at(self._lines, round(self.scroll_offset.y) + y)
        segments: list[Segment] = []
        room = size
        for piece in pieces:
            text = piece.text if width(piece.text) <= room else fit(piece.text, room)
            segments.append(Segment(text, palette.style(piece.colour, bold=piece.bold)))
            room -= width(text)
        return Strip(segments).adjust_cell_length(size, palette.style("text"))


def _at(lines: Sequence[Text], index: int) -> Text:
    return lines[index] if 0 <= index < len(lines) else ()


def wrapped(text: str, cells: int, most: int = 10_000) -> list[str]:
    """Plain text in lines of at most `cells` cells, broken between words where that is possible."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        rest = line(paragraph)
        while width(rest) > cells and len(lines) < most:
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
