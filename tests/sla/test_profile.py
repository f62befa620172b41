"""What a profile and a contract promise: every mistake by its path, and how the two are merged."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noc_tui.sla.clock import Target
from noc_tui.sla.errors import ProfileError
from noc_tui.sla.profile import (
    DEFAULT_WARNINGS,
    LONGEST_MINUTES,
    Promises,
    Turn,
    Warnings,
    Words,
    check_overrides,
    check_profile,
    merged,
    read_promises,
)

Doc = dict[str, Any]

WORDS = Words(("blocking", "clarification"), ("P1", "P2"), ("customer", "visit"))
PROFILE: Doc = {
    "name": "gold",
    "title": "Gold",
    "calendar": "office",
    "monitoring": True,
    "workaround_counts": False,
    "default_category": "clarification",
    "warnings": {"half": "75%", "soon": "30m"},
    "targets": {
        "blocking": {
            "response": {"minutes": 240, "stopped_by": ["customer", "visit"]},
            "restore": {"minutes": 240, "from": "response"},
            "P1": {"response": {"minutes": 30}},
        },
        "clarification": {"response": {"rule": "next_business_day"}},
    },
    "on_call": {"blocking": "always"},
}


def put(path: str, value: object, doc: Doc = PROFILE) -> Doc:
    """The document with one field set, or written in."""
    name, _, rest = path.partition(".")
    return {**doc, name: put(rest, value, doc.get(name, {}))} if rest else {**doc, name: value}


def refused(doc: Doc) -> tuple[str, str]:
    """The field and what is said of it."""
    with pytest.raises(ProfileError) as error:
        check_profile(doc, WORDS)
    return error.value.where, error.value.said


def promised(contract: Doc | None = None, profile: Doc = PROFILE) -> Promises:
    return read_promises(merged(profile, contract or {}), WORDS)


def test_a_profile_is_read_as_it_is_written() -> None:
    check_profile(PROFILE, WORDS)

    promises = promised()

    assert promises.targets_for("blocking", None) == {
        "contact": None,
        "response": Target(minutes=240, stopped_by=frozenset({"customer", "visit"})),
        "restore": Target(minutes=240, start="response"),
    }
    assert promises.targets_for("clarification", "P1")["response"] == Target(rule="next_business_day")
    assert promises.warnings == Warnings(Turn(percent=75), Turn(left_s=1800))
    assert (promises.workaround_counts, promises.default_category) == (False, "clarification")
    assert promises.on_call == {"blocking": "always"}


def test_a_priority_says_what_differs_and_keeps_the_rest_of_its_category() -> None:
    promises = promised()

    assert promises.targets_for("blocking", "P1")["response"] == Target(minutes=30)
    assert promises.targets_for("blocking", "P1")["restore"] == Target(minutes=240, start="response")
    assert promises.targets_for("blocking", "P2") == promises.targets_for("blocking", None)


def test_a_category_of_which_nothing_is_said_promises_nothing() -> None:
    doc = {name: value for name, value in PROFILE.items() if name != "targets"}

    assert promised(profile=doc).targets_for("blocking", "P1") == {"contact": None, "response": None, "restore": None}


def test_what_a_document_leaves_out_is_as_it_always_is() -> None:
    bare = read_promises({}, WORDS)

    assert bare.warnings == DEFAULT_WARNINGS == Warnings(Turn(percent=50), Turn(left_s=3600))
    assert (bare.workaround_counts, bare.default_category, bare.on_call, bare.targets) == (True, None, {}, {})


@pytest.mark.parametrize(
    ("path", "value", "where", "said"),
    [
        ("name", 5, "name", "expected a word"),
        ("name", "", "name", "expected a word"),
        ("calendar", None, "calendar", "expected a word"),
        ("title", 5, "title", "expected a text"),
        ("monitoring", "yes", "monitoring", "'yes' is neither true nor false"),
        ("workaround_counts", 1, "workaround_counts", "1 is neither true nor false"),
        ("default_category", "emergency", "default_category", "'emergency' is none of blocking, clarification"),
        ("default_category", ["blocking"], "default_category", "is none of"),
        ("colour", "red", "colour", "unknown; known are name, title"),
        ("exclusions", ["printers"], "exclusions", "unknown"),
        ("warnings", "75%", "warnings", "expected a table"),
        ("warnings.late", "1h", "warnings.late", "unknown; known are half, soon"),
        ("warnings.half", "most", "warnings.half", "'most' is no turn"),
        ("targets", [], "targets", "expected a table"),
        ("targets.emergency", {}, "targets.emergency", "no such category; known are blocking, clarification"),
        ("targets.blocking", 4, "targets.blocking", "expected a table"),
        ("targets.blocking.repair", {}, "targets.blocking.repair", "unknown; known are contact, response, restore, P1"),
        ("targets.blocking.P1", "soon", "targets.blocking.P1", "expected a table"),
        ("targets.blocking.P1.P2", {}, "targets.blocking.P1.P2", "unknown; known are contact, response, restore"),
        ("targets.blocking.P1.restore.minutes", "4", "targets.blocking.P1.restore.minutes", "'4'"),
        ("targets.blocking.response", 240, "targets.blocking.response", "expected a table"),
        ("targets.blocking.response", 0, "targets.blocking.response", "expected a table"),
        ("targets.blocking.response", False, "targets.blocking.response", "expected a table"),
        ("targets.blocking.response", "", "targets.blocking.response", "expected a table"),
        ("targets.blocking.response.hours", 4, "targets.blocking.response.hours", "unknown; known are minutes, rule"),
        ("targets.blocking.response.minutes", -1, "targets.blocking.response.minutes", "0 or more"),
        ("targets.blocking.response.minutes", 1.5, "targets.blocking.response.minutes", "1.5"),
        ("targets.blocking.response.minutes", True, "targets.blocking.response.minutes", "True"),
        ("targets.blocking.response.minutes", math.nan, "targets.blocking.response.minutes", "nan"),
        ("targets.blocking.response.minutes", None, "targets.blocking.response", "either minutes or a rule"),
        ("targets.blocking.response.rule", "next_business_day", "targets.blocking.response", "minutes or a rule"),
        ("targets.clarification.response.rule", "soon", "targets.clarification.response.rule", "'soon'"),
        ("targets.blocking.restore.from", "noon", "targets.blocking.restore.from", "expected opened or response"),
        ("targets.blocking.response.stopped_by", "customer", "targets.blocking.response.stopped_by", "no list"),
        ("targets.blocking.response.stopped_by", [5], "targets.blocking.response.stopped_by", "no pause reason"),
        ("targets.blocking.response.stopped_by", ["rain"], "targets.blocking.response.stopped_by", "'rain' is none of"),
        ("on_call", "always", "on_call", "expected a table"),
        ("on_call.emergency", "always", "on_call.emergency", "no such category"),
        ("on_call.blocking", "", "on_call.blocking", "expected the name of a calendar"),
        ("on_call.blocking", 24, "on_call.blocking", "expected the name of a calendar"),
    ],
)
def test_every_mistake_is_told_by_its_path(path: str, value: object, where: str, said: str) -> None:
    found, told = refused(put(path, value))

    assert found == where
    assert said in told


@pytest.mark.parametrize("minutes", [LONGEST_MINUTES + 1, 10**30])
def test_a_promise_longer_than_a_year_is_refused_before_any_ticket_runs_on_it(minutes: int) -> None:
    where, said = refused(put("targets.blocking.response.minutes", minutes))

    assert where == "targets.blocking.response.minutes"
    assert str(LONGEST_MINUTES) in said
    check_profile(put("targets.blocking.response.minutes", LONGEST_MINUTES), WORDS)


@pytest.mark.parametrize(
    ("text", "turn"),
    [
        ("75%", Turn(percent=75)),
        ("0%", Turn(percent=0)),
        ("100%", Turn(percent=100)),
        ("1h30m", Turn(left_s=5400)),
        ("2h", Turn(left_s=7200)),
        ("90m", Turn(left_s=5400)),
        ("0m", Turn(left_s=0)),
    ],
)
def test_a_clock_turns_at_a_share_of_its_target_or_at_time_left(text: str, turn: Turn) -> None:
    assert promised({"warnings": {"soon": text}}).warnings.soon == turn


@pytest.mark.parametrize(
    "text",
    ["", "h", "75", "101%", "-5m", "1.5h", "75 %", "1h 30m", "30m1h", "soon", "٧٥%", "1h\n", 75, 0.75, None, []],
)
def test_a_turn_that_is_none_is_refused(text: object) -> None:
    where, said = refused(put("warnings.soon", text))

    assert where == "warnings.soon"
    assert 'write "75%" of the target used, or "1h30m" left' in said


def test_a_turn_is_told_in_seconds_left() -> None:
    assert Turn(percent=75).remaining_s(4 * 3600) == 3600
    assert Turn(percent=50).remaining_s(3601) == 1801
    assert Turn(percent=0).remaining_s(3600) == 3600
    assert Turn(percent=100).remaining_s(3600) == 0
    assert Turn(left_s=1800).remaining_s(10 * 3600) == 1800


def test_a_contract_that_says_nothing_is_its_profile() -> None:
    assert promised({}) == promised()


def test_a_contract_replaces_a_clock_whole() -> None:
    """F4: were the two mixed, a pause reason of the profile would stand in a promise that does not name it."""
    targets = promised({"targets": {"blocking": {"response": {"minutes": 60}}}}).targets_for("blocking", None)

    assert targets["response"] == Target(minutes=60)
    assert targets["restore"] == Target(minutes=240, start="response")


def test_an_empty_table_takes_a_promise_back() -> None:
    targets = promised({"targets": {"blocking": {"restore": {}, "P1": {"response": {}}}}})

    assert targets.targets_for("blocking", None)["restore"] is None
    assert targets.targets_for("blocking", None)["response"] is not None
    assert targets.targets_for("blocking", "P1") == {"contact": None, "response": None, "restore": None}


def test_a_contract_adds_a_priority_and_a_category_to_what_is_there() -> None:
    contract = {"targets": {"blocking": {"P2": {"contact": {"minutes": 5}}}, "clarification": {"P1": {}}}}

    promises = promised(contract)

    assert promises.targets_for("blocking", "P1")["response"] == Target(minutes=30)
    assert promises.targets_for("blocking", "P2")["contact"] == Target(minutes=5)
    assert promises.targets_for("blocking", "P2")["response"] == promises.targets_for("blocking", None)["response"]
    assert promises.targets_for("clarification", "P1")["response"] == Target(rule="next_business_day")


def test_what_a_contract_says_of_the_whole_replaces_what_the_profile_says() -> None:
    promises = promised(
        {"warnings": {"half": "10%"}, "workaround_counts": True, "default_category": "blocking", "on_call": {}}
    )

    assert promises.warnings == Warnings(Turn(percent=10), DEFAULT_WARNINGS.soon)
    assert (promises.workaround_counts, promises.default_category, promises.on_call) == (True, "blocking", {})


def test_neither_document_is_changed_by_merging_them() -> None:
    contract: Doc = {"targets": {"blocking": {"P1": {"response": {}}}}}

    merged(PROFILE, contract)["targets"].clear()  # type: ignore[attr-defined]

    assert PROFILE["targets"]["blocking"]["P1"] == {"response": {"minutes": 30}}
    assert contract == {"targets": {"blocking": {"P1": {"response": {}}}}}


@pytest.mark.parametrize(
    ("contract", "where"),
    [
        ({"name": "x"}, "name"),
        ({"calendar": "always"}, "calendar"),
        ({"monitoring": True}, "monitoring"),
        ({"technologies": "network"}, "technologies"),
        ({"activities": [1]}, "activities"),
        ({"exclusions": {"a": 1}}, "exclusions"),
        ({"access": ["vpn"]}, "access"),
        ({"targets": {"blocking": {"response": {"minutes": "1 h"}}}}, "targets.blocking.response.minutes"),
        ({"on_call": {"blocking": None}}, "on_call.blocking"),
    ],
)
def test_what_a_contract_cannot_say_is_told_by_its_path(contract: Doc, where: str) -> None:
    with pytest.raises(ProfileError) as error:
        check_overrides(contract, WORDS)

    assert error.value.where == where


def test_what_a_contract_covers_moves_no_clock() -> None:
    covers = {"technologies": ["network"], "activities": ["tuning"], "exclusions": ["printers"], "access": "VPN"}

    check_overrides(covers, WORDS)

    assert promised(covers) == promised()


_NAMES = st.sampled_from(
    ["targets", "warnings", "half", "soon", "workaround_counts", "default_category", "on_call", "blocking", "P1", "P2",
     "contact", "response", "restore", "minutes", "rule", "from", "stopped_by", "clarification", "name", "calendar"]
)  # fmt: skip
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    | st.sampled_from(["75%", "1h", "next_business_day", "opened", "blocking", "customer"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES | st.text(), inner, max_size=4),
    max_leaves=30,
)  # fmt: skip
_DOCUMENTS = st.dictionaries(_NAMES | st.text(), _VALUES, max_size=6)


@given(_DOCUMENTS, _DOCUMENTS)
def test_no_document_is_answered_with_anything_but_promises_or_a_field(profile: Doc, contract: Doc) -> None:
    try:
        promises = read_promises(merged(profile, contract), WORDS)
    except ProfileError as error:
        assert error.where
        assert error.message == f"{error.where}: {error.said}"
    else:
        for category in WORDS.categories:
            for priority in (None, *WORDS.priorities):
                assert list(promises.targets_for(category, priority)) == ["contact", "response", "restore"]


@given(_DOCUMENTS)
def test_what_passes_the_check_can_be_read(doc: Doc) -> None:
    for check in (check_profile, check_overrides):
        try:
            check(doc, WORDS)
        except ProfileError:
            continue
        read_promises(merged(doc, {}) if check is check_profile else merged(PROFILE, doc), WORDS)
