"""A qualification of which only some is said, in words as people write them: the rest stays as it is on record."""

from __future__ import annotations

from dataclasses import dataclass, replace

from noc_tui.desk.answering import blank
from noc_tui.desk.caller import contact_called, equipment_called, site_called
from noc_tui.desk.qualification import (
    Qualification,
    as_recorded,
    goes_by_rules,
    without_needless_request,
)
from noc_tui.desk.routing import team_by_rules
from noc_tui.domain.errors import BadInput
from noc_tui.domain.event import Subject
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Category, Grade, Visibility
from noc_tui.store.read import setup
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.tickets import find_ticket, timeline


@dataclass(frozen=True, slots=True)
class Said:
    """What is said; empty and None are not said."""

    customer: str = ""
    contact: str = ""
    site: str = ""
    equipment: str = ""
    caller: str = ""
    category: Category | None = None
    impact: Grade | None = None
    urgency: Grade | None = None
    fault: str = ""
    technology: str = ""
    estimate_s: int | None = None
    team: str = ""
    why: str = ""
    """Why it is not the team that the rules propose."""
    on_request: bool = False
    goodwill: str = ""
    note: str = ""
    visibility: Visibility = Visibility.INTERNAL


def amended(read: Reader, key: str, said: Said) -> Qualification:
    """A ticket's qualification with what is said of it. A ticket without a team goes to the one of the rules.

    Raises BadInput where nothing is said, NotFound for a name that nobody and nothing has.
    """
    if said == Said(visibility=said.visibility):
        raise BadInput("Nothing is said of the ticket.", "Give a category, impact and urgency, a customer, a team…")
    ticket = find_ticket(read, key)
    events = timeline(read, Subject.TICKET, ticket.id)
    known = _with_people(read, _with_class(as_recorded(ticket, events), said), said)
    if not said.on_request:
        known = without_needless_request(read, ticket, events, known)
    return known if said.team else replace(known, team=_team(read, ticket, known))


def told_in_opening(read: Reader, said: Said) -> Qualification:
    """What is said of a request that has no ticket yet. Raises as `amended` does."""
    return _with_people(read, _with_class(blank(), said), said)


def _with_class(known: Qualification, said: Said) -> Qualification:
    return replace(
        known,
        caller=said.caller or known.caller,
        category=said.category or known.category,
        impact=said.impact or known.impact,
        urgency=said.urgency or known.urgency,
        fault=said.fault or known.fault,
        technology=said.technology or known.technology,
        estimate_s=known.estimate_s if said.estimate_s is None else said.estimate_s,
        team=said.team or known.team,
        why_team=said.why,
        on_request=said.on_request or known.on_request,
        goodwill=said.goodwill or known.goodwill,
        note=said.note,
        visibility=said.visibility,
    )


def _with_people(read: Reader, known: Qualification, said: Said) -> Qualification:
    """Another customer takes the old one's people and things away; a contact or device brings its site along."""
    if said.customer:
        customer = setup.find_customer(read, said.customer)
        if customer.id != known.customer_id:
            known = replace(known, customer_id=customer.id, contact_id=None, site_id=None, equipment_id=None)
    if not (said.contact or said.site or said.equipment):
        return known
    customer_id, site_id = known.customer_id, known.site_id
    if customer_id is None:
        raise BadInput("Whose contact, site or device is it?", "Name the customer too (--customer).")
    if said.contact:
        contact = contact_called(read, customer_id, said.contact)
        known, site_id = replace(known, contact_id=contact.id), contact.site_id or site_id
    if said.equipment:
        device = equipment_called(read, customer_id, said.equipment)
        technology = said.technology or device.technology or known.technology
        known, site_id = replace(known, equipment_id=device.id, technology=technology), device.site_id or site_id
    if said.site:
        site_id = site_called(read, customer_id, said.site).id
    return replace(known, site_id=site_id)


def _team(read: Reader, ticket: TicketRow, known: Qualification) -> str | None:
    """The team that somebody chose for it; else the one that the rules name for what it is now."""
    if not goes_by_rules(read, ticket):
        return known.team
    by_rules = team_by_rules(read, technology=known.technology, category=known.category, fault=known.fault)
    return by_rules or known.team
