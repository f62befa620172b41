"""Tickets and timelines, read over the plain driver."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import groupby
from operator import itemgetter

from noc_tui.domain.errors import BadInput, NotFound
from noc_tui.domain.event import Event, Subject
from noc_tui.domain.ticket import KEY, ClockColumns, TicketRow
from noc_tui.domain.words import CLOCKS
from noc_tui.store.read.connection import Reader, Row

_CLOCK_PARTS = tuple(field.name for field in fields(ClockColumns))
_PLAIN = tuple(field.name for field in fields(TicketRow) if field.name not in CLOCKS)
TICKET_COLUMNS = _PLAIN + tuple(f"{clock}_{part}" for clock in CLOCKS for part in _CLOCK_PARTS)
_SELECT = "SELECT " + ", ".join(f"t.{name}" for name in TICKET_COLUMNS) + " FROM ticket t"
_PIECE = 500
"""Ids a statement: databases take so many parameters and no more."""
_HEAD, _IN_CALL = len(_PLAIN), _PLAIN.index("solved_in_call")


def ticket_row(row: Row) -> TicketRow:
    """A row in the order of TICKET_COLUMNS as a frozen ticket."""
    values = (
        *row[:_IN_CALL],
        bool(row[_IN_CALL]),
        bool(row[_IN_CALL + 1]),  # touched
        row[_IN_CALL + 2],  # alerts_firing
        ClockColumns(*row[_HEAD : _HEAD + 5]),
        ClockColumns(*row[_HEAD + 5 : _HEAD + 10]),
        ClockColumns(*row[_HEAD + 10 : _HEAD + 15]),
        row[_HEAD - 1],
    )
    return TicketRow(*values)


def ticket_columns(ticket: TicketRow) -> dict[str, object]:
    """The frozen ticket as columns of the table."""
    columns: dict[str, object] = {name: getattr(ticket, name) for name in _PLAIN}
    for clock in CLOCKS:
        state: ClockColumns = getattr(ticket, clock)
        for part in _CLOCK_PARTS:
            columns[f"{clock}_{part}"] = getattr(state, part)
    return columns


def find_ticket(read: Reader, key: str) -> TicketRow:
    """The ticket of that key, or of that number in the latest year that has it, or with that number where it came from.

    Raises BadInput where the text is no key, NotFound where no ticket goes by it.
    """
    match = KEY.fullmatch(key.strip())
    if match is None:
        row = _by_external_ref(read, key.strip())
        if row is not None:
            return ticket_row(row)
        raise BadInput(f"“{key.strip()[:40]}” is no ticket key.", "Write NOC-2026-000123, or just 123.")
    year, number = match.groups()
    where = "t.number = :number" + (" AND t.year = :year" if year else "")
    row = read.one(
        f"{_SELECT} WHERE {where} ORDER BY t.year DESC LIMIT 1",
        {"number": int(number), "year": int(year) if year else None} if year else {"number": int(number)},
    )
    if row is None:
        raise NotFound(f"There is no ticket {key.strip()}.", "`noc ticket list` shows those that are open.")
    return ticket_row(row)


def _by_external_ref(read: Reader, ref: str) -> Row | None:
    if not ref.isprintable():
        return None
    return read.one(f"{_SELECT} WHERE t.external_ref = :ref ORDER BY t.id DESC LIMIT 1", {"ref": ref})


def ticket_by_id(read: Reader, ticket_id: int) -> TicketRow:
    """The ticket of that number in the store. Raises NotFound."""
    row = read.one(f"{_SELECT} WHERE t.id = :id", {"id": ticket_id})
    if row is None:
        raise NotFound(f"There is no ticket with id {ticket_id}.")
    return ticket_row(row)


def tickets_by_id(read: Reader, ids: Sequence[int]) -> dict[int, TicketRow]:
    """The tickets of these ids."""
    return {row[0]: ticket_row(row) for row in _rows_of(read, f"{_SELECT} WHERE t.id", ids)}


def keys_of(read: Reader, ids: Sequence[int]) -> dict[int, str]:
    """Ticket id → key."""
    return dict(_rows_of(read, "SELECT id, key FROM ticket WHERE id", ids))


def alerts_of(read: Reader, ticket_ids: Sequence[int]) -> dict[int, list[int]]:
    """Per ticket the ids of its alerts, in order."""
    found: dict[int, list[int]] = {}
    for ticket_id, alert_id in sorted(_rows_of(read, "SELECT ticket_id, id FROM alert WHERE ticket_id", ticket_ids)):
        found.setdefault(ticket_id, []).append(alert_id)
    return found


def _rows_of(read: Reader, sql: str, ids: Sequence[int]) -> Iterator[Row]:
    """The rows of a statement that ends where `IN` is to stand, for any number of ids."""
    for start in range(0, len(ids), _PIECE):
        names = {f"i{index}": ident for index, ident in enumerate(ids[start : start + _PIECE])}
        yield from read.rows(f"{sql} IN ({', '.join(f':{name}' for name in names)})", names)


def all_tickets(read: Reader) -> Iterator[TicketRow]:
    """Every ticket in the store, by id."""
    return (ticket_row(row) for row in read.each(f"{_SELECT} ORDER BY t.id"))


_EVENT = "SELECT seq, at, recorded_at, actor, kind, visibility, action_id, detail, v FROM event"


def event_row(row: Row) -> Event:
    """A row of the event table, from `seq` on, as a frozen event."""
    values = (*row[:7], json.loads(row[7]), row[8])
    return Event(*values)


def timeline(read: Reader, kind: Subject, subject_id: int) -> list[Event]:
    """All events of a subject in their order."""
    rows = read.rows(
        f"{_EVENT} WHERE subject_kind = :kind AND subject_id = :id ORDER BY seq", {"kind": kind, "id": subject_id}
    )
    return [event_row(row) for row in rows]


def all_timelines(read: Reader, kind: Subject) -> Iterator[tuple[int, list[Event]]]:
    """Every subject of a kind with its events, by id."""
    sql = (
        "SELECT subject_id, seq, at, recorded_at, actor, kind, visibility, action_id, detail, v FROM event "
        "WHERE subject_kind = :kind ORDER BY subject_id, seq"
    )
    current: int | None = None
    events: list[Event] = []
    for row in read.each(sql, {"kind": kind}):
        if row[0] != current:
            if current is not None:
                yield current, events
            current, events = row[0], []
        events.append(event_row(row[1:]))
    if current is not None:
        yield current, events


def timelines_since(read: Reader, since: int, customer_id: int | None = None) -> Iterator[tuple[int, str, list[Event]]]:
    """Id, key and events of every ticket opened at or after an instant, of one customer or of all, by id."""
    whose = "" if customer_id is None else " AND t.customer_id = :customer"
    rows = read.each(
        "SELECT t.id, t.key, e.seq, e.at, e.recorded_at, e.actor, e.kind, e.visibility, e.action_id, e.detail, e.v "
        "FROM ticket t JOIN event e ON e.subject_kind = 'ticket' AND e.subject_id = t.id "
        f"WHERE t.opened_at >= :since{whose} ORDER BY t.id, e.seq",
        {"since": since} if customer_id is None else {"since": since, "customer": customer_id},
    )
    for (ticket_id, key), its in groupby(rows, key=itemgetter(0, 1)):
        yield ticket_id, key, [event_row(row[2:]) for row in its]
