"""Calendar documents: what they mean by date, holidays written out, and each mistake named."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from noc_tui.sla.calendar import (
    freeze_holidays,
    holiday_name,
    holidays_in,
    never_opens,
    parse_calendar,
    widened,
    windows_on,
)
from noc_tui.sla.errors import CalendarError
from tests.sla.calendars import ALWAYS, NIGHTS, OFFICE, OFFICE_IN_MILAN, WEEKDAYS, Doc, every_day

TUESDAY, SATURDAY, CHRISTMAS = date(2026, 3, 10), date(2026, 3, 14), date(2026, 12, 25)
OFFICE_WINDOWS = ((510, 750), (840, 1080))


def test_windows_are_minutes_of_the_day_and_a_night_runs_into_the_next() -> None:
    assert windows_on(parse_calendar(OFFICE), TUESDAY) == OFFICE_WINDOWS
    assert windows_on(parse_calendar(OFFICE), SATURDAY) == ()
    assert windows_on(parse_calendar(ALWAYS), TUESDAY) == ((0, 1440),)
    assert windows_on(parse_calendar(NIGHTS), TUESDAY) == ((1320, 1800),)


def test_a_window_that_ends_as_it_starts_lasts_a_day() -> None:
    assert windows_on(parse_calendar(every_day(("08:00", "08:00"))), TUESDAY) == ((480, 1920),)
    assert windows_on(parse_calendar(every_day(("00:00", "00:00"))), TUESDAY) == ((0, 1440),)


@pytest.mark.parametrize(
    ("windows", "said"),
    [
        ([["08:00", "08:00"]], "mon[0]: 08:00–08:00 has no length; a whole day is 00:00–24:00."),
        ([["00:00", "00:00"]], "mon[0]: 00:00–00:00 has no length"),
        ([["08:00", "12:00"], ["11:59", "14:00"]], "mon[1]: 11:59–14:00 overlaps 08:00–12:00 of the same day."),
        ([["22:00", "06:00"], ["23:00", "24:00"]], "mon[1]: 23:00–24:00 overlaps 22:00–06:00"),
        ([["09:00", "10:00"], ["09:00", "10:00"]], "mon[1]: 09:00–10:00 overlaps 09:00–10:00"),
    ],
)
def test_what_can_be_read_and_nobody_means_is_not_kept(windows: list[list[str]], said: str) -> None:
    with pytest.raises(CalendarError) as of_a_weekday:
        freeze_holidays({"timezone": "UTC", "hours": {"mon": windows}}, 2026, 2026)
    with pytest.raises(CalendarError) as of_a_date:
        freeze_holidays({"timezone": "UTC", "hours": {}, "open": {"2026-12-24": windows}}, 2026, 2026)

    assert of_a_weekday.value.message.startswith(f"hours.{said}")
    assert of_a_date.value.message.startswith(f"open.{said}".replace("mon", "2026-12-24"))


@pytest.mark.parametrize("windows", [[["00:00", "24:00"]], [["22:00", "06:00"], ["06:00", "22:00"]]])
def test_nights_and_windows_that_touch_are_kept(windows: list[list[str]]) -> None:
    doc = {"timezone": "UTC", "hours": {"mon": windows}, "open": {"2026-12-24": windows}}

    assert freeze_holidays(doc, 2026, 2026) == doc


def test_an_opened_date_stands_above_holiday_and_closed_date() -> None:
    spec = parse_calendar(
        OFFICE_IN_MILAN
        | {
            "closed": ["2026-03-10", "2026-03-11"],
            "open": {"2026-03-10": [["09:00", "10:00"]], "2026-12-25": [["10:00", "11:00"]], "2026-03-12": []},
        }
    )

    assert windows_on(spec, TUESDAY) == ((540, 600),)
    assert windows_on(spec, date(2026, 3, 11)) == ()
    assert windows_on(spec, date(2026, 3, 12)) == ()
    assert windows_on(spec, CHRISTMAS) == ((600, 660),)


def test_the_patron_day_is_a_holiday_in_its_province_alone() -> None:
    saint_ambrose = date(2026, 12, 7)

    assert windows_on(parse_calendar(OFFICE_IN_MILAN), saint_ambrose) == ()
    assert windows_on(parse_calendar(OFFICE | {"holidays": {"country": "IT"}}), saint_ambrose) == OFFICE_WINDOWS


def test_4_october_is_a_holiday_in_italy_from_2026_on() -> None:
    spec = parse_calendar(OFFICE_IN_MILAN)

    assert holiday_name(spec, date(2025, 10, 4)) is None
    assert holiday_name(spec, date(2026, 10, 4)) is not None


def test_holidays_written_out_close_the_same_dates_and_keep_their_names() -> None:
    frozen = freeze_holidays(OFFICE_IN_MILAN, 2025, 2027)

    written, asked = parse_calendar(frozen), parse_calendar(OFFICE_IN_MILAN)
    days = [date.fromordinal(day) for day in range(date(2025, 1, 1).toordinal(), date(2028, 1, 1).toordinal())]
    assert [windows_on(written, day) for day in days] == [windows_on(asked, day) for day in days]
    assert written.holiday_rule is None
    assert written.holiday_dates[CHRISTMAS] == "Natale"
    assert "holidays" not in frozen
    assert frozen["holiday_rule"] == {"country": "IT", "subdivision": "MI"}
    assert "holidays" in OFFICE_IN_MILAN, "the document handed in stays as it was"


def test_the_holidays_of_a_month_are_told_with_their_names_opened_ones_too() -> None:
    december = date(2026, 12, 1), date(2026, 12, 31)
    named = [(7, "Sant'Ambrogio"), (8, "Immacolata Concezione"), (25, "Natale"), (26, "Santo Stefano")]
    asked = OFFICE_IN_MILAN | {"open": {"2026-12-26": [["10:00", "11:00"]]}, "closed": ["2026-12-24"]}

    for doc in (asked, freeze_holidays(asked, 2026, 2026)):
        assert holidays_in(parse_calendar(doc), *december) == [(date(2026, 12, day), name) for day, name in named]
    assert holidays_in(parse_calendar(asked), CHRISTMAS, CHRISTMAS) == [(CHRISTMAS, "Natale")]
    assert holidays_in(parse_calendar(asked), *reversed(december)) == []
    assert holidays_in(parse_calendar(OFFICE), *december) == []


def test_a_widened_calendar_keeps_its_own_windows_and_holidays() -> None:
    own, on_call, nights = parse_calendar(OFFICE_IN_MILAN), parse_calendar(ALWAYS), parse_calendar(NIGHTS)
    spec = widened(own, on_call)

    assert spec.also == (on_call,)
    assert own.also == (), "what it was made from stays as it was"
    assert windows_on(spec, TUESDAY) == OFFICE_WINDOWS
    assert holidays_in(widened(on_call, own), CHRISTMAS, CHRISTMAS) == []
    assert widened(spec, nights) == widened(own, on_call, nights)


def test_a_calendar_without_holidays_freezes_to_itself() -> None:
    assert freeze_holidays(OFFICE, 2025, 2027) == OFFICE


def test_no_year_written_out_still_means_no_question_to_the_library() -> None:
    spec = parse_calendar(freeze_holidays(OFFICE_IN_MILAN, 2027, 2026))

    assert spec.holiday_rule is None
    assert windows_on(spec, CHRISTMAS) == OFFICE_WINDOWS


def test_the_library_is_loaded_only_by_a_calendar_that_asks_it() -> None:
    program = f"""
import sys
from noc_tui.sla.business import compile_calendar
from noc_tui.sla.compute import answer
office = {OFFICE!r}
written_out = {{"holiday_dates": {{"2026-12-25": "Natale"}}}}
compile_calendar(office | written_out).add_s(1773139200, 3600)
compile_calendar(office | written_out | {{"holidays": {{"country": "IT"}}}}).add_s(1773139200, 3600)
assert "holidays" not in sys.modules
compile_calendar(office | {{"holidays": {{"country": "IT"}}}}).add_s(1773139200, 3600)
assert "holidays" in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"timezone": None}, "timezone"),
        ({"timezone": "Europe/Atlantis"}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"timezone": ""}, "timezone"),
        ({"hours": None}, "hours"),
        ({"hours": [["08:00", "12:00"]]}, "hours"),
        ({"hours": {"monday": [["08:00", "12:00"]]}}, "monday"),
        ({"hours": {"mon": "08:00-12:00"}}, "hours.mon"),
        ({"hours": {"mon": [["08:00", "12:00"], ["14:00"]]}}, r"hours.mon\[1\]"),
        ({"hours": {"mon": [["8:00", "12:00"]]}}, r"hours.mon\[0\]"),
        ({"hours": {"mon": [["08:00", "24:01"]]}}, "24:01"),
        ({"hours": {"mon": [["08:00", "12:60"]]}}, "12:60"),
        ({"hours": {"mon": [["24:00", "06:00"]]}}, "24:00"),
        ({"hours": {"mon": [[480, 720]]}}, "480"),
        ({"closed": "2026-12-25"}, "closed"),
        ({"closed": ["2026-12-25", "2026-02-30"]}, r"closed\[1\]"),
        ({"closed": ["20261225"]}, "20261225"),
        ({"closed": ["2026-W52-5"]}, "2026-W52-5"),
        ({"open": ["2026-12-25"]}, "open"),
        ({"open": {"Christmas": [["08:00", "12:00"]]}}, "Christmas"),
        ({"open": {"2026-12-24": [["08:00", "25:00"]]}}, r"open.2026-12-24\[0\]"),
        ({"holidays": "IT"}, "holidays"),
        ({"holidays": {"subdivision": "MI"}}, "holidays.country"),
        ({"holidays": {"country": "IT", "subdivision": 7}}, "holidays.subdivision"),
        ({"holidays": {"country": "IT", "province": "MI"}}, "province"),
        ({"holiday_dates": ["2026-12-25"]}, "holiday_dates"),
        ({"holiday_dates": {"2026-12-25": None}}, "holiday_dates.2026-12-25"),
        ({"holiday_dates": {"25/12": "Natale"}}, "25/12"),
        ({"hollidays": {"country": "IT"}}, "hollidays"),
    ],
)
def test_a_wrong_calendar_is_refused_by_the_name_of_its_field(change: Doc, named: str) -> None:
    with pytest.raises(CalendarError, match=named):
        parse_calendar(OFFICE | change)


@pytest.mark.parametrize(
    "rule", [{"country": "XX"}, {"country": "IT", "subdivision": "ZZ"}, {"country": "it"}], ids=str
)
def test_holidays_that_the_library_does_not_know_are_refused(rule: Doc) -> None:
    with pytest.raises(CalendarError, match="does not know"):
        freeze_holidays(OFFICE | {"holidays": rule}, 2026, 2026)


def test_no_document_at_all_is_refused() -> None:
    with pytest.raises(CalendarError, match="calendar"):
        parse_calendar([])


@pytest.mark.parametrize(
    ("doc", "why"),
    [
        (OFFICE, None),
        ({"timezone": "Europe/Rome", "hours": {}}, "no weekday has hours and no date is opened"),
        ({"timezone": "UTC", "hours": {}, "open": {"2026-03-09": [["08:00", "09:00"]]}}, "is past"),
        ({"timezone": "UTC", "hours": {}, "open": {"2026-03-10": [["08:00", "09:00"]]}}, None),
        ({"timezone": "UTC", "hours": {}, "open": {"2026-03-11": []}}, "no date is opened"),
        ({"timezone": "UTC", "hours": {}, "open": {"2029-03-11": [["08:00", "09:00"]]}}, "400 days"),
    ],
)
def test_a_calendar_that_never_opens_says_why(doc: Doc, why: str | None) -> None:
    said = never_opens(parse_calendar(doc), TUESDAY)

    assert said is None if why is None else said is not None and why in said


def test_a_calendar_shut_for_all_the_days_looked_at_says_so() -> None:
    first = TUESDAY.toordinal()
    shut = [date.fromordinal(first + ahead).isoformat() for ahead in range(10)]
    spec = parse_calendar(every_day(("08:00", "12:00"), days=WEEKDAYS) | {"closed": shut})

    assert "every day in the 10 days" in str(never_opens(spec, TUESDAY, days=10))
    assert never_opens(spec, TUESDAY) is None


def test_a_calendar_opens_if_one_that_widens_it_does() -> None:
    never, past = (
        parse_calendar({"timezone": "Europe/Rome", "hours": {}} | opened)
        for opened in ({}, {"open": {"2026-03-09": [["08:00", "09:00"]]}})
    )

    assert never_opens(widened(never, past, parse_calendar(NIGHTS)), TUESDAY) is None
    assert never_opens(widened(never, widened(never, parse_calendar(NIGHTS))), TUESDAY) is None
    assert "is past" in str(never_opens(widened(never, past), TUESDAY))
    assert "is closed" in str(never_opens(widened(never, parse_calendar(OFFICE)), SATURDAY, days=2))
