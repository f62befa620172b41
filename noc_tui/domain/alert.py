"""The alert as a frozen row. Instants are UTC microseconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert as its events left it; `last_seen` also moves with repeats, which are no events."""

    id: int
    source: str
    alert_key: str
    customer_id: int | None
    customer_hint: str
    resource: str
    event: str
    severity: int
    """Rank, 0 critical to 4 info."""
    severity_text: str
    summary: str
    status: str
    count: int
    """Occurrences so far."""
    first_seen: int
    last_seen: int
    seen_at: int
    """When the room first saw the current occurrence: a person's first look is due from there."""
    started_at: int
    """Start of the current or last occurrence, never in the future."""
    started_raw: int
    """The same as the sender gave it: the occurrence's identity."""
    ended_at: int | None
    """The latest end that the sender told of."""
    group_key: str
    ticket_id: int | None
    holder: str | None
    """Who acknowledged or shelved it."""
    shelved_until: int | None
    flags: str
    """Blank-separated words: `future` (the sender's clock runs ahead)."""
    labels: str
    annotations: str
    extra: str
    version: int


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time the fault was there."""

    alert_id: int
    started_raw: int
    started_at: int
    ended_at: int | None
