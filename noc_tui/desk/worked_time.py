"""Time worked on a ticket, as people type it and as an event keeps it."""

from __future__ import annotations

import re
from datetime import timedelta

from noc_tui.domain.errors import BadInput

_LONGEST = timedelta(hours=24)
_HOURS = r"(?:(?P<hours>\d{1,3})\s*(?:h|hours?|or[ae]))?"
_MINUTES = r"(?:\s*(?P<minutes>\d{1,4})\s*(?P<unit>m|mins?|minutes?|minut[oi])?)?"
_SPAN = re.compile(_HOURS + _MINUTES)
_CLOCKED = re.compile(r"(?P<hours>\d{1,3}):(?P<minutes>[0-5]\d)")


def parse_span(text: str) -> timedelta:
    """A length of time: `45m`, `2h`, `1h30`, `1:30`.

    Raises BadInput for whatever is not plainly one of these, a number alone among them: it may be hours or minutes.
    """
    words = " ".join(text.lower().split())
    match = _CLOCKED.fullmatch(words) or _SPAN.fullmatch(words)
    given = match.groupdict() if match else {}
    if not given.get("hours") and not (given.get("minutes") and given.get("unit")):
        raise BadInput(f"“{text.strip()[:40]}” is no length of time.", "Write 45m, 2h or 1h30.")
    return timedelta(hours=int(given["hours"] or 0), minutes=int(given["minutes"] or 0))


def spent_detail(spent: timedelta | None) -> dict[str, object]:
    """What an event says of the time worked: `spent_s`, or nothing where nobody said any.

    Raises BadInput where it is negative or more than a day: nobody works that long at a stretch.
    """
    if spent is None:
        return {}
    if spent < timedelta(0):
        raise BadInput("The time worked is negative.", "Write 45m, 2h or 1h30.")
    if spent > _LONGEST:
        hours = int(_LONGEST.total_seconds()) // 3600
        raise BadInput(f"More than {hours} hours were worked.", "Say it a day at a time, each with a note of its own.")
    return {"spent_s": int(spent.total_seconds())} if spent else {}
