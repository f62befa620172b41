"""Ending a ticket, and taking that back: solve, close, reopen, cancel."""

from __future__ import annotations

from noc_tui.desk.actors import require
from noc_tui.desk.alert_events import lock_alerts
from noc_tui.desk.alert_tickets import let_go
from noc_tui.desk.timeline import book_of, open_work, refuse_unless
from noc_tui.domain.errors import BadInput
from noc_tui.domain.event import TicketEvent
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import ACTIVE, Role, Status, Visibility
from noc_tui.store.tx import Tx
from noc_tui.text import clean


def solve(
    tx: Tx,
    key: str,
    text: str,
    *,
    workaround: bool = False,
    visibility: Visibility = Visibility.PUBLIC,
    version: int | None = None,
) -> TicketRow:
    """Says how the service came back: by a fix, or by a workaround (C10). It is the response too if there was none.

    Where the terms say that a workaround is no restore (G2) it is written down, and ticket and clock go on.
    Raises BadInput without words on the solution, WrongState where the ticket is not active.
    """
    require(tx.actor, Role.OPERATOR, "solve tickets")
    text = clean(text).strip()
    if not text:
        raise BadInput(
            "How was it solved?", "Say what restored the service: the next one with this fault will thank you."
        )
    work = open_work(tx, key, version)
    refuse_unless(work.row, ACTIVE, "solved", "Reopen it first." if work.row.status == Status.RESOLVED else "")
    how = {"text": text, "how": "workaround" if workaround else "fix"}
    ends = not workaround or _workaround_counts(tx, work.row)
    work.append(TicketEvent.SOLVED if ends else TicketEvent.WORKED_AROUND, how, visibility=visibility)
    return work.save()


def _workaround_counts(tx: Tx, row: TicketRow) -> bool:
    return book_of(tx).promises(tx.read, row).workaround_counts


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
