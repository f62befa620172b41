"""Customers, contracts, profiles, calendars and operators as frozen rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from noc_tui.domain.words import Role


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """Whom the room works for."""

    id: int
    code: str
    name: str
    aliases: tuple[str, ...]
    city: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """An immutable version of a calendar or a profile; `spec` is its document."""

    id: int
    name: str
    v: int
    title: str
    spec: Mapping[str, object]


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
