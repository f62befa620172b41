"""What the items of a set-up say of each other and of the room: whatever is named must be there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from noc_tui.desk.contract_page import ALERTING, words_in
from noc_tui.desk.setup_fields import GOES_BY
from noc_tui.desk.setup_reading import Item
from noc_tui.domain.errors import BadInput
from noc_tui.domain.words import Role
from noc_tui.store.read.room_setup import Key, Said, Standing

_NAMES = {
    ("operator", "team"): "team",
    ("operator", "shift"): "calendar",
    ("customer", "operator"): "operator",
    ("profile", "calendar"): "calendar",
    ("equipment", "technology"): "technology",
    ("contract", "profile"): "profile",
    ("contract", "calendar"): "calendar",
}
"""Which field of which kind names what."""
_FREE = frozenset({"technology", "team"})
"""What a room need not list: one that lists none takes any word."""
_ONE_IN_ANY_CASE = frozenset({"technology", "team", "fault", "calendar", "profile"})
"""Kinds that are found as they are written: two that differ in letter case alone would be a slip."""


def mistakes_between(items: Mapping[Key, Item], standing: Standing) -> Iterator[BadInput]:
    """Every name that is not there, every name that two customers or near twins have, and a room without an admin.

    What the room says already is not questioned, nor what follows from a field that was not understood.
    """
    after = _after(items, standing)
    there = _there(after)
    for item in items.values():
        before = standing.get(item.key, {})
        for where, kind, name in _named(item):
            if name not in there[kind] and not _stands(before, where, name) and not (kind in _FREE and not there[kind]):
                known = ", ".join(sorted(there[kind])) or "none"
                what = kind.partition(" of ")[0]
                yield _mistake(item, where, f"there is no {what} “{name}”. There are: {known}.")
        yield from _of_its_kind(item, after)
    yield from _near_twins(items, standing)
    yield from _two_of_a_code(items, after)
    yield from _two_of_a_name(items, after)
    yield from _nobody_in_charge(items, after, standing)


def _after(items: Mapping[Key, Item], standing: Standing) -> dict[Key, Said]:
    """The room as it would be, as far as it is said."""
    return {**standing, **{key: {**standing.get(key, {}), **item.said} for key, item in items.items()}}


def _there(after: Mapping[Key, Said]) -> Mapping[str, set[str]]:
    """Names by kind; of people, those who work here."""
    there: defaultdict[str, set[str]] = defaultdict(set)
    for key, said in after.items():
        if not _has_name(key, said):
            continue
        if key[0] == "site":
            there[f"site of {key[1]}"].add(str(said["name"]))
        elif len(key) == 2 and said.get("active", True):
            there[key[0]].add(key[1])
    return there


def _has_name(key: Key, said: Said) -> bool:
    """Whether it says what it goes by: else its key is a stand-in."""
    return GOES_BY.get(key[0], "name") in said


def _named(item: Item) -> Iterator[tuple[str, str, str]]:
    """Where an item names something, the kind of it, and the name."""
    said = item.said
    for (kind, field), what in _NAMES.items():
        if kind == item.kind and isinstance(said.get(field), str):
            yield field, what, said[field]
    if item.kind in {"contact", "equipment"} and said.get("site") is not None:
        yield "site", f"site of {item.key[1]}", said["site"]
    if item.kind in {"contract", "profile"}:
        for category, calendar in _table(said.get("on_call")).items():
            yield f"on_call.{category}", "calendar", str(calendar)
    if item.kind == "contract":
        for number, technology in enumerate(words_in(said, "technologies")):
            yield f"technologies[{number}]", "technology", technology
    if item.kind == "rules":
        for place, rule in said.items():
            for field in ("technology", "fault", "team"):
                if field in rule:
                    yield f"{place}.{field}", field, rule[field]


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _stands(before: Said, where: str, name: str) -> bool:
    """Whether the room says that already."""
    field, _, inner = where.partition(".")
    value: Any = before.get(field.partition("[")[0])
    if inner:
        value = _table(value).get(inner)
    return bool(value == name or (isinstance(value, list) and name in value))


def _of_its_kind(item: Item, after: Mapping[Key, Said]) -> Iterator[BadInput]:
    if item.kind == "customer" and "name" not in item.wrong and "name" not in after[item.key]:
        yield item.mistake("name", "missing.")
    if item.kind == "contract":
        begins, ends = item.said.get("from"), item.said.get("to")
        if "from" not in item.wrong and begins and ends and ends < begins:
            yield item.mistake("to", f"{ends} is before its first day, {begins}.")
        if item.said.get("monitoring") is False and ALERTING in words_in(item.said, "options"):
            yield item.mistake("monitoring", f"the option {ALERTING} has alerts open tickets, and this denies it.")


def _near_twins(items: Mapping[Key, Item], standing: Standing) -> Iterator[BadInput]:
    """What is new and differs from something else in letter case alone."""
    written: dict[tuple[str, str], str] = {}
    for key in (*standing, *items):
        if key[0] not in _ONE_IN_ANY_CASE:
            continue
        there = written.setdefault((key[0], key[1].casefold()), key[1])
        if there != key[1] and key not in standing:
            yield items[key].mistake("name", f"“{there}” is there already; write it like that.")


def _two_of_a_code(items: Mapping[Key, Item], after: Mapping[Key, Said]) -> Iterator[BadInput]:
    """A contract's code is its own in the whole room."""
    owners: dict[str, Key] = {}
    for key in after:
        if key[0] != "contract" or not _has_name(("customer", key[1]), after.get(("customer", key[1]), {})):
            continue
        owner = owners.setdefault(key[2], key)
        if owner != key and key in items:
            yield items[key].mistake("code", f"{key[2]} is a contract of {owner[1]}; choose another code.")


def _two_of_a_name(items: Mapping[Key, Item], after: Mapping[Key, Said]) -> Iterator[BadInput]:
    """A customer is found by code, name and aliases, letter case aside: no two may have the same."""
    owners: dict[str, Key] = {}
    customers = sorted((key for key in after if key[0] == "customer"), key=lambda key: key in items)
    for key in customers:
        said: Mapping[str, Any] = after[key]
        if not _has_name(key, said):
            continue
        for where, word in [("code", key[1]), ("name", said.get("name")), *_aliases(said)]:
            owner = owners.setdefault(str(word).casefold(), key)
            if owner != key and key in items:
                yield items[key].mistake(where, f"“{word}” is {owner[1]} already.")


def _aliases(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(f"aliases[{place}]", alias) for place, alias in enumerate(said.get("aliases", ()))]


def _nobody_in_charge(items: Mapping[Key, Item], after: Mapping[Key, Said], standing: Standing) -> Iterator[BadInput]:
    """Operators without an admin among them could not be changed any more."""
    said = [item for item in items.values() if item.kind == "operator"]
    anybody = any(key[0] == "operator" for key in standing)
    unclear = any(item.wrong & {"role", "active"} for item in said)
    if said and not unclear and not _has_admin(after) and (_has_admin(standing) or not anybody):
        admins = [item for item in said if _was_or_is_admin(item, standing)]
        retired = [item for item in admins if item.said.get("active") is False]
        item = [*retired, *admins, *said][0]
        yield item.mistake("active" if retired else "role", "nobody who works here would be admin; somebody must be.")


def _was_or_is_admin(item: Item, standing: Standing) -> bool:
    return Role.ADMIN in {item.said.get("role"), standing.get(item.key, {}).get("role")}


def _has_admin(room: Mapping[Key, Said]) -> bool:
    people = (said for key, said in room.items() if key[0] == "operator")
    return any(said.get("role") == Role.ADMIN and said.get("active", True) for said in people)


def _mistake(item: Item, where: str, message: str) -> BadInput:
    if item.kind != "rules":
        return item.mistake(where, message)
    place, _, field = where.partition(".")
    return item.document.mistake(f"rule[{int(place) - 1}].{field}", message)
