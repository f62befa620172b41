"""Whether a ticket may become a part of another: not where a promise, a legal deadline or a call-back is lost by it."""

from __future__ import annotations

from noc_tui.desk.legal_rows import derive_legal
from noc_tui.desk.terms import TermsBook
from noc_tui.desk.timeline import refuse_unless, when
from noc_tui.domain.errors import Refused
from noc_tui.domain.event import Subject
from noc_tui.domain.legal import LegalRow
from noc_tui.domain.ticket import ClockColumns, TicketRow
from noc_tui.domain.words import ACTIVE, CLOCKS, ClockName
from noc_tui.sla.business import BusinessCalendar
from noc_tui.sla.errors import NeverOpens
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.tickets import timeline

_SECOND = 1_000_000


def refuse_merge(read: Reader, source: TicketRow, target: TicketRow, now: int, book: TermsBook) -> None:
    """Raises WrongState where one of them is over, and Refused where they are of two customers or something is lost.

    Lost is what the source still owes and the target owes later or not at all: a clock whose target is shorter, a step
    that a law asks for; and one of two call-backs. `now` is UTC microseconds.
    """
    refuse_unless(source, ACTIVE, "merged")
    refuse_unless(target, ACTIVE, f"what {source.key} is merged into")
    _refuse_two_customers(source, target)
    _refuse_this_way_round(source, target)
    _refuse_earlier_promise(read, source, target, now, book)
    _refuse_lost_law(read, source, target)
    _refuse_two_calls(read, source, target)


def still_owes(ticket: TicketRow) -> bool:
    """Whether a clock of the ticket is still to be met."""
    return any(_is_owed(getattr(ticket, name)) for name in CLOCKS)


def _is_owed(clock: ClockColumns) -> bool:
    return clock.target_s is not None and clock.phase != "stopped"


def _refuse_two_customers(source: TicketRow, target: TicketRow) -> None:
    if None not in {source.customer_id, target.customer_id} and source.customer_id != target.customer_id:
        raise Refused(
            f"{source.key} and {target.key} are of two customers: one would read what is the other's.",
            "Link them instead.",
        )


def _refuse_this_way_round(source: TicketRow, target: TicketRow) -> None:
    if not still_owes(source):
        return
    if (source.opened_at, source.id) < (target.opened_at, target.id):
        raise Refused(f"{source.key} is older: merge {target.key} into it, so that its clocks hold.")
    if all(getattr(target, name).target_s is None for name in CLOCKS):
        raise Refused(f"Nothing is promised on {target.key}: merge it into {source.key}, so that its clocks hold.")


def _refuse_earlier_promise(read: Reader, source: TicketRow, target: TicketRow, now: int, book: TermsBook) -> None:
    ours, theirs = (book.calendar_of(read, ticket) for ticket in (source, target))
    for name in CLOCKS:
        promised, instead = getattr(source, name), getattr(target, name)
        owed = _owed_by(source, name, ours, now)
        if owed is None or instead.phase == "stopped" or (ours == theirs and _is_as_short(instead, promised)):
            continue
        kept = _owed_by(target, name, theirs, now)
        if kept is None or owed < kept:
            later = f"{target.key} only by {when(read, kept)}" if kept is not None else f"{target.key} promises none"
            raise Refused(
                f"{source.key} owes its {name} by {when(read, owed)}, {later}.",
                f"Triage {target.key} first so that it is due no later, or link them.",
            )


def _is_as_short(kept: ClockColumns, owed: ClockColumns) -> bool:
    """The same promise: that of the first report holds, though the other was taken sooner and its restore runs."""
    return kept.target_s is not None and owed.target_s is not None and kept.target_s <= owed.target_s


def _owed_by(ticket: TicketRow, name: str, calendar: BusinessCalendar, now: int) -> int | None:
    """By when a clock is to be met at the latest, a wait ending now; None where it is not owed by any instant."""
    clock: ClockColumns = getattr(ticket, name)
    if not _is_owed(clock) or clock.due is not None:
        return clock.due if _is_owed(clock) else None
    starts: int | None = now
    if clock.phase == "pending":  # it begins with the response
        response = _owed_by(ticket, ClockName.RESPONSE, calendar, now)
        starts = None if response is None else max(now, response)
    if starts is None or clock.target_s is None:
        return None
    try:
        return calendar.add_s(starts // _SECOND, clock.target_s - clock.used_s) * _SECOND
    except NeverOpens:
        return None


def _refuse_lost_law(read: Reader, source: TicketRow, target: TicketRow) -> None:
    """A step that is still to be handed in must run on the target too, and be due no later there."""
    kept = {(row.regime, row.step): row for row in _legal(read, target)}
    for row in _legal(read, source):
        there = kept.get((row.regime, row.step))
        if row.done_at is not None or (there is not None and (there.done_at is not None or there.due <= row.due)):
            continue
        raise Refused(
            f"The {row.step.replace('_', ' ')} of {row.regime.upper()} on {source.key} is due {when(read, row.due)}, "
            + (f"on {target.key} only {when(read, there.due)}." if there is not None else f"{target.key} has none."),
            _start_it_there(read, row, target, drop=there is not None),
        )


def _legal(read: Reader, ticket: TicketRow) -> list[LegalRow]:
    return derive_legal(ticket.id, timeline(read, Subject.TICKET, ticket.id))


def _start_it_there(read: Reader, row: LegalRow, target: TicketRow, *, drop: bool) -> str:
    first = f"Drop it on {target.key} and start it there" if drop else f"Start it on {target.key}"
    return f"{first} first: known since {when(read, row.aware_at)}. Or link them."


def _refuse_two_calls(read: Reader, source: TicketRow, target: TicketRow) -> None:
    if source.call_at is None or target.call_at is None:
        return
    raise Refused(
        f"Call-backs are booked on both: {source.key} {when(read, source.call_at)}, "
        f"{target.key} {when(read, target.call_at)}.",
        "Make or drop one of them first.",
    )
