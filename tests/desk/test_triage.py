"""Triage as one action: whose it is, what it is, on which word it is worked on, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.doctor import examine
from noc_tui.desk.ending import solve
from noc_tui.desk.terms import TermsBook
from noc_tui.desk.thread import thread
from noc_tui.desk.tickets import ticket_page
from noc_tui.desk.triage import triage
from noc_tui.desk.triage_page import judge
from noc_tui.desk.what_if import ClockChange
from noc_tui.desk.work import assign, note, take
from noc_tui.domain.errors import BadInput, Forbidden, NotFound, Refused, Stale, WrongState
from noc_tui.domain.event import TicketEvent
from noc_tui.domain.words import Category, Grade, Phase, Priority, Status, Visibility
from noc_tui.store.room import Room
from tests.desk.derived import differences
from tests.desk.front_desk import COVERS, FrontDesk, furnish, known_of, said, triaged
from tests.desk.terms_of import new_contract, wall
from tests.rooms import (
    ANNA,
    BLOCKING,
    BRUNO,
    NON_BLOCKING,
    ROME,
    VERA,
    SetClock,
    do,
    history,
    kinds,
    opened,
    ticket_of,
)  # fmt: skip

HIGH, LOW = Grade.HIGH, Grade.LOW


@pytest.fixture
def desk(room: Room) -> FrontDesk:
    return furnish(room)


def test_what_is_known_before_anything_is_typed(room: Room, desk: FrontDesk) -> None:
    """The customer and the device are read off the request; its technology is the device's, its team the rule's."""
    ticket = opened(room, None, subject="Queue full", description="it@acme.example: mx-acme-01 is full", category=None)

    known = known_of(room, ticket.key)

    assert (known.customer_id, known.contact_id, known.equipment_id) == (1, desk.marta.id, desk.mx.id)
    assert (known.site_id, known.technology, known.team) == (desk.site.id, "mail", "Systems L1")
    assert (known.category, known.impact, known.on_request, known.note) == (NON_BLOCKING, None, False, "")


def test_one_action_takes_a_call_from_arrival_to_its_team(room: Room, desk: FrontDesk, clock: SetClock) -> None:
    ticket = opened(room, None, subject="No mail", description="mx-acme-01", category=None)
    clock.move(minutes=3)

    done = triaged(
        room, ticket.key,
        category=BLOCKING, impact=HIGH, urgency=HIGH, fault="Bug", estimate_s=2700, caller="The night porter",
        note="It is the milter again", visibility=Visibility.PUBLIC,
    )  # fmt: skip

    assert (done.customer_id, done.equipment_id, done.technology) == (1, desk.mx.id, "mail")
    assert (done.category, done.priority, done.fault, done.estimate_s) == (BLOCKING, Priority.P1, "bug", 2700)
    assert (done.team, done.phase, done.status, done.assignee) == ("Systems L1", Phase.DIAGNOSIS, Status.NEW, None)
    assert (done.response.phase, wall(done.response.due)) == ("running", "2026-11-23 14:30")
    assert len({event.action_id for event in history(room, done)[2:]}) == 1
    assert kinds(room, done) == [
        TicketEvent.IDENTIFIED, TicketEvent.TERMS, TicketEvent.CLASSIFIED, TicketEvent.CHECKED, TicketEvent.ASSIGNED,
        TicketEvent.NOTED,
    ]  # fmt: skip
    heads = [entry.head for entry in thread(history(room, done), ROME)[1:]]
    assert heads == [
        "ACME Italia, site Lecco, device mx-acme-01, The night porter",
        "put on other terms",
        "now blocking anomaly, P1, impact high, urgency high, bug, mail, about 45 min to solve",
        "covered",
        "Systems L1, phase diagnosis",
        "",
    ]
    assert known_of(room, done.key).caller == "The night porter"
    assert list(examine(room)) == []
    assert differences(room) == []


def test_only_what_changes_is_written(room: Room, desk: FrontDesk) -> None:
    ticket = opened(room, technology="mail", team="Systems L1")
    said(room, ticket.key, impact=HIGH)
    before = kinds(room, ticket)

    said(room, ticket.key, urgency=LOW)

    assert kinds(room, ticket) == [*before, TicketEvent.CLASSIFIED]
    assert history(room, ticket)[-1].detail == {"urgency": "low", "priority": "P3"}
    with pytest.raises(Refused, match="stands like that already"):
        said(room, ticket.key, urgency=LOW)
    with pytest.raises(BadInput, match="Nothing is said"):
        said(room, ticket.key)
    said(room, ticket.key, note="Called them back", urgency=LOW)
    assert kinds(room, ticket)[-1] == TicketEvent.NOTED


def test_a_priority_given_by_hand_stays_until_the_grades_change(room: Room, desk: FrontDesk) -> None:
    ticket = opened(room, technology="mail", priority=Priority.P1)

    assert said(room, ticket.key, fault="bug").priority == Priority.P1
    assert said(room, ticket.key, impact=LOW).priority == Priority.P1
    assert said(room, ticket.key, urgency=LOW).priority == Priority.P4


def test_what_turned_out_wrong_is_taken_away_and_a_made_priority_stays(room: Room, desk: FrontDesk) -> None:
    ticket = opened(room, technology="mail", team="Systems L1")
    said(room, ticket.key, impact=HIGH, urgency=HIGH, fault="bug", estimate_s=5400)

    done = triaged(room, ticket.key, fault=None, impact=None, estimate_s=None)

    assert (done.fault, done.impact, done.urgency, done.estimate_s, done.priority) == (None, None, "high", None, "P1")
    assert (
        thread(history(room, done), ROME)[-1].head == "now no impact any more, no kind any more, no estimate any more"
    )
    assert differences(room) == []


def test_another_team_than_the_proposed_one_needs_a_word_why(room: Room, desk: FrontDesk) -> None:
    ticket = opened(room, technology="mail")

    with pytest.raises(BadInput, match=r"The rules propose Systems L1: mail is theirs \(rule 3\)"):
        triaged(room, ticket.key, team="Reti")
    with pytest.raises(NotFound, match="no team “Nobody”"):
        triaged(room, ticket.key, team="Nobody", why_team="because")
    assert kinds(room, ticket) == []

    done = triaged(room, ticket.key, team="reti", why_team="They changed the MX yesterday")

    assert done.team == "Reti"
    assert history(room, done)[-1].detail == {
        "team": "Reti", "proposed": "Systems L1", "reason": "mail is theirs (rule 3)",
        "text": "They changed the MX yesterday", "phase": "diagnosis",
    }  # fmt: skip
    again = triaged(room, ticket.key, impact=HIGH)  # the word was given, and holds
    assert again.team == "Reti"


def test_a_ticket_that_is_worked_on_keeps_its_phase(room: Room, desk: FrontDesk) -> None:
    ticket = opened(room, technology="mail", team="Systems L1")
    do(room, ANNA, take, ticket.key)
    do(room, ANNA, note, ticket.key, "Looking")

    done = triaged(room, ticket.key, impact=HIGH)

    assert (done.phase, done.assignee) == (Phase.DIAGNOSIS, "anna")
    assert TicketEvent.ASSIGNED not in kinds(room, done)


def test_what_runs_no_clock_goes_to_the_function_that_the_rules_name(room: Room, desk: FrontDesk) -> None:
    """F5: under F profiles the two anomalies run clocks; another category goes where the rules say."""
    ticket = opened(room, technology="mail", team="Systems L1")

    with pytest.raises(BadInput, match=r"The rules propose Sales: new feature is theirs \(rule 1\)"):
        triaged(room, ticket.key, category=Category.FEATURE)
    done = said(room, ticket.key, category=Category.FEATURE)

    assert (done.team, done.response.phase, done.response.target_s) == ("Sales", "none", None)


def test_what_needs_no_team_goes_to_none(room: Room, desk: FrontDesk) -> None:
    """Solved in the call: the rules propose somebody, and nobody has to have it."""
    done = triaged(room, opened(room, technology="mail").key, category=Category.FEATURE, team=None)

    assert (done.team, done.category) == (None, Category.FEATURE)


def test_a_team_of_the_rules_follows_them_and_one_that_somebody_chose_stays(room: Room, desk: FrontDesk) -> None:
    by_rules, chosen = opened(room, technology="mail", team="Systems L1"), opened(room, technology="mail", team="Reti")

    assert known_of(room, by_rules.key).team == "Systems L1"
    assert said(room, by_rules.key, technology="network").team == "Networks L2"
    assert said(room, chosen.key, technology="network").team == "Reti"

    overruled = said(room, by_rules.key, team="Reti", why="They know this line")
    assert said(room, by_rules.key, technology="mail").team == overruled.team == "Reti"


def test_what_belongs_to_another_customer_is_refused(room: Room, desk: FrontDesk) -> None:
    ticket = opened(room, "BDA", technology="mail")

    things: list[dict[str, Any]] = [
        {"contact_id": desk.marta.id},
        {"site_id": desk.site.id},
        {"equipment_id": desk.mx.id},
    ]
    for thing in things:
        with pytest.raises(Refused, match="is ACME Italia's"):
            triaged(room, ticket.key, **thing)
    with pytest.raises(NotFound, match="no contact with id 99"):
        triaged(room, ticket.key, contact_id=99)
    with pytest.raises(NotFound, match="no contact of theirs"):
        said(room, ticket.key, contact="Marta Riva")
    with pytest.raises(BadInput, match="Whose contact"):
        said(room, opened(room, None).key, contact="Marta Riva")


def test_another_customer_takes_the_old_ones_people_away(room: Room, desk: FrontDesk) -> None:
    ticket = opened(room, "ACME", technology="mail", contact_id=desk.marta.id, equipment_id=desk.mx.id)

    done = said(room, ticket.key, customer="BDA", contact="ivo@banca-adda.example", equipment="MX-01")

    assert done.contact_id not in {None, desk.marta.id}
    assert done.equipment_id not in {None, desk.mx.id}
    assert done.site_id is None


def test_words_that_the_room_does_not_have_are_refused_with_those_it_has(room: Room, desk: FrontDesk) -> None:
    ticket = opened(room, technology="mail")

    with pytest.raises(NotFound, match="no kind of incident “gremlins”") as refusal:
        triaged(room, ticket.key, fault="gremlins")
    assert "exhausted_resources" in refusal.value.hint
    with pytest.raises(NotFound, match="no technology “telegraph”"):
        triaged(room, ticket.key, technology="telegraph")
    with pytest.raises(BadInput, match="An estimate is more than nothing"):
        triaged(room, ticket.key, estimate_s=0)
    with pytest.raises(BadInput, match="An empty note"):
        triaged(room, ticket.key, note=" \n\x1b[0m")


def test_who_may_and_when(room: Room, desk: FrontDesk) -> None:
    ticket, solved = opened(room, technology="mail"), opened(room, technology="mail")
    do(room, ANNA, solve, solved.key, "Restarted")

    with pytest.raises(Forbidden, match="triage tickets"):
        triaged(room, ticket.key, VERA, impact=HIGH)
    with pytest.raises(WrongState, match="cannot be triaged"):
        triaged(room, solved.key, impact=HIGH)
    wanted = replace(known_of(room, ticket.key), impact=HIGH)
    do(room, BRUNO, note, ticket.key, "I know them")
    with pytest.raises(Stale, match="bruno noted"):
        do(room, ANNA, triage, ticket.key, wanted, version=ticket.version)


def dues(changes: Sequence[ClockChange]) -> dict[str, tuple[str, str]]:
    return {change.name: (wall(change.before_due), wall(change.after_due)) for change in changes}


def test_the_clocks_are_shown_before_it_is_done_as_they_are_after_it(
    room: Room, desk: FrontDesk, clock: SetClock
) -> None:
    ticket = opened(room, None, description="mx-acme-01", category=None)
    clock.move(minutes=20)
    wanted = replace(known_of(room, ticket.key), category=BLOCKING, impact=HIGH, urgency=HIGH)

    with room.reading() as read:
        page, now, book = ticket_page(read, ticket.key), to_us(clock.now), TermsBook()
        shown = judge(read, page, wanted, now, book).changes
        on_request = judge(read, page, replace(wanted, on_request=True), now, book).changes

    assert dues(shown) == {"response": ("", "2026-11-23 14:30"), "restore": ("", "")}
    assert on_request == ()
    assert kinds(room, ticket) == []
    done = do(room, ANNA, triage, ticket.key, wanted)
    assert shown[0].after_due == done.response.due


def test_a_contract_that_names_a_priority_is_foreseen_by_the_matrix(room: Room, desk: FrontDesk) -> None:
    new_contract(room, spec={**COVERS, "targets": {"blocking_anomaly": {"P1": {"response": {"minutes": 30}}}}})
    ticket = opened(room, technology="mail")
    wanted = replace(known_of(room, ticket.key), impact=HIGH, urgency=HIGH)

    with room.reading() as read:
        shown = judge(read, ticket_page(read, ticket.key), wanted, ticket.opened_at, TermsBook()).changes

    assert dues(shown)["response"] == ("2026-11-23 14:30", "2026-11-23 09:30")


def test_a_team_or_technology_that_the_room_does_not_list_is_refused_wherever_it_is_said(
    room: Room, desk: FrontDesk
) -> None:
    with pytest.raises(NotFound, match="no technology “telegraph”"):
        opened(room, technology="telegraph")
    with pytest.raises(NotFound, match="no team “Rete”"):
        opened(room, team="Rete")
    ticket = opened(room, technology="MAIL", team="reti")
    assert (ticket.technology, ticket.team) == ("mail", "Reti")
    with pytest.raises(NotFound, match="no team “Rete”"):
        do(room, ANNA, assign, ticket.key, team="Rete")


def test_in_a_room_without_rules_and_lists_any_word_will_do(room: Room) -> None:
    ticket = opened(room)

    done = triaged(room, ticket.key, technology="Mail", team="Systems", fault="bug")

    assert (done.technology, done.team, done.fault) == ("Mail", "Systems", "bug")


def test_the_ticket_as_it_stands_is_what_was_read(room: Room, desk: FrontDesk) -> None:
    ticket = opened(room, technology="mail")
    done = triaged(room, ticket.key, impact=HIGH)

    assert done == ticket_of(room, ticket.key)
