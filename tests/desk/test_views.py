"""Saved views: a filter and an order under a name, for everybody in the room."""

from __future__ import annotations

import pytest

from noc_tui.desk.views import SHIPPED, View, delete_view, find_view, save_view, views
from noc_tui.domain.errors import BadInput, Forbidden, NotFound, Refused
from noc_tui.store.room import Room
from tests.rooms import ANNA, BRUNO, VERA, do, look, rows


def saved(room: Room) -> list[tuple[str, str, str, str]]:
    return [(row[0], row[1], row[2], row[3]) for row in rows(room, "SELECT name, filter, sort, owner FROM saved_view")]


def test_a_view_is_found_by_its_name_or_how_it_begins(room: Room) -> None:
    view = do(room, ANNA, save_view, "Milan, by night", "customer:acme overrun", "newest")

    assert look(room, views) == [*SHIPPED, view]
    assert look(room, find_view, "MILAN, by night") == look(room, find_view, "mil") == view
    with pytest.raises(NotFound, match="no view “m”") as refusal:  # as mine does, too
        look(room, find_view, "m")
    assert "Milan, by night" in refusal.value.hint


def test_saved_again_it_is_another_under_the_same_name_whatever_its_letters(room: Room) -> None:
    do(room, ANNA, save_view, "VIP", "customer:acme")

    do(room, BRUNO, save_view, "vip", "customer:tel", "age")

    assert saved(room) == [("vip", "customer:tel", "age", "bruno")]


def test_a_viewer_neither_saves_nor_forgets(room: Room) -> None:
    do(room, ANNA, save_view, "VIP", "customer:acme")

    with pytest.raises(Forbidden, match="vera is viewer"):
        do(room, VERA, save_view, "VIP", "nobody")
    with pytest.raises(Forbidden, match="vera is viewer"):
        do(room, VERA, delete_view, "VIP")

    assert saved(room) == [("VIP", "customer:acme", "due", "anna")]


def test_what_is_saved_is_clean(room: Room) -> None:
    view = do(room, ANNA, save_view, " a\x1b[31mb\n", "x\x1b[31my\u202e  z")

    assert view == View("ab", "xy z")
    assert saved(room) == [("ab", "xy z", "due", "anna")]


@pytest.mark.parametrize(
    ("name", "text", "sort", "said"),
    [
        ("", "mine", "due", "needs a name"),
        ("\x1b[2J", "mine", "due", "needs a name"),
        ("one", "level:9", "due", "“9” is no level"),
        ("one", "mine", "nonsense", "no order “nonsense”"),
    ],
)
def test_a_view_that_nobody_could_look_through_is_refused(
    room: Room, name: str, text: str, sort: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said) as refusal:
        do(room, ANNA, save_view, name, text, sort)

    assert refusal.value.hint
    assert saved(room) == []


def test_a_view_is_forgotten_by_its_full_name_alone(room: Room) -> None:
    do(room, ANNA, save_view, "VIP", "customer:acme")

    with pytest.raises(NotFound, match="no view “vi”"):
        do(room, ANNA, delete_view, "vi")
    do(room, BRUNO, delete_view, "vip")

    assert look(room, views) == list(SHIPPED)


def test_what_ships_stays(room: Room) -> None:
    for name in ("mine", "Nobody's"):
        with pytest.raises(Refused, match="ships with the program"):
            do(room, ANNA, delete_view, name)
        with pytest.raises(Refused, match="ships with the program"):
            do(room, ANNA, save_view, name, "vpn")
