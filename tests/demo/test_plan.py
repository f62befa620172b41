"""How a room of some size is divided."""

from __future__ import annotations

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noc_tui.demo.plan import sizes

counts = st.one_of(st.integers(0, 120), st.integers(0, 2_000_000))
shares = st.none() | st.floats(0, 1)


@given(counts, counts, shares)
def test_every_ticket_and_every_alert_has_a_place(tickets: int, alerts: int, share: float | None) -> None:
    size = sizes(tickets, alerts, share)
    incidents = size.open_incidents + size.past_incidents
    alone = size.unclaimed + size.acknowledged + size.shelved + size.past_alerts

    assert min(astuple(size)) >= 0
    assert size.open_requests + size.past_requests + incidents == tickets
    assert incidents + size.joined + alone == alerts
    assert size.joined <= incidents


@pytest.mark.parametrize(
    ("tickets", "share", "opened"),
    [(0, None, 0), (7, None, 7), (40, None, 40), (400, None, 40), (1_000_000, None, 100_000), (400, 0.5, 200)],
)
def test_a_tenth_is_open_and_forty_at_least(tickets: int, share: float | None, opened: int) -> None:
    size = sizes(tickets, 400, share)

    assert size.open_requests + size.open_incidents == opened


@given(st.integers(400, 1_000_000))
def test_two_fifths_of_what_is_open_came_from_alerts(tickets: int) -> None:
    size = sizes(tickets, tickets)

    assert 0.35 < size.open_incidents / (size.open_incidents + size.open_requests) < 0.4
    assert 0.09 < (size.unclaimed + size.shelved) / (size.open_incidents + size.open_requests) < 0.2
