"""`noc operator`: who works here, what they know, and what they hold."""

from __future__ import annotations

import pytest

from noc_tui.domain.errors import Forbidden, NotFound, Refused
from noc_tui.store.room import Room
from tests.cli.commands import Noc
from tests.cli.test_foreign_text import HOSTILE, harm
from tests.rooms import opened


def test_an_operator_is_shown_with_all_that_is_known(noc: Noc, room: Room) -> None:
    noc("operator", "edit", "anna", "--team", "Reti", "--add-competence", "wifi", "--shift", "office")
    key = opened(room).key
    noc("ticket", "take", key, as_="anna")

    assert noc("operator", "show", "Anna").out.splitlines() == [
        "anna: Anna Riva, operator, level 1",
        "team: Reti",
        "competences: wifi",
        "shift: office, on shift now",
        "tickets held",
        f"  {key}  No mail leaves the office",
    ]
    assert noc("operator", "show", "anna", "--json").records == [
        {"login": "anna", "name": "Anna Riva", "role": "operator", "level": 1, "team": "Reti", "active": True,
         "competences": ["wifi"], "shift": "office", "on_shift": True, "tickets": [key]}
    ]  # fmt: skip
    assert noc("operator", "show", "vera").out.splitlines()[1:] == [
        "team: none", "competences: none are known", "shift: none is known", "tickets held: none",
    ]  # fmt: skip


def test_flags_change_what_they_name(noc: Noc) -> None:
    noc("operator", "add", "nina", "--competence", "mail", "--competence", "wifi", "--shift", "long", "--team", "Reti")

    changed = noc(
        "operator", "edit", "nina", "--drop-competence", "mail", "--shift", "none", "--team", "none", "--json"
    )

    assert changed.records == [
        {"login": "nina", "name": "nina", "role": "operator", "level": 1, "team": None, "active": True,
         "competences": ["wifi"], "shift": None}
    ]  # fmt: skip
    assert noc("operator", "edit", "nina", "--level", "2").out == "nina: nina, operator, level 2\n"
    with pytest.raises(Refused, match="nina is that already"):
        noc("operator", "edit", "nina")


def test_who_retires_leaves_their_tickets_to_be_handed_on(noc: Noc, room: Room) -> None:
    key = opened(room).key
    noc("ticket", "take", key, as_="anna")

    ran = noc("operator", "edit", "anna", "--retire")

    assert ran.out == "anna: Anna Riva, operator, level 1, no longer works here\n"
    assert ran.err == f"anna still holds {key}: noc ticket assign hands them on.\n"
    assert "no longer works here" in noc("operator", "list").out
    with pytest.raises(Forbidden, match="no longer works here"):
        noc("ticket", "note", key, "-m", "Still here", as_="anna")
    assert noc("operator", "edit", "anna", "--return").err == ""
    with pytest.raises(Refused, match="last admin"):
        noc("operator", "edit", "ada", "--retire")


def test_what_is_unknown_is_refused(noc: Noc) -> None:
    with pytest.raises(NotFound, match="There is no calendar “lunar”"):
        noc("operator", "add", "nina", "--shift", "lunar")
    with pytest.raises(NotFound, match="“nobody” is no operator"):
        noc("operator", "show", "nobody")
    assert noc("operator", "edit", "anna", "--level", "4").status == 2


def test_hostile_words_are_text(noc: Noc) -> None:
    noc("operator", "edit", "anna", "--name", HOSTILE, "--team", HOSTILE, "--add-competence", HOSTILE)

    for words in ("list", "show anna", "list --json", "show anna --json"):
        ran = noc("operator", *words.split())
        assert (ran.status, harm(ran.out)) == (0, set()), words
