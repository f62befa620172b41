"""Everything that rows say, made again from the events: written apart from what keeps the rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from noc_tui.desk.alert_events import derive_alert, derive_occurrences
from noc_tui.desk.derive import derive_ticket
from noc_tui.desk.lines import alert_line, line_of
from noc_tui.desk.terms import TermsBook
from noc_tui.domain.event import Event, Subject
from noc_tui.domain.queue import QueueRow
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import ACTIVE
from noc_tui.store.read.alerts import find_alert, occurrences
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.queue import COLUMNS
from noc_tui.store.read.tickets import ticket_by_id, timeline
from noc_tui.store.room import Room


def differences(room: Room) -> list[str]:
    """Each place where a row is not what its events make."""
    with room.reading() as read:
        return [*_differences(read)]


def _differences(read: Reader) -> Iterator[str]:
    book = TermsBook()
    lines: dict[tuple[int, int], QueueRow] = {}
    due: dict[tuple[str, str], int] = {}
    for ticket_id in _ids(read, "ticket"):
        events = timeline(read, Subject.TICKET, ticket_id)
        yield from _order(f"ticket {ticket_id}", events)
        ticket = derive_ticket(read, book, ticket_id, events)
        yield from _compare(f"ticket {ticket_id}", ticket_by_id(read, ticket_id), ticket)
        yield from _sense(ticket)
        line = line_of(read, book, ticket)
        if line is not None:
            lines[line.identity] = line
        if ticket.wake_at is not None:
            due["wake", str(ticket_id)] = ticket.wake_at
    for alert_id in _ids(read, "alert"):
        events = timeline(read, Subject.ALERT, alert_id)
        yield from _order(f"alert {alert_id}", events)
        stored, alert = find_alert(read, alert_id), derive_alert(alert_id, events)
        if stored.last_seen < alert.last_seen:
            yield f"alert {alert_id} was last seen before its last event"
        yield from _compare(f"alert {alert_id}", stored, replace(alert, last_seen=stored.last_seen))
        found = derive_occurrences(alert_id, events)
        kept = {occurrence.started_raw: occurrence for occurrence in occurrences(read, alert_id)}
        yield from _compare(f"occurrences of alert {alert_id}", kept, found)
        yield from _compare(f"count of alert {alert_id}", alert.count, len(found))
        line = alert_line(alert)
        if line is not None:
            lines[line.identity] = line
        if alert.shelved_until is not None:
            due["unshelve", str(alert_id)] = alert.shelved_until
    yield from _compare("queue", _queue(read), lines)
    noted = {(row[0], row[1]): row[2] for row in read.rows("SELECT kind, ref, at FROM due_work")}
    yield from _compare("due work", noted, due)


def _ids(read: Reader, table: str) -> list[int]:
    known = {row[0] for row in read.rows(f"SELECT id FROM {table}")}
    told = {row[0] for row in read.rows("SELECT subject_id FROM event WHERE subject_kind = :kind", {"kind": table})}
    assert known == told
    return sorted(known)


def _queue(read: Reader) -> Mapping[tuple[int, int], QueueRow]:
    stored = [QueueRow(*row) for row in read.rows(f"SELECT {', '.join(COLUMNS)} FROM queue")]
    return {line.identity: line for line in stored}


def _order(name: str, events: list[Event]) -> Iterator[str]:
    if [event.seq for event in events] != list(range(1, len(events) + 1)):
        yield f"the events of {name} are not numbered from 1"
    recorded = [event.recorded_at for event in events]
    if recorded != sorted(recorded):
        yield f"recorded_at of {name} goes back"


def _sense(ticket: TicketRow) -> Iterator[str]:
    if (ticket.status == "pending") != (ticket.pending_reason is not None):
        yield f"{ticket.key} is {ticket.status} and waits for {ticket.pending_reason}"
    if ticket.status not in ACTIVE and "running" in {ticket.response.phase, ticket.restore.phase}:
        yield f"{ticket.key} is {ticket.status} and a clock runs"
    if (ticket.status in {"resolved", "closed"}) != (ticket.resolved_at is not None):
        yield f"{ticket.key} is {ticket.status}, resolved at {ticket.resolved_at}"
    for clock in (ticket.contact, ticket.response, ticket.restore):
        if (clock.since is not None) != (clock.phase == "running"):
            yield f"a clock of {ticket.key} is {clock.phase} since {clock.since}"


def _compare(name: str, stored: object, derived: object) -> Iterator[str]:
    if stored != derived:
        yield f"{name}: stored {stored}, its events make {derived}"
