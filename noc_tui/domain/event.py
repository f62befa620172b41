"""Events: what happened, as it was written down. They are the truth; every row is derived from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from noc_tui.domain.words import Visibility

SYSTEM = "system"
INTAKE = "intake:"


def is_person(actor: str) -> bool:
    """Whether an event's actor is a human being: neither the program itself nor a source."""
    return actor != SYSTEM and not actor.startswith(INTAKE)


class Subject(StrEnum):
    """What a timeline belongs to."""

    TICKET = "ticket"
    ALERT = "alert"


class TicketEvent(StrEnum):
    """What can happen to a ticket."""

    OPENED = "opened"
    TERMS = "terms"
    TAKEN = "taken"
    ASSIGNED = "assigned"
    NOTED = "noted"
    PAUSED = "paused"
    RESUMED = "resumed"
    SOLVED = "solved"
    WORKED_AROUND = "worked_around"
    CLEARED = "cleared"
    CLOSED = "closed"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    CLASSIFIED = "classified"
    LEGAL_STARTED = "legal_started"
    LEGAL_DONE = "legal_done"
    LEGAL_DROPPED = "legal_dropped"
    ALERT_JOINED = "alert_joined"
    ALERT_FIRED = "alert_fired"
    ALERT_RESOLVED = "alert_resolved"
    ALERT_LEFT = "alert_left"


class AlertEvent(StrEnum):
    """What can happen to an alert."""

    FIRED = "fired"
    UPDATED = "updated"
    RESOLVED = "resolved"
    ACKNOWLEDGED = "acknowledged"
    SHELVED = "shelved"
    UNSHELVED = "unshelved"
    JOINED = "joined"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Draft:
    """An event about to be written: the store gives it its subject, number, actor and action."""

    kind: str
    at: int
    """When it happened, UTC microseconds."""
    detail: Mapping[str, object] = field(default_factory=dict)
    visibility: Visibility = Visibility.INTERNAL


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a timeline, as stored. `at` and `recorded_at` are UTC microseconds."""

    seq: int
    at: int
    recorded_at: int
    actor: str
    kind: str
    visibility: str
    action_id: str
    detail: Mapping[str, object]
    v: int = 1
