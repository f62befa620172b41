"""Business time at its edges: closings, nights, clock changes, years, and calendars that never open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from noc_tui.sla.business import BusinessCalendar, compile_calendar
from noc_tui.sla.calendar import freeze_holidays, parse_calendar, widened
from noc_tui.sla.errors import CalendarError, NeverOpens, TargetError
from tests.sla.calendars import ALWAYS, NIGHTS, OFFICE, OFFICE_IN_MILAN, WEEKDAYS, Doc, at, every_day

HOUR = 3600
NEVER: Doc = {"timezone": "Europe/Rome", "hours": {}}
ONCE: Doc = {"timezone": "Europe/Rome", "hours": {}, "open": {"2026-03-10": [["08:00", "12:00"]]}}


def cal(doc: Doc) -> BusinessCalendar:
    return compile_calendar(doc)


def test_four_hours_from_opening_end_at_the_closing_and_not_after_lunch() -> None:
    assert cal(OFFICE).add_s(at("2026-03-10T08:30"), 4 * HOUR) == at("2026-03-10T12:30")
    assert cal(OFFICE).add_s(at("2026-03-10T08:30"), 4 * HOUR + 1) == at("2026-03-10T14:00:01")


def test_no_time_at_all_passes_at_once_even_while_closed() -> None:
    assert cal(OFFICE).add_s(at("2026-03-14T11:11:11"), 0) == at("2026-03-14T11:11:11")
    assert cal(NEVER).add_s(at("2026-03-14T11:11:11"), 0) == at("2026-03-14T11:11:11")


def test_time_reported_in_the_night_starts_to_count_in_the_morning() -> None:
    assert cal(OFFICE).add_s(at("2026-03-13T19:00"), HOUR) == at("2026-03-16T09:30")
    assert cal(OFFICE).add_s(at("2026-03-13T18:00"), HOUR) == at("2026-03-16T09:30")


def test_holidays_do_not_count() -> None:
    assert cal(OFFICE_IN_MILAN).add_s(at("2026-12-04T17:00"), 2 * HOUR) == at("2026-12-09T09:30")
    frozen = freeze_holidays(OFFICE_IN_MILAN, 2026, 2027)
    assert cal(frozen).add_s(at("2026-12-04T17:00"), 2 * HOUR) == at("2026-12-09T09:30")


def test_between_counts_back_as_it_counts_forth() -> None:
    morning, evening = at("2026-03-10T08:00"), at("2026-03-10T17:00")

    assert cal(OFFICE).between_s(morning, evening) == 7 * HOUR
    assert cal(OFFICE).between_s(evening, morning) == -7 * HOUR
    assert cal(OFFICE).between_s(at("2026-03-14T00:00"), at("2026-03-15T23:00")) == 0


@pytest.mark.parametrize(
    ("night", "hours"),
    [("2026-03-27T21:00", 8), ("2026-03-28T21:00", 7), ("2026-10-24T21:00", 9), ("2026-10-25T21:00", 8)],
)
def test_a_night_lasts_as_long_as_it_really_does(night: str, hours: int) -> None:
    start = at(night)

    assert cal(NIGHTS).between_s(start, start + 12 * HOUR) == hours * HOUR


@pytest.mark.parametrize(("night", "hours"), [("2026-04-04T21:00", 8.5), ("2026-10-03T21:00", 7.5)])
def test_lord_howe_moves_its_clocks_by_half_an_hour(night: str, hours: float) -> None:
    zone = "Australia/Lord_Howe"
    nights = cal(every_day(("22:00", "06:00"), timezone=zone))
    start = at(night, zone)

    assert nights.between_s(start, start + 12 * HOUR) == hours * HOUR


def test_a_window_in_the_hour_that_comes_twice_opens_twice() -> None:
    early = cal(every_day(("02:15", "02:45")))
    midnight = at("2026-10-25T00:00")

    assert early.windows_s(midnight, midnight + 12 * HOUR) == [
        (at("2026-10-25T02:15"), at("2026-10-25T02:45")),
        (at("2026-10-25T02:15", fold=1), at("2026-10-25T02:45", fold=1)),
    ]
    assert early.add_s(midnight, 45 * 60) == at("2026-10-25T02:30", fold=1)
    assert early.next_business_day_s(at("2026-10-24T12:00")) == at("2026-10-25T02:45", fold=1)


def test_a_window_in_the_hour_that_is_left_out_does_not_open_that_day() -> None:
    early = cal(every_day(("02:15", "02:45")))

    assert early.next_open_s(at("2026-03-28T12:00")) == at("2026-03-30T02:15")
    assert early.next_business_day_s(at("2026-03-28T12:00")) == at("2026-03-30T02:45")


def test_a_window_cut_by_the_change_keeps_what_is_left_of_it() -> None:
    early = cal(every_day(("01:30", "02:30")))

    assert early.windows_s(at("2026-03-29T00:00"), at("2026-03-29T12:00")) == [
        (at("2026-03-29T01:30"), at("2026-03-29T03:00"))
    ]


def test_midnight_itself_may_come_twice() -> None:
    zone = "America/Havana"  # at 01:00 the clocks go back to 00:00
    days = cal(every_day(("00:00", "24:00"), days=("sun",), timezone=zone))

    assert days.between_s(at("2026-10-31T12:00", zone), at("2026-11-02T12:00", zone)) == 25 * HOUR


@pytest.mark.parametrize(("sunday", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_whole_day_is_open_from_midnight_to_midnight_however_long_it_is(sunday: str, hours: int) -> None:
    sundays = cal(every_day(("00:00", "24:00"), days=("sun",)))
    begins = at(f"{sunday}T00:00")

    assert sundays.windows_s(begins - 12 * HOUR, begins + 48 * HOUR) == [(begins, begins + hours * HOUR)]
    assert sundays.next_business_day_s(begins - HOUR) == sundays.add_s(begins, hours * HOUR) == begins + hours * HOUR


def test_a_holiday_with_an_opening_of_its_own_is_a_business_day() -> None:
    christmas = cal(OFFICE_IN_MILAN | {"closed": ["2026-12-24"], "open": {"2026-12-25": [["10:00", "11:00"]]}})

    assert christmas.next_business_day_s(at("2026-12-23T12:00")) == at("2026-12-25T11:00")
    assert christmas.add_s(at("2026-12-23T17:00"), 2 * HOUR) == at("2026-12-25T11:00")
    assert christmas.add_s(at("2026-12-23T17:00"), 2 * HOUR + 1) == at("2026-12-28T08:30:01")


def test_a_date_that_a_zone_left_out_has_no_window() -> None:
    zone = "Pacific/Apia"  # went from 29 to 31 December 2011
    office = cal(every_day(("09:00", "17:00"), timezone=zone))

    assert office.next_business_day_s(at("2011-12-29T12:00", zone)) == at("2011-12-31T17:00", zone)
    assert office.between_s(at("2011-12-29T00:00", zone), at("2012-01-01T00:00", zone)) == 16 * HOUR


def test_a_night_belongs_to_the_day_it_starts_on() -> None:
    nights = cal(NIGHTS | {"closed": ["2026-03-11"]})

    assert nights.windows_s(at("2026-03-10T12:00"), at("2026-03-13T12:00")) == [
        (at("2026-03-10T22:00"), at("2026-03-11T06:00")),
        (at("2026-03-12T22:00"), at("2026-03-13T06:00")),
    ]
    assert nights.next_business_day_s(at("2026-03-10T05:00")) == at("2026-03-13T06:00")


def test_windows_that_overlap_count_once() -> None:
    doubled = cal(every_day(("08:00", "12:00"), ("10:00", "14:00"), ("08:30", "09:00")))

    assert doubled.between_s(at("2026-03-10T00:00"), at("2026-03-11T00:00")) == 6 * HOUR
    assert doubled.next_business_day_s(at("2026-03-10T00:00")) == at("2026-03-11T14:00")


def test_next_business_day_is_the_last_closing_of_the_day_after() -> None:
    assert cal(OFFICE).next_business_day_s(at("2026-03-10T00:10")) == at("2026-03-11T18:00")
    assert cal(OFFICE).next_business_day_s(at("2026-03-13T23:59:59")) == at("2026-03-16T18:00")
    assert cal(ALWAYS).next_business_day_s(at("2026-03-10T10:00")) == at("2026-03-12T00:00")


def test_the_local_date_decides_which_day_is_next() -> None:
    zone = "Asia/Kolkata"
    office = cal(every_day(("09:30", "18:15"), timezone=zone))
    just_past_midnight_there = at("2026-03-11T00:10", zone)

    assert office.next_business_day_s(just_past_midnight_there) == at("2026-03-12T18:15", zone)


def on_call(doc: Doc, *others: Doc) -> BusinessCalendar:
    """A calendar widened by others (F4)."""
    return BusinessCalendar(widened(parse_calendar(doc), *map(parse_calendar, others)))


def test_work_on_call_opens_beyond_office_hours_and_overlaps_count_once() -> None:
    evenings = every_day(("17:00", "20:00"), days=("tue", "sat"))
    wide = on_call(OFFICE, evenings)

    assert wide.add_s(at("2026-03-10T17:00"), 2 * HOUR) == at("2026-03-10T19:00")
    assert wide.between_s(at("2026-03-10T00:00"), at("2026-03-11T00:00")) == 10 * HOUR
    assert wide.windows_s(at("2026-03-10T13:00"), at("2026-03-12T00:00")) == [
        (at("2026-03-10T14:00"), at("2026-03-10T20:00")),
        (at("2026-03-11T08:30"), at("2026-03-11T12:30")),
        (at("2026-03-11T14:00"), at("2026-03-11T18:00")),
    ]
    assert wide.next_business_day_s(at("2026-03-09T10:00")) == at("2026-03-10T20:00")
    assert wide.next_business_day_s(at("2026-03-13T10:00")) == at("2026-03-14T20:00")


def test_a_holiday_or_closure_of_the_office_does_not_close_work_on_call() -> None:
    wide = on_call(OFFICE_IN_MILAN | {"closed": ["2026-12-09"]}, every_day(("08:00", "10:00")))

    assert wide.next_business_day_s(at("2026-12-06T12:00")) == at("2026-12-07T10:00")
    assert wide.between_s(at("2026-12-07T00:00"), at("2026-12-10T00:00")) == 6 * HOUR


def test_several_calendars_may_widen_one_and_be_widened_themselves() -> None:
    early, late = every_day(("06:00", "07:00")), every_day(("21:00", "22:00"))
    nested = BusinessCalendar(widened(parse_calendar(OFFICE), widened(parse_calendar(early), parse_calendar(late))))

    whole_year = at("2026-01-01T00:00"), at("2027-01-01T00:00")
    assert nested.windows_s(*whole_year) == on_call(OFFICE, early, late).windows_s(*whole_year)
    assert nested.next_business_day_s(at("2026-03-10T10:00")) == at("2026-03-11T22:00")


def test_round_the_clock_work_on_call_makes_a_calendar_that_never_closes() -> None:
    assert on_call(OFFICE, ALWAYS).next_close_s(at("2026-03-10T10:00")) is None


def test_work_on_call_elsewhere_opens_by_its_own_clock() -> None:
    new_york = every_day(("09:00", "17:00"), days=WEEKDAYS, timezone="America/New_York")
    wide = on_call(OFFICE, new_york)

    assert wide.add_s(at("2026-03-10T17:00"), 4 * HOUR) == at("2026-03-10T21:00"), "five hours apart, between changes"
    assert wide.between_s(at("2026-03-10T00:00"), at("2026-03-11T00:00")) == 12 * HOUR
    assert wide.next_business_day_s(at("2026-03-10T10:00")) == at("2026-03-11T22:00")
    assert wide.next_business_day_s(at("2026-04-01T10:00")) == at("2026-04-02T23:00")


def test_a_day_elsewhere_counts_for_the_date_here_on_which_it_starts() -> None:
    auckland = every_day(("09:00", "17:00"), days=("sun",), timezone="Pacific/Auckland")  # 21:00 to 05:00 in Rome
    wide = on_call(OFFICE, auckland)

    assert wide.next_business_day_s(at("2026-03-13T12:00")) == at("2026-03-15T05:00"), "Saturday's, it ends on Sunday"
    assert wide.next_business_day_s(at("2026-03-14T22:00")) == at("2026-03-16T18:00"), "not the one that is open now"


def test_a_last_opening_elsewhere_may_be_two_dates_away() -> None:
    once: Doc = {"timezone": "Pacific/Niue", "hours": {}, "open": {"2026-03-10": [["23:00", "23:30"]]}}
    wide = on_call(NEVER | {"timezone": "Pacific/Kiritimati"}, once)

    last = at("2026-03-10T23:30", "Pacific/Niue")
    assert wide.next_business_day_s(at("2026-03-11T12:00", "Pacific/Kiritimati")) == last
    assert wide.add_s(at("2026-03-11T12:00", "Pacific/Kiritimati"), HOUR // 2) == last
    with pytest.raises(NeverOpens):
        wide.next_business_day_s(at("2026-03-12T00:00", "Pacific/Kiritimati"))


def test_opening_includes_its_start_and_excludes_its_end() -> None:
    office = cal(OFFICE)
    opens, closes = at("2026-03-10T08:30"), at("2026-03-10T12:30")

    assert [office.is_open_s(t) for t in (opens - 1, opens, closes - 1, closes)] == [False, True, True, False]
    assert office.next_open_s(opens) == opens
    assert office.next_open_s(closes) == at("2026-03-10T14:00")
    assert office.next_close_s(opens - 1) == closes
    assert office.next_close_s(closes - 1) == closes
    assert office.next_close_s(closes) == at("2026-03-10T18:00")


def test_openings_that_touch_at_midnight_or_new_year_are_one() -> None:
    always = cal(ALWAYS | {"closed": ["2027-03-01"]})

    assert always.next_close_s(at("2026-12-30T10:00")) == at("2027-03-01T00:00")
    assert always.windows_s(at("2026-12-30T00:00"), at("2027-01-02T00:00")) == [
        (at("2026-12-30T00:00"), at("2027-01-02T00:00"))
    ]


def test_what_never_closes_says_so() -> None:
    assert cal(ALWAYS).next_close_s(at("2026-03-10T10:00")) is None


def test_no_windows_lie_in_no_time() -> None:
    assert cal(ALWAYS).windows_s(at("2026-03-10T10:00"), at("2026-03-10T10:00")) == []
    assert cal(OFFICE).windows_s(at("2026-03-10T12:30"), at("2026-03-10T14:00")) == []


def test_years_asked_for_in_any_order_agree() -> None:
    asked = [at(f"{year}-05-06T10:00") for year in (2026, 2019, 2031, 2024, 2027)]
    used = BusinessCalendar(cal(OFFICE).spec)

    for t in asked:
        fresh = BusinessCalendar(used.spec)
        assert used.add_s(t, 5000 * HOUR) == fresh.add_s(t, 5000 * HOUR)
        assert used.between_s(t, at("2025-01-01T00:00")) == fresh.between_s(t, at("2025-01-01T00:00"))


@pytest.mark.parametrize("years", [(2026, 2031), (2031, 2026), (2026, 2031, 2019), (2026, 2019, 2031)])
def test_years_between_those_asked_for_are_not_lost(years: tuple[int, ...]) -> None:
    used = BusinessCalendar(cal(OFFICE).spec)
    all_years = at("2018-01-01T00:00"), at("2033-01-01T00:00")
    for year in years:
        assert used.is_open_s(at(f"{year}-05-06T10:00")) == (date(year, 5, 6).weekday() < 5)
    for year in years:
        assert used.next_open_s(at(f"{year}-12-30T19:00")) < at(f"{year + 1}-01-05T00:00")

    assert used.windows_s(*all_years) == BusinessCalendar(used.spec).windows_s(*all_years)


@pytest.mark.parametrize("doc", [NEVER, ONCE | {"closed": ["2027-01-01"]}])
def test_a_calendar_that_never_opens_gives_up(doc: Doc) -> None:
    after = at("2026-03-10T13:00")

    with pytest.raises(NeverOpens, match="2026-03-10"):
        cal(doc).add_s(after, 60)
    with pytest.raises(NeverOpens):
        cal(doc).next_open_s(after)
    with pytest.raises(NeverOpens):
        cal(doc).next_close_s(after)
    with pytest.raises(NeverOpens):
        cal(doc).next_business_day_s(after)
    assert cal(doc).between_s(after, after + 1000 * HOUR) == 0
    assert not cal(doc).is_open_s(after)


def test_a_calendar_that_opens_once_gives_what_it_has() -> None:
    before = at("2025-01-01T00:00")

    assert cal(ONCE).add_s(before, 4 * HOUR) == at("2026-03-10T12:00")
    assert cal(ONCE).next_business_day_s(before) == at("2026-03-10T12:00")
    with pytest.raises(NeverOpens):
        cal(ONCE).add_s(before, 4 * HOUR + 1)


def test_the_last_night_of_a_calendar_runs_into_the_next_year() -> None:
    doc: Doc = {"timezone": "America/New_York", "hours": {}, "open": {"2026-12-31": [["20:00", "06:00"]]}}
    last_night = cal(doc)

    assert last_night.add_s(at("2026-12-31T12:00"), 10 * HOUR) == at("2027-01-01T12:00")


@pytest.mark.parametrize("hours", [10**4 * 100, 10**15])
def test_more_time_than_two_centuries_hold_is_refused(hours: int) -> None:
    with pytest.raises(NeverOpens):
        cal(OFFICE).add_s(at("2026-03-10T10:00"), hours * HOUR)


def test_a_closure_of_years_is_waited_for() -> None:
    days = range(date(2026, 1, 1).toordinal(), date(2029, 1, 1).toordinal())
    shut = cal(OFFICE | {"closed": [date.fromordinal(day).isoformat() for day in days]})

    assert shut.add_s(at("2026-03-10T10:00"), HOUR) == at("2029-01-01T09:30")
    assert shut.next_open_s(at("2026-03-10T10:00")) == at("2029-01-01T08:30")
    assert shut.next_business_day_s(at("2026-03-10T10:00")) == at("2029-01-01T18:00")


def test_negative_minutes_are_refused() -> None:
    with pytest.raises(TargetError, match="-1 minutes"):
        cal(OFFICE).add_s(at("2026-03-10T10:00"), -60)


@pytest.mark.parametrize("t", [-(10**11), 10**11, 10**18])
def test_what_lies_outside_the_centuries_counted_is_refused(t: int) -> None:
    office = cal(OFFICE)
    with pytest.raises(CalendarError):
        office.add_s(t, 60)
    with pytest.raises(CalendarError):
        office.add_s(t, 0)
    with pytest.raises(CalendarError):
        office.between_s(0, t)
    for question in (office.is_open_s, office.next_open_s, office.next_close_s, office.next_business_day_s):
        with pytest.raises(CalendarError):
            question(t)


def test_before_1972_some_offsets_had_seconds() -> None:
    zone = "Africa/Monrovia"  # was 44 minutes and 30 seconds behind UTC
    office = cal(every_day(("09:00", "17:00"), days=WEEKDAYS, timezone=zone))
    opens = datetime(1970, 3, 10, 9, 44, 30, tzinfo=UTC)

    assert office.next_open_s(int(opens.timestamp()) - 1) == int(opens.timestamp())


def test_aware_datetimes_of_any_zone_are_taken_and_utc_is_given() -> None:
    start = datetime(2026, 3, 10, 18, 30, tzinfo=ZoneInfo("Asia/Kolkata"))
    office = cal(OFFICE)

    assert office.add(start, 60) == datetime(2026, 3, 10, 14, 0, tzinfo=UTC)
    assert office.add(start, 60).tzinfo is UTC
    assert office.between(start, start + timedelta(days=1)) == 8 * HOUR
    assert office.next_business_day(start) == datetime(2026, 3, 11, 17, 0, tzinfo=UTC)
    assert office.add(start + timedelta(microseconds=999_999), 60) == office.add(start, 60)


def test_a_datetime_without_offset_is_refused() -> None:
    naive = datetime(2026, 3, 10, 18, 30)  # noqa: DTZ001

    with pytest.raises(CalendarError, match="offset"):
        cal(OFFICE).add(naive, 60)
    with pytest.raises(CalendarError, match="offset"):
        cal(OFFICE).between(naive, naive)


def test_one_document_is_compiled_once_and_a_changed_one_again() -> None:
    assert cal(dict(OFFICE)) is cal(dict(OFFICE))
    assert cal(OFFICE) is not cal(OFFICE | {"closed": ["2026-03-10"]})


def test_more_calendars_than_are_kept_still_answer() -> None:
    start = at("2026-03-10T10:00")
    for day in range(1, 29):
        for month in range(1, 13):
            assert cal(OFFICE | {"closed": [f"2025-{month:02}-{day:02}"]}).add_s(start, HOUR) == start + HOUR
