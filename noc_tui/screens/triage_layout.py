"""The picture of triage: what came in, who it is, what it is and what that would mean, in three columns or two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from noc_tui.desk.live import LiveRoom
from noc_tui.desk.qualification import needs_a_word
from noc_tui.desk.triage_page import Judged, TriagePage
from noc_tui.domain.words import Role, Visibility
from noc_tui.screens import triage_lines
from noc_tui.screens.lookers import with_lookers
from noc_tui.screens.room_screen import RoomScreen
from noc_tui.screens.triage_fields import TriageFields
from noc_tui.text import line
from noc_tui.widgets.columns import Piece
from noc_tui.widgets.header import Rule
from noc_tui.widgets.pick_list import PickList
from noc_tui.widgets.sheet import Sheet, Text

if TYPE_CHECKING:
    from noc_tui.desk.caller import Found

_WIDE = 110
"""Cells from which on there are three columns."""
_LOW = 20
"""Lines below which what came in and what looks like it have less room."""
_FEWEST_SAID, _MOST_SAID = 4, 14
"""Lines of what came in, in two columns and in three."""


class TriageLayout(RoomScreen):
    """The fields and what is shown beside them; what they do is TriageScreen's."""

    def __init__(self, live: LiveRoom, told: TriagePage) -> None:
        super().__init__(live)
        self._told = told
        self._choice = told.known
        self._who = told.who
        self._judged = told.judged
        self._found: Sequence[Found] = ()
        self._found_for = ""
        """What was typed when they were looked for."""
        self._chosen = 0
        self._visibility = Visibility.PUBLIC if told.page is None else Visibility.INTERNAL
        self._team_given = told.team_chosen
        self._version = told.page.ticket.version if told.page is not None else None
        """The version that was decided on: the one that filled the fields, or a newer one once both were shown."""
        self._is_saving = False
        self._is_recalled = False
        """What was begun before is in the fields: from now on what they hold is kept."""
        self._last_said = ""
        self._opened: int | None = None
        """The ticket that was opened here."""
        self._fields = TriageFields(told)
        self._title, self._came = Sheet(id="triage-title"), Sheet(id="triage-came")
        self._identity, self._foreseen = Sheet(id="triage-identity", tells_more=True), Sheet(id="triage-foreseen")
        self._team_told, self._label = Sheet(id="triage-team"), Sheet(id="triage-label")
        self._looks = PickList(id="triage-looks")

    @property
    def key(self) -> str | None:
        """The ticket's key; None for a request that is being told."""
        return self._told.page.ticket.key if self._told.page is not None else None

    def compose(self) -> ComposeResult:
        """What came in and who it is, what it is, the note."""
        self._fit()
        self._lay_out()  # so that the first picture is the whole one
        fields = self._fields
        yield self.header()
        yield self._title
        yield Rule()
        with Horizontal(id="triage"):
            with Container(id="triage-facts"):
                with Vertical(id="triage-left"):
                    yield _heading("what came in" if self.key else "what is told")
                    if self.key is None:
                        yield fields.channel
                        yield _labelled("subject", fields.subject)
                    else:
                        yield self._came
                    yield self._looks
                with Vertical(id="triage-middle"):
                    yield _heading("who, and are they covered")
                    yield _labelled("who", fields.caller)
                    yield fields.goodwill
                    yield self._identity
            with Vertical(id="triage-right"):
                yield _heading("what it is")
                for chooser in fields.choosers:
                    yield chooser
                    if chooser is fields.team:
                        yield fields.why_team
                        yield self._team_told
                yield self._foreseen
        with Vertical(id="triage-writing"):
            yield Rule()
            yield self._label
            yield fields.note
        yield self.keys()

    def on_mount(self) -> None:
        """The keys go to what is missing first."""
        fields = self._fields
        self.set_focus(fields.caller if self._who is None else fields.category)
        self.tick()
        self.call_after_refresh(self.begin)

    @property
    def focus_chain(self) -> list[Widget]:
        """Tab goes through the fields as a call is told, then to the look-alikes."""
        there = set(super().focus_chain)
        return [widget for widget in (*self._fields.in_order, self._looks) if widget in there]

    def begin(self) -> None:
        """It is laid out for the first time."""
        self._lay_out()

    def on_resize(self) -> None:
        """Three columns where there is room, else two."""
        self._fit()
        self.call_after_refresh(self._lay_out)

    def _fit(self) -> None:
        narrow = self.app.size.width < _WIDE
        self.set_class(narrow, "narrow")
        self.set_class(self.app.size.height < _LOW, "low")
        self._looks.shorten(narrow)
        self.set_class(self.key is None, "telling")

    def _lay_out(self) -> None:
        page, now, fields = self._told.page, self.now(), self._fields
        self._title.show([self._headed(triage_lines.title(page, now))])
        if page is not None:
            rows = _FEWEST_SAID if self.has_class("narrow") else _MOST_SAID
            self._came.show(triage_lines.came_in(page, self._cells(self._came), rows))
        if fields.caller.value.strip():
            self._identity.show(triage_lines.suggested(self._found, self._chosen))
        else:
            told = triage_lines.identity(
                self._who, self._choice.caller, self._judged.coverage, self._cells(self._identity)
            )
            self._identity.show(told)
        self._show_judged(self._judged, now)
        public = self._visibility is Visibility.PUBLIC
        said = "the call's notes" if self.key is None else "note"
        reads = "public: the customer reads it" if public else "internal"
        request = "  support on request: no clock, the cost is worked out when the work ends"
        self._label.show([(Piece(f"{said} ", "dim"), Piece(f" {reads} ", "good" if public else "paused", True),
                           Piece(request if self._choice.on_request else "", "soon"),
                           Piece(self._due_in_brief(now), "calm"))])  # fmt: skip

    def _due_in_brief(self, now: int) -> str:
        """What is due when, where the column of the choices has no room for it."""
        changes, room = self._judged.changes, self._foreseen.size.height
        if self._choice.on_request or not self._foreseen.is_attached or room > len(changes):
            return ""
        return f"  {triage_lines.due_in_brief(changes, now, self._told.zone)}"

    def _headed(self, title: Text) -> Text:
        """The title, and who else is on this ticket."""
        if self._told.page is None:
            return title
        others = self.room_app.lookers.get(self._told.page.ticket.id, ())
        return with_lookers(title, others, max(20, self._title.size.width or self.app.size.width - 2))

    def _cells(self, sheet: Sheet) -> int:
        """What a line of a sheet holds; before the first picture what it will hold."""
        column = self.app.size.width // (2 if self.has_class("narrow") else 3)
        return max(20, (sheet.size.width or column - 2) - 1)

    def _show_judged(self, judged: Judged, now: int) -> None:
        fields = self._fields
        instead = () if self.has_class("narrow") else triage_lines.instead(judged, now, self._told.zone)
        self._foreseen.show([(), *triage_lines.foreseen(judged, now, self._told.zone), *instead])
        self._team_told.show(triage_lines.team(judged.proposal, fields.team.value))
        fields.why_team.set_class(judged.proposal.team not in {None, fields.team.value}, "shown")
        uncovered = needs_a_word(judged.coverage, self._choice)
        fields.goodwill.set_class(uncovered and self.live.actor.may(Role.LEAD), "shown")
        fields.urgency.note(*triage_lines.priority(self._choice.impact, self._choice.urgency))


def _heading(words: str) -> Static:
    """Over a column, where there are three."""
    return Static(Content(words), classes="triage-heading")


def _labelled(label: str, field: Input) -> Horizontal:
    return Horizontal(Static(Content(line(label)), classes="triage-label"), field, classes="triage-row")
