"""What was typed is there again: after a mistake of the program, after leaving, after the line was cut."""

from __future__ import annotations

import os
import signal
import sqlite3
from pathlib import Path

import pytest
from textual.worker import WorkerFailed

from noc_tui.desk.work import wait
from noc_tui.domain.words import Reason
from noc_tui.drafts import folder_of
from noc_tui.screens.ticket import TicketScreen
from noc_tui.store.room import Room
from tests.rooms import ANNA, SetClock, do, history, kinds, opened, ticket_of, url_of
from tests.screens.desks import Desk, at_desk
from tests.screens.terminals import running
from tests.screens.test_store_trouble import another_process, store_of

MISTAKE = "This should not happen, and is the program's mistake"


@pytest.fixture
def key(room: Room) -> str:
    """The room's only ticket."""
    return opened(room).key


def spoil(room: Room) -> None:
    """Something that nobody foresaw: events that cannot be read."""
    with sqlite3.connect(store_of(room)) as store:
        store.execute("BEGIN IMMEDIATE")  # whoever is in the room is writing too
        found = store.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'")
        for (name,) in found.fetchall():
            store.execute(f'DROP TRIGGER "{name}"')
        store.execute("UPDATE event SET detail = '{' WHERE seq = 1")


def drafts(room: Room) -> list[Path]:
    """The files in which something begun is kept."""
    return sorted(folder_of(room.location.shown).glob("*"))


async def a_second(desk: Desk) -> None:
    """A second passes."""
    desk.app._beat()
    await desk.settle()


async def leave(desk: Desk) -> None:
    """Ctrl+Q."""
    desk.burst("\x11")
    await desk.until(lambda: not desk.app.is_running, "the end")


# The program's own mistakes


@pytest.mark.parametrize(
    ("opens", "title"), [("n", "Note"), ("w\t\t\t", "Wait"), ("s", "Solve"), ("C", "Cancel"), ("A", "Assign")]
)
async def test_a_mistake_of_the_program_is_said_and_the_form_is_back(
    room: Room, key: str, opens: str, title: str
) -> None:
    async with at_desk(room) as desk:
        spoil(room)
        await desk.type(f"{opens}Typed with care\x13")

        assert f"{title} {key}" in desk.text
        assert "Typed with care" in desk.text
        assert MISTAKE in desk.text


async def test_a_key_without_a_form_says_it_too(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        spoil(room)
        await desk.press("a")

        await desk.says(MISTAKE)
        await desk.says("NOC_DEBUG=1")
        assert "● live" in desk.top, "the store is not to blame"


async def test_a_note_that_came_to_nothing_by_a_mistake_is_back_in_its_box(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("enter")
        await desk.shows("opened by phone")
        spoil(room)
        await desk.type("\tTyped with care\x13")

        assert "Typed with care" in desk.text
        await desk.says(MISTAKE)


async def test_what_a_form_cannot_foresee_is_said_in_it(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        spoil(room)
        await desk.press("w")

        await desk.shows("Wait ", MISTAKE)


async def test_an_impossible_offset_is_asked_for_again(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("w", "tab")
        await desk.type("2026-12-01 08:30 +30:00\t\tThe part comes\x13")

        assert "is no time that can be understood" in desk.text
        assert "The part comes" in desk.text
        assert kinds(room, ticket_of(room, key)) == []


async def test_what_falls_due_and_cannot_be_done_is_said(room: Room, key: str, clock: SetClock) -> None:
    do(room, ANNA, wait, key, Reason.CUSTOMER, until=clock.now.replace(hour=9))
    async with at_desk(room) as desk:
        spoil(room)
        clock.move(hours=1)
        await a_second(desk)

        await desk.says("is set aside for an hour: JSONDecodeError")


async def test_what_breaks_each_second_is_said_once(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        nothing: dict[str, None] = {}
        desk.app.happening = lambda: nothing["nothing"]
        await a_second(desk)
        await desk.says(f"{MISTAKE} (KeyError: 'nothing')")

        desk.queue.say("Something else")
        await a_second(desk)
        assert desk.said == "Something else"


async def test_with_debugging_a_mistake_ends_it_with_its_place(
    room: Room, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOC_DEBUG", "1")
    with pytest.raises(WorkerFailed, match="JSONDecodeError"):
        async with at_desk(room) as desk:
            spoil(room)
            desk.burst("a")
            await desk.until(lambda: desk.app.return_code, "the end")


def test_a_program_that_breaks_does_not_end_as_if_all_were_well(
    room: Room, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOC_DEBUG", "1")
    with running(["--db", url_of(room), "--as", "anna"]) as terminal:
        terminal.shows("● live", "a take")
        spoil(room)
        terminal.type("a")
        assert terminal.ends() == 1
    assert b"JSONDecodeError" in terminal.sent


# Leaving


async def test_a_note_begun_is_in_the_box_in_the_next_run(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("enter", "tab")
        await desk.type("Half a sentence")
        await leave(desk)
    assert [path.stat().st_mode & 0o777 for path in drafts(room)] == [0o600]

    async with at_desk(room, "bruno") as desk:
        await desk.press("enter")
        assert "Half a sentence" not in desk.text, "it is another's"
    async with at_desk(room) as desk:
        await desk.press("enter")
        await desk.shows("Half a sentence", "Your note begun earlier is in the box")
        await desk.type("\t, now whole\x13")
        await a_second(desk)

    assert history(room, ticket_of(room, key))[-1].detail["text"] == "Half a sentence, now whole"
    assert drafts(room) == []


@pytest.mark.parametrize("opens", ["n", "s", "C", "A", "w\t\t\t"])
async def test_a_form_begun_is_filled_when_it_is_next_opened(room: Room, key: str, opens: str) -> None:
    async with at_desk(room) as desk:
        await desk.type(f"{opens}Half a sentence")
        await leave(desk)
    async with at_desk(room) as desk:
        await desk.type(opens)
        assert "Half a sentence" in desk.text
        assert "As you had begun it" in desk.text
        await desk.press("escape")
        await desk.says("What you wrote is kept")
        await desk.press(opens[0])
        assert "Half a sentence" in desk.text
        await desk.press("ctrl+n")
        assert "Half a sentence" not in desk.text
        await desk.press("escape")
        await desk.press(opens[0])
        assert "As you had begun it" not in desk.text
    assert drafts(room) == []


async def test_a_form_that_was_saved_is_empty_the_next_time(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.type("nHalf a sentence")
        await a_second(desk)
        assert len(drafts(room)) == 1
        await desk.type(", now whole\x13")
        assert drafts(room) == []
        await desk.press("n")
        assert "Half a sentence" not in desk.text


async def test_what_is_only_looked_at_is_not_kept(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        for opens in "nwsCAo":
            await desk.press(opens)
            await a_second(desk)
            assert drafts(room) == []
            await desk.press("escape")


async def test_what_is_being_saved_while_the_store_is_busy_is_not_lost_by_leaving(room: Room, key: str) -> None:
    with another_process(store_of(room), "BEGIN IMMEDIATE"):
        async with at_desk(room) as desk:
            desk.burst("nTyped with care\x13")
            await desk.shows("The store is busy")
            await leave(desk)
        assert any("Typed with care" in path.read_text("utf-8") for path in drafts(room))


async def test_leaving_says_what_cannot_be_kept(room: Room, key: str, home: Path) -> None:
    (home / "data").mkdir()
    (home / "data/noc-tui").write_text("a file where the folder would be")
    async with at_desk(room) as desk:
        await desk.press("q")
        assert "nothing is lost" in desk.text
        await desk.press("escape", "enter", "tab")
        await desk.type("Half a sentence")
        await desk.press("escape", "escape", "q")
        assert "one text begun will be lost: Not a directory" in desk.text
        await desk.press("escape", "enter")
        await desk.shows("Half a sentence")


@pytest.mark.parametrize("how", ["hang up", "end"])
def test_a_line_that_is_cut_costs_nothing(room: Room, key: str, how: str) -> None:
    with running(["--db", url_of(room), "--as", "anna"]) as terminal:
        terminal.shows("● live", "a take")
        terminal.type("nHalf a sentence")
        terminal.shows("Half a sentence")
        number = signal.SIGHUP if how == "hang up" else signal.SIGTERM
        os.kill(terminal.process.pid, number)
        assert terminal.ends() == 128 + number
    with running(["--db", url_of(room), "--as", "anna"]) as terminal:
        terminal.shows("● live", "a take")
        terminal.type("n")
        terminal.shows("Half a sentence", "As you had begun it")


def test_a_program_that_is_killed_costs_the_last_second(room: Room, key: str) -> None:
    with running(["--db", url_of(room), "--as", "anna"]) as terminal:
        terminal.shows("● live", "a take")
        terminal.type("\r")
        terminal.shows("opened by phone")
        terminal.type("\tHalf a sentence")
        terminal.until(lambda: drafts(room), "a draft")
        terminal.process.kill()
    assert [path.read_text("utf-8") for path in drafts(room)] == ["Half a sentence"]


async def test_a_refusal_is_said_where_one_is_by_then(room: Room, key: str) -> None:
    other = opened(room, subject="Else").key
    async with at_desk(room) as desk:
        with another_process(store_of(room), "BEGIN IMMEDIATE"):
            desk.burst("a")
            await desk.says("The store is busy")
            desk.burst("j\n")
            await desk.until(lambda: isinstance(desk.app.screen, TicketScreen), "the other ticket")
        await desk.says(f"taken {key}")
        await desk.shows(other)
