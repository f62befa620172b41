"""An operator as they are read: what they know, whether they are on shift, what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from noc_tui.desk.routing import shift_is_on
from noc_tui.desk.terms import TermsBook
from noc_tui.domain.setup import OperatorRow
from noc_tui.store.read import setup
from noc_tui.store.read.connection import Reader


@dataclass(frozen=True, slots=True)
class OperatorPage:
    """All that is known of one operator at an instant."""

    operator: OperatorRow
    on_shift: bool | None
    """None where no shift is known of them."""
    held: Sequence[tuple[str, str]]
    """Key and subject of the open tickets that they hold."""


def operator_page(read: Reader, login: str, now: int) -> OperatorPage:
    """An operator as of `now`, UTC microseconds. Raises NotFound."""
    operator = setup.operator_by_login(read, login)
    on_shift = shift_is_on(read, TermsBook(), operator.shift, now)
    return OperatorPage(operator, on_shift, setup.tickets_held(read, operator.login))
