"""A calendar's month as a room reads it: each day's windows, holidays and exceptions."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from noc_tui.sla.business import BusinessCalendar
from noc_tui.sla.calendar import DAY_MINUTES, CalendarSpec, Window, holiday_name, parse_calendar, windows_on

_HOURS = 24
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """A local date: its windows, and why it differs from its weekday."""

    day: date
    windows: tuple[str, ...]
    """`08:30–12:30`; one that runs into the next day says so."""
    open_s: int
    """Open seconds on that date, whatever day their window belongs to."""
    note: str
    """A holiday's name, or that the date is closed or has hours of its own; empty on other days."""
    hours: tuple[int, ...]
    """Of each hour on the wall clock the minutes that are open, 24 of them."""


def month_of(spec: Mapping[str, object], year: int, month: int) -> list[Day]:
    """The days of a month of a calendar's document, on its own wall clock."""
    parsed = parse_calendar(spec)
    calendar = BusinessCalendar(parsed)
    return [_day(parsed, calendar, date(year, month, number)) for number in range(1, monthrange(year, month)[1] + 1)]


def _day(spec: CalendarSpec, calendar: BusinessCalendar, day: date) -> Day:
    windows, zone = windows_on(spec, day), ZoneInfo(spec.timezone)
    before = [(start - DAY_MINUTES, end - DAY_MINUTES) for start, end in windows_on(spec, day - _ONE_DAY)]
    start, end = (datetime(at.year, at.month, at.day, tzinfo=zone) for at in (day, day + _ONE_DAY))
    return Day(day, tuple(_said(window) for window in windows), calendar.between(start, end), _note(spec, day),
               tuple(_open_minutes([*before, *windows], hour * 60) for hour in range(_HOURS)))  # fmt: skip


def _said(window: Window) -> str:
    start, end = window
    over = "" if end <= DAY_MINUTES else " next day"
    last = end if end <= DAY_MINUTES else end - DAY_MINUTES
    return f"{start // 60:02d}:{start % 60:02d}–{last // 60:02d}:{last % 60:02d}{over}"


def _note(spec: CalendarSpec, day: date) -> str:
    holiday = holiday_name(spec, day)
    if day in spec.open:
        return f"hours of its own ({holiday})" if holiday else "hours of its own"
    if holiday:
        return holiday
    return "closed that day" if day in spec.closed else ""


def _open_minutes(windows: Sequence[Window], first: int) -> int:
    """Of the 60 minutes from `first` on; windows may overlap."""
    return len({minute for start, end in windows for minute in range(max(start, first), min(end, first + 60))})
