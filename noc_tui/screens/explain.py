"""Why a due date is what it is: the clocks of a ticket over the screen, line by line."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from noc_tui.desk.explain import TicketExplanation, ToldClock, ToldLine, explain_ticket
from noc_tui.desk.live import LiveRoom
from noc_tui.desk.tickets import ticket_page
from noc_tui.text import fit, line, width
from noc_tui.widgets.columns import Piece
from noc_tui.widgets.sheet import Sheet, Text, wrapped

_COLOURS = {
    "due": "strong", "overrun": "overrun", "after": "overrun", "pause": "paused", "paused": "paused", "now": "calm",
    "closed": "dim", "holiday": "dim", "exception": "dim", "done": "dim", "more": "dim", "legal": "soon",
}  # fmt: skip
_STATES = {"met": "good", "breached": "overrun", "paused": "paused", "running": "calm"}
_CELLS = 72
"""Cells that the terms may take in a line: the narrowest terminal that is not narrow."""
_SUMS = 9
"""Cells of a sum of open time."""


class ExplainScreen(ModalScreen[None]):
    """Every clock of a ticket; Esc, q or d leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,d", "dismiss", "back", id="explain.back"),
    ]

    def __init__(self, told: TicketExplanation) -> None:
        super().__init__()
        self._told = told

    @staticmethod
    async def read(live: LiveRoom, key: str, now: int) -> TicketExplanation:
        """The explanation of a ticket at `now`. Raises NotFound."""
        return await live.read(lambda read: explain_ticket(read, ticket_page(read, key), now))

    def compose(self) -> ComposeResult:
        """A sheet."""
        with Vertical(id="help"):
            yield Static(Content(line(f"{self._told.key}  {self._told.title}")), id="form-title")
            yield Sheet(id="help-lines")
            yield Static(Content("j k scroll · Esc back"), id="form-keys")

    def on_mount(self) -> None:
        """Lays the clocks out."""
        sheet = self.query_one(Sheet)
        sheet.show(self._lines())
        self.set_focus(sheet)

    def _lines(self) -> list[Text]:
        told = self._told
        terms = (told.terms, *told.earlier)
        lines: list[Text] = [(Piece(part, "dim"),) for one in terms for part in wrapped(one, _CELLS)]
        when = max((width(one.when) for clock in told.clocks for one in clock.lines), default=0)
        for clock in told.clocks:
            lines += [(), *_clock(clock, when)]
        return lines if told.clocks else [*lines, (), (Piece(told.nothing),)]


def _clock(clock: ToldClock, when: int) -> list[Text]:
    head: Text = (Piece(line(clock.head), "strong", True),)
    state: Text = (Piece(line(clock.state), _STATES.get(clock.status, "text"), True),)
    return [head, state, *(_line(one, when) for one in clock.lines)]


def _line(one: ToldLine, when: int) -> Text:
    colour = _COLOURS.get(one.kind, "text")
    sums = fit(one.counted, _SUMS, right=True) + fit(one.total, _SUMS, right=True)
    return Piece(f"{fit(one.when, when)} {sums}  {line(one.what)}", colour, one.kind in {"due", "now"}), Piece("")
