"""Calendars as documents: read with every mistake named, holidays written out as dates, asked by date."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from noc_tui.sla.errors import CalendarError

Window = tuple[int, int]
"""Local minutes of the day, start included, end excluded; an end above 1440 lies in the next day."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 1440

_FIELDS = frozenset({"name", "timezone", "hours", "closed", "open", "holidays", "holiday_dates", "holiday_rule"})
_CLOCK_TIME = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])", re.ASCII)


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """Whose holidays, in the words of the `holidays` library."""

    country: str
    subdivision: str | None = None


@dataclass(frozen=True, slots=True)
class CalendarSpec:
    """A calendar as understood. Times are local to `timezone`."""

    timezone: str
    hours: tuple[tuple[Window, ...], ...]
    """Windows of Monday to Sunday; a window belongs to the day it starts on."""
    closed: frozenset[date] = frozenset()
    open: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    """Dates whose windows stand instead of the weekday's, closed or holiday or not."""
    holiday_rule: HolidayRule | None = None
    """Asked of the library when a date is looked at; None where there are none or they are written out."""
    holiday_dates: Mapping[date, str] = field(default_factory=dict)
    """Holidays written out, with their names."""
    also: tuple[CalendarSpec, ...] = ()
    """Calendars that widen this one, each with its own zone and holidays: open as well whenever one of them is."""


def parse_calendar(doc: object) -> CalendarSpec:
    """Read a calendar document. Raises CalendarError naming the field that is wrong."""
    if not isinstance(doc, Mapping):
        raise CalendarError("calendar: expected an object with timezone and hours.")
    _only(doc, _FIELDS, "calendar")
    rule = _rule(doc.get("holidays"), "holidays")
    _rule(doc.get("holiday_rule"), "holiday_rule")
    written_out = doc.get("holiday_dates") is not None
    return CalendarSpec(
        timezone=_timezone(doc.get("timezone")),
        hours=_hours(doc.get("hours")),
        closed=_closed(doc.get("closed")),
        open=_open(doc.get("open")),
        holiday_rule=None if written_out else rule,
        holiday_dates=_holiday_dates(doc.get("holiday_dates")),
    )


def freeze_holidays(doc: Mapping[str, object], first_year: int, last_year: int) -> dict[str, object]:
    """The document with its library holidays written out as dates of `first_year` to `last_year`.

    `holidays` gives way to `holiday_dates`, named in the country's own language, and the rule stays under
    `holiday_rule` for information. A document without `holidays` comes back as it is. Raises CalendarError, also for
    windows that can be read and that nobody means: without length, or one over another.
    """
    _refuse_slips(parse_calendar(doc), doc)
    frozen = dict(doc)
    rule = _rule(frozen.pop("holidays", None), "holidays")
    if rule is None:
        return frozen
    named: dict[date, str] = {}
    for year in range(first_year, last_year + 1):
        named |= library_holidays(rule, year)
    frozen["holiday_dates"] = {day.isoformat(): named[day] for day in sorted(named)}
    frozen["holiday_rule"] = doc["holidays"]
    return frozen


def thaw_holidays(doc: Mapping[str, object]) -> dict[str, object]:
    """The document as it was before `freeze_holidays`: the rule of its holidays in place of their dates."""
    thawed = dict(doc)
    rule = thawed.pop("holiday_rule", None)
    if rule is not None:
        thawed.pop("holiday_dates", None)
        thawed["holidays"] = rule
    return thawed


def widened(spec: CalendarSpec, *others: CalendarSpec) -> CalendarSpec:
    """The calendar open as well whenever one of `others` is: work on call beyond the hours of a contract (F4)."""
    return replace(spec, also=(*spec.also, *others))


def windows_on(spec: CalendarSpec, day: date) -> tuple[Window, ...]:
    """The windows that belong to a local date, without those of the calendars that widen it."""
    if day in spec.open:
        return spec.open[day]
    if day in spec.closed or holiday_name(spec, day) is not None:
        return ()
    return spec.hours[day.weekday()]


def holiday_name(spec: CalendarSpec, day: date) -> str | None:
    """The holiday that falls on a date, None on other days. Raises CalendarError for an unknown country."""
    if spec.holiday_rule is not None:
        return library_holidays(spec.holiday_rule, day.year).get(day)
    return spec.holiday_dates.get(day)


def holidays_in(spec: CalendarSpec, first: date, last: date) -> list[tuple[date, str]]:
    """The holidays from `first` to `last`, both included, with their names; on dates that are opened too.

    Those of the calendars that widen it are not among them. Raises CalendarError for an unknown country.
    """
    days = map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
    return [(day, name) for day in days if (name := holiday_name(spec, day)) is not None]


def never_opens(spec: CalendarSpec, today: date, days: int = 400) -> str | None:
    """Why neither the calendar nor one that widens it has a window in the `days` from `today` on; None if one has."""
    specs = _with_those_that_widen(spec)
    if any(windows_on(one, today + timedelta(days=ahead)) for ahead in range(days) for one in specs):
        return None
    if any(any(one.hours) for one in specs):
        return f"every day in the {days} days from {today} is closed, a holiday or without hours"
    opened = [day for one in specs for day, windows in one.open.items() if windows]
    if not opened:
        return "no weekday has hours and no date is opened"
    if max(opened) < today:
        return f"no weekday has hours and the last date opened, {max(opened)}, is past"
    return f"no weekday has hours and no date is opened in the {days} days from {today}"


@lru_cache(maxsize=512)
def library_holidays(rule: HolidayRule, year: int) -> Mapping[date, str]:
    """A year's holidays by date, named in the country's own language. Raises CalendarError if unknown."""
    from holidays import country_holidays  # takes 0.1 s: only for who has library holidays not written out

    try:
        language = country_holidays(rule.country, subdiv=rule.subdivision).default_language
        return dict(country_holidays(rule.country, subdiv=rule.subdivision, years=year, language=language))
    except (NotImplementedError, AttributeError, TypeError) as error:
        asked = rule.country if rule.subdivision is None else f"{rule.country}, {rule.subdivision}"
        raise CalendarError(f"holidays: the holidays library does not know {asked}.") from error


def _with_those_that_widen(spec: CalendarSpec) -> list[CalendarSpec]:
    return [spec, *(one for other in spec.also for one in _with_those_that_widen(other))]


def _timezone(value: object) -> str:
    if not isinstance(value, str):
        raise CalendarError("timezone: expected the name of a zone, as Europe/Rome.")
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise CalendarError(f"timezone: no zone is called {value!r}; write it as Europe/Rome.") from error
    return value


def _hours(value: object) -> tuple[tuple[Window, ...], ...]:
    if value is None:
        raise CalendarError("hours: missing; expected windows by weekday, mon to sun.")
    by_day = _object(value, "hours")
    _only(by_day, frozenset(WEEKDAYS), "hours")
    return tuple(_windows(by_day.get(name, ()), f"hours.{name}") for name in WEEKDAYS)


def _closed(value: object) -> frozenset[date]:
    if value is None:
        return frozenset()
    return frozenset(_date(item, f"closed[{place}]") for place, item in enumerate(_list(value, "closed")))


def _open(value: object) -> dict[date, tuple[Window, ...]]:
    if value is None:
        return {}
    by_date = _object(value, "open")
    return {_date(day, "open"): _windows(given, f"open.{day}") for day, given in by_date.items()}


def _holiday_dates(value: object) -> dict[date, str]:
    if value is None:
        return {}
    named: dict[date, str] = {}
    for day, name in _object(value, "holiday_dates").items():
        if not isinstance(name, str):
            raise CalendarError(f"holiday_dates.{day}: expected the name of the holiday.")
        named[_date(day, "holiday_dates")] = name
    return named


def _rule(value: object, where: str) -> HolidayRule | None:
    if value is None:
        return None
    rule = _object(value, where)
    _only(rule, frozenset({"country", "subdivision"}), where)
    country, subdivision = rule.get("country"), rule.get("subdivision")
    if not isinstance(country, str) or not country:
        raise CalendarError(f"{where}.country: expected a country's code, as IT.")
    if subdivision is not None and (not isinstance(subdivision, str) or not subdivision):
        raise CalendarError(f"{where}.subdivision: expected a subdivision's code, as MI.")
    return HolidayRule(country, subdivision)


def _windows(value: object, where: str) -> tuple[Window, ...]:
    return tuple(_window(item, f"{where}[{place}]") for place, item in enumerate(_list(value, where)))


def _refuse_slips(spec: CalendarSpec, doc: Mapping[str, object]) -> None:
    """Raises CalendarError for a window that ends as it starts, and for two of one day that overlap."""
    for place, name in enumerate(WEEKDAYS):
        _refuse_slips_of_a_day(spec.hours[place], _object(doc["hours"], "hours").get(name), f"hours.{name}")
    for day, windows in spec.open.items():
        _refuse_slips_of_a_day(windows, _object(doc["open"], "open").get(day.isoformat()), f"open.{day}")


def _refuse_slips_of_a_day(windows: Sequence[Window], given: object, where: str) -> None:
    said = [f"{start}–{end}" for start, end in (_list(times, where) for times in _list(given or (), where))]
    for place, (start, end) in enumerate(windows):
        if end - start == DAY_MINUTES and not said[place].endswith("24:00"):
            raise CalendarError(f"{where}[{place}]: {said[place]} has no length; a whole day is 00:00–24:00.")
        for before, (first, last) in enumerate(windows[:place]):
            if start < last and first < end:
                raise CalendarError(f"{where}[{place}]: {said[place]} overlaps {said[before]} of the same day.")


def _window(value: object, where: str) -> Window:
    times = _list(value, where)
    if len(times) != 2:
        raise CalendarError(f'{where}: expected two times, as ["08:30", "12:30"].')
    start, end = (_minute(time, where) for time in times)
    if start == DAY_MINUTES:
        raise CalendarError(f"{where}: 24:00 ends a day; a window starts at 23:59 at the latest.")
    return (start, end) if end > start else (start, end + DAY_MINUTES)


def _minute(value: object, where: str) -> int:
    read = _CLOCK_TIME.fullmatch(value) if isinstance(value, str) else None
    minute = int(read[1]) * 60 + int(read[2]) if read else DAY_MINUTES + 1
    if minute > DAY_MINUTES:
        raise CalendarError(f"{where}: {value!r} is no time of the day; write HH:MM from 00:00 to 24:00.")
    return minute


def _date(value: object, where: str) -> date:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        raise CalendarError(f"{where}: {value!r} is no date; write YYYY-MM-DD.")
    return day


def _object(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise CalendarError(f"{where}: expected an object.")
    return value


def _list(value: object, where: str) -> list[object] | tuple[object, ...]:
    if not isinstance(value, list | tuple):
        raise CalendarError(f"{where}: expected a list.")
    return value


def _only(doc: Mapping[str, object], known: frozenset[str], where: str) -> None:
    unknown = sorted(str(key) for key in doc if key not in known)
    if unknown:
        expected = ", ".join(sorted(known))
        raise CalendarError(f"{where}: unknown field {', '.join(unknown)}; known are {expected}.")
