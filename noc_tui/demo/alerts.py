"""Alerts that open no ticket: those that are over, and those that still fire."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from random import Random

from noc_tui.demo.cases import Sighting
from noc_tui.demo.cast import Cast
from noc_tui.demo.story import AlertStory
from noc_tui.desk.lines import ACKNOWLEDGE_WITHIN_S
from noc_tui.domain.words import Severity

_MINUTE, _HOUR = 60, 3600
_MARGIN_S = 12 * _MINUTE
_PATIENT = (Severity.MINOR, Severity.WARNING, Severity.INFO)


class AlertStage(Enum):
    """What has become of an alert that has no ticket."""

    OVER = auto()
    UNCLAIMED = auto()
    OVERRUN = auto()
    """Unclaimed for longer than the room's target."""
    ACKNOWLEDGED = auto()
    SHELVED = auto()


UNCLAIMED_MIX = (*[AlertStage.UNCLAIMED] * 19, AlertStage.OVERRUN)


def severities(stage: AlertStage, *, monitored: bool) -> Sequence[Severity]:
    """What can be in that stage: at a monitored customer the grave ones open a ticket at once (F8)."""
    allowed = _PATIENT if monitored else tuple(Severity)
    if stage is AlertStage.UNCLAIMED:
        return [severity for severity in allowed if ACKNOWLEDGE_WITHIN_S[severity] > _MARGIN_S]
    if stage is AlertStage.OVERRUN:
        return [severity for severity in allowed if ACKNOWLEDGE_WITHIN_S[severity] <= _HOUR]
    return allowed


def alert_open(rng: Random, cast: Cast, alert: AlertStory, stage: AlertStage, now: int) -> None:
    """Tells of an alert that still fires at `now` (UTC seconds)."""
    within = ACKNOWLEDGE_WITHIN_S[alert.sighting.severity]
    match stage:
        case AlertStage.UNCLAIMED:
            _seen(rng, alert, now - rng.randint(20, within - _MARGIN_S))
        case AlertStage.OVERRUN:
            _seen(rng, alert, now - within - rng.randint(_MINUTE, within))
        case AlertStage.ACKNOWLEDGED:
            seen = now - rng.randint(10 * _MINUTE, 6 * _HOUR)
            _seen(rng, alert, seen)
            look = seen + rng.randint(_MINUTE, 8 * _MINUTE)
            alert.acknowledge(look, cast.front(rng, look))
        case _:
            seen = now - rng.randint(_HOUR, 30 * _HOUR)
            _seen(rng, alert, seen)
            look = seen + rng.randint(5 * _MINUTE, _HOUR // 2)
            until = now - now % 900 + rng.randint(4, 300) * 900
            alert.shelve(look, cast.front(rng, look), until, rng.choice(alert.sighting.phrases.shelve))


def _seen(rng: Random, alert: AlertStory, at: int) -> None:
    """First seen then, or seen then again after it had come and gone some times."""
    cycles = rng.randint(1, 9) if alert.sighting.flapping else 0
    for cycle in range(cycles, 0, -1):
        alert.fire(at - cycle * 10 * _MINUTE)
        alert.resolve(at - cycle * 10 * _MINUTE + rng.randint(2, 8) * _MINUTE)
    alert.fire(at)


def alert_over(rng: Random, cast: Cast, alert: AlertStory, seen: int, now: int) -> None:
    """Tells of an alert from its first sight to its end: somebody looks after it or nobody, it may flap."""
    told = alert.sighting
    alert.fire(seen)
    if rng.random() < 0.3:
        seen += min(rng.randint(1, 30) * _MINUTE, (now - seen) // 8)
        alert.acknowledge(seen, cast.front(rng, seen))
    times = rng.randint(2, 5) if told.flapping else 1
    for _ in range(times - 1):
        gone = seen + _lasts_s(rng, told, times)
        back = gone + rng.randint(2, 30) * _MINUTE
        if back + _HOUR >= now:
            break
        alert.resolve(gone)
        alert.fire(back)
        seen = back
    alert.resolve(seen + min(_lasts_s(rng, told, times), (now - seen) * 2 // 3))


def _lasts_s(rng: Random, told: Sighting, times: int) -> int:
    return max(60, int(told.clears_in_s * rng.uniform(0.4, 1.6) / times))
