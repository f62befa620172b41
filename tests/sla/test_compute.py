"""What `noc sla compute` answers to lines that are not as they should be, and to any line at all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noc_tui.sla.compute import answer
from tests.sla.calendars import OFFICE, Doc

ADD: Doc = {"id": "a", "calendar": OFFICE, "op": "add", "start": "2026-03-10T18:20:00+01:00", "minutes": 60}
CLOCK: Doc = {
    "id": "c",
    "calendar": OFFICE,
    "op": "clock",
    "targets": {"response": {"minutes": 240, "stopped_by": ["customer"]}},
    "opened_at": "2026-03-10T08:30:00+01:00",
    "events": [],
    "now": "2026-03-10T10:30:00+01:00",
}


@pytest.mark.parametrize(
    ("case", "named"),
    [
        (ADD | {"op": "subtract"}, "subtract"),
        (ADD | {"op": None}, "op"),
        (ADD | {"calendar": None}, "calendar"),
        (ADD | {"calendar": OFFICE | {"timezone": "Mars/Olympus"}}, "Mars/Olympus"),
        (ADD | {"calendar": OFFICE | {"holidays": {"country": "XX"}}}, "XX"),
        (ADD | {"calendar": {"timezone": "Europe/Rome", "hours": {}}}, "does not open"),
        (ADD | {"start": None}, "start"),
        (ADD | {"start": "yesterday"}, "yesterday"),
        (ADD | {"start": "2026-03-10T18:20:00"}, "offset"),
        (ADD | {"start": "0001-01-01T00:00:00Z", "minutes": 0}, "1900"),
        (ADD | {"minutes": None}, "minutes"),
        (ADD | {"minutes": 1.5}, "1.5"),
        (ADD | {"minutes": True}, "True"),
        (ADD | {"minutes": -5}, "-5"),
        (ADD | {"minutes": 10**30}, "does not open"),
        (ADD | {"op": "between"}, "end"),
        (ADD | {"op": "next_business_day", "start": 5}, "start"),
        (CLOCK | {"targets": None}, "targets"),
        (CLOCK | {"targets": {"response": {"minutes": -1}}}, "targets.response"),
        (CLOCK | {"targets": {"repair": {"minutes": 1}}}, "repair"),
        (CLOCK | {"opened_at": "now"}, "opened_at"),
        (CLOCK | {"now": None}, "now"),
        (CLOCK | {"events": "none"}, "events"),
        (CLOCK | {"events": ["pause"]}, "events[0]"),
        (CLOCK | {"events": [{"at": CLOCK["now"], "kind": "wait"}]}, "events[0].kind"),
        (CLOCK | {"events": [{"at": CLOCK["now"], "kind": "pause"}]}, "events[0].reason"),
        (CLOCK | {"events": [{"at": CLOCK["now"], "kind": "pause", "reason": 1}]}, "events[0].reason"),
        (CLOCK | {"events": [{"at": "now", "kind": "response"}]}, "events[0].at"),
    ],
)
def test_a_wrong_case_is_answered_with_its_id_and_what_is_wrong(case: Doc, named: str) -> None:
    answered = answer(case)

    assert set(answered) == {"id", "error"}
    assert answered["id"] == case["id"]
    assert named in str(answered["error"])


@pytest.mark.parametrize("case", [None, [], "add", 5])
def test_what_is_no_case_is_answered_without_an_id(case: object) -> None:
    answered = answer(case)

    assert answered["id"] is None
    assert "error" in answered


def test_a_case_without_an_id_is_still_computed() -> None:
    case = {field: value for field, value in ADD.items() if field != "id"}

    assert answer(case) == {"id": None, "result": {"due": "2026-03-11T08:30:00Z"}}


def test_what_happens_after_now_has_not_happened_yet() -> None:
    before = [{"at": "2026-03-10T09:30:00+01:00", "kind": "pause", "reason": "customer"}]
    after = [{"at": "2026-03-10T10:30:01+01:00", "kind": "response"}]

    assert answer(CLOCK | {"events": before + after}) == answer(CLOCK | {"events": before})


def test_what_happens_now_has_happened() -> None:
    answered = answer(CLOCK | {"events": [{"at": CLOCK["now"], "kind": "response"}]})

    assert answered["result"] == {"response": {"status": "met", "due": "2026-03-10T11:30:00Z", "remaining_s": 7200}}


def test_a_case_of_a_clock_needs_no_events() -> None:
    without = {field: value for field, value in CLOCK.items() if field != "events"}

    assert answer(without) == answer(CLOCK)


def test_a_frozen_calendar_answers_as_the_library_does() -> None:
    eve = {"start": "2026-12-24T17:30:00+01:00"}
    asked = ADD | eve | {"calendar": OFFICE | {"holidays": {"country": "IT"}}}
    frozen = ADD | eve | {"calendar": OFFICE | {"holiday_dates": {"2026-12-25": "Natale"}}}

    assert answer(asked) == answer(frozen)


any_text = st.text(st.characters(codec=None), max_size=12)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=6,
)
instants = st.datetimes(timezones=st.timezones()).map(lambda instant: instant.isoformat())
calendars = st.fixed_dictionaries(
    {
        "timezone": st.sampled_from(["Europe/Rome", "UTC"]) | any_json,
        "hours": st.just(OFFICE["hours"]) | st.dictionaries(st.sampled_from(["mon", "sun"]), any_json),
    },
    optional={"closed": any_json, "open": any_json, "holidays": any_json, "holiday_dates": any_json},
)
any_case = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "between", "next_business_day", "clock"]), "calendar": calendars | any_json},
    optional={
        "start": instants | any_json,
        "end": instants | any_json,
        "minutes": st.integers() | any_json,
        "targets": st.dictionaries(st.sampled_from(["contact", "restore"]), any_json) | any_json,
        "opened_at": instants | any_json,
        "events": st.lists(st.fixed_dictionaries({"at": instants, "kind": any_json})) | any_json,
        "now": instants | any_json,
    },
)


@given(any_case | any_json)
def test_any_case_is_answered(case: Any) -> None:
    answered = answer(case)

    assert set(answered) in ({"id", "result"}, {"id", "error"})
