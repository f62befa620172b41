"""How the room is organised: technologies, teams, kinds of incident, and the rules by which a ticket finds its team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import col, insert, update

from noc_tui.desk.actors import require
from noc_tui.desk.room_words import fault_named, team_named, technology_named
from noc_tui.desk.setup_fields import new_with, read_fields
from noc_tui.desk.setup_writing import TABLES, write_rules
from noc_tui.domain.errors import BadInput
from noc_tui.domain.setup import FaultRow, NamedRow, RuleRow
from noc_tui.domain.words import Category, Role
from noc_tui.store.read import people
from noc_tui.store.tx import Tx


def put_technology(tx: Tx, name: str, *, title: str | None = None) -> NamedRow:
    """A technology, or another title for the one of that name. Raises BadInput for an empty name."""
    return _put_named(tx, "technology", name, title)


def put_team(tx: Tx, name: str, *, title: str | None = None) -> NamedRow:
    """A team or internal function, or another title for the one of that name. Raises BadInput for an empty name."""
    return _put_named(tx, "team", name, title)


def put_fault(tx: Tx, name: str, *, kind: str, title: str | None = None) -> FaultRow:
    """A kind of incident (G3), or another `kind` and title for the one of that name. Raises BadInput."""
    _put(tx, "fault", name, {"kind": kind, "title": title})
    return next(fault for fault in people.faults(tx.read) if fault.name == name)


def set_rules(tx: Tx, rules: Sequence[RuleRow]) -> list[RuleRow]:
    """These rules in place of those before, in their order, whatever their positions say.

    Raises BadInput for a category that there is not, NotFound for a technology, kind of incident or team that the
    room does not know.
    """
    require(tx.actor, Role.LEAD, "write rules")
    write_rules(tx, [_known(tx, rule) for rule in rules])
    tx.changed("setup", "rules")
    return people.rules(tx.read)


def _put_named(tx: Tx, kind: people.Listed, name: str, title: str | None) -> NamedRow:
    written = _put(tx, kind, name, {"title": title})
    return next(row for row in people.listed(tx.read, kind) if row.name == written)


def _put(tx: Tx, kind: str, name: str, given: Mapping[str, object]) -> str:
    require(tx.actor, Role.LEAD, "organise the room")
    said = read_fields(kind, {"name": name, **{field: value for field, value in given.items() if value is not None}})
    table: Any = TABLES[kind]
    name = said["name"]
    if tx.read.one(f"SELECT 1 FROM {kind} WHERE name = :name", {"name": name}) is None:  # noqa: S608 - one of three
        tx.connection.execute(insert(table), [new_with(kind, said)])
    else:
        tx.connection.execute(update(table).where(col(table.name) == name).values(**said))
    tx.changed("setup", f"{kind} {name}")
    return str(name)


def _known(tx: Tx, rule: RuleRow) -> dict[str, str | None]:
    if rule.category is not None and rule.category not in set(Category):
        raise BadInput(f"“{rule.category}” is no category.", f"There are: {', '.join(Category)}.")
    if not rule.team.strip():
        raise BadInput("A rule names the team that a ticket goes to.")
    return {
        "technology": technology_named(tx.read, rule.technology),
        "category": rule.category,
        "fault": fault_named(tx.read, rule.fault),
        "team": team_named(tx.read, rule.team),
    }
