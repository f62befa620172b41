"""From a ticket's events to its row: its state, and the clocks that its terms make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from noc_tui.desk.fold import TicketState, fold
from noc_tui.desk.terms import Targets, TermsBook, TermsRef
from noc_tui.domain.errors import Refused
from noc_tui.domain.event import Event
from noc_tui.domain.ticket import WAIVED, ClockColumns, TicketRow, ticket_key
from noc_tui.domain.words import CLOCKS, Category, ClockName, Status
from noc_tui.sla.business import BusinessCalendar
from noc_tui.sla.clock import ClockEvent, ClockState, Target, clock_states
from noc_tui.sla.errors import NeverOpens
from noc_tui.store.read.connection import Reader

_SECOND = 1_000_000
_PRIORITY_SEVERITY = {"P1": 0, "P2": 1, "P3": 2, "P4": 3}
_CATEGORY_SEVERITY = {Category.BLOCKING: 1, Category.NON_BLOCKING: 2}


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
    return _story(fold(ticket_id, events), book, read)


def story_calendar(read: Reader, book: TermsBook, story: ClockStory) -> BusinessCalendar:
    """The calendar that a story's clocks count by."""
    return book.calendar(read, story.ref.calendar_version_id, dict(story.ref.on_call).get(story.category))


def derive_ticket(read: Reader, book: TermsBook, ticket_id: int, events: Sequence[Event]) -> TicketRow:
    """The row that these events make. Raises StoreDamaged where they are no ticket's."""
    state = fold(ticket_id, events)
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


def _story(state: TicketState, book: TermsBook, read: Reader) -> ClockStory:
    assert state.ref is not None
    promised = book.terms(read, state.ref).targets_for(state.category, state.priority)
    owed: dict[str, Target | None] = {
        clock: None if _is_waived(state, clock, promised[clock]) else promised[clock] for clock in CLOCKS
    }
    start = state.clocks_from // _SECOND
    return ClockStory(state.ref, state.category, state.priority, promised, owed, start, tuple(state.clock))


def _row(ticket_id: int, state: TicketState, clocks: Mapping[str, ClockColumns], version: int) -> TicketRow:
    opened, ref = state.opened, state.ref
    assert ref is not None
    year, number = opened["year"], opened["number"]
    return TicketRow(
        id=ticket_id,
        key=ticket_key(year, number),
        year=year,
        number=number,
        subject=opened["subject"],
        customer_id=state.customer_id,
        contact_id=state.contact_id,
        site_id=state.site_id,
        equipment_id=state.equipment_id,
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
        impact=state.impact,
        urgency=state.urgency,
        priority=state.priority,
        severity=_severity(state),
        fault=state.fault,
        technology=state.technology,
        team=state.team,
        assignee=state.assignee,
        pending_reason=state.pending_reason,
        wake_at=state.wake_at,
        call_at=state.call_at,
        call_from=state.call_from,
        call_who=state.call_who,
        merged_into=state.merged_into,
        external_ref=opened.get("external_ref"),
        estimate_s=state.estimate_s,
        spent_s=state.spent_s,
        opened_at=state.opened_at,
        resolved_at=state.resolved_at,
        closed_at=state.closed_at,
        updated_at=state.updated_at,
        solved_in_call=state.solved_in_call,
        touched=state.touched,
        alerts_firing=len(state.firing),
        contact=clocks[ClockName.CONTACT],
        response=clocks[ClockName.RESPONSE],
        restore=clocks[ClockName.RESTORE],
        version=version,
    )


def _severity(state: TicketState) -> int:
    if state.alerts:
        return min(state.alerts[alert] for alert in (state.firing or state.alerts))
    if state.priority:
        return _PRIORITY_SEVERITY[state.priority]
    return _CATEGORY_SEVERITY.get(Category(state.category), 4)


def _is_waived(state: TicketState, clock: str, target: Target | None) -> bool:
    """Whether a promise binds nobody any more: the work is not wanted, or alerts alone ended what people owed."""
    owed_by_people = clock != ClockName.RESTORE or (target is not None and target.start == "response")
    return state.status in {Status.CANCELLED, Status.MERGED} or (state.cleared and owed_by_people)


def _columns(state: ClockState) -> ClockColumns:
    return ClockColumns(
        state.phase,
        state.target_s,
        state.used_s,
        None if state.since is None else state.since * _SECOND,
        None if state.due is None else state.due * _SECOND,
    )
