"""A wall-clock axis in cells, on which each stretch of time in which nobody is open is folded into one cell.

Instants are whole UTC seconds since 1970.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from noc_tui.sla.business import BusinessCalendar, Interval
from noc_tui.sla.calendar import holidays_in

_DAY = 86_400
_FIRST_LOOK, _FURTHEST = 14 * _DAY, 800 * _DAY
_TICKS = (5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440)
"""Minutes between two ticks: what people count in."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours that an axis must not fold."""

    calendar: BusinessCalendar | None
    """None is open round the clock."""
    until: int | None = None
    """From here on they no longer matter; None: to the end of the axis."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time on the axis, end excluded: either every cell of it `cell_s` seconds long, or all of it in one."""

    start: int
    end: int
    cell: int
    """The first cell."""
    folded: bool


@dataclass(frozen=True, slots=True)
class Axis:
    """From the first cell, at `now`, to the last; the stretches follow each other without a gap."""

    now: int
    width: int
    cell_s: int
    """Seconds of wall-clock time in a cell outside the folds."""
    stretches: tuple[Stretch, ...]

    @property
    def end(self) -> int:
        """The first instant that is no longer on the axis."""
        return self.stretches[-1].end

    @property
    def folds(self) -> tuple[Stretch, ...]:
        """The folded stretches."""
        return tuple(stretch for stretch in self.stretches if stretch.folded)

    def cell(self, t: int) -> int | None:
        """The cell in which an instant lies: the first for all that is past, None beyond the end."""
        if t >= self.end:
            return None
        place = bisect_right(self.stretches, t, key=lambda stretch: stretch.start) - 1
        stretch = self.stretches[max(0, place)]
        return stretch.cell if stretch.folded else stretch.cell + max(0, t - stretch.start) // self.cell_s


def lay_axis(hours: Sequence[Hours], now: int, width: int, span_s: int) -> Axis:
    """An axis of `width` cells from `now` on, as long as `span_s` seconds were there no folds.

    A stretch in which none of `hours` is open takes one cell, if it is longer than that. Nothing is folded where
    there are no hours that matter to the end. At least one cell is laid. Raises CalendarError outside 1900-2199.
    """
    width = max(1, width)
    cell_s = max(1, -(-span_s // width))
    reach = _FIRST_LOOK
    while True:
        stretches, cells = _laid(_openings(hours, now, now + reach, cell_s), now, width, cell_s)
        if cells >= width or reach >= _FURTHEST:
            break
        reach = min(reach * 4, _FURTHEST)
    return Axis(now, width, cell_s, tuple(stretches) or (Stretch(now, now + reach, 0, True),))


def _openings(hours: Sequence[Hours], a: int, b: int, gap: int) -> list[Interval]:
    """When anybody is open, in order; closings of at most `gap` seconds are looked over."""
    if all(one.until is not None for one in hours):
        return [(a, b)]
    found = [(a, a)]
    for opening in sorted(opening for one in hours for opening in _open(one, a, b)):
        if opening[0] - found[-1][1] <= gap:
            found[-1] = found[-1][0], max(found[-1][1], opening[1])
        else:
            found.append(opening)
    return [opening for opening in found if opening[0] < opening[1]]


def _open(hours: Hours, a: int, b: int) -> Iterable[Interval]:
    end = b if hours.until is None else min(b, hours.until)
    if hours.calendar is not None:
        return hours.calendar.windows_s(a, end)
    return [(a, end)] if a < end else []


def _laid(openings: Iterable[Interval], now: int, width: int, cell_s: int) -> tuple[list[Stretch], int]:
    """The openings with folds between them, and the cells that they take."""
    stretches: list[Stretch] = []
    at, cell = now, 0
    for start, end in openings:
        if start > at:
            stretches.append(Stretch(at, start, cell, True))
            at, cell = start, cell + 1
        if cell >= width:
            break
        at = min(end, start + (width - cell) * cell_s)
        stretches.append(Stretch(start, at, cell, False))
        cell += -(-(at - start) // cell_s)
        if cell >= width:
            break
    return stretches, cell


def closed_cells(axis: Axis, calendar: BusinessCalendar) -> frozenset[int]:
    """The cells, outside the folds, in which this calendar is never open."""
    found = set()
    for stretch in axis.stretches:
        if stretch.folded:
            continue
        for start in range(stretch.start, stretch.end, axis.cell_s):
            if not calendar.between_s(start, min(start + axis.cell_s, stretch.end)):
                found.add(stretch.cell + (start - stretch.start) // axis.cell_s)
    return frozenset(found)


def ticks(axis: Axis, zone: ZoneInfo, apart: int) -> list[int]:
    """Round times of the wall clock outside the folds, at least about `apart` cells from each other, in order."""
    step = next((minutes for minutes in _TICKS if minutes * 60 >= apart * axis.cell_s), _TICKS[-1])
    found = []
    for stretch in axis.stretches:
        day = _local(stretch.start, zone).date()
        while not stretch.folded and _instant(day, 0, zone) < stretch.end:
            times = (_instant(day, minute, zone) for minute in range(0, 1440, step))
            found += [at for at in times if stretch.start <= at < stretch.end]
            day += timedelta(days=1)
    return sorted(set(found))


def holidays_within(stretch: Stretch, calendars: Iterable[BusinessCalendar], zone: ZoneInfo) -> list[str]:
    """The names of the holidays on which a stretch falls, each once: of whole days on which none of them opens."""
    known = list(calendars)
    first, last = _local(stretch.start, zone).date(), _local(stretch.end - 1, zone).date()
    named = sorted({found for calendar in known for found in holidays_in(calendar.spec, first, last)})
    return list(dict.fromkeys(name for day, name in named if _all_closed(known, day, zone)))


def _all_closed(calendars: Iterable[BusinessCalendar], day: date, zone: ZoneInfo) -> bool:
    start, end = _instant(day, 0, zone), _instant(day + timedelta(days=1), 0, zone)
    return not any(calendar.between_s(start, end) for calendar in calendars)


def _local(t: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(t, UTC).astimezone(zone)


def _instant(day: date, minute: int, zone: ZoneInfo) -> int:
    """A time of the wall clock; one that the clocks skip falls together with one that they do not."""
    return int(datetime.combine(day, time(minute // 60, minute % 60), zone).timestamp())
