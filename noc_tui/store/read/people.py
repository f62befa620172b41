"""Who calls and about what: sites, contacts, equipment; and the room's technologies, teams, faults and rules."""

from __future__ import annotations

from typing import Literal

from noc_tui.domain.errors import NotFound
from noc_tui.domain.setup import ContactRow, EquipmentRow, FaultRow, NamedRow, RuleRow, SiteRow
from noc_tui.domain.words import ContactRole
from noc_tui.store.read.connection import Reader, Row

Listed = Literal["technology", "team"]
_SITE = "SELECT id, customer_id, name, city, address, active FROM site"
_CONTACT = "SELECT id, customer_id, site_id, name, mail, phone, role, active FROM contact"
_EQUIPMENT = "SELECT id, customer_id, site_id, name, kind, technology, access, redundant, active FROM equipment"
_OF = "WHERE customer_id = :customer ORDER BY name"
_BY_ID = "WHERE id = :id"


def digits_of(phone: str) -> str:
    """The digits of a phone number, by which a caller is found: `+39 02 123` and `0039 02123` are the same."""
    digits = "".join(char for char in phone if char.isascii() and char.isdigit())
    return digits.removeprefix("00") if phone.lstrip().startswith("00") else digits


def _site(row: Row) -> SiteRow:
    values = (*row[:5], bool(row[5]))
    return SiteRow(*values)


def contact_row(row: Row) -> ContactRow:
    """A row in the order of the table as a frozen contact."""
    values = (*row[:6], ContactRole(row[6]), bool(row[7]))
    return ContactRow(*values)


def equipment_row(row: Row) -> EquipmentRow:
    """A row in the order of the table as frozen equipment."""
    values = (*row[:7], bool(row[7]), bool(row[8]))
    return EquipmentRow(*values)


def sites(read: Reader, customer_id: int) -> list[SiteRow]:
    """A customer's sites by name."""
    return [_site(row) for row in read.rows(f"{_SITE} {_OF}", {"customer": customer_id})]


def contacts(read: Reader, customer_id: int) -> list[ContactRow]:
    """A customer's people by name."""
    return [contact_row(row) for row in read.rows(f"{_CONTACT} {_OF}", {"customer": customer_id})]


def equipment(read: Reader, customer_id: int) -> list[EquipmentRow]:
    """A customer's equipment by name."""
    return [equipment_row(row) for row in read.rows(f"{_EQUIPMENT} {_OF}", {"customer": customer_id})]


def site_by_id(read: Reader, site_id: int) -> SiteRow:
    """The site of that id. Raises NotFound."""
    return _site(_one(read, f"{_SITE} {_BY_ID}", site_id, "site"))


def contact_by_id(read: Reader, contact_id: int) -> ContactRow:
    """The contact of that id. Raises NotFound."""
    return contact_row(_one(read, f"{_CONTACT} {_BY_ID}", contact_id, "contact"))


def equipment_by_id(read: Reader, equipment_id: int) -> EquipmentRow:
    """The equipment of that id. Raises NotFound."""
    return equipment_row(_one(read, f"{_EQUIPMENT} {_BY_ID}", equipment_id, "equipment"))


def _one(read: Reader, sql: str, ident: int, what: str) -> Row:
    row = read.one(sql, {"id": ident})
    if row is None:
        raise NotFound(f"There is no {what} with id {ident}.")
    return row


def listed(read: Reader, what: Listed) -> list[NamedRow]:
    """The room's technologies or teams by name."""
    return [NamedRow(*row) for row in read.rows(f"SELECT name, title FROM {what} ORDER BY name")]


def faults(read: Reader) -> list[FaultRow]:
    """The kinds of incident that the room tells apart (G3), by kind and name."""
    return [FaultRow(*row) for row in read.rows("SELECT name, kind, title FROM fault ORDER BY kind, name")]


def rules(read: Reader) -> list[RuleRow]:
    """Which team a ticket goes to, in the order in which the rules are asked."""
    found = read.rows("SELECT position, technology, category, fault, team FROM rule ORDER BY position")
    return [RuleRow(*row) for row in found]
