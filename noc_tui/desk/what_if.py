"""What would become of a ticket's due instants, before anything is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from noc_tui import figures
from noc_tui.clock import to_us
from noc_tui.desk.derive import ClockStory, clock_story, story_calendar
from noc_tui.desk.fold import fold
from noc_tui.desk.matrix import priority_said
from noc_tui.desk.terms import (
    Targets,
    TermsBook,
    TermsRef,
    next_morning,
    room_zone,
    terms_draft,
    terms_of_profile,
)
from noc_tui.domain.errors import BadInput, NotFound, WrongState
from noc_tui.domain.event import Draft, Event, Subject, TicketEvent, standing
from noc_tui.domain.setup import VersionRow
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import ACTIVE, CLOCKS, Category, Grade, Priority, Reason
from noc_tui.sla.business import BusinessCalendar
from noc_tui.sla.clock import ClockEvent, ClockState, Reading, clock_states, read_clock
from noc_tui.sla.errors import SlaError
from noc_tui.store.read import setup
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.tickets import find_ticket, timeline

_SECOND = 1_000_000
_NOBODY = "system"


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is supposed to happen now: a wait, another category, priority (by its grades or itself) or profile."""

    wait: Reason | None = None
    until: datetime | None = None
    """The end of the wait; without one it is seen as never ending."""
    category: Category | None = None
    priority: Priority | None = None
    profile: str | None = None
    calendar: str | None = None
    usual_end: bool = False
    """A wait without an end ends on the next business morning, as it does where nobody says when."""
    impact: Grade | None = None
    urgency: Grade | None = None


@dataclass(frozen=True, slots=True)
class ClockChange:
    """A clock before and after. Instants are UTC microseconds, durations open seconds."""

    name: str
    before_status: str
    before_due: int | None
    before_remaining_s: int | None
    after_status: str
    after_due: int | None
    after_remaining_s: int | None

    @property
    def moves(self) -> bool:
        """Whether anything about it would be different."""
        before = self.before_status, self.before_due, self.before_remaining_s
        return before != (self.after_status, self.after_due, self.after_remaining_s)


def what_if(read: Reader, key: str, supposed: Supposed, now: int) -> list[ClockChange]:
    """Each clock of a ticket as it stands at `now` and as it would stand; those without any target are left out.

    Raises NotFound for an unknown ticket, profile or calendar, WrongState for a wait where it is not active, BadInput
    for a wait that ends before now, and hours that are too few for what is promised.
    """
    ticket = find_ticket(read, key)
    if supposed.wait is not None and ticket.status not in ACTIVE:
        raise WrongState(f"{ticket.key} is {ticket.status}: it cannot be put to wait.", "Reopen it first.")
    events = as_it_stands(timeline(read, Subject.TICKET, ticket.id), now)
    return _changes(read, TermsBook(), ticket.id, events, _supposed(read, ticket, events, supposed, now), now, supposed)


def if_written(
    read: Reader, book: TermsBook, ticket: TicketRow, drafts: Sequence[Draft], now: int
) -> list[ClockChange]:
    """Each clock of a ticket as it stands at `now` and as it would stand with these events; those without any target
    are left out. Raises BadInput where the hours are too few for what is promised.
    """
    events = as_it_stands(timeline(read, Subject.TICKET, ticket.id), now)
    return _changes(read, book, ticket.id, events, drafts, now)


def _changes(
    read: Reader,
    book: TermsBook,
    ticket_id: int,
    events: Sequence[Event],
    drafts: Sequence[Draft],
    now: int,
    supposed: Supposed | None = None,
) -> list[ClockChange]:
    imagined = list(events)
    for draft in drafts:
        imagined.append(_event(draft, imagined))
    before, after = (clock_story(read, book, ticket_id, told) for told in (events, imagined))
    end = _end(read, book, after, supposed, now) if supposed is not None else None
    old, new = readings(read, book, before, now), readings(read, book, after, now, end)
    return [
        _change(name, old[name], new[name])
        for name in CLOCKS
        if before.owed[name] is not None or after.owed[name] is not None
    ]


def terms_under(read: Reader, ref: TermsRef, profile: str | None, calendar: str | None) -> TermsRef:
    """The terms as they would be under another profile, in its own hours, or under another calendar.

    A contract's own words fall away with its profile. Raises NotFound where there is no such profile or calendar.
    """
    if profile is not None:
        ref = terms_of_profile(read, named_version(read, "profile", profile))
    if calendar is not None:
        ref = replace(ref, calendar_version_id=named_version(read, "calendar", calendar).id, on_call=())
    return ref


def named_version(read: Reader, kind: setup.Versioned, name: str) -> VersionRow:
    """The newest version of a calendar or profile. Raises NotFound where there is none of that name."""
    found = setup.newest_version(read, kind, name)
    if found is None:
        known = ", ".join(version.name for version in setup.newest_versions(read, kind))
        raise NotFound(f"There is no {kind} “{name}”.", f"There are: {known}.")
    return found


def terms_event(ref: TermsRef, events: Sequence[Event]) -> Event:
    """The event that would put a timeline on these terms."""
    return _event(terms_draft(ref, events[-1].at), events)


def _supposed(read: Reader, ticket: TicketRow, events: Sequence[Event], supposed: Supposed, now: int) -> list[Draft]:
    drafts: list[Draft] = []
    priority = priority_said(ticket, supposed.impact, supposed.urgency, supposed.priority)
    said = {"category": supposed.category, "priority": priority}
    classified = {name: value for name, value in said.items() if value is not None}
    if classified:
        drafts.append(Draft(TicketEvent.CLASSIFIED, now, classified))
    if supposed.profile or supposed.calendar:
        ref = fold(ticket.id, events).ref
        assert ref is not None
        drafts.append(terms_draft(terms_under(read, ref, supposed.profile, supposed.calendar), now))
    if supposed.wait is not None:
        drafts += _waiting(events, supposed.wait, now)
    return drafts


def _waiting(events: Sequence[Event], reason: Reason, now: int) -> list[Draft]:
    """A ticket that waits already waits for the new reason from now on."""
    resumed = [Draft(TicketEvent.RESUMED, now)] if _open_wait(events) else []
    return [*resumed, Draft(TicketEvent.PAUSED, now, {"reason": reason})]


def as_it_stands(events: Sequence[Event], now: int) -> Sequence[Event]:
    """A timeline at `now`, UTC microseconds: a wait past its end is over, also where nobody has written that down."""
    wait = _open_wait(events)
    wake_at = wait.detail.get("wake_at") if wait else None
    if not isinstance(wake_at, int) or wake_at > now:
        return events
    return [*events, _event(Draft(TicketEvent.RESUMED, wake_at), events)]


def _open_wait(events: Sequence[Event]) -> Event | None:
    wait: Event | None = None
    for event in standing(events):
        if event.kind == TicketEvent.PAUSED:
            wait = event
        elif event.kind in _ENDS_A_WAIT:
            wait = None
    return wait


_ENDS_A_WAIT = frozenset(
    {TicketEvent.RESUMED, TicketEvent.SOLVED, TicketEvent.WORKED_AROUND, TicketEvent.CLEARED, TicketEvent.CANCELLED}
)


def _event(draft: Draft, events: Sequence[Event]) -> Event:
    return Event(len(events) + 1, draft.at, draft.at, _NOBODY, draft.kind, draft.visibility, "", draft.detail)


def _end(read: Reader, book: TermsBook, story: ClockStory, supposed: Supposed, now: int) -> ClockEvent | None:
    if supposed.wait is None or (supposed.until is None and not supposed.usual_end):
        return None
    if supposed.until is None:
        end = next_morning(story_calendar(read, book, story), now, room_zone(read))
    else:
        end = to_us(supposed.until)
    if end <= now:
        raise BadInput("The wait would end before it begins.", "Give an instant that is to come.")
    return ClockEvent(end // _SECOND, "resume", supposed.wait)


def readings(
    read: Reader, book: TermsBook, story: ClockStory, now: int, end: ClockEvent | None = None
) -> dict[str, Reading]:
    """What the clocks read at `now`, UTC microseconds; due as if the wait ended with `end`.

    Raises BadInput where the hours do not suffice for what is promised.
    """
    calendar = story_calendar(read, book, story)
    states = _states(calendar, story.owed, story.opened_at, story.events)
    found = {name: read_clock(state, calendar, now // _SECOND) for name, state in states.items()}
    if end is not None:
        ended = _states(calendar, story.owed, story.opened_at, [*story.events, end])
        found = {name: replace(reading, due=ended[name].due) for name, reading in found.items()}
    return found


def _states(
    calendar: BusinessCalendar, targets: Targets, opened_at: int, events: Sequence[ClockEvent]
) -> dict[str, ClockState]:
    try:
        return clock_states(calendar, targets, opened_at, events)
    except SlaError as error:
        raise BadInput(error.message) from error


def _change(name: str, old: Reading, new: Reading) -> ClockChange:
    return ClockChange(
        name,
        old.status,
        None if old.due is None else old.due * _SECOND,
        old.remaining_s,
        new.status,
        None if new.due is None else new.due * _SECOND,
        new.remaining_s,
    )


def told(changes: Sequence[ClockChange], now: int, zone: ZoneInfo) -> str:
    """Each clock in a line: when it is due, and when it would be."""
    return "\n".join(_told(change, now, zone) for change in changes) or "No clock runs on it."


def _told(change: ClockChange, now: int, zone: ZoneInfo) -> str:
    before, after = (figures.moment(due, now, zone) or "—" for due in (change.before_due, change.after_due))
    if change.after_status == "none":
        return f"{change.name:9} {before} → no target"
    state = _STATES.get(change.after_status, "")
    if not change.moves:
        return f"{change.name:9} {before}, as it is{state}"
    left = "" if change.after_remaining_s is None else f", {figures.left(change.after_remaining_s)} left"
    return f"{change.name:9} {before} → {after}{left}{state}"


_STATES = {
    "paused": ", stands still meanwhile",
    "breached": ", overrun",
    "met": ", met",
    "pending": ", after the response",
}


def if_opened_on(
    read: Reader, book: TermsBook, ref: TermsRef, category: str, priority: Priority | None, now: int
) -> list[ClockChange]:
    """The clocks of a ticket opened at `now` on these terms; those without a target are left out.

    Raises BadInput where the hours do not suffice for what is promised.
    """
    calendar = book.calendar(read, ref.calendar_version_id, dict(ref.on_call).get(category))
    targets, start = book.terms(read, ref).targets_for(category, priority), now // _SECOND
    nothing = Reading("none", None, None)
    return [
        _change(name, nothing, read_clock(state, calendar, start))
        for name, state in _states(calendar, targets, start, []).items()
        if targets[name] is not None
    ]
