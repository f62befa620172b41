"""The verdict on a call, line by line: what was looked at, what decides, and what to do where nothing covers it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from noc_tui.desk.coverage import ON_REQUEST_OFFER, Coverage, Verdict, record_of
from noc_tui.desk.work import note
from noc_tui.domain.words import Category
from noc_tui.store.room import Room
from tests.desk.front_desk import COVERS, furnish, judged
from tests.desk.terms_of import new_contract
from tests.rooms import ANNA, NON_BLOCKING, SetClock, do, opened


def texts(found: Coverage) -> list[tuple[bool | None, str]]:
    return [(line.ok, line.text) for line in found.lines]


def hours(room: Room) -> str:
    """What is said of the paid hours of ACME's contract."""
    paid = judged(room).hours
    return paid.told if paid else ""


def under(room: Room, category: Category = NON_BLOCKING, **spec: Any) -> Coverage:
    """What a contract that says this and nothing else makes of a call about mail."""
    new_contract(room, spec={"access": "VPN", **spec})
    return judged(room, category=category)


def test_everything_that_was_looked_at_is_told(room: Room) -> None:
    furnish(room)
    new_contract(room, valid_to=date(2027, 6, 30), spec=COVERS)

    found = judged(room)

    assert (found.verdict, found.title, found.why, found.access) == (
        Verdict.COVERED, "AC-1 Professional", "", "VPN",
    )  # fmt: skip
    assert texts(found) == [
        (True, "valid to 30 Jun 2027"),
        (True, "mail is covered (line 3)"),
        (True, "remote access over VPN"),
        (True, "Alerting Manager"),
        (None, "excluded: clients on the users' PCs"),
        (None, "excluded: telephony"),
    ]


def test_a_technology_that_is_not_listed_is_not_covered_and_one_unsaid_is_asked_for(room: Room) -> None:
    furnish(room)

    other = judged(room, technology="cloud")
    assert (other.verdict, other.why) == (
        Verdict.NOT_COVERED,
        f"Cloud is not among what is covered: network, server, mail. {ON_REQUEST_OFFER}",
    )
    unsaid = judged(room, technology=None)
    assert (unsaid.verdict, unsaid.why) == (
        Verdict.UNKNOWN, "Which technology is it? Covered: network, server, mail.",
    )  # fmt: skip


def test_a_device_says_its_technology_and_may_itself_be_left_out(room: Room) -> None:
    desk = furnish(room)

    assert judged(room, technology=None, equipment_id=desk.mx.id).verdict == Verdict.COVERED
    new_contract(room, spec={"access": "VPN", "exclusions": ["Mail Gateway"]})
    assert judged(room, equipment_id=desk.mx.id).why.startswith("Mail Gateway is excluded (exclusion 1).")
    assert judged(room).verdict == Verdict.COVERED


def test_a_contract_that_names_nothing_covers_all(room: Room) -> None:
    for category in Category:
        assert under(room, category).verdict == Verdict.COVERED


@pytest.mark.parametrize(
    ("activities", "covered"),
    [
        (["anomalies"], {Category.BLOCKING, Category.NON_BLOCKING}),
        (["Blocking anomaly", "clarifications"], {Category.BLOCKING, Category.CLARIFICATION}),
        (["functional_change", "new features"], {Category.CHANGE, Category.FEATURE}),
        (["tuning"], {Category.CHANGE}),
        (["visits at night"], set(Category)),
    ],
)
def test_words_for_activities_name_categories(room: Room, activities: list[str], covered: set[Category]) -> None:
    """F5, G6; words that name none of the five limit none of them."""
    new_contract(room, spec={"access": "VPN", "activities": activities})

    assert {one for one in Category if judged(room, category=one).verdict == Verdict.COVERED} == covered


def test_an_activity_is_told_with_its_number_and_may_be_excluded(room: Room) -> None:
    found = under(room, activities=["clarifications", "anomalies"])
    assert (True, "non blocking anomaly is covered (activity 2)") in texts(found)

    found = under(room, exclusions=["non-blocking anomalies"])
    assert found.why.startswith("Non blocking anomaly is excluded (exclusion 1).")
    assert len(found.lines) == len({line.text for line in found.lines})


def test_evo_support_brings_new_features(room: Room) -> None:
    """F9."""
    assert under(room, Category.FEATURE, activities=["anomalies"]).verdict == Verdict.NOT_COVERED
    assert under(room, Category.FEATURE, activities=["anomalies"], options=["evo"]).verdict == Verdict.COVERED


def test_access_that_nobody_wrote_down_is_asked_and_stops_nothing(room: Room) -> None:
    new_contract(room)

    found = judged(room)

    assert (found.verdict, found.access) == (Verdict.COVERED, None)
    assert (None, "remote access: the contract does not say") in texts(found)


def test_a_device_that_is_no_system_of_the_contract_cannot_be_reached(room: Room) -> None:
    desk = furnish(room)
    new_contract(room, spec={"access": {"pbx-02": "VPN", "network": "SSH"}})

    assert judged(room, equipment_id=desk.mx.id).why.startswith("No remote access: none was agreed for mx-acme-01.")
    assert judged(room, technology="network").access == "SSH"
    asked = judged(room, technology="mail")
    assert (asked.verdict, asked.access) == (Verdict.COVERED, None)
    assert (None, "remote access: by system (pbx-02, network): which is it?") in texts(asked)


@pytest.mark.parametrize(
    ("now", "window"),
    [
        ("2026-11-20 17:12", "open now 08:30–12:30 14:00–18:00, 0:48 left"),
        ("2026-11-20 11:00", "open now 08:30–12:30 14:00–18:00, 5:30 left"),
        ("2026-11-20 13:00", "closed, opens 14:00"),
        ("2026-11-20 18:00", "closed, opens Mon 08:30"),
        ("2026-12-31 19:00", "closed, opens Mon 08:30"),
    ],
)
def test_the_hours_are_open_or_will_be(room: Room, clock: SetClock, now: str, window: str) -> None:
    clock.set(now)

    assert judged(room).window == window
    assert judged(room, "OSP").window == "open now, round the clock"


def test_hours_of_work_are_counted_in_their_period(room: Room, clock: SetClock) -> None:
    """Of every version of the contract, in the quarter in which one looks."""
    agreed = {"hours": {"amount": 40, "per": "quarter"}}
    new_contract(room, spec=agreed)
    clock.set("2026-09-30 17:00")
    ticket = opened(room)
    do(room, ANNA, note, ticket.key, "Searched", spent=timedelta(hours=8))
    clock.set("2026-10-01 09:00")
    do(room, ANNA, note, ticket.key, "Searched on", spent=timedelta(hours=1, minutes=30))
    do(room, ANNA, note, opened(room, "TEL").key, "Elsewhere", spent=timedelta(hours=3))

    assert hours(room) == "1.5 of 40 used this quarter, 38.5 left"
    new_contract(room, spec={"hours": {"amount": 100, "per": "year"}})
    assert hours(room) == "9.5 of 100 used this year, 90.5 left"
    clock.set("2027-01-01 00:00")
    assert hours(room) == "0 of 100 used this year, 100 left"
    assert judged(room, "TEL").hours is None


def test_hours_used_up_are_marked_and_the_work_stays_covered(room: Room) -> None:
    """It goes on, and is paid extra; the ticket's record does not change with every hour."""
    new_contract(room, spec={"access": "VPN", "hours": {"amount": 2, "per": "quarter"}})
    key = opened(room).key
    do(room, ANNA, note, key, "Searched", spent=timedelta(hours=1, minutes=59))
    before = judged(room)
    assert all(ok is not False for ok, _ in texts(before))

    do(room, ANNA, note, key, "Found", spent=timedelta(minutes=13))

    found = judged(room)
    assert (found.verdict, found.why) == (Verdict.COVERED, "")
    assert texts(found) == [*texts(before), (False, "hours used up: 2.2 of 2 this quarter")]
    assert record_of(found) == record_of(before)


def test_what_cannot_be_reached_is_marked_only_where_that_decides(room: Room) -> None:
    """F6: the targets of the professional profile hold for remote work, those of the base one for any."""
    desk = furnish(room)
    new_contract(room, spec={"access": {"pbx-02": "VPN"}})
    assert judged(room, equipment_id=desk.mx.id).verdict == Verdict.NOT_COVERED

    new_contract(room, profile="base", spec={"access": {"pbx-02": "VPN"}})
    found = judged(room, equipment_id=desk.mx.id)

    assert found.verdict == Verdict.COVERED
    assert all(ok is not False for ok, _ in texts(found))


def test_why_there_is_no_contract_is_told(room: Room) -> None:
    assert judged(room, "CDS").why == f"No contract was ever written. {ON_REQUEST_OFFER}"
    new_contract(room, "CDS", "CD-1", valid_from=date(2026, 1, 1), valid_to=date(2026, 10, 31))
    new_contract(room, "CDS", "CD-1", valid_from=date(2027, 1, 1))

    found = judged(room, "CDS")

    assert (found.verdict, found.title) == (Verdict.NO_CONTRACT, "no contract")
    assert found.why.startswith("CD-1 ended on 31 Oct 2026, CD-1 begins on 1 Jan 2027.")


def test_the_day_of_the_report_counts_not_the_day_of_the_check(room: Room, clock: SetClock) -> None:
    new_contract(room, valid_to=date(2026, 11, 23), spec={"access": "VPN"})
    reported = int(clock.now.timestamp() * 1_000_000)
    clock.move(days=1)

    assert judged(room).verdict == Verdict.NO_CONTRACT
    found = judged(room, at=reported)
    assert found.verdict == Verdict.COVERED
    assert texts(found)[0] == (True, "was valid on 23 Nov 2026, ended on 23 Nov 2026")


def test_a_contract_that_ended_before_the_report_covers_nothing_though_a_ticket_was_put_on_it(room: Room) -> None:
    ended = new_contract(room, valid_to=date(2026, 11, 22), spec={"access": "VPN"})

    found = judged(room, runs_on=ended.id)

    assert (found.verdict, found.terms.contract_version_id) == (Verdict.NO_CONTRACT, None)
    assert texts(found) == [(False, "AC-1 ended on 22 Nov 2026")]


def test_a_contract_signed_after_the_report_was_valid_from_its_first_day_on(room: Room, clock: SetClock) -> None:
    reported = int(clock.now.timestamp() * 1_000_000)
    signed = new_contract(room, code="AC-2", valid_from=date(2026, 11, 24), valid_to=date(2026, 11, 25))
    clock.move(days=3)

    found = judged(room, at=reported, runs_on=signed.id)

    assert texts(found)[0] == (True, "was valid on 24 Nov 2026, ended on 25 Nov 2026")
