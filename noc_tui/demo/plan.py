"""What a demo room of some size holds: how many of each kind, and when each came in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import cycle, islice, repeat
from random import Random
from typing import NamedTuple

from noc_tui.demo.alerts import UNCLAIMED_MIX, AlertStage
from noc_tui.demo.hours import Arrivals
from noc_tui.demo.present import MIX, Slot

_INCIDENTS = 0.38
"""The share of tickets that alerts opened, where there are enough alerts."""
_STRIDE = 7
"""Steps through the mix of places so that a few open tickets are of many kinds too."""


class Arrival(NamedTuple):
    """Something that came in."""

    at: int
    """UTC seconds; 0 where its story says when."""
    seed: int
    """Its story is told from it: the same again each time."""
    alerts: int
    """How many alerts it has; 0 for a customer's request."""
    slot: Slot | None = None
    """An open ticket's place in the queue; None for what is over, and for an alert."""
    stage: AlertStage | None = None
    """An alert without a ticket."""


def by_instant(arrival: Arrival) -> tuple[int, int]:
    """Arrivals in their order; no two have the same seed."""
    return arrival.at, arrival.seed


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many of each kind."""

    open_requests: int
    open_incidents: int
    past_requests: int
    past_incidents: int
    joined: int
    """Alerts beyond the first, on the tickets that alerts opened."""
    unclaimed: int
    acknowledged: int
    shelved: int
    past_alerts: int


def sizes(tickets: int, alerts: int, open_share: float | None = None) -> Sizes:
    """Divides so many tickets and alerts into kinds. A tenth of the tickets is open, and forty at least."""
    share = max(round(tickets * 0.1), 40) if open_share is None else round(tickets * open_share)
    opened = min(max(share, 0), tickets)
    incidents = min(round(tickets * _INCIDENTS), alerts // 2)
    open_incidents = min(round(opened * _INCIDENTS), incidents)
    past_incidents = min(incidents - open_incidents, tickets - opened)
    first = open_incidents + past_incidents
    joined = min(first // 4, alerts - first)
    alone = alerts - first - joined
    unclaimed = min(max(3, opened // 9), alone // 2)
    acknowledged = min(max(1, unclaimed // 2), (alone - unclaimed) // 2)
    shelved = min(max(1, unclaimed // 3), (alone - unclaimed - acknowledged) // 2)
    return Sizes(
        open_requests=opened - open_incidents,
        open_incidents=open_incidents,
        past_requests=tickets - opened - past_incidents,
        past_incidents=past_incidents,
        joined=joined,
        unclaimed=unclaimed,
        acknowledged=acknowledged,
        shelved=shelved,
        past_alerts=alone - unclaimed - acknowledged - shelved,
    )


class Plan:
    """All arrivals of a room, each with a seed of its own, so that its story can be told alone, and twice."""

    def __init__(self, rng: Random, size: Sizes, hours: Arrivals) -> None:
        self._rng = rng
        self._size = size
        self._hours = hours
        self._next_seed = rng.getrandbits(48)
        incidents = size.open_incidents + size.past_incidents
        self._alerts = [2] * size.joined + [1] * (incidents - size.joined)
        rng.shuffle(self._alerts)

    def open(self) -> list[Arrival]:
        """What stands in the queue, in no order: when it came in is for its story to say."""
        size, rng = self._size, self._rng
        alerts = [0] * size.open_requests + self._alerts[: size.open_incidents]
        slots = [MIX[place * _STRIDE % len(MIX)] for place in range(len(alerts))]
        rng.shuffle(alerts)
        rng.shuffle(slots)
        stages = [
            *islice(cycle(UNCLAIMED_MIX), size.unclaimed),
            *[AlertStage.ACKNOWLEDGED] * size.acknowledged,
            *[AlertStage.SHELVED] * size.shelved,
        ]
        return [
            *map(Arrival, repeat(0), self._seeds(len(slots)), alerts, slots),
            *map(Arrival, repeat(0), self._seeds(len(stages)), repeat(1), repeat(None), stages),
        ]

    def past(self) -> Iterator[Arrival]:
        """What is over, in order."""
        size, rng = self._size, self._rng
        calls = self._hours.calls(rng, size.past_requests)
        faults = self._hours.faults(rng, size.past_incidents)
        alone = self._hours.faults(rng, size.past_alerts)
        over = repeat(AlertStage.OVER)
        return merge(
            map(Arrival, calls, self._seeds(len(calls)), repeat(0)),
            map(Arrival, faults, self._seeds(len(faults)), self._alerts[size.open_incidents :]),
            map(Arrival, alone, self._seeds(len(alone)), repeat(1), repeat(None), over),
            key=by_instant,
        )

    def _seeds(self, count: int) -> range:
        self._next_seed += count
        return range(self._next_seed - count, self._next_seed)
