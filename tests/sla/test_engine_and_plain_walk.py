"""The fast engine against the plain walk, and against what must hold for any calendar, clock changes included."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noc_tui.sla.business import BusinessCalendar
from noc_tui.sla.calendar import CalendarSpec, parse_calendar, widened
from noc_tui.sla.clock import KINDS, ClockEvent, Target, clock_states, overrun_at, read_clock
from noc_tui.sla.compute import parse_events, parse_targets
from noc_tui.sla.errors import NeverOpens
from noc_tui.sla.plain import PlainCalendar, plain_readings
from tests.sla.calendars import WEEK, Doc, cases

DAY = 86_400
CHANGES = {
    "Europe/Rome": ["2026-03-29", "2026-10-25"],
    "Australia/Lord_Howe": ["2026-04-05", "2026-10-04"],
    "America/New_York": ["2026-03-08", "2026-11-01"],
    "Europe/London": ["2026-03-29", "2026-10-25"],
    "America/Havana": ["2026-03-08", "2026-11-01"],
    "Africa/Casablanca": ["2026-02-15", "2026-03-22"],
    "Asia/Kathmandu": ["2026-10-25"],
    "UTC": ["2026-03-29"],
    "Pacific/Apia": ["2011-12-30"],
}

windows = st.tuples(st.integers(0, 1439), st.integers(0, 1439) | st.just(1440)).map(
    lambda pair: [f"{minute // 60:02}:{minute % 60:02}" for minute in pair]
)
days = st.lists(windows, max_size=3)
reasons = st.sampled_from(["customer", "visit", "vendor"])
targets = st.builds(
    Target,
    minutes=st.integers(0, 900),
    start=st.sampled_from(["opened", "response"]),
    stopped_by=st.frozensets(reasons),
) | st.builds(Target, rule=st.just("next_business_day"), stopped_by=st.frozensets(reasons))


@st.composite
def calendars_at_a_change(draw: st.DrawFn) -> tuple[CalendarSpec, int]:
    """A calendar that opens, widened at times by one or two of any zone, and an instant near a clock change of its."""
    zone = draw(st.sampled_from(sorted(CHANGES)))
    change = date.fromisoformat(draw(st.sampled_from(CHANGES[zone])))
    zones = draw(st.just([]) | st.lists(st.just(zone) | st.sampled_from(sorted(CHANGES)), max_size=2))
    spec, *others = (parse_calendar(draw(documents(zone, change))) for zone in [zone, *zones])
    noon = datetime(change.year, change.month, change.day, 12, tzinfo=ZoneInfo(zone))
    return widened(spec, *others), int(noon.timestamp()) + draw(st.integers(-3 * DAY, 3 * DAY))


@st.composite
def documents(draw: st.DrawFn, zone: str, about: date) -> Doc:
    """A calendar of a zone with exceptions of each kind in the days about a date."""
    near = [(about + timedelta(days=ahead)).isoformat() for ahead in range(-2, 4)]
    hours = {name: draw(days) for name in WEEK}
    hours[draw(st.sampled_from(WEEK))] = [["01:20", "03:10"], ["22:00", "02:40"]]
    return {
        "timezone": zone,
        "hours": hours,
        "closed": draw(st.lists(st.sampled_from(near), max_size=2)),
        "open": draw(st.dictionaries(st.sampled_from(near), days, max_size=2)),
        "holiday_dates": draw(st.dictionaries(st.sampled_from(near), st.just("feast"), max_size=2)),
    }


@st.composite
def histories(draw: st.DrawFn, opened_at: int) -> tuple[list[ClockEvent], int]:
    """Events from the opening on, some at one instant, and an instant after the last."""
    events, t = [], opened_at
    for _ in range(draw(st.integers(0, 7))):
        t += draw(st.sampled_from([0, 60]) | st.integers(0, DAY))
        kind = draw(st.sampled_from(KINDS))
        events.append(ClockEvent(t, kind, draw(reasons) if kind in ("pause", "resume") else None))
    return events, t + draw(st.integers(0, 2 * DAY))


@pytest.mark.parametrize("case", cases()[::6], ids=lambda case: str(case["id"]))
def test_the_plain_walk_finds_the_known_answers(case: Doc, plain: dict[str, PlainCalendar]) -> None:
    cal = plain.setdefault(repr(case["calendar"]), PlainCalendar(parse_calendar(case["calendar"])))

    assert plain_answer(cal, case) == case["expect"]


@pytest.fixture(scope="module")
def plain() -> dict[str, PlainCalendar]:
    """The days looked at stay known from case to case."""
    return {}


def plain_answer(cal: PlainCalendar, case: Doc) -> dict[str, Any]:
    match case["op"]:
        case "add":
            return {"due": iso(cal.add(seconds(case["start"]), case["minutes"] * 60))}
        case "between":
            return {"seconds": cal.between(seconds(case["start"]), seconds(case["end"]))}
        case "next_business_day":
            return {"due": iso(cal.next_business_day(seconds(case["start"])))}
    opened_at, now = seconds(case["opened_at"]), seconds(case["now"])
    readings = plain_readings(cal, parse_targets(case["targets"]), opened_at, parse_events(case["events"]), now)
    return {
        name: {"status": reading.status, "due": iso(reading.due), "remaining_s": reading.remaining_s}
        for name, reading in readings.items()
    }


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def iso(t: int | None) -> str | None:
    return None if t is None else datetime.fromtimestamp(t, ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")


@given(calendars_at_a_change(), st.integers(0, 2 * DAY), st.integers(-2 * DAY, 2 * DAY))
@settings(max_examples=80)
def test_engine_and_plain_walk_agree(given_at: tuple[CalendarSpec, int], spell: int, ahead: int) -> None:
    spec, start = given_at
    cal, plain = BusinessCalendar(spec), PlainCalendar(spec)

    assert cal.is_open_s(start) == plain.is_open(start)
    assert cal.between_s(start, start + ahead) == plain.between(start, start + ahead)
    assert cal.add_s(start, spell % (DAY // 2)) == plain.add(start, spell % (DAY // 2))
    assert cal.next_business_day_s(start) == plain.next_business_day(start)


@given(st.data())
@settings(max_examples=80)
def test_clocks_and_plain_walk_agree(data: st.DataObject) -> None:
    spec, opened_at = data.draw(calendars_at_a_change())
    events, now = data.draw(histories(opened_at))
    events = data.draw(st.permutations(events))
    opened_at += data.draw(st.sampled_from([0, DAY]))  # what happened before it counts as at the opening
    asked = data.draw(st.dictionaries(st.sampled_from(["contact", "response", "restore"]), st.none() | targets))
    cal, plain = BusinessCalendar(spec), PlainCalendar(spec)

    states = clock_states(cal, asked, opened_at, events)

    shown = {name: read_clock(state, cal, now) for name, state in states.items()}
    assert shown == plain_readings(plain, asked, opened_at, events, now)


@given(st.data())
def test_a_clock_is_overrun_when_it_says(data: st.DataObject) -> None:
    spec, opened_at = data.draw(calendars_at_a_change())
    events, _ = data.draw(histories(opened_at))
    name = data.draw(st.sampled_from(["contact", "response", "restore"]))
    target = data.draw(targets)
    cal = BusinessCalendar(spec)

    overrun = overrun_at(clock_states(cal, {name: target}, opened_at, events)[name], cal)

    if overrun is not None:
        until = [event for event in events if event.at <= overrun]
        state = clock_states(cal, {name: target}, opened_at, until)[name]
        assert read_clock(state, cal, overrun).remaining_s == 0
        assert read_clock(state, cal, overrun + 1).status == "breached"


spells = st.integers(0, 40 * DAY)


@given(calendars_at_a_change(), spells)
def test_as_much_open_time_lies_before_an_instant_as_was_added(given_at: tuple[CalendarSpec, int], spell: int) -> None:
    spec, start = given_at
    cal = BusinessCalendar(spec)

    reached = cal.add_s(start, spell)

    assert cal.between_s(start, reached) == spell
    assert spell == 0 or cal.between_s(start, reached - 1) == spell - 1, "there is no earlier one"


@given(calendars_at_a_change(), spells, spells)
def test_more_time_ends_later_and_a_later_start_no_sooner(
    given_at: tuple[CalendarSpec, int], spell: int, more: int
) -> None:
    spec, start = given_at
    cal = BusinessCalendar(spec)

    assert cal.add_s(start, spell) <= cal.add_s(start, spell + more)
    assert cal.add_s(start, spell) <= cal.add_s(start + more, spell)
    assert cal.between_s(start, start + spell) <= cal.between_s(start, start + spell + more)
    assert cal.between_s(start - more, start + spell) >= cal.between_s(start, start + spell)


@given(calendars_at_a_change(), spells, spells)
def test_time_may_be_added_in_parts_and_counted_in_parts(
    given_at: tuple[CalendarSpec, int], first: int, second: int
) -> None:
    spec, start = given_at
    cal = BusinessCalendar(spec)
    middle, end = start + first, start + first + second

    assert cal.between_s(start, middle) + cal.between_s(middle, end) == cal.between_s(start, end)
    assert cal.between_s(end, start) == -cal.between_s(start, end)
    if second:
        assert cal.add_s(cal.add_s(start, first), second) == cal.add_s(start, first + second)


@given(calendars_at_a_change(), spells)
def test_openings_add_up_to_the_time_between(given_at: tuple[CalendarSpec, int], spell: int) -> None:
    spec, start = given_at
    cal = BusinessCalendar(spec)
    openings = cal.windows_s(start, start + spell)

    assert sum(end - begin for begin, end in openings) == cal.between_s(start, start + spell)
    assert all(earlier[1] < later[0] for earlier, later in pairwise(openings))
    assert all(cal.is_open_s(begin) and cal.next_open_s(begin) == begin for begin, _ in openings)


def test_the_plain_walk_gives_up_too() -> None:
    plain = PlainCalendar(parse_calendar({"timezone": "Europe/Rome", "hours": {}}))

    with pytest.raises(NeverOpens):
        plain.add(0, 60)
    with pytest.raises(NeverOpens):
        plain.next_business_day(0)
