"""`noc setup`: tokens, and what ships."""

from __future__ import annotations

import pytest

from noc_tui.desk.tokens import find_grant
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.errors import Forbidden, NotFound, Refused
from noc_tui.store.room import Room
from tests.cli.commands import Noc
from tests.rooms import look


def test_a_token_is_printed_once_and_opens_its_source(noc: Noc, room: Room) -> None:
    made = noc("setup", "token", "alertmanager", "--customer", "tel")

    grant = look(room, find_grant, "alertmanager", made.out.strip())

    assert grant is not None
    assert grant.customer is not None
    assert grant.customer.code == "TEL"
    listed = noc("setup", "tokens", "--json")
    assert made.out.strip() not in listed.out
    assert [(one["id"], one["source"], one["customer"], one["revoked_at"]) for one in listed.records] == [
        (1, "alertmanager", "TEL", None)
    ]


def test_a_token_for_what_does_not_send_is_refused(noc: Noc) -> None:
    with pytest.raises(NotFound, match="alertmanager"):
        noc("setup", "token", "crystal-ball")
    with pytest.raises(NotFound):
        noc("setup", "token", "alertmanager", "--customer", "nobody")
    with pytest.raises(Forbidden):
        noc("setup", "token", "alertmanager", as_="anna")

    assert noc("setup", "tokens").err == "No token yet: noc setup token alertmanager\n"


def test_a_token_is_revoked_by_its_number(noc: Noc, room: Room) -> None:
    token = noc("setup", "token", "alertmanager").out.strip()

    assert noc("setup", "revoke", "1").out == "1 alertmanager revoked\n"

    assert look(room, find_grant, "alertmanager", token) is None
    assert "revoked 2026-11-23T08:00:00Z" in noc("setup", "tokens").out
    with pytest.raises(Refused):
        noc("setup", "revoke", "1")


def test_what_ships_is_brought_back_where_it_is_missing(noc: Noc, room: Room) -> None:
    assert noc("setup", "shipped").err == "All of them are there.\n"
    with room.write(SYSTEM_ACTOR) as tx:
        tx.connection.exec_driver_sql("UPDATE profile_version SET name = 'gone' WHERE name = 'on_request'")
        tx.connection.exec_driver_sql("DELETE FROM fault WHERE name = 'ddos'")

    assert noc("setup", "shipped").out == "fault ddos\nprofile on_request\n"
