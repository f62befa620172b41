"""Open tickets and the terms that changed after they were opened: who is behind, and how one follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from noc_tui.desk.actors import require
from noc_tui.desk.derive import clock_story
from noc_tui.desk.terms import TermsRef, holds_for, local, room_zone, terms_draft, terms_in_force, terms_of_contract
from noc_tui.desk.timeline import Work, book_of, open_work, refuse_unless
from noc_tui.domain.errors import Refused
from noc_tui.domain.event import Subject, TicketEvent
from noc_tui.domain.setup import ContractRow
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import ACTIVE, Role
from noc_tui.store.read import setup
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.tickets import timeline
from noc_tui.store.tx import Tx


def follow_terms(tx: Tx, key: str, *, version: int | None = None) -> TicketRow:
    """Puts a ticket on the terms that hold for its customer today, all of them.

    Raises Refused where it runs on them already, WrongState where it is not active.
    """
    work = _begin(tx, key, version)
    day = local(tx.now, room_zone(tx.read)).date()
    return _move(work, terms_in_force(tx.read, work.row.customer_id, day, work.row.contract_version_id))


def follow_version(tx: Tx, key: str, kind: str, name: str) -> TicketRow:
    """Puts a ticket on the newest version of a contract with all that it names, or of a profile or calendar alone.

    A contract that ended before the ticket was reported, or is still to begin, does not hold for it: then it is what
    held on the day of the report that it is put on. Raises Refused where it runs on it already, WrongState where it is
    not active.
    """
    work = _begin(tx, key, None)
    if kind == "contract":
        return _move(work, _by_contract(work, setup.contract_version(tx.read, name)))
    before = clock_story(tx.read, book_of(tx), work.row.id, work.events).ref
    return _move(work, _with_newest(tx.read, before, kind, name))


def who_may_follow(read: Reader, kind: setup.Promised, name: str, v: int, customer_id: int | None = None) -> list[str]:
    """Keys of the open tickets that run on version `v`, or an older one, of a contract, profile or calendar.

    With a customer, also of theirs that were opened while no contract was in force: what is signed or renewed now
    may hold for them. Work that was put on request for what a contract does not cover is not among them.
    """
    keys = setup.tickets_on(read, kind, name, v)
    if customer_id is not None:
        found = setup.tickets_without_contract(read, customer_id)
        keys += [key for ident, key in found if _opened_without_contract(read, ident)]
    return keys


def _opened_without_contract(read: Reader, ticket_id: int) -> bool:
    events = timeline(read, Subject.TICKET, ticket_id)
    return next(event.detail.get("contract") for event in events if event.kind == TicketEvent.TERMS) is None


def _begin(tx: Tx, key: str, version: int | None) -> Work:
    require(tx.actor, Role.LEAD, "put tickets on other terms")
    work = open_work(tx, key, version)
    refuse_unless(work.row, ACTIVE, "put on other terms")
    return work


def _by_contract(work: Work, newest: ContractRow) -> TermsRef:
    read, row = work.tx.read, work.row
    zone = room_zone(read)
    reported, today = (local(at, zone).date() for at in (row.opened_at, work.tx.now))
    if holds_for(newest, reported, today):
        return terms_of_contract(read, newest)
    return terms_in_force(read, row.customer_id, reported, row.contract_version_id)


def _with_newest(read: Reader, ref: TermsRef, kind: str, name: str) -> TermsRef:
    if kind == "profile":
        return replace(ref, profile_version_id=setup.newest_of(read, "profile", ref.profile_version_id).id)
    newest = setup.newest_version(read, "calendar", name)
    assert newest is not None
    own = setup.version_by_id(read, "calendar", ref.calendar_version_id)
    on_call: Mapping[str, int] = {
        category: newest.id if setup.version_by_id(read, "calendar", ident).name == name else ident
        for category, ident in ref.on_call
    }
    calendar = newest.id if own.name == name else ref.calendar_version_id
    return replace(ref, calendar_version_id=calendar, on_call=tuple(sorted(on_call.items())))


def _move(work: Work, ref: TermsRef) -> TicketRow:
    before = clock_story(work.tx.read, book_of(work.tx), work.row.id, work.events).ref
    if ref == before:
        raise Refused(f"{work.row.key} runs on these terms already.", "`noc sla explain` shows its terms.")
    draft = terms_draft(ref, work.tx.now)
    work.append(TicketEvent.TERMS, draft.detail)
    return work.save()
