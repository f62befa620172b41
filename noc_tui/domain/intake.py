"""What the intake keeps beside the alerts, as frozen rows. Instants are UTC microseconds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class HeldStatus(StrEnum):
    """What became of a body in quarantine."""

    HELD = "held"
    REPLAYED = "replayed"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Held:
    """A body in quarantine, its bytes left in the store."""

    id: int
    source: str
    scope: str
    """Code of the customer that the sender's token spoke for; empty where it spoke for none."""
    received_at: int
    reason: str
    size: int
    """Bytes."""
    seen: int
    """How often the same body came."""
    status: str
    settled_at: int | None


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A bearer token, of which only the hash is kept."""

    id: int
    source: str
    customer: str | None
    """Code of the customer it speaks for; None where the alerts say it themselves."""
    hint: str
    """Its first characters."""
    created_at: int
    created_by: str
    revoked_at: int | None
