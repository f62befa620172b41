"""Business time told minute by minute: slow, simple, and there to check the fast engine against.

It reads the definitions as they stand and shares nothing with the engine but the data of calendars, targets
and events. Instants are whole UTC seconds since 1970; offsets from UTC are taken to be whole minutes, as they
are everywhere since 1972.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from noc_tui.sla.calendar import CalendarSpec, Window, holiday_name
from noc_tui.sla.clock import ClockEvent, Reading, Target
from noc_tui.sla.errors import NeverOpens

PATIENCE_DAYS = 800
"""After so many days without an open minute the walk ends."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE, _DAY = 60, 86_400
_ONE_DAY = timedelta(days=1)


class PlainCalendar:
    """A calendar that looks at the clock on the wall each minute, and remembers the days it has looked at."""

    def __init__(self, spec: CalendarSpec) -> None:
        self.spec = spec
        self._also = [PlainCalendar(other) for other in spec.also]
        self._zone = ZoneInfo(spec.timezone)
        self._days: dict[int, list[bool]] = {}
        self._windows_seen: dict[date, tuple[Window, ...]] = {}

    def is_open(self, t: int) -> bool:
        """Whether the minute in which `t` lies is open."""
        day = t // _DAY
        if day not in self._days:
            self._days[day] = [
                self._wall_clock_is_open(day * _DAY + minute * _MINUTE) for minute in range(_DAY // _MINUTE)
            ]
        return self._days[day][t % _DAY // _MINUTE] or any(other.is_open(t) for other in self._also)

    def add(self, start: int, seconds: int) -> int:
        """The earliest instant at which `seconds` of open time have passed. Raises NeverOpens."""
        left, last_open = seconds, start
        t = start
        while left > 0:
            step = _MINUTE - t % _MINUTE
            if self.is_open(t):
                if left <= step:
                    return t + left
                left -= step
                last_open = t
            elif t - last_open > PATIENCE_DAYS * _DAY:
                raise NeverOpens(f"{PATIENCE_DAYS} days passed without an open minute.")
            t += step
        return t

    def between(self, a: int, b: int) -> int:
        """Open seconds between two instants, negative when `b` is earlier."""
        if b < a:
            return -self.between(b, a)
        return sum(step for t, step in _minutes(a, b) if self.is_open(t))

    def next_business_day(self, t: int) -> int:
        """The end of the last window of the first day after `t`'s local date that has any.

        A window of a calendar that widens this one belongs to the date, in this one's zone, on which it starts.
        Raises NeverOpens.
        """
        today = self._local(t).date()
        for ahead in range(1, PATIENCE_DAYS + 1):
            ends = self._closings(today + timedelta(days=ahead), self._zone)
            if ends:
                return max(ends)
        raise NeverOpens(f"{PATIENCE_DAYS} days passed without a window.")

    def _closings(self, day: date, zone: ZoneInfo) -> list[int]:
        """The ends of the minutes open in windows that start on a date of `zone`, its own or another."""
        ends = [end for other in self._also for end in other._closings(day, zone)]
        starting = [
            (near, window)
            for near in (day + timedelta(days=ahead) for ahead in range(-2, 3))
            for window in self._windows(near)
            if self._starts_on(near, window, zone) == day
        ]
        if starting:
            noon = int((datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - _EPOCH).total_seconds())
            for t, step in _minutes(noon - 2 * _DAY, noon + 3 * _DAY):
                local = self._local(t)
                if any(_is_within(near, window, local) for near, window in starting):
                    ends.append(t + step)
        return ends

    def _starts_on(self, day: date, window: Window, zone: ZoneInfo) -> date:
        if zone is self._zone:
            return day
        start = datetime(day.year, day.month, day.day, window[0] // 60, window[0] % 60, tzinfo=self._zone)
        return start.astimezone(zone).date()

    def _wall_clock_is_open(self, t: int) -> bool:
        local = self._local(t)
        today = local.date()
        return any(_is_within(day, window, local) for day in (today, today - _ONE_DAY) for window in self._windows(day))

    def _windows(self, day: date) -> tuple[Window, ...]:
        if day not in self._windows_seen:
            self._windows_seen[day] = self._windows_looked_up(day)
        return self._windows_seen[day]

    def _windows_looked_up(self, day: date) -> tuple[Window, ...]:
        if day in self.spec.open:
            return self.spec.open[day]
        if day in self.spec.closed or holiday_name(self.spec, day):
            return ()
        return self.spec.hours[day.weekday()]

    def _local(self, t: int) -> datetime:
        return datetime.fromtimestamp(t, self._zone)


def plain_readings(
    cal: PlainCalendar,
    targets: Mapping[str, Target | None],
    opened_at: int,
    events: Sequence[ClockEvent],
    now: int,
) -> dict[str, Reading]:
    """What each clock shows at `now`; events after it have not happened yet. Raises NeverOpens."""
    happened = [
        replace(event, at=max(event.at, opened_at))
        for event in sorted(events, key=lambda event: event.at)
        if event.at <= now
    ]
    marks = sorted({opened_at, *(event.at for event in happened), max(now, opened_at)})
    return {name: _reading(cal, name, target, happened, marks) for name, target in targets.items()}


def _reading(
    cal: PlainCalendar, name: str, target: Target | None, events: Sequence[ClockEvent], marks: Sequence[int]
) -> Reading:
    """Walk one clock over the instants at which something changes, from the opening to now."""
    if target is None:
        return Reading("none", None, None)
    opened_at, now = marks[0], marks[-1]
    goal = _goal(cal, target, opened_at)
    counted, due = 0, None
    for begin, until in [*pairwise(marks), (now, now)]:
        phase = _phase(name, target, [event for event in events if event.at <= begin])
        if phase != "pending" and goal == 0 and due is None:
            due = begin
        if phase != "running":
            continue
        for t, step in _minutes(begin, until):
            if cal.is_open(t):
                if due is None and counted + step >= goal:
                    due = t + goal - counted
                counted += step
    phase = _phase(name, target, events)
    stopped_at = _stopped_at(name, events)
    if due is None and phase == "running":
        due = cal.add(now, goal - counted)
    if due is None and stopped_at is not None:
        due = cal.add(stopped_at, goal - counted)
    if counted > goal:
        return Reading("breached", due, goal - counted)
    return Reading("met" if phase == "stopped" else phase, due, goal - counted)


def _goal(cal: PlainCalendar, target: Target, opened_at: int) -> int:
    if target.minutes is not None:
        return target.minutes * 60
    return cal.between(opened_at, cal.next_business_day(opened_at))


def _phase(name: str, target: Target, events: Sequence[ClockEvent]) -> str:
    """Where a clock stands once these events have happened."""
    responded = any(event.kind in ("response", "restore") for event in events)
    if name == "restore" and target.start == "response" and not responded:
        return "pending"
    if _stopped_at(name, events) is not None:
        return "stopped"
    last = {event.reason: event.kind for event in events if event.kind in ("pause", "resume")}
    waiting = {reason for reason, kind in last.items() if kind == "pause"}
    return "paused" if waiting & target.stopped_by else "running"


def _stopped_at(name: str, events: Sequence[ClockEvent]) -> int | None:
    stopped_at: int | None = None
    for event in events:
        if name == "restore" and event.kind == "reopen":
            stopped_at = None
        elif stopped_at is None and (event.kind == name or (name, event.kind) == ("response", "restore")):
            stopped_at = event.at
    return stopped_at


def _is_within(day: date, window: Window, local: datetime) -> bool:
    """Whether the wall clock shows a time in a window that belongs to `day`."""
    minute = (local.toordinal() - day.toordinal()) * 1440 + local.hour * 60 + local.minute
    return window[0] <= minute < window[1]


def _minutes(a: int, b: int) -> Iterator[tuple[int, int]]:
    """The minutes from `a` to `b` with their seconds; the first and the last may be parts."""
    t = a
    while t < b:
        step = min(_MINUTE - t % _MINUTE, b - t)
        yield t, step
        t += step
