"""Operators: what they know, when they are there, and that a room keeps an admin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.actors import resolve_actor
from noc_tui.desk.operator_page import operator_page
from noc_tui.desk.operators import OperatorEdit, add_operator, edit_operator
from noc_tui.desk.work import take
from noc_tui.domain.errors import BadInput, Forbidden, NotFound, Refused
from noc_tui.domain.setup import OperatorRow
from noc_tui.domain.words import Role
from noc_tui.store.room import Room
from tests.rooms import ADA, ANNA, LIA, SetClock, do, look, opened


def edited(room: Room, login: str = "anna", **changes: Any) -> OperatorRow:
    """An operator of whom something has become otherwise."""
    return do(room, ADA, edit_operator, login, OperatorEdit(**changes))


def there(room: Room, clock: SetClock, login: str = "anna") -> bool | None:
    return look(room, operator_page, login, to_us(clock.now)).on_shift


def test_what_they_know_and_when_they_are_there_is_known(room: Room) -> None:
    nina = do(room, ADA, add_operator, "nina", "Nina", competences=["FortiOS", " wifi ", "FortiOS", ""], shift="long")

    assert (nina.competences, nina.shift) == (("FortiOS", "wifi"), "long")
    again = do(room, ADA, add_operator, "nina", "Nina Galli", level=2)
    assert (again.name, again.level, again.competences, again.shift) == ("Nina Galli", 2, nina.competences, "long")


def test_to_add_somebody_who_is_there_changes_what_is_given_alone(room: Room) -> None:
    lia = edited(room, "lia", level=3, team="Reti", learnt=["mail"], shift="office")

    assert do(room, ADA, add_operator, " LIA ", "") == lia
    assert do(room, ADA, add_operator, "lia", "", level=1) == replace(lia, level=1)
    assert do(room, ADA, add_operator, "ada", "Ada Neri").role is Role.ADMIN
    edited(room, "lia", active=False)
    assert not do(room, ADA, add_operator, "lia", "Lia Conti").active


def test_only_what_is_named_changes(room: Room) -> None:
    before = edited(room, team="Reti", learnt=["wifi", "mail"], shift="office")

    after = edited(room, level=3, learnt=["FortiOS"], forgot=["wifi"])

    assert after == OperatorRow(
        "anna", before.name, Role.OPERATOR, 3, "Reti", True, competences=("mail", "FortiOS"), shift="office"
    )
    assert edited(room, team="", shift="").team is None
    with pytest.raises(Refused, match="anna is that already"):
        edited(room, level=3, learnt=["mail"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"shift": "lunar"}, "There is no calendar “lunar”. There are: always, "),
        ({"forgot": ["wifi"]}, "“wifi” is none of anna's competences. There are none."),
        ({"level": 4}, "There is no level 4. Levels are 1, 2 and 3."),
        ({"team": "Retti"}, "There is no team “Retti”. There are: Reti"),
    ],
)
def test_what_is_unknown_is_refused(room: Room, change: dict[str, Any], said: str) -> None:
    with room.write(ADA) as tx:
        tx.connection.exec_driver_sql("INSERT INTO team (name, title) VALUES ('Reti', 'Networks')")

    with pytest.raises((BadInput, NotFound)) as refusal:
        edited(room, **change)

    assert said in str(refusal.value)


def test_it_takes_an_admin_and_somebody_who_is_known(room: Room) -> None:
    with pytest.raises(Forbidden, match="change operators"):
        do(room, LIA, edit_operator, "anna", OperatorEdit(level=2))
    with pytest.raises(NotFound, match="“carlo” is no operator of this room"):
        edited(room, "carlo", level=2)
    assert edited(room, " ANNA ", level=2).level == 2


def test_who_retires_acts_no_more_and_may_come_back(room: Room) -> None:
    edited(room, active=False)
    with pytest.raises(Forbidden, match="anna no longer works here"):
        look(room, resolve_actor, "anna")

    assert edited(room, active=True).active
    assert look(room, resolve_actor, "anna").name == "anna"


def test_a_room_keeps_an_admin(room: Room) -> None:
    for change in ({"active": False}, {"role": Role.LEAD}):
        with pytest.raises(Refused, match="ada is the room's last admin"):
            edited(room, "ada", **change)
    with pytest.raises(Refused, match="last admin"):
        do(room, ADA, add_operator, "ada", "", role=Role.OPERATOR)

    edited(room, "lia", role=Role.ADMIN)

    assert edited(room, "ada", active=False).active is False


def test_their_page_says_whether_they_are_on_shift_and_what_they_hold(room: Room, clock: SetClock) -> None:
    assert there(room, clock) is None
    edited(room, shift="office")
    key = opened(room).key
    do(room, ANNA, take, key)

    assert there(room, clock) is True
    assert look(room, operator_page, "anna", to_us(clock.now)).held == [(key, "No mail leaves the office")]
    clock.set("2026-11-23 13:00")
    assert there(room, clock) is False
    assert look(room, operator_page, "bruno", to_us(clock.now)).held == []
