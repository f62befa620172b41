"""The ticket as a frozen row: every column is derived from its events. Instants are UTC microseconds."""

from __future__ import annotations

import re
from dataclasses import dataclass

KEY = re.compile(r"(?:NOC-)?(?:(\d{4})-)?0*(\d{1,9})", re.IGNORECASE)


def ticket_key(year: int, number: int) -> str:
    """The key people use: `NOC-2026-000123`."""
    return f"NOC-{year}-{number:06d}"


@dataclass(frozen=True, slots=True)
class ClockColumns:
    """One clock as stored: depends on the events alone, never on the present."""

    phase: str
    """`none`, `pending`, `running`, `paused`, `stopped`, or `waived`: promised, and no longer owed."""
    target_s: int | None
    """Promised open seconds; None where nothing is promised."""
    used_s: int
    """Open seconds counted up to `since`, or in all where the clock does not run."""
    since: int | None
    """The instant from which open time counts on; None where the clock does not run."""
    due: int | None


WAIVED = ClockColumns("waived", None, 0, None, None)


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket as its events left it."""

    id: int
    key: str
    year: int
    number: int
    subject: str
    customer_id: int | None
    contact_id: int | None
    """Who asked."""
    site_id: int | None
    equipment_id: int | None
    contract_version_id: int | None
    profile_version_id: int
    calendar_version_id: int
    on_call_version_id: int | None
    """The calendar that widens the coverage for its category; None where none does."""
    origin: str
    channel: str
    status: str
    phase: str
    level: int
    category: str
    impact: str | None
    urgency: str | None
    priority: str | None
    severity: int
    """Rank, 0 critical to 4 info: of its worst alert, else by category and priority."""
    fault: str | None
    """The kind of incident (G3)."""
    technology: str | None
    team: str | None
    assignee: str | None
    pending_reason: str | None
    wake_at: int | None
    call_at: int | None
    """When somebody is to be called back (G8)."""
    call_from: int | None
    """Since when that is agreed."""
    call_who: str | None
    """Login of who is to call; None is whoever comes first."""
    merged_into: str | None
    """Key of the ticket that it became a part of."""
    external_ref: str | None
    """Its number where it came from."""
    estimate_s: int | None
    """Level 1's estimate of the time to solve (N2)."""
    spent_s: int
    """Time worked on it, as people said it."""
    opened_at: int
    resolved_at: int | None
    closed_at: int | None
    updated_at: int
    solved_in_call: bool
    """Solved while the first call went on (N1)."""
    touched: bool
    """A person acted in it."""
    alerts_firing: int
    contact: ClockColumns
    response: ClockColumns
    restore: ClockColumns
    version: int
    """Number of its events; writing on an older one is refused."""


@dataclass(frozen=True, slots=True)
class TimeEntry:
    """Time that somebody worked on a ticket."""

    ticket_id: int
    seq: int
    """The event that told of it."""
    at: int
    spent_s: int
    actor: str
