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
        ("14 dicembre 9", "2026-12-14 09:00"),
        ("1 dec 10", "2026-12-01 10:00"),
        ("3 mar 2027 8", "2027-03-03 08:00"),
        ("24.12", "2026-12-24 09:00"),
        ("24/12", "2026-12-24 09:00"),
        ("24/12 8", "2026-12-24 08:00"),
        ("24.12 10:00", "2026-12-24 10:00"),
        ("24.12.2026", "2026-12-24 09:00"),
        ("24/12/27 8:15", "2027-12-24 08:15"),
        ("5.12 8:00", "2026-12-05 08:00"),
        ("10.10", "2027-10-10 09:00"),
        ("1/2", "2027-02-01 09:00"),
        ("20/11 17", "2027-11-20 17:00"),
        ("20/11 18", "2026-11-20 18:00"),
        ("29/2", "2028-02-29 09:00"),
        ("2026-11-23 17", "2026-11-23 17:00"),
        ("2026-01-02", "2026-01-02 09:00"),
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
        "24/12 27",
        "24/12 8:60",
        "9.30",
        "15.30",
        "12/31",
        "31/2",
        "31/2/2027",
        "24.12/2026",
        "24/12/026",
        "14 vendemmiaio 9:30",
        "2026-13-01",
        "2026-12-01 25",
        "2026-12-01 9-3",
        "2026-12-01 08:30 pm",
        "2026-12-01 08:30 CET",
        "2026-12-01 UTC",
        "2026-12-01 08:30 +01:75",
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


@pytest.mark.parametrize(
    "typed", ["2026-12-01T08:30Z", "2026-12-01T08:30:00Z", "2026-12-01 10:30+0200", "1/12 7:30 -01:00", "1 dec 8:30 z"]
)
def test_an_offset_given_is_taken_at_its_word(typed: str) -> None:
    assert parse_moment(typed, NOW, ROME) - datetime(2026, 12, 1, 8, 30, tzinfo=UTC) == timedelta(0)
