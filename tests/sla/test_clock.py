"""The three clocks of a ticket, told as stories on a Tuesday in March."""

from __future__ import annotations

import pytest

from noc_tui.sla.business import compile_calendar
from noc_tui.sla.clock import (
    ClockEvent,
    ClockState,
    Reading,
    Target,
    clock_states,
    overrun_at,
    parse_target,
    read_clock,
)
from noc_tui.sla.errors import NeverOpens, TargetError
from tests.sla.calendars import ALWAYS, OFFICE, Doc, at

CUSTOMER = frozenset({"customer"})
CUSTOMER_OR_VISIT = frozenset({"customer", "visit"})
FOUR_HOURS = Target(minutes=240, stopped_by=CUSTOMER)
OFFICE_HOURS = compile_calendar(OFFICE)


def t(hhmm: str, day: int = 10) -> int:
    return at(f"2026-03-{day:02}T{hhmm}")


def happened(*events: tuple[str, str] | tuple[str, str, str] | tuple[str, str, str, int]) -> list[ClockEvent]:
    """Events as (kind, time, reason, day); the reason may be empty, the day is the 10th where it is left out."""
    return [
        ClockEvent(t(event[1], event[3] if len(event) > 3 else 10), event[0], event[2] if len(event) > 2 else None)
        for event in events
    ]


def follow(
    name: str, target: Target | None, *events: ClockEvent, opened: str = "08:30", doc: Doc = OFFICE
) -> ClockState:
    return clock_states(compile_calendar(doc), {name: target}, t(opened), events)[name]


def read(state: ClockState, now: int) -> Reading:
    return read_clock(state, OFFICE_HOURS, now)


def test_a_clock_runs_from_the_opening_and_turns_breached_once_time_passes() -> None:
    state = follow("response", FOUR_HOURS)

    assert read(state, t("10:30")) == Reading("running", t("12:30"), 2 * 3600)
    assert read(state, t("12:30")) == Reading("running", t("12:30"), 0)
    assert read(state, t("14:00")) == Reading("running", t("12:30"), 0)
    assert read(state, t("14:01")) == Reading("breached", t("12:30"), -60)
    assert overrun_at(state, OFFICE_HOURS) == t("14:00")


def test_reached_at_fridays_closing_it_is_overrun_on_monday() -> None:
    state = clock_states(OFFICE_HOURS, {"response": FOUR_HOURS}, t("14:00", 13), [])["response"]

    assert state.due == t("18:00", 13)
    assert read(state, t("23:00", 15)).status == "running"
    assert overrun_at(state, OFFICE_HOURS) == t("08:30", 16)
    assert read(state, t("08:30", 16)) == Reading("running", t("18:00", 13), 0)
    assert read(state, t("08:31", 16)) == Reading("breached", t("18:00", 13), -60)


def test_a_stop_in_time_is_met_and_keeps_the_due_it_had() -> None:
    state = follow("response", FOUR_HOURS, *happened(("response", "09:00")))

    assert read(state, t("17:00")) == Reading("met", t("12:30"), 3 * 3600 + 1800)
    assert (state.started_at, state.stopped_at) == (t("08:30"), t("09:00"))
    assert overrun_at(state, OFFICE_HOURS) is None


def test_a_stop_at_the_very_end_is_met_and_a_second_later_breached() -> None:
    assert read(follow("response", FOUR_HOURS, *happened(("response", "14:00"))), t("17:00")).status == "met"
    late = follow("response", FOUR_HOURS, ClockEvent(t("14:00") + 1, "response"))
    assert read(late, t("17:00")) == Reading("breached", t("12:30"), -1)
    assert overrun_at(late, OFFICE_HOURS) == t("14:00")


def test_a_second_response_changes_nothing() -> None:
    once = follow("response", FOUR_HOURS, *happened(("response", "09:00")))
    twice = follow("response", FOUR_HOURS, *happened(("response", "09:00"), ("response", "16:00")))

    assert once == twice


def test_the_contact_clock_hears_nothing_but_a_contact() -> None:
    state = follow("contact", FOUR_HOURS, *happened(("response", "09:00"), ("restore", "10:00")))
    assert state.phase == "running"

    state = follow("contact", FOUR_HOURS, *happened(("contact", "09:00"), ("contact", "10:00"), ("reopen", "11:00")))
    assert (state.phase, state.stopped_at) == ("stopped", t("09:00"))


def test_a_restore_clock_waits_for_the_response() -> None:
    waiting = follow("restore", FOUR_HOURS)
    assert read(waiting, t("17:00")) == Reading("pending", None, 4 * 3600)
    assert (waiting.started_at, overrun_at(waiting, OFFICE_HOURS)) == (None, None)

    running = follow("restore", FOUR_HOURS, *happened(("response", "09:00")))
    assert read(running, t("10:00")) == Reading("running", t("14:30"), 3 * 3600)


def test_a_restore_clock_that_counts_from_opening_does_not_wait() -> None:
    target = Target(minutes=240, start="opened")
    state = follow("restore", target, *happened(("response", "09:00")))

    assert (state.started_at, state.due) == (t("08:30"), t("12:30"))


def test_a_restore_without_response_is_the_response_too() -> None:
    events = happened(("restore", "10:00"), ("response", "11:00"))
    response, restore = follow("response", FOUR_HOURS, *events), follow("restore", FOUR_HOURS, *events)

    assert (response.phase, response.stopped_at) == ("stopped", t("10:00"))
    assert (restore.started_at, restore.stopped_at) == (t("10:00"), t("10:00"))
    assert read(restore, t("17:00")) == Reading("met", t("15:30"), 4 * 3600)


def test_reopening_lets_the_restore_clock_run_on_with_what_was_left() -> None:
    target = Target(minutes=240, start="opened")
    state = follow("restore", target, *happened(("restore", "09:30"), ("reopen", "15:00")))

    assert state.phase == "running"
    assert (state.used_s, state.since, state.stopped_at) == (3600, t("15:00"), None)
    assert state.due == t("18:00")


def test_reopening_what_is_not_restored_changes_nothing() -> None:
    for before in ([], happened(("response", "09:00"))):
        assert follow("restore", FOUR_HOURS, *before) == follow(
            "restore", FOUR_HOURS, *before, *happened(("reopen", "15:00"))
        )


def test_a_restore_reached_before_it_was_restored_keeps_its_due_when_reopened() -> None:
    target = Target(minutes=60, start="opened")
    state = follow("restore", target, *happened(("restore", "10:00"), ("reopen", "15:00")))

    assert read(state, t("15:30")) == Reading("breached", t("09:30"), -3600)
    assert overrun_at(state, OFFICE_HOURS) == t("09:30")


def test_a_pause_that_counts_holds_the_clock_and_takes_its_due_away() -> None:
    paused = follow("response", FOUR_HOURS, *happened(("pause", "09:30", "customer")))
    assert read(paused, t("17:00")) == Reading("paused", None, 3 * 3600)
    assert overrun_at(paused, OFFICE_HOURS) is None

    resumed = follow("response", FOUR_HOURS, *happened(("pause", "09:30", "customer"), ("resume", "15:00", "customer")))
    assert read(resumed, t("16:00")) == Reading("running", t("18:00"), 2 * 3600)


def test_a_pause_that_the_target_does_not_name_is_not_heard() -> None:
    events = happened(("pause", "09:30", "vendor"), ("resume", "15:00", "vendor"))

    assert follow("response", FOUR_HOURS, *events) == follow("response", FOUR_HOURS)


def test_pauses_may_overlap_and_end_one_by_one() -> None:
    target = Target(minutes=240, stopped_by=CUSTOMER_OR_VISIT)
    events = happened(
        ("pause", "09:30", "customer"),
        ("pause", "10:00", "visit"),
        ("resume", "11:00", "customer"),
        ("resume", "12:00", "visit"),
    )

    assert follow("response", target, *events[:3]).phase == "paused"
    assert (follow("response", target, *events).used_s, follow("response", target, *events).due) == (
        3600,
        t("16:30"),
    )


def test_a_resume_without_a_pause_and_a_second_pause_change_nothing() -> None:
    lone = follow("response", FOUR_HOURS, *happened(("resume", "09:30", "customer")))
    assert lone == follow("response", FOUR_HOURS)

    doubled = happened(("pause", "09:30", "customer"), ("pause", "10:00", "customer"), ("resume", "11:00", "customer"))
    assert follow("response", FOUR_HOURS, *doubled).since == t("11:00")


def test_a_target_reached_as_the_pause_begins_stays_reached() -> None:
    paused = follow("response", FOUR_HOURS, *happened(("pause", "13:00", "customer")))
    assert read(paused, t("17:00")) == Reading("paused", t("12:30"), 0)
    assert overrun_at(paused, OFFICE_HOURS) is None

    resumed = follow("response", FOUR_HOURS, *happened(("pause", "13:00", "customer"), ("resume", "15:00", "customer")))
    assert read(resumed, t("15:00")) == Reading("running", t("12:30"), 0)
    assert overrun_at(resumed, OFFICE_HOURS) == t("15:00")
    assert read(resumed, t("15:01")) == Reading("breached", t("12:30"), -60)

    answered = follow(
        "response",
        FOUR_HOURS,
        *happened(("pause", "13:00", "customer"), ("resume", "15:00", "customer"), ("response", "16:00")),
    )
    assert (answered.due, answered.overran_at) == (t("12:30"), t("15:00"))


def test_a_pause_after_the_breach_stays_breached() -> None:
    state = follow("response", FOUR_HOURS, *happened(("pause", "15:00", "customer")))

    assert state.phase == "paused"
    assert read(state, t("17:00")) == Reading("breached", t("12:30"), -3600)
    assert overrun_at(state, OFFICE_HOURS) == t("14:00")


def test_stopped_in_a_pause_the_due_is_as_if_the_pause_ended_there() -> None:
    state = follow("response", FOUR_HOURS, *happened(("pause", "09:30", "customer"), ("response", "15:00")))

    assert read(state, t("17:00")) == Reading("met", t("18:00"), 3 * 3600)


def test_a_pause_begun_while_pending_or_restored_holds_the_clock_that_starts_in_it() -> None:
    pending = follow("restore", FOUR_HOURS, *happened(("pause", "09:00", "customer"), ("response", "10:00")))
    assert (pending.phase, pending.started_at, pending.due) == ("paused", t("10:00"), None)

    target = Target(minutes=240, start="opened", stopped_by=CUSTOMER)
    restored = happened(("restore", "09:30"), ("pause", "10:00", "customer"), ("reopen", "11:00"))
    assert follow("restore", target, *restored).phase == "paused"
    ended = [*restored, *happened(("resume", "15:00", "customer"))]
    assert follow("restore", target, *ended).due == t("18:00")


def test_a_pause_that_ends_while_restored_does_not_start_the_clock() -> None:
    target = Target(minutes=240, start="opened", stopped_by=CUSTOMER)
    events = happened(("pause", "09:00", "customer"), ("restore", "09:30"), ("resume", "10:00", "customer"))

    assert follow("restore", target, *events).phase == "stopped"


def test_events_of_one_instant_count_in_the_order_they_are_given() -> None:
    there_and_back = happened(("pause", "09:30", "customer"), ("resume", "09:30", "customer"))
    assert follow("response", FOUR_HOURS, *there_and_back).phase == "running"
    assert follow("response", FOUR_HOURS, *reversed(there_and_back)).phase == "paused"

    restored = happened(("restore", "09:30"), ("reopen", "09:30"))
    assert follow("restore", FOUR_HOURS, *restored).phase == "running"


def test_events_may_come_in_any_order_of_time() -> None:
    events = happened(("pause", "09:30", "customer"), ("resume", "11:00", "customer"), ("response", "15:00"))

    assert follow("response", FOUR_HOURS, *reversed(events)) == follow("response", FOUR_HOURS, *events)


def test_what_happened_before_the_opening_counts_as_at_the_opening() -> None:
    state = follow("response", FOUR_HOURS, *happened(("response", "08:00")), opened="09:00")

    assert (state.stopped_at, state.used_s, state.due) == (t("09:00"), 0, t("14:30"))


def test_without_a_target_the_times_are_still_recorded() -> None:
    events = happened(("response", "09:00"), ("restore", "10:00"))
    state = follow("restore", None, *events)

    assert read(state, t("17:00")) == Reading("none", None, None)
    assert (state.started_at, state.stopped_at) == (t("09:00"), t("10:00"))
    assert follow("restore", None, *events, *happened(("reopen", "11:00"))).stopped_at is None
    assert follow("response", None).started_at == t("08:30")
    assert overrun_at(state, OFFICE_HOURS) is None


def test_next_business_day_is_met_up_to_that_days_last_closing() -> None:
    target = Target(rule="next_business_day")
    state = follow("response", target, opened="17:00")

    assert state.target_s == 9 * 3600
    assert read(state, t("17:59", 11)) == Reading("running", t("18:00", 11), 60)
    assert read(state, t("08:31", 12)).status == "breached"


def test_next_business_day_moves_with_a_pause_like_any_other_target() -> None:
    target = Target(rule="next_business_day", stopped_by=CUSTOMER)
    pause = happened(("pause", "08:30", "customer", 11), ("resume", "10:30", "customer", 11))

    assert follow("response", target, *pause, opened="17:00").due == t("10:30", 12)


def test_a_restore_by_next_business_day_has_the_minutes_of_the_opening() -> None:
    target = Target(rule="next_business_day")
    state = follow("restore", target, *happened(("response", "16:00", "", 11)), opened="17:00")

    assert (state.target_s, state.due) == (9 * 3600, t("17:00", 12))


def test_a_target_of_no_minutes_is_reached_as_it_starts() -> None:
    at_once = Target(minutes=0, stopped_by=CUSTOMER)

    assert follow("response", at_once).due == t("08:30")
    in_a_pause = follow("restore", at_once, *happened(("pause", "09:00", "customer"), ("response", "10:00")))
    assert read(in_a_pause, t("11:00")) == Reading("paused", t("10:00"), 0)


def test_what_is_never_overrun_has_no_such_instant() -> None:
    once: Doc = {"timezone": "Europe/Rome", "hours": {}, "open": {"2026-03-10": [["08:30", "12:30"]]}}
    state = follow("response", FOUR_HOURS, doc=once)

    assert state.due == t("12:30")
    assert overrun_at(state, compile_calendar(once)) is None
    with pytest.raises(NeverOpens):
        follow("response", Target(minutes=241), doc=once)


def test_a_now_before_the_clock_went_counts_nothing() -> None:
    assert read(follow("response", FOUR_HOURS, opened="10:00"), t("09:00")).remaining_s == 4 * 3600


def test_asked_together_the_clocks_answer_as_asked_alone() -> None:
    targets = {"contact": Target(minutes=60), "response": FOUR_HOURS, "restore": None}
    events = happened(("contact", "09:00"), ("pause", "09:30", "customer"), ("restore", "15:00"))

    together = clock_states(OFFICE_HOURS, targets, t("08:30"), events)

    assert list(together) == ["contact", "response", "restore"]
    assert together == {name: follow(name, target, *events) for name, target in targets.items()}


def test_unknown_clocks_and_kinds_are_refused() -> None:
    with pytest.raises(TargetError, match="repair"):
        follow("repair", FOUR_HOURS)
    with pytest.raises(TargetError, match="wait"):
        follow("response", FOUR_HOURS, ClockEvent(t("09:00"), "wait"))


def test_targets_are_read_as_written() -> None:
    assert parse_target({"minutes": 240}) == Target(minutes=240)
    assert parse_target({"minutes": 240, "from": "opened", "stopped_by": ["customer"]}) == Target(
        minutes=240, start="opened", stopped_by=CUSTOMER
    )
    assert parse_target({"rule": "next_business_day", "stopped_by": []}) == Target(rule="next_business_day")


@pytest.mark.parametrize(
    ("doc", "named"),
    [
        (None, "target"),
        ({}, "minutes"),
        ({"minutes": 60, "rule": "next_business_day"}, "minutes"),
        ({"minutes": -1}, "-1"),
        ({"minutes": 1.5}, "1.5"),
        ({"minutes": True}, "True"),
        ({"minutes": "60"}, "60"),
        ({"rule": "tomorrow"}, "tomorrow"),
        ({"minutes": 60, "from": "contact"}, "contact"),
        ({"minutes": 60, "from": ["opened"]}, "opened"),
        ({"minutes": 60, "stopped_by": "customer"}, "stopped_by"),
        ({"minutes": 60, "stopped_by": [1]}, "stopped_by"),
        ({"minutes": 60, "stoped_by": ["customer"]}, "stoped_by"),
    ],
)
def test_a_wrong_target_is_refused_by_name(doc: object, named: str) -> None:
    with pytest.raises(TargetError, match=named):
        parse_target(doc)


def test_round_the_clock_due_and_overrun_are_one_instant() -> None:
    always = compile_calendar(ALWAYS)
    state = clock_states(always, {"response": FOUR_HOURS}, t("20:00"), [])["response"]

    assert state.due == overrun_at(state, always) == t("00:00", 11)
