"""Times as people type them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from noc_tui.desk.moments import parse_moment
from noc_tui.domain.errors import BadInput

ROME = ZoneInfo("Europe/Rome")
NOW = datetime(2026, 11, 20, 16, 12, tzinfo=UTC)  # a Friday, 17:12 in Rome


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2h", "2026-11-20 19:12"),
        ("1h30", "2026-11-20 18:42"),
        ("1h30m", "2026-11-20 18:42"),
        ("1d12h", "2026-11-22 05:12"),
        ("45 min", "2026-11-20 17:57"),
        ("2 giorni", "2026-11-22 17:12"),
        ("18:30", "2026-11-20 18:30"),
        ("9:00", "2026-11-21 09:00"),
        ("tomorrow", "2026-11-21 09:00"),
        ("domani 8:30", "2026-11-21 08:30"),
        ("mon 14:30", "2026-11-23 14:30"),
        ("mar 9:00", "2026-11-24 09:00"),
        ("venerdì 9", "2026-11-27 09:00"),
        ("fri 18:00", "2026-11-20 18:00"),
        ("2026-12-01 08:30", "2026-12-01 08:30"),
        ("2026-12-01", "2026-12-01 09:00"),
        ("01/12/2026 10:00", "2026-12-01 10:00"),
        ("14 dec 9:30", "2026-12-14 09:30"),
    ],
)
def test_what_is_plainly_meant_is_understood(typed: str, meant: str) -> None:
    at = parse_moment(typed, NOW, ROME)

    assert at == datetime.strptime(meant, "%Y-%m-%d %H:%M").replace(tzinfo=ROME)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "5",
        "10",
        "-5m",
        "3 months",
        "2 mesi",
        "1h30x",
        "soon",
        "25:00",
        "mon 9:99",
        "tomorrow morning",
        "2h ago",
        "m",
        "h",
        "2026-12-01 08:30 +30:00",
        "2026-12-01 08:30 -24:00",
    ],
)
def test_what_is_not_plainly_a_time_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(BadInput, match="no time") as refusal:
        parse_moment(typed, NOW, ROME)

    assert "mon 14:30" in refusal.value.hint


@pytest.mark.parametrize("typed", ["0001-01-01 00:00 +12:00", "1969-12-31", "2200-01-01", "31/12/9999 23:59 -12:00"])
def test_a_year_in_which_nothing_can_be_reckoned_is_refused(typed: str) -> None:
    with pytest.raises(BadInput, match=r"The year \d+ is out of reach"):
        parse_moment(typed, NOW, ROME)


def test_an_offset_given_is_taken_at_its_word() -> None:
    assert parse_moment("2026-12-01T08:30Z", NOW, ROME) - datetime(2026, 12, 1, 8, 30, tzinfo=UTC) == timedelta(0)
