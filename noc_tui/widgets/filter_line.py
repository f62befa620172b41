"""The line that says what the list is filtered by, and in which a filter is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from noc_tui.text import fit
from noc_tui.widgets.palette import Palette

if TYPE_CHECKING:
    from textual.widgets import Input


class FilterLine(Widget):
    """Hidden without a filter. The input in it is made when it is first written in."""

    class Wanted(Message):
        """This filter is wanted."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """It is written in no more: what stands there is the filter in force."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self._order = ""
        self._input: Input | None = None
        self.set_class(bool(text), "shown")

    @property
    def is_writing(self) -> bool:
        """Whether the keys go into it."""
        return self._input is not None and self._input.has_focus

    def show(self, text: str, order: str) -> None:
        """Shows the filter in force, or hides where there is none."""
        self._text, self._order = text, order
        if self._input is not None:
            self._input.value = text
            self._input.display = False
        self.set_class(bool(text or order), "shown")
        self.refresh()

    async def write(self) -> None:
        """Takes the keys."""
        if self._input is None:
            from noc_tui.widgets.one_line import OneLine

            hint = "customer:bda level:2,3 overdue vpn, then Enter; field:value or any text"
            self._input = OneLine(placeholder=hint, compact=True, id="filter-input", select_on_focus=False)
            await self.mount(self._input)
        self._input.value = f"{self._text} " if self._text else ""
        self._input.display = True
        self.add_class("shown")
        self.screen.set_focus(self._input)
        self._input.action_end()

    def on_input_submitted(self) -> None:
        """Enter."""
        if self._input is not None:
            self.post_message(self.Wanted(self._input.value.strip()))

    def on_descendant_blur(self) -> None:
        """What was written and not entered is no filter; only a look into another window leaves it there."""
        if self.app.app_focus:
            self.show(self._text, self._order)
            self.post_message(self.Left())

    def render_line(self, y: int) -> Strip:
        """The filter in force."""
        palette, size = Palette(self.app), self.size.width
        text = f"/ {self._text}" + (f"   {self._order}" if self._order else "")
        return Strip([
            Segment(" ", palette.style("calm", "bar")),
            Segment(fit(text, max(0, size - 13)), palette.style("calm", "bar", bold=True)),
            Segment(fit("Esc clears ", 12, right=True), palette.style("dim", "bar")),
        ]).adjust_cell_length(size, palette.style("text", "bar"))  # fmt: skip
