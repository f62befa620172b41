"""Explanations add up: for the known cases and whatever happens to a clock."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noc_tui.sla.business import BusinessCalendar, compile_calendar
from noc_tui.sla.clock import ClockEvent, Target, clock_states, overrun_at, read_clock
from noc_tui.sla.compute import parse_events, parse_targets
from noc_tui.sla.explain import Explanation, Kind, Line, explain_clock
from tests.sla.calendars import Doc, cases
from tests.sla.test_engine_and_plain_walk import calendars_at_a_change, histories, iso, seconds, targets

CLOCK_CASES = [case for case in cases() if case["op"] == "clock"]


@pytest.mark.parametrize("case", CLOCK_CASES, ids=lambda case: str(case["id"]))
def test_a_known_case_is_explained_with_its_known_answer(case: Doc) -> None:
    cal = compile_calendar(case["calendar"])
    opened_at, now = seconds(case["opened_at"]), seconds(case["now"])
    events = parse_events(case["events"])

    answers: dict[str, Any] = {}
    for name, target in parse_targets(case["targets"]).items():
        told = explain_clock(cal, name, target, opened_at, events, now)
        check_that_it_adds_up(cal, target, told, [event for event in events if event.at <= now], now)
        answers[name] = {"status": told.status, "due": iso(told.due), "remaining_s": told.remaining_s}

    assert answers == case["expect"]


@given(st.data())
@settings(max_examples=300)
def test_whatever_happens_the_lines_add_up(data: st.DataObject) -> None:
    spec, opened_at = data.draw(calendars_at_a_change())
    events, now = data.draw(histories(opened_at))
    name = data.draw(st.sampled_from(["contact", "response", "restore"]))
    target = data.draw(st.none() | targets)
    limit = data.draw(st.sampled_from([0, 8, 40]))
    cal = BusinessCalendar(spec)

    told = explain_clock(cal, name, target, opened_at, events, now, limit)

    check_that_it_adds_up(cal, target, told, events, now)


def check_that_it_adds_up(
    cal: BusinessCalendar, target: Target | None, told: Explanation, events: list[ClockEvent], now: int
) -> None:
    """What holds for every explanation, found from the engine's answers and the calendar."""
    opened_at = told.lines[0].start
    state = clock_states(cal, {told.clock: target}, opened_at, events)[told.clock]
    reading = read_clock(state, cal, now)
    assert (told.status, told.due, told.remaining_s) == (reading.status, reading.due, reading.remaining_s)
    assert (told.started_at, told.stopped_at) == (state.started_at, state.stopped_at)
    assert (told.target_s, told.overrun_at) == (state.target_s, overrun_at(state, cal))

    slices = [line for line in told.lines if line.end > line.start]
    if target is None or told.started_at is None or told.target_s is None or told.remaining_s is None:
        assert not slices
        return
    ends = [told.due, now if told.stopped_at is None else told.stopped_at]
    tiled = [told.started_at, *(line.end for line in slices)]
    assert [line.start for line in slices] == tiled[:-1], "no gap and no overlap"
    assert tiled[-1] == max(end for end in ends if end is not None)

    counted = sum(line.seconds for line in slices if line.kind is Kind.COUNTED)
    assert counted == (told.target_s - told.remaining_s if told.due is None else told.target_s)
    halt = [line for line in told.lines if line.kind in (Kind.NOW, Kind.STOPPED)][-1]
    assert halt.total_s == told.target_s - told.remaining_s
    check_slices(cal, slices)
    check_instants(told, events)
    check_phases(cal, target, told, events)
    assert sum(line.seconds for line in told.rule_lines) == (told.target_s if told.rule else 0)


def check_slices(cal: BusinessCalendar, slices: list[Line]) -> None:
    total = 0
    for line in slices:
        total += line.seconds
        assert line.total_s == total
        if line.kind in (Kind.COUNTED, Kind.AFTER):
            assert line.seconds == cal.between_s(line.start, line.end)
            assert line.windows == len(cal.windows_s(line.start, line.end))
            assert cal.is_open_s(line.start)
        else:
            assert (line.seconds, line.windows) == (0, 0)
        if line.kind in (Kind.CLOSED, Kind.HOLIDAY, Kind.EXCEPTION):
            assert cal.between_s(line.start, line.end) == 0


def check_instants(told: Explanation, events: list[ClockEvent]) -> None:
    instants = [line for line in told.lines if line.start == line.end]
    heard = {(event.at, event.kind, event.reason) for event in events}
    for line in instants:
        if line.kind in (Kind.PAUSE, Kind.RESUME):
            assert (line.start, str(line.kind), *line.names) in heard
        if line.kind in (Kind.STARTED, Kind.STOPPED):
            assert (line.start, *line.names, None) in heard
        if line.kind is Kind.REOPENED:
            assert (line.start, "reopen", None) in heard
    assert [line.start for line in instants if line.kind is Kind.DUE] == ([] if told.due is None else [told.due])
    for line in told.lines:
        assert line.kind is not Kind.COUNTED or told.due is None or line.end <= told.due
        assert line.kind is not Kind.AFTER or (told.due is not None and told.due <= line.start)
    overruns = [line.start for line in told.lines if line.kind is Kind.AFTER][:1]
    assert overruns == [line.start for line in instants if line.kind is Kind.OVERRUN]
    assert overruns == ([told.overrun_at] if told.status == "breached" else [])


def check_phases(cal: BusinessCalendar, target: Target, told: Explanation, events: list[ClockEvent]) -> None:
    """Each slice, up to a stop that holds, is as the engine says that the clock stood at its start."""
    for line in told.lines:
        if line.start == line.end or (told.stopped_at is not None and line.start >= told.stopped_at):
            continue
        before = [event for event in events if event.at <= line.start]
        phase = clock_states(cal, {told.clock: target}, told.lines[0].start, before)[told.clock].phase
        assert phase == {Kind.PAUSED: "paused", Kind.DONE: "stopped"}.get(line.kind, "running")
