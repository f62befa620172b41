"""All that triage looks at: what came in, who it is, what may be chosen, and what a choice would mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from noc_tui.desk.answering import blank, foresee_opening
from noc_tui.desk.caller import Found
from noc_tui.desk.coverage import Coverage, coverage
from noc_tui.desk.qualification import Qualification, as_recorded, foresee, goes_by_rules, qualification_of
from noc_tui.desk.routing import Proposal, propose
from noc_tui.desk.terms import TermsBook, TermsRef, room_zone
from noc_tui.desk.tickets import TicketPage, ticket_page
from noc_tui.desk.what_if import ClockChange
from noc_tui.domain.setup import FaultRow
from noc_tui.domain.words import Category
from noc_tui.store.read import people, setup
from noc_tui.store.read.connection import Reader


@dataclass(frozen=True, slots=True)
class Judged:
    """What a choice would mean: whether it is covered, who would get it, and what the clocks would do."""

    coverage: Coverage
    proposal: Proposal
    changes: Sequence[ClockChange]
    instead: Sequence[tuple[Category, Sequence[ClockChange]]]
    """The same for every other category."""


@dataclass(frozen=True, slots=True)
class TriagePage:
    """What is there before anything is typed."""

    page: TicketPage | None
    """The ticket; None for a request that is being told just now."""
    recorded: Qualification
    """What is on record of it."""
    known: Qualification
    """The same, and what is guessed."""
    who: Found | None
    faults: Sequence[FaultRow]
    technologies: Sequence[str]
    teams: Sequence[str]
    zone: ZoneInfo
    judged: Judged
    """What that would mean if it were saved so."""
    team_chosen: bool
    """Somebody chose its team: it stays, whatever the rules say."""


def triage_page(read: Reader, key: str | None, now: int, book: TermsBook) -> TriagePage:
    """What triage starts from on a ticket, or on a new request, at `now`. Raises NotFound for an unknown key."""
    page = ticket_page(read, key, book) if key is not None else None
    known = qualification_of(read, page, book) if page is not None else blank()
    judged = judge(read, page, known, now, book)
    known = replace(known, team=known.team or judged.proposal.team)
    technologies = [row.name for row in people.listed(read, "technology")]
    if known.technology and known.technology not in technologies:
        technologies.append(known.technology)
    teams = [row.name for row in people.listed(read, "team")]
    if known.team and known.team not in teams:
        teams.append(known.team)
    return TriagePage(
        page=page,
        recorded=blank() if page is None else as_recorded(page.ticket, page.events),
        known=known,
        who=identified(read, known),
        faults=people.faults(read),
        technologies=technologies,
        teams=teams,
        zone=room_zone(read),
        judged=judged,
        team_chosen=page is not None and not goes_by_rules(read, page.ticket),
    )


def identified(read: Reader, known: Qualification) -> Found | None:
    """The customer, person, site and equipment that a qualification names; None where it names no customer."""
    if known.customer_id is None:
        return None
    return Found(
        customer=setup.customer_by_id(read, known.customer_id),
        contact=people.contact_by_id(read, known.contact_id) if known.contact_id is not None else None,
        site=people.site_by_id(read, known.site_id) if known.site_id is not None else None,
        equipment=people.equipment_by_id(read, known.equipment_id) if known.equipment_id is not None else None,
        why="",
    )


def judge(read: Reader, page: TicketPage | None, choice: Qualification, now: int, book: TermsBook) -> Judged:
    """What a choice would mean at `now`, UTC microseconds. Raises BadInput where the hours are too few for a target."""
    told = coverage(
        read,
        customer_id=choice.customer_id,
        at=now if page is None else page.ticket.opened_at,
        technology=choice.technology,
        category=choice.category,
        equipment_id=choice.equipment_id,
        now=now,
        runs_on=None if page is None else page.ticket.contract_version_id,
        book=book,
    )
    proposal = propose(
        read, technology=choice.technology, category=choice.category, fault=choice.fault, now=now, book=book
    )
    others = [replace(choice, category=category) for category in Category if category != choice.category]
    instead = [(other.category, _foreseen(read, page, other, told.terms, now, book)) for other in others]
    return Judged(told, proposal, _foreseen(read, page, choice, told.terms, now, book), instead)


def _foreseen(
    read: Reader, page: TicketPage | None, choice: Qualification, covering: TermsRef, now: int, book: TermsBook
) -> Sequence[ClockChange]:
    if page is None:
        return foresee_opening(read, choice, covering, now, book)
    return foresee(read, page.ticket, choice, covering, now, book)


def with_caller(choice: Qualification, who: Found) -> Qualification:
    """The same request from somebody else; a device tells its technology where none was said."""
    technology = choice.technology or (who.equipment.technology if who.equipment else None)
    return replace(
        choice,
        customer_id=who.customer.id,
        contact_id=who.contact.id if who.contact else None,
        site_id=who.site.id if who.site else None,
        equipment_id=who.equipment.id if who.equipment else None,
        technology=technology,
    )
