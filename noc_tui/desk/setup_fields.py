"""The fields of a room's set-up: what each may say, what it is where nothing is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from noc_tui.domain.errors import BadInput
from noc_tui.domain.event import is_person
from noc_tui.domain.words import Category, ContactRole, Role
from noc_tui.sla.profile import COVERAGE, OVERRIDES
from noc_tui.sla.profile import FIELDS as PROFILE_FIELDS
from noc_tui.store.read.people import digits_of
from noc_tui.text import line

Read = Callable[[object], object]
"""What a document says as the room keeps it. Raises ValueError, saying what was expected."""
_FEWEST_DIGITS = 5
"""Of a phone number; by fewer nobody would be found."""
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a document may say."""

    read: Read
    default: object = None
    """What something new has that does not say it."""
    needed: bool = False


def _text(longest: int) -> Read:
    def read(value: object) -> str:
        if not isinstance(value, str):
            raise ValueError("expected a text.")
        said = line(value)
        if len(said) > longest:
            raise ValueError(f"{len(said)} characters are too many; it may have {longest}.")
        return said

    return read


def _name(longest: int) -> Read:
    text = _text(longest)

    def read(value: object) -> object:
        said = text(value)
        if not said:
            raise ValueError("empty; expected a name.")
        return said

    return read


def _word(longest: int, fold: Callable[[str], str] = str) -> Read:
    name = _name(longest)

    def read(value: object) -> str:
        said = fold(str(name(value)))
        if " " in said:
            raise ValueError(f"“{said}” has blanks; expected one word.")
        return said

    return read


def _or_none(inner: Read) -> Read:
    """An empty text takes away what was said before."""
    return lambda value: None if value == "" else inner(value)


def _texts(longest: int) -> Read:
    name = _name(longest)

    def read(value: object) -> list[object]:
        if not isinstance(value, list | tuple):
            raise ValueError("expected a list of texts.")
        return list(dict.fromkeys(name(one) for one in value))

    return read


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("expected true or false.")
    return value


def _one_of(words: type[StrEnum]) -> Read:
    def read(value: object) -> str:
        if not isinstance(value, str) or value not in set(words):
            raise ValueError(f"{value!r} is none of {', '.join(words)}.")
        return str(value)

    return read


def _level(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in {1, 2, 3}:
        raise ValueError(f"{value!r} is no level; expected 1, 2 or 3.")
    return value


def _login(value: object) -> str:
    login = _word(40, str.lower)(value)
    if not is_person(str(login)):
        raise ValueError(f"the program itself acts as “{login}”; choose another login.")
    return str(login)


def _mail(value: object) -> str:
    said = str(_text(120)(value))
    if said and not _MAIL.fullmatch(said):
        raise ValueError(f"“{said}” is no mail address.")
    return said


def _phone(value: object) -> str:
    said = str(_text(40)(value))
    if said and len(digits_of(said)) < _FEWEST_DIGITS:
        raise ValueError(f"“{said}” is no phone number; one has {_FEWEST_DIGITS} digits or more.")
    return said


def _zone(value: object) -> str:
    try:
        return ZoneInfo(str(_name(60)(value))).key
    except (KeyError, OSError, ValueError) as error:
        raise ValueError(f"no zone is called {value!r}; write it as Europe/Rome.") from error


def _day(value: object) -> str:
    try:
        return date.fromisoformat(value).isoformat() if isinstance(value, str) else _no_day(value)
    except ValueError:
        return _no_day(value)


def _no_day(value: object) -> str:
    raise ValueError(f"{value!r} is no day; write it as 2026-12-31.")


def _whatever(value: object) -> object:
    """What is checked as a whole; the texts in it are made harmless."""
    if isinstance(value, str):
        return line(value)
    if isinstance(value, list):
        return [_whatever(one) for one in value]
    if isinstance(value, Mapping):
        return {line(name): _whatever(one) for name, one in value.items()}
    return value


_ACTIVE = Field(_flag, True)
_NAMED = {"name": Field(_name(60), needed=True), "title": Field(_text(120), "")}
_DOCUMENT = Field(_whatever)
CALENDAR_FIELDS = ("timezone", "hours", "closed", "open", "holidays", "holiday_dates")

FIELDS: Mapping[str, Mapping[str, Field]] = {
    "room": {"zone": Field(_zone)},
    "technology": _NAMED,
    "team": _NAMED,
    "fault": {
        "name": Field(_word(60), needed=True),
        "kind": Field(_word(60), needed=True),
        "title": Field(_text(120), ""),
    },
    "rule": {
        "technology": Field(_or_none(_name(60))),
        "category": Field(_or_none(_one_of(Category))),
        "fault": Field(_or_none(_word(60))),
        "team": Field(_name(60), needed=True),
    },
    "calendar": {
        "name": Field(_word(60), needed=True),
        "title": Field(_text(120), ""),
        **dict.fromkeys(CALENDAR_FIELDS, _DOCUMENT),
    },
    "profile": {**dict.fromkeys(PROFILE_FIELDS, _DOCUMENT), "name": Field(_word(60), needed=True),
                "title": Field(_text(120), "")},
    "operator": {
        "login": Field(_login, needed=True),
        "name": Field(_name(80)),
        "role": Field(_one_of(Role), Role.OPERATOR.value),
        "level": Field(_level, 1),
        "team": Field(_or_none(_name(60))),
        "competences": Field(_texts(60), []),
        "shift": Field(_or_none(_word(60))),
        "active": _ACTIVE,
    },
    "customer": {
        "code": Field(_word(20, str.upper), needed=True),
        "name": Field(_name(120)),
        "aliases": Field(_texts(120), []),
        "city": Field(_text(80), ""),
        "operator": Field(_or_none(_login)),
        "active": _ACTIVE,
    },
    "site": {
        "name": Field(_name(80), needed=True),
        "city": Field(_text(80), ""),
        "address": Field(_text(160), ""),
        "active": _ACTIVE,
    },
    "contact": {
        "name": Field(_name(120), needed=True),
        "mail": Field(_mail, ""),
        "phone": Field(_phone, ""),
        "role": Field(_one_of(ContactRole), ContactRole.REQUESTER.value),
        "site": Field(_or_none(_name(80))),
        "active": _ACTIVE,
    },
    "equipment": {
        "name": Field(_name(120), needed=True),
        "kind": Field(_text(60), ""),
        "technology": Field(_or_none(_name(60))),
        "site": Field(_or_none(_name(80))),
        "access": Field(_or_none(_text(120))),
        "redundant": Field(_flag, False),
        "active": _ACTIVE,
    },
    "contract": {
        "code": Field(_word(40), needed=True),
        "profile": Field(_word(60), needed=True),
        "calendar": Field(_word(60)),
        "from": Field(_day),
        "to": Field(_day),
        "monitoring": Field(_flag),
        **dict.fromkeys((*OVERRIDES, *COVERAGE), _DOCUMENT),
    },
}  # fmt: skip
"""The fields of each kind of thing, by their names."""

GOES_BY = {"operator": "login", "customer": "code", "contract": "code"}
"""The field that a kind goes by where that is not `name`."""
OF_A_CUSTOMER = ("site", "contact", "equipment", "contract")
"""Written inside a customer."""
WHOLE = frozenset({"rules", "calendar", "profile", "contract"})
"""What a file says as a whole: what it leaves out is not in it. Of the rest, what is left out stays as it is."""


def new_with(kind: str, said: Mapping[str, object]) -> dict[str, Any]:
    """What something new is: what was said of it, and what it has otherwise."""
    known: dict[str, Any] = {name: field.default for name, field in FIELDS[kind].items()} | dict(said)
    if known.get("name", "") is None:
        known["name"] = known[GOES_BY[kind]]
    return known


def read_fields(kind: str, given: Mapping[str, object]) -> dict[str, Any]:
    """These fields as the room keeps them. Raises BadInput naming the first that is wrong."""
    said: dict[str, Any] = {}
    for name, value in given.items():
        try:
            said[name] = FIELDS[kind][name].read(value)
        except ValueError as error:
            raise BadInput(f"{kind.capitalize()}: {name}: {error}") from error
    return said
