"""A legal deadline of a ticket as a frozen row. Instants are UTC microseconds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Regime(StrEnum):
    """Which law the clock is of."""

    NIS2 = "nis2"
    GDPR = "gdpr"


class Step(StrEnum):
    """What is to be handed in."""

    EARLY_WARNING = "early_warning"
    NOTIFICATION = "notification"
    FINAL_REPORT = "final_report"


@dataclass(frozen=True, slots=True)
class LegalRow:
    """One step of a regime that runs on a ticket."""

    ticket_id: int
    regime: str
    step: str
    aware_at: int
    due: int
    done_at: int | None


@dataclass(frozen=True, slots=True)
class LegalLine:
    """A step with its ticket, as lists and the board show it."""

    row: LegalRow
    key: str
    subject: str
    customer: str
