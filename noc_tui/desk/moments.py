"""Instants as people type them: `2h`, `tomorrow 9:00`, `mon 14:30`, `2026-12-01 08:30`."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from noc_tui.domain.errors import BadInput

_AHEAD = re.compile(r"\+?(\d{1,5})\s*(m|min|h|d|w)\w*", re.IGNORECASE)
_UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DAYS = {"today": 0, "oggi": 0, "tomorrow": 1, "domani": 1}
_EXAMPLES = "Write 2h, 3d, tomorrow 9:00, mon 14:30 or 2026-12-01 08:30."


def parse_moment(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The instant that is meant, on the room's wall clock; a bare time or weekday means the next one to come.

    Raises BadInput where it cannot be understood.
    """
    words = text.strip().lower()
    ahead = _AHEAD.fullmatch(words)
    if ahead:
        return now + timedelta(**{_UNITS[ahead[2]]: int(ahead[1])})
    here = now.astimezone(zone)
    first, _, rest = words.partition(" ")
    if first in _DAYS:
        midnight = (here + timedelta(days=_DAYS[first])).replace(hour=0, minute=0, second=0, microsecond=0)
        return _parse(rest or "9:00", midnight, zone)
    at = _parse(words, here.replace(hour=9, minute=0, second=0, microsecond=0), zone)
    if at <= now and not re.search(r"\d{4}|\d+[/-]\d+", words):
        at += timedelta(days=7 if re.match(r"[a-z]{3}", words) else 1)
    return at


def _parse(text: str, default: datetime, zone: ZoneInfo) -> datetime:
    from dateutil import parser

    try:
        at = parser.parse(text, default=default.replace(tzinfo=None), dayfirst=not re.match(r"\d{4}-", text))
    except (parser.ParserError, OverflowError, ValueError) as error:
        raise BadInput(f"“{text}” is no time that can be understood.", _EXAMPLES) from error
    return at if at.tzinfo else at.replace(tzinfo=zone)
