"""The one caller of now(). Everything else is handed a clock, so tests and replays can hold time still."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Gives the present UTC instant."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def system_clock() -> datetime:
    """The present UTC instant, from the machine's clock."""
    return datetime.now(UTC)


def to_us(at: datetime) -> int:
    """An aware datetime as UTC microseconds since 1970, as the store keeps it."""
    return (at - EPOCH) // _MICROSECOND


def from_us(us: int) -> datetime:
    """UTC microseconds since 1970 as an aware UTC datetime."""
    return EPOCH + timedelta(microseconds=us)


def iso(us: int | None) -> str | None:
    """A stored instant as `2026-11-21T19:33:56Z`, to the second, for people and JSON; None stays None."""
    return None if us is None else from_us(us - us % 1_000_000).strftime("%Y-%m-%dT%H:%M:%SZ")
