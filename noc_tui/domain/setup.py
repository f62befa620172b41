"""Customers, contracts, profiles, calendars and operators as frozen rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from noc_tui.domain.words import ContactRole, Role


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """Whom the room works for."""

    id: int
    code: str
    name: str
    aliases: tuple[str, ...]
    city: str
    operator: str | None
    """Login of whoever looks after them first (G8)."""
    active: bool


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A place of a customer's."""

    id: int
    customer_id: int
    name: str
    city: str
    address: str
    active: bool


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A person at a customer's."""

    id: int
    customer_id: int
    site_id: int | None
    name: str
    mail: str
    phone: str
    role: ContactRole
    active: bool


@dataclass(frozen=True, slots=True)
class EquipmentRow:
    """A device or system of a customer's, by the name that monitoring gives it."""

    id: int
    customer_id: int
    site_id: int | None
    name: str
    kind: str
    technology: str | None
    access: str | None
    """The agreed means of remote access; None is as the contract says."""
    redundant: bool
    active: bool


@dataclass(frozen=True, slots=True)
class RuleRow:
    """Which team a ticket goes to: what is None fits everything; the first rule that fits holds."""

    position: int
    technology: str | None
    category: str | None
    fault: str | None
    team: str


@dataclass(frozen=True, slots=True)
class FaultRow:
    """A kind of incident (G3)."""

    name: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A technology or a team."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """An immutable version of a calendar or a profile; `spec` is its document."""

    id: int
    name: str
    v: int
    title: str
    spec: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class SavedRow:
    """That a version of a contract, calendar or profile was written: when, in UTC microseconds, and by whom."""

    id: int
    v: int
    at: int
    actor: str


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A version of a contract. Validity is in days of the room's zone, ISO dates, both included."""

    id: int
    code: str
    v: int
    customer_id: int
    profile_version_id: int
    calendar_version_id: int
    valid_from: str
    valid_to: str | None
    monitoring: bool
    spec: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class OperatorRow:
    """Who works in the room."""

    login: str
    name: str
    role: Role
    level: int
    team: str | None
    active: bool
    competences: tuple[str, ...] = ()
    """Technologies, and whatever else they know."""
    shift: str | None = None
    """The calendar in whose hours they are on shift."""
