"""Opening a ticket: by a person for a customer, or by the room for an alert."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import text
from sqlmodel import insert

from noc_tui.desk.actors import require
from noc_tui.desk.caller import LONGEST_CALLER, identity
from noc_tui.desk.derive import derive_ticket
from noc_tui.desk.derived_rows import put_rows
from noc_tui.desk.matrix import priority_said
from noc_tui.desk.room_words import fault_named, team_named, technology_named
from noc_tui.desk.terms import TermsRef, local, room_zone, terms_draft, terms_in_force
from noc_tui.desk.timeline import book_of, follow, stamped, write_events
from noc_tui.domain.errors import BadInput
from noc_tui.domain.event import Draft, Event, Subject, TicketEvent
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Category, Channel, Grade, Origin, Priority, Role, Visibility
from noc_tui.models.ticket import Ticket
from noc_tui.store.read import setup
from noc_tui.store.read.tickets import ticket_columns
from noc_tui.store.tx import Tx
from noc_tui.text import clean, line

SUBJECT_LIMIT = 200
_COUNT_ON = text(
    "INSERT INTO counter (name, value) VALUES (:name, :count) "
    "ON CONFLICT (name) DO UPDATE SET value = counter.value + :count RETURNING value"
)


def refuse_long(subject: str) -> str:
    """A subject as a person writes it, on one line. Raises BadInput where it is longer than a ticket may have."""
    said = line(subject)
    if len(said) > SUBJECT_LIMIT:
        told = f"The subject has {len(said)} characters; it may have {SUBJECT_LIMIT}."
        raise BadInput(told, "Say the rest in the description.")
    return said


def open_ticket(
    tx: Tx,
    *,
    subject: str,
    customer: str | None = None,
    channel: Channel = Channel.PHONE,
    description: str = "",
    category: Category | None = None,
    priority: Priority | None = None,
    technology: str | None = None,
    team: str | None = None,
    contact_id: int | None = None,
    site_id: int | None = None,
    equipment_id: int | None = None,
    impact: Grade | None = None,
    urgency: Grade | None = None,
    fault: str | None = None,
    caller: str = "",
) -> TicketRow:
    """Opens a ticket for a request (C4), on the terms of the customer's contract in force today.

    `caller` is who called, where that is no contact on record.

    Without a category it runs on the contract's default one. Raises BadInput without a subject, and for a priority
    that impact and urgency do not make; NotFound where customer, contact, site, equipment, fault, technology or team
    are unknown, Refused where one of them is another customer's.
    """
    require(tx.actor, Role.OPERATOR, "open tickets")
    subject = refuse_long(subject)
    if not subject:
        raise BadInput("A ticket needs a subject.", 'Say in a few words what is wrong: "No mail leaves the office".')
    found = setup.find_customer(tx.read, customer) if customer else None
    customer_id = found.id if found else None
    identity(tx.read, customer_id, site_id, contact_id, equipment_id)
    known = {
        "contact_id": contact_id,
        "site_id": site_id,
        "equipment_id": equipment_id,
        "impact": impact,
        "urgency": urgency,
        "fault": fault_named(tx.read, fault),
        "caller": line(caller, LONGEST_CALLER) or None,
    }
    return create_ticket(
        tx,
        customer_id=customer_id,
        subject=subject,
        origin=Origin.CUSTOMER,
        channel=channel,
        category=category,
        more={
            "description": clean(description).strip(),
            "priority": priority_said(None, impact, urgency, priority),
            "technology": technology_named(tx.read, technology),
            "team": team_named(tx.read, team),
            **{name: value for name, value in known.items() if value is not None},
        },
    )


def create_ticket(
    tx: Tx,
    *,
    customer_id: int | None,
    subject: str,
    origin: Origin,
    channel: Channel,
    category: Category | None,
    more: Mapping[str, object] | None = None,
    terms: TermsRef | None = None,
    at: int | None = None,
) -> TicketRow:
    """Writes the opening and the terms, and derives the row. Key and year are counted in this transaction.

    `at` is when it was reported, UTC microseconds, where that is not now.
    """
    day = local(tx.now, room_zone(tx.read))
    ref = terms or terms_in_force(tx.read, customer_id, day.date())
    detail = {
        "year": day.year,
        "number": next_number(tx, f"ticket-{day.year}"),
        "subject": subject,
        "customer_id": customer_id,
        "origin": origin,
        "channel": channel,
        "category": category or book_of(tx).terms(tx.read, ref).default_category,
        "category_given": category is not None,
        **(more or {}),
    }
    opened_at = tx.now if at is None else at
    opened = Draft(TicketEvent.OPENED, opened_at, detail, Visibility.PUBLIC)
    events = [stamped(tx, opened, [])]
    events.append(stamped(tx, terms_draft(ref, opened_at), events))
    return insert_ticket(tx, events)


def insert_ticket(tx: Tx, events: list[Event]) -> TicketRow:
    """Stores a new ticket with these first events."""
    ticket_id = next_number(tx, "ticket")
    ticket = derive_ticket(tx.read, book_of(tx), ticket_id, events)
    tx.connection.execute(insert(Ticket), [ticket_columns(ticket)])
    write_events(tx, Subject.TICKET, ticket_id, events)
    put_rows(tx, ticket, events, events)
    follow(tx, None, ticket)
    return ticket


def next_number(tx: Tx, name: str, count: int = 1) -> int:
    """The first of `count` numbers of a counter, taken for good when this transaction commits."""
    taken = tx.connection.execute(_COUNT_ON, {"name": name, "count": count}).scalar_one()
    return int(taken) - count + 1
