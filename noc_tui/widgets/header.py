"""The top line: what this is, where one stands, how the store does, who acts, and the time."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from noc_tui.text import fit, line, width
from noc_tui.widgets.palette import Palette
from noc_tui.widgets.sheet import wrapped

_MOST_ROWS = 4


class Header(Widget):
    """One line, repainted only when something on it changes."""

    class Chosen(Message):
        """Another place is wanted."""

        def __init__(self, place: str) -> None:
            super().__init__()
            self.place = place

    def __init__(self, places: Sequence[str], here: str, who: str) -> None:
        super().__init__()
        self._places = places
        self._here = here
        self._who = who
        self._state: tuple[str, str, str] = ("good", "●", "live")
        self._wall = ""
        self._ends: dict[str, int] = {}
        """The cell behind each place that has room."""

    def show_time(self, wall: str) -> None:
        """The wall clock, to the minute."""
        if wall != self._wall:
            self._wall = wall
            self.refresh()

    def show_state(self, colour: str, sign: str, words: str) -> None:
        """How the store does."""
        if (colour, sign, words) != self._state:
            self._state = (colour, sign, words)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line."""
        palette, size = Palette(self.app), self.size.width
        colour, sign, words = self._state
        wall = self._wall if size >= 70 else self._wall[-5:]
        right: list[tuple[str, str, bool]] = [(f"{sign} {line(words)}", colour, False)]
        if size >= 70:
            right.append((line(self._who), "dim", False))
        right.append((wall, "strong", True))
        taken = sum(width(text) + 2 for text, _, _ in right)
        segments = [
            Segment(" noc ", palette.style("ground", "calm", bold=True)),
            Segment(" ", palette.style("text", "bar")),
        ]
        used = 6
        self._ends = {}
        for place in self._places:
            if used + len(place) + 2 > size - taken:
                break
            current = place == self._here
            segments.append(Segment(f" {place} ", palette.style("strong" if current else "dim", "bar", bold=current)))
            used += len(place) + 2
            self._ends[place] = used
        segments.append(Segment(" " * max(0, size - used - taken), palette.style("text", "bar")))
        for text, name, bold in right:
            segments.append(Segment(f"{text}  ", palette.style(name, "bar", bold=bold)))
        return Strip(segments).adjust_cell_length(size, palette.style("text", "bar"))

    def on_click(self, event: events.Click) -> None:
        """Goes to the place under the mouse."""
        for place, end in self._ends.items():
            if end - len(place) - 2 <= event.x < end:
                self.post_message(self.Chosen(place))


class Keys(Widget):
    """The bottom line: the keys that matter here. The stock footer leaks widgets over a shift; this has none."""

    def __init__(self, hints: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._hints = hints
        self._said: tuple[str, str] = ("", "text")

    def say(self, text: str, colour: str) -> None:
        """A message in place of the keys, until an empty one."""
        if (text, colour) == self._said:
            return
        self._said = (text, colour)
        rows = len(self._rows())
        if rows != self.size.height:
            self.styles.height = rows  # a refusal is of use only if its remedy can be read
        self.refresh()

    def offer(self, hints: Sequence[tuple[str, str]]) -> None:
        """Other keys from now on."""
        if hints != self._hints:
            self._hints = hints
            self.refresh()

    def _rows(self) -> list[str]:
        return wrapped(self._said[0], max(10, self.size.width - 2), _MOST_ROWS) or [""]

    def render_line(self, y: int) -> Strip:
        """What was said, or as many hints as fit, whole."""
        palette, size = Palette(self.app), self.size.width
        text, colour = self._said
        if text:
            rows = self._rows()
            shown = rows[y] if y < len(rows) else ""
            return Strip([Segment(fit(f" {shown}", size), palette.style(colour, "bar", bold=True))], size)
        segments: list[Segment] = []
        used = 1
        segments.append(Segment(" ", palette.style("dim", "bar")))
        for key, what in self._hints:
            cells = width(key) + width(what) + 3
            if used + cells > size:
                break
            segments.append(Segment(key, palette.style("calm", "bar", bold=True)))
            segments.append(Segment(f" {what}  ", palette.style("dim", "bar")))
            used += cells
        return Strip(segments).adjust_cell_length(size, palette.style("dim", "bar"))


class Rule(Widget):
    """A thin line."""

    def render_line(self, y: int) -> Strip:
        """The line."""
        return Strip([Segment(fit("─" * self.size.width, self.size.width), Palette(self.app).style("faint"))])
