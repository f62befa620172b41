"""From a ticket's events to its legal deadlines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from noc_tui.domain.event import Event, TicketEvent
from noc_tui.domain.legal import LegalRow
from noc_tui.sla.legal import legal_steps

_SECOND = 1_000_000
_LEGAL = frozenset({TicketEvent.LEGAL_STARTED, TicketEvent.LEGAL_DONE, TicketEvent.LEGAL_DROPPED})


def derive_legal(ticket_id: int, events: Sequence[Event]) -> list[LegalRow]:
    """The legal deadlines that a ticket's events make, by regime and in their order."""
    started: dict[str, Mapping[str, Any]] = {}
    done: dict[str, dict[str, int]] = {}
    for event in events:
        if event.kind not in _LEGAL:
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
