"""What was typed is there again: after a mistake of the program, after leaving, after the line was cut."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from noc_tui.desk.views import views
from noc_tui.drafts import Drafts, folder_of
from noc_tui.screens.ticket import TicketScreen
from noc_tui.store.room import Room
from tests.rooms import history, kinds, look, opened, ticket_of
from tests.screens.desks import Desk, at_desk


@pytest.fixture
def key(room: Room) -> str:
    """The room's only ticket."""
    return opened(room).key


def spoil(room: Room, key: str) -> None:
    """Something that nobody foresaw: an event that cannot be read."""
    assert room.location.path is not None
    with sqlite3.connect(room.location.path) as store:
        for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'"):
            store.execute(f'DROP TRIGGER "{name}"')
        store.execute("UPDATE event SET detail = '{' WHERE seq = 1 AND subject_kind = 'ticket'")


async def kept(desk: Desk) -> None:
    """A second in which what was begun is kept."""
    desk.app._beat()
    await desk.settle()


# The program's own mistakes


@pytest.mark.parametrize(
    ("opens", "title"), [("n", "Note"), ("w\t\t\t", "Wait"), ("s", "Solve"), ("C", "Cancel"), ("A", "Assign")]
)
async def test_a_mistake_of_the_program_is_said_and_the_form_is_back(room: Room, key: str, opens: str, title: str) -> None:
    async with at_desk(room) as desk:
        spoil(room, key)
        await desk.type(f"{opens}Typed with care\x13")

        assert f"{title} {key}" in desk.text
        assert "Typed with care" in desk.text
        assert "This should not happen, and is the program's mistake" in desk.text
