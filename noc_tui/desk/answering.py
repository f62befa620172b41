"""A request that is being told just now: opened, triaged, and solved in the call where that goes (N1), as one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from noc_tui.desk.caller import identity
from noc_tui.desk.qualification import Qualification, as_recorded, decide, rebased, terms_for
from noc_tui.desk.terms import TermsBook, TermsRef
from noc_tui.desk.what_if import ClockChange, if_opened_on
from noc_tui.domain.errors import Refused
from noc_tui.domain.event import Subject
from noc_tui.domain.words import ACTIVE, Category, Channel, Visibility
from noc_tui.store.read import setup
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.tickets import find_ticket, timeline
from noc_tui.text import line

if TYPE_CHECKING:
    from noc_tui.domain.ticket import TicketRow
    from noc_tui.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Call:
    """What is told, and how it was solved while it was told; `solved` is None where it was not."""

    subject: str
    channel: Channel
    solved: str | None = None


def blank() -> Qualification:
    """Nothing is known yet."""
    return Qualification(
        customer_id=None,
        contact_id=None,
        site_id=None,
        equipment_id=None,
        caller="",
        category=Category.NON_BLOCKING,
        fault=None,
        impact=None,
        urgency=None,
        technology=None,
        estimate_s=None,
        team=None,
        why_team="",
        on_request=False,
        note="",
        visibility=Visibility.INTERNAL,
    )


def foresee_opening(
    read: Reader, wanted: Qualification, covering: TermsRef, now: int, book: TermsBook
) -> tuple[ClockChange, ...]:
    """The clocks of a ticket opened at `now`, UTC microseconds, that is found to be this.

    `covering` is what the coverage found. Raises BadInput where the hours are too few for what is promised.
    """
    from noc_tui.desk.matrix import priority_of

    ref = terms_for(read, wanted, covering)
    priority = priority_of(wanted.impact, wanted.urgency) if wanted.impact and wanted.urgency else None
    return tuple(if_opened_on(read, book, ref, wanted.category, priority, now))


def open_call(tx: Tx, call: Call, wanted: Qualification) -> TicketRow:
    """Opens a ticket for a call and triages it; solves it too where it was solved in the call.

    Public notes are the description, which the customer reads; internal ones stay a note.
    Raises what the opening, `triage` and `solve` raise: then nothing of it was done.
    """
    from noc_tui.desk.opening import open_ticket

    customer = setup.customer_by_id(tx.read, wanted.customer_id) if wanted.customer_id is not None else None
    public = wanted.visibility is Visibility.PUBLIC
    ticket = open_ticket(
        tx,
        subject=call.subject,
        customer=customer.code if customer else None,
        channel=call.channel,
        description=wanted.note if public else "",
        category=wanted.category,
    )
    rest = replace(wanted, note="") if public else wanted
    return triage_ticket(tx, ticket.key, rest, solved=call.solved, told=wanted.note)


def join_call(tx: Tx, key: str, call: Call, wanted: Qualification) -> TicketRow:
    """Notes a call in the ticket that it is about: who called, by what, and what was told. No ticket is opened.

    Raises BadInput where nothing was told, Refused where the ticket is another customer's, or the customer of the
    ticket would read what nobody knows to be theirs, WrongState where it is over.
    """
    from noc_tui.desk.timeline import open_work, refuse_unless
    from noc_tui.desk.work import note

    row = open_work(tx, key).row
    refuse_unless(row, ACTIVE, "what a call is noted in")
    if row.customer_id is not None and wanted.customer_id not in {None, row.customer_id}:
        owner = setup.customer_by_id(tx.read, row.customer_id)
        raise Refused(
            f"{row.key} is {owner.name}'s: they would read what is another customer's.", "Open a ticket, and link it."
        )
    if row.customer_id is not None and wanted.customer_id is None and wanted.visibility is Visibility.PUBLIC:
        raise Refused(
            f"Nobody knows who calls, and the customer of {row.key} would read it.", "Find them, or note it internally."
        )
    who = identity(tx.read, wanted.customer_id, wanted.site_id, wanted.contact_id, wanted.equipment_id)
    named = [wanted.caller, who.contact.name if who.contact else "", who.equipment.name if who.equipment else ""]
    told_by = ", ".join(filter(None, named)) or (who.customer.name if who.customer else "somebody unknown")
    text = "\n".join(filter(None, (line(call.subject), wanted.note)))
    return note(tx, key, text, visibility=wanted.visibility, told_by=line(told_by), channel=call.channel)


def triage_ticket(
    tx: Tx,
    key: str,
    wanted: Qualification,
    *,
    was: Qualification | None = None,
    version: int | None = None,
    solved: str | None = None,
    told: str = "",
) -> TicketRow:
    """Triages a ticket; with words on how, it was solved in the call: then no team gets it.

    `was` is what was on record when it was read: what was not decided otherwise stays as it is by now. `told` is what
    was said of it in the same action already.
    Raises what `triage` and `solve` raise: then nothing of it was done.
    """
    from noc_tui.desk.ending import solve
    from noc_tui.desk.triage import triage

    if was is not None:
        wanted = rebased(wanted, was, _on_record(tx.read, key))
    if solved is None:
        return triage(tx, key, wanted, version=version, told=told)
    if _says_something(tx, key, replace(wanted, team=None)):
        triage(tx, key, replace(wanted, team=None), version=version, told=f"{told}{solved}")
        version = None  # it was met, and is one higher now
    return solve(tx, key, solved, in_call=True, visibility=wanted.visibility, version=version)


def _on_record(read: Reader, key: str) -> Qualification:
    ticket = find_ticket(read, key)
    return as_recorded(ticket, timeline(read, Subject.TICKET, ticket.id))


def _says_something(tx: Tx, key: str, wanted: Qualification) -> bool:
    from noc_tui.desk.timeline import book_of, open_work

    work = open_work(tx, key)
    decision = decide(tx.read, work.row, work.events, wanted, tx.now, book_of(tx))
    said = (decision.identified, decision.terms, decision.classified, decision.checked, decision.assigned, wanted.note)
    return any(said)
