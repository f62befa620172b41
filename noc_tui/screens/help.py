"""The keys in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from noc_tui.text import fit
from noc_tui.widgets.columns import Piece
from noc_tui.widgets.sheet import Sheet, Text

_SIGNS = (
    ("▲", "overrun", "overrun: more open time has passed than was promised"),
    ("◕", "soon", "less than an hour of open time left"),
    ("◑", "calm", "half of the target or more is used"),
    ("◔", "calm", "in time"),
    ("☾", "dim", "closed hours: the clock stands until they open again"),
    ("‖", "paused", "paused: the ticket waits, and its terms stop the clock"),
    ("√", "good", "kept: the promise was met"),
    ("ϟ", "overrun", "an alert that nobody has taken; ϟ3 behind a subject: three of its alerts fire"),
    ("◎", "calm", "somebody else is on this ticket at this moment; ◎anna+1: anna and one more"),
    ("×", "paused", "marked"),
)


class HelpScreen(ModalScreen[None]):
    """Keys and signs; any of Esc, q, ? leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "dismiss", "back", id="help.back"),
    ]

    def __init__(self, keys: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        """A sheet."""
        with Vertical(id="help"):
            yield Static(Content("Keys in force here"), id="form-title")
            yield Sheet(id="help-lines")
            yield Static(Content("j k scroll · Esc back"), id="form-keys")

    def on_mount(self) -> None:
        """Lays out keys and signs."""
        lines: list[Text] = [
            (Piece(fit(key, 16), "calm", True), Piece(what), Piece(f"  {ident}", "faint"))
            for key, what, ident in self._keys
        ]
        lines += [(), (Piece("Signs", "strong", True),)]
        lines += [(Piece(fit(sign, 3), colour, True), Piece(meaning)) for sign, colour, meaning in _SIGNS]
        sheet = self.query_one(Sheet)
        sheet.show(lines)
        self.set_focus(sheet)
