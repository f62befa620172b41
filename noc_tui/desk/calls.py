"""Call-backs: booked with a time and who calls (G8), made, or no longer needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from noc_tui.clock import to_us
from noc_tui.desk.actors import find_worker, may_work, require
from noc_tui.desk.booked_call import BookedCall, booked_call, booking_of
from noc_tui.desk.routing import mates_of
from noc_tui.desk.terms import local, room_zone
from noc_tui.desk.timeline import Work, open_work, refuse_unless
from noc_tui.desk.worked_time import spent_detail
from noc_tui.domain.errors import BadInput, WrongState
from noc_tui.domain.event import TicketEvent
from noc_tui.domain.setup import ContactRow, OperatorRow
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import ACTIVE, Channel, Role, Visibility
from noc_tui.store.read import setup
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.people import contact_by_id
from noc_tui.store.tx import Tx
from noc_tui.text import clean, line

_SECOND = 1_000_000
_FURTHEST_US = 366 * 86_400 * _SECOND
_WAYS = (Channel.PHONE, Channel.MAIL)


def book_call(
    tx: Tx,
    key: str,
    at: datetime,
    *,
    who: str | None = None,
    name: str = "",
    number: str = "",
    by: Channel | None = None,
    text: str = "",
    version: int | None = None,
) -> TicketRow:
    """Books a call-back, or moves the one that is booked; by mail it is an answer that is promised.

    What is not said stays as it was booked before. Else the customer's own operator calls, or who holds the ticket, or
    the actor; with whom is the ticket's contact; by phone. Raises BadInput for a time that is over or more than a year
    ahead and for another way than phone or mail, NotFound for an unknown operator, Refused for one who may only look,
    WrongState where it is not active.
    """
    require(tx.actor, Role.OPERATOR, "book call-backs")
    if by is not None and by not in _WAYS:
        raise BadInput(f"Nobody is called back by {by}.", "By phone or by mail.")
    due = _to_come(tx, at)
    caller = find_worker(tx.read, who) if who else None
    work = open_work(tx, key, version)
    refuse_unless(work.row, ACTIVE, "given a call-back")
    before = booked_call(work.row, work.events)
    way = by or (Channel(before.by) if before else Channel.PHONE)
    whom, where = _with_whom(tx.read, work.row, before, line(name, 80), line(number, 80), way)
    call = BookedCall(
        at=due,
        who=caller or (before and before.who) or usual_caller(tx.read, work.row, tx.actor.name),
        name=whom,
        number=where,
        by=way,
        text=clean(text).strip() or (before.text if before else ""),
        booked_at=tx.now,
        booked_by=tx.actor.name,
    )
    work.append(TicketEvent.CALL_BOOKED, booking_of(call))
    return work.save()


def call_made(
    tx: Tx,
    key: str,
    *,
    reached: bool,
    text: str = "",
    spent: timedelta | None = None,
    again: datetime | None = None,
    version: int | None = None,
) -> TicketRow:
    """The booked call was made. Somebody reached: it is the contact, and the customer reads what was said.

    `again` books the next one with the same people. Raises BadInput for no words on what was said, for a time worked
    that cannot be and for an `again` that is over, WrongState where no call is booked.
    """
    require(tx.actor, Role.OPERATOR, "make call-backs")
    text = clean(text).strip()
    if reached and not text:
        raise BadInput("What was said?", "A few words: the customer reads them too.")
    worked = spent_detail(spent)
    due = None if again is None else _to_come(tx, again)
    work = open_work(tx, key, version)
    call = _booked(work)
    visibility = Visibility.PUBLIC if reached else Visibility.INTERNAL
    made = {"reached": reached, "by": call.by, "text": text, **worked}
    work.append(TicketEvent.CALL_MADE, made, visibility=visibility)
    if due is not None:
        work.append(TicketEvent.CALL_BOOKED, booking_of(replace(call, at=due)))
    return work.save()


def drop_call(tx: Tx, key: str, *, text: str = "", version: int | None = None) -> TicketRow:
    """The booked call is not needed any more. Raises WrongState where none is booked."""
    require(tx.actor, Role.OPERATOR, "drop call-backs")
    work = open_work(tx, key, version)
    _booked(work)
    work.append(TicketEvent.CALL_DROPPED, {"text": clean(text).strip()})
    return work.save()


def propose_caller(read: Reader, ticket: TicketRow, at: int) -> list[tuple[str, str]]:
    """Login and why of who might call back at an instant, UTC microseconds, the likeliest first.

    The customer's own operator (G8), who holds the ticket, then those of its team who are on shift then.
    """
    found = _nearest(read, ticket, setup.operators(read))
    for mate in mates_of(read, ticket.team, ticket.technology, at) if ticket.team else ():
        if mate.on_shift:
            found.setdefault(mate.login, f"team {ticket.team}, on shift then")
    return list(found.items())


def usual_caller(read: Reader, ticket: TicketRow, me: str) -> str:
    """Who calls where nobody says who: the customer's own operator, or who holds the ticket, or whoever books it."""
    return next(iter(_nearest(read, ticket, setup.operators(read))), me)


def _nearest(read: Reader, ticket: TicketRow, everybody: Sequence[OperatorRow]) -> dict[str, str]:
    """Who knows customer or ticket, and why; nobody who has left or may only look."""
    found: dict[str, str] = {}
    customer = setup.customer_by_id(read, ticket.customer_id) if ticket.customer_id is not None else None
    if customer is not None and customer.operator:
        found[customer.operator] = f"{customer.code}'s own operator"
    if ticket.assignee:
        found.setdefault(ticket.assignee, "holds the ticket")
    here = {one.login for one in everybody if may_work(one)}
    return {login: why for login, why in found.items() if login in here or not everybody}


def _to_come(tx: Tx, at: datetime) -> int:
    due, zone = to_us(at), room_zone(tx.read)
    if due <= tx.now:
        raise BadInput(f"{local(due, zone):%a %d %b %Y %H:%M} has passed.", "Give an instant that is to come.")
    if due - tx.now > _FURTHEST_US:
        raise BadInput("A call-back is booked a year ahead at most.", "Give an earlier time.")
    return due


def _booked(work: Work) -> BookedCall:
    call = booked_call(work.row, work.events)
    if call is None:
        raise WrongState(
            f"No call-back is booked on {work.row.key}.",
            "Book one, or write a note that the customer reads: it is the contact too.",
        )
    return call


def _with_whom(
    read: Reader, ticket: TicketRow, before: BookedCall | None, name: str, number: str, by: Channel
) -> tuple[str, str]:
    """Name, and number or address: a number belongs to its name, so that nobody rings one and asks for another."""
    contact = contact_by_id(read, ticket.contact_id) if ticket.contact_id is not None else None
    name = name or (before.name if before else "") or (contact.name if contact else "")
    if number:
        return name, number
    if before is not None and (before.name, before.by) == (name, by):
        return name, before.number
    return name, _reached_at(contact, by) if contact is not None and contact.name == name else ""


def _reached_at(contact: ContactRow, by: Channel) -> str:
    return contact.mail if by is Channel.MAIL else contact.phone
