"""`noc customer`, `noc contract`, `noc operator`: setting up a room, as its first admin does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from noc_tui.desk.room import open_room
from noc_tui.domain.errors import BadInput, Forbidden, NotFound, Refused, StoreGone
from noc_tui.store.room import Room
from tests.cli.commands import Noc
from tests.rooms import SetClock, Stores


@pytest.fixture
def room(stores: Stores, clock: SetClock) -> Iterator[Room]:
    """A store that nobody has used yet."""
    with stores.blank() as url:
        room = open_room(url, clock)
        yield room
        room.close()


def test_a_new_room_says_that_it_is_new_and_what_to_do(noc: Noc) -> None:
    first = noc("setup", "shipped")

    assert first.err.startswith("Made a new, empty store: ")
    assert noc("customer", "list").out == 'No customer yet: noc customer add BDA "Banca dell\'Adda"\n'
    assert noc("contract", "list").out.startswith("No contract yet: noc contract add")
    assert "whoever is logged in is the room's admin" in noc("operator", "list").out
    assert [noc(noun, "list", "--json").out for noun in ("customer", "contract", "operator")] == ["", "", ""]


def test_the_first_room_of_an_admin(noc: Noc) -> None:
    noc("operator", "add", "ada", "--name", "Ada Neri")
    noc("operator", "add", "Bruno", "--level", "2", "--team", "Reti")
    noc("customer", "add", "bda", "Banca dell'Adda", "--alias", "bancadda", "--alias", "BDA Lecco", "--city", "Lecco")
    made = noc("contract", "add", "bancadda", "BD-1", "--profile", "extended", "--to", "2027-12-31")
    noc("contract", "add", "BDA", "BD-1", "--profile", "base", "--from", "2026-01-01", "--no-monitoring")

    assert made.out == "BD-1 v1: BDA, extended, hours always\n"
    assert noc("operator", "list").out.splitlines() == [
        "login  name      role      level  team  shift  competences",
        "ada    Ada Neri  admin     L1     —     —      —",
        "bruno  bruno     operator  L2     Reti  —      —",
    ]
    assert noc("customer", "list").out.splitlines()[1] == "BDA   Banca dell'Adda  Lecco  BD-1"
    assert noc("customer", "list", "--json").records == [
        {"code": "BDA", "name": "Banca dell'Adda", "aliases": ["bancadda", "BDA Lecco"], "city": "Lecco",
         "operator": None, "active": True, "contracts": ["BD-1"]}
    ]  # fmt: skip
    assert noc("contract", "list", "--json").records == [
        {"code": "BD-1", "version": 2, "customer": "BDA", "profile": "base", "calendar": "office",
         "from": "2026-01-01", "to": None, "monitoring": False}
    ]  # fmt: skip
    assert noc("contract", "list").out.splitlines()[1].split() == [
        "BD-1", "2", "BDA", "base", "office", "2026-01-01", "—", "no",
    ]  # fmt: skip


def test_what_was_added_is_told_as_json_too(noc: Noc) -> None:
    assert noc("operator", "add", "ada", "--json").records == [
        {"login": "ada", "name": "ada", "role": "admin", "level": 1, "team": None, "active": True,
         "competences": [], "shift": None}
    ]  # fmt: skip
    assert noc("customer", "add", "ACME", "ACME Italia", "--json").records[0]["code"] == "ACME"
    assert noc("contract", "add", "acme", "A-1", "--profile", "base", "--json").records[0]["from"] == "2026-11-23"


def test_what_is_wrong_is_said(noc: Noc) -> None:
    noc("operator", "add", "ada")
    noc("operator", "add", "vera", "--role", "viewer")
    noc("customer", "add", "ACME", "ACME Italia")

    for error, line in [
        (Refused, "customer add X acme~italia"),
        (Refused, "customer add ACME Other"),
        (BadInput, "customer add A~B Other"),
        (NotFound, "contract add nobody A-1 --profile base"),
        (NotFound, "contract add acme A-1 --profile gold"),
        (NotFound, "contract add acme A-1 --profile base --calendar moon"),
        (BadInput, "contract add acme A-1 --profile base --from 2026-02-30"),
        (BadInput, "contract add acme A-1 --profile base --from 2026-02-03 --to 2026-02-02"),
        (BadInput, "operator add system"),
    ]:
        with pytest.raises(error):
            noc(*(word.replace("~", " ") for word in line.split()))
    with pytest.raises(Forbidden):
        noc("customer", "add", "Y", "Other", as_="vera")
    assert noc("operator", "add", "x", "--role", "boss").status == 2


def test_nobody_acts_as_the_program(noc: Noc) -> None:
    for name in ("system", "intake:alertmanager", "\x1b[31m", " "):
        with pytest.raises(BadInput, match="Nobody is called"):
            noc("ticket", "open", "Subject", as_=name)

    noc("ticket", "open", "Subject", as_="\x1b]0;x\x07 ada\u202e ")
    assert noc("ticket", "show", "1", "--json").records[0]["thread"][0]["actor"] == "ada"


@pytest.mark.parametrize(
    "words", ["ticket list", "queue", "alert list", "ticket show 1", "ticket take 1", "customer list"]
)
def test_a_store_that_is_not_there_is_no_calm_room(noc: Noc, words: str) -> None:
    with pytest.raises(StoreGone, match="There is no store at") as refusal:
        noc(*words.split())

    assert "noc db upgrade" in refusal.value.hint
