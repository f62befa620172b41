"""What a profile promises, in lines that a person can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noc_tui import figures
from noc_tui.desk.terms import promises_of
from noc_tui.domain.words import CLOCKS
from noc_tui.sla.clock import Target
from noc_tui.sla.profile import Turn


def promised_lines(
    profile: Mapping[str, object], contract: Mapping[str, object] | None = None, *, calendar: str = ""
) -> Iterator[str]:
    """Hours, targets per category and priority, turns, and what a workaround is worth.

    A contract on top of the profile may have hours of its own: `calendar`.
    """
    promises = promises_of(profile, contract or {})
    yield f"hours {calendar or profile.get('calendar')}"
    for category, widening in promises.on_call.items():
        yield f"on call for {_said(category)}: {widening}"
    for (category, priority), targets in promises.targets.items():
        told = [f"{clock} {_target(targets[clock])}" for clock in CLOCKS if targets.get(clock)]
        yield f"{_said(category)}{f', {priority}' if priority else ''}: {'; '.join(told) or 'no target'}"
    if not promises.targets:
        yield "no target: as soon as possible, the cost is worked out at the end"
    turns = promises.warnings
    yield f"clocks turn at {_turn(turns.half)}, and again at {_turn(turns.soon)}"
    yield f"a workaround {'stops' if promises.workaround_counts else 'does not stop'} the restore clock"


def _target(target: Target | None) -> str:
    assert target is not None
    told = "by the next business day" if target.minutes is None else figures.span(target.minutes * 60)
    stops = ", ".join(sorted(target.stopped_by))
    return told + (f" (stands while it waits for {stops})" if stops else "")


def _turn(turn: Turn) -> str:
    return f"{turn.percent} % used" if turn.percent is not None else f"{figures.span(turn.left_s or 0)} left"


def _said(category: str) -> str:
    return category.replace("_", " ")
