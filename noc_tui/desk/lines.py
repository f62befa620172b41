"""From a ticket or an alert to its line in the queue, and from a line to the time that is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noc_tui.domain.queue import NEVER, Band, Kind, QueueRow, TimeLeft
from noc_tui.domain.ticket import ClockColumns
from noc_tui.domain.words import ACTIVE, CLOCKS, SEVERITIES, AlertStatus, Origin, Phase, Severity, Status
from noc_tui.sla.errors import NeverOpens

if TYPE_CHECKING:
    from noc_tui.desk.terms import TermsBook
    from noc_tui.domain.alert import AlertRow
    from noc_tui.domain.ticket import TicketRow
    from noc_tui.sla.business import BusinessCalendar
    from noc_tui.sla.profile import Warnings
    from noc_tui.store.read.connection import Reader

_SECOND = 1_000_000
ACKNOWLEDGE_WITHIN_S = {
    Severity.CRITICAL: 5 * 60,
    Severity.MAJOR: 15 * 60,
    Severity.MINOR: 60 * 60,
    Severity.WARNING: 4 * 3600,
    Severity.INFO: 24 * 3600,
}
"""The room's target for a person's first look at an alert, round the clock."""
CALL = "call"
"""The clock of a call-back that was agreed: it runs round the clock from its booking."""
CALL_SOON_S = 15 * 60


def next_clock(ticket: TicketRow) -> tuple[str, ClockColumns] | None:
    """The clock that is due next: the first due of those that have an instant, else the paused with least left."""
    going: list[tuple[str, ClockColumns]] = [
        (name, clock)
        for name in CLOCKS
        for clock in (_clock(ticket, name),)
        if clock.target_s is not None and clock.phase in {"running", "paused"}
    ]
    if ticket.call_at is not None:
        going.append((CALL, _call(ticket, ticket.call_at)))
    dated = [pair for pair in going if pair[1].due is not None]
    if dated:
        return min(dated, key=lambda pair: pair[1].due or 0)
    return min(going, key=lambda pair: (pair[1].target_s or 0) - pair[1].used_s, default=None)


def _clock(ticket: TicketRow, name: str) -> ClockColumns:
    clock: ClockColumns = getattr(ticket, name)
    return clock


def _call(ticket: TicketRow, at: int) -> ClockColumns:
    booked = ticket.call_from if ticket.call_from is not None else at
    return ClockColumns("running", max(0, at - booked) // _SECOND, 0, booked, at)


def line_of(read: Reader, book: TermsBook, ticket: TicketRow) -> QueueRow | None:
    """The ticket's line, or None where nothing is left to do."""
    if ticket.status not in ACTIVE:
        return None
    return ticket_line(ticket, book.calendar_of(read, ticket), book.promises(read, ticket).warnings)


def ticket_line(ticket: TicketRow, calendar: BusinessCalendar, warnings: Warnings) -> QueueRow:
    """The line of a ticket on which something is left to do."""
    chosen = next_clock(ticket)
    name, clock = chosen if chosen is not None else (None, None)
    target_s = clock.target_s if clock else None
    band, at = _ticket_place(ticket, clock)
    called = name == CALL
    half_s, soon_s = (None, CALL_SOON_S) if called else _turns(target_s, warnings)
    return QueueRow(
        band=band,
        at=at,
        kind=Kind.TICKET,
        ref=ticket.id,
        overrun_at=ticket.call_at if called else _overrun_at(clock, calendar),
        key=ticket.key,
        subject=ticket.subject,
        customer_id=ticket.customer_id,
        severity=ticket.severity,
        status=ticket.status,
        level=ticket.level,
        phase=ticket.phase,
        category=ticket.category,
        priority=ticket.priority,
        technology=ticket.technology,
        team=ticket.team,
        assignee=ticket.assignee,
        origin=ticket.origin,
        source=None,
        pending_reason=ticket.pending_reason,
        wake_at=ticket.wake_at,
        opened_at=ticket.opened_at,
        clock=name,
        clock_phase=clock.phase if clock else None,
        target_s=target_s,
        used_s=clock.used_s if clock else 0,
        since=clock.since if clock else None,
        due=clock.due if clock else None,
        calendar_id=None if called else ticket.calendar_version_id,
        on_call_id=None if called else ticket.on_call_version_id,
        half_s=half_s,
        soon_s=soon_s,
        alerts_firing=ticket.alerts_firing,
        count=0,
        version=ticket.version,
    )


def _turns(target_s: int | None, warnings: Warnings) -> tuple[int | None, int | None]:
    if target_s is None:
        return None, None
    return warnings.half.remaining_s(target_s), warnings.soon.remaining_s(target_s)


def _overrun_at(clock: ClockColumns | None, calendar: BusinessCalendar) -> int | None:
    """When the time left turns negative; None where it does not, or nobody can say yet."""
    if clock is None or clock.due is None or clock.target_s is None:
        return None
    turns_from = clock.due
    if clock.used_s <= clock.target_s:
        if clock.since is None:
            return None
        turns_from = max(clock.due, clock.since)  # reached just as it was paused: it turns when it has gone on
    try:
        return calendar.next_open_s(turns_from // _SECOND) * _SECOND
    except NeverOpens:
        return None


def _ticket_place(ticket: TicketRow, clock: ClockColumns | None) -> tuple[Band, int]:
    if clock is not None and clock.due is not None:
        return Band.DUE, clock.due  # running, or paused after it was overrun
    if ticket.status == Status.PENDING:
        return Band.PAUSED, ticket.wake_at if ticket.wake_at is not None else NEVER
    return Band.NO_TARGET, ticket.opened_at


def alert_line(alert: AlertRow) -> QueueRow | None:
    """The line of an alert that nobody has taken, or None where somebody or a ticket has it."""
    if alert.ticket_id is not None or alert.status not in {AlertStatus.FIRING, AlertStatus.SHELVED}:
        return None
    start = alert.seen_at
    shelved = alert.status == AlertStatus.SHELVED
    within = ACKNOWLEDGE_WITHIN_S[SEVERITIES[alert.severity]]
    due = start + within * _SECOND
    until = alert.shelved_until if alert.shelved_until is not None else NEVER
    return QueueRow(
        band=Band.PAUSED if shelved else Band.DUE,
        at=until if shelved else due,
        kind=Kind.ALERT,
        ref=alert.id,
        overrun_at=None if shelved else due,
        key=f"alert {alert.id}",
        subject=alert_subject(alert.event, alert.resource, alert.summary),
        customer_id=alert.customer_id,
        severity=alert.severity,
        status=alert.status,
        level=1,
        phase=Phase.TRIAGE,
        category=None,
        priority=None,
        technology=None,
        team=None,
        assignee=None,
        origin=Origin.ALERT,
        source=alert.source,
        pending_reason="shelved" if shelved else None,
        wake_at=alert.shelved_until,
        opened_at=start,
        clock="alert",
        clock_phase="paused" if shelved else "running",
        target_s=within,
        used_s=0,
        since=None if shelved else start,
        due=None if shelved else due,
        calendar_id=None,
        on_call_id=None,
        half_s=None,
        soon_s=None,
        alerts_firing=1,
        count=alert.count,
        version=alert.version,
    )


def alert_subject(event: str, resource: str, summary: str) -> str:
    """An alert in one line: what, where, and the sender's own words where they add to it."""
    head = f"{event} {resource}".strip()
    return head if not summary or summary == head else f"{head} · {summary}"


def time_left(clock: ClockColumns, calendar: BusinessCalendar | None, now: int, goes_on: int | None = None) -> TimeLeft:
    """What is left of a stored clock at `now` (UTC microseconds); without a calendar every hour counts.

    `goes_on` is where its pause ends by itself: past that it runs again from there.
    """
    phase, target_s, used, since, due = clock.phase, clock.target_s, clock.used_s, clock.since, clock.due
    if target_s is None:
        return TimeLeft("none", None, None, False)
    if phase == "paused" and goes_on is not None and goes_on <= now:
        phase, since = "running", goes_on
        if due is None:
            start, rest = goes_on // _SECOND, max(0, target_s - used)
            due = (start + rest if calendar is None else calendar.add_s(start, rest)) * _SECOND
    closed = False
    if since is not None:
        start, end = since // _SECOND, now // _SECOND
        used += max(0, end - start) if calendar is None else max(0, calendar.between_s(start, end))
        closed = calendar is not None and not calendar.is_open_s(end)
    remaining = target_s - used
    if remaining < 0:
        status = "breached"
    elif phase == "stopped":
        status = "met"
    else:
        status = phase
    return TimeLeft(status, due, remaining, closed and phase == "running")
