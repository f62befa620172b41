"""What triage finds a ticket to be, and the events that would say so: for the operation, and to foresee its clocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from noc_tui.desk.caller import LONGEST_CALLER, Found, guess, identity
from noc_tui.desk.coverage import Coverage, Verdict, coverage, record_of
from noc_tui.desk.matrix import priority_of
from noc_tui.desk.room_words import fault_named, team_named, technology_named
from noc_tui.desk.routing import Proposal, propose, team_by_rules
from noc_tui.desk.terms import ON_REQUEST, TermsBook, TermsRef, terms_draft, terms_on_request
from noc_tui.desk.tickets import TicketPage
from noc_tui.desk.what_if import ClockChange, if_written
from noc_tui.domain.errors import BadInput
from noc_tui.domain.event import Draft, Event, TicketEvent, standing
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Category, Grade, Phase, Visibility
from noc_tui.store.read import setup
from noc_tui.store.read.connection import Reader
from noc_tui.text import clean, line

_LONGEST_ESTIMATE_S = 366 * 86_400
_OF_THE_MOMENT = frozenset({"note", "visibility", "why_team"})
_IDENTITY = ("customer_id", "contact_id", "site_id", "equipment_id")


@dataclass(frozen=True, slots=True)
class Qualification:
    """What a call is: whose, what kind, how bad, who is to work on it, and on which word."""

    customer_id: int | None
    contact_id: int | None
    site_id: int | None
    equipment_id: int | None
    caller: str
    """Who called, where that is no contact on record."""
    category: Category
    fault: str | None
    impact: Grade | None
    urgency: Grade | None
    technology: str | None
    estimate_s: int | None
    team: str | None
    why_team: str
    """Why it is not the team that the rules propose."""
    on_request: bool
    """Agreed with the customer: no contract covers it, the cost is worked out when the work ends (F7)."""
    note: str
    visibility: Visibility
    goodwill: str = ""
    """Why it is done though nothing covers it: a shift lead's word."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A qualification worked out: what contract and rules say of it, and what it would change on the ticket."""

    coverage: Coverage
    proposal: Proposal
    identified: Mapping[str, object]
    terms: TermsRef | None
    """The terms it would be put on; None where they stay."""
    classified: Mapping[str, object]
    checked: Mapping[str, object] | None
    """The verdict, where it is not on record as it is."""
    assigned: Mapping[str, object]


def as_recorded(ticket: TicketRow, events: Sequence[Event]) -> Qualification:
    """What a ticket is on record as, with an empty note."""
    checked = _last(events, TicketEvent.CHECKED)
    return Qualification(
        customer_id=ticket.customer_id,
        contact_id=ticket.contact_id,
        site_id=ticket.site_id,
        equipment_id=ticket.equipment_id,
        caller=_caller(events),
        category=Category(ticket.category),
        fault=ticket.fault,
        impact=Grade(ticket.impact) if ticket.impact else None,
        urgency=Grade(ticket.urgency) if ticket.urgency else None,
        technology=ticket.technology,
        estimate_s=ticket.estimate_s,
        team=ticket.team,
        why_team="",
        on_request=bool(checked.get("on_request")),
        note="",
        visibility=Visibility.INTERNAL,
        goodwill=str(checked.get("goodwill") or ""),
    )


def rebased(wanted: Qualification, was: Qualification, now: Qualification) -> Qualification:
    """What was decided on a record that has changed meanwhile: what nobody decided otherwise stays as it is now."""
    untouched = {
        field.name: getattr(now, field.name)
        for field in fields(Qualification)
        if field.name not in _OF_THE_MOMENT and getattr(wanted, field.name) == getattr(was, field.name)
    }
    return replace(wanted, **untouched)


def qualification_of(read: Reader, page: TicketPage, book: TermsBook | None = None) -> Qualification:
    """What is known before anything is typed: the record, who it probably is, and the team of the rules."""
    known = as_recorded(page.ticket, page.events)
    found = guess(read, page)
    if found is not None:
        known = _with(known, found)
    known = without_needless_request(read, page.ticket, page.events, known, book)
    if not goes_by_rules(read, page.ticket):
        return known
    proposal = propose(
        read,
        technology=known.technology,
        category=known.category,
        fault=known.fault,
        now=page.ticket.updated_at,
        book=book,
    )
    return replace(known, team=proposal.team or known.team)


def goes_by_rules(read: Reader, ticket: TicketRow) -> bool:
    """Whether the rules say whose a ticket is: nobody has it yet, or who has it has it by them. A choice stays."""
    own = team_by_rules(read, technology=ticket.technology, category=ticket.category, fault=ticket.fault)
    return ticket.team in {None, own}


def without_needless_request(
    read: Reader, ticket: TicketRow, events: Sequence[Event], known: Qualification, book: TermsBook | None = None
) -> Qualification:
    """Support on Request that was agreed because nothing covered the work ends where a contract covers it by now."""
    checked = _last(events, TicketEvent.CHECKED)
    if not known.on_request or checked.get("verdict") == Verdict.COVERED:
        return known
    covered = _coverage(read, ticket, known, ticket.updated_at, book)
    return replace(known, on_request=covered.verdict is not Verdict.COVERED)


def _coverage(read: Reader, ticket: TicketRow, given: Qualification, now: int, book: TermsBook | None) -> Coverage:
    return coverage(
        read,
        customer_id=given.customer_id,
        at=ticket.opened_at,
        technology=given.technology,
        category=given.category,
        equipment_id=given.equipment_id,
        now=now,
        runs_on=ticket.contract_version_id,
        book=book,
    )


def _with(known: Qualification, found: Found) -> Qualification:
    """What is on record stays, what is not is as guessed."""
    device, site = found.equipment, found.site
    return replace(
        known,
        customer_id=known.customer_id or found.customer.id,
        contact_id=known.contact_id or (found.contact.id if found.contact else None),
        site_id=known.site_id or (site.id if site else None),
        equipment_id=known.equipment_id or (device.id if device else None),
        technology=known.technology or (device.technology if device else None),
    )


def _last(events: Sequence[Event], kind: TicketEvent) -> Mapping[str, object]:
    return next((event.detail for event in reversed(standing(events)) if event.kind == kind), {})


def _caller(events: Sequence[Event]) -> str:
    told = (event.detail.get("caller") for event in reversed(standing(events)))
    return str(next((name for name in told if name is not None), ""))


def decide(
    read: Reader,
    ticket: TicketRow,
    events: Sequence[Event],
    wanted: Qualification,
    now: int,
    book: TermsBook | None = None,
) -> Decision:
    """What a qualification would change on a ticket, with the verdict and the proposal that it stands on.

    Raises NotFound for what is not there, Refused where contact, site or device are another customer's, BadInput for
    an estimate that is none.
    """
    given = replace(
        wanted,
        fault=_listed(read, wanted.fault, ticket.fault, fault_named),
        technology=_listed(read, wanted.technology, ticket.technology, technology_named),
        team=_listed(read, wanted.team, ticket.team, team_named),
        estimate_s=estimate_checked(wanted.estimate_s),
        caller=line(wanted.caller, LONGEST_CALLER),
    )
    covered = _coverage(read, ticket, given, now, book)
    proposal = propose(
        read, technology=given.technology, category=given.category, fault=given.fault, now=now, book=book
    )
    return Decision(
        coverage=covered,
        proposal=proposal,
        identified=_identified(read, ticket, events, given),
        terms=_terms(read, ticket, given, covered.terms),
        classified=_classified(ticket, given),
        checked=_checked(events, covered, given),
        assigned=_assigned(read, ticket, given, proposal),
    )


def _listed(
    read: Reader, wanted: str | None, recorded: str | None, named: Callable[[Reader, str | None], str | None]
) -> str | None:
    # What is on record stays, though the room lists it no more: nobody said it now.
    return wanted if wanted == recorded else named(read, wanted)


def _identified(read: Reader, ticket: TicketRow, events: Sequence[Event], given: Qualification) -> Mapping[str, object]:
    who = identity(read, given.customer_id, given.site_id, given.contact_id, given.equipment_id)
    detail: dict[str, object] = {
        name: getattr(given, name) for name in _IDENTITY if getattr(given, name) != getattr(ticket, name)
    }
    if given.caller != _caller(events):
        detail["caller"] = given.caller
    return detail | {"names": [*who.names, *filter(None, [given.caller])]} if detail else {}


def _terms(read: Reader, ticket: TicketRow, given: Qualification, covering: TermsRef) -> TermsRef | None:
    """Other terms only where another contract holds, or none: a newer version of the same is no business of triage."""
    wanted = terms_for(read, given, covering)
    if wanted.contract_version_id == ticket.contract_version_id:
        same = wanted.contract_version_id is not None or _runs_on_request(read, ticket)
        return None if same else wanted
    codes = [
        setup.contract_by_id(read, ident).code if ident is not None else None
        for ident in (wanted.contract_version_id, ticket.contract_version_id)
    ]
    return wanted if codes[0] != codes[1] else None


def terms_for(read: Reader, given: Qualification, covering: TermsRef) -> TermsRef:
    """What a request runs on: Support on Request where that was agreed, else what the coverage found."""
    return terms_on_request(read) if given.on_request else covering


def _runs_on_request(read: Reader, ticket: TicketRow) -> bool:
    return setup.version_by_id(read, "profile", ticket.profile_version_id).name == ON_REQUEST


def _classified(ticket: TicketRow, given: Qualification) -> Mapping[str, object]:
    """What it is other than on record, taken away where nobody says it any more; the priority stays without grades."""
    priority = ticket.priority
    if given.impact and given.urgency and (given.impact, given.urgency) != (ticket.impact, ticket.urgency):
        priority = priority_of(given.impact, given.urgency)
    said = {
        "category": given.category,
        "impact": given.impact,
        "urgency": given.urgency,
        "priority": priority,
        "fault": given.fault,
        "technology": given.technology,
        "estimate_s": given.estimate_s,
    }
    return {name: value for name, value in said.items() if value != getattr(ticket, name)}


def estimate_checked(estimate_s: int | None) -> int | None:
    """Level 1's estimate in seconds. Raises BadInput where it is no time to solve anything in (N2)."""
    if estimate_s is not None and not 0 < estimate_s <= _LONGEST_ESTIMATE_S:
        raise BadInput("An estimate is more than nothing and a year at most.", "Write 45m, 2h or 1h30.")
    return estimate_s


def _checked(events: Sequence[Event], covered: Coverage, given: Qualification) -> Mapping[str, object] | None:
    goodwill = clean(given.goodwill).strip() if needs_a_word(covered, given) else ""
    detail = {**record_of(covered), "on_request": given.on_request, "goodwill": goodwill}
    before = _last(events, TicketEvent.CHECKED)
    if all(before.get(name) == value for name, value in detail.items()):
        return None
    said = "Support on Request was agreed." if given.on_request else goodwill
    return {**detail, "text": "\n".join(filter(None, (covered.why, said)))}


def needs_a_word(covered: Coverage, given: Qualification) -> bool:
    """Whether it may only be done by a lead's word: nothing covers it, and the customer has agreed to nothing."""
    return covered.verdict in {Verdict.NOT_COVERED, Verdict.NO_CONTRACT} and not given.on_request


def is_needless(covered: Coverage, given: Qualification, events: Sequence[Event]) -> bool:
    """Whether Support on Request takes away what a contract promises, and that was not said before (F7)."""
    if not given.on_request or covered.verdict is not Verdict.COVERED:
        return False
    before = _last(events, TicketEvent.CHECKED)
    return not (before.get("on_request") and before.get("verdict") == Verdict.COVERED)


def _assigned(read: Reader, ticket: TicketRow, given: Qualification, proposal: Proposal) -> Mapping[str, object]:
    team, why = given.team, clean(given.why_team).strip()
    moves = team is not None and team != ticket.team
    decides = moves or (team is not None and goes_by_rules(read, ticket))
    if decides and proposal.team not in {None, team} and not why:
        raise BadInput(
            f"The rules propose {proposal.team}: {proposal.reason}.",
            f"Leave it to them, or say in a word why {team} is to have it.",
        )
    detail: dict[str, object] = {}
    if moves:
        detail = {"team": team, "proposed": proposal.team, "reason": proposal.reason}
        detail |= {"text": why} if why else {}
    if ticket.phase == Phase.TRIAGE:
        detail["phase"] = Phase.DIAGNOSIS
    return detail


def foresee(
    read: Reader, ticket: TicketRow, wanted: Qualification, covering: TermsRef, now: int, book: TermsBook
) -> tuple[ClockChange, ...]:
    """The clocks of a ticket as they stand at `now`, UTC microseconds, and as they would once this is said of it.

    `covering` is what the coverage found. Raises BadInput where the hours are too few for what is promised.
    """
    drafts = []
    terms = _terms(read, ticket, wanted, covering)
    if terms is not None:
        drafts.append(terms_draft(terms, now))
    classified = _classified(ticket, wanted)
    if classified:
        drafts.append(Draft(TicketEvent.CLASSIFIED, now, classified))
    return tuple(if_written(read, book, ticket, drafts, now))
