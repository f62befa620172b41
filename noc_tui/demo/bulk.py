"""Many timelines written at once: rows, queue and due work derived from them as for a single one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlmodel import insert

from noc_tui.desk.alert_events import UNSHELVE, derive_alert, derive_occurrences
from noc_tui.desk.derive import derive_ticket
from noc_tui.desk.lines import alert_line, ticket_line
from noc_tui.desk.terms import TermsBook
from noc_tui.desk.timeline import WAKE, event_columns
from noc_tui.domain.alert import AlertRow
from noc_tui.domain.event import Event, Subject
from noc_tui.domain.queue import QueueRow
from noc_tui.domain.ticket import TicketRow
from noc_tui.models.alert import Alert, Occurrence
from noc_tui.models.event import Event as EventTable
from noc_tui.models.room import DueWork
from noc_tui.models.ticket import Queue, Ticket
from noc_tui.store.read.tickets import ticket_columns
from noc_tui.store.tx import Tx


class Page:
    """Timelines of new tickets and alerts, gathered for one transaction."""

    def __init__(self, tx: Tx, book: TermsBook) -> None:
        self._tx = tx
        self._book = book
        self._tickets: list[Mapping[str, object]] = []
        self._alerts: list[Mapping[str, object]] = []
        self._occurrences: list[Mapping[str, object]] = []
        self._events: list[Mapping[str, object]] = []
        self._lines: list[Mapping[str, object]] = []
        self._due: list[Mapping[str, object]] = []

    def ticket(self, ticket_id: int, events: Sequence[Event]) -> TicketRow:
        """Adds a ticket with all its events."""
        row = derive_ticket(self._tx.read, self._book, ticket_id, events)
        self._tickets.append(ticket_columns(row))
        self._events.extend(event_columns(Subject.TICKET, ticket_id, event) for event in events)
        self._line(ticket_line(row, self._book.calendar(self._tx.read, row.calendar_version_id)))
        self._falls_due(WAKE, ticket_id, row.wake_at)
        return row

    def alert(self, alert_id: int, events: Sequence[Event]) -> AlertRow:
        """Adds an alert with all its events."""
        row = derive_alert(alert_id, events)
        self._alerts.append(asdict(row))
        self._occurrences.extend(asdict(times) for times in derive_occurrences(alert_id, events).values())
        self._events.extend(event_columns(Subject.ALERT, alert_id, event) for event in events)
        self._line(alert_line(row))
        self._falls_due(UNSHELVE, alert_id, row.shelved_until)
        return row

    def write(self) -> None:
        """Writes what was gathered: tickets first, since alerts point at them."""
        tables: Sequence[tuple[Any, list[Mapping[str, object]]]] = (
            (Ticket, self._tickets),
            (Alert, self._alerts),
            (Occurrence, self._occurrences),
            (EventTable, self._events),
            (Queue, self._lines),
            (DueWork, self._due),
        )
        for table, rows in tables:
            if rows:
                self._tx.connection.execute(insert(table), rows)

    def _line(self, line: QueueRow | None) -> None:
        if line is not None:
            self._lines.append(asdict(line))

    def _falls_due(self, kind: str, ref: int, at: int | None) -> None:
        if at is not None:
            self._due.append({"kind": kind, "ref": str(ref), "at": at})
