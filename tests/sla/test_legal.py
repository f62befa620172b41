"""What the law gives to report an incident: hours from becoming aware, and a month by the calendar."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noc_tui.sla.errors import LegalError
from noc_tui.sla.legal import LegalStep, legal_steps, remaining_s
from tests.sla.calendars import at

HOUR = 3600
ROME = "Europe/Rome"


def final_report(sent: int, zone: str = ROME) -> int:
    """When the final report is due, its notification sent at that instant."""
    return legal_steps("nis2", sent - HOUR, {"notification": sent}, zone)[-1].due


def test_nis2_asks_for_a_warning_a_notification_and_a_final_report() -> None:
    aware = at("2026-03-10T18:20")

    assert legal_steps("nis2", aware, {}, ROME) == (
        LegalStep("early_warning", at("2026-03-11T18:20"), None),
        LegalStep("notification", at("2026-03-13T18:20"), None),
        LegalStep("final_report", at("2026-04-13T18:20"), None),
    )


def test_gdpr_asks_for_a_notification_alone() -> None:
    aware, sent = at("2026-03-13T23:00"), at("2026-03-14T09:00")

    assert legal_steps("gdpr", aware, {}, ROME) == (LegalStep("notification", aware + 72 * HOUR, None),)
    assert legal_steps("gdpr", aware, {"notification": sent}, ROME)[0].done_at == sent


def test_the_month_counts_from_when_the_notification_was_sent() -> None:
    aware, sent = at("2026-03-10T18:20"), at("2026-03-11T09:15:07")

    steps = legal_steps("nis2", aware, {"early_warning": aware + HOUR, "notification": sent}, ROME)

    assert [step.done_at for step in steps] == [aware + HOUR, sent, None]
    assert [step.due for step in steps] == [aware + 24 * HOUR, aware + 72 * HOUR, at("2026-04-11T09:15:07")]


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-01-31T10:00", "2026-02-28T10:00"),
        ("2028-01-31T10:00", "2028-02-29T10:00"),
        ("2026-02-28T10:00", "2026-03-28T10:00"),
        ("2026-08-31T23:59:59", "2026-09-30T23:59:59"),
        ("2026-12-31T00:00", "2027-01-31T00:00"),
    ],
)
def test_a_shorter_month_ends_the_month_on_its_last_day(sent: str, due: str) -> None:
    assert final_report(at(sent)) == at(due)


@pytest.mark.parametrize(
    ("sent", "due"),
    [("2026-03-15T10:00", "2026-04-15T10:00"), ("2026-10-15T10:00", "2026-11-15T10:00")],
)
def test_a_month_with_a_clock_change_in_it_ends_at_the_same_time_of_day(sent: str, due: str) -> None:
    assert final_report(at(sent)) == at(due)


def test_hours_are_hours_on_the_nights_of_a_clock_change() -> None:
    spring, autumn = at("2026-03-28T12:00"), at("2026-10-24T12:00")

    assert legal_steps("nis2", spring, {}, ROME)[0].due == at("2026-03-29T13:00")
    assert legal_steps("nis2", autumn, {}, ROME)[0].due == at("2026-10-25T11:00")
    assert legal_steps("gdpr", autumn, {}, ROME)[0].due == at("2026-10-27T11:00")


def test_a_month_that_ends_in_the_hour_left_out_ends_as_if_the_clocks_had_not_changed() -> None:
    assert final_report(at("2028-02-26T02:30")) == at("2028-03-26T03:30")


def test_a_month_that_ends_in_the_hour_that_comes_twice_ends_the_first_time() -> None:
    assert final_report(at("2026-09-25T02:30")) == at("2026-10-25T02:30", fold=0)
    assert final_report(at("2026-10-25T02:30", fold=1)) == at("2026-11-25T02:30")


def test_the_local_date_decides_which_month_it_is() -> None:
    sent = at("2026-02-01T00:30", "Asia/Kathmandu")  # still 31 January in Rome

    assert final_report(sent, "Asia/Kathmandu") == at("2026-03-01T00:30", "Asia/Kathmandu")
    assert final_report(sent, ROME) == at("2026-02-28T19:45")


def test_what_is_left_runs_until_it_is_sent_and_stands_then() -> None:
    aware = at("2026-03-10T18:00")
    waiting = legal_steps("gdpr", aware, {}, ROME)[0]
    in_time = legal_steps("gdpr", aware, {"notification": aware + 70 * HOUR}, ROME)[0]
    late = legal_steps("gdpr", aware, {"notification": aware + 73 * HOUR}, ROME)[0]

    assert [remaining_s(waiting, aware + hours * HOUR) for hours in (0, 72, 73)] == [72 * HOUR, 0, -HOUR]
    assert remaining_s(in_time, aware + 100 * HOUR) == 2 * HOUR
    assert remaining_s(late, aware + 100 * HOUR) == -HOUR


@pytest.mark.parametrize(
    ("regime", "done", "zone", "said"),
    [
        ("dora", {}, ROME, "'dora' is unknown; expected nis2, gdpr"),
        ("nis2", {"follow_up": 0}, ROME, "nis2: follow_up is no step of it"),
        ("gdpr", {"early_warning": 0}, ROME, "gdpr: early_warning is no step of it; expected notification"),
        ("nis2", {}, "Europe/Atlantis", "Europe/Atlantis"),
        ("nis2", {}, "", "zone"),
    ],
)
def test_what_does_not_exist_is_refused_by_name(regime: str, done: dict[str, int], zone: str, said: str) -> None:
    with pytest.raises(LegalError, match=said):
        legal_steps(regime, 0, done, zone)


@given(
    st.integers(0, 4_000_000_000),
    st.sampled_from([ROME, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
)
def test_a_month_later_is_the_same_day_of_the_next_month_or_its_last(sent: int, zone: str) -> None:
    due = final_report(sent, zone)
    began, ends, day_after = (datetime.fromtimestamp(t, ZoneInfo(zone)) for t in (sent, due, due + 25 * HOUR))

    assert (ends.year - began.year) * 12 + ends.month - began.month == 1
    assert ends.day == began.day or (ends.day < began.day and day_after.month != ends.month)
    assert 28 * 24 * HOUR - HOUR <= due - sent <= 31 * 24 * HOUR + HOUR
