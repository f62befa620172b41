"""Instants as people type them: `2h`, `tomorrow 9:00`, `mon 14:30`, `2026-12-01 08:30`."""

from __future__ import annotations

import re
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
_TIME = re.compile(r"(\d{1,2})(?::(\d{2}))?")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}.*|\d{1,2}[/.]\d{1,2}([/.]\d{2,4})?(\s.*)?|\d{1,2}\s+[a-z]{3,}.*")
_EXAMPLES = "Write 2h, 1d12h, tomorrow 9:00, mon 14:30 or 2026-12-01 08:30."
_MORNING = 9
YEARS = range(1970, 2200)
"""The years in which calendars and zones can be reckoned."""


def parse_moment(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The instant that is meant, on the room's wall clock; a bare time or weekday means the next one to come.

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
    if _DATE.fullmatch(words):
        return _date(words, here, zone)
    raise _not_understood(text)


def _at(day: datetime, time: str, text: str) -> datetime:
    match = _TIME.fullmatch(time) if time else None
    if time and match is None:
        raise _not_understood(text)
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (_MORNING, 0)
    if hour > 23 or minute > 59:
        raise _not_understood(text)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def _date(words: str, here: datetime, zone: ZoneInfo) -> datetime:
    from dateutil import parser

    default = here.replace(hour=_MORNING, minute=0, second=0, microsecond=0, tzinfo=None)
    try:
        at = parser.parse(words, default=default, dayfirst=not re.match(r"\d{4}-", words))
        at.utcoffset()  # raises for an offset of a day or more: none is so long
    except (parser.ParserError, OverflowError, ValueError) as error:
        raise _not_understood(words) from error
    if at.year not in YEARS:
        raise BadInput(f"The year {at.year} is out of reach.", f"Years go from {YEARS[0]} to {YEARS[-1]}.")
    moment: datetime = at if at.tzinfo else at.replace(tzinfo=zone)
    return moment


def _not_understood(text: str) -> BadInput:
    return BadInput(f"“{text.strip()[:40]}” is no time that can be understood.", _EXAMPLES)
