"""Why a due date is what it is: one clock told line by line, so that it can be checked with pen and paper.

Due, status and what remains come from the engine. The lines are the events that the clock heard, and between
them slices of time: open time that counts, closed hours, pauses. Instants are whole UTC seconds since 1970.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import chain, groupby, pairwise
from operator import attrgetter
from zoneinfo import ZoneInfo

from noc_tui.sla.business import BusinessCalendar
from noc_tui.sla.calendar import CalendarSpec, holiday_name
from noc_tui.sla.clock import BREACHED, OPENED, ClockEvent, Target, clock_states, overrun_at, read_clock

LIMIT = 40
"""So many lines fit on a screen with what stands around them."""

_ONE_DAY = timedelta(days=1)
_by_instant = attrgetter("at")


class Kind(StrEnum):
    """What a line tells: an instant, or a slice of time."""

    OPENED = "opened"
    STARTED = "started"
    """A restore clock begins; named by the event that began it, `response` or `restore`."""
    PAUSE = "pause"
    """Named by its reason; only reasons that stop this clock."""
    RESUME = "resume"
    STOPPED = "stopped"
    """Named by the event that stopped the clock: `contact`, `response` or `restore`."""
    REOPENED = "reopened"
    DUE = "due"
    OVERRUN = "overrun"
    """Open time begins to pass beyond the target."""
    NOW = "now"

    COUNTED = "counted"
    """Open time that counts towards the target."""
    AFTER = "after"
    """Open time that counts beyond the target."""
    CLOSED = "closed"
    HOLIDAY = "holiday"
    """Closed where the week has hours; named by the holiday."""
    EXCEPTION = "exception"
    """Closed where the week has hours, because the calendar closes that date or gives it other hours."""
    PAUSED = "paused"
    """Named by the reasons, in the order in which they came."""
    DONE = "done"
    """Restored, until it was opened again."""


@dataclass(frozen=True, slots=True)
class Line:
    """An instant, whose `start` is its `end`, or a slice of time, whose `start` is before its `end`."""

    kind: Kind
    start: int
    end: int
    seconds: int
    """Open seconds that count; 0 but for `counted` and `after`."""
    total_s: int
    """Open seconds counted from the clock's start to `end`."""
    names: tuple[str, ...] = ()
    windows: int = 0
    """How many openings the open seconds lie in: 1, or more where days were condensed into one line."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One clock at an instant, and the lines that add up to it."""

    clock: str
    status: str
    """none, pending, running, paused, met or breached."""
    target_s: int | None
    rule: str | None
    rule_until: int | None
    """The closing that the rule names; the open seconds from the opening to it are the target."""
    rule_lines: tuple[Line, ...]
    """Those open seconds, slice by slice; empty where the target is minutes."""
    started_at: int | None
    due: int | None
    overrun_at: int | None
    """After it the clock is overrun, if no more events come."""
    stopped_at: int | None
    remaining_s: int | None
    lines: tuple[Line, ...]


def explain_clock(
    cal: BusinessCalendar,
    name: str,
    target: Target | None,
    opened_at: int,
    events: Sequence[ClockEvent],
    now: int,
    limit: int = LIMIT,
) -> Explanation:
    """Tell one clock as it stands at `now`; events after it have not happened yet.

    Slices lie without gap or overlap from the clock's start to its due instant, as if no more pauses came, or to
    the stop, or `now` where it has not stopped, whichever is later; slices after the stop or `now` are what was,
    or is, to come. The `counted` add up to the target where there is a due instant, else to what was used so far.
    A clock without target, or pending, has instants alone. An event before the opening keeps its instant and
    counts at the opening. In more than `limit` lines, the middle of long rows of ordinary days becomes one line.

    Raises TargetError for a clock or an event kind that does not exist, NeverOpens where a target cannot be reached,
    CalendarError outside 1900-2199.
    """
    happened = [event for event in events if event.at <= now]
    state = clock_states(cal, {name: target}, opened_at, happened)[name]
    reading = read_clock(state, cal, now)
    overrun = overrun_at(state, cal)
    rule = None if target is None else target.rule
    rule_until = None if rule is None else cal.next_business_day_s(opened_at)
    rule_lines = [] if rule_until is None else list(_open_and_closed(cal, Kind.COUNTED, opened_at, rule_until, 0))

    marks = _heard(name, target, opened_at, happened)
    if reading.due is not None:
        _put(marks, Kind.DUE, reading.due)
    if overrun is not None and reading.status == BREACHED:
        _put(marks, Kind.OVERRUN, overrun)
    if state.stopped_at is None:
        _put(marks, Kind.NOW, max(now, opened_at))
    return Explanation(
        clock=name,
        status=reading.status,
        target_s=state.target_s,
        rule=rule,
        rule_until=rule_until,
        rule_lines=_condensed(rule_lines, limit),
        started_at=state.started_at,
        due=reading.due,
        overrun_at=overrun,
        stopped_at=state.stopped_at,
        remaining_s=reading.remaining_s,
        lines=_condensed(list(_told(cal, marks, reading.due)), limit),
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    """An instant, and what the clock does from there to the next."""

    at: int
    kind: Kind
    shown_at: int
    names: tuple[str, ...]
    then: Kind | None
    """counted, paused or done; None while there is nothing to count."""
    reasons: tuple[str, ...]


class _Clock:
    """What one clock hears of a ticket's events."""

    __slots__ = ("counts", "marks", "name", "reasons", "started", "stopped", "stopped_by")

    def __init__(self, name: str, target: Target | None, opened_at: int) -> None:
        self.name = name
        self.counts = target is not None
        self.stopped_by = frozenset() if target is None else target.stopped_by
        self.started = name != "restore" or (target is not None and target.start == OPENED)
        self.stopped = False
        self.reasons: list[str] = []
        self.marks: list[_Mark] = []
        self._mark(Kind.OPENED, opened_at)

    def hear(self, event: ClockEvent) -> None:
        kind, reason = event.kind, event.reason
        if kind == "pause":
            if reason in self.stopped_by and reason not in self.reasons:
                self.reasons.append(reason)
                self._mark(Kind.PAUSE, event.at, reason)
        elif kind == "resume":
            if reason in self.reasons:
                self.reasons.remove(reason)
                self._mark(Kind.RESUME, event.at, reason)
        elif kind == "reopen":
            if self.stopped and self.name == "restore":
                self.stopped = False
                self._mark(Kind.REOPENED, event.at)
        elif kind in ("response", "restore") or kind == self.name:
            self._act(event)

    def _act(self, event: ClockEvent) -> None:
        """Someone did what may start this clock, stop it, or both."""
        if not self.started:
            self.started = True
            self._mark(Kind.STARTED, event.at, event.kind)
        ends = event.kind == self.name or (self.name, event.kind) == ("response", "restore")
        if ends and not self.stopped:
            self.stopped = True
            self._mark(Kind.STOPPED, event.at, event.kind)

    def _mark(self, kind: Kind, shown_at: int, *names: str) -> None:
        at = max(shown_at, self.marks[0].at) if self.marks else shown_at
        self.marks.append(_Mark(at, kind, shown_at, names, self._then(), tuple(self.reasons)))

    def _then(self) -> Kind | None:
        if not self.counts or not self.started:
            return None
        if self.stopped:
            return Kind.DONE
        return Kind.PAUSED if self.reasons else Kind.COUNTED


def _heard(name: str, target: Target | None, opened_at: int, events: Sequence[ClockEvent]) -> list[_Mark]:
    """What bears on the clock, in order, up to the stop that still holds.

    From that stop on open time counts as if the clock ran, whatever pauses there are: so its due was found.
    """
    clock = _Clock(name, target, opened_at)
    for event in sorted(events, key=_by_instant):
        clock.hear(event)
    if not clock.stopped:
        return clock.marks
    last = max(place for place, mark in enumerate(clock.marks) if mark.kind is Kind.STOPPED)
    stop = clock.marks[last]
    return [*clock.marks[:last], replace(stop, then=Kind.COUNTED if clock.counts else None)]


def _put(marks: list[_Mark], kind: Kind, at: int) -> None:
    """Put in an instant that changes nothing, after the events of the same instant."""
    place = bisect_right(marks, at, key=_by_instant)
    marks.insert(place, replace(marks[place - 1], at=at, kind=kind, shown_at=at, names=()))


def _told(cal: BusinessCalendar, marks: Sequence[_Mark], due: int | None) -> Iterator[Line]:
    total = 0
    for mark, following in pairwise([*marks, marks[-1]]):
        yield Line(mark.kind, mark.shown_at, mark.shown_at, 0, total, mark.names)
        for line in _slices(cal, mark, following.at, due, total):
            total = line.total_s
            yield line


def _slices(cal: BusinessCalendar, mark: _Mark, until: int, due: int | None, total: int) -> Iterator[Line]:
    """The time from a mark to the next."""
    if mark.then is None or mark.at == until:
        return
    if mark.then is Kind.COUNTED:
        reached = due is not None and due <= mark.at
        yield from _open_and_closed(cal, Kind.AFTER if reached else Kind.COUNTED, mark.at, until, total)
    else:
        names = mark.reasons if mark.then is Kind.PAUSED else ()
        yield Line(mark.then, mark.at, until, 0, total, names)


def _open_and_closed(cal: BusinessCalendar, kind: Kind, start: int, end: int, total: int) -> Iterator[Line]:
    t = start
    for opens, closes in cal.windows_s(start, end):
        yield from _closed(cal.spec, t, opens, total)
        total += closes - opens
        yield Line(kind, opens, closes, closes - opens, total, windows=1)
        t = closes
    yield from _closed(cal.spec, t, end, total)


def _closed(spec: CalendarSpec, start: int, end: int, total: int) -> Iterator[Line]:
    """A closed stretch, cut at the midnights where its reason changes."""
    for (kind, names), pieces in groupby(_closed_by_date(spec, start, end), key=lambda piece: piece[2:]):
        first, *more = pieces
        yield Line(kind, first[0], more[-1][1] if more else first[1], 0, total, names)


def _closed_by_date(spec: CalendarSpec, start: int, end: int) -> Iterator[tuple[int, int, Kind, tuple[str, ...]]]:
    """The pieces of a closed stretch by local date: start, end, kind and names."""
    zone = ZoneInfo(spec.timezone)
    day = _local_date(zone, start)
    while start < end:
        day += _ONE_DAY
        until = min(_midnight(zone, day), end)
        if start < until:  # a zone may leave a date out, or go back over midnight
            yield start, until, *_why_closed(spec, start, until)
            start = until


def _why_closed(spec: CalendarSpec, start: int, end: int) -> tuple[Kind, tuple[str, ...]]:
    """Why a calendar is closed in a stretch: what took a window of the week away, the latest first.

    Where the week has no window anyhow it is just closed, on a holiday too.
    """
    zone = ZoneInfo(spec.timezone)
    day, first = _local_date(zone, end), _local_date(zone, start) - _ONE_DAY
    while day >= first:
        midnight = _midnight(zone, day)
        week = spec.hours[day.weekday()]
        if any(midnight + opens * 60 < end and start < midnight + closes * 60 for opens, closes in week):
            holiday = holiday_name(spec, day)
            if day in spec.open or (day in spec.closed and holiday is None):
                return Kind.EXCEPTION, ()
            if holiday is not None:
                return Kind.HOLIDAY, (holiday,)
        day -= _ONE_DAY
    reasons = (_why_closed(other, start, end) for other in spec.also)
    return next((reason for reason in reasons if reason[0] is not Kind.CLOSED), (Kind.CLOSED, ()))


def _local_date(zone: ZoneInfo, t: int) -> date:
    return datetime.fromtimestamp(t, zone).date()


def _midnight(zone: ZoneInfo, day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


def _condensed(lines: list[Line], limit: int) -> tuple[Line, ...]:
    """The lines, in no more than `limit` where that is possible: long rows of ordinary days keep their edges."""
    if len(lines) <= limit:
        return tuple(lines)
    rows = [list(row) for _, row in groupby(lines, key=_is_ordinary)]
    edges = (edge for edge in range(limit // 2, 0, -1) if sum(_height(row, edge) for row in rows) <= limit)
    edge = next(edges, 1)
    return tuple(chain.from_iterable(_shortened(row, edge) for row in rows))


def _is_ordinary(line: Line) -> bool:
    return line.kind in (Kind.COUNTED, Kind.AFTER, Kind.CLOSED)


def _height(row: Sequence[Line], edge: int) -> int:
    """Lines that a row needs at most with `edge` kept at both its ends; it stays whole for less than a few."""
    return 2 * edge + 3 if _is_ordinary(row[0]) and len(row) > 2 * edge + 8 else len(row)


def _shortened(row: list[Line], edge: int) -> list[Line]:
    """A row with its middle, from a window to a window, made one line."""
    if _height(row, edge) == len(row):
        return row
    first = edge if row[edge].windows else edge + 1
    last = len(row) - 1 - (edge if row[-1 - edge].windows else edge + 1)
    middle = row[first : last + 1]
    one = replace(
        middle[-1],
        start=middle[0].start,
        seconds=sum(line.seconds for line in middle),
        windows=sum(line.windows for line in middle),
    )
    return [*row[:first], one, *row[last + 1 :]]
