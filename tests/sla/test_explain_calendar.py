"""Closed hours explained: nights, weekends, holidays, exceptions, clock changes, and long rows of ordinary days."""

from __future__ import annotations

import pytest

from noc_tui.sla.business import BusinessCalendar, compile_calendar
from noc_tui.sla.calendar import parse_calendar, widened
from noc_tui.sla.clock import Target
from noc_tui.sla.explain import Kind, explain_clock
from tests.sla.calendars import NIGHTS, OFFICE, OFFICE_IN_MILAN, at, every_day
from tests.sla.test_explain import FOUR_HOURS, explain, story


def test_a_night_and_a_weekend_are_one_line_each() -> None:
    told = explain("contact", Target(minutes=600), opened="2026-03-12T19:30", now="2026-03-12T20:00")

    assert story(told.lines) == [
        "thu 12 19:30 opened",
        "thu 12 19:30 - thu 12 20:00 closed",
        "thu 12 20:00 now",
        "thu 12 20:00 - fri 13 08:30 closed",
        "fri 13 08:30 - fri 13 12:30 counted 4:00, so far 4:00",
        "fri 13 12:30 - fri 13 14:00 closed",
        "fri 13 14:00 - fri 13 18:00 counted 4:00, so far 8:00",
        "fri 13 18:00 - mon 16 08:30 closed",
        "mon 16 08:30 - mon 16 10:30 counted 2:00, so far 10:00",
        "mon 16 10:30 due",
    ]


def test_holidays_are_named_and_those_of_a_weekend_are_not_needed() -> None:
    told = explain("response", FOUR_HOURS, opened="2026-12-04T17:00", now="2026-12-04T17:00", doc=OFFICE_IN_MILAN)

    assert story(told.lines) == [
        "fri 04 17:00 opened",
        "fri 04 17:00 now",
        "fri 04 17:00 - fri 04 18:00 counted 1:00, so far 1:00",
        "fri 04 18:00 - mon 07 00:00 closed",
        "mon 07 00:00 - tue 08 00:00 holiday Sant'Ambrogio",
        "tue 08 00:00 - wed 09 00:00 holiday Immacolata Concezione",
        "wed 09 00:00 - wed 09 08:30 closed",
        "wed 09 08:30 - wed 09 11:30 counted 3:00, so far 4:00",
        "wed 09 11:30 due",
    ]
    all_saints = explain("response", FOUR_HOURS, opened="2026-10-30T17:00", now="2026-10-30T17:00", doc=OFFICE_IN_MILAN)
    assert story(all_saints.lines)[3] == "fri 30 18:00 - mon 02 08:30 closed"


def test_a_date_with_hours_of_its_own_says_where_it_takes_some_away() -> None:
    doc = OFFICE | {"open": {"2026-12-24": [["08:30", "12:30"]], "2026-12-26": [["09:00", "10:00"]]}}
    doc |= {"closed": ["2026-12-25", "2026-12-28", "2026-12-29"], "holiday_dates": {"2026-12-25": "Natale"}}
    told = explain("response", FOUR_HOURS, opened="2026-12-24T11:00", now="2026-12-24T11:00", doc=doc)

    assert story(told.lines)[2:] == [
        "thu 24 11:00 - thu 24 12:30 counted 1:30, so far 1:30",
        "thu 24 12:30 - fri 25 00:00 exception",
        "fri 25 00:00 - sat 26 00:00 holiday Natale",
        "sat 26 00:00 - sat 26 09:00 closed",
        "sat 26 09:00 - sat 26 10:00 counted 1:00, so far 2:30",
        "sat 26 10:00 - mon 28 00:00 closed",
        "mon 28 00:00 - wed 30 00:00 exception",
        "wed 30 00:00 - wed 30 08:30 closed",
        "wed 30 08:30 - wed 30 10:00 counted 1:30, so far 4:00",
        "wed 30 10:00 due",
    ]


def test_the_night_that_a_holiday_takes_away_is_the_holidays() -> None:
    doc = NIGHTS | {"holiday_dates": {"2026-12-08": "Immacolata"}}
    told = explain("response", FOUR_HOURS, opened="2026-12-08T05:00", now="2026-12-08T05:00", doc=doc)

    assert story(told.lines)[2:] == [
        "tue 08 05:00 - tue 08 06:00 counted 1:00, so far 1:00",
        "tue 08 06:00 - wed 09 22:00 holiday Immacolata",
        "wed 09 22:00 - thu 10 01:00 counted 3:00, so far 4:00",
        "thu 10 01:00 due",
    ]


def test_a_zone_that_went_back_over_midnight_is_told_in_order() -> None:
    zone = "America/St_Johns"  # at 00:01 on 7 November 2010 the clocks went back to 23:01
    doc = every_day(("08:00", "18:00"), timezone=zone) | {"closed": ["2010-11-07"]}
    opened = at("2010-11-06T23:30", zone, fold=1)
    told = explain_clock(compile_calendar(doc), "response", FOUR_HOURS, opened, [], opened)

    assert story(told.lines, zone)[2:] == [
        "sat 06 23:30 - mon 08 00:00 exception",
        "mon 08 00:00 - mon 08 08:00 closed",
        "mon 08 08:00 - mon 08 12:00 counted 4:00, so far 4:00",
        "mon 08 12:00 due",
    ]


def test_on_call_hours_count_where_they_widen_the_calendar() -> None:
    office = parse_calendar(OFFICE | {"holiday_dates": {"2026-12-08": "Immacolata"}})
    on_call = parse_calendar(every_day(("20:00", "22:00"), days=("mon", "tue")) | {"closed": ["2026-12-07"]})
    cal = BusinessCalendar(widened(office, on_call))
    opened = at("2026-12-07T17:00")

    told = explain_clock(cal, "response", FOUR_HOURS, opened, [], opened)

    assert story(told.lines)[2:] == [
        "mon 07 17:00 - mon 07 18:00 counted 1:00, so far 1:00",
        "mon 07 18:00 - tue 08 00:00 exception",
        "tue 08 00:00 - tue 08 20:00 holiday Immacolata",
        "tue 08 20:00 - tue 08 22:00 counted 2:00, so far 3:00",
        "tue 08 22:00 - wed 09 08:30 closed",
        "wed 09 08:30 - wed 09 09:30 counted 1:00, so far 4:00",
        "wed 09 09:30 due",
    ]


@pytest.mark.parametrize(
    ("night", "lines"),
    [
        (
            "2026-03-28T21:00",
            [
                "sat 28 21:00 - sat 28 22:00 closed",
                "sat 28 22:00 - sun 29 06:00 counted 7:00, so far 7:00",
                "sun 29 06:00 - sun 29 22:00 closed",
                "sun 29 22:00 - mon 30 00:00 counted 2:00, so far 9:00",
                "mon 30 00:00 due",
            ],
        ),
        (
            "2026-10-24T21:00",
            [
                "sat 24 21:00 - sat 24 22:00 closed",
                "sat 24 22:00 - sun 25 06:00 counted 9:00, so far 9:00",
                "sun 25 06:00 due",
            ],
        ),
    ],
)
def test_a_night_on_which_the_clocks_change_counts_the_hours_it_has(night: str, lines: list[str]) -> None:
    told = explain("response", Target(minutes=540), opened=night, now=night, doc=NIGHTS)

    assert story(told.lines)[2:] == lines


def test_the_middle_of_a_long_row_of_days_is_one_line() -> None:
    told = explain(
        "restore",
        Target(minutes=60 * 100, start="opened"),
        opened="2026-03-09T08:30",
        now="2026-03-09T08:30",
        limit=13,
    )

    assert story(told.lines) == [
        "mon 09 08:30 opened",
        "mon 09 08:30 now",
        "mon 09 08:30 - mon 09 12:30 counted 4:00, so far 4:00",
        "mon 09 12:30 - mon 09 14:00 closed",
        "mon 09 14:00 - mon 09 18:00 counted 4:00, so far 8:00",
        "mon 09 18:00 - tue 10 08:30 closed",
        "tue 10 08:30 - tue 24 12:30 counted 84:00, so far 92:00 in 21 windows",
        "tue 24 12:30 - tue 24 14:00 closed",
        "tue 24 14:00 - tue 24 18:00 counted 4:00, so far 96:00",
        "tue 24 18:00 - wed 25 08:30 closed",
        "wed 25 08:30 - wed 25 12:30 counted 4:00, so far 100:00",
        "wed 25 12:30 due",
    ]


def test_holidays_stay_where_ordinary_days_are_made_one_line() -> None:
    told = explain(
        "restore",
        Target(minutes=60 * 200, start="opened"),
        opened="2026-11-23T08:30",
        now="2026-11-23T08:30",
        doc=OFFICE_IN_MILAN,
    )

    names = [line.names for line in told.lines if line.kind is Kind.HOLIDAY]
    assert names == [("Sant'Ambrogio",), ("Immacolata Concezione",), ("Natale",)]
    assert [line.windows for line in told.lines if line.windows > 1] == [16, 20]
    assert len(told.lines) <= 40
