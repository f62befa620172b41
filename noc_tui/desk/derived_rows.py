"""What a ticket's events make beside its row: legal deadlines, time worked, and the words by which it is found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete
from sqlmodel import SQLModel, insert

from noc_tui.desk.legal_rows import LEGAL, derive_legal
from noc_tui.desk.searching import has_words, search_text
from noc_tui.domain.event import Event, TicketEvent, standing
from noc_tui.domain.ticket import TicketRow, TimeEntry
from noc_tui.models.ticket import LegalClock, TicketText
from noc_tui.models.ticket import TimeEntry as TimeEntryTable
from noc_tui.store.tx import Tx


def derive_time(ticket_id: int, events: Sequence[Event]) -> list[TimeEntry]:
    """The time that people say they worked on a ticket, in the order in which they said it."""
    return [
        TimeEntry(ticket_id, event.seq, event.at, int(str(event.detail["spent_s"])), event.actor)
        for event in standing(events)
        if event.detail.get("spent_s")
    ]


def put_rows(tx: Tx, ticket: TicketRow, events: Sequence[Event], fresh: Sequence[Event]) -> None:
    """Brings these rows in line with a ticket's events, of which the last were just added."""
    anew = any(event.kind == TicketEvent.UNDONE for event in fresh)
    if anew or any(event.kind in LEGAL for event in fresh):
        _replace(tx, LegalClock, ticket.id, map(asdict, derive_legal(ticket.id, events)))
    if anew or any(event.detail.get("spent_s") for event in fresh):
        _replace(tx, TimeEntryTable, ticket.id, map(asdict, derive_time(ticket.id, events)))
    if anew or any(map(has_words, fresh)):
        _replace(tx, TicketText, ticket.id, [{"ticket_id": ticket.id, "body": search_text(ticket, events)}])


def _replace(tx: Tx, table: type[SQLModel], ticket_id: int, rows: Iterable[Mapping[str, Any]]) -> None:
    columns: Any = table
    tx.connection.execute(delete(table).where(columns.ticket_id == ticket_id))
    values = [dict(row) for row in rows]
    if values:
        tx.connection.execute(insert(table), values)
