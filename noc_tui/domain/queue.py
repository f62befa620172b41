"""One line of the queue: a ticket, or an alert that nobody has taken, with all that the list shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Kind(IntEnum):
    """What a line stands for."""

    TICKET = 0
    ALERT = 1


class Band(IntEnum):
    """The three stretches of the list, in order."""

    DUE = 0
    NO_TARGET = 1
    PAUSED = 2


NEVER = 1 << 62
"""Sorts after every instant: a pause without a wake-up."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """What the list knows of a line. Instants are UTC microseconds, durations open seconds."""

    band: int
    at: int
    kind: int
    ref: int
    overrun_at: int | None
    """After this instant the time left is negative; None where it is not, and no clock runs towards it."""
    key: str
    subject: str
    customer_id: int | None
    severity: int
    status: str
    level: int
    phase: str
    category: str | None
    priority: str | None
    technology: str | None
    team: str | None
    assignee: str | None
    origin: str
    source: str | None
    pending_reason: str | None
    wake_at: int | None
    opened_at: int
    clock: str | None
    """Which clock is due next: `contact`, `response`, `restore`, `call`, or `alert`."""
    clock_phase: str | None
    target_s: int | None
    used_s: int
    since: int | None
    due: int | None
    calendar_id: int | None
    """Version of the calendar that the clock counts by; None counts every hour."""
    on_call_id: int | None
    """Version of the calendar that widens it."""
    half_s: int | None
    soon_s: int | None
    """Open seconds left at which the clock turns, once and again; None where it does not."""
    alerts_firing: int
    count: int
    version: int

    @property
    def identity(self) -> tuple[int, int]:
        """What the cursor holds on to, wherever the line moves."""
        return self.kind, self.ref


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its customer's names, as the list shows it."""

    row: QueueRow
    customer: str
    customer_code: str


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """A clock as it reads at an instant."""

    status: str
    """`none`, `pending`, `running`, `paused`, `met` or `breached`."""
    due: int | None
    """UTC microseconds; None while paused or without a target."""
    remaining_s: int | None
    outside_hours: bool
    """It would run, and the calendar is closed."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The strip above the list: how many lines each of its filters shows."""

    lines: int
    overrun: int
    soon: int
    """Due within the hour."""
    today: int
    """Due before midnight, those within the hour included."""
    paused: int
    nobody: int
