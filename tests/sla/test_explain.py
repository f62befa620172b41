"""Due dates explained: stories of one clock, told line by line."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from noc_tui.sla.business import compile_calendar
from noc_tui.sla.clock import ClockEvent, Target
from noc_tui.sla.errors import NeverOpens, TargetError
from noc_tui.sla.explain import Explanation, Line, explain_clock
from tests.sla.calendars import ALWAYS, OFFICE, WEEK, Doc, at

HOUR = 3600
CUSTOMER = frozenset({"customer"})
FOUR_HOURS = Target(minutes=240, stopped_by=CUSTOMER)
FROM_OPENING = Target(minutes=240, start="opened", stopped_by=CUSTOMER)
NEXT_DAY = Target(rule="next_business_day")


def happened(text: str) -> ClockEvent:
    """An event from its local time, kind and reason in words."""
    when, kind, *reason = text.split()
    return ClockEvent(at(when), kind, reason[0] if reason else None)


def explain(
    name: str,
    target: Target | None,
    *events: str,
    opened: str,
    now: str,
    doc: Doc = OFFICE,
    limit: int = 40,
) -> Explanation:
    history = [happened(event) for event in events]
    return explain_clock(compile_calendar(doc), name, target, at(opened), history, at(now), limit)


def story(lines: tuple[Line, ...], timezone: str = "Europe/Rome") -> list[str]:
    """Lines as an operator might write them down."""
    return [written(line, ZoneInfo(timezone)) for line in lines]


def written(line: Line, zone: ZoneInfo) -> str:
    words = [wall_clock(line.start, zone)]
    if line.end > line.start:
        words += ["-", wall_clock(line.end, zone)]
    words += [line.kind, *line.names]
    if line.windows:
        words += [f"{span(line.seconds)}, so far {span(line.total_s)}"]
    if line.windows > 1:
        words += [f"in {line.windows} windows"]
    return " ".join(words)


def wall_clock(t: int, zone: ZoneInfo) -> str:
    local = datetime.fromtimestamp(t, zone)
    return f"{WEEK[local.weekday()]} {local:%d %H:%M}"


def span(s: int) -> str:
    return f"{s // HOUR}:{s % HOUR // 60:02}"


def test_the_lunch_break_does_not_count() -> None:
    told = explain("response", FOUR_HOURS, opened="2026-03-10T10:30", now="2026-03-10T11:00")

    assert (told.status, told.due, told.remaining_s) == ("running", at("2026-03-10T16:00"), 3 * HOUR + 1800)
    assert (told.target_s, told.rule, told.rule_until, told.rule_lines) == (4 * HOUR, None, None, ())
    assert (told.started_at, told.stopped_at) == (at("2026-03-10T10:30"), None)
    assert story(told.lines) == [
        "tue 10 10:30 opened",
        "tue 10 10:30 - tue 10 11:00 counted 0:30, so far 0:30",
        "tue 10 11:00 now",
        "tue 10 11:00 - tue 10 12:30 counted 1:30, so far 2:00",
        "tue 10 12:30 - tue 10 14:00 closed",
        "tue 10 14:00 - tue 10 16:00 counted 2:00, so far 4:00",
        "tue 10 16:00 due",
    ]


def test_waiting_for_a_vendor_does_not_stop_this_clock() -> None:
    waits = ("2026-03-10T09:00 pause vendor", "2026-03-10T11:00 resume vendor")
    told = explain("response", FOUR_HOURS, *waits, opened="2026-03-10T08:30", now="2026-03-10T12:00")

    assert story(told.lines) == [
        "tue 10 08:30 opened",
        "tue 10 08:30 - tue 10 12:00 counted 3:30, so far 3:30",
        "tue 10 12:00 now",
        "tue 10 12:00 - tue 10 12:30 counted 0:30, so far 4:00",
        "tue 10 12:30 due",
    ]


def test_waiting_for_the_customer_over_a_closing_stands_still_in_one_line() -> None:
    waits = ("2026-03-10T17:00 pause customer", "2026-03-11T09:30 resume customer")
    told = explain("response", FOUR_HOURS, *waits, opened="2026-03-10T16:00", now="2026-03-11T09:30")

    assert told.due == at("2026-03-11T12:30")
    assert story(told.lines) == [
        "tue 10 16:00 opened",
        "tue 10 16:00 - tue 10 17:00 counted 1:00, so far 1:00",
        "tue 10 17:00 pause customer",
        "tue 10 17:00 - wed 11 09:30 paused customer",
        "wed 11 09:30 resume customer",
        "wed 11 09:30 now",
        "wed 11 09:30 - wed 11 12:30 counted 3:00, so far 4:00",
        "wed 11 12:30 due",
    ]


def test_pauses_that_overlap_name_all_that_is_waited_for() -> None:
    target = Target(minutes=240, stopped_by=frozenset({"customer", "visit"}))
    waits = (
        "2026-03-10T09:30 pause visit",
        "2026-03-10T10:00 pause customer",
        "2026-03-10T10:30 pause customer",
        "2026-03-10T11:00 resume visit",
    )
    told = explain("response", target, *waits, opened="2026-03-10T08:30", now="2026-03-10T19:00")

    assert (told.status, told.due, told.remaining_s, told.overrun_at) == ("paused", None, 3 * HOUR, None)
    assert story(told.lines) == [
        "tue 10 08:30 opened",
        "tue 10 08:30 - tue 10 09:30 counted 1:00, so far 1:00",
        "tue 10 09:30 pause visit",
        "tue 10 09:30 - tue 10 10:00 paused visit",
        "tue 10 10:00 pause customer",
        "tue 10 10:00 - tue 10 11:00 paused visit customer",
        "tue 10 11:00 resume visit",
        "tue 10 11:00 - tue 10 19:00 paused customer",
        "tue 10 19:00 now",
    ]


def test_stopped_in_time_the_rest_is_told_as_it_would_have_been() -> None:
    later = ("2026-03-10T10:00 pause customer", "2026-03-10T10:30 response")
    told = explain(
        "response", FOUR_HOURS, "2026-03-10T09:30 response", *later, opened="2026-03-10T08:30", now="2026-03-12T10:00"
    )

    assert (told.status, told.stopped_at) == ("met", at("2026-03-10T09:30"))
    assert story(told.lines) == [
        "tue 10 08:30 opened",
        "tue 10 08:30 - tue 10 09:30 counted 1:00, so far 1:00",
        "tue 10 09:30 stopped response",
        "tue 10 09:30 - tue 10 12:30 counted 3:00, so far 4:00",
        "tue 10 12:30 due",
    ]


def test_stopped_in_a_pause_the_pause_ends_there() -> None:
    events = ("2026-03-10T09:30 pause customer", "2026-03-10T15:00 restore")
    told = explain("response", FOUR_HOURS, *events, opened="2026-03-10T08:30", now="2026-03-10T19:00")

    assert story(told.lines)[2:] == [
        "tue 10 09:30 pause customer",
        "tue 10 09:30 - tue 10 15:00 paused customer",
        "tue 10 15:00 stopped restore",
        "tue 10 15:00 - tue 10 18:00 counted 3:00, so far 4:00",
        "tue 10 18:00 due",
    ]


def test_due_at_fridays_closing_it_is_overrun_on_monday() -> None:
    opened = "2026-03-13T14:00"
    waiting = explain("response", FOUR_HOURS, opened=opened, now="2026-03-15T10:00")

    assert (waiting.status, waiting.overrun_at) == ("running", at("2026-03-16T08:30"))
    assert story(waiting.lines)[2:] == [
        "fri 13 18:00 due",
        "fri 13 18:00 - sun 15 10:00 closed",
        "sun 15 10:00 now",
    ]

    late = explain("response", FOUR_HOURS, "2026-03-16T09:00 response", opened=opened, now="2026-03-16T10:00")

    assert (late.status, late.remaining_s) == ("breached", -1800)
    assert story(late.lines) == [
        "fri 13 14:00 opened",
        "fri 13 14:00 - fri 13 18:00 counted 4:00, so far 4:00",
        "fri 13 18:00 due",
        "fri 13 18:00 - mon 16 08:30 closed",
        "mon 16 08:30 overrun",
        "mon 16 08:30 - mon 16 09:00 after 0:30, so far 4:30",
        "mon 16 09:00 stopped response",
    ]


def test_a_restore_begins_with_the_response_and_a_pause_from_before_still_holds_it() -> None:
    opened = "2026-03-10T08:30"
    waits = "2026-03-10T09:00 pause customer"
    pending = explain("restore", FOUR_HOURS, waits, opened=opened, now="2026-03-10T09:30")

    assert (pending.status, pending.due, pending.remaining_s) == ("pending", None, 4 * HOUR)
    assert story(pending.lines) == ["tue 10 08:30 opened", "tue 10 09:00 pause customer", "tue 10 09:30 now"]

    events = (waits, "2026-03-10T10:00 response", "2026-03-10T11:30 resume customer")
    running = explain("restore", FOUR_HOURS, *events, opened=opened, now="2026-03-10T12:00")

    assert story(running.lines) == [
        "tue 10 08:30 opened",
        "tue 10 09:00 pause customer",
        "tue 10 10:00 started response",
        "tue 10 10:00 - tue 10 11:30 paused customer",
        "tue 10 11:30 resume customer",
        "tue 10 11:30 - tue 10 12:00 counted 0:30, so far 0:30",
        "tue 10 12:00 now",
        "tue 10 12:00 - tue 10 12:30 counted 0:30, so far 1:00",
        "tue 10 12:30 - tue 10 14:00 closed",
        "tue 10 14:00 - tue 10 17:00 counted 3:00, so far 4:00",
        "tue 10 17:00 due",
    ]


def test_a_restore_without_response_starts_and_stops_at_once() -> None:
    told = explain("restore", FOUR_HOURS, "2026-03-10T17:00 restore", opened="2026-03-10T08:30", now="2026-03-10T19:00")

    assert story(told.lines)[:4] == [
        "tue 10 08:30 opened",
        "tue 10 17:00 started restore",
        "tue 10 17:00 stopped restore",
        "tue 10 17:00 - tue 10 18:00 counted 1:00, so far 1:00",
    ]
    assert (told.status, told.due) == ("met", at("2026-03-11T11:30"))


def test_reopened_after_a_restore_the_clock_runs_on_with_what_was_left() -> None:
    events = (
        "2026-03-10T09:30 restore",
        "2026-03-10T11:00 pause customer",
        "2026-03-10T15:00 reopen",
        "2026-03-10T16:00 resume customer",
    )
    told = explain("restore", FROM_OPENING, *events, opened="2026-03-10T08:30", now="2026-03-10T16:30")

    assert (told.status, told.stopped_at, told.remaining_s) == ("running", None, 2 * HOUR + 1800)
    assert story(told.lines) == [
        "tue 10 08:30 opened",
        "tue 10 08:30 - tue 10 09:30 counted 1:00, so far 1:00",
        "tue 10 09:30 stopped restore",
        "tue 10 09:30 - tue 10 11:00 done",
        "tue 10 11:00 pause customer",
        "tue 10 11:00 - tue 10 15:00 done",
        "tue 10 15:00 reopened",
        "tue 10 15:00 - tue 10 16:00 paused customer",
        "tue 10 16:00 resume customer",
        "tue 10 16:00 - tue 10 16:30 counted 0:30, so far 1:30",
        "tue 10 16:30 now",
        "tue 10 16:30 - tue 10 18:00 counted 1:30, so far 3:00",
        "tue 10 18:00 - wed 11 08:30 closed",
        "wed 11 08:30 - wed 11 09:30 counted 1:00, so far 4:00",
        "wed 11 09:30 due",
    ]


def test_next_business_day_over_a_weekend_shows_where_its_hours_come_from() -> None:
    told = explain("response", NEXT_DAY, opened="2026-03-13T17:00", now="2026-03-13T17:00")

    assert (told.rule, told.rule_until) == ("next_business_day", at("2026-03-16T18:00"))
    assert (told.target_s, told.due) == (9 * HOUR, at("2026-03-16T18:00"))
    assert story(told.rule_lines) == [
        "fri 13 17:00 - fri 13 18:00 counted 1:00, so far 1:00",
        "fri 13 18:00 - mon 16 08:30 closed",
        "mon 16 08:30 - mon 16 12:30 counted 4:00, so far 5:00",
        "mon 16 12:30 - mon 16 14:00 closed",
        "mon 16 14:00 - mon 16 18:00 counted 4:00, so far 9:00",
    ]
    assert told.lines[2:-1] == told.rule_lines

    restore = explain(
        "restore", NEXT_DAY, "2026-03-16T16:00 response", opened="2026-03-13T17:00", now="2026-03-16T16:00"
    )
    assert (restore.rule_lines, restore.due) == (told.rule_lines, at("2026-03-17T17:00"))


def test_round_the_clock_is_one_line_to_the_due_and_one_beyond() -> None:
    told = explain("response", FOUR_HOURS, opened="2026-03-13T22:00", now="2026-03-14T12:00", doc=ALWAYS)

    assert story(told.lines) == [
        "fri 13 22:00 opened",
        "fri 13 22:00 - sat 14 02:00 counted 4:00, so far 4:00",
        "sat 14 02:00 due",
        "sat 14 02:00 overrun",
        "sat 14 02:00 - sat 14 12:00 after 10:00, so far 14:00",
        "sat 14 12:00 now",
    ]


def test_a_target_of_no_minutes_is_due_as_it_starts() -> None:
    told = explain("response", Target(minutes=0), opened="2026-03-10T13:00", now="2026-03-10T14:30")

    assert (told.status, told.target_s, told.remaining_s) == ("breached", 0, -1800)
    assert story(told.lines) == [
        "tue 10 13:00 opened",
        "tue 10 13:00 due",
        "tue 10 13:00 - tue 10 14:00 closed",
        "tue 10 14:00 overrun",
        "tue 10 14:00 - tue 10 14:30 after 0:30, so far 0:30",
        "tue 10 14:30 now",
    ]


def test_without_a_target_the_times_are_told_and_nothing_is_counted() -> None:
    events = ("2026-03-10T09:00 response", "2026-03-10T09:30 pause customer", "2026-03-10T10:00 restore")
    told = explain("restore", None, *events, opened="2026-03-10T08:30", now="2026-03-10T12:00")

    assert (told.status, told.target_s, told.due, told.remaining_s) == ("none", None, None, None)
    assert (told.started_at, told.stopped_at) == (at("2026-03-10T09:00"), at("2026-03-10T10:00"))
    assert story(told.lines) == [
        "tue 10 08:30 opened",
        "tue 10 09:00 started response",
        "tue 10 10:00 stopped restore",
    ]


def test_an_event_from_before_the_opening_keeps_its_instant_and_counts_at_the_opening() -> None:
    told = explain(
        "response", FOUR_HOURS, "2026-03-10T08:45 response", opened="2026-03-10T09:00", now="2026-03-10T10:00"
    )

    assert story(told.lines)[:3] == [
        "tue 10 09:00 opened",
        "tue 10 08:45 stopped response",
        "tue 10 09:00 - tue 10 12:30 counted 3:30, so far 3:30",
    ]


def test_a_now_before_the_opening_is_told_as_the_opening() -> None:
    told = explain("response", FOUR_HOURS, opened="2026-03-10T08:30", now="2026-03-10T07:00")

    assert story(told.lines)[:2] == ["tue 10 08:30 opened", "tue 10 08:30 now"]
    assert (told.status, told.remaining_s) == ("running", 4 * HOUR)


def test_events_may_come_in_any_order_of_time() -> None:
    events = ("2026-03-10T09:00 pause customer", "2026-03-10T11:00 resume customer", "2026-03-10T12:00 response")
    opened, now = "2026-03-10T08:30", "2026-03-10T13:00"

    assert explain("response", FOUR_HOURS, *reversed(events), opened=opened, now=now) == explain(
        "response", FOUR_HOURS, *events, opened=opened, now=now
    )


def test_what_comes_after_now_has_not_happened() -> None:
    events = ("2026-03-10T10:00 pause customer", "2026-03-10T11:00 response")
    then = explain("response", FOUR_HOURS, *events, opened="2026-03-10T08:30", now="2026-03-10T09:59")

    assert then == explain("response", FOUR_HOURS, opened="2026-03-10T08:30", now="2026-03-10T09:59")


def test_what_cannot_be_explained_is_refused_as_by_the_engine() -> None:
    once: Doc = {"timezone": "Europe/Rome", "hours": {}, "open": {"2026-03-10": [["08:30", "12:30"]]}}

    with pytest.raises(TargetError, match="repair"):
        explain("repair", FOUR_HOURS, opened="2026-03-10T08:30", now="2026-03-10T09:00")
    with pytest.raises(NeverOpens):
        explain("response", Target(minutes=241), opened="2026-03-10T08:30", now="2026-03-10T09:00", doc=once)
    paused = "2026-03-10T09:30 pause customer"
    held = Target(minutes=241, stopped_by=CUSTOMER)
    told = explain("response", held, paused, opened="2026-03-10T08:30", now="2026-03-10T10:00", doc=once)
    assert (told.status, told.due, told.lines[-1].total_s) == ("paused", None, HOUR)
