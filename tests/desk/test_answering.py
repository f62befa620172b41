"""A request told on the phone: opened and triaged as one, and solved while it goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from noc_tui.desk.answering import Call, blank, join_call, open_call, triage_ticket
from noc_tui.desk.ending import solve
from noc_tui.desk.qualification import Qualification
from noc_tui.desk.thread import thread
from noc_tui.domain.errors import BadInput, Refused, WrongState
from noc_tui.domain.event import TicketEvent
from noc_tui.domain.words import Channel, Phase, Status, Visibility
from noc_tui.store.read.setup import find_customer
from noc_tui.store.room import Room
from tests.desk.front_desk import FrontDesk, furnish, known_of
from tests.rooms import ANNA, BLOCKING, ROME, do, history, kinds, look, opened, rows


@pytest.fixture
def desk(room: Room) -> FrontDesk:
    return furnish(room)


def told(room: Room, desk: FrontDesk) -> Qualification:
    """Marta of ACME about her mail gateway."""
    return replace(
        blank(),
        customer_id=look(room, find_customer, "ACME").id,
        contact_id=desk.marta.id,
        equipment_id=desk.mx.id,
        category=BLOCKING,
        technology="mail",
        team="Systems L1",
        note="The queue is full",
    )


def test_a_call_is_opened_and_triaged_as_one_action(room: Room, desk: FrontDesk) -> None:
    ticket = do(room, ANNA, open_call, Call("No mail", Channel.PHONE), told(room, desk))

    assert (ticket.contact_id, ticket.equipment_id, ticket.team) == (desk.marta.id, desk.mx.id, "Systems L1")
    assert (ticket.phase, ticket.status) == (Phase.DIAGNOSIS, Status.NEW)
    assert history(room, ticket)[-1].detail["text"] == "The queue is full"
    assert len({event.action_id for event in history(room, ticket)}) == 1


def test_what_the_customer_reads_is_the_description(room: Room, desk: FrontDesk) -> None:
    wanted = replace(told(room, desk), visibility=Visibility.PUBLIC)

    ticket = do(room, ANNA, open_call, Call("No mail", Channel.PHONE), wanted)

    assert history(room, ticket)[0].detail["description"] == "The queue is full"
    assert TicketEvent.NOTED not in kinds(room, ticket)


def test_solved_while_the_call_goes_on_counts_as_such_and_no_team_gets_it(room: Room, desk: FrontDesk) -> None:
    """N1: one key, and it counts."""
    ticket = do(room, ANNA, open_call, Call("No mail", Channel.PHONE, solved="Queue flushed"), told(room, desk))

    assert (ticket.status, ticket.solved_in_call, ticket.team) == (Status.RESOLVED, True, None)
    assert kinds(room, ticket)[-2:] == [TicketEvent.NOTED, TicketEvent.SOLVED]


def test_a_call_that_nothing_covers_leaves_nothing(room: Room, desk: FrontDesk) -> None:
    wanted = replace(told(room, desk), technology="telephony", equipment_id=None)

    with pytest.raises(Refused, match="Telephony is excluded"):
        do(room, ANNA, open_call, Call("No line", Channel.PHONE), wanted)

    assert rows(room, "SELECT count(*) FROM ticket") == [(0,)]


def test_a_note_is_kept_though_nothing_else_is_said_of_what_was_solved(room: Room, desk: FrontDesk) -> None:
    ticket = opened(room, technology="mail")
    before = do(room, ANNA, triage_ticket, ticket.key, replace(known_of(room, ticket.key), team=None))
    wanted = replace(known_of(room, ticket.key), note="She tried twice")

    done = do(room, ANNA, triage_ticket, ticket.key, wanted, version=before.version, solved="Restarted")

    texts = [event.detail.get("text") for event in history(room, done)[-2:]]
    assert texts == ["She tried twice", "Restarted"]


def test_a_call_about_a_known_ticket_is_told_there_with_who_called(room: Room, desk: FrontDesk) -> None:
    ticket = opened(room, "ACME")

    done = do(room, ANNA, join_call, ticket.key, Call("Still no mail", Channel.PHONE), told(room, desk))

    entry = thread(history(room, done), ROME)[-1]
    assert (entry.head, entry.text) == ("Marta Riva, mx-acme-01, by phone", "Still no mail\nThe queue is full")
    assert (entry.public, done.category, rows(room, "SELECT count(*) FROM ticket")) == (False, ticket.category, [(1,)])


def test_what_a_customer_tells_is_not_told_to_another(room: Room, desk: FrontDesk) -> None:
    ticket = opened(room, "BDA")
    public = replace(told(room, desk), visibility=Visibility.PUBLIC)
    nobody_knows_whom = replace(blank(), note="Is it you?", visibility=Visibility.PUBLIC)

    for wanted, why in ((public, "they would read what is another customer's"), (nobody_knows_whom, "who calls")):
        with pytest.raises(Refused, match=why):
            do(room, ANNA, join_call, ticket.key, Call("No mail", Channel.PHONE), wanted)
    assert kinds(room, ticket) == []


def test_a_call_is_not_noted_in_what_is_over(room: Room, desk: FrontDesk) -> None:
    ticket = opened(room, "ACME")
    do(room, ANNA, solve, ticket.key, "Restarted")

    with pytest.raises(WrongState, match="is resolved"):
        do(room, ANNA, join_call, ticket.key, Call("No mail", Channel.PHONE), told(room, desk))
    with pytest.raises(BadInput):
        do(room, ANNA, join_call, opened(room).key, Call("", Channel.PHONE), replace(told(room, desk), note=""))
