"""Bearer tokens: what each opens, and for how long."""

from __future__ import annotations

import pytest

from noc_tui.desk.setup import make_token
from noc_tui.desk.tokens import find_grant, revoke_token
from noc_tui.domain.errors import Forbidden, NotFound, Refused
from noc_tui.store.read.intake import tokens
from noc_tui.store.room import Room
from tests.rooms import ADA, ANNA, SetClock, do, look, rows


def test_a_token_opens_its_source_and_no_other(room: Room) -> None:
    token = do(room, ADA, make_token, "alertmanager")

    grant = look(room, find_grant, "alertmanager", token)

    assert grant is not None
    assert (grant.source, grant.customer) == ("alertmanager", None)
    assert look(room, find_grant, "zabbix", token) is None
    assert look(room, find_grant, "alertmanager", token + "x") is None
    assert look(room, find_grant, "alertmanager", "") is None


def test_a_customers_token_speaks_for_the_customer(room: Room) -> None:
    do(room, ADA, make_token, "alertmanager")
    token = do(room, ADA, make_token, "alertmanager", "acme spa")

    grant = look(room, find_grant, "alertmanager", token)

    assert grant is not None
    assert grant.customer is not None
    assert grant.customer.code == "ACME"


def test_only_its_hash_and_its_beginning_are_kept(room: Room) -> None:
    token = do(room, ADA, make_token, "alertmanager")

    (kept,) = rows(room, "SELECT * FROM source_token")

    assert token not in map(str, kept)
    assert token[:8] in kept


def test_a_revoked_token_opens_nothing_and_stays_in_the_list(room: Room, clock: SetClock) -> None:
    old, new = do(room, ADA, make_token, "alertmanager"), do(room, ADA, make_token, "alertmanager", "TEL")
    clock.move(hours=1)

    revoked = do(room, ADA, revoke_token, 1)

    assert look(room, find_grant, "alertmanager", old) is None
    assert look(room, find_grant, "alertmanager", new) is not None
    assert look(room, tokens)[0] == revoked
    assert [(one.customer, one.created_by, one.revoked_at is None) for one in look(room, tokens)] == [
        (None, "ada", False),
        ("TEL", "ada", True),
    ]


def test_revoking_twice_or_what_is_not_there_is_refused(room: Room) -> None:
    do(room, ADA, make_token, "alertmanager")
    do(room, ADA, revoke_token, 1)

    with pytest.raises(Refused, match="revoked already"):
        do(room, ADA, revoke_token, 1)
    with pytest.raises(NotFound):
        do(room, ADA, revoke_token, 7)


def test_only_an_admin_revokes(room: Room) -> None:
    do(room, ADA, make_token, "alertmanager")

    with pytest.raises(Forbidden):
        do(room, ANNA, revoke_token, 1)
