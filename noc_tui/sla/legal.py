"""Clocks of the law, beside the ticket's: by the calendar of the world, and never paused.

NIS2 is Directive (EU) 2022/2555, article 23(4); GDPR is Regulation (EU) 2016/679, article 33. Both start when one
becomes aware of the incident. Instants are whole UTC seconds since 1970.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from noc_tui.sla.errors import LegalError

NIS2, GDPR = "nis2", "gdpr"
EARLY_WARNING, NOTIFICATION, FINAL_REPORT = "early_warning", "notification", "final_report"

STEPS: Mapping[str, tuple[str, ...]] = {
    NIS2: (EARLY_WARNING, NOTIFICATION, FINAL_REPORT),
    GDPR: (NOTIFICATION,),
}
"""What each regime asks for, in the order in which it falls due."""

_HOURS = {EARLY_WARNING: 24, NOTIFICATION: 72}


@dataclass(frozen=True, slots=True)
class LegalStep:
    """Something that has to be sent, until when, and when it was."""

    name: str
    due: int
    done_at: int | None


def legal_steps(regime: str, aware_at: int, done: Mapping[str, int], zone: str) -> tuple[LegalStep, ...]:
    """What a regime asks for since `aware_at`, in order; `done` says when each step was sent, if it was.

    Early warning 24 hours and notification 72 hours after becoming aware. The final report is due a month by the
    calendar of `zone` after the notification was sent, and until it is sent, after the end of its 72 hours. Raises
    LegalError for a regime, a step of it or a zone that does not exist.
    """
    steps = STEPS.get(regime)
    if steps is None:
        raise LegalError(f"regime: {regime!r} is unknown; expected {', '.join(STEPS)}.")
    unknown = sorted(done.keys() - set(steps))
    if unknown:
        raise LegalError(f"{regime}: {', '.join(unknown)} is no step of it; expected {', '.join(steps)}.")
    due = {name: aware_at + hours * 3600 for name, hours in _HOURS.items()}
    due[FINAL_REPORT] = _month_after(done.get(NOTIFICATION, due[NOTIFICATION]), zone)
    return tuple(LegalStep(name, due[name], done.get(name)) for name in steps)


def remaining_s(step: LegalStep, now: int) -> int:
    """Seconds left at `now`, or that were left when it was sent; negative when late."""
    return step.due - (now if step.done_at is None else step.done_at)


def _month_after(t: int, zone: str) -> int:
    """The same local time a month later, on the month's last day where it is shorter.

    A time that the clocks leave out is counted as if they had not changed, one that comes twice is the first.
    """
    try:
        here = ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise LegalError(f"zone: no zone is called {zone!r}; write it as Europe/Rome.") from error
    from dateutil.relativedelta import relativedelta  # most tickets have no such clock, and lists never show one

    local = datetime.fromtimestamp(t, here)
    return int((local.replace(fold=0) + relativedelta(months=1)).timestamp())
