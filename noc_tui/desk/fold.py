"""A ticket's events folded into its state: the one place that says what an event means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from noc_tui.desk.terms import TermsRef
from noc_tui.domain.errors import StoreDamaged
from noc_tui.domain.event import Event, TicketEvent, is_person, undone_actions
from noc_tui.domain.words import Category, Phase, Reason, Status, Visibility
from noc_tui.sla.clock import ClockEvent

_SECOND = 1_000_000
_OPENING = 2
"""Events that always stand: the opening and its terms, without which there is no ticket."""
_NO_TOUCH = frozenset({TicketEvent.TERMS, TicketEvent.UNDONE, TicketEvent.LINKED, TicketEvent.UNLINKED})
"""What a person does around a ticket rather than in it."""
_HANDS_ON = frozenset({Reason.VENDOR, Reason.VISIT, Reason.PARTS})
"""Waiting for these means that the intervention has begun (Y5)."""


@dataclass(slots=True)
class TicketState:
    """What the events so far make of a ticket."""

    opened: Mapping[str, Any] = field(default_factory=dict)
    opened_at: int = 0
    clocks_from: int = 0
    """Where the clocks start: the opening, or the reopening of a ticket that nobody had touched."""
    customer_id: int | None = None
    contact_id: int | None = None
    site_id: int | None = None
    equipment_id: int | None = None
    ref: TermsRef | None = None
    status: Status = Status.NEW
    phase: Phase = Phase.TRIAGE
    level: int = 1
    category: str = Category.NON_BLOCKING
    impact: str | None = None
    urgency: str | None = None
    priority: str | None = None
    fault: str | None = None
    estimate_s: int | None = None
    technology: str | None = None
    team: str | None = None
    assignee: str | None = None
    pending_reason: str | None = None
    wake_at: int | None = None
    call_at: int | None = None
    call_from: int | None = None
    call_who: str | None = None
    merged_into: str | None = None
    spent_s: int = 0
    solved_in_call: bool = False
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


def fold(ticket_id: int, events: Sequence[Event]) -> TicketState:
    """The state that these events make, less those that were undone.

    Raises StoreDamaged where they are no ticket's.
    """
    state = TicketState()
    undone = undone_actions(events)
    for number, event in enumerate(events):
        apply = _MEANING.get(event.kind)
        if apply is None:
            raise StoreDamaged(f"Ticket {ticket_id} has an event “{event.kind}” that this program does not know.")
        state.updated_at = max(state.updated_at, event.at)
        if event.action_id in undone and number >= _OPENING:
            continue
        apply(state, event)
        if event.kind == TicketEvent.UNDONE and event.detail["action"] == events[0].action_id:
            _withdraw(state, event)
        state.spent_s += int(str(event.detail.get("spent_s") or 0))
        if is_person(event.actor) and event.kind not in _NO_TOUCH:
            state.touched = True
    if not state.opened or state.ref is None:
        raise StoreDamaged(f"The timeline of ticket {ticket_id} does not begin with its opening and terms.")
    return state


def _withdraw(state: TicketState, event: Event) -> None:
    """Its opening was undone: it is as if it had been cancelled then."""
    _cancelled(state, event)
    state.resolved_at = None


def _tick(state: TicketState, event: Event, kind: str, reason: str | None = None) -> None:
    state.clock.append(ClockEvent(event.at // _SECOND, kind, reason))


def _respond(state: TicketState, event: Event) -> None:
    if not state.responded and is_person(event.actor):
        state.responded = True
        _tick(state, event, "response")


def _contact(state: TicketState, event: Event) -> None:
    if not state.contacted and event.visibility == Visibility.PUBLIC and is_person(event.actor):
        state.contacted = True
        _tick(state, event, "contact")


def _opened(state: TicketState, event: Event) -> None:
    detail = event.detail
    state.opened = detail
    state.opened_at = state.clocks_from = event.at
    _set(state, detail, (*_IDENTITY, *_CLASS, "team"))


def terms_ref(detail: Mapping[str, Any]) -> TermsRef:
    """The versions that a `terms` event names."""
    on_call = tuple(sorted(detail.get("on_call", {}).items()))
    return TermsRef(detail["contract"], detail["profile"], detail["calendar"], on_call)


_IDENTITY = ("customer_id", "contact_id", "site_id", "equipment_id")
_CLASS = ("category", "impact", "urgency", "priority", "fault", "technology", "estimate_s")


def _set(state: TicketState, detail: Mapping[str, object], names: Sequence[str]) -> None:
    """Takes over what an event says of these."""
    for name in names:
        if name in detail:
            setattr(state, name, detail[name])


def _classified(state: TicketState, event: Event) -> None:
    _set(state, event.detail, _CLASS)


def _identified(state: TicketState, event: Event) -> None:
    _set(state, event.detail, _IDENTITY)


def _beside_the_clocks(state: TicketState, event: Event) -> None:
    """Told in the thread, or of rows of their own: no column depends on it."""


def _call_booked(state: TicketState, event: Event) -> None:
    detail: Mapping[str, Any] = event.detail
    state.call_at, state.call_from, state.call_who = detail["call_at"], event.at, detail.get("who")


def _call_over(state: TicketState, event: Event) -> None:
    state.call_at = state.call_from = state.call_who = None
    _contact(state, event)


def _merged(state: TicketState, event: Event) -> None:
    _cancelled(state, event)
    state.status = Status.MERGED
    state.merged_into = str(event.detail["key"])


def _terms(state: TicketState, event: Event) -> None:
    detail: Mapping[str, Any] = event.detail
    state.ref = terms_ref(detail)


def _taken(state: TicketState, event: Event) -> None:
    state.assignee = event.actor
    if state.status is Status.NEW:
        state.status = Status.OPEN
    if state.phase is Phase.TRIAGE:
        state.phase = Phase.DIAGNOSIS
    _respond(state, event)


def _assigned(state: TicketState, event: Event) -> None:
    detail: Mapping[str, Any] = event.detail
    if "assignee" in detail:
        state.assignee = detail["assignee"]
        if state.status is Status.NEW and state.assignee:
            state.status = Status.OPEN
    state.team = detail.get("team", state.team)
    state.level = detail.get("level", state.level)
    state.phase = Phase(detail.get("phase", state.phase))


def _noted(state: TicketState, event: Event) -> None:
    _contact(state, event)


def _paused(state: TicketState, event: Event) -> None:
    detail: Mapping[str, Any] = event.detail
    state.status = Status.PENDING
    state.pending_reason = detail["reason"]
    state.wake_at = detail.get("wake_at")
    if state.pending_reason in _HANDS_ON:
        state.phase = Phase.INTERVENTION
    _tick(state, event, "pause", state.pending_reason)
    _contact(state, event)


def _resumed(state: TicketState, event: Event) -> None:
    _tick(state, event, "resume", state.pending_reason)
    state.status = Status.OPEN
    state.pending_reason = state.wake_at = None


def _end_pause(state: TicketState, event: Event) -> None:
    if state.status is Status.PENDING:
        _resumed(state, event)


def _solved(state: TicketState, event: Event) -> None:
    _end_pause(state, event)
    _respond(state, event)
    _contact(state, event)
    _tick(state, event, "restore")
    state.status = Status.RESOLVED
    state.resolved_at = event.at
    state.solved_in_call = bool(event.detail.get("in_call"))
    state.call_at = state.call_from = state.call_who = None
    if state.assignee is None:
        state.assignee = event.actor


def _worked_around(state: TicketState, event: Event) -> None:
    _end_pause(state, event)
    _respond(state, event)
    _contact(state, event)
    state.phase = Phase.INTERVENTION
    if state.assignee is None:
        state.assignee = event.actor
    state.status = Status.OPEN


def _cleared(state: TicketState, event: Event) -> None:
    _end_pause(state, event)
    _tick(state, event, "restore")
    state.status = Status.RESOLVED
    state.resolved_at = event.at
    state.cleared = True


def _closed(state: TicketState, event: Event) -> None:
    state.status = Status.CLOSED
    state.closed_at = event.at


def _reopened(state: TicketState, event: Event) -> None:
    if state.cleared:
        state.clock.clear()  # nobody had acted: the same fault again is a fault from now on
        state.clocks_from = event.at
        state.contacted = False
    elif state.status is not Status.CANCELLED:
        _tick(state, event, "reopen")
    state.status = Status.OPEN if state.assignee else Status.NEW
    state.resolved_at = state.closed_at = None
    state.cleared = state.solved_in_call = False


def _cancelled(state: TicketState, event: Event) -> None:
    _end_pause(state, event)
    state.status = Status.CANCELLED
    state.closed_at = event.at
    state.call_at = state.call_from = state.call_who = None


def _alert_fired(state: TicketState, event: Event) -> None:
    detail: Mapping[str, Any] = event.detail
    state.alerts[detail["alert"]] = detail["severity"]
    state.firing.add(detail["alert"])


def _alert_over(state: TicketState, event: Event) -> None:
    detail: Mapping[str, Any] = event.detail
    state.firing.discard(detail["alert"])


_MEANING: Mapping[str, Callable[[TicketState, Event], None]] = {
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
    TicketEvent.IDENTIFIED: _identified,
    TicketEvent.CHECKED: _beside_the_clocks,
    TicketEvent.CALL_BOOKED: _call_booked,
    TicketEvent.CALL_MADE: _call_over,
    TicketEvent.CALL_DROPPED: _call_over,
    TicketEvent.LINKED: _beside_the_clocks,
    TicketEvent.UNLINKED: _beside_the_clocks,
    TicketEvent.MERGED: _merged,
    TicketEvent.MERGED_IN: _beside_the_clocks,
    TicketEvent.SPLIT_OFF: _beside_the_clocks,
    TicketEvent.UNDONE: _beside_the_clocks,
    TicketEvent.LEGAL_STARTED: _beside_the_clocks,
    TicketEvent.LEGAL_DONE: _beside_the_clocks,
    TicketEvent.LEGAL_DROPPED: _beside_the_clocks,
    TicketEvent.ALERT_JOINED: _alert_fired,
    TicketEvent.ALERT_FIRED: _alert_fired,
    TicketEvent.ALERT_RESOLVED: _alert_over,
    TicketEvent.ALERT_LEFT: _alert_over,
}
