"""A line to write in, into which a text of several lines is pasted whole."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from noc_tui.text import line


class OneLine(Input):
    """What is pasted stands on one line, none of it is dropped."""

    def on_paste(self, event: events.Paste) -> None:
        """All lines of it, with blanks between, in place of what is selected."""
        event.prevent_default()  # Textual's own takes the first line alone
        event.stop()
        self.replace(line(event.text), *self.selection)
