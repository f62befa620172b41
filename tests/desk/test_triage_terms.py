"""On which word a ticket is worked on: the contract of its day, support on request, or a shift lead's."""

from __future__ import annotations

from datetime import date

import pytest

from noc_tui.desk.coverage import Verdict, coverage_of
from noc_tui.desk.following import follow_terms, follow_version
from noc_tui.domain.errors import BadInput, Refused
from noc_tui.domain.event import TicketEvent
from noc_tui.domain.words import Grade
from noc_tui.store.room import Room
from tests.desk.front_desk import COVERS, FrontDesk, furnish, known_of, said, triaged
from tests.desk.terms_of import new_contract, wall
from tests.rooms import (
    LIA,
    SetClock,
    do,
    history,
    kinds,
    look,
    opened,
)  # fmt: skip

HIGH, LOW = Grade.HIGH, Grade.LOW


@pytest.fixture
def desk(room: Room) -> FrontDesk:
    return furnish(room)


def test_another_customer_brings_their_terms_of_the_day_of_the_report(
    room: Room, desk: FrontDesk, clock: SetClock
) -> None:
    ticket = opened(room, "ACME", technology="mail")
    clock.move(days=3)
    new_contract(room, "OSP", "OS-2", profile="base", valid_from=date(2026, 11, 25))

    done = said(room, ticket.key, customer="OSP", caller="The ward")

    assert (done.customer_id, done.response.target_s) == (4, 4 * 3600)
    assert done.contract_version_id != ticket.contract_version_id
    assert kinds(room, done)[:2] == [TicketEvent.IDENTIFIED, TicketEvent.TERMS]


def test_a_newer_version_of_the_same_contract_is_no_business_of_triage(room: Room, desk: FrontDesk) -> None:
    """Terms never move under a ticket: following them is asked where the contract is written."""
    ticket = opened(room, technology="mail")
    new_contract(room, spec={**COVERS, "targets": {"blocking_anomaly": {"response": {"minutes": 60}}}})

    done = triaged(room, ticket.key, impact=HIGH)

    assert (done.contract_version_id, done.response) == (ticket.contract_version_id, ticket.response)
    assert TicketEvent.TERMS not in kinds(room, done)


def test_a_contract_signed_since_holds_once_somebody_has_put_the_ticket_on_it(
    room: Room, desk: FrontDesk, clock: SetClock
) -> None:
    """The report came between two contracts: who put it on the new one is not overruled by the day of the report."""
    new_contract(room, valid_to=date(2026, 11, 22), spec=COVERS)
    ticket = opened(room, technology="mail")
    clock.move(days=1)
    signed = new_contract(room, code="AC-2", profile="base", valid_from=date(2026, 11, 24))
    followed = do(room, LIA, follow_version, ticket.key, "contract", "AC-2")
    assert (ticket.contract_version_id, followed.contract_version_id) == (None, signed.id)

    done = triaged(room, ticket.key, impact=HIGH)

    assert (done.contract_version_id, done.response) == (signed.id, followed.response)
    assert [event.detail["contract"] for event in history(room, done) if event.kind == TicketEvent.CHECKED] == [
        "AC-2 Base"
    ]


def test_of_two_contracts_the_one_that_covers_it_holds(room: Room, desk: FrontDesk) -> None:
    """One for the network, one for the telephones: the one begun last holds until it is known what it is about."""
    second = new_contract(room, code="AC-2", profile="base", valid_from=date(2026, 6, 1),
                          spec={"technologies": ["telephony"], "access": "VPN"})  # fmt: skip
    ticket = opened(room)
    assert ticket.contract_version_id == second.id

    done = triaged(room, ticket.key, technology="mail", team="Systems L1")
    assert (done.contract_version_id, wall(done.response.due)) != (second.id, wall(ticket.response.due))
    assert wall(done.response.due) == "2026-11-23 14:30"
    shown = look(room, coverage_of, done, done.opened_at)
    assert (shown.verdict, shown.title) == (Verdict.COVERED, "AC-1 Professional")

    again = triaged(room, ticket.key, impact=HIGH)
    assert again.contract_version_id == done.contract_version_id
    with pytest.raises(Refused, match="runs on these terms already"):
        do(room, LIA, follow_terms, ticket.key)
    assert triaged(room, ticket.key, technology="telephony").contract_version_id == second.id


def test_support_on_request_that_was_agreed_is_taken_back_with_its_terms(room: Room, desk: FrontDesk) -> None:
    ticket = opened(room, technology="telephony")
    asked = said(room, ticket.key, on_request=True)
    assert (asked.contract_version_id, known_of(room, ticket.key).on_request) == (None, True)
    assert said(room, ticket.key, impact=HIGH).contract_version_id is None  # once agreed, it need not be said again

    back = triaged(room, ticket.key, technology="mail", on_request=False)

    assert (back.contract_version_id, back.response) == (ticket.contract_version_id, ticket.response)


def test_support_on_request_ends_by_itself_where_a_contract_covers_it_by_now(room: Room, desk: FrontDesk) -> None:
    ticket = opened(room, technology="telephony")
    said(room, ticket.key, on_request=True)

    again = said(room, ticket.key, technology="mail")

    assert (again.contract_version_id, again.response.phase) == (ticket.contract_version_id, "running")
    assert not known_of(room, ticket.key).on_request


def test_what_a_contract_covers_is_put_on_request_by_a_word_why_alone(room: Room, desk: FrontDesk) -> None:
    ticket = opened(room, technology="mail")

    with pytest.raises(BadInput, match="AC-1 Professional covers NOC-2026-000001: on request nothing is promised"):
        said(room, ticket.key, on_request=True)
    done = said(room, ticket.key, on_request=True, note="A bug of their own program: excluded by word")

    assert done.contract_version_id is None
    assert said(room, ticket.key, impact=HIGH).contract_version_id is None  # it was said, and stays


def test_a_lead_may_say_why_it_is_done_though_nothing_covers_it(room: Room, desk: FrontDesk) -> None:
    ticket = opened(room, technology="telephony")

    with pytest.raises(Refused, match="not covered") as refusal:
        said(room, ticket.key, impact=HIGH, goodwill="They are new here")
    assert "shift lead" in refusal.value.hint

    done = said(room, ticket.key, LIA, impact=HIGH, goodwill="They are new here")
    assert (done.contract_version_id, done.response) == (ticket.contract_version_id, ticket.response)
    checked = history(room, done)[3].detail
    assert (checked["verdict"], checked["goodwill"]) == ("not covered", "They are new here")
    assert str(checked["text"]).endswith("\nThey are new here")
    assert said(room, ticket.key, urgency=LOW).urgency == LOW  # the lead's word holds for what anna does next
