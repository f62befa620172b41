"""A line of options, one of which is chosen: arrows step, a number or the first letters jump."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from noc_tui.text import fit, line, width
from noc_tui.widgets.palette import Palette

LABEL = 10
"""Cells of the label."""
_FEW = 9
"""Options that can be chosen by their number."""

Option = tuple[str, str]
"""Value and word."""


class Chooser(Widget, can_focus=True):
    """All options side by side where they have room, else the chosen one and its place among them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "step(-1)", "previous", show=False, id="chooser.left"),
        Binding("right,down", "step(1)", "next", show=False, id="chooser.right"),
        Binding("backspace,delete", "first", "the first option", show=False, id="chooser.first"),
        Binding("enter", "app.focus_next", "next field", show=False, id="chooser.next"),
    ]

    class Changed(Message):
        """Another option is chosen."""

        def __init__(self, chooser: Chooser) -> None:
            super().__init__()
            self.chooser = chooser

    class Astray(Message):
        """Something was typed that is no option."""

    def __init__(
        self, name: str, label: str, options: Sequence[Option], value: str, *, rows: int = 1, ground: str = "ground"
    ) -> None:
        super().__init__(id=f"choose-{name}")
        self._most = rows
        self._label, self._margin = label, LABEL if label else 0
        self._ground = ground
        self._options = options
        self.value = value
        self._note: tuple[str, str] = ("", "dim")
        self._typed, self._before = "", value
        """Letters typed, and what was chosen before them."""
        self._astray = False
        """Letters came that begin no option: more of them are not looked at."""

    @property
    def options(self) -> Sequence[Option]:
        """What may be chosen."""
        return self._options

    def offer(self, options: Sequence[Option], value: str) -> None:
        """Other options from now on, or another one chosen, without telling anybody."""
        if (options, value) != (self._options, self.value):
            self._options, self.value = options, value
            self.refresh()

    def note(self, text: str, colour: str = "dim") -> None:
        """What is said behind the options."""
        if (text, colour) != self._note:
            self._note = (text, colour)
            self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as all options take, where it may have that many."""
        return len(self._rows(width - self._margin))

    def render_line(self, y: int) -> Strip:
        """The label, then the options in as many lines as there are."""
        palette, size, ground = Palette(self.app), self.size.width, self._ground
        rows = self._rows(size - self._margin)
        if y >= len(rows):
            return Strip.blank(size, palette.style("text", ground))
        label = fit(self._label if y == 0 else "", self._margin)
        head = Segment(label, palette.style("calm" if self.has_focus else "dim", ground))
        segments = [head, *(self._segment(palette, option, size - self._margin) for option in rows[y])]
        text, colour = self._note
        room = size - self._margin - sum(width(segment.text) for segment in segments[1:]) - 1
        if text and y == len(rows) - 1 and room > 3:
            segments.append(Segment(" " + fit(line(text), room), palette.style(colour, ground)))
        return Strip(segments).adjust_cell_length(size, palette.style("text", ground))

    def _rows(self, room: int) -> list[list[Option | str]]:
        rows: list[list[Option | str]] = [[]]
        used = 0
        for option in self._options:
            cells = width(line(option[1])) + 2
            if used and used + cells > room:
                rows.append([])
                used = 0
            rows[-1].append(option)
            used += cells
        if len(rows) <= self._most and all(width(line(word)) + 2 <= room for _, word in self._options):
            return rows
        return [[self._chosen, f" {self._place + 1} of {len(self._options)}"]]

    def _segment(self, palette: Palette, option: Option | str, room: int) -> Segment:
        if isinstance(option, str):
            return Segment(option, palette.style("dim", self._ground))
        value, word = option[0], line(option[1])
        word = word if width(word) + 2 <= room else fit(word, room - 2)
        if value != self.value:
            return Segment(f" {word} ", palette.style("dim", self._ground))
        style = palette.style("ground", "calm", bold=True) if self.has_focus else (
            palette.style("strong", "cursor", bold=True)
        )  # fmt: skip
        return Segment(f"‹{word}›", style)

    @property
    def _place(self) -> int:
        values = [value for value, _ in self._options]
        return values.index(self.value) if self.value in values else 0

    @property
    def _chosen(self) -> Option:
        return self._options[self._place] if self._options else (self.value, "—")

    def on_key(self, event: events.Key) -> None:
        """A number chooses among few; letters jump to the first option that has a word beginning with them.

        What turns out to be no option was meant for a note: it chooses nothing, and what was chosen before stays.
        """
        if event.character is None or not (event.character.isalnum() or event.character == " "):
            return  # `?` is the screen's
        event.stop()
        event.prevent_default()
        if self._astray:
            return
        if event.character.isdigit():
            if len(self._options) <= _FEW and 0 < int(event.character) <= len(self._options):
                self._choose(self._options[int(event.character) - 1][0])
        elif event.character != " " or self._typed:
            self._jump(event.character.casefold())

    def on_paste(self, event: events.Paste) -> None:
        """A text is no option: it is said that it went nowhere."""
        event.stop()
        self.post_message(self.Astray())

    def _jump(self, character: str) -> None:
        before = self._before if self._typed else self.value
        for typed in (self._typed + character, character):
            found = next((value for value, word in self._options if _begins(word, typed)), None)
            if found is not None:
                self._typed, self._before = typed, before
                self._choose(found)
                return
        self._astray = True
        self._choose(before)
        self.post_message(self.Astray())

    def _begin_again(self) -> None:
        self._typed, self._astray = "", False

    def on_blur(self) -> None:
        """What was typed is forgotten."""
        self._begin_again()
        self.refresh()

    def on_focus(self) -> None:
        """It is marked as the one with the keys."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """The option under the mouse."""
        rows = self._rows(self.size.width - self._margin)
        end = self._margin
        for option in rows[event.y] if event.y < len(rows) else ():
            end += width(option) if isinstance(option, str) else width(line(option[1])) + 2
            if event.x < end:
                if isinstance(option, str):
                    self.action_step(1)
                else:
                    self._choose(option[0])
                return

    def action_step(self, step: int) -> None:
        """The next or previous option."""
        self._begin_again()
        if self._options:
            self._choose(self._options[(self._place + step) % len(self._options)][0])

    def action_first(self) -> None:
        """The first option, which is none where there may be none."""
        self._begin_again()
        if self._options:
            self._choose(self._options[0][0])

    def _choose(self, value: str) -> None:
        if value != self.value:
            self.value = value
            self.refresh()
            self.post_message(self.Changed(self))


def _begins(word: str, typed: str) -> bool:
    low = line(word).casefold()
    return any(low[place:].startswith(typed) for place in range(len(low)) if place == 0 or not low[place - 1].isalnum())
