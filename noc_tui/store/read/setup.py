"""Customers, terms, people and settings, read over the plain driver."""

from __future__ import annotations

import json
from typing import Literal

from noc_tui.domain.errors import NotFound
from noc_tui.domain.queue import Kind
from noc_tui.domain.setup import ContractRow, CustomerRow, OperatorRow, SavedRow, VersionRow
from noc_tui.domain.words import Role
from noc_tui.store.read.connection import Reader, Row

Versioned = Literal["calendar", "profile"]
Promised = Literal["contract", "calendar", "profile"]
_CUSTOMER = "SELECT id, code, name, aliases, city, operator, active FROM customer"
_CONTRACT = (
    "SELECT c.id, c.code, c.v, c.customer_id, c.profile_version_id, c.calendar_version_id, c.valid_from, c.valid_to, "
    "c.monitoring, c.spec FROM contract_version c"
)
_LATEST = "c.v = (SELECT max(n.v) FROM contract_version n WHERE n.code = c.code)"
_VERSIONS = {
    "calendar": "SELECT id, name, v, title, spec FROM calendar_version",
    "profile": "SELECT id, name, v, title, spec FROM profile_version",
}

_CALENDARS = "(SELECT id FROM calendar_version WHERE name = :name AND v <= :v)"
_ON = {
    "contract": "t.contract_version_id IN (SELECT id FROM contract_version WHERE code = :name AND v <= :v)",
    "profile": "t.profile_version_id IN (SELECT id FROM profile_version WHERE name = :name AND v <= :v)",
    "calendar": f"(t.calendar_version_id IN {_CALENDARS} OR t.on_call_version_id IN {_CALENDARS})",
}
"""Which tickets run on a version that is not above `v`."""


def customer_row(row: Row) -> CustomerRow:
    """A row in the order of the table as a frozen customer."""
    return CustomerRow(row[0], row[1], row[2], tuple(json.loads(row[3])), row[4], row[5], bool(row[6]))


def _contract(row: Row) -> ContractRow:
    values = (*row[:8], bool(row[8]), json.loads(row[9]))
    return ContractRow(*values)


def _version(row: Row) -> VersionRow:
    values = (*row[:4], json.loads(row[4]))
    return VersionRow(*values)


def customers(read: Reader) -> list[CustomerRow]:
    """All customers by name."""
    return [customer_row(row) for row in read.rows(f"{_CUSTOMER} ORDER BY name, id")]


def customer_by_id(read: Reader, customer_id: int) -> CustomerRow:
    """The customer of that id. Raises NotFound."""
    row = read.one(f"{_CUSTOMER} WHERE id = :id", {"id": customer_id})
    if row is None:
        raise NotFound(f"There is no customer with id {customer_id}.")
    return customer_row(row)


def match_customer(read: Reader, name: str) -> CustomerRow | None:
    """The customer that has this code, name or alias, letter case aside; None where none has."""
    wanted = name.strip().casefold()
    if not wanted:
        return None
    row = read.one(f"{_CUSTOMER} WHERE lower(code) = :name", {"name": wanted})
    if row is not None:
        return customer_row(row)
    for customer in customers(read):
        if wanted in {text.casefold() for text in (customer.code, customer.name, *customer.aliases)}:
            return customer
    return None


def find_customer(read: Reader, name: str) -> CustomerRow:
    """`match_customer`, raising NotFound with the nearest names."""
    customer = match_customer(read, name)
    if customer is not None:
        return customer
    from difflib import get_close_matches

    known = {text: row.code for row in customers(read) for text in (row.code, row.name, *row.aliases)}
    folded = {text.casefold(): code for text, code in known.items()}
    near = dict.fromkeys(folded[text] for text in get_close_matches(name.casefold(), list(folded), n=3, cutoff=0.5))
    hint = f"Do you mean {', '.join(near)}?" if near else "`noc customer list` shows them, `noc customer add` adds one."
    raise NotFound(f"There is no customer “{name}”.", hint)


def contracts(read: Reader, customer_id: int | None = None) -> list[ContractRow]:
    """The newest version of each contract, of one customer or of all."""
    where = f" WHERE {_LATEST}" + ("" if customer_id is None else " AND c.customer_id = :customer")
    params = {} if customer_id is None else {"customer": customer_id}
    return [_contract(row) for row in read.rows(f"{_CONTRACT}{where} ORDER BY c.code", params)]


def valid_contracts(read: Reader, customer_id: int, day: str) -> list[ContractRow]:
    """The customer's contracts in force on an ISO day of the room's zone, the one begun last first.

    Of each contract the newest version begun by that day counts, so that one written ahead does not end it early.
    """
    rows = read.rows(
        f"{_CONTRACT} WHERE c.customer_id = :customer AND c.v = "
        "(SELECT max(n.v) FROM contract_version n WHERE n.code = c.code AND n.valid_from <= :day) "
        "AND (c.valid_to IS NULL OR c.valid_to >= :day) ORDER BY c.valid_from DESC, c.id DESC",
        {"customer": customer_id, "day": day},
    )
    return [_contract(row) for row in rows]


def contract_by_id(read: Reader, version_id: int) -> ContractRow:
    """A contract's version by id. Raises NotFound."""
    row = read.one(f"{_CONTRACT} WHERE c.id = :id", {"id": version_id})
    if row is None:
        raise NotFound(f"There is no contract version {version_id}.")
    return _contract(row)


def contract_code(read: Reader, code: str) -> str:
    """A contract's code as the room writes it, letter case aside; the very one first. Raises NotFound.

    Codes that differ in letter case alone are two contracts: then only the very one is found.
    """
    if newest_v(read, "contract", code):
        return code
    every = [str(row[0]) for row in read.rows("SELECT DISTINCT code FROM contract_version")]
    alike = sorted(one for one in every if one.casefold() == code.casefold())
    if len(alike) == 1:
        return alike[0]
    hint = f"Do you mean {', '.join(alike)}?" if alike else "`noc contract list` shows them."
    raise NotFound(f"There is no contract “{code}”.", hint)


def contract_version(read: Reader, code: str, v: int | None = None) -> ContractRow:
    """A version of a contract, the newest where none is named; its code as in `contract_code`. Raises NotFound."""
    which = "c.v = :v" if v is not None else _LATEST
    code = contract_code(read, code)
    row = read.one(f"{_CONTRACT} WHERE c.code = :code AND {which}", {"code": code, "v": v})
    if row is not None:
        return _contract(row)
    raise NotFound(f"Contract {code} has no version {v}.", f"It has 1 to {newest_v(read, 'contract', code)}.")


def contract_begun(read: Reader, code: str, day: str) -> ContractRow | None:
    """The version of a contract that holds on an ISO day, ended or not: the newest begun by then; None before all."""
    row = read.one(
        f"{_CONTRACT} WHERE c.code = :code AND c.valid_from <= :day ORDER BY c.v DESC LIMIT 1",
        {"code": code, "day": day},
    )
    return _contract(row) if row else None


def version_by_id(read: Reader, kind: Versioned, version_id: int) -> VersionRow:
    """A calendar's or profile's version by id. Raises NotFound."""
    row = read.one(f"{_VERSIONS[kind]} WHERE id = :id", {"id": version_id})
    if row is None:
        raise NotFound(f"There is no {kind} version {version_id}.")
    return _version(row)


def newest_version(read: Reader, kind: Versioned, name: str) -> VersionRow | None:
    """The newest version of a calendar or profile, or None."""
    row = read.one(f"{_VERSIONS[kind]} WHERE name = :name ORDER BY v DESC LIMIT 1", {"name": name})
    return _version(row) if row else None


def newest_of(read: Reader, kind: Versioned, version_id: int) -> VersionRow:
    """The newest version of the calendar or profile of which this is one. Raises NotFound."""
    named = version_by_id(read, kind, version_id)
    return newest_version(read, kind, named.name) or named


def newest_versions(read: Reader, kind: Versioned) -> list[VersionRow]:
    """The newest version of each calendar or profile, by name."""
    found = {row[1]: row for row in read.rows(f"{_VERSIONS[kind]} ORDER BY name, v")}
    return [_version(row) for row in found.values()]


def newest_v(read: Reader, kind: Promised, name: str) -> int:
    """The number of the newest version of a contract, profile or calendar; 0 where there is none."""
    column = "code" if kind == "contract" else "name"
    return int(read.value(f"SELECT coalesce(max(v), 0) FROM {kind}_version WHERE {column} = :name", {"name": name}))


def tickets_on(read: Reader, kind: Promised, name: str, v: int) -> list[str]:
    """Keys of the active tickets that run on version `v`, or an older one, of a contract, profile or calendar."""
    return [
        row[0]
        for row in read.rows(
            f"SELECT t.key FROM ticket t WHERE t.status IN ('new', 'open', 'pending') AND {_ON[kind]} ORDER BY t.id",
            {"name": name, "v": v},
        )
    ]


def saved_versions(read: Reader, kind: Promised, name: str) -> list[SavedRow]:
    """When each version of a contract, profile or calendar was written and by whom, the first one first."""
    column = "code" if kind == "contract" else "name"
    rows = read.rows(f"SELECT id, v, at, actor FROM {kind}_version WHERE {column} = :name ORDER BY v", {"name": name})
    return [SavedRow(*row) for row in rows]


def tickets_without_contract(read: Reader, customer_id: int) -> list[tuple[int, str]]:
    """Id and key of a customer's active tickets that run on no contract."""
    rows = read.rows(
        "SELECT id, key FROM ticket WHERE status IN ('new', 'open', 'pending') AND customer_id = :customer "
        "AND contract_version_id IS NULL ORDER BY id",
        {"customer": customer_id},
    )
    return [(int(row[0]), str(row[1])) for row in rows]


def operators(read: Reader) -> list[OperatorRow]:
    """Everybody who works here, by login."""
    rows = read.rows("SELECT login, name, role, level, team, active, competences, shift FROM operator ORDER BY login")
    return [_operator(row) for row in rows]


def operator_by_login(read: Reader, login: str) -> OperatorRow:
    """The operator of that login, letter case aside, whether or not they still work here. Raises NotFound."""
    wanted, everybody = login.strip().casefold(), operators(read)
    for operator in everybody:
        if operator.login.casefold() == wanted:
            return operator
    known = ", ".join(operator.login for operator in everybody) or "none yet"
    raise NotFound(f"“{login}” is no operator of this room.", f"There are: {known}")


def tickets_held(read: Reader, login: str) -> list[tuple[str, str]]:
    """Key and subject of the open tickets that somebody holds, in the order of the queue."""
    rows = read.rows(
        "SELECT key, subject FROM queue WHERE assignee = :login AND kind = :kind ORDER BY band, at, ref",
        {"login": login, "kind": Kind.TICKET},
    )
    return [(str(row[0]), str(row[1])) for row in rows]


def _operator(row: Row) -> OperatorRow:
    login, name, role, level, team, active, competences, shift = row
    return OperatorRow(login, name, Role(role), level, team, bool(active), tuple(json.loads(competences)), shift)


def setting(read: Reader, name: str, default: str = "") -> str:
    """A room-wide setting."""
    value = read.value("SELECT value FROM setting WHERE name = :name", {"name": name})
    return default if value is None else str(value)
