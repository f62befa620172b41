"""From a ticket's events to its row: the one place that says what an event means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from noc_tui.desk.terms import Targets, TermsBook, TermsRef
from noc_tui.domain.errors import Refused, StoreDamaged
from noc_tui.domain.event import Event, TicketEvent, is_person
from noc_tui.domain.ticket import WAIVED, ClockColumns, TicketRow, ticket_key
from noc_tui.domain.words import CLOCKS, Category, ClockName, Phase, Reason, Status, Visibility
from noc_tui.sla.business import BusinessCalendar
from noc_tui.sla.clock import ClockEvent, ClockState, Target, clock_states
from noc_tui.sla.errors import NeverOpens
from noc_tui.store.read.connection import Reader

_SECOND = 1_000_000
_HANDS_ON = frozenset({Reason.VENDOR, Reason.VISIT, Reason.PARTS})
"""Waiting for these means that the intervention has begun (Y5)."""
_PRIORITY_SEVERITY = {"P1": 0, "P2": 1, "P3": 2, "P4": 3}
_CATEGORY_SEVERITY = {Category.BLOCKING: 1, Category.NON_BLOCKING: 2}


@dataclass(slots=True)
class _Ticket:
    """What the fold knows so far."""

    opened: Mapping[str, Any] = field(default_factory=dict)
    opened_at: int = 0
    clocks_from: int = 0
    """Where the clocks start: the opening, or the reopening of a ticket that nobody had touched."""
    ref: TermsRef | None = None
    status: Status = Status.NEW
    phase: Phase = Phase.TRIAGE
    level: int = 1
    category: str = Category.NON_BLOCKING
    priority: str | None = None
    technology: str | None = None
    team: str | None = None
    assignee: str | None = None
    pending_reason: str | None = None
    wake_at: int | None = None
    resolved_at: int | None = None
    closed_at: int | None = None
    updated_at: int = 0
    touched: bool = False
    cleared: bool = False
    """Alerts alone resolved it: no response is owed any more."""
    responded: bool = False
    contacted: bool = False
    alerts: dict[int, int] = field(default_factory=dict)
    """Alert id → severity rank."""
    firing: set[int] = field(default_factory=set)
    clock: list[ClockEvent] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ClockStory:
    """All that the clocks of a ticket are worked out from. Instants are UTC seconds."""

    ref: TermsRef
    category: str
    priority: str | None
    promised: Targets
    owed: Targets
    """What is promised, less what binds nobody any more."""
    opened_at: int
    events: Sequence[ClockEvent]


def clock_story(read: Reader, book: TermsBook, ticket_id: int, events: Sequence[Event]) -> ClockStory:
    """What the clocks go by after these events. Raises StoreDamaged where they are no ticket's."""
    return _story(_folded(ticket_id, events), book, read)


def story_calendar(read: Reader, book: TermsBook, story: ClockStory) -> BusinessCalendar:
    """The calendar that a story's clocks count by."""
    return book.calendar(read, story.ref.calendar_version_id, dict(story.ref.on_call).get(story.category))


def derive_ticket(read: Reader, book: TermsBook, ticket_id: int, events: Sequence[Event]) -> TicketRow:
    """The row that these events make. Raises StoreDamaged where they are no ticket's."""
    state = _folded(ticket_id, events)
    story = _story(state, book, read)
    try:
        states = clock_states(story_calendar(read, book, story), story.owed, story.opened_at, story.events)
    except NeverOpens as error:
        raise Refused(
            f"The hours that ticket {ticket_id} would run on are too few for what they promise: {error.message}",
            "`noc calendar show` and `noc profile show` show both.",
        ) from error
    clocks: dict[str, ClockColumns] = {
        clock: _columns(states[clock]) if story.owed[clock] or not story.promised[clock] else WAIVED for clock in CLOCKS
    }
    return _row(ticket_id, state, clocks, len(events))


def _folded(ticket_id: int, events: Sequence[Event]) -> _Ticket:
    state = _Ticket()
    for event in events:
        apply = _MEANING.get(event.kind)
        if apply is None:
            raise StoreDamaged(f"Ticket {ticket_id} has an event “{event.kind}” that this program does not know.")
        apply(state, event)
        state.updated_at = max(state.updated_at, event.at)
        if is_person(event.actor) and event.kind != TicketEvent.TERMS:
            state.touched = True
    if not state.opened or state.ref is None:
        raise StoreDamaged(f"The timeline of ticket {ticket_id} does not begin with its opening and terms.")
    return state


def _story(state: _Ticket, book: TermsBook, read: Reader) -> ClockStory:
    assert state.ref is not None
    promised = book.terms(read, state.ref).targets_for(state.category, state.priority)
    owed: dict[str, Target | None] = {
        clock: None if _is_waived(state, clock, promised[clock]) else promised[clock] for clock in CLOCKS
    }
    start = state.clocks_from // _SECOND
    return ClockStory(state.ref, state.category, state.priority, promised, owed, start, tuple(state.clock))


def _row(ticket_id: int, state: _Ticket, clocks: Mapping[str, ClockColumns], version: int) -> TicketRow:
    opened, ref = state.opened, state.ref
    assert ref is not None
    year, number = opened["year"], opened["number"]
    return TicketRow(
        id=ticket_id,
        key=ticket_key(year, number),
        year=year,
        number=number,
        subject=opened["subject"],
        customer_id=opened.get("customer_id"),
        contract_version_id=ref.contract_version_id,
        profile_version_id=ref.profile_version_id,
        calendar_version_id=ref.calendar_version_id,
        on_call_version_id=dict(ref.on_call).get(state.category),
        origin=opened["origin"],
        channel=opened["channel"],
        status=state.status,
        phase=state.phase,
        level=state.level,
        category=state.category,
        priority=state.priority,
        severity=_severity(state),
        technology=state.technology,
        team=state.team,
        assignee=state.assignee,
        pending_reason=state.pending_reason,
        wake_at=state.wake_at,
        merged_into=None,
        opened_at=state.opened_at,
        resolved_at=state.resolved_at,
        closed_at=state.closed_at,
        updated_at=state.updated_at,
        touched=state.touched,
        alerts_firing=len(state.firing),
        contact=clocks[ClockName.CONTACT],
        response=clocks[ClockName.RESPONSE],
        restore=clocks[ClockName.RESTORE],
        version=version,
    )


def _severity(state: _Ticket) -> int:
    if state.alerts:
        return min(state.alerts[alert] for alert in (state.firing or state.alerts))
    if state.priority:
        return _PRIORITY_SEVERITY[state.priority]
    return _CATEGORY_SEVERITY.get(Category(state.category), 4)


def _is_waived(state: _Ticket, clock: str, target: Target | None) -> bool:
    """Whether a promise binds nobody any more: the work is not wanted, or alerts alone ended what people owed."""
    owed_by_people = clock != ClockName.RESTORE or (target is not None and target.start == "response")
    return state.status is Status.CANCELLED or (state.cleared and owed_by_people)


def _columns(state: ClockState) -> ClockColumns:
    return ClockColumns(
        state.phase,
        state.target_s,
        state.used_s,
        None if state.since is None else state.since * _SECOND,
        None if state.due is None else state.due * _SECOND,
    )


def _tick(state: _Ticket, event: Event, kind: str, reason: str | None = None) -> None:
    state.clock.append(ClockEvent(event.at // _SECOND, kind, reason))


def _respond(state: _Ticket, event: Event) -> None:
    if not state.responded and is_person(event.actor):
        state.responded = True
        _tick(state, event, "response")


def _contact(state: _Ticket, event: Event) -> None:
    if not state.contacted and event.visibility == Visibility.PUBLIC and is_person(event.actor):
        state.contacted = True
        _tick(state, event, "contact")


def _opened(state: _Ticket, event: Event) -> None:
    detail = event.detail
    state.opened = detail
    state.opened_at = state.clocks_from = event.at
    state.category = str(detail["category"])
    state.priority = detail.get("priority")  # type: ignore[assignment]
    state.technology = detail.get("technology")  # type: ignore[assignment]
    state.team = detail.get("team")  # type: ignore[assignment]


def terms_ref(detail: Mapping[str, Any]) -> TermsRef:
    """The versions that a `terms` event names."""
    on_call = tuple(sorted(detail.get("on_call", {}).items()))
    return TermsRef(detail["contract"], detail["profile"], detail["calendar"], on_call)


def _classified(state: _Ticket, event: Event) -> None:
    detail: Mapping[str, Any] = event.detail
    state.category = detail.get("category", state.category)
    state.priority = detail.get("priority", state.priority)


def _beside_the_clocks(state: _Ticket, event: Event) -> None:
    """Legal clocks are rows of their own (noc_tui.desk.legal)."""


def _terms(state: _Ticket, event: Event) -> None:
    detail: Mapping[str, Any] = event.detail
    state.ref = terms_ref(detail)


def _taken(state: _Ticket, event: Event) -> None:
    state.assignee = event.actor
    if state.status is Status.NEW:
        state.status = Status.OPEN
    if state.phase is Phase.TRIAGE:
        state.phase = Phase.DIAGNOSIS
    _respond(state, event)


def _assigned(state: _Ticket, event: Event) -> None:
    detail: Mapping[str, Any] = event.detail
    if "assignee" in detail:
        state.assignee = detail["assignee"]
        if state.status is Status.NEW and state.assignee:
            state.status = Status.OPEN
    state.team = detail.get("team", state.team)
    state.level = detail.get("level", state.level)
    state.phase = Phase(detail.get("phase", state.phase))


def _noted(state: _Ticket, event: Event) -> None:
    _contact(state, event)


def _paused(state: _Ticket, event: Event) -> None:
    detail: Mapping[str, Any] = event.detail
    state.status = Status.PENDING
    state.pending_reason = detail["reason"]
    state.wake_at = detail.get("wake_at")
    if state.pending_reason in _HANDS_ON:
        state.phase = Phase.INTERVENTION
    _tick(state, event, "pause", state.pending_reason)
    _contact(state, event)


def _resumed(state: _Ticket, event: Event) -> None:
    _tick(state, event, "resume", state.pending_reason)
    state.status = Status.OPEN
    state.pending_reason = state.wake_at = None


def _end_pause(state: _Ticket, event: Event) -> None:
    if state.status is Status.PENDING:
        _resumed(state, event)


def _solved(state: _Ticket, event: Event) -> None:
    _end_pause(state, event)
    _respond(state, event)
    _contact(state, event)
    _tick(state, event, "restore")
    state.status = Status.RESOLVED
    state.resolved_at = event.at
    if state.assignee is None:
        state.assignee = event.actor


def _worked_around(state: _Ticket, event: Event) -> None:
    _end_pause(state, event)
    _respond(state, event)
    _contact(state, event)
    state.phase = Phase.INTERVENTION
    if state.assignee is None:
        state.assignee = event.actor
    state.status = Status.OPEN


def _cleared(state: _Ticket, event: Event) -> None:
    _end_pause(state, event)
    _tick(state, event, "restore")
    state.status = Status.RESOLVED
    state.resolved_at = event.at
    state.cleared = True


def _closed(state: _Ticket, event: Event) -> None:
    state.status = Status.CLOSED
    state.closed_at = event.at


def _reopened(state: _Ticket, event: Event) -> None:
    if state.cleared:
        state.clock.clear()  # nobody had acted: the same fault again is a fault from now on
        state.clocks_from = event.at
        state.contacted = False
    elif state.status is not Status.CANCELLED:
        _tick(state, event, "reopen")
    state.status = Status.OPEN if state.assignee else Status.NEW
    state.resolved_at = state.closed_at = None
    state.cleared = False


def _cancelled(state: _Ticket, event: Event) -> None:
    _end_pause(state, event)
    state.status = Status.CANCELLED
    state.closed_at = event.at


def _alert_fired(state: _Ticket, event: Event) -> None:
    detail: Mapping[str, Any] = event.detail
    state.alerts[detail["alert"]] = detail["severity"]
    state.firing.add(detail["alert"])


def _alert_over(state: _Ticket, event: Event) -> None:
    detail: Mapping[str, Any] = event.detail
    state.firing.discard(detail["alert"])


_MEANING: Mapping[str, Callable[[_Ticket, Event], None]] = {
    TicketEvent.OPENED: _opened,
    TicketEvent.TERMS: _terms,
    TicketEvent.TAKEN: _taken,
    TicketEvent.ASSIGNED: _assigned,
    TicketEvent.NOTED: _noted,
    TicketEvent.PAUSED: _paused,
    TicketEvent.RESUMED: _resumed,
    TicketEvent.SOLVED: _solved,
    TicketEvent.WORKED_AROUND: _worked_around,
    TicketEvent.CLEARED: _cleared,
    TicketEvent.CLOSED: _closed,
    TicketEvent.REOPENED: _reopened,
    TicketEvent.CANCELLED: _cancelled,
    TicketEvent.CLASSIFIED: _classified,
    TicketEvent.LEGAL_STARTED: _beside_the_clocks,
    TicketEvent.LEGAL_DONE: _beside_the_clocks,
    TicketEvent.LEGAL_DROPPED: _beside_the_clocks,
    TicketEvent.ALERT_JOINED: _alert_fired,
    TicketEvent.ALERT_FIRED: _alert_fired,
    TicketEvent.ALERT_RESOLVED: _alert_over,
    TicketEvent.ALERT_LEFT: _alert_over,
}
