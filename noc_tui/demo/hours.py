"""When things happen in the demo room: on which days, at which hours, and so much open time ago."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from itertools import accumulate
from random import Random

from noc_tui.sla.business import BusinessCalendar

DAYS = 400
"""How far back the room's past goes: more than a year, so that the keys show two."""
_QUARTER = 900
_WEEK = 7 * 86_400
# How much comes in by hour of the local day: customers when they work, monitoring all day and night.
_CALLS = (1, 1, 1, 1, 1, 2, 6, 18, 62, 80, 74, 62, 38, 30, 58, 66, 60, 44, 18, 8, 5, 4, 2, 2)
_FAULTS = (7, 7, 8, 9, 7, 7, 8, 9, 11, 11, 10, 10, 9, 9, 10, 10, 10, 9, 8, 8, 7, 8, 9, 8)


class Arrivals:
    """Draws instants over the room's past, in whole UTC seconds: more of late, few when nobody works."""

    def __init__(self, at: datetime, office: BusinessCalendar) -> None:
        """`at` is the last instant of the past, on the room's wall clock."""
        today = at.date()
        midnights = (datetime.combine(today - timedelta(days=ago), time(), tzinfo=at.tzinfo) for ago in range(DAYS))
        self._midnights = [int(midnight.timestamp()) for midnight in midnights]
        self._latest = int(at.timestamp()) - _QUARTER
        worked = [bool(office.windows_s(start, start + 86_400)) for start in self._midnights]
        recent = [(ago + 1) ** (-1 / 3) for ago in range(DAYS)]
        self._call_days = _summed(weight if work else weight / 12 for weight, work in zip(recent, worked, strict=True))
        self._fault_days = _summed(weight if work else weight / 2 for weight, work in zip(recent, worked, strict=True))
        self._call_hours = _summed(weight for weight in _CALLS for _ in range(4))
        self._fault_hours = _summed(weight for weight in _FAULTS for _ in range(4))

    def calls(self, rng: Random, count: int) -> Sequence[int]:
        """When customers called or wrote, in order."""
        return self._draw(rng, count, self._call_days, self._call_hours)

    def faults(self, rng: Random, count: int) -> Sequence[int]:
        """When monitoring saw something, in order."""
        return self._draw(rng, count, self._fault_days, self._fault_hours)

    def _draw(self, rng: Random, count: int, days: Sequence[float], quarters: Sequence[float]) -> Sequence[int]:
        found = array("q")
        while len(found) < count:
            missing = count - len(found)
            of_days = rng.choices(self._midnights, cum_weights=days, k=missing)
            of_quarters = rng.choices(range(len(quarters)), cum_weights=quarters, k=missing)
            drawn = (
                midnight + quarter * _QUARTER + rng.randrange(_QUARTER)
                for midnight, quarter in zip(of_days, of_quarters, strict=True)
            )
            found.extend(instant for instant in drawn if instant <= self._latest)
        return array("q", sorted(found))


def _summed(weights: Iterable[float]) -> list[float]:
    return list(accumulate(weights))


def back_s(calendar: BusinessCalendar, end: int, seconds: int) -> int:
    """The latest instant from which `seconds` of open time pass until `end` (UTC seconds).

    Meant for calendars that open every few weeks at least.
    """
    while True:
        for start, stop in reversed(calendar.windows_s(end - _WEEK, end)):
            if stop - start >= seconds:
                return stop - seconds
            seconds -= stop - start
        end -= _WEEK


def spread(calendar: BusinessCalendar, start: int, end: int, count: int, rng: Random) -> list[int]:
    """That many instants between two others, in order, in open hours if there are any."""
    opened = calendar.between_s(start, end)
    parts = [(place + rng.random()) / count for place in range(count)]
    if opened > 0:
        return [calendar.add_s(start, int(opened * part)) for part in parts]
    return [start + int((end - start) * part) for part in parts]


class Years:
    """The year on the wall clock, by bisection."""

    def __init__(self, at: datetime) -> None:
        self._first = at.year - 3
        self._starts = [
            int(datetime(year, 1, 1, tzinfo=at.tzinfo).timestamp()) for year in range(self._first + 1, at.year + 1)
        ]

    def of(self, instant: int) -> int:
        """The year of an instant in UTC seconds, from three years before `at` on."""
        return self._first + bisect_right(self._starts, instant)
