"""The strip above the list: what presses, in numbers; each number is a filter."""

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

from noc_tui.domain.queue import Summary
from noc_tui.text import fit, line, width
from noc_tui.widgets.palette import Palette


@dataclass(frozen=True, slots=True)
class Count:
    """One number and the filter that shows what it counts."""

    sign: str
    words: str
    short: str
    colour: str
    filter: str


_COUNTS = (
    Count("▲", "overrun", "over", "overrun", "overrun"),
    Count("◕", "within the hour", "1h", "soon", "soon"),
    Count("", "today", "today", "text", "today"),
    Count("‖", "paused", "paused", "paused", "paused"),
    Count("○", "nobody's", "free", "calm", "nobody"),
)


class SummaryStrip(Widget, can_focus=True):
    """Counts over the whole queue. Tab comes here, left and right choose, Enter filters; so does a click."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "choose(-1)", "previous", show=False, id="strip.left"),
        Binding("right,l", "choose(1)", "next", show=False, id="strip.right"),
        Binding("enter,space", "filter", "filter", show=False, id="strip.filter"),
        Binding("down,j,escape", "leave", "back to the list", show=False, id="strip.leave"),
    ]

    class Chosen(Message):
        """The queue is to show what a number counts."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """Back to the list."""

    def __init__(self) -> None:
        super().__init__()
        self._summary: Summary | None = None
        """None until it is counted for the first time."""
        self._notice = ""
        self._chosen = 0
        self._places: list[tuple[int, int]] = []

    def show(self, summary: Summary, notice: str) -> None:
        """New numbers, and what is to be said beside them."""
        if (summary, notice) != (self._summary, self._notice):
            self._summary, self._notice = summary, notice
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line."""
        palette, size = Palette(self.app), self.size.width
        values = _values(self._summary)
        short = size < 84
        segments, used = [Segment(" ", palette.style("text"))], 1
        self._places = []
        for number, (count, value) in enumerate(zip(_COUNTS, values, strict=True)):
            words = f"{count.sign} {value} {count.short if short else count.words}".strip()
            chosen = self.has_focus and number == self._chosen
            colour = count.colour if value else "dim"
            style = palette.style(
                colour, "cursor" if chosen else "ground", bold=bool(value) and count.colour == "overrun"
            )
            self._places.append((used, used + width(words)))
            segments += [Segment(words, style), Segment("  " if short else "   ", palette.style("text"))]
            used += width(words) + (2 if short else 3)
        notice = line(self._notice)
        if notice and size - used > 8:
            room = size - used - 1
            segments.append(Segment(fit(f"⚑ {notice}", room, right=True), palette.style("soon")))
        return Strip(segments).adjust_cell_length(size, palette.style("text"))

    def action_choose(self, step: int) -> None:
        """The next or previous number."""
        self._chosen = (self._chosen + step) % len(_COUNTS)
        self.refresh()

    def action_filter(self) -> None:
        """Filters the queue by the chosen number."""
        self.post_message(self.Chosen(_COUNTS[self._chosen].filter))

    def action_leave(self) -> None:
        """Back to the list."""
        self.post_message(self.Left())

    def on_click(self, event: events.Click) -> None:
        """Filters by the number under the mouse."""
        for number, (start, end) in enumerate(self._places):
            if start <= event.x < end:
                self.post_message(self.Chosen(_COUNTS[number].filter))


def _values(summary: Summary | None) -> Sequence[int | str]:
    if summary is None:
        return ("…",) * len(_COUNTS)
    return (summary.overrun, summary.soon, summary.today, summary.paused, summary.nobody)
