"""What an intake module makes of a body: observations, and what it could not read. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from noc_tui.domain.words import Severity


@dataclass(frozen=True, slots=True)
class Observation:
    """One alert as one delivery reports it. All text is clean; the times are the sender's own, unclamped."""

    source: str
    """Name of the format, e.g. `alertmanager`."""
    alert_key: str
    """Identity of the fault within the source: stays the same over its occurrences."""
    firing: bool
    """False for a resolve."""
    started_at: datetime | None
    """Sender's start of this occurrence; None where the format has none."""
    ended_at: datetime | None
    """Sender's end; None while firing, or where a resolve does not say."""
    resource: str
    """What is affected: a host, an interface, a service."""
    event: str
    """What is wrong with it, e.g. `InterfaceDown`."""
    severity: Severity
    severity_text: str
    """The sender's own word for it, kept and shown; empty where it said nothing."""
    summary: str
    customer_hint: str = ""
    """The customer as the sender names it; empty where it does not."""
    group_key: str = ""
    """The sender's group; alerts of one group and customer share a ticket."""
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, object] = field(default_factory=dict)
    """Fields that this format did not have when we wrote this: kept, and shown."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A body, or one alert of it in an envelope of its own, that could not be read; replayable as it is."""

    reason: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request as understood."""

    source: str
    key: str
    """The delivery key, the same for a repeated delivery; empty where each delivery must be applied."""
    observations: tuple[Observation, ...]
    rejected: tuple[Rejected, ...] = ()
    truncated: Mapping[str, int] = field(default_factory=dict)
    """Per group key seen in this delivery, how many alerts the sender cut off (0 where none)."""
