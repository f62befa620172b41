"""The clocks checked: every ticket walked minute by minute by other code, and any second of difference told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from noc_tui.desk.derive import ClockStory, clock_story, story_calendar
from noc_tui.desk.terms import TermsBook
from noc_tui.domain.event import Event
from noc_tui.domain.ticket import ClockColumns, TicketRow
from noc_tui.domain.words import CLOCKS
from noc_tui.sla.business import BusinessCalendar
from noc_tui.sla.clock import Reading, clock_states, read_clock
from noc_tui.sla.errors import NeverOpens
from noc_tui.sla.plain import PlainCalendar, plain_readings
from noc_tui.store.read.connection import Reader

_SECOND = 1_000_000
_Answers = Mapping[str, Mapping[str, object]]
_NEVER: Mapping[str, object] = {"status": "never opens", "due": None, "remaining_s": None}


@dataclass(frozen=True, slots=True)
class Difference:
    """A clock on which two ways of counting do not agree. Instants are UTC seconds, durations open seconds."""

    key: str
    clock: str
    what: str
    """`status`, `due`, `remaining_s`, or `stored due`."""
    counted: object
    walked: object


class Walk:
    """Walks tickets, and remembers the days that it has looked at."""

    def __init__(self) -> None:
        self._book = TermsBook()
        self._plain: dict[int, PlainCalendar] = {}

    def differences(self, read: Reader, ticket: TicketRow, events: Sequence[Event], now: int) -> Iterator[Difference]:
        """Where the clocks of a ticket, as counted and as stored, are not what the plain walk finds at `now`."""
        story = clock_story(read, self._book, ticket.id, events)
        calendar = story_calendar(read, self._book, story)
        counted = _counted(calendar, story, now // _SECOND)
        walked = _walked(self._plain_calendar(calendar), story, now // _SECOND)
        for name in CLOCKS:
            for what, value in counted[name].items():
                if value != walked[name][what]:
                    yield Difference(ticket.key, name, what, value, walked[name][what])
            stored = _stored_due(ticket, name)
            if story.owed[name] is not None and walked[name] is not _NEVER and stored != walked[name]["due"]:
                yield Difference(ticket.key, name, "stored due", stored, walked[name]["due"])

    def _plain_calendar(self, calendar: BusinessCalendar) -> PlainCalendar:
        """One a compiled calendar: the book keeps those, so their identity serves."""
        if id(calendar) not in self._plain:
            self._plain[id(calendar)] = PlainCalendar(calendar.spec)
        return self._plain[id(calendar)]


def _counted(calendar: BusinessCalendar, story: ClockStory, now: int) -> _Answers:
    try:
        states = clock_states(calendar, story.owed, story.opened_at, story.events)
        return {name: _answer(read_clock(state, calendar, now)) for name, state in states.items()}
    except NeverOpens:
        return dict.fromkeys(CLOCKS, _NEVER)


def _walked(calendar: PlainCalendar, story: ClockStory, now: int) -> _Answers:
    try:
        readings = plain_readings(calendar, story.owed, story.opened_at, story.events, now)
        return {name: _answer(reading) for name, reading in readings.items()}
    except NeverOpens:
        return dict.fromkeys(CLOCKS, _NEVER)


def _answer(reading: Reading) -> dict[str, object]:
    return {"status": reading.status, "due": reading.due, "remaining_s": reading.remaining_s}


def _stored_due(ticket: TicketRow, name: str) -> int | None:
    clock: ClockColumns = getattr(ticket, name)
    return None if clock.due is None else clock.due // _SECOND
