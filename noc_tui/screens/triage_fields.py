"""The fields of triage: what is chosen and typed in them, as a qualification, and as a draft that is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from noc_tui import figures
from noc_tui.desk.qualification import Qualification
from noc_tui.desk.triage_page import TriagePage
from noc_tui.domain.words import Category, Channel, Grade
from noc_tui.text import line
from noc_tui.widgets.chooser import Chooser, Option
from noc_tui.widgets.note_box import NoteBox
from noc_tui.widgets.one_line import OneLine

NONE = ""
"""The option that says nothing."""
_CATEGORIES = [(category.value, category.short) for category in Category]
_GRADES = [(NONE, "—"), *((grade.value, grade.value) for grade in Grade)]
_MINUTES = {15: "15 min", 30: "30 min", 60: "1 h", 120: "2 h", 240: "4 h", 480: "8 h", 1440: "days"}
_CHANNELS = [(channel.value, channel.value) for channel in (Channel.PHONE, Channel.MAIL, Channel.WEB)]


class CallerLine(OneLine):
    """Where it is typed who calls; up and down go through whom it may mean."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.suggestion(1)", "next", show=False, id="caller.down"),
        Binding("up", "screen.suggestion(-1)", "previous", show=False, id="caller.up"),
    ]


class TriageFields:
    """The widgets that ask, and what they say."""

    def __init__(self, told: TriagePage) -> None:
        known = told.known
        self._technologies, self._teams = list(told.technologies), list(told.teams)
        self.caller = CallerLine(placeholder="name, number, mail or device", compact=True, id="triage-caller")
        self.subject = OneLine(placeholder="what is wrong, in a few words", compact=True, id="triage-subject")
        self.why_team = OneLine(placeholder="why another team than the rules say", compact=True, id="triage-why-team")
        self.goodwill = OneLine(placeholder="a lead: why it is done all the same", compact=True, id="triage-goodwill")
        self.note = NoteBox(id="note")
        self.channel = Chooser("channel", "came by", _CHANNELS, Channel.PHONE)
        self.category = Chooser("category", "category", _CATEGORIES, known.category, rows=3)
        self.fault = Chooser("fault", "kind", _faults(told), known.fault or NONE)
        self.impact = Chooser("impact", "impact", _GRADES, known.impact or NONE)
        self.urgency = Chooser("urgency", "urgency", _GRADES, known.urgency or NONE)
        self.technology = Chooser("technology", "tech", _named(self._technologies), known.technology or NONE)
        self.team = Chooser("team", "team", _named(self._teams), known.team or NONE)
        self.estimate = Chooser("estimate", "to solve", _estimates(known), str(known.estimate_s or NONE))

    @property
    def choosers(self) -> Sequence[Chooser]:
        """What it is, in the order in which it is asked."""
        return (
            self.category, self.fault, self.impact, self.urgency, self.technology, self.team, self.estimate,
        )  # fmt: skip

    @property
    def in_order(self) -> Sequence[Widget]:
        """Every field in the order in which a call is told: who, what is wrong, what it is, the notes."""
        return (
            self.caller, self.goodwill, self.subject, self.category, self.fault, self.impact, self.urgency,
            self.technology, self.team, self.why_team, self.estimate, self.note, self.channel,
        )  # fmt: skip

    @property
    def text(self) -> str:
        """The note as written."""
        return self.note.text.strip()

    def taken_over(self, choice: Qualification) -> Qualification:
        """A qualification with what the fields say; who it is they do not say."""
        return replace(
            choice,
            category=Category(self.category.value),
            fault=self.fault.value or None,
            impact=Grade(self.impact.value) if self.impact.value else None,
            urgency=Grade(self.urgency.value) if self.urgency.value else None,
            technology=self.technology.value or None,
            estimate_s=int(self.estimate.value) if self.estimate.value else None,
            team=self.team.value or None,
            why_team=self.why_team.value.strip(),
            goodwill=self.goodwill.value.strip(),
        )

    def propose_team(self, team: str) -> None:
        """Chooses the team that the rules name."""
        if team not in self._teams:
            self._teams.append(team)
        self.team.offer(_named(self._teams), team)

    def say_technology(self, technology: str | None) -> None:
        """Chooses the technology that the device tells."""
        if technology and technology not in self._technologies:
            self._technologies.append(technology)
        self.technology.offer(_named(self._technologies), technology or NONE)

    @property
    def is_begun(self) -> bool:
        """Whether anything was written."""
        return bool(self.text or any(field.value.strip() for field in self._lines))

    @property
    def filled(self) -> dict[str, str]:
        """What was written and chosen, by field."""
        chosen = {str(chooser.id): chooser.value for chooser in (self.channel, *self.choosers)}
        return {**chosen, **{str(field.id): field.value for field in self._lines}, "note": self.note.text}

    def fill(self, begun: Mapping[str, str]) -> None:
        """Fills the fields as they had been; an option that there is no more stays as it is."""
        for field in self._lines:
            field.value = line(begun.get(str(field.id), ""))
        self.note.text = begun.get("note", "")
        self.note.move_cursor(self.note.document.end)
        for chooser in (self.channel, *self.choosers):
            if begun.get(str(chooser.id)) in [value for value, _ in chooser.options]:
                chooser.offer(chooser.options, begun[str(chooser.id)])

    @property
    def _lines(self) -> Sequence[Input]:
        return self.caller, self.subject, self.why_team, self.goodwill


def _named(names: Sequence[str]) -> list[Option]:
    return [(NONE, "—"), *((name, name) for name in names)]


def _faults(told: TriagePage) -> list[Option]:
    return [(NONE, "—"), *((fault.name, f"{fault.title or fault.name}, {fault.kind}") for fault in told.faults)]


def _estimates(known: Qualification) -> list[Option]:
    """Those that are offered, and the one on record, whatever it is: nothing changes that nobody chose."""
    words = {minutes * 60: word for minutes, word in _MINUTES.items()}
    if known.estimate_s:
        words.setdefault(known.estimate_s, figures.span(known.estimate_s))
    return [(NONE, "—"), *((str(seconds), words[seconds]) for seconds in sorted(words))]
