"""Instants as people type them: `2h`, `tomorrow 9:00`, `mon 14:30`, `2026-12-01 08:30`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from noc_tui.domain.errors import BadInput

_WEEKS = r"(?:(?P<weeks>\d{1,3})\s*(?:w|weeks?|settiman[ae])\s*)?"
_DAYS_AHEAD = r"(?:(?P<days>\d{1,4})\s*(?:d|days?|g|giorn[oi])\s*)?"
_HOURS = r"(?:(?P<hours>\d{1,4})\s*(?:h|hours?|or[ae])\s*)?"
_MINUTES = r"(?:(?P<minutes>\d{1,5})\s*(?:m|mins?|minutes?|minut[oi])?)?"
_AHEAD = re.compile(rf"\+?{_WEEKS}{_DAYS_AHEAD}{_HOURS}{_MINUTES}")
_DAY_WORDS = {"today": 0, "oggi": 0, "tomorrow": 1, "domani": 1}
_WEEKDAYS = {
    word: number
    for number, words in enumerate((
        "mon monday lun lunedì lunedi", "tue tuesday mar martedì martedi", "wed wednesday mer mercoledì mercoledi",
        "thu thursday gio giovedì giovedi", "fri friday ven venerdì venerdi", "sat saturday sab sabato",
        "sun sunday dom domenica",
    ))
    for word in words.split()
}  # fmt: skip
_MONTHS = {
    word: number
    for number, words in enumerate((
        "jan january gen gennaio", "feb february febbraio", "mar march marzo", "apr april aprile", "may mag maggio",
        "jun june giu giugno", "jul july lug luglio", "aug august ago agosto", "sep sept september set settembre",
        "oct october ott ottobre", "nov november novembre", "dec december dic dicembre",
    ), 1)
    for word in words.split()
}  # fmt: skip
_TIME = re.compile(r"(\d{1,2})(?::(\d{2}))?")
_OFFSET = r"(?: ?(?P<offset>z|[+-]\d{2}:?\d{2}))?"
_AT = rf"(?:[ t](?P<hour>\d{{1,2}})(?::(?P<minute>\d{{2}})(?::(?P<second>\d{{2}}))?)?{_OFFSET})?"
_DATES = (
    re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}}){_AT}"),
    re.compile(rf"(?P<day>\d{{1,2}})([/.])(?P<month>\d{{1,2}})(?:\2(?P<year>\d{{4}}|\d{{2}}))?{_AT}"),
    re.compile(rf"(?P<day>\d{{1,2}}) (?P<month>[a-z]+)(?: (?P<year>\d{{4}}))?{_AT}"),
)
_EXAMPLES = "Write 2h, 1d12h, tomorrow 9:00, mon 14:30 or 2026-12-01 08:30."
_MORNING = 9
_LEAP_YEAR_WITHIN = 8
YEARS = range(1970, 2200)
"""The years in which calendars and zones can be reckoned."""


def parse_moment(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The instant that is meant, on the room's wall clock; a time, weekday or day alone means the next one to come.

    Raises BadInput for whatever is not plainly one of the forms: a clock must not stand still by a misreading.
    """
    words = " ".join(text.lower().split())
    ahead = _AHEAD.fullmatch(words)
    if ahead and not words.strip("+").isdigit() and any(ahead.groupdict().values()):
        return now + timedelta(**{unit: int(count) for unit, count in ahead.groupdict().items() if count})
    here = now.astimezone(zone)
    first, _, rest = words.partition(" ")
    if first in _DAY_WORDS:
        return _at(here + timedelta(days=_DAY_WORDS[first]), rest, text)
    if first in _WEEKDAYS:
        day = here + timedelta(days=(_WEEKDAYS[first] - here.weekday()) % 7)
        at = _at(day, rest, text)
        return at if at > now else _at(day + timedelta(days=7), rest, text)
    if ":" in words and _TIME.fullmatch(words):
        at = _at(here, words, text)
        return at if at > now else _at(here + timedelta(days=1), words, text)
    for form in _DATES:
        match = form.fullmatch(words)
        if match is not None:
            return _date(match.groupdict(), here, zone, text)
    raise _not_understood(text)


def _at(day: datetime, time: str, text: str) -> datetime:
    match = _TIME.fullmatch(time) if time else None
    if time and match is None:
        raise _not_understood(text)
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (_MORNING, 0)
    if hour > 23 or minute > 59:
        raise _not_understood(text)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def _date(given: Mapping[str, str | None], here: datetime, zone: ZoneInfo, text: str) -> datetime:
    year = given["year"]
    if year is None:
        return _next(given, here, zone, text)
    number = int(year) if len(year) == 4 else here.year // 100 * 100 + int(year)
    if number not in YEARS:
        raise BadInput(f"The year {number} is out of reach.", f"Years go from {YEARS[0]} to {YEARS[-1]}.")
    at = _in_year(number, given, zone)
    if at is None:
        raise _not_understood(text)
    return at


def _next(given: Mapping[str, str | None], here: datetime, zone: ZoneInfo, text: str) -> datetime:
    for year in range(here.year, here.year + _LEAP_YEAR_WITHIN + 1):
        at = _in_year(year, given, zone)
        if at is not None and at > here:
            return at
    raise _not_understood(text)


def _in_year(year: int, given: Mapping[str, str | None], zone: ZoneInfo) -> datetime | None:
    """The instant in that year, or None where there is no such day, time or offset."""
    month, offset = given["month"] or "", given["offset"]
    hour, minute, second = (int(given[part] or 0) for part in ("hour", "minute", "second"))
    try:
        where = datetime.strptime(offset.upper(), "%z").tzinfo if offset else zone
        return datetime(
            year, int(_MONTHS.get(month, month)), int(given["day"] or 0),
            _MORNING if given["hour"] is None else hour, minute, second, tzinfo=where,
        )  # fmt: skip
    except ValueError:
        return None


def _not_understood(text: str) -> BadInput:
    return BadInput(f"“{text.strip()[:40]}” is no time that can be understood.", _EXAMPLES)
