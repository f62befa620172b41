"""Instants of the demo room: so much open time ago, and by the hours in which people call."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noc_tui import resources
from noc_tui.demo.hours import DAYS, Arrivals, Years, back_s, spread
from noc_tui.sla.business import BusinessCalendar, compile_calendar
from tests.rooms import ROME, local

_MARCH, _NOVEMBER = int(local("2026-03-01 00:00").timestamp()), int(local("2026-11-30 00:00").timestamp())
instants = st.integers(_MARCH, _NOVEMBER)
NOW = local("2026-11-20 10:30").astimezone(ROME)


def calendar(name: str) -> BusinessCalendar:
    document = resources.read_toml(f"calendars/{name}.toml")
    return compile_calendar({field: value for field, value in document.items() if field not in {"name", "title"}})


calendars = st.sampled_from(["office", "long", "always", "office-lecco"]).map(calendar)


@given(calendars, instants, st.integers(1, 200 * 3600))
def test_going_back_is_the_inverse_of_counting(calendar: BusinessCalendar, end: int, seconds: int) -> None:
    start = back_s(calendar, end, seconds)

    assert calendar.between_s(start, end) == seconds
    assert calendar.between_s(start + 1, end) == seconds - 1  # the latest there is


@given(calendars, instants, st.integers(0, 9 * 86_400), st.integers(1, 6), st.integers())
def test_work_is_spread_in_order_over_open_hours(
    calendar: BusinessCalendar, start: int, length: int, count: int, seed: int
) -> None:
    found = spread(calendar, start, start + length, count, Random(seed))

    assert found == sorted(found)
    assert all(start <= instant <= start + length for instant in found)
    if calendar.between_s(start, start + length):
        assert all(calendar.is_open_s(instant) or calendar.is_open_s(instant - 1) for instant in found[1:])


def test_customers_call_by_day_and_on_working_days_and_monitoring_speaks_at_any_hour() -> None:
    arrivals = Arrivals(NOW, calendar("office"))
    calls = [datetime.fromtimestamp(at, ROME) for at in arrivals.calls(Random(1), 20_000)]
    faults = [datetime.fromtimestamp(at, ROME) for at in arrivals.faults(Random(1), 20_000)]

    assert sum(8 <= at.hour < 19 for at in calls) / 20_000 > 0.9
    assert sum(at.weekday() > 4 for at in calls) / 20_000 < 0.06
    assert sum(not 8 <= at.hour < 20 for at in faults) / 20_000 > 0.2
    assert Counter(at.date() for at in calls)[datetime(2025, 12, 25).date()] < 20  # noqa: DTZ001


def test_arrivals_are_in_order_and_end_a_quarter_of_an_hour_ago() -> None:
    calls = Arrivals(NOW, calendar("office")).calls(Random(2), 50_000)

    assert list(calls) == sorted(calls)
    assert calls[-1] <= NOW.timestamp() - 900
    assert NOW.timestamp() - calls[0] < DAYS * 86_400
    assert NOW.timestamp() - calls[0] > 0.95 * DAYS * 86_400


@pytest.mark.parametrize(
    ("instant", "year"),
    [
        ("2025-12-31T22:59:59+00:00", 2025),
        ("2025-12-31T23:00:00+00:00", 2026),
        ("2026-12-31T22:59:59+00:00", 2026),
        ("2024-06-01T00:00:00+00:00", 2024),
    ],
)
def test_the_year_begins_at_midnight_on_the_wall_clock(instant: str, year: int) -> None:
    at = datetime.fromisoformat(instant).astimezone(UTC)

    assert Years(NOW).of(int(at.timestamp())) == year
