"""What a set-up document changes, written into the room: each kind after those that it names, many rows at once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlmodel import SQLModel, col, delete, insert, update

from noc_tui.desk.actors import require
from noc_tui.desk.contracts import add_contract
from noc_tui.desk.setup_fields import OF_A_CUSTOMER, new_with
from noc_tui.desk.setup_reading import Item
from noc_tui.desk.versions import save_calendar, save_profile
from noc_tui.domain.actor import Actor
from noc_tui.domain.words import Role
from noc_tui.models.room import Fault, Operator, Rule, Setting, Team, Technology
from noc_tui.models.terms import Contact, Customer, Equipment, Site
from noc_tui.store.read.people import digits_of
from noc_tui.store.read.room_setup import Key, Standing
from noc_tui.store.tx import Tx

Changed = tuple[Key, Mapping[str, Any]]
"""What it goes by, and the fields that are to say something else."""
TABLES: Mapping[str, type[SQLModel]] = {
    "technology": Technology, "team": Team, "fault": Fault, "operator": Operator, "customer": Customer,
    "site": Site, "contact": Contact, "equipment": Equipment,
}  # fmt: skip
_PRIMARY = {"technology": "name", "team": "name", "fault": "name", "operator": "login", "customer": "code"}
_ADMINS = frozenset({"room", "operator"})
_CONTRACTS_OWN = frozenset({"code", "profile", "calendar", "from", "to", "monitoring"})


def write_items(tx: Tx, changed: Sequence[Changed], items: Mapping[Key, Item], stands: Standing) -> None:
    """Writes what is new or changed, in the order in which it is given: kind by kind.

    `items` are what the documents say as a whole, `stands` what the room had before. Raises Forbidden where operators
    or the room change and the actor is no admin.
    """
    refuse_forbidden(tx.actor, [key for key, _ in changed])
    for kind, group in groupby(changed, lambda one: one[0][0]):
        if kind in TABLES:
            _write_rows(tx, kind, list(group), stands)
        else:
            for key, _ in group:
                _write_one(tx, items[key])
    for what in dict.fromkeys(_told(key) for key, _ in changed):
        tx.changed("setup", what)


def refuse_forbidden(actor: Actor, changed: Sequence[Key]) -> None:
    """Raises Forbidden where the actor may not write what goes by these keys."""
    if changed:
        require(actor, Role.LEAD, "set the room up")
    if any(key[0] in _ADMINS for key in changed):
        require(actor, Role.ADMIN, "set up operators, and what holds for the whole room")


def columns(kind: str, said: Mapping[str, Any], sites: Mapping[str, int]) -> dict[str, Any]:
    """Fields as the table of their kind keeps them; `sites` are the ids of the customer's, by name."""
    row = {name: json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
           for name, value in said.items() if name != "site"}  # fmt: skip
    if "site" in said:
        row["site_id"] = None if said["site"] is None else sites[said["site"]]
    if kind == "contact" and "phone" in said:
        row["digits"] = digits_of(said["phone"])
    return row


def _write_rules(tx: Tx, rules: Sequence[Mapping[str, Any]]) -> None:
    """These rules in place of those before, in this order."""
    tx.connection.execute(delete(Rule))
    rows = [{"technology": None, "category": None, "fault": None, **rule} for rule in rules]
    if rows:
        tx.connection.execute(insert(Rule), [{"position": place, **row} for place, row in enumerate(rows, 1)])


def _write_rows(tx: Tx, kind: str, changed: Sequence[Changed], stands: Standing) -> None:
    table: Any = TABLES[kind]
    owners, sites = _ids(tx) if kind in OF_A_CUSTOMER else ({}, {})
    new, old = [], []
    for key, said in changed:
        given = said if key in stands else new_with(kind, said)
        row = columns(kind, given, sites.get(key[1], {}))
        if key in stands:
            old.append((key, row))
        else:
            new.append({"customer_id": owners[key[1]], **row} if owners else row)
    if new:
        tx.connection.execute(insert(table), new)
    for key, row in old:
        change = update(table).values(**row)
        if owners:
            change = change.where(col(table.customer_id) == owners[key[1]], col(table.name) == stands[key]["name"])
        else:
            change = change.where(col(getattr(table, _PRIMARY[kind])) == key[1])
        tx.connection.execute(change)


def _ids(tx: Tx) -> tuple[dict[str, int], Mapping[str, dict[str, int]]]:
    """The ids of customers by code, and of their sites by code and name."""
    sites: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for code, name, ident in tx.read.rows(
        "SELECT c.code, s.name, s.id FROM site s JOIN customer c ON c.id = s.customer_id"
    ):
        sites[code][name] = ident
    return dict(tx.read.rows("SELECT code, id FROM customer")), sites


def _write_one(tx: Tx, item: Item) -> None:
    said = item.said
    if item.kind == "room":
        tx.session.merge(Setting(name="zone", value=said["zone"]))
        tx.session.flush()
    elif item.kind == "rules":
        _write_rules(tx, list(said.values()))
    elif item.kind == "calendar":
        save_calendar(tx, said, mistake=item.mistake)
    elif item.kind == "profile":
        save_profile(tx, said, mistake=item.mistake)
    else:
        add_contract(
            tx,
            item.key[1],
            code=said["code"],
            profile=said["profile"],
            calendar=said["calendar"],
            valid_from=date.fromisoformat(said["from"]),
            valid_to=date.fromisoformat(said["to"]) if "to" in said else None,
            monitoring=said["monitoring"],
            spec={name: value for name, value in said.items() if name not in _CONTRACTS_OWN},
            mistake=item.mistake,
        )


def _told(key: Key) -> str:
    """As the change feed names it: what hangs on a customer, by the customer."""
    kind = "customer" if key[0] in OF_A_CUSTOMER else key[0]
    return " ".join((kind, *key[1:2]))
