"""Saving over a newer version: what the other wrote and what was written here stand side by side, and both are kept."""

from __future__ import annotations

import pytest

from noc_tui.desk.ending import solve
from noc_tui.desk.work import assign, note
from noc_tui.drafts import folder_of
from noc_tui.screens.newer import NewerScreen
from noc_tui.store.room import Room
from tests.rooms import BRUNO, LIA, do, history, kinds, opened, ticket_of
from tests.screens.desks import Desk, at_desk

THEIRS, MINE = "The fan is dead, a new one comes at noon", "Swapped the power supply"


@pytest.fixture
def key(room: Room) -> str:
    """The room's only ticket."""
    return opened(room).key


def texts(room: Room, key: str) -> list[object]:
    """What people wrote on it, in order."""
    return [event.detail["text"] for event in history(room, ticket_of(room, key)) if event.detail.get("text")]


async def solve_over(desk: Desk, key: str, mine: str = MINE) -> None:
    """Writes how it was solved while bruno writes a note."""
    await desk.press("s")
    await desk.type(mine)
    do(desk.room, BRUNO, note, key, THEIRS)
    await desk.press("ctrl+s")


def shows_both(desk: Desk, key: str) -> None:
    assert isinstance(desk.app.screen, NewerScreen)
    for text in (f"{key} has changed since you read it", THEIRS, "bruno", MINE, "what restored the service", "the fix"):
        assert text in desk.text


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_both_are_shown_and_both_are_saved(room: Room, key: str, size: tuple[int, int]) -> None:
    async with at_desk(room, size=size) as desk:
        await solve_over(desk, key)
        shows_both(desk, key)
        assert texts(room, key) == [THEIRS]

        await desk.press("ctrl+s")
        assert desk.said == f"solved {key}"
        assert texts(room, key) == [THEIRS, MINE]
        assert list(folder_of(room.location.shown).glob("*")) == []


async def test_going_back_finds_it_as_it_was_written(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await solve_over(desk, key)
        await desk.press("escape")
        assert f"Solve {key}" in desk.text
        assert MINE in desk.text
        assert "bruno noted" in desk.text, "the reason stays in sight"

        await desk.type(" too\x13")
        assert texts(room, key) == [THEIRS, f"{MINE} too"], "the newer version was read"


async def test_dropping_it_is_a_word_of_its_own(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await solve_over(desk, key)
        await desk.press("D")
        assert desk.said == "Yours is dropped; nothing of it was saved."
        assert texts(room, key) == [THEIRS]
        await desk.press("s")
        assert MINE not in desk.text


async def test_whoever_writes_while_both_are_read_is_shown_too(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await solve_over(desk, key)
        do(room, LIA, assign, key, level=2)
        await desk.press("ctrl+s")
        assert isinstance(desk.app.screen, NewerScreen)
        assert "lia" in desk.text
        assert "level 2" in desk.text
        assert THEIRS not in desk.text, "that was read"
        await desk.press("ctrl+s")
        assert texts(room, key) == [THEIRS, MINE]


async def test_the_end_of_the_program_loses_nothing_while_both_are_shown(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await solve_over(desk, key)
        desk.burst("\x11")
        await desk.until(lambda: not desk.app.is_running, "the end")
    async with at_desk(room) as desk:
        await desk.press("s")
        assert MINE in desk.text
        assert "As you had begun it" in desk.text


async def test_what_the_newer_version_does_not_allow_is_in_the_form_again(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("s")
        await desk.type(MINE)
        do(room, BRUNO, solve, key, THEIRS)
        await desk.press("ctrl+s")
        shows_both(desk, key)
        await desk.press("ctrl+s")
        assert f"{key} is resolved: it cannot be solved." in desk.text
        assert MINE in desk.text


async def test_it_is_the_same_on_the_ticket_s_own_page(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("enter")
        await desk.shows("opened by phone")
        await solve_over(desk, key)
        shows_both(desk, key)
        await desk.press("ctrl+s")
        assert kinds(room, ticket_of(room, key)) == ["noted", "solved"]


@pytest.mark.parametrize(("opens", "kind"), [("A", "assigned"), ("w\t\t\t", "paused"), ("C", "cancelled")])
async def test_every_form_that_decides_asks(room: Room, key: str, opens: str, kind: str) -> None:
    async with at_desk(room) as desk:
        await desk.type(f"{opens}lia")
        do(room, BRUNO, note, key, THEIRS)
        await desk.press("ctrl+s")
        assert THEIRS in desk.text
        assert "lia" in desk.text
        await desk.press("ctrl+s")
        assert kinds(room, ticket_of(room, key)) == ["noted", kind]


async def test_a_note_is_added_whatever_was_written_meanwhile(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("n")
        await desk.type(MINE)
        do(room, BRUNO, note, key, THEIRS)
        await desk.press("ctrl+s")
        assert desk.said == f"noted {key}"
        assert texts(room, key) == [THEIRS, MINE]


async def test_a_long_text_is_read_to_its_end_on_either_side(room: Room, key: str) -> None:
    async with at_desk(room, size=(120, 24)) as desk:
        await desk.press("s")
        desk.paste("\n".join(f"my line {number}" for number in range(600)))
        await desk.settle()
        do(room, BRUNO, note, key, "\n".join(f"their line {number}" for number in range(600)))
        await desk.press("ctrl+s")
        assert "their line 0" in desk.text
        assert "their line 599" not in desk.text
        await desk.press("G")
        assert "their line 599" in desk.text
        assert "my line 0" in desk.text
        await desk.press("tab", "G", "k", "k", "k", "k")
        assert "my line 59" in desk.text


async def test_their_words_are_plain_text(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("s")
        await desk.type("[/mine")
        do(room, BRUNO, note, key, "[/red][@click=app.quit]boom[/]\x1b[31m")
        await desk.press("ctrl+s")
        assert "[/red][@click=app.quit]boom[/]" in desk.text
        assert "[/mine" in desk.text
