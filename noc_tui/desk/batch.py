"""One thing done to many: a savepoint a row, so that a refusal undoes that row alone; and the same as a rehearsal."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NoReturn, TypeVar

from noc_tui.domain.errors import NocError, Refused

if TYPE_CHECKING:
    from noc_tui.store.read.connection import Reader
    from noc_tui.store.tx import Tx

T = TypeVar("T")
AT_ONCE = 50
"""Rows a transaction: whoever else writes is not kept waiting for longer than half a second."""
PAUSE_S = 0.12
"""Between two transactions: SQLite looks at a lock every 0.1 s, and who waits for it would not see it free."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What became of one row: the new row, or why not."""

    key: str
    row: T | None
    refusal: NocError | None
    before: T | None = None
    """The row as it was, where somebody asked for it."""


class _TakenBack(Exception):
    """Ends a rehearsal: nothing of its transaction stays."""

    def __init__(self, result: object) -> None:
        self.result = result


def new_action() -> str:
    """A name for what one key or command does in several transactions, so that it is undone as one."""
    return uuid.uuid4().hex


def pieces(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """So many at a time as go into one transaction."""
    return (rows[first : first + AT_ONCE] for first in range(0, len(rows), AT_ONCE))


def each(
    tx: Tx,
    keys: Sequence[str],
    do: Callable[[Tx, str], T],
    *,
    find: Callable[[Reader, str], T] | None = None,
    action: str | None = None,
) -> list[Outcome[T]]:
    """Does `do` to every key in this transaction, and says what became of each.

    `find` reads a row as it was before; `action` names the whole where this is a piece of it.
    """
    from noc_tui.desk.alert_events import lock_alerts

    if action is not None:
        tx.action_id = action
    lock_alerts(tx)  # two of these, or one and the intake, would meet at the same rows in opposite orders
    return [_one(tx, key, do, find) for key in keys]


def _one(tx: Tx, key: str, do: Callable[[Tx, str], T], find: Callable[[Reader, str], T] | None) -> Outcome[T]:
    before: T | None = None
    try:
        before = find(tx.read, key) if find is not None else None
        with tx.savepoint():
            return Outcome(key, do(tx, key), None, before)
    except Refused as refused:
        return Outcome(key, None, refused, before)


def rehearse(run: Callable[[Callable[[Tx], NoReturn]], object], do: Callable[[Tx], T]) -> T:
    """What `do` gives in a transaction of which nothing stays: no row, no number, no word in the change feed.

    `run` runs an operation in a transaction, again where others were in its way.
    """

    def take_back(tx: Tx) -> NoReturn:
        raise _TakenBack(do(tx))

    try:
        run(take_back)
    except _TakenBack as done:
        result: T = done.result  # type: ignore[assignment]
        return result
    raise AssertionError("a rehearsal ends by being taken back")
