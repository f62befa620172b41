"""What falls due by itself: wake-ups of waiting tickets, ends of shelves, old rows. Done by whoever holds the lease."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from noc_tui.clock import to_us
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.errors import NotFound, StoreBusy, StoreGone
from noc_tui.store.old import forget_old, has_old
from noc_tui.store.read.connection import Reader

if TYPE_CHECKING:
    from noc_tui.store.room import Room
    from noc_tui.store.tx import Tx

LEASE_S = 15
ASIDE_S = 3600
"""How long what could not be done is left alone before it is tried again."""
_SECOND = 1_000_000
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Worked:
    """What a look at the due work came to."""

    done: int
    failed: tuple[str, ...] = ()
    """What could not be done and why, a sentence each."""


def is_due(read: Reader, now: int) -> bool:
    """Whether anything waits to be done at `now`, UTC microseconds: a look, no lock."""
    due = read.value("SELECT 1 FROM due_work WHERE at <= :now LIMIT 1", {"now": now})
    return due is not None or has_old(read, now)


def holder_name() -> str:
    """This process, for the lease."""
    return f"{socket.gethostname()}:{os.getpid()}"


def work_due(room: Room, holder: str) -> Worked:
    """Does what is due, at most 50 at a time, if the lease is ours or nobody's.

    What cannot be done is set aside for ASIDE_S, so that it stands in nobody's way. Raises StoreError where the store
    itself is in trouble.
    """
    with room.reading() as read:
        if not is_due(read, to_us(room.clock())):
            return Worked(0)
    return room.run(SYSTEM_ACTOR, lambda tx: _work(tx, holder))


def _work(tx: Tx, holder: str) -> Worked:
    from noc_tui.desk.alert_events import lock_alerts
    from noc_tui.desk.timeline import set_due_work

    lock_alerts(tx)
    if not _lease(tx, holder):
        return Worked(0)
    rows = tx.read.rows(
        "SELECT kind, ref FROM due_work WHERE at <= :now ORDER BY at, kind, ref LIMIT :many",
        {"now": tx.now, "many": _AT_ONCE},
    )
    failed: list[str] = []
    for kind, ref in rows:
        try:
            with tx.savepoint():
                _do(tx, kind, ref)
        except (StoreBusy, StoreGone):
            raise
        except Exception as error:
            failed.append(f"{kind} {ref} is set aside for an hour: {type(error).__name__}: {error}")
            set_due_work(tx, kind, ref, tx.now + ASIDE_S * _SECOND)
    forget_old(tx)
    return Worked(len(rows) - len(failed), tuple(failed))


def _lease(tx: Tx, holder: str) -> bool:
    from sqlalchemy import text

    sql = (
        "INSERT INTO lease (name, holder, until) VALUES ('due', :holder, :until) ON CONFLICT (name) DO UPDATE "
        "SET holder = :holder, until = :until WHERE lease.holder = :holder OR lease.until < :now"
    )
    given = {"holder": holder, "until": tx.now + LEASE_S * _SECOND, "now": tx.now}
    taken: Any = tx.connection.execute(text(sql), given)
    return bool(taken.rowcount)


def _do(tx: Tx, kind: str, ref: str) -> None:
    """Does what a ticket or an alert says of itself once it is locked: somebody may have moved it just now."""
    from noc_tui.desk.alert_events import UNSHELVE, record
    from noc_tui.desk.timeline import WAKE, open_work_by_id, set_due_work
    from noc_tui.store.read.alerts import find_alert

    if kind == WAKE:
        at = open_work_by_id(tx, int(ref)).row.wake_at
    elif kind == UNSHELVE:
        alert = find_alert(tx.read, int(ref))
        if alert.shelved_until is not None and alert.shelved_until <= tx.now:
            alert = record(tx, alert, ())
        at = alert.shelved_until
    else:
        raise NotFound(f"There is no due work called “{kind}”.")
    set_due_work(tx, kind, ref, at)
