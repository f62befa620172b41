"""Writing on a ticket: its events go down, its row, its line in the queue and its due work follow from them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import bindparam, delete
from sqlmodel import col, insert, update

from noc_tui.clock import from_us
from noc_tui.desk.batch import new_action
from noc_tui.desk.derive import derive_ticket
from noc_tui.desk.derived_rows import put_rows
from noc_tui.desk.lines import line_of
from noc_tui.desk.terms import TermsBook, local, room_zone
from noc_tui.domain.errors import Stale, WrongState
from noc_tui.domain.event import SYSTEM, Draft, Event, Subject, TicketEvent, is_person
from noc_tui.domain.queue import Kind, QueueRow
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Status
from noc_tui.models.event import Event as EventTable
from noc_tui.models.room import DueWork
from noc_tui.models.ticket import Queue, Ticket
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.tickets import find_ticket, ticket_by_id, ticket_columns, timeline
from noc_tui.store.tx import Tx

WAKE = "wake"
"""Due work: a pending ticket's wake-up."""
_PUT = update(Ticket).where(col(Ticket.id) == bindparam("its_id"))
"""A ticket's row anew: made once, since putting it together takes longer than running it."""


def book_of(tx: Tx) -> TermsBook:
    """The terms read so far from this transaction's store: versions never change, so they are kept with the room."""
    book: TermsBook = tx.memory.setdefault(TermsBook, TermsBook())
    return book


@dataclass(slots=True)
class Work:
    """A ticket being changed: its row as it was and the events so far."""

    tx: Tx
    row: TicketRow
    events: list[Event]
    woken: bool = False
    """Its wait had passed its end, and that was written down."""

    def wake(self) -> None:
        """Ends a wait where it ended, whoever comes first: time used since then is not to disappear.

        It is the room that does it: whatever the one who came first takes back, the wait stays over.
        """
        draft = Draft(TicketEvent.RESUMED, self.row.wake_at or self.tx.now, {"why": "wake-up"})
        self.events.append(by_the_room(stamped(self.tx, draft, self.events)))
        self.save()
        self.woken = True

    def append(self, kind: str, detail: Mapping[str, object] | None = None, **options: Any) -> None:
        """Adds an event to what `save` will write."""
        draft = Draft(kind, options.pop("at", self.tx.now), detail or {}, **options)
        self.events.append(stamped(self.tx, draft, self.events))

    def save(self) -> TicketRow:
        """Writes what was appended, and everything that follows from it. Gives the new row."""
        fresh = self.events[self.row.version :]
        write_events(self.tx, Subject.TICKET, self.row.id, fresh)
        ticket = derive_ticket(self.tx.read, book_of(self.tx), self.row.id, self.events)
        self.tx.connection.execute(_PUT, {**ticket_columns(ticket), "its_id": ticket.id})
        put_rows(self.tx, ticket, self.events, fresh)
        follow(self.tx, self.row, ticket)
        self.row = ticket
        return ticket


def stamped(tx: Tx, draft: Draft, events: Sequence[Event]) -> Event:
    """The draft as the next event of a timeline; `recorded_at` never goes back within it."""
    recorded = max(tx.now, events[-1].recorded_at) if events else tx.now
    return Event(
        len(events) + 1, draft.at, recorded, tx.actor.name, draft.kind, draft.visibility, tx.action_id, draft.detail
    )


def by_the_room(event: Event) -> Event:
    """What follows by itself: nobody did it, and nobody's undoing takes it back."""
    return replace(event, actor=SYSTEM, action_id=new_action())


def event_columns(kind: Subject, subject_id: int, event: Event) -> dict[str, object]:
    """An event as columns of the table."""
    return {
        "subject_kind": kind.value,
        "subject_id": subject_id,
        "seq": event.seq,
        "at": event.at,
        "recorded_at": event.recorded_at,
        "actor": event.actor,
        "kind": str(event.kind),
        "v": event.v,
        "visibility": str(event.visibility),
        "action_id": event.action_id,
        "detail": json.dumps(event.detail, ensure_ascii=False, separators=(",", ":")),
    }


def write_events(tx: Tx, kind: Subject, subject_id: int, events: Sequence[Event]) -> None:
    """Appends events to a timeline."""
    if events:
        tx.connection.execute(insert(EventTable), [event_columns(kind, subject_id, event) for event in events])


def follow(tx: Tx, before: TicketRow | None, ticket: TicketRow) -> None:
    """Brings queue, due work and change feed in line with a ticket's new row."""
    put_line(tx, Kind.TICKET, ticket.id, line_of(tx.read, book_of(tx), ticket), new=before is None)
    had = before.wake_at if before else None
    if had != ticket.wake_at:
        set_due_work(tx, WAKE, str(ticket.id), ticket.wake_at)
    tx.changed("ticket", ticket.key)


def put_line(tx: Tx, kind: Kind, ref: int, line: QueueRow | None, *, new: bool = False) -> None:
    """Replaces a line of the queue, or takes it out."""
    if not new:
        tx.connection.execute(delete(Queue).where(col(Queue.kind) == int(kind), col(Queue.ref) == ref))
    if line is not None:
        tx.connection.execute(insert(Queue), [asdict(line)])


def set_due_work(tx: Tx, kind: str, ref: str, at: int | None) -> None:
    """Notes that something falls due at an instant, or no longer does."""
    tx.connection.execute(delete(DueWork).where(col(DueWork.kind) == kind, col(DueWork.ref) == ref))
    if at is not None:
        tx.connection.execute(insert(DueWork), [{"kind": kind, "ref": ref, "at": at}])


def open_work(tx: Tx, key: str, version: int | None = None) -> Work:
    """The ticket of a key, locked for change; a wait past its end is over.

    Raises NotFound, and Stale where another person wrote since `version`.
    """
    return _work(tx, find_ticket(tx.read, key), version)


def open_work_by_id(tx: Tx, ticket_id: int) -> Work:
    """The same by id."""
    return _work(tx, ticket_by_id(tx.read, ticket_id), None)


def _work(tx: Tx, row: TicketRow, version: int | None) -> Work:
    if tx.dialect == "postgresql":
        tx.read.rows("SELECT id FROM ticket WHERE id = :id FOR UPDATE", {"id": row.id})
        row = ticket_by_id(tx.read, row.id)  # as it is once the lock is ours
    work = Work(tx, row, timeline(tx.read, Subject.TICKET, row.id))
    refuse_stale(tx, row.key, work.events, version)
    if row.wake_at is not None and row.wake_at <= tx.now:
        work.wake()
    return work


def refuse_stale(tx: Tx, name: str, events: Sequence[Event], version: int | None) -> None:
    """Raises Stale, saying who changed what, where another person wrote since `version`.

    What alerts and the room itself add takes no decision away from anybody. `name` is the ticket or alert as people
    call it; None is no version.
    """
    if version is None:
        return
    since = events[version:]
    by_others = any(is_person(event.actor) and event.actor != tx.actor.name for event in since)
    if version <= len(events) and not by_others:
        return
    zone = room_zone(tx.read)
    told = "; ".join(
        f"{event.actor} {str(event.kind).replace('_', ' ')} {local(event.at, zone):%H:%M}" for event in since[-3:]
    )
    raise Stale(
        f"{name} has changed since you read it: {told or 'its version is another'}.",
        "Look again, then decide.",
        name=name,
        events=events,
        read=version,
    )


def refuse_unless(row: TicketRow, allowed: frozenset[Status], doing: str, hint: str = "") -> None:
    """Raises WrongState, naming the state and what can be done in it."""
    if row.status in allowed:
        return
    raise WrongState(f"{row.key} is {row.status}: it cannot be {doing}.", hint or CAN_BE_DONE[Status(row.status)])


CAN_BE_DONE = {
    Status.NEW: "It can be taken, assigned, noted, put to wait, solved or cancelled.",
    Status.OPEN: "It can be assigned, noted, put to wait, solved or cancelled.",
    Status.PENDING: "It can be resumed, assigned, noted, solved or cancelled.",
    Status.RESOLVED: "It can be closed, reopened or noted.",
    Status.CLOSED: "It can be reopened, or noted internally.",
    Status.CANCELLED: "It can be reopened, or noted internally.",
    Status.MERGED: "Work on the ticket that it was merged into.",
}


def when(read: Reader, us: int) -> str:
    """An instant for a message, on the room's wall clock."""
    return f"{from_us(us).astimezone(room_zone(read)):%a %d %b %H:%M}"
