"""The periods in which hours of work are paid for, on the room's wall clock."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noc_tui.desk.hours import period
from noc_tui.sla.profile import PERIODS
from tests.rooms import ROME

LENGTHS = {"month": 1, "quarter": 3, "year": 12}
instants = st.integers(631_152_000, 4_102_444_800).map(lambda second: datetime.fromtimestamp(second, ROME))  # 1990-2100


@given(here=instants, per=st.sampled_from(PERIODS))
def test_every_instant_lies_in_one_period_and_the_next_begins_where_it_ends(here: datetime, per: str) -> None:
    start, end = period(here, per)

    assert start <= here < end
    assert (start.day, start.time(), end.day, end.time()) == (1, time(), 1, time())
    assert (end.year - start.year) * 12 + end.month - start.month == LENGTHS[per]
    assert period(end, per)[0] == end
    assert period(start, per) == (start, end)


@pytest.mark.parametrize(("day", "first"), [("2026-11-20", "2026-10-01"), ("2026-01-01", "2026-01-01")])
def test_a_quarter_begins_in_january_april_july_or_october(day: str, first: str) -> None:
    start, _ = period(datetime.fromisoformat(day).replace(tzinfo=ROME), "quarter")

    assert start.date().isoformat() == first
