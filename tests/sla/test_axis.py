"""The axis: only what everybody has closed is folded, and every instant has its cell."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from noc_tui.sla.axis import Axis, Hours, closed_cells, holidays_within, lay_axis, ticks
from noc_tui.sla.business import BusinessCalendar, compile_calendar
from tests.sla.calendars import ALWAYS, NIGHTS, OFFICE, OFFICE_IN_MILAN, WEEKDAYS, Doc, at, every_day

ROME = ZoneInfo("Europe/Rome")
HOUR = 3600
LONG = every_day(("08:00", "20:00"), days=WEEKDAYS)
THROUGH_NOON = every_day(("09:00", "15:00"), days=WEEKDAYS)
NEVER: Doc = {"timezone": "Europe/Rome", "hours": {}}
CALENDARS = [OFFICE, OFFICE_IN_MILAN, LONG, THROUGH_NOON, NIGHTS, ALWAYS, every_day(("23:30", "00:30"))]


def cal(doc: Doc) -> BusinessCalendar:
    return compile_calendar(doc)


def hours(*docs: Doc) -> list[Hours]:
    return [Hours(cal(doc)) for doc in docs]


def folds(axis: Axis) -> list[tuple[str, str, int]]:
    """Each fold on Rome's wall clock, with its cell."""

    def wall(t: int) -> str:
        return f"{datetime.fromtimestamp(t, UTC).astimezone(ROME):%a %H:%M}"

    return [(wall(fold.start), wall(fold.end), fold.cell) for fold in axis.folds]


def test_a_friday_afternoon_is_followed_by_monday_morning() -> None:
    axis = lay_axis(hours(OFFICE), at("2026-11-20T17:12"), 100, 10 * HOUR)

    assert folds(axis) == [
        ("Fri 18:00", "Mon 08:30", 8),
        ("Mon 12:30", "Mon 14:00", 8 + 1 + 40),
        ("Mon 18:00", "Tue 08:30", 8 + 1 + 40 + 1 + 40),
    ]
    assert axis.cell_s == 6 * 60


def test_a_due_at_closing_stands_on_the_fold_and_one_at_opening_behind_it() -> None:
    axis = lay_axis(hours(OFFICE), at("2026-11-20T17:00"), 100, 10 * HOUR)

    assert axis.cell(at("2026-11-20T17:54")) == 9
    assert axis.cell(at("2026-11-20T18:00")) == axis.cell(at("2026-11-22T11:11")) == 10
    assert axis.cell(at("2026-11-23T08:30")) == 11
    assert axis.cell(at("2026-11-20T16:00")) == 0
    assert axis.cell(axis.end - 1) == 99
    assert axis.cell(axis.end) is None


def test_one_who_works_through_noon_keeps_it_open() -> None:
    now = at("2026-11-23T10:00")

    assert folds(lay_axis(hours(OFFICE), now, 60, 6 * HOUR))[0] == ("Mon 12:30", "Mon 14:00", 25)
    assert folds(lay_axis(hours(OFFICE, THROUGH_NOON), now, 90, 9 * HOUR)) == [("Mon 18:00", "Tue 08:30", 80)]


def test_who_is_open_round_the_clock_leaves_nothing_to_fold() -> None:
    now = at("2026-11-20T17:12")

    for always in (Hours(None), Hours(cal(ALWAYS))):
        assert lay_axis([*hours(OFFICE), always], now, 100, 80 * HOUR).folds == ()


def test_hours_that_no_longer_matter_are_folded() -> None:
    now, due = at("2026-11-20T17:12"), at("2026-11-20T20:46")

    assert folds(lay_axis([*hours(OFFICE), Hours(None, due)], now, 100, 10 * HOUR))[0] == ("Fri 20:46", "Mon 08:30", 36)
    assert lay_axis([Hours(None, due), Hours(cal(OFFICE), due)], now, 100, 80 * HOUR).folds == ()


def test_who_looks_while_it_is_closed_sees_a_fold_first() -> None:
    axis = lay_axis(hours(OFFICE), at("2026-11-22T12:00"), 100, 10 * HOUR)

    assert folds(axis)[0] == ("Sun 12:00", "Mon 08:30", 0)
    assert axis.cell(at("2026-11-23T08:30")) == 1


def test_a_closing_no_longer_than_a_cell_is_not_folded() -> None:
    now = at("2026-11-23T08:30")

    an_hour_and_a_half, a_minute_less = 10 * 90 * 60, 10 * 89 * 60
    assert folds(lay_axis(hours(OFFICE), now, 10, an_hour_and_a_half)) == [("Mon 18:00", "Tue 08:30", 7)]
    assert folds(lay_axis(hours(OFFICE), now, 10, a_minute_less))[0] == ("Mon 12:30", "Mon 14:00", 3)


def test_a_night_in_which_the_clocks_change_has_the_cells_that_it_lasts() -> None:
    for evening, lasts in [("2026-03-27T22:00", 8), ("2026-03-28T22:00", 7), ("2026-10-24T22:00", 9)]:
        (fold, *_) = lay_axis(hours(NIGHTS), at(evening), 40, 40 * HOUR).folds
        assert fold.cell == lasts


def test_nobody_opens_ever_and_all_is_one_fold() -> None:
    (stretch,) = lay_axis(hours(NEVER), at("2026-11-22T12:00"), 100, 10 * HOUR).stretches

    assert stretch.folded
    assert stretch.cell == 0


def test_an_axis_has_a_cell_however_narrow_it_is() -> None:
    for width in (-3, 0, 1):
        axis = lay_axis(hours(OFFICE), at("2026-11-20T17:12"), width, 8 * HOUR)
        assert axis.cell(at("2026-11-20T17:30")) == 0


NOWS = st.integers(at("2026-01-01T00:00") // 60, at("2027-12-31T00:00") // 60).map(lambda minute: minute * 60)
CHOSEN = st.lists(st.sampled_from(CALENDARS), min_size=1, max_size=4)
SPANS = st.sampled_from([2, 4, 8, 16, 40, 80]).map(lambda span: span * HOUR)


@given(CHOSEN, NOWS, st.integers(1, 130), SPANS, st.integers(0, 1800))
def test_exactly_what_all_have_closed_is_folded(
    docs: list[Doc], now: int, width: int, span: int, always_for: int
) -> None:
    until = now + always_for * 60
    axis = lay_axis([*hours(*docs), Hours(None, until)], now, width, span)

    assert axis.stretches[0].start == now
    assert [one.end for one in axis.stretches[:-1]] == [one.start for one in axis.stretches[1:]]
    assert axis.stretches[0].cell == 0
    for one, following in zip(axis.stretches, axis.stretches[1:], strict=False):
        cells = 1 if one.folded else -(-(one.end - one.start) // axis.cell_s)
        assert following.cell == one.cell + cells
    assert axis.cell(axis.end - 1) == width - 1
    for one in axis.stretches:
        closed = [
            t for t in range(one.start, one.end, 60) if t >= until and not any(cal(doc).is_open_s(t) for doc in docs)
        ]
        if one.folded:
            assert len(closed) * 60 == one.end - one.start > axis.cell_s
        else:
            assert _longest_row(closed) <= axis.cell_s


def _longest_row(minutes: list[int]) -> int:
    longest = row = 0
    for place, minute in enumerate(minutes):
        row = row + 60 if place and minute == minutes[place - 1] + 60 else 60
        longest = max(longest, row)
    return longest


@given(CHOSEN, NOWS, st.integers(1, 130), SPANS, st.lists(st.integers(-HOUR, 100 * HOUR), min_size=2, max_size=8))
def test_what_is_later_never_stands_before(docs: list[Doc], now: int, width: int, span: int, ahead: list[int]) -> None:
    axis = lay_axis(hours(*docs), now, width, span)
    cells = [axis.cell(now + seconds) for seconds in sorted(ahead)]

    known = [cell for cell in cells if cell is not None]
    assert known == sorted(known)
    assert all(0 <= cell < width for cell in known)
    assert cells[len(known) :] == [None] * (len(cells) - len(known))


def test_a_calendar_is_closed_in_the_cells_in_which_it_never_opens() -> None:
    axis = lay_axis(hours(OFFICE, LONG), at("2026-11-23T11:00"), 20, 10 * HOUR)

    assert axis.cell_s == 1800
    assert closed_cells(axis, cal(LONG)) == frozenset()
    lunch, evening = {3, 4, 5}, {14, 15, 16, 17}
    assert closed_cells(axis, cal(OFFICE)) == lunch | evening | {19}


def test_ticks_are_round_times_outside_the_folds() -> None:
    now = at("2026-11-20T17:12")

    def times(span_h: int, apart: int) -> list[str]:
        found = ticks(lay_axis(hours(OFFICE), now, 100, span_h * HOUR), ROME, apart)
        return [f"{datetime.fromtimestamp(t, UTC).astimezone(ROME):%a %H:%M}" for t in found]

    assert times(10, 9)[:5] == ["Mon 09:00", "Mon 10:00", "Mon 11:00", "Mon 12:00", "Mon 14:00"]
    assert times(2, 12)[:4] == ["Fri 17:15", "Fri 17:30", "Fri 17:45", "Mon 08:30"]
    assert times(80, 9)[:3] == ["Mon 12:00", "Tue 12:00", "Wed 12:00"]


def test_ticks_stay_round_when_the_clocks_change() -> None:
    for evening in ("2026-03-28T22:10", "2026-10-24T22:10"):
        axis = lay_axis([Hours(None)], at(evening), 100, 12 * HOUR)
        found = ticks(axis, ROME, 8)
        assert found == sorted(set(found))
        walls = [datetime.fromtimestamp(t, UTC).astimezone(ROME) for t in found]
        assert all(wall.minute == 0 for wall in walls)
        assert len(walls) > 8


def test_a_holiday_is_named_where_nobody_works_on_it() -> None:
    now = at("2026-12-04T19:00")

    def named(*docs: Doc) -> list[list[str]]:
        axis = lay_axis(hours(*docs), now, 100, 10 * HOUR)
        return [holidays_within(fold, [cal(doc) for doc in docs], ROME) for fold in axis.folds]

    milan, italy = OFFICE_IN_MILAN, OFFICE | {"holidays": {"country": "IT"}}
    assert named(milan)[0] == ["Sant'Ambrogio", "Immacolata Concezione"]
    assert named(milan, italy)[0] == []
    assert ["Immacolata Concezione"] in named(milan, italy)
    assert named(OFFICE)[0] == []
    assert all(names == [] for names in named(milan, OFFICE))
