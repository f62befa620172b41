"""Who is in the room at this moment, and on which ticket."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Doing(StrEnum):
    """What somebody does on a ticket, from the least to the most that another would disturb."""

    READING = "reading"
    TRIAGE = "triage"
    WRITING = "writing"


@dataclass(frozen=True, slots=True)
class Presence:
    """What one session last said of itself. Past `until`, UTC microseconds, it is gone."""

    session: str
    who: str
    ticket_id: int | None
    doing: Doing
    until: int


@dataclass(frozen=True, slots=True)
class Looker:
    """Somebody on a ticket, as others see them."""

    who: str
    doing: Doing
