"""Customers and what was promised to them: immutable versions that tickets point at."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from noc_tui.models.columns import given, instant, key, reference, words


class Customer(SQLModel, table=True):
    """Whom the room works for."""

    __tablename__ = "customer"

    id: int | None = key()
    code: str = words(unique=True)
    name: str = words()
    aliases: str = words()
    """A JSON list of further names, as monitoring writes them."""
    city: str = words()
    operator: str | None = words(default=None)
    """Login of whoever looks after them first (G8)."""
    active: bool = given(True, "true")


class Site(SQLModel, table=True):
    """A place of a customer's."""

    __tablename__ = "site"
    __table_args__ = (UniqueConstraint("customer_id", "name", name="uq_site_customer_name"),)

    id: int | None = key()
    customer_id: int = reference("customer.id")
    name: str = words()
    city: str = words()
    address: str = words()
    active: bool = True


class Contact(SQLModel, table=True):
    """A person at a customer's."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("customer_id", "name", name="uq_contact_customer_name"),)

    id: int | None = key()
    customer_id: int = reference("customer.id")
    site_id: int | None = reference("site.id", default=None)
    name: str = words()
    mail: str = words()
    phone: str = words()
    digits: str = words()
    """Of the phone number, by which a caller is found."""
    role: str = words()
    active: bool = True


class Equipment(SQLModel, table=True):
    """A device or system of a customer's."""

    __tablename__ = "equipment"
    __table_args__ = (UniqueConstraint("customer_id", "name", name="uq_equipment_customer_name"),)

    id: int | None = key()
    customer_id: int = reference("customer.id")
    site_id: int | None = reference("site.id", default=None)
    name: str = words()
    """As monitoring names it."""
    kind: str = words()
    technology: str | None = words(default=None)
    access: str | None = words(default=None)
    """The agreed means of remote access; None is as the contract says."""
    redundant: bool = False
    active: bool = True


class CalendarVersion(SQLModel, table=True):
    """A business calendar as it was from a day on, its holidays written out as dates."""

    __tablename__ = "calendar_version"
    __table_args__ = (UniqueConstraint("name", "v", name="uq_calendar_name_v"),)

    id: int | None = key()
    name: str = words()
    v: int
    title: str = words()
    spec: str = words()
    at: int = instant()
    actor: str = words()


class ProfileVersion(SQLModel, table=True):
    """A support profile: targets per category."""

    __tablename__ = "profile_version"
    __table_args__ = (UniqueConstraint("name", "v", name="uq_profile_name_v"),)

    id: int | None = key()
    name: str = words()
    v: int
    title: str = words()
    spec: str = words()
    at: int = instant()
    actor: str = words()


class ContractVersion(SQLModel, table=True):
    """A customer's contract: profile, calendar, validity, and what it overrides."""

    __tablename__ = "contract_version"
    __table_args__ = (UniqueConstraint("code", "v", name="uq_contract_code_v"),)

    id: int | None = key()
    code: str = words()
    v: int
    customer_id: int = reference("customer.id", index=True)
    profile_version_id: int = reference("profile_version.id")
    calendar_version_id: int = reference("calendar_version.id")
    valid_from: str = words()
    """First day, ISO date in the room's zone."""
    valid_to: str | None = words(default=None)
    """Last day; None where it has no end."""
    monitoring: bool
    spec: str = words()
    at: int = instant()
    actor: str = words()
