"""Business time: a calendar compiled into openings with running totals, asked by bisection.

Instants are whole UTC seconds since 1970 in the methods that end in `_s`, aware datetimes in the others.
Years are compiled when first asked for. The compiled table is replaced, never changed, so threads may share
a calendar.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate, chain
from operator import sub
from zoneinfo import ZoneInfo

from noc_tui.sla.calendar import CalendarSpec, Window, parse_calendar, windows_on
from noc_tui.sla.errors import CalendarError, NeverOpens, TargetError

Interval = tuple[int, int]
"""UTC seconds, start included, end excluded."""

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""The years that can be counted; what their end does not reach is never reached."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_DAY = 86_400
_NEVER_CLOSES = 2 * 366 * _DAY
_CACHED = 256

_Table = tuple[list[int], list[int], list[int], int, int]
"""Starts of the openings, their ends, the open seconds up to each end; first second compiled and first not
compiled. The first opening is empty and stands at the first second, so each instant has one before it."""

_from_epoch = datetime.fromtimestamp


class BusinessCalendar:
    """One calendar, compiled. An answer takes one or two bisections."""

    __slots__ = ("_also", "_closings", "_last_day", "_table", "_zone", "spec")

    def __init__(self, spec: CalendarSpec) -> None:
        self.spec = spec
        self._also = tuple(BusinessCalendar(other) for other in spec.also)
        self._zone = ZoneInfo(spec.timezone)
        self._last_day = _last_day(spec)
        self._table: _Table = ([], [], [], 0, 0)
        self._closings: dict[int, int | None] = {}

    def add(self, start: datetime, minutes: int) -> datetime:
        """The earliest UTC instant at which `minutes` of open time have passed since `start` (to the second).

        Raises NeverOpens where that is not before 2200, TargetError for negative minutes.
        """
        try:
            since = start - _EPOCH
        except TypeError:
            raise _without_offset(start) from None
        return _from_epoch(self.add_s(since.days * 86_400 + since.seconds, minutes * 60), UTC)

    def between(self, start: datetime, end: datetime) -> int:
        """Open seconds between two instants; negative when `end` is earlier."""
        return self.between_s(_seconds(start), _seconds(end))

    def next_business_day(self, start: datetime) -> datetime:
        """When, in UTC, the first day after `start`'s local date that has a window closes (G1)."""
        return _from_epoch(self.next_business_day_s(_seconds(start)), UTC)

    def add_s(self, start: int, seconds: int) -> int:
        """The earliest instant at which `seconds` of open time have passed since `start`.

        Raises NeverOpens where that is not before 2200, TargetError for negative seconds.
        """
        starts, ends, totals, _, _ = self._table
        i = bisect_right(starts, start) - 1
        if i < 0 or seconds <= 0:
            return self._add_first_time(start, seconds)
        left = ends[i] - start
        if seconds <= left:
            return start + seconds
        goal = totals[i] + seconds - left if left > 0 else totals[i] + seconds
        j = bisect_left(totals, goal, i)
        if j == len(totals):
            return self._add_first_time(start, seconds)
        return ends[j] - totals[j] + goal

    def between_s(self, a: int, b: int) -> int:
        """Open seconds from `a` to `b`; negative when `b` is earlier."""
        table = self._covering(a, b) if a <= b else self._covering(b, a)
        return _elapsed(table, b) - _elapsed(table, a)

    def is_open_s(self, t: int) -> bool:
        """Whether the calendar is open at `t`."""
        starts, ends, _, _, _ = self._covering(t, t)
        return t < ends[bisect_right(starts, t) - 1]

    def next_open_s(self, t: int) -> int:
        """The earliest open instant at or after `t`. Raises NeverOpens."""
        table = self._covering(t, t)
        while True:
            starts, ends, _, _, _ = table
            i = bisect_right(starts, t)
            if t < ends[i - 1]:
                return t
            if i < len(starts):
                return starts[i]
            table = self._covering_more(table)

    def next_close_s(self, t: int) -> int | None:
        """The end of the opening at or after `t`; None where it lasts two years. Raises NeverOpens."""
        opened = self.next_open_s(t)
        table = self._covering(opened, opened)
        while True:
            starts, ends, _, _, last = table
            end = ends[bisect_right(starts, opened) - 1]
            if end - opened >= _NEVER_CLOSES:
                return None
            if end < last:
                return end
            table = self._covering_more(table)

    def next_business_day_s(self, t: int) -> int:
        """The end of the last window of the first day after `t`'s local date that has any.

        A window of a calendar that widens this one belongs to the date, in this one's zone, on which it starts.
        Raises NeverOpens.
        """
        _check_countable(t)
        today = (_EPOCH + timedelta(seconds=t)).astimezone(self._zone).toordinal()
        for day in range(today + 1, self._last_day + 1):
            end = self._closing(day)
            if end is not None:
                return end
        raise _never_opens(t)

    def windows_s(self, a: int, b: int) -> list[Interval]:
        """The openings between `a` and `b`, in order, cut at both."""
        if b <= a:
            return []
        starts, ends, _, _, _ = self._covering(a, b)
        inside = range(bisect_right(ends, a), bisect_left(starts, b))
        return [(max(starts[i], a), min(ends[i], b)) for i in inside]

    def _add_first_time(self, start: int, seconds: int) -> int:
        _check_countable(start)
        if seconds < 0:
            raise TargetError(f"{seconds / 60:g} minutes cannot be added; give 0 or more.")
        if seconds == 0:
            return start
        if start + seconds > _END:
            raise _never_opens(start)
        table = self._covering(start, start)
        while table[2][-1] - _elapsed(table, start) < seconds:
            try:
                table = self._covering_more(table)
            except NeverOpens:
                raise _never_opens(start) from None
        return self.add_s(start, seconds)

    def _closing(self, day: int) -> int | None:
        """When the last window of a local date (an ordinal) ends; None where it has none."""
        if day not in self._closings:
            self._closings[day] = max((end for _, end in self._openings_on(day, self._zone)), default=None)
        return self._closings[day]

    def _covering(self, a: int, b: int) -> _Table:
        """A table in which both instants, `a` not after `b`, lie. Raises CalendarError outside 1900-2199."""
        table = self._table
        _, _, _, first, last = table
        if first <= a and b < last:
            return table
        _check_countable(a)
        _check_countable(b)
        return self._compile(_year(a), _year(b))

    def _covering_more(self, table: _Table) -> _Table:
        """The table with twice its years. Raises NeverOpens where nothing opens any more."""
        first, last = _year(table[3]), _year(table[4])
        if last > LAST_YEAR or date(last, 1, 1).toordinal() > self._last_day + 2:
            raise _never_opens(table[4])
        return self._compile(last, min(last + last - first - 1, LAST_YEAR))

    def _compile(self, first_year: int, last_year: int) -> _Table:
        """Put a table in place that holds these years and those it held before, without a gap."""
        starts, ends, _, first, last = self._table
        done = range(_year(first), _year(last)) if starts else range(first_year, first_year)
        openings = chain(
            *(self._openings_in(year) for year in range(first_year, done.start)),
            zip(starts[1:], ends[1:], strict=True),
            *(self._openings_in(year) for year in range(done.stop, last_year + 1)),
        )
        begin, until = _new_year(min(first_year, done.start)), _new_year(max(last_year + 1, done.stop))
        starts, ends = [begin], [begin]
        for start, end in _joined(openings):
            starts.append(start)
            ends.append(end)
        totals = list(accumulate(map(sub, ends, starts)))
        self._table = table = (starts, ends, totals, begin, until)
        return table

    def _openings_in(self, year: int) -> list[Interval]:
        """The openings of a UTC year, in order, cut at both its ends; they may overlap."""
        begin, end = _new_year(year), _new_year(year + 1)
        spans = _offsets(self._zone, begin, end)
        days = range(begin // _DAY + _EPOCH_DAY - 2, end // _DAY + _EPOCH_DAY + 1)
        own = chain.from_iterable(_opened(day, windows_on(self.spec, date.fromordinal(day)), spans) for day in days)
        return sorted(chain(own, *(other._openings_in(year) for other in self._also)))

    def _openings_on(self, day: int, zone: ZoneInfo) -> Iterator[Interval]:
        """The openings of the windows that start on a date (an ordinal) of `zone`, its own or another."""
        midnight = (day - _EPOCH_DAY) * _DAY
        spans = _offsets(self._zone, midnight - _DAY, midnight + 3 * _DAY)
        for near in (day,) if zone is self._zone else range(day - 2, day + 3):
            local = date.fromordinal(near)
            windows = [
                window for window in windows_on(self.spec, local) if _start_day(local, window, self._zone, zone) == day
            ]
            yield from _opened(near, windows, spans)
        for other in self._also:
            yield from other._openings_on(day, zone)


_compiled: dict[str, BusinessCalendar] = {}


def compile_calendar(doc: Mapping[str, object]) -> BusinessCalendar:
    """The compiled calendar of a document, kept for the next time. Raises CalendarError."""
    key = repr(doc)
    calendar = _compiled.get(key)
    if calendar is None:
        calendar = BusinessCalendar(parse_calendar(doc))
        if len(_compiled) >= _CACHED:
            _compiled.clear()
        _compiled[key] = calendar
    return calendar


def _elapsed(table: _Table, t: int) -> int:
    """Open seconds from the first instant of a table to `t`."""
    i = bisect_right(table[0], t) - 1
    left = table[1][i] - t
    return table[2][i] - left if left > 0 else table[2][i]


def _opened(day: int, windows: Iterable[Window], spans: Iterable[tuple[int, int, int]]) -> Iterator[Interval]:
    """Where the wall clock lies in a window of a local date (an ordinal), in each span of one offset."""
    midnight = (day - _EPOCH_DAY) * _DAY
    for start, end in windows:
        for begin, until, offset in spans:
            opened = max(midnight + start * 60 - offset, begin)
            closed = min(midnight + end * 60 - offset, until)
            if opened < closed:
                yield opened, closed


def _start_day(day: date, window: Window, zone: ZoneInfo, seen_from: ZoneInfo) -> int:
    """The date (an ordinal) in another zone when a window of a date in `zone` starts; the same zone keeps the date."""
    hour, minute = divmod(window[0], 60)
    return datetime.combine(day, time(hour, minute), zone).astimezone(seen_from).toordinal()


def _joined(openings: Iterable[Interval]) -> Iterator[Interval]:
    """Openings in order, those that touch or overlap made one."""
    current: Interval | None = None
    for start, end in openings:
        if current is None:
            current = start, end
        elif start <= current[1]:
            current = current[0], max(current[1], end)
        else:
            yield current
            current = start, end
    if current is not None:
        yield current


@lru_cache(maxsize=64)
def _offsets(zone: ZoneInfo, begin: int, end: int) -> tuple[tuple[int, int, int], ...]:
    """The spans of one UTC offset in the days between two midnights, as (start, end, offset in seconds)."""
    spans = []
    since, offset = begin, _offset(zone, begin)
    for day in range(begin, end, _DAY):
        changed = _offset(zone, day + _DAY)
        if changed != offset:
            at = _change(zone, day, day + _DAY, offset)
            spans.append((since, at, offset))
            since, offset = at, changed
    spans.append((since, end, offset))
    return tuple(spans)  # a room's calendars share a zone, and finding its changes is half of compiling a year


def _change(zone: ZoneInfo, before: int, after: int, offset: int) -> int:
    """The first second at which `offset` no longer holds."""
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == offset:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: ZoneInfo, t: int) -> int:
    ahead = (_EPOCH + timedelta(seconds=t)).astimezone(zone).utcoffset()
    return 0 if ahead is None else ahead // timedelta(seconds=1)


def _last_day(spec: CalendarSpec) -> int:
    """The ordinal of the last date that can have a window; 0 or little more where none has."""
    last = date(LAST_YEAR, 12, 31).toordinal()
    if any(spec.hours):
        return last
    opened = (day.toordinal() for day, windows in spec.open.items() if windows)
    others = (_last_day(other) + 2 for other in spec.also)  # at any instant two zones' dates are so near
    return min(max(chain((0,), opened, others)), last)


def _seconds(at: datetime) -> int:
    try:
        since = at - _EPOCH
    except TypeError:
        raise _without_offset(at) from None
    return since.days * 86_400 + since.seconds


def _new_year(year: int) -> int:
    return (date(year, 1, 1).toordinal() - _EPOCH_DAY) * _DAY


def _year(t: int) -> int:
    return date.fromordinal(t // _DAY + _EPOCH_DAY).year


def _check_countable(t: int) -> None:
    if not _BEGIN <= t < _END:
        raise CalendarError(f"Business time is counted from {FIRST_YEAR} to {LAST_YEAR} only.")


def _without_offset(at: datetime) -> CalendarError:
    return CalendarError(f"{at.isoformat()} has no offset from UTC; give one, as +01:00.")


def _never_opens(t: int) -> NeverOpens:
    since = (_EPOCH + timedelta(seconds=t)).strftime("%Y-%m-%d")
    return NeverOpens(f"The calendar does not open long enough after {since}; check its hours, closed and open dates.")


_BEGIN, _END = _new_year(FIRST_YEAR), _new_year(LAST_YEAR + 1)
