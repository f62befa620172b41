"""A box to write several lines in."""

from __future__ import annotations

from typing import Any

from textual.widgets import TextArea


class NoteBox(TextArea):
    """A text area whose Tab goes on, and that is gone once it is closed."""

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(text, id=id, compact=True, soft_wrap=True, tab_behavior="focus")

    def watch(self, obj: Any, *args: Any, **options: Any) -> None:
        """Leaves the app unwatched: it would hold every box that ever was, for a theme that never changes."""
        if obj is not self.app:
            super().watch(obj, *args, **options)
