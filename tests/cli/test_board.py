"""`noc board`: the board on a terminal; the queue as text for whoever has none."""

from __future__ import annotations

import pytest

from noc_tui.domain.errors import BadInput, NotFound
from noc_tui.store.room import Room
from tests.cli.commands import Noc
from tests.cli.test_imports import REST, SCREEN, STORE, loaded
from tests.rooms import on_sqlite, opened, url_of
from tests.screens.terminals import running


def test_without_a_terminal_it_is_the_queue_as_text(noc: Noc, room: Room) -> None:
    opened(room, subject="Printer")
    opened(room, subject="VPN is down")

    assert noc("board").out == noc("queue").out
    assert "Printer" not in noc("board", "vpn").out
    assert noc("board", "-nobody").out == noc("queue", "-nobody").out


def test_what_cannot_be_read_is_refused(noc: Noc) -> None:
    with pytest.raises(BadInput, match="no field “colour”"):
        noc("board", "colour:red")
    with pytest.raises(NotFound):
        noc("board", "--view", "no such view")


@on_sqlite
def test_without_a_terminal_it_loads_no_screen(room: Room) -> None:
    opened(room)

    assert loaded("--db", url_of(room), "--as", "ada", "board") & (SCREEN | STORE | REST) == set()


@on_sqlite
def test_on_a_terminal_it_opens_the_board(room: Room) -> None:
    opened(room, subject="Printer")
    opened(room, subject="VPN is down")
    words = ["--db", url_of(room), "--as", "anna", "board"]
    with running(words, columns=80, rows=24) as terminal:
        terminal.shows("next due first", "Printer", "1 of 2", "now")
        terminal.type("1")
        terminal.shows("subject")
        terminal.type("2")
        terminal.shows("next due first")
        terminal.type("\x11")
        assert terminal.ends() == 0
    with running([*words, "vpn"]) as terminal:
        terminal.shows("/ vpn", "1 of 1")
        terminal.type("\x11")
        assert terminal.ends() == 0
    with running([*words, "colour:red"]) as terminal:
        assert terminal.ends() == 2
        assert b"There is no field" in terminal.sent


def test_a_new_room_shows_an_empty_board(tmp_path: object) -> None:
    with running(["--db", f"sqlite:///{tmp_path}/room.db", "--as", "anna", "board"], columns=80, rows=24) as terminal:
        terminal.shows("The queue is empty.", "Nothing here runs towards a due time.")
        terminal.type("\x11")
        assert terminal.ends() == 0
