"""One story each of what a call meets first: the contract, what it covers, how systems are reached, and the hours."""

from __future__ import annotations

from datetime import date

import pytest

from noc_tui.desk.coverage import Verdict
from noc_tui.domain.errors import Refused
from noc_tui.domain.event import TicketEvent
from noc_tui.domain.words import AlertStatus, Origin, Phase, Status
from noc_tui.store.room import Room
from tests.desk.front_desk import COVERS, furnish, judged, known_of, triaged
from tests.desk.monitoring import alert_of, fires, hear
from tests.desk.terms_of import new_contract, wall
from tests.rooms import BLOCKING, SetClock, history, kinds, opened, ticket_of


def test_a_valid_contract_covers_the_call_and_it_goes_to_its_team(room: Room, clock: SetClock) -> None:
    """C7, F3, F5: covered by line 3, four hours from the report, to the team of the rules."""
    desk = furnish(room)
    ticket = opened(room, category=None, description="From it@acme.example: no mail leaves the office")
    clock.move(minutes=5)

    done = triaged(room, ticket.key, category=BLOCKING, technology="mail", team="Systems L1", note="The queue is full")

    assert (done.team, done.phase, done.status) == ("Systems L1", Phase.DIAGNOSIS, Status.NEW)
    assert (done.contact_id, done.site_id) == (desk.marta.id, desk.site.id)
    assert wall(done.response.due) == "2026-11-23 14:30"
    assert done.response.phase == "running"  # triage is no response
    assert kinds(room, done) == [
        TicketEvent.IDENTIFIED, TicketEvent.CLASSIFIED, TicketEvent.CHECKED, TicketEvent.ASSIGNED, TicketEvent.NOTED,
    ]  # fmt: skip
    checked = history(room, done)[4].detail
    assert checked["verdict"] == Verdict.COVERED
    assert {"ok": True, "text": "mail is covered (line 3)"} in checked["lines"]  # type: ignore[operator]


def test_a_contract_that_expired_yesterday_leaves_support_on_request(room: Room, clock: SetClock) -> None:
    """F7: no target, the cost is worked out when the work ends; somebody has to agree to that."""
    furnish(room)
    new_contract(room, valid_to=date(2026, 11, 22), spec=COVERS)
    ticket = opened(room)

    with pytest.raises(
        Refused, match=r"is not covered by any contract: AC-1 ended on 22 Nov 2026\. Support on Request"
    ) as refusal:
        triaged(room, ticket.key, technology="mail")
    assert "--on-request" in refusal.value.hint

    done = triaged(room, ticket.key, technology="mail", on_request=True)
    assert (done.contract_version_id, done.response.target_s) == (None, None)
    assert "its cost is worked out when the work ends" in str(_checked(room, done.key)["text"])


def test_a_technology_that_is_excluded_is_told_with_its_line(room: Room) -> None:
    furnish(room)
    ticket = opened(room)

    with pytest.raises(Refused, match=r"Telephony is excluded \(exclusion 2\)"):
        triaged(room, ticket.key, technology="telephony")

    done = triaged(room, ticket.key, technology="telephony", on_request=True)
    assert (done.contract_version_id, done.response.phase) == (None, "none")
    assert _checked(room, done.key)["verdict"] == Verdict.NOT_COVERED


def test_without_remote_access_there_is_only_support_on_request(room: Room) -> None:
    """F6: a condition of the profiles whose targets hold for remote work; under G1 it decides nothing."""
    desk = furnish(room)
    new_contract(room, spec={**COVERS, "exclusions": [], "technologies": []})

    found = judged(room, technology="telephony", equipment_id=desk.pbx.id)
    assert (found.verdict, found.access) == (Verdict.NOT_COVERED, None)
    assert found.why.startswith("No remote access: none was agreed for pbx-01. Support on Request")

    new_contract(room, profile="base", spec={"access": "none"})
    assert judged(room).verdict == Verdict.COVERED
    new_contract(room, spec={"access": "none"})
    assert judged(room).verdict == Verdict.NOT_COVERED
    new_contract(room, spec={"access": {"pbx-01": "none", "mail": "SSH through the jump host"}})
    assert judged(room).access == "SSH through the jump host"


def test_an_alert_of_an_f_profile_without_the_alerting_manager_is_kept_and_shown(room: Room) -> None:
    """F8: it opens no ticket by itself; a person may, and the check says what the contract has."""
    furnish(room)
    new_contract(room, spec={**COVERS, "options": []})

    assert hear(room, fires()).tickets == ()
    assert (alert_of(room).status, alert_of(room).ticket_id) == (AlertStatus.FIRING, None)

    found = judged(room)
    assert found.verdict == Verdict.COVERED
    assert "no Alerting Manager: alerts are kept, and open no ticket" in [line.text for line in found.lines]


def test_under_the_base_profile_monitoring_is_part_of_the_service(room: Room, clock: SetClock) -> None:
    """G4: round the clock, whatever the hours of the contract."""
    clock.set("2026-11-22 03:00")  # a Sunday night

    (key,) = hear(room, fires("2026-11-22 02:59", customer_hint="BDA")).tickets

    assert ticket_of(room, key).origin == Origin.ALERT
    found = judged(room, "BDA")
    assert "monitoring is part of the service, 24x7" in [line.text for line in found.lines]
    assert found.window == "closed, opens Mon 08:30"


def test_a_report_a_minute_past_six_on_the_eve_of_a_holiday_waits_for_the_next_working_day(
    room: Room, clock: SetClock
) -> None:
    """8 December is a holiday: the four hours begin on Wednesday morning, and the check says when the room opens."""
    furnish(room)
    clock.set("2026-12-07 18:01")  # a Monday
    ticket = opened(room)

    done = triaged(room, ticket.key, technology="mail")

    assert judged(room).window == "closed, opens Wed 08:30"
    assert wall(done.response.due) == "2026-12-09 12:30"
    assert _checked(room, done.key)["verdict"] == Verdict.COVERED


def test_nobody_knows_yet_whose_it_is(room: Room) -> None:
    furnish(room)
    ticket = opened(room, None, subject="Something is down")

    done = triaged(room, ticket.key, technology="network", team="Networks L2")

    assert (done.customer_id, done.team) == (None, "Networks L2")
    assert _checked(room, done.key)["verdict"] == Verdict.UNKNOWN
    assert known_of(room, done.key).team == "Networks L2"


def _checked(room: Room, key: str) -> dict[str, object]:
    events = history(room, ticket_of(room, key))
    return dict(next(event.detail for event in reversed(events) if event.kind == TicketEvent.CHECKED))
