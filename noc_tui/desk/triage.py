"""Triage: from the moment something arrived to the moment the right team has it, as one action (C7, F5, Y5, N2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noc_tui.desk.actors import require
from noc_tui.desk.coverage import uncovered
from noc_tui.desk.qualification import Decision, Qualification, as_recorded, decide, is_needless, needs_a_word
from noc_tui.desk.terms import terms_draft
from noc_tui.domain.errors import BadInput, NotCovered, Refused
from noc_tui.domain.event import TicketEvent
from noc_tui.domain.words import ACTIVE, Role
from noc_tui.text import clean

if TYPE_CHECKING:
    from noc_tui.desk.timeline import Work
    from noc_tui.domain.ticket import TicketRow
    from noc_tui.store.tx import Tx


def triage(tx: Tx, key: str, wanted: Qualification, *, version: int | None = None, told: str = "") -> TicketRow:
    """Says whose a ticket is, what it is, on which word it is worked on and by whom. No response: that takes a take.

    Only what changes is written; `told` is what was said of it in the same action already. Raises Refused where
    nothing would change, where nothing covers the work and neither Support on Request is agreed nor a shift lead says
    why, and where contact, site or device are another customer's; NotFound for what is not there; BadInput for a team
    other than the proposed one without a word why, for work on request that a contract covers without a note why, and
    for an empty note; WrongState where it is not active.
    """
    from noc_tui.desk.timeline import book_of, open_work, refuse_unless  # loads SQLModel: to look needs none of it

    require(tx.actor, Role.OPERATOR, "triage tickets")
    note = clean(wanted.note).strip()
    if wanted.note and not note:
        raise BadInput("An empty note says nothing.", "Write what you found, or leave the note out.")
    work = open_work(tx, key, version)
    refuse_unless(work.row, ACTIVE, "triaged")
    decision = decide(tx.read, work.row, work.events, wanted, tx.now, book_of(tx))
    _refuse_uncovered(tx, work, decision, wanted)
    if not (note or told) and is_needless(decision.coverage, wanted, work.events):
        raise BadInput(
            f"{decision.coverage.title} covers {work.row.key}: on request nothing is promised any more.",
            "Say in a note why it is to be on request all the same, or leave that out.",
        )
    _append(work, decision)
    if note:
        work.append(TicketEvent.NOTED, {"text": note}, visibility=wanted.visibility)
    if len(work.events) == work.row.version:
        raise Refused(f"{work.row.key} stands like that already.", "Say what is to change, or write a note.")
    return work.save()


def _append(work: Work, decision: Decision) -> None:
    if decision.identified:
        work.append(TicketEvent.IDENTIFIED, decision.identified)
    if decision.terms is not None:
        work.append(TicketEvent.TERMS, terms_draft(decision.terms, work.tx.now).detail)
    if decision.classified:
        work.append(TicketEvent.CLASSIFIED, decision.classified)
    if decision.checked is not None:
        work.append(TicketEvent.CHECKED, decision.checked)
    if decision.assigned:
        work.append(TicketEvent.ASSIGNED, decision.assigned)


def _refuse_uncovered(tx: Tx, work: Work, decision: Decision, wanted: Qualification) -> None:
    if not needs_a_word(decision.coverage, wanted):
        return
    said = clean(wanted.goodwill).strip()
    if said and (tx.actor.may(Role.LEAD) or said == as_recorded(work.row, work.events).goodwill):
        return
    why = uncovered(decision.coverage)
    raise NotCovered(
        f"{work.row.key} {why}",
        "Agree on that with the customer (--on-request), or let a shift lead say why it is done all the same "
        "(--goodwill).",
        why=f"It {why}",
    )
