"""The times that senders write, as UTC instants."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from noc_tui.domain.errors import Unreadable
from noc_tui.intake.json_body import kind
from noc_tui.text import line

_RFC3339 = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_NEVER = "0001-01-01"  # Go's zero time, which its programs write where there is none


def rfc3339(value: object, field: str) -> datetime | None:
    """The UTC instant of an RFC 3339 time with any offset, cut to the microsecond.

    None for a missing, null or blank value and for 1 January of the year 1. Raises Unreadable for anything
    else, naming `field`: a value that is not text, no offset, no such day or hour, a year above 9999 in UTC.
    """
    if value is None:
        return None
    if not isinstance(value, str):
        raise Unreadable(f"{field} is {kind(value)}, not a time.")
    text = value.strip()
    if not text or text.startswith(_NEVER):
        return None
    parts = _RFC3339.fullmatch(text)
    if parts is None:
        raise Unreadable(f"{field} is not an RFC 3339 time: {line(text, 60)}")
    date, time, fraction, offset = parts.groups(default="")
    try:
        at = datetime.fromisoformat(f"{date}T{time}.{fraction[:6]:0<6}{offset.upper()}")
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unreadable(f"{field} is a time that does not exist: {line(text, 60)}") from None
