"""What is kept for a while and then forgotten: deliveries that may be repeated, and the past of the change feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noc_tui.store.read.connection import Reader

if TYPE_CHECKING:
    from noc_tui.store.tx import Tx

_DAY = 86_400 * 1_000_000
KEEP_DELIVERIES = 30 * _DAY
KEEP_CHANGES = 7 * _DAY
"""Who watches and slept for longer reads everything anew."""
STEP = 1000
"""Rows of each kind that one transaction forgets: nobody is to wait for that."""

_HAS_OLD = (
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM delivery WHERE last_at < :deliveries) OR EXISTS (SELECT 1 FROM change "
    "WHERE seq = (SELECT min(seq) FROM change) AND seq < (SELECT max(seq) FROM change) "
    "AND coalesce(at, 0) < :changes)"
)
_FORGET_DELIVERIES = (
    "DELETE FROM delivery WHERE (source, scope, key) IN "
    "(SELECT source, scope, key FROM delivery WHERE last_at < :deliveries ORDER BY last_at LIMIT :step)"
)
# The newest stays, however old: numbers go on from there.
_FORGET_CHANGES = (
    "DELETE FROM change WHERE seq < (SELECT max(seq) FROM change) AND seq IN "
    "(SELECT seq FROM (SELECT seq, at FROM change ORDER BY seq LIMIT :step) AS first WHERE coalesce(at, 0) < :changes)"
)


def has_old(read: Reader, now: int) -> bool:
    """Whether anything is to be forgotten at `now`, UTC microseconds: a look along two indexes."""
    return read.value(_HAS_OLD, _limits(now)) is not None


def forget_old(tx: Tx) -> None:
    """Deletes what is old, a step of it."""
    from sqlalchemy import text

    limits = _limits(tx.now)
    tx.connection.execute(text(_FORGET_DELIVERIES), {"deliveries": limits["deliveries"], "step": STEP})
    tx.connection.execute(text(_FORGET_CHANGES), {"changes": limits["changes"], "step": STEP})


def _limits(now: int) -> dict[str, int]:
    return {"deliveries": now - KEEP_DELIVERIES, "changes": now - KEEP_CHANGES}
