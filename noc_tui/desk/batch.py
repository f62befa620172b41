"""One thing done to many: a savepoint a row, so that a refusal undoes that row alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from noc_tui.domain.errors import Refused

if TYPE_CHECKING:
    from noc_tui.store.tx import Tx

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What became of one row: the new row, or why not."""

    key: str
    row: T | None
    refusal: Refused | None


def each(tx: Tx, keys: Sequence[str], do: Callable[[Tx, str], T]) -> list[Outcome[T]]:
    """Does `do` to every key in this transaction, and says what became of each."""
    from noc_tui.desk.alert_events import lock_alerts

    lock_alerts(tx)  # two of these, or one and the intake, would meet at the same rows in opposite orders
    outcomes: list[Outcome[T]] = []
    for key in keys:
        try:
            with tx.savepoint():
                outcomes.append(Outcome(key, do(tx, key), None))
        except Refused as refused:
            outcomes.append(Outcome(key, None, refused))
    return outcomes
