"""The times that senders write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noc_tui.domain.errors import Unreadable
from noc_tui.intake.instants import rfc3339


@given(
    st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)),  # noqa: DTZ001 (the zone is drawn below)
    st.integers(-23 * 60 - 59, 23 * 60 + 59),
    st.text("0123456789", max_size=12),
)
def test_any_offset_and_any_fraction_give_the_exact_instant(local: datetime, minutes: int, rest: str) -> None:
    zone = timezone(timedelta(minutes=minutes))
    at = local.replace(tzinfo=zone)
    sign, size = ("-", -minutes) if minutes < 0 else ("+", minutes)
    written = f"{local:%H:%M:%S}.{local.microsecond:06d}{rest}{sign}{size // 60:02d}:{size % 60:02d}"
    assert rfc3339(f"{local.year:04d}-{local:%m-%d}T{written}", "startsAt") == at.astimezone(UTC)


def test_nanoseconds_are_cut_not_rounded() -> None:
    at = rfc3339("2026-11-21T19:33:56.999999999Z", "startsAt")
    assert at == datetime(2026, 11, 21, 19, 33, 56, 999999, UTC)


def test_a_short_fraction_is_a_fraction() -> None:
    assert rfc3339("2026-11-21t19:33:56.5z", "startsAt") == datetime(2026, 11, 21, 19, 33, 56, 500000, UTC)


@pytest.mark.parametrize(
    "value", [None, "", "  ", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z", "0001-01-01T00:00:00+02:00"]
)
def test_no_time_is_none(value: object) -> None:
    assert rfc3339(value, "endsAt") is None


@pytest.mark.parametrize(
    "value",
    [
        12345,
        False,
        ["2026-11-21T19:00:00Z"],
        "yesterday",
        "2026-11-21",
        "2026-11-21T19:00:00",
        "2026-11-21T25:61:61Z",
        "2026-02-30T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-01:00",
        "2026-11-21T19:00:00+99:99",
        "٢٠٢٦-11-21T19:00:00Z",
        "2026-11-21T19:00:00.123456٧Z",
        "2026-11-21T19:00:00Z\x1b[2J",
    ],
)
def test_what_is_no_time_is_refused_by_the_name_of_its_field(value: object) -> None:
    with pytest.raises(Unreadable, match=r"^startsAt is ") as refusal:
        rfc3339(value, "startsAt")
    assert "\x1b" not in refusal.value.message


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    try:
        at = rfc3339(text, "startsAt")
    except Unreadable:
        return
    assert at is None or at.utcoffset() == timedelta(0)
