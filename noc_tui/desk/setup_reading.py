"""A room's set-up read from documents: every item that they hold, and every mistake in what each of them says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from noc_tui.desk.setup_fields import CALENDAR_FIELDS, FIELDS, GOES_BY, OF_A_CUSTOMER
from noc_tui.desk.terms import words
from noc_tui.domain.errors import BadInput
from noc_tui.sla.calendar import freeze_holidays, never_opens, parse_calendar
from noc_tui.sla.errors import CalendarError, ProfileError
from noc_tui.sla.profile import COVERAGE, OVERRIDES, check_overrides, check_profile
from noc_tui.store.read.room_setup import Key, folded
from noc_tui.toml_file import Document
from noc_tui.toml_places import line_of

_MANY = ("technology", "team", "fault", "rule", "calendar", "profile", "operator", "customer")
_PLACE = re.compile(r"\[\d+\]")
_ANY_YEAR = 2026
"""Any will do to find out whether the library knows a country's holidays."""

Check = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a document says of the room."""

    key: Key
    said: dict[str, Any]
    """Field → what is said, as the room keeps it; what the document leaves out is not there."""
    document: Document
    path: str
    """Where it stands in the document: `customer[3].contact[1]`."""
    wrong: set[str] = field(default_factory=set)
    """The fields that are given and not understood: what follows from that is no mistake of its own."""

    @property
    def kind(self) -> str:
        """`contact`."""
        return self.key[0]

    def mistake(self, where: str, message: str) -> BadInput:
        """The refusal of one of its fields."""
        return self.document.mistake(f"{self.path}.{where}" if where else self.path, message)


class Reading:
    """Documents read one after the other, as if they were one."""

    def __init__(self, today: date) -> None:
        self.items: dict[Key, Item] = {}
        self.mistakes: list[BadInput] = []
        self._today = today

    def read(self, document: Document) -> None:
        """Adds what a document says."""
        for name, value in document.data.items():
            if name == "room":
                self._add(("room",), "room", value, document, "room")
            elif name in OF_A_CUSTOMER:
                belongs = f"it belongs to a customer: write [[customer.{name}]] below its [[customer]]."
                self.mistakes.append(document.mistake(name, belongs))
            elif name not in _MANY:
                known = ", ".join(("room", *_MANY))
                self.mistakes.append(document.mistake(name, f"unknown; known are {known}."))
            elif name == "rule":
                self._rules(document, value)
            else:
                for path, table in self._tables(document, name, value):
                    self._read_one(document, name, path, table)

    def _tables(self, document: Document, path: str, value: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The tables of an array, each with its path."""
        if not isinstance(value, list):
            self.mistakes.append(document.mistake(path, f"expected tables: [[{_PLACE.sub('', path)}]]."))
            return
        for place, table in enumerate(value):
            if isinstance(table, Mapping):
                yield f"{path}[{place}]", table
            else:
                self.mistakes.append(document.mistake(f"{path}[{place}]", "expected a table."))

    def _read_one(self, document: Document, kind: str, path: str, table: Mapping[str, Any]) -> None:
        own = {name: value for name, value in table.items() if kind != "customer" or name not in OF_A_CUSTOMER}
        item = self._add((kind,), kind, own, document, path)
        if kind == "customer":
            for inner in OF_A_CUSTOMER:
                for here, one in self._tables(document, f"{path}.{inner}", table.get(inner, [])):
                    self._add((inner, item.key[1]), inner, one, document, here)

    def _rules(self, document: Document, value: object) -> None:
        """Rules are one list: what is in it and in which order is what it says."""
        found: dict[str, Any] = {}
        for path, table in self._tables(document, "rule", value):
            item = Item(("rule",), {}, document, path)
            self._fields("rule", table, item)
            found[str(len(found) + 1)] = {name: said for name, said in item.said.items() if said is not None}
        self._put(Item(("rules",), found, document, "rule"))

    def _add(self, key: Key, kind: str, value: object, document: Document, path: str) -> Item:
        """An item whose own name completes the key."""
        item = Item(key, {}, document, path)
        if not isinstance(value, Mapping):
            self.mistakes.append(item.mistake("", "expected a table."))
            return item
        self._fields(kind, value, item)
        goes_by = GOES_BY.get(kind, "name")
        if kind != "room":
            name = str(item.said.get(goes_by, f"{document.name} {path}"))  # what has no name is still one thing
            whole = folded(kind, key[1], name) if kind in {"site", "contact", "equipment"} else (*key, name)
            item = replace(item, key=whole)
        self._put(item)
        return item

    def _put(self, item: Item) -> None:
        before = self.items.get(item.key)
        if before is not None:
            where = f"{before.document.name}, line {line_of(before.document.text, before.path)}"
            self.mistakes.append(item.mistake("", f"a second time; it stands in {where}."))
        self.items[item.key] = item

    def _fields(self, kind: str, table: Mapping[str, Any], item: Item) -> None:
        fields = FIELDS[kind]
        for name, value in table.items():
            if name not in fields:
                self.mistakes.append(item.mistake(name, f"unknown; known are {', '.join(fields)}."))
                continue
            try:
                item.said[name] = fields[name].read(value)
            except ValueError as error:
                item.wrong.add(name)
                self.mistakes.append(item.mistake(name, str(error)))
        missing = [name for name, field in fields.items() if field.needed and name not in table]
        self.mistakes += [item.mistake(name, "missing.") for name in missing]
        self.mistakes += [item.mistake(where, said) for where, said in self._in_the_whole(kind, item.said)]

    def _in_the_whole(self, kind: str, said: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
        """What is wrong with a calendar, a profile, or what a contract says otherwise."""
        if kind == "calendar":
            spec = {name: value for name, value in said.items() if name in CALENDAR_FIELDS}
            found = _every_mistake(spec, _check_calendar, {"timezone": "UTC", "hours": {}})
            never = None if found else never_opens(parse_calendar(spec), self._today)
            return [("hours", f"it never opens: {never}. Give it hours on which work is done.")] if never else found
        if kind == "profile":
            spec = {"name": "one", **said}
            return _every_mistake(spec, lambda left: check_profile(left, words()), {"calendar": "office"})
        if kind == "contract":
            spec = {name: value for name, value in said.items() if name in {*OVERRIDES, *COVERAGE}}
            return _every_mistake(spec, lambda left: check_overrides(left, words()), {})
        return ()


def _check_calendar(spec: Mapping[str, Any]) -> None:
    """Raises ProfileError, which names the field, where a calendar is wrong."""
    try:
        freeze_holidays(spec, _ANY_YEAR, _ANY_YEAR)
    except CalendarError as error:
        where, _, message = error.message.partition(": ")
        raise ProfileError(where, message) from error


def _every_mistake(spec: Mapping[str, Any], check: Check, stand_ins: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Path and message of each mistake: what is wrong is taken out, and the rest is looked at again.

    A field that may not be missing gives way to one of `stand_ins`. What is wrong only because something around it
    was taken out is not told.
    """
    left = deepcopy(dict(spec))
    found: list[tuple[str, str]] = []
    while True:
        try:
            check(left)
        except ProfileError as error:
            if not any(told.startswith(error.where) for told, _ in found):
                found.append((error.where, error.said))
            if not _take_out(left, error.where.partition("[")[0].split("."), stand_ins):
                return found
        else:
            return found


def _take_out(spec: dict[str, Any], path: Sequence[str], stand_ins: Mapping[str, Any]) -> bool:
    """Takes out a field. Says whether that changed anything."""
    table = spec
    for name in path[:-1]:
        table = table.get(name, {})
    name = path[-1]
    if table is not spec or name not in stand_ins:
        return table.pop(name, None) is not None
    changed = name not in table or table[name] != stand_ins[name]
    table[name] = stand_ins[name]
    return changed
