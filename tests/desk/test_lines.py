"""The queue's line of a ticket says of its clock what the clock itself says, worked out from the stored columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from noc_tui.clock import to_us
from noc_tui.desk.lines import ticket_line, time_left
from noc_tui.domain.ticket import ClockColumns, TicketRow
from noc_tui.domain.words import Category, Channel, Origin, Phase, Status
from noc_tui.sla.business import compile_calendar
from noc_tui.sla.clock import ClockEvent, ClockState, Target, clock_states, overrun_at, read_clock
from noc_tui.sla.profile import DEFAULT_WARNINGS
from tests.rooms import local
from tests.sla.calendars import OFFICE, at

HOURS = compile_calendar(OFFICE)
HALF_HOUR = 1800
OPENED = at("2026-11-20 16:00")  # two open hours before a weekend
NONE = ClockColumns("none", None, 0, None, None)


def in_us(seconds: int | None) -> int | None:
    return None if seconds is None else seconds * 1_000_000


def columns(state: ClockState) -> ClockColumns:
    return ClockColumns(state.phase, state.target_s, state.used_s, in_us(state.since), in_us(state.due))


def ticket_with(restore: ClockColumns) -> TicketRow:
    return TicketRow(
        id=1, key="NOC-2026-000001", year=2026, number=1, subject="No mail", customer_id=None, contact_id=None,
        site_id=None, equipment_id=None, contract_version_id=None, profile_version_id=1, calendar_version_id=1,
        on_call_version_id=None, origin=Origin.CUSTOMER, channel=Channel.PHONE, status=Status.OPEN, phase=Phase.TRIAGE,
        level=1, category=Category.BLOCKING, impact=None, urgency=None, priority=None, severity=1, fault=None,
        technology=None, team=None, assignee=None, pending_reason=None, wake_at=None, call_at=None, call_from=None,
        call_who=None, merged_into=None, external_ref=None, estimate_s=None, spent_s=0, opened_at=OPENED * 1_000_000,
        resolved_at=None, closed_at=None, updated_at=0, solved_in_call=False, touched=False, alerts_firing=0,
        contact=NONE, response=NONE, restore=restore, version=1,
    )  # fmt: skip


def after(half_hours: int, steps: list[int]) -> ClockState:
    """The restore clock, paused and resumed in turn, each so many half hours after the other."""
    events, now = [], OPENED
    for number, step in enumerate(steps):
        now += step * HALF_HOUR
        events.append(ClockEvent(now, "resume" if number % 2 else "pause", "customer"))
    target = Target(minutes=half_hours * 30, start="opened", stopped_by=frozenset({"customer"}))
    return clock_states(HOURS, {"restore": target}, OPENED, events)["restore"]


@given(st.integers(1, 10), st.lists(st.integers(0, 150), max_size=5))
def test_a_line_turns_overrun_when_its_clock_does(half_hours: int, steps: list[int]) -> None:
    state = after(half_hours, steps)
    line = ticket_line(ticket_with(columns(state)), HOURS, DEFAULT_WARNINGS)
    meant = in_us(overrun_at(state, HOURS))

    if state.since is not None and state.used_s <= half_hours * HALF_HOUR:
        assert line.overrun_at == meant
    else:  # it was overrun before it was paused: only that counts
        assert (line.overrun_at is None) == (meant is None)
        assert line.overrun_at is None or meant is None or line.overrun_at <= meant


def test_a_target_reached_at_closing_time_turns_only_once_the_clock_goes_on() -> None:
    """Two hours: all used on Friday at six, when it is paused; on Tuesday at ten it goes on."""
    state = after(4, [4, 168])  # to Friday 18:00, then to Tuesday 06:00

    line = ticket_line(ticket_with(columns(state)), HOURS, DEFAULT_WARNINGS)

    assert line.overrun_at == to_us(local("2026-11-24 08:30"))


@given(st.integers(1, 10), st.lists(st.integers(0, 150), max_size=5), st.integers(0, 200))
def test_what_is_left_on_a_line_is_what_the_clock_shows(half_hours: int, steps: list[int], later: int) -> None:
    state = after(half_hours, steps)
    now = OPENED + (sum(steps) + later) * HALF_HOUR

    shown = time_left(columns(state), HOURS, now * 1_000_000)

    meant = read_clock(state, HOURS, now)
    assert (shown.status, shown.due, shown.remaining_s) == (meant.status, in_us(meant.due), meant.remaining_s)


@given(st.integers(1, 10), st.lists(st.integers(0, 150), min_size=1, max_size=5), st.integers(0, 200))
def test_past_its_wake_up_a_clock_shows_what_it_would_had_it_been_resumed_then(
    half_hours: int, steps: list[int], later: int
) -> None:
    if len(steps) % 2 == 0:
        steps = steps[1:]  # so that it waits at the end
    wake_at = OPENED + (sum(steps) + 3) * HALF_HOUR
    now = wake_at + later * HALF_HOUR

    shown = time_left(columns(after(half_hours, steps)), HOURS, now * 1_000_000, wake_at * 1_000_000)

    meant = read_clock(after(half_hours, [*steps, 3]), HOURS, now)
    assert (shown.status, shown.due, shown.remaining_s) == (meant.status, in_us(meant.due), meant.remaining_s)
