"""Durations and instants the way people read them."""

from __future__ import annotations

from datetime import datetime, tzinfo

from noc_tui.clock import from_us

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def left(seconds: int | None) -> str:
    """Open time left: hours and minutes, minutes and seconds under ten minutes; a minus where it is overrun."""
    if seconds is None:
        return ""
    sign = "-" if seconds < 0 else ""
    size = abs(seconds)
    if size < 10 * _MINUTE:
        return f"{sign}{size // _MINUTE}m{size % _MINUTE:02d}s"
    return f"{sign}{size // _HOUR}:{size // _MINUTE % 60:02d}"


def span(seconds: int) -> str:
    """A promised or used duration in words: `4 h`, `1 h 31`, `12 min`."""
    size = abs(seconds)
    if size < _HOUR:
        return f"{size // _MINUTE} min"
    rest = size // _MINUTE % 60
    return f"{size // _HOUR} h {rest:02d}" if rest else f"{size // _HOUR} h"


def exact(seconds: int) -> str:
    """A duration to the second: `4:00`, `0:30:20`."""
    rest = f":{seconds % _MINUTE:02d}" if seconds % _MINUTE else ""
    return f"{seconds // _HOUR}:{seconds // _MINUTE % 60:02d}{rest}"


def age(since: int, now: int) -> str:
    """How long ago an instant was, in one unit: `12m`, `5h`, `3d`."""
    seconds = max(0, now - since) // 1_000_000
    if seconds < _MINUTE:
        return f"{seconds}s"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE}m"
    if seconds < _DAY:
        return f"{seconds // _HOUR}h"
    return f"{seconds // _DAY}d" if seconds < 1000 * _DAY else f"{seconds // (365 * _DAY)}y"


def moment(us: int | None, now: int, zone: tzinfo) -> str:
    """An instant on the wall clock, as short as it can be without doubt: `17:41`, `Mon 09:30`, `14 Dec 09:30`."""
    if us is None:
        return ""
    at, here = from_us(us).astimezone(zone), from_us(now).astimezone(zone)
    if at.date() == here.date():
        return f"{at:%H:%M}"
    if abs((at.date() - here.date()).days) < 7:
        return f"{at:%a %H:%M}"
    return f"{at:%d %b %H:%M}" if at.year == here.year else f"{at:%d %b %Y %H:%M}"


def wall(at: datetime) -> str:
    """The header's clock: `Fri 20 Nov 17:12`."""
    return f"{at:%a %d %b %H:%M}"
