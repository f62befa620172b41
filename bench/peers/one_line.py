"""The least that a Textual application can be: one line of text."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class OneLine(App[None]):
    """Says that it is there."""

    def compose(self) -> ComposeResult:
        """The line."""
        yield Static("one line is shown")


if __name__ == "__main__":
    OneLine().run()
