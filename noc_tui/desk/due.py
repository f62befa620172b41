"""What falls due by itself: wake-ups of waiting tickets, ends of shelves. Done by whoever holds the lease."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING, Any

from noc_tui.clock import to_us
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.event import AlertEvent, Draft, TicketEvent
from noc_tui.domain.words import AlertStatus, Status
from noc_tui.store.read.connection import Reader

if TYPE_CHECKING:
    from noc_tui.store.room import Room
    from noc_tui.store.tx import Tx

LEASE_S = 15
_AT_ONCE = 50


def is_due(read: Reader, now: int) -> bool:
    """Whether anything waits to be done at `now`, UTC microseconds: a look, no lock."""
    return read.value("SELECT 1 FROM due_work WHERE at <= :now LIMIT 1", {"now": now}) is not None


def holder_name() -> str:
    """This process, for the lease."""
    return f"{socket.gethostname()}:{os.getpid()}"


def work_due(room: Room, holder: str) -> int:
    """Does what is due, at most 50 at a time, if the lease is ours or nobody's. Gives how many were done."""
    with room.reading() as read:
        if not is_due(read, to_us(room.clock())):
            return 0
    with room.write(SYSTEM_ACTOR) as tx:
        if not _lease(tx, holder):
            return 0
        rows = tx.read.rows(
            "SELECT kind, ref, at FROM due_work WHERE at <= :now ORDER BY at, kind, ref LIMIT :many",
            {"now": tx.now, "many": _AT_ONCE},
        )
        for kind, ref, at in rows:
            _do(tx, kind, ref, at)
        return len(rows)


def _lease(tx: Tx, holder: str) -> bool:
    from sqlalchemy import or_
    from sqlmodel import col, insert, update

    from noc_tui.models.room import Lease

    until = tx.now + LEASE_S * 1_000_000
    taken: Any = tx.connection.execute(
        update(Lease)
        .where(col(Lease.name) == "due", or_(col(Lease.holder) == holder, col(Lease.until) < tx.now))
        .values(holder=holder, until=until)
    )
    if taken.rowcount:
        return True
    if tx.read.value("SELECT 1 FROM lease WHERE name = 'due'") is not None:
        return False
    tx.connection.execute(insert(Lease), [{"name": "due", "holder": holder, "until": until}])
    return True


def _do(tx: Tx, kind: str, ref: str, at: int) -> None:
    from noc_tui.desk.alert_events import UNSHELVE, lock_alerts, record
    from noc_tui.desk.timeline import WAKE, open_work_by_id, set_due_work
    from noc_tui.store.read.alerts import find_alert

    if kind == WAKE:
        work = open_work_by_id(tx, int(ref))
        if work.row.status == Status.PENDING:
            work.append(TicketEvent.RESUMED, {"why": "wake-up"}, at=at)
            work.save()
    elif kind == UNSHELVE:
        lock_alerts(tx)
        alert = find_alert(tx.read, int(ref))
        if alert.status == AlertStatus.SHELVED:
            record(tx, alert, [Draft(AlertEvent.UNSHELVED, at)])
    set_due_work(tx, kind, ref, None)
