"""Many timelines written at once: rows, queue and due work derived from them as for a single one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from json import JSONEncoder
from operator import attrgetter, itemgetter
from typing import Any

from noc_tui.desk.alert_events import UNSHELVE, derive_alert, derive_occurrences
from noc_tui.desk.derive import derive_ticket
from noc_tui.desk.derived_rows import derive_time
from noc_tui.desk.lines import alert_line, line_of
from noc_tui.desk.searching import search_text
from noc_tui.desk.terms import TermsBook
from noc_tui.desk.timeline import WAKE
from noc_tui.domain.alert import AlertRow, Occurrence
from noc_tui.domain.event import Event, Subject
from noc_tui.domain.queue import QueueRow
from noc_tui.domain.ticket import TicketRow, TimeEntry
from noc_tui.store.read.alerts import ALERT_COLUMNS
from noc_tui.store.read.connection import store_error
from noc_tui.store.read.queue import COLUMNS as LINE_COLUMNS
from noc_tui.store.read.tickets import TICKET_COLUMNS, ticket_columns
from noc_tui.store.tx import Tx

_EVENT_HEAD = ("seq", "at", "recorded_at", "actor", "kind", "v", "visibility", "action_id")
EVENT_COLUMNS = ("subject_kind", "subject_id", *_EVENT_HEAD, "detail")
OCCURRENCE_COLUMNS = tuple(field.name for field in fields(Occurrence))
TIME_COLUMNS = tuple(field.name for field in fields(TimeEntry))

_ticket_row = itemgetter(*TICKET_COLUMNS)
_alert_row = attrgetter(*ALERT_COLUMNS)
_json = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_event_head = attrgetter(*_EVENT_HEAD)
_occurrence_row = attrgetter(*OCCURRENCE_COLUMNS)
_time_row = attrgetter(*TIME_COLUMNS)
_line_row = attrgetter(*LINE_COLUMNS)

_Rows = list[tuple[Any, ...]]
_CACHE_KIB = 65_536
"""SQLite's cache while it writes in bulk: the default of 2 MiB would push half-filled index pages out and in again."""


class Page:
    """Timelines of new tickets and alerts, gathered for one transaction."""

    def __init__(self, tx: Tx, book: TermsBook) -> None:
        self._tx = tx
        self._book = book
        self._tickets: _Rows = []
        self._alerts: _Rows = []
        self._occurrences: _Rows = []
        self._events: _Rows = []
        self._lines: _Rows = []
        self._due: _Rows = []
        self._texts: _Rows = []
        self._times: _Rows = []

    def add_ticket(self, ticket_id: int, events: Sequence[Event]) -> TicketRow:
        """Adds a ticket with all its events."""
        row = derive_ticket(self._tx.read, self._book, ticket_id, events)
        self._tickets.append(_ticket_row(ticket_columns(row)))
        self._add_events(Subject.TICKET, ticket_id, events)
        self._add_line(line_of(self._tx.read, self._book, row))
        self._add_due_work(WAKE, ticket_id, row.wake_at)
        self._texts.append((ticket_id, search_text(row, events)))
        self._times.extend(map(_time_row, derive_time(ticket_id, events)))
        return row

    def add_alert(self, alert_id: int, events: Sequence[Event]) -> AlertRow:
        """Adds an alert with all its events."""
        row = derive_alert(alert_id, events)
        self._alerts.append(_alert_row(row))
        self._occurrences.extend(map(_occurrence_row, derive_occurrences(alert_id, events).values()))
        self._add_events(Subject.ALERT, alert_id, events)
        self._add_line(alert_line(row))
        self._add_due_work(UNSHELVE, alert_id, row.shelved_until)
        return row

    def write(self) -> None:
        """Writes what was gathered: tickets first, since alerts point at them. Raises StoreError."""
        if self._tx.dialect == "sqlite":
            self._tx.connection.exec_driver_sql(f"PRAGMA cache_size=-{_CACHE_KIB}")
        write_rows(self._tx, "ticket", TICKET_COLUMNS, self._tickets)
        write_rows(self._tx, "ticket_text", ("ticket_id", "body"), self._texts)
        write_rows(self._tx, "time_entry", TIME_COLUMNS, self._times)
        write_rows(self._tx, "alert", ALERT_COLUMNS, self._alerts)
        write_rows(self._tx, "occurrence", OCCURRENCE_COLUMNS, self._occurrences)
        write_rows(self._tx, "event", EVENT_COLUMNS, self._events)
        write_rows(self._tx, "queue", LINE_COLUMNS, sorted(self._lines))
        write_rows(self._tx, "due_work", ("kind", "ref", "at"), self._due)

    def _add_events(self, kind: Subject, subject_id: int, events: Sequence[Event]) -> None:
        subject = kind.value
        self._events.extend((subject, subject_id, *_event_head(event), _json(event.detail)) for event in events)

    def _add_line(self, line: QueueRow | None) -> None:
        if line is not None:
            self._lines.append(_line_row(line))

    def _add_due_work(self, kind: str, ref: int, at: int | None) -> None:
        if at is not None:
            self._due.append((kind, str(ref), at))


def write_rows(tx: Tx, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Inserts rows over the plain driver: COPY on PostgreSQL, one prepared statement on SQLite. Raises StoreError."""
    driver: Any = tx.connection.connection.driver_connection
    names = ", ".join(columns)
    try:
        if tx.dialect == "postgresql":
            with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(columns))
            driver.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 - no foreign text
    except Exception as error:
        raise store_error(error) from error
