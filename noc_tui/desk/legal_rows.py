"""From a ticket's events to its legal deadlines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from noc_tui import figures
from noc_tui.domain.event import Event, TicketEvent, standing
from noc_tui.domain.legal import LegalRow
from noc_tui.sla.legal import legal_steps
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.legal import legal_lines

_SECOND = 1_000_000
LEGAL = frozenset({TicketEvent.LEGAL_STARTED, TicketEvent.LEGAL_DONE, TicketEvent.LEGAL_DROPPED})


def derive_legal(ticket_id: int, events: Sequence[Event]) -> list[LegalRow]:
    """The legal deadlines that a ticket's events make, by regime and in their order."""
    started: dict[str, Mapping[str, Any]] = {}
    done: dict[str, dict[str, int]] = {}
    for event in standing(events):
        if event.kind not in LEGAL:
            continue
        detail: Mapping[str, Any] = event.detail
        regime = detail["regime"]
        if event.kind == TicketEvent.LEGAL_STARTED:
            started[regime], done[regime] = detail, {}
        elif event.kind == TicketEvent.LEGAL_DONE:
            done[regime][detail["step"]] = event.at
        else:
            del started[regime]
    return [row for regime, detail in started.items() for row in _steps(ticket_id, regime, detail, done[regime])]


def _steps(ticket_id: int, regime: str, detail: Mapping[str, Any], done: Mapping[str, int]) -> list[LegalRow]:
    aware_at = int(detail["aware_at"])
    in_seconds = {step: at // _SECOND for step, at in done.items()}
    return [
        LegalRow(ticket_id, regime, step.name, aware_at, step.due * _SECOND, done.get(step.name))
        for step in legal_steps(regime, aware_at // _SECOND, in_seconds, detail["zone"])
    ]


def legal_notes(read: Reader, now: int, most: int = 3) -> tuple[str, ...]:
    """The nearest deadlines of the law in a line each, what is due next first."""
    lines = legal_lines(read, limit=most)
    return tuple(f"§ {legal_said(one.row, now)}  …{one.key[-6:]} {one.customer or '—'}, {one.subject}" for one in lines)


def legal_said(row: LegalRow, now: int) -> str:
    """One deadline in words: what is left of it, or when it was handed in."""
    left = (row.due - (now if row.done_at is None else row.done_at)) // _SECOND
    sign = "▲ " if left < 0 else "√ " if row.done_at is not None else ""
    return f"{sign}{figures.left(left)}  {row.regime.upper()} {row.step.replace('_', ' ')}"
