"""How another desk's export is read: its columns, states and dates, as a map file says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from noc_tui import resources
from noc_tui.domain.errors import BadInput
from noc_tui.domain.words import Category, Channel, Grade, Priority, Reason, Status
from noc_tui.text import line
from noc_tui.toml_file import Document, parse_document, read_document

ISO = "iso"
"""Dates as 2016-02-29T01:16, with an offset or without."""
NEEDED = ("number", "state", "opened_at", "changed_at")
_OTHERS = ("opened_by", "changed_by", "changes", "resolved_at", "resolved_by", "closed_at", "team", "assignee",
           "subject", "solution")  # fmt: skip
WORDS: Mapping[str, type[StrEnum]] = {
    "impact": Grade,
    "urgency": Grade,
    "priority": Priority,
    "category": Category,
    "channel": Channel,
}
"""What a table of the map puts into our words."""
COLUMNS = (*NEEDED, *_OTHERS, *WORDS)
_STATUSES = tuple(status for status in Status if status is not Status.MERGED)
_LISTS = ("missing", "automatic")
_TEXTS = ("source", "delimiter", "encoding", "dates", "zone")
_TABLES = ("columns", "notes", "states", *WORDS)
_FIELDS = (*_TEXTS, *_LISTS, *_TABLES)
_SAMPLE = datetime(2016, 2, 29, 13, 16, tzinfo=UTC)
_FOLDER, _ENDING = "maps", ".toml"


@dataclass(frozen=True, slots=True)
class State:
    """What a state of theirs is here."""

    status: Status
    reason: Reason | None = None
    """Whom a pending ticket waits for."""
    note: str = ""
    """What the thread says of it, where the status does not say it all."""


@dataclass(frozen=True, slots=True)
class HistoryMap:
    """A map as read."""

    source: str
    delimiter: str
    encoding: str
    missing: frozenset[str]
    dates: str
    """ISO, or the order and form of a date as strptime has it."""
    zone: ZoneInfo | None
    """Of dates that name none; None for the room's."""
    automatic: frozenset[str]
    """Names under which no person acts."""
    columns: Mapping[str, tuple[str, ...]]
    """What is known of a ticket → the columns that may say it."""
    notes: Mapping[str, str]
    """Label → column."""
    states: Mapping[str, State]
    words: Mapping[str, Mapping[str, str]]
    """Of WORDS those that the map has a table for: their word → ours."""


def read_map(name: str) -> HistoryMap:
    """The shipped map of that name, or the one at that path.

    Raises BadInput where there is none, naming line and field where it is wrong.
    """
    shipped = f"{name}{_ENDING}"
    if shipped in resources.names(_FOLDER, _ENDING):
        path = f"{_FOLDER}/{shipped}"
        return parse_map(parse_document(path, resources.read_text(path)))
    return parse_map(_document(name))


def _document(path: str) -> Document:
    """A map of one's own. A path without the ending is likely a name misspelt, or a file that is no map."""
    try:
        return read_document(path)
    except BadInput as error:
        if path.endswith(_ENDING):
            raise
        known = ", ".join(found.removesuffix(_ENDING) for found in resources.names(_FOLDER, _ENDING))
        hint = f"There are: {known}; or give the path of a TOML file."
        if isinstance(error.__cause__, FileNotFoundError):
            raise BadInput(f"There is no map “{line(path, 60)}”.", hint) from error
        raise BadInput(f"This cannot be read as a map: {error}", hint) from error


def parse_map(document: Document) -> HistoryMap:
    """A map's document. Raises BadInput, naming line and field, where it is wrong."""
    data = document.data
    for field in data:
        if field not in _FIELDS:
            raise document.mistake(field, "there is no such field.", f"Fields: {' '.join(_FIELDS)}")
    columns = _columns(document)
    return HistoryMap(
        source=_source(document),
        delimiter=_delimiter(document),
        encoding=_encoding(document),
        missing=frozenset(_texts(document, "missing", data.get("missing", [""]))),
        dates=_dates(document),
        zone=_zone(document),
        automatic=frozenset(line(name) for name in _texts(document, "automatic", data.get("automatic", []))),
        columns=columns,
        notes={line(label, 60): _text(document, f"notes.{label}", column)
               for label, column in _table(document, "notes").items()},
        states=dict(_states(document)),
        words={name: _words(document, name, wanted) for name, wanted in WORDS.items() if name in columns},
    )  # fmt: skip


def _source(document: Document) -> str:
    source = _text(document, "source", document.data.get("source"))
    if line(source, 40) != source or " " in source:
        raise document.mistake("source", "expected one word that the other desk goes by.")
    return source


def _delimiter(document: Document) -> str:
    delimiter = _text(document, "delimiter", document.data.get("delimiter", ","))
    if len(delimiter) != 1 or delimiter in '"\r\n\0 ':
        raise document.mistake("delimiter", "expected the one character that stands between two cells.")
    return delimiter


def _encoding(document: Document) -> str:
    encoding = _text(document, "encoding", document.data.get("encoding", "utf-8"))
    try:
        known = "\n".encode(encoding).decode(encoding) == "\n"
    except (LookupError, ValueError):
        known = False
    if not known:
        raise document.mistake("encoding", f"there is no encoding “{encoding}”.", "Usual are utf-8 and cp1252.")
    return encoding


def _dates(document: Document) -> str:
    dates = _text(document, "dates", document.data.get("dates"))
    if dates != ISO and not _reads_back(dates):
        raise document.mistake("dates", 'expected "iso", or day, month, year, hour and minute: "%d-%m-%Y %H:%M".')
    return dates


def _reads_back(form: str) -> bool:
    """Whether an instant written in a form is the same minute when it is read again."""
    try:
        return datetime.strptime(_SAMPLE.strftime(form), form).replace(tzinfo=UTC) == _SAMPLE
    except ValueError:
        return False


def _zone(document: Document) -> ZoneInfo | None:
    if "zone" not in document.data:
        return None
    name = _text(document, "zone", document.data["zone"])
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError) as error:
        raise document.mistake("zone", f"there is no time zone “{name}”.", 'Write it as "Europe/Rome".') from error


def _columns(document: Document) -> dict[str, tuple[str, ...]]:
    found = _table(document, "columns")
    for field in NEEDED:
        if field not in found:
            raise document.mistake("columns", f"{field} is missing: say which column has it.")
    for field in found:
        if field not in COLUMNS:
            raise document.mistake(f"columns.{field}", "nothing is known by that name.", f"Known: {' '.join(COLUMNS)}")
    return {
        field: tuple(_texts(document, f"columns.{field}", [named] if isinstance(named, str) else named, some=True))
        for field, named in found.items()
    }


def _states(document: Document) -> Iterator[tuple[str, State]]:
    states = _table(document, "states")
    if not states:
        raise document.mistake("states", "say what each of their states is here.")
    for word, said in states.items():
        yield line(word), _state(document, f"states.{word}", said)


def _state(document: Document, where: str, said: Any) -> State:
    if not isinstance(said, dict) or not said.keys() <= {"status", "reason", "note"}:
        raise document.mistake(where, 'expected { status = "…" }, with a reason or a note where it has one.')
    if said.get("status") not in _STATUSES:
        raise document.mistake(f"{where}.status", f"expected one of: {' '.join(_STATUSES)}.")
    status, reason = Status(said["status"]), said.get("reason")
    if (status is Status.PENDING) != (reason is not None):
        raise document.mistake(where, "a pending state, and no other, has a reason: whom it waits for.")
    if reason is not None and reason not in tuple(Reason):
        raise document.mistake(f"{where}.reason", f"expected one of: {' '.join(Reason)}.")
    note = said.get("note", "")
    if not isinstance(note, str):
        raise document.mistake(f"{where}.note", "expected a text.")
    return State(status, None if reason is None else Reason(reason), line(note, 200))


def _words(document: Document, name: str, wanted: type[StrEnum]) -> dict[str, str]:
    table = _table(document, name)
    if not table:
        raise document.mistake(name, f"a column has it, so say what each of its words is here: {' '.join(wanted)}.")
    for theirs, ours in table.items():
        if ours not in tuple(wanted):
            raise document.mistake(f"{name}.{theirs}", f"expected one of: {' '.join(wanted)}.")
    return {line(theirs): str(ours) for theirs, ours in table.items()}


def _table(document: Document, field: str) -> dict[str, Any]:
    found = document.data.get(field, {})
    if not isinstance(found, dict):
        raise document.mistake(field, "expected a table.")
    return found


def _texts(document: Document, where: str, found: Any, *, some: bool = False) -> list[str]:
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found) or (some and not all(found)):
        raise document.mistake(where, "expected a text, or a list of texts.")
    if some and not found:
        raise document.mistake(where, "expected at least one text.")
    return found


def _text(document: Document, where: str, found: Any) -> str:
    if not isinstance(found, str) or not found:
        raise document.mistake(where, "expected a text.")
    return found
