"""Triage by words: the team that a ticket has, and words on record that the room lists no more."""

from __future__ import annotations

from typing import Any

import pytest

from noc_tui.desk.said import Said, amended
from noc_tui.desk.triage import triage
from noc_tui.domain.errors import NotFound
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Category, Grade
from noc_tui.store.room import Room
from tests.desk.front_desk import furnish
from tests.desk.terms_of import new_contract
from tests.rooms import ADA, ANNA, do, opened


def said(room: Room, key: str, **words: Any) -> TicketRow:
    """A ticket triaged by words, the rest as it is on record."""
    return do(room, ANNA, lambda tx: triage(tx, key, amended(tx.read, key, Said(**words))))


def test_a_team_that_somebody_chose_keeps_the_ticket_when_its_category_is_another_functions(room: Room) -> None:
    furnish(room)
    ticket = opened(room, technology="mail", team="Systems L1")
    said(room, ticket.key, team="Reti", why="They moved the MX")

    assert said(room, ticket.key, category=Category.FEATURE).team == "Reti"


def test_what_is_on_record_and_listed_no_more_does_not_stop_a_triage(room: Room) -> None:
    """Nobody said those words now."""
    ticket = opened(room, technology="telex", team="Old guard", fault="bug")
    furnish(room)
    new_contract(room)
    with room.write(ADA) as tx:
        tx.connection.exec_driver_sql("DELETE FROM fault WHERE name = 'bug'")

    done = said(room, ticket.key, impact=Grade.LOW)

    assert (done.technology, done.team, done.fault) == ("telex", "Old guard", "bug")
    with pytest.raises(NotFound, match="no technology “fax”"):
        said(room, ticket.key, technology="fax")
