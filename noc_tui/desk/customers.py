"""Customers, with their sites, people and equipment: each written by name, and retired rather than deleted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from sqlmodel import col, insert, update

from noc_tui.desk.actors import find_operator, require
from noc_tui.desk.room_words import technology_named
from noc_tui.desk.setup_fields import new_with, read_fields
from noc_tui.desk.setup_writing import TABLES, columns
from noc_tui.domain.errors import BadInput, NotFound, Refused
from noc_tui.domain.setup import ContactRow, CustomerRow, EquipmentRow, SiteRow
from noc_tui.domain.words import ContactRole, Role
from noc_tui.models.terms import Customer
from noc_tui.store.read import people, setup
from noc_tui.store.read.connection import Reader
from noc_tui.store.tx import Tx
from noc_tui.text import line

Thing = TypeVar("Thing", SiteRow, ContactRow, EquipmentRow)


def add_customer(
    tx: Tx, code: str, name: str, *, aliases: Sequence[str] = (), city: str = "", operator: str | None = None
) -> CustomerRow:
    """A new customer; `operator` is the login of whoever looks after them first (G8).

    Raises Refused where code, name or an alias is taken, NotFound for an operator who is not there.
    """
    require(tx.actor, Role.LEAD, "add customers")
    said = {"code": code, "name": name, "aliases": list(aliases), "city": city}
    if not code.strip() or not name.strip() or " " in code.strip():
        raise BadInput("A customer needs a code without blanks, and a name.", 'noc customer add BDA "Banca dell\'Adda"')
    row = read_fields("customer", said)
    row["operator"] = find_operator(tx.read, operator) if operator else None
    _refuse_taken(tx.read, row)
    tx.connection.execute(insert(Customer), [columns("customer", new_with("customer", row), {})])
    tx.changed("setup", f"customer {row['code']}")
    return setup.find_customer(tx.read, row["code"])


def edit_customer(
    tx: Tx,
    customer: str,
    *,
    name: str | None = None,
    aliases: Sequence[str] | None = None,
    city: str | None = None,
    operator: str | None = None,
    active: bool | None = None,
) -> CustomerRow:
    """New words on a customer; what is None stays, an empty `operator` takes theirs away. `active` False retires them.

    Raises NotFound for an unknown customer or operator, Refused where the name or an alias is another's.
    """
    require(tx.actor, Role.LEAD, "edit customers")
    found = setup.find_customer(tx.read, customer)
    given = {"name": name, "aliases": None if aliases is None else list(aliases), "city": city, "active": active}
    row = read_fields("customer", _said(given))
    if operator is not None:
        row["operator"] = find_operator(tx.read, operator) if operator else None
    if not row:
        raise BadInput("Nothing was given to change.", "noc customer edit BDA --city Lecco")
    _refuse_taken(tx.read, row, found.id)
    change = update(Customer).where(col(Customer.id) == found.id).values(**columns("customer", row, {}))
    tx.connection.execute(change)
    tx.changed("setup", f"customer {found.code}")
    return setup.customer_by_id(tx.read, found.id)


def put_site(
    tx: Tx,
    customer: str,
    name: str,
    *,
    rename: str | None = None,
    city: str | None = None,
    address: str | None = None,
    active: bool | None = None,
) -> SiteRow:
    """A site of a customer's, or new words on the one of that name; what is None stays.

    Raises NotFound for an unknown customer, Refused where `rename` is another site's name.
    """
    given = {"name": rename, "city": city, "address": address, "active": active}
    return people.site_by_id(tx.read, _put(tx, "site", customer, name, given))


def put_contact(
    tx: Tx,
    customer: str,
    name: str,
    *,
    rename: str | None = None,
    mail: str | None = None,
    phone: str | None = None,
    role: ContactRole | None = None,
    site: str | None = None,
    active: bool | None = None,
) -> ContactRow:
    """A person at a customer's, or new words on the one of that name; what is None stays, an empty `site` is none.

    Raises NotFound for an unknown customer or site, BadInput for a mail address or phone number that is none, Refused
    where `rename` is somebody else's name.
    """
    given = {"name": rename, "mail": mail, "phone": phone, "role": role, "site": site, "active": active}
    return people.contact_by_id(tx.read, _put(tx, "contact", customer, name, given))


def put_equipment(
    tx: Tx,
    customer: str,
    name: str,
    *,
    rename: str | None = None,
    kind: str | None = None,
    technology: str | None = None,
    site: str | None = None,
    access: str | None = None,
    redundant: bool | None = None,
    active: bool | None = None,
) -> EquipmentRow:
    """A device of a customer's, or new words on the one of that name; what is None stays, an empty word is taken away.

    Raises NotFound for an unknown customer, site or technology, Refused where `rename` is another device's name.
    """
    given = {"name": rename, "kind": kind, "technology": technology, "site": site, "access": access,
             "redundant": redundant, "active": active}  # fmt: skip
    if technology:
        given["technology"] = technology_named(tx.read, technology)
    return people.equipment_by_id(tx.read, _put(tx, "equipment", customer, name, given))


def named_of(read: Reader, customer: str, listed: Callable[[Reader, int], Sequence[Thing]], name: str) -> Thing | None:
    """A customer's site, person or device of that name, letter case aside. Raises NotFound for an unknown customer."""
    there = listed(read, setup.find_customer(read, customer).id)
    return next((one for one in there if one.name.casefold() == line(name).casefold()), None)


def who_share_a_phone(read: Reader, contact: ContactRow) -> list[ContactRow]:
    """The customer's other people who have the contact's number."""
    digits = people.digits_of(contact.phone)
    others = (one for one in people.contacts(read, contact.customer_id) if one.id != contact.id)
    return [one for one in others if digits and people.digits_of(one.phone) == digits]


def _said(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not None}


def _put(tx: Tx, kind: str, customer: str, name: str, given: Mapping[str, Any]) -> int:
    """Writes one thing of a customer's, found by its name, letter case aside. Gives its id."""
    require(tx.actor, Role.LEAD, "edit customers")
    owner = setup.find_customer(tx.read, customer)
    name = read_fields(kind, {"name": name})["name"]
    said = read_fields(kind, _said(given))
    ids = _ids(tx.read, kind, owner.id)
    before, wanted = ids.get(name.casefold()), said.get("name", name)
    if ids.get(wanted.casefold(), before) != before:
        raise Refused(f"{owner.code} has “{wanted}” already.", "Choose another name.")
    sites = {site.name: site.id for site in people.sites(tx.read, owner.id)}
    if said.get("site") is not None:
        said["site"] = _site_named(owner, sites, said["site"])
    table: Any = TABLES[kind]
    if before is None:
        row = columns(kind, new_with(kind, {**said, "name": wanted}), sites)
        tx.connection.execute(insert(table), [{"customer_id": owner.id, **row}])
    elif said:
        tx.connection.execute(update(table).where(col(table.id) == before).values(**columns(kind, said, sites)))
    tx.changed("setup", f"customer {owner.code}")
    return _ids(tx.read, kind, owner.id)[wanted.casefold()]


def _ids(read: Reader, kind: str, customer_id: int) -> dict[str, int]:
    """The ids of a customer's things of a kind, by name in lower case."""
    listed: Any = {"site": people.sites, "contact": people.contacts, "equipment": people.equipment}[kind]
    return {row.name.casefold(): row.id for row in listed(read, customer_id)}


def _site_named(owner: CustomerRow, sites: Mapping[str, int], wanted: str) -> str:
    for name in sites:
        if name.casefold() == wanted.casefold():
            return name
    hint = f"There are: {', '.join(sites)}." if sites else f'noc customer site {owner.code} "{wanted}" adds it.'
    raise NotFound(f"{owner.code} has no site “{wanted}”.", hint)


def _refuse_taken(read: Reader, said: Mapping[str, Any], own: int | None = None) -> None:
    """Raises Refused where a word by which the customer would be found is another customer's."""
    for word in (said.get("code"), said.get("name"), *said.get("aliases", ())):
        taken = setup.match_customer(read, word) if word else None
        if taken is not None and taken.id != own:
            raise Refused(f"“{word}” is {taken.code} ({taken.name}) already.", "Choose another code, name or alias.")
