"""Events: what happened, as it was written down. They are the truth; every row is derived from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from noc_tui.domain.words import Visibility

SYSTEM = "system"
INTAKE = "intake:"
IMPORT = "import-"
"""What the action of an import begins with: a file brought in is one action."""


def is_person(actor: str) -> bool:
    """Whether an event's actor is a human being: neither the program itself nor a source."""
    return actor != SYSTEM and not actor.startswith(INTAKE)


def is_import(action_id: str) -> bool:
    """Whether an event was brought in from another desk: nobody here did it, and nobody here takes it back."""
    return action_id.startswith(IMPORT)


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
    IDENTIFIED = "identified"
    CHECKED = "checked"
    CALL_BOOKED = "call_booked"
    CALL_MADE = "call_made"
    CALL_DROPPED = "call_dropped"
    LINKED = "linked"
    UNLINKED = "unlinked"
    MERGED = "merged"
    MERGED_IN = "merged_in"
    SPLIT_OFF = "split_off"
    UNDONE = "undone"
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
    UNDONE = "undone"


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


def standing(events: Sequence[Event]) -> list[Event]:
    """The events that hold: those of an undone action are left out, and an undoing that was itself undone undoes none.

    The first event, which is what made the subject, always stands.
    """
    undone = undone_actions(events)
    if not undone:
        return list(events)
    return [event for number, event in enumerate(events) if not number or event.action_id not in undone]


def undone_actions(events: Sequence[Event]) -> frozenset[str]:
    """The actions that are taken back in a timeline."""
    undone: set[str] = set()
    for event in reversed(events):
        if event.kind == TicketEvent.UNDONE and event.action_id not in undone:
            undone.add(str(event.detail["action"]))
    return frozenset(undone)
