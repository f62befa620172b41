"""All that is set up in a room, by what it goes by: as a set-up document says it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from noc_tui.store.read.connection import Reader, Row

Key = tuple[str, ...]
"""The kind and what it goes by: `("customer", "BDA")`, `("contact", "BDA", "anna bianchi")`."""
Said = Mapping[str, object]
Standing = dict[Key, Said]

_OF_CUSTOMERS = {
    "site": "SELECT c.code, k.name, k.city, k.address, k.active FROM site k "
    "JOIN customer c ON c.id = k.customer_id ORDER BY c.code, k.name",
    "contact": "SELECT c.code, k.name, k.mail, k.phone, k.role, s.name, k.active FROM contact k "
    "JOIN customer c ON c.id = k.customer_id LEFT JOIN site s ON s.id = k.site_id ORDER BY c.code, k.name",
    "equipment": "SELECT c.code, k.name, k.kind, k.technology, s.name, k.access, k.redundant, k.active "
    "FROM equipment k JOIN customer c ON c.id = k.customer_id LEFT JOIN site s ON s.id = k.site_id "
    "ORDER BY c.code, k.name",
}
_COLUMNS = {
    "site": ("name", "city", "address", "active"),
    "contact": ("name", "mail", "phone", "role", "site", "active"),
    "equipment": ("name", "kind", "technology", "site", "access", "redundant", "active"),
    "customer": ("code", "name", "aliases", "city", "operator", "active"),
    "operator": ("login", "name", "role", "level", "team", "competences", "shift", "active"),
    "fault": ("name", "kind", "title"),
    "technology": ("name", "title"),
    "team": ("name", "title"),
}
_FLAGS = frozenset({"active", "redundant"})
_LISTS = frozenset({"aliases", "competences"})
_CONTRACTS = (
    "SELECT c.code, k.code, p.name, h.name, k.valid_from, k.valid_to, k.monitoring, k.spec FROM contract_version k "
    "JOIN customer c ON c.id = k.customer_id JOIN profile_version p ON p.id = k.profile_version_id "
    "JOIN calendar_version h ON h.id = k.calendar_version_id "
    "WHERE k.v = (SELECT max(n.v) FROM contract_version n WHERE n.code = k.code) ORDER BY c.code, k.code"
)


def folded(kind: str, customer: str, name: str) -> Key:
    """What a customer's site, person or equipment goes by: its name, letter case aside."""
    return (kind, customer, name.casefold())


def standing(read: Reader, zone: str) -> Standing:
    """Everything but calendars and profiles, contracts in their newest versions; `zone` where the room says none."""
    found: Standing = {("room",): {"zone": read.value("SELECT value FROM setting WHERE name = 'zone'") or zone}}
    for kind in ("technology", "team", "fault"):
        names = _COLUMNS[kind]
        for row in read.rows(f"SELECT {', '.join(names)} FROM {kind} ORDER BY {names[0]}"):
            found[kind, row[0]] = _said(names, row)
    found["rules",] = dict(_rules(read))
    for kind in ("operator", "customer"):
        names = _COLUMNS[kind]
        for row in read.rows(f"SELECT {', '.join(names)} FROM {kind} ORDER BY {names[0]}"):
            found[kind, row[0]] = _said(names, row)
    for kind, sql in _OF_CUSTOMERS.items():
        for row in read.rows(sql):
            found[folded(kind, row[0], row[1])] = _said(_COLUMNS[kind], row[1:])
    for row in read.rows(_CONTRACTS):
        found["contract", row[0], row[1]] = _contract(row[1:])
    return found


def _said(names: tuple[str, ...], row: Row) -> Said:
    return {name: _value(name, value) for name, value in zip(names, row, strict=True)}


def _value(name: str, value: object) -> object:
    if name in _FLAGS:
        return bool(value)
    return json.loads(str(value)) if name in _LISTS else value


def _rules(read: Reader) -> Iterator[tuple[str, Said]]:
    rows = read.rows("SELECT technology, category, fault, team FROM rule ORDER BY position")
    for place, row in enumerate(rows, 1):
        named = zip(("technology", "category", "fault", "team"), row, strict=True)
        yield str(place), {name: value for name, value in named if value is not None}


def _contract(row: Row) -> Said:
    code, profile, calendar, begins, ends, monitoring, spec = row
    said = {"code": code, "profile": profile, "calendar": calendar, "from": begins}
    if ends is not None:
        said["to"] = ends
    return {**said, "monitoring": bool(monitoring), **json.loads(spec)}
