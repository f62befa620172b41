"""The rows of another desk's export: each understood or refused, then handed out ticket by ticket in their order."""

from __future__ import annotations

import codecs
import csv
import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import accumulate, chain, groupby, islice
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from noc_tui.clock import to_us
from noc_tui.desk.importing_map import ISO, NEEDED, HistoryMap
from noc_tui.domain.errors import BadInput
from noc_tui.text import clean, line

MOST_ROWS = 5_000
"""Rows of one ticket; what has more is no ticket, and its column was taken for the number."""
_LONGEST = 1_000_000
"""Characters of a cell, as many as a note may have."""
_LONGEST_NUMBER = 60
_MOST_DIGITS = 9
_CACHE_KIB = 32_768
_NAMED = 10
"""Lines that a refusal names."""
_EARLY = timedelta(days=1) // timedelta(microseconds=1)
"""How long before its opening a change may be dated, microseconds: machines differ by hours (in the real log that it
was tried with by 2:27), and what lies further apart is another date."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says of a ticket. Instants are UTC microseconds; nothing said is empty, or None."""

    number: str
    opened_at: int
    changed_at: int
    changes: int | None
    """How many changes there had been, where that is counted."""
    state: str
    opened_by: str
    changed_by: str
    resolved_by: str
    resolved_at: int | None
    closed_at: int | None
    team: str
    assignee: str
    subject: str
    solution: str
    notes: Sequence[str]
    """What each label of the map has here, in the map's order."""
    words: Mapping[str, str]
    """Of impact, urgency, priority, category and channel those that are said, in our words."""


_all_of = attrgetter(*(field.name for field in fields(Row)))


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not understood."""

    line: int
    number: str | None
    """Its ticket, where that much could be read."""
    why: str


@dataclass(frozen=True, slots=True)
class History:
    """All that a file says of one ticket."""

    number: str
    rows: Sequence[Row]
    """In the order in which they happened, each once."""
    repeated: int
    """Rows that said again what another had said."""
    refused: str = ""
    """Why it cannot be brought in whole."""


class _Wrong(Exception):
    """Why a row is not understood."""


class Gathered:
    """The rows of a file, waiting on disk until all are read: those of a ticket may stand anywhere in it."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)  # a file without a name, gone with the connection
        self._db.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
        self._db.execute("PRAGMA journal_mode=OFF")  # nothing of it outlives this run
        self._db.execute("CREATE TABLE row (number, opened, changed, changes, said, line)")
        self._db.execute("CREATE TABLE ticket (number PRIMARY KEY, first) WITHOUT ROWID")
        self._db.execute("BEGIN")
        self.rows = 0

    def add(self, row: Row, at: int) -> None:
        """Keeps the row of that line."""
        said = json.dumps(_all_of(row), ensure_ascii=False)
        self._put(row.number, row.opened_at, row.changed_at, row.changes, said, at)

    def reject(self, rejected: Rejected) -> None:
        """Keeps that a row of a ticket was not understood."""
        if rejected.number is not None:
            self._put(rejected.number, None, 0, 0, None, rejected.line)

    def _put(self, *values: object) -> None:
        self.rows += 1
        self._db.execute("INSERT INTO row VALUES (?, ?, ?, ?, ?, ?)", values)

    def histories(self) -> Iterator[History]:
        """Ticket by ticket, the first opened first: the same for the same rows, wherever they stood in the file."""
        self._db.execute("INSERT OR REPLACE INTO ticket SELECT number, min(opened) FROM row GROUP BY number")
        rows = self._db.execute(
            "SELECT number, said, line FROM row CROSS JOIN ticket USING (number) "  # rows first, then their ticket
            "ORDER BY first NULLS LAST, number, changed, changes, said, line"
        )
        for number, its in groupby(rows, key=itemgetter(0)):
            yield _history(number, its)

    def close(self) -> None:
        """Forgets the rows."""
        self._db.close()


def _history(number: str, stored: Iterator[tuple[str, str | None, int]]) -> History:
    rows: list[Row] = []
    wrong: list[int] = []
    many, before = 0, None
    for many, (_, said, at) in enumerate(stored, 1):  # noqa: B007 - how many there were
        if said is None:
            wrong += [at] if len(wrong) < _NAMED else []
        elif said != before and len(rows) <= MOST_ROWS:
            rows.append(Row(*json.loads(said)))
        before = said
    if wrong:
        lines = "line" if len(wrong) == 1 else "lines"
        why = f"{lines} {', '.join(map(str, wrong))} not understood"
        return History(number, (), 0, why)
    if len(rows) > MOST_ROWS:
        return History(number, (), 0, f"more than {MOST_ROWS} changes are no ticket's: is the number in that column?")
    return History(number, _in_order(rows), many - len(rows))


def _in_order(rows: Sequence[Row]) -> Sequence[Row]:
    """Rows as the count of changes has them where each says one, else by their instants, as they come.

    What is dated before the opening comes first either way. A straggler, dated after one that it came before, is told
    as of that one: what had followed stays where it was, and time never goes back.
    """
    if any(row.changes is None for row in rows):
        return rows
    ordered = sorted(rows, key=lambda row: (row.changed_at >= row.opened_at, row.changes))
    instants = [*accumulate((row.changed_at for row in reversed(ordered)), min)]
    return [
        row if row.changed_at == at else replace(row, changed_at=at)
        for row, at in zip(ordered, reversed(instants), strict=True)
    ]


@contextmanager
def gathered(
    path: str, plan: HistoryMap, zone: ZoneInfo, now: int, told: Callable[[Rejected], None]
) -> Iterator[Gathered]:
    """The rows of a file, for the length of a block; each that is not understood is `told` as it is met.

    Dates that name no zone are in `zone`; what lies after `now` (UTC microseconds) is not understood. Raises BadInput
    where the file cannot be read, lacks a column of the map, or is broken so that nobody knows which rows are lost.
    """
    found = Gathered()
    try:
        for at, row in _read(path, plan, _Reading(plan, plan.zone or zone, now)):
            if isinstance(row, Rejected):
                found.reject(row)
                told(row)
            else:
                found.add(row, at)
        yield found
    finally:
        found.close()


def _read(path: str, plan: HistoryMap, reading: _Reading) -> Iterator[tuple[int, Row | Rejected]]:
    encoding = "utf-8-sig" if plan.encoding.lower().replace("_", "-") in {"utf-8", "utf8"} else plan.encoding
    longest = csv.field_size_limit(_LONGEST)
    start, reader = 1, None
    try:
        with Path(path).open(encoding=encoding, newline="") as file:
            reader = csv.reader(file, delimiter=plan.delimiter, strict=True)
            reading.head(path, next(reader, []))
            start = reader.line_num + 1
            for cells in reader:
                if cells:
                    yield start, reading.row(cells, start)
                start = reader.line_num + 1
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.", "Give the path of a CSV file.") from error
    except UnicodeError as error:
        hint = 'Say in the map what it is: encoding = "cp1252" is usual.'
        said = f"{path}, line {_undecoded(path, encoding)}: it is no {plan.encoding} text. Nothing was done."
        raise BadInput(said, hint) from error
    except csv.Error as error:
        with Path(path).open(encoding=encoding, newline="", errors="replace") as file:
            row = list(islice(file, start - 1, reader.line_num if reader else start))
        at = start + _broken_cell(row, plan.delimiter)
        said = f"{path}, line {at}: no CSV from here on: {error}. Nothing was done."
        raise BadInput(said, "Quotes that do not match, and cells of over a million characters, are such.") from error
    finally:
        csv.field_size_limit(longest)


_NO_TEXT = "\udcff"
"""What no text holds: it stands for bytes that are none."""
codecs.register_error("noc.no_text", lambda error: (_NO_TEXT, getattr(error, "end", 0)))


def _undecoded(path: str, encoding: str) -> int:
    """The line of the first byte that is no text; the decoder is ahead of the rows by a block when it meets it."""
    at = 1
    with Path(path).open(encoding=encoding, newline="", errors="noc.no_text") as file:
        for at, text in enumerate(file, 1):  # noqa: B007 - the last line, where the end of the file is broken off
            if _NO_TEXT in text:
                break
    return at


def _broken_cell(row: Sequence[str], delimiter: str) -> int:
    """How many lines into a row, given line by line, the cell begins that makes it no row.

    A quote without its match closes, if at all, where another cell's opens: the fault shows there, lines later.
    """
    text, between = "".join(row), re.escape(delimiter)
    cell = re.compile(f'"(?:[^"]++|"")*+"(?![^{between}\r\n])|(?!")[^{between}\r\n]*+')
    begins = 0
    while (found := cell.match(text, begins)) and found.end() - begins <= _LONGEST:
        if text[found.end() : found.end() + 1] != delimiter:
            break
        begins = found.end() + 1
    return text[:begins].count("\n")


class _Reading:
    """Understands rows by a map, once it has seen the head."""

    def __init__(self, plan: HistoryMap, zone: ZoneInfo, now: int) -> None:
        self._plan = plan
        self._zone = zone
        self._now = now
        self._places: dict[str, list[int]] = {}
        self._notes: list[int] = []
        self._width = 0
        self._at = lru_cache(4096)(self._instant)

    def head(self, path: str, cells: Sequence[str]) -> None:
        """Finds the map's columns. Raises BadInput, naming all that are not there or there twice."""
        names = [line(cell) for cell in cells]
        if not any(names):
            raise BadInput(f"{path} is empty: not even the names of its columns are there.", "Export it again.")
        plan = self._plan
        wanted = dict.fromkeys(chain(chain.from_iterable(plan.columns.values()), plan.notes.values()))
        missing = [name for name in wanted if names.count(name) != 1]
        if missing:
            there = line(", ".join(names), 300)
            said = f"{path} has no column, or two, of the name {', '.join(f'“{name}”' for name in missing)}."
            raise BadInput(said, f"Columns and delimiter are the map's word. There are: {there}")
        self._places = {field: [names.index(name) for name in given] for field, given in plan.columns.items()}
        self._notes = [names.index(name) for name in plan.notes.values()]
        self._width = len(names)

    def row(self, cells: Sequence[str], at: int) -> Row | Rejected:
        """What a row says, or why it is not understood."""
        number: str | None = None
        try:
            number = self._number(cells)
            if len(cells) != self._width:
                raise _Wrong(f"it has {len(cells)} cells, the head has {self._width}")
            return self._understood(number, [self._cell(cell) for cell in cells])
        except _Wrong as wrong:
            return Rejected(at, number, str(wrong))

    def _number(self, cells: Sequence[str]) -> str:
        (place, *_) = self._places["number"]
        number = line(self._cell(cells[place])) if place < len(cells) else ""
        if not number or len(number) > _LONGEST_NUMBER:
            raise _Wrong("it names no ticket")
        return number

    def _cell(self, cell: str) -> str:
        """A cell's text, empty for nothing."""
        cell = clean(cell).strip()
        return "" if cell in self._plan.missing else cell

    def _understood(self, number: str, cells: Sequence[str]) -> Row:
        said: dict[str, Any] = {field: self._first(cells, field) for field in self._places}
        for field in NEEDED:
            if not said[field]:
                raise _Wrong(f"it says no {field} ({' or '.join(self._plan.columns[field])})")
        state = line(said["state"])
        if state not in self._plan.states:
            raise _Wrong(f"the map knows no state “{line(state, 60)}”")
        opened_at, changed_at = self._needed(said, "opened_at"), self._needed(said, "changed_at")
        resolved_at, closed_at = self._moment(said, "resolved_at"), self._moment(said, "closed_at")
        for field, at in (("changed_at", changed_at + _EARLY), ("resolved_at", resolved_at), ("closed_at", closed_at)):
            if at is not None and at < opened_at:
                raise _Wrong(f"{self._told(cells, field)} lies before {self._told(cells, 'opened_at')}")
        return Row(
            number=number,
            opened_at=opened_at,
            changed_at=changed_at,
            changes=self._count(said.get("changes", "")),
            state=state,
            opened_by=line(said.get("opened_by", ""), 40),
            changed_by=line(said.get("changed_by", ""), 40),
            resolved_by=line(said.get("resolved_by", ""), 40),
            resolved_at=resolved_at,
            closed_at=closed_at,
            team=line(said.get("team", ""), 60),
            assignee=line(said.get("assignee", ""), 40),
            subject=self._all(cells, "subject"),
            solution=self._all(cells, "solution"),
            notes=[cells[place] for place in self._notes],
            words={field: self._word(field, said[field]) for field in self._plan.words if said[field]},
        )

    def _first(self, cells: Sequence[str], field: str) -> str:
        return next((cells[place] for place in self._places[field] if cells[place]), "")

    def _told(self, cells: Sequence[str], field: str) -> str:
        """A field that says something, with the column that says it."""
        named = zip(self._plan.columns[field], self._places[field], strict=True)
        column, text = next((column, cells[place]) for column, place in named if cells[place])
        return f"{field} ({column}) “{line(text, 40)}”"

    def _all(self, cells: Sequence[str], field: str) -> str:
        return " · ".join(filter(None, (cells[place] for place in self._places.get(field, ()))))

    def _word(self, field: str, theirs: str) -> str:
        ours = self._plan.words[field].get(line(theirs))
        if ours is None:
            raise _Wrong(f"the map knows no {field} “{line(theirs, 60)}”")
        return ours

    def _count(self, text: str) -> int | None:
        if not text:
            return None
        if not (text.isascii() and text.isdigit()) or len(text) > _MOST_DIGITS:
            raise _Wrong(f"changes “{line(text, 20)}” is no number")
        return int(text)

    def _needed(self, said: Mapping[str, str], field: str) -> int:
        moment = self._moment(said, field)
        assert moment is not None
        return moment

    def _moment(self, said: Mapping[str, str], field: str) -> int | None:
        text = said.get(field)
        if not text:
            return None
        try:
            at = self._at(text)
        except (ValueError, OverflowError):
            raise _Wrong(f"{field} “{line(text, 40)}” is no date as the map has it ({self._plan.dates})") from None
        if at < 0:
            raise _Wrong(f"{field} “{line(text, 40)}” lies before 1970")
        if at > self._now:
            raise _Wrong(f"{field} “{line(text, 40)}” is yet to come")
        return at

    def _instant(self, text: str) -> int:
        dates = self._plan.dates
        at = datetime.fromisoformat(text) if dates == ISO else datetime.strptime(text, dates)  # noqa: DTZ007
        return to_us(at if at.tzinfo else at.replace(tzinfo=self._zone))
