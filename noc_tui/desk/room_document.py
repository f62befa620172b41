"""A room's whole set-up as one document: checked, compared with the room, brought into it, written out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from noc_tui.clock import from_us
from noc_tui.desk.contract_page import ALERTING, with_option, words_in
from noc_tui.desk.documents import document_of, without_idle_words
from noc_tui.desk.setup_fields import FIELDS, GOES_BY, OF_A_CUSTOMER, WHOLE
from noc_tui.desk.setup_reading import Item, Reading
from noc_tui.desk.setup_references import mistakes_between
from noc_tui.desk.setup_writing import refuse_forbidden, write_items
from noc_tui.desk.terms import DEFAULT_ZONE, room_zone
from noc_tui.domain.actor import Actor
from noc_tui.domain.errors import BadInput, Refused
from noc_tui.store.read import setup
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.room_setup import Key, Said, Standing, standing
from noc_tui.store.tx import Tx
from noc_tui.toml_file import Document

LONGEST = 50_000_000
"""Characters of a file: a room of 1,000 customers has 4 million."""
_VERSIONED = frozenset({"calendar", "profile"})
_ORDER = ("room", "technology", "team", "fault", "rules", "calendar", "profile", "operator", "customer", *OF_A_CUSTOMER)


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is new in the room, or changed."""

    key: Key
    name: Key
    """The same, as it is written: `("contact", "BDA", "Anna Bianchi")`."""
    is_new: bool
    fields: Mapping[str, tuple[object, object]]
    """Field → what stands in the room and what the file says; None where one of them says nothing."""
    begins: str = ""
    ends: str | None = None
    """Of a contract, its first and last day."""

    @property
    def kind(self) -> str:
        """`contact`."""
        return self.key[0]

    def holds_on(self, day: str) -> bool:
        """Whether a contract would be in force on an ISO day."""
        return self.begins <= day <= (self.ends or day)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A file beside the room."""

    differences: Sequence[Difference]
    """In the order in which they are brought in."""
    kept: Sequence[Key]
    """What stands in the room and not in the file: it stays."""


def mistakes_in(read: Reader, documents: Sequence[Document], now: int) -> list[BadInput]:
    """Everything that is wrong in the documents, beside each other and the room, in the order of the files' lines."""
    return _read(read, documents, now)[1]


def refuse(mistakes: Sequence[BadInput]) -> None:
    """Raises Refused with all of them, where there are any."""
    if mistakes:
        count = f"{len(mistakes)} mistake{'s' if len(mistakes) > 1 else ''}: nothing was changed."
        raise Refused("\n".join(mistake.message for mistake in mistakes), count)


def compare(read: Reader, documents: Sequence[Document], now: int) -> Comparison:
    """What the documents would change. Raises Refused with every mistake in them."""
    items, mistakes, stands = _read(read, documents, now)
    refuse(mistakes)
    return _compared(items, stands)


def may_apply(actor: Actor, comparison: Comparison) -> None:
    """Raises Forbidden where the actor may not bring in what differs."""
    refuse_forbidden(actor, [one.key for one in comparison.differences])


def apply_documents(tx: Tx, documents: Sequence[Document]) -> Comparison:
    """Brings the documents into the room; what it says already stays as it is, and nothing is deleted.

    Raises Refused with every mistake in them, Forbidden where operators or the room change and the actor is no admin.
    """
    items, mistakes, stands = _read(tx.read, documents, tx.now)
    refuse(mistakes)
    comparison = _compared(items, stands)
    changed = [(one.key, {name: new for name, (_, new) in one.fields.items()}) for one in comparison.differences]
    write_items(tx, changed, items, stands)
    return comparison


def export(read: Reader) -> dict[str, Any]:
    """The room's set-up as a document: compared with the room, it changes nothing."""
    stands = _standing(read)
    out: dict[str, Any] = {}
    customers: dict[str, dict[str, Any]] = {}
    for key in sorted(stands, key=_in_order):
        kind, said = key[0], stands[key]
        if kind == "room":
            out["room"] = dict(said)
        elif kind == "rules":
            out |= {"rule": list(said.values())} if said else {}
        elif kind in OF_A_CUSTOMER:
            customers[key[1]].setdefault(kind, []).append(_without_defaults(kind, said))
        else:
            out.setdefault(kind, []).append(_without_defaults(kind, said))
            if kind == "customer":
                customers[key[1]] = out[kind][-1]
    return out


def _read(read: Reader, documents: Sequence[Document], now: int) -> tuple[Mapping[Key, Item], list[BadInput], Standing]:
    today = from_us(now).astimezone(room_zone(read)).date()
    reading = Reading(today)
    for document in documents:
        reading.read(document)
    stands = _standing(read)
    for item in reading.items.values():
        if item.kind == "contract":
            _complete(item, reading.items, stands, today.isoformat())
        elif item.kind in _VERSIONED:
            without_idle_words(item.said)
    mistakes = [*reading.mistakes, *mistakes_between(reading.items, stands)]
    return reading.items, _by_line(mistakes, documents), stands


def _standing(read: Reader) -> Standing:
    """All that is set up in the room, as documents say it."""
    calendars, profiles = (setup.newest_versions(read, kind) for kind in ("calendar", "profile"))
    named: Standing = {("calendar", one.name): document_of(one) for one in calendars}
    named |= {("profile", one.name): document_of(one) for one in profiles}
    return {**standing(read, DEFAULT_ZONE), **named}


def _complete(contract: Item, items: Mapping[Key, Item], stands: Standing, today: str) -> None:
    """What a contract leaves out: it begins when it began, else today; its hours and monitoring are its profile's."""
    named = ("profile", str(contract.said.get("profile")))
    profile: Said = items[named].said if named in items else stands.get(named, {})
    stood = stands.get(contract.key)
    contract.said.setdefault("from", stood["from"] if stood else today)
    contract.said.setdefault("calendar", profile.get("calendar"))
    contract.said.update(_with_monitoring(contract.said, profile))
    if stood:
        stands[contract.key] = {**stood, **_with_monitoring(stood, stands["profile", str(stood["profile"])])}


def _with_monitoring(said: Said, profile: Said) -> dict[str, Any]:
    """Whether alerts open tickets, as profile, option or contract say it; where it is the option, it is named (F8)."""
    included, options = bool(profile.get("monitoring")), words_in(said, "options")
    monitors = bool(said.get("monitoring", included or ALERTING in options))
    named = with_option(said, ALERTING) if monitors and not included else said
    return {"monitoring": monitors, **({"options": named["options"]} if "options" in named else {})}


def _by_line(mistakes: list[BadInput], documents: Sequence[Document]) -> list[BadInput]:
    """Each once, by file and line."""
    heads = [f"{document.name}, line " for document in documents]

    def place(mistake: BadInput) -> tuple[int, int]:
        number, head = next((number, head) for number, head in enumerate(heads) if mistake.message.startswith(head))
        return number, int(mistake.message[len(head) :].partition(":")[0])

    return sorted({mistake.message: mistake for mistake in mistakes}.values(), key=place)


def _compared(items: Mapping[Key, Item], stands: Standing) -> Comparison:
    found = [_difference(items[key], stands.get(key)) for key in sorted(items, key=_in_order)]
    others = sorted((key for key in stands if key not in items and len(key) > 1), key=_in_order)
    kept = [_named(key, stands[key]) for key in others]
    return Comparison([one for one in found if one is not None], kept)


def _difference(item: Item, before: Said | None) -> Difference | None:
    stood = before or {}
    names = dict.fromkeys((*stood, *item.said)) if item.kind in WHOLE else item.said
    fields = {name: (stood.get(name), item.said.get(name)) for name in names if stood.get(name) != item.said.get(name)}
    if before is not None and not fields:
        return None
    return Difference(
        item.key, _named(item.key, item.said), before is None, fields, item.said.get("from", ""), item.said.get("to")
    )


def _named(key: Key, said: Said) -> Key:
    return (*key[:-1], str(said.get("name", key[-1]))) if key[0] in OF_A_CUSTOMER and key[0] != "contract" else key


def _in_order(key: Key) -> tuple[int, Key]:
    return _ORDER.index(key[0]), key[1:]


def _without_defaults(kind: str, said: Said) -> dict[str, Any]:
    """What need not be said is left out."""
    fields = FIELDS[kind]
    return {name: value for name, value in said.items() if value != fields[name].default or name == GOES_BY.get(kind)}
