"""Ending a ticket, and taking that back: solve, close, reopen, cancel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from noc_tui.desk.actors import require
from noc_tui.desk.alert_events import lock_alerts
from noc_tui.desk.alert_tickets import let_go
from noc_tui.desk.timeline import Work, book_of, open_work, refuse_unless
from noc_tui.desk.worked_time import spent_detail
from noc_tui.domain.errors import BadInput, Refused
from noc_tui.domain.event import Event, Subject, TicketEvent, standing
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import ACTIVE, Channel, Role, Status, Visibility
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.tickets import find_ticket, timeline
from noc_tui.store.tx import Tx
from noc_tui.text import clean


def solve(
    tx: Tx,
    key: str,
    text: str,
    *,
    workaround: bool = False,
    in_call: bool = False,
    spent: timedelta | None = None,
    visibility: Visibility = Visibility.PUBLIC,
    version: int | None = None,
) -> TicketRow:
    """Says how the service came back: by a fix, or by a workaround (C10). It is the response too if there was none.

    Where the terms say that a workaround is no restore (G2) it is written down, and ticket and clock go on. `in_call`
    says that the first call still went on (N1), `spent` the time worked.
    Raises BadInput without words on the solution and for a time worked that cannot be, WrongState where the ticket is
    not active, Refused where it cannot have been solved in the call.
    """
    require(tx.actor, Role.OPERATOR, "solve tickets")
    text = clean(text).strip()
    if not text:
        raise BadInput(
            "How was it solved?", "Say what restored the service: the next one with this fault will thank you."
        )
    worked = spent_detail(spent)
    work = open_work(tx, key, version)
    refuse_unless(work.row, ACTIVE, "solved", "Reopen it first." if work.row.status == Status.RESOLVED else "")
    ends = not workaround or _workaround_counts(tx, work.row)
    how: dict[str, object] = {"text": text, "how": "workaround" if workaround else "fix", **worked}
    if in_call:
        _refuse_after_the_call(work, ends=ends)
        how["in_call"] = True
    work.append(TicketEvent.SOLVED if ends else TicketEvent.WORKED_AROUND, how, visibility=visibility)
    return work.save()


def _workaround_counts(tx: Tx, row: TicketRow) -> bool:
    return book_of(tx).promises(tx.read, row).workaround_counts


def may_be_in_call(read: Reader, key: str, who: str) -> bool:
    """Whether that login may still say of a ticket that it was solved in the call (N1). Raises NotFound."""
    ticket = find_ticket(read, key)
    return not _call_is_over(ticket, timeline(read, Subject.TICKET, ticket.id), who)


def _refuse_after_the_call(work: Work, *, ends: bool) -> None:
    why = _call_is_over(work.row, work.events, work.tx.actor.name)
    if not ends:
        why = "under its terms a workaround is no solution"
    if why:
        raise Refused(f"{work.row.key} cannot count as solved in the call: {why}.", "Solve it as any other.")


def _call_is_over(ticket: TicketRow, events: Sequence[Event], who: str) -> str:
    """Why the call in which it was opened cannot be going on; nothing where it can."""
    if ticket.channel != Channel.PHONE:
        return f"it came by {ticket.channel}"
    if events[0].actor != who:
        return f"{events[0].actor} took the call"
    return next(filter(None, (_handed_on(event, who) for event in standing(events))), "")


def _handed_on(event: Event, who: str) -> str:
    detail: Mapping[str, Any] = event.detail
    match event.kind:
        case TicketEvent.ASSIGNED if detail.get("assignee") not in {None, who}:
            return f"it was assigned to {detail['assignee']}"
        case TicketEvent.ASSIGNED if detail.get("level", 1) > 1:
            return f"it was handed to level {detail['level']}"
        case TicketEvent.TAKEN if event.actor != who:
            return f"{event.actor} took it"
    return _CALL_ENDED.get(event.kind, "")


_CALL_ENDED: Mapping[str, str] = {
    TicketEvent.PAUSED: "it waited meanwhile",
    TicketEvent.REOPENED: "it was opened again",
    TicketEvent.CALL_BOOKED: "a call-back was booked",
}
"""What shows that the first call was over."""


def close(tx: Tx, key: str, *, text: str = "", version: int | None = None) -> TicketRow:
    """Closes a resolved ticket; its alerts that still fire are in the queue again. Raises WrongState for any other."""
    require(tx.actor, Role.OPERATOR, "close tickets")
    lock_alerts(tx)
    work = open_work(tx, key, version)
    hint = "Solve it first, or cancel it." if work.row.status in ACTIVE else ""
    refuse_unless(work.row, frozenset({Status.RESOLVED}), "closed", hint)
    work.append(TicketEvent.CLOSED, {"text": clean(text).strip()}, visibility=Visibility.PUBLIC)
    let_go(tx, work)
    return work.save()


def reopen(tx: Tx, key: str, why: str, *, version: int | None = None) -> TicketRow:
    """Opens a ticket again that was over; the restore clock runs on with what was left.

    Raises BadInput without a reason, WrongState where it is active or merged.
    """
    require(tx.actor, Role.OPERATOR, "reopen tickets")
    why = clean(why).strip()
    if not why:
        raise BadInput("Why is it opened again?", "Say what came back, or what was missed.")
    work = open_work(tx, key, version)
    refuse_unless(work.row, frozenset({Status.RESOLVED, Status.CLOSED, Status.CANCELLED}), "reopened")
    work.append(TicketEvent.REOPENED, {"text": why}, visibility=Visibility.PUBLIC)
    return work.save()


def cancel(tx: Tx, key: str, why: str, *, version: int | None = None) -> TicketRow:
    """Takes a ticket off the desk that needs no work. Its clocks promise nothing any more.

    Its alerts that still fire are in the queue again: somebody has to look after them.
    Raises BadInput without a reason, WrongState where it is not active.
    """
    require(tx.actor, Role.OPERATOR, "cancel tickets")
    why = clean(why).strip()
    if not why:
        raise BadInput("Why is it cancelled?", "Say it: opened twice, withdrawn by the customer…")
    lock_alerts(tx)
    work = open_work(tx, key, version)
    refuse_unless(work.row, ACTIVE, "cancelled", "Close it." if work.row.status == Status.RESOLVED else "")
    work.append(TicketEvent.CANCELLED, {"text": why}, visibility=Visibility.PUBLIC)
    let_go(tx, work)
    return work.save()
