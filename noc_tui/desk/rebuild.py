"""Deriving rows anew from their events, and telling where they differ from what is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import TypeVar

from noc_tui.desk.alert_events import UNSHELVE, derive_alert, derive_occurrences
from noc_tui.desk.derive import derive_ticket
from noc_tui.desk.derived_rows import derive_time
from noc_tui.desk.legal_rows import derive_legal
from noc_tui.desk.lines import alert_line, line_of
from noc_tui.desk.searching import search_text
from noc_tui.desk.terms import TermsBook
from noc_tui.desk.timeline import WAKE
from noc_tui.domain.alert import AlertRow, Occurrence
from noc_tui.domain.errors import Refused, StoreDamaged
from noc_tui.domain.event import Event, Subject
from noc_tui.domain.legal import LegalRow
from noc_tui.domain.queue import QueueRow
from noc_tui.domain.ticket import TicketRow, TimeEntry
from noc_tui.store.read import slices
from noc_tui.store.read.connection import Reader, Row
from noc_tui.store.read.slices import Stretch
from noc_tui.store.read.tickets import event_row, ticket_columns

T = TypeVar("T")
_TRIPPED = (StoreDamaged, Refused, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a timeline may raise that holds what no operation of ours wrote."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be."""

    subject: str
    """The store, or whose row, line or timeline it is."""
    column: str
    stored: object
    """What is there, None for nothing. Instants in UTC microseconds."""
    derived: object
    """What should be there, None for nothing."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What a stretch of the store came to."""

    subjects: int
    findings: Sequence[Finding]


def examine_tickets(read: Reader, book: TermsBook, stretch: Stretch) -> Examined:
    """Where the tickets of a stretch and their lines are not what their events make."""
    rows, lines = slices.tickets_in(read, stretch), slices.lines_in(read, stretch)
    timelines, legal = slices.timelines_in(read, stretch), slices.legal_in(read, stretch)
    times, texts = slices.times_in(read, stretch), slices.texts_in(read, stretch)
    noted = slices.due_at(read, WAKE, rows)
    found: list[Finding] = []
    for ident in sorted(rows.keys() | timelines.keys() | lines.keys()):
        stored, line = rows.get(ident), lines.get(ident)
        name = stored.key if stored else f"ticket {ident}"
        if ident in timelines:
            there = _Stored(stored, line, legal.get(ident, {}), times.get(ident, {}), texts.get(ident))
            found += _ticket(read, book, name, ident, timelines[ident], there)
        else:
            found += _without_events(name, stored=stored is not None, line=line)
        if stored and stored.wake_at != noted.get(ident):
            found.append(Finding(name, "wake-up in due work", noted.get(ident), stored.wake_at))
    return Examined(len(rows), found)


@dataclass(frozen=True, slots=True)
class _Stored:
    """What the store has of a ticket."""

    row: TicketRow | None
    line: QueueRow | None
    legal: Mapping[tuple[str, str], LegalRow]
    times: Mapping[int, TimeEntry]
    text: str | None


def _ticket(
    read: Reader, book: TermsBook, name: str, ident: int, rows: Sequence[Row], stored: _Stored
) -> Iterator[Finding]:
    yield from _order(name, rows)
    try:
        events = _events(rows)
        derived, wanted_legal = derive_ticket(read, book, ident, events), derive_legal(ident, events)
        wanted, wanted_times = line_of(read, book, derived), derive_time(ident, events)
        text = search_text(derived, events)
    except _TRIPPED as error:
        yield _no_sense(name, error)
        return
    yield from _compared(name, stored.row, derived, ticket_columns)
    yield from _compared(f"queue line of {name}", stored.line, wanted, asdict)
    steps = {(row.regime, row.step): row for row in wanted_legal}
    for step in sorted(stored.legal.keys() | steps.keys()):
        yield from _compared(f"{' '.join(step)} of {name}", stored.legal.get(step), steps.get(step), asdict)
    entries = {entry.seq: entry for entry in wanted_times}
    for seq in sorted(stored.times.keys() | entries.keys()):
        yield from _compared(f"time of event {seq} of {name}", stored.times.get(seq), entries.get(seq), asdict)
    if stored.text != text:
        yield Finding(name, "text that is searched", stored.text, text)


def examine_alerts(read: Reader, _book: TermsBook, stretch: Stretch) -> Examined:
    """Where the alerts of a stretch, their occurrences and lines are not what their events make."""
    rows, lines = slices.alerts_in(read, stretch), slices.lines_in(read, stretch)
    timelines, occurrences = slices.timelines_in(read, stretch), slices.occurrences_in(read, stretch)
    noted = slices.due_at(read, UNSHELVE, rows)
    found: list[Finding] = []
    for ident in sorted(rows.keys() | timelines.keys() | lines.keys()):
        stored, line, name = rows.get(ident), lines.get(ident), f"alert {ident}"
        if ident in timelines:
            told = occurrences.get(ident, {})
            found += _alert(name, ident, timelines[ident], stored=stored, line=line, occurrences=told)
        else:
            found += _without_events(name, stored=stored is not None, line=line)
        if stored and stored.shelved_until != noted.get(ident):
            found.append(Finding(name, "end of shelve in due work", noted.get(ident), stored.shelved_until))
    return Examined(len(rows), found)


def _alert(
    name: str,
    ident: int,
    rows: Sequence[Row],
    *,
    stored: AlertRow | None,
    line: QueueRow | None,
    occurrences: Mapping[int, Occurrence],
) -> Iterator[Finding]:
    yield from _order(name, rows)
    try:
        events = _events(rows)
        derived, wanted_occurrences = derive_alert(ident, events), derive_occurrences(ident, events)
        wanted = alert_line(derived)
    except _TRIPPED as error:
        yield _no_sense(name, error)
        return
    if stored is not None:
        if stored.last_seen < derived.last_seen:
            yield Finding(name, "last_seen", stored.last_seen, f"{derived.last_seen} or later")
        derived = replace(derived, last_seen=stored.last_seen)  # repeats move it, and are no events
    yield from _compared(name, stored, derived, asdict)
    yield from _compared(f"queue line of {name}", line, wanted, asdict)
    for start in sorted(occurrences.keys() | wanted_occurrences.keys()):
        subject = f"occurrence {start} of {name}"
        yield from _compared(subject, occurrences.get(start), wanted_occurrences.get(start), asdict)


def examine_due_work(read: Reader) -> Iterator[Finding]:
    """Due work that no ticket and no alert waits for."""
    for kind, ref, at in slices.due_of_nobody(read, {WAKE: Subject.TICKET, UNSHELVE: Subject.ALERT}):
        yield Finding("due work", f"{kind} {ref}", at, None)


def _events(rows: Sequence[Row]) -> list[Event]:
    return [event_row(row) for row in rows]


def _no_sense(name: str, error: Exception) -> Finding:
    said = str(error) if isinstance(error, StoreDamaged | Refused) else f"{type(error).__name__}: {error}"
    return Finding(f"timeline of {name}", "events", said, "events that make a row")


def _without_events(name: str, *, stored: bool, line: QueueRow | None) -> Iterator[Finding]:
    if stored:
        yield Finding(f"timeline of {name}", "events", 0, "1 or more")
    else:
        yield Finding(f"queue line of {name}", "line", line and line.key, None)


def _order(name: str, rows: Sequence[Row]) -> Iterator[Finding]:
    """Events are numbered from 1 without gaps, and were written in that order."""
    for number, row in enumerate(rows, 1):
        if row[0] != number:
            yield Finding(f"timeline of {name}", "seq", row[0], number)
            break
    for before, row in pairwise(rows):
        if row[2] < before[2]:
            yield Finding(f"timeline of {name}", f"recorded_at of event {row[0]}", row[2], f"{before[2]} or later")


def _compared(
    subject: str, stored: T | None, derived: T | None, columns: Callable[[T], Mapping[str, object]]
) -> Iterator[Finding]:
    """Where two rows differ, column by column; or that one of them is missing."""
    if stored == derived:
        return
    if stored is None or derived is None:
        yield Finding(subject, "row", stored and "there", derived and "there")
        return
    there = columns(stored)
    for column, value in columns(derived).items():
        if there[column] != value:
            yield Finding(subject, column, there[column], value)
