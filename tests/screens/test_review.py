"""What is done to many at once is seen first, row by row, and told of afterwards."""

from __future__ import annotations

import pytest

from noc_tui.desk import batch
from noc_tui.desk.work import note, take
from noc_tui.domain.words import Status
from noc_tui.screens import review
from noc_tui.screens.ticket import TicketScreen
from noc_tui.store.room import Room
from noc_tui.widgets import marking
from tests.rooms import BRUNO, do, history, kinds, opened, ticket_of
from tests.screens.desks import at_desk
from tests.screens.test_nothing_typed_is_lost import drafts
from tests.screens.test_store_trouble import another_process, store_of

SIZES = [(80, 24), (200, 50)]
at_every_size = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


@pytest.fixture
def keys(room: Room) -> list[str]:
    """Four tickets, the second of which is bruno's."""
    keys = [opened(room, subject=f"Fault {number}").key for number in range(4)]
    do(room, BRUNO, take, keys[1])
    return keys


@at_every_size
async def test_each_row_says_what_would_change_and_a_refusal_its_remedy(
    room: Room, keys: list[str], size: tuple[int, int]
) -> None:
    async with at_desk(room, size=size) as desk:
        await desk.press("X", "a")

        assert "3 will change, 1 refused" in desk.text
        assert desk.text.count("new → open, nobody → anna, response met, restore due 14:30") >= 3
        assert "Fault 0" in desk.text
        assert kinds(room, ticket_of(room, keys[0])) == []

        await desk.press("n")

        assert "! " in next(line for line in desk.lines if "is held by bruno since" in line)
        assert "To take it over," in desk.text
        assert "Enter does it · Esc back · n next refused" in desk.text


async def test_only_what_was_seen_is_done_and_the_others_stay_readable(room: Room, keys: list[str]) -> None:
    async with at_desk(room) as desk:
        await desk.press("X", "a")
        do(room, BRUNO, note, keys[2], "I look at it")
        await desk.press("enter")

        assert "2 done, 2 refused" in desk.text
        assert [ticket_of(room, key).assignee for key in keys] == ["anna", "bruno", None, "anna"]
        assert desk.text.count("√ ") == 2
        await desk.press("n", "n")
        assert f"{keys[2]} has changed since you read it: bruno noted 09:00." in desk.text

        await desk.press("enter")
        assert isinstance(desk.app.screen, TicketScreen)
        await desk.shows(keys[2])
        await desk.press("q")
        assert "2 done, 2 refused" in desk.text
        await desk.press("escape")
        assert desk.said == f"taken {keys[0]} and 3 more: 2 done, 2 refused"
        assert "×" not in desk.text


async def test_all_that_was_done_is_taken_back_with_one_key(room: Room, keys: list[str]) -> None:
    async with at_desk(room) as desk:
        await desk.press("X", "a", "enter")
        assert "u undoes all of it" in desk.text
        await desk.press("u")

        assert desk.said == f"taken {keys[0]} and 3 more: 3 done, 1 refused; taken back on 3 of 3"
        assert [ticket_of(room, key).assignee for key in keys] == [None, "bruno", None, None]


async def test_escape_leads_back_to_the_form_with_everything_typed(room: Room, keys: list[str]) -> None:
    async with at_desk(room) as desk:
        await desk.press("X", "n")
        await desk.type("All the same fault\x13")
        assert "4 will change" in desk.text
        assert len(drafts(room)) == 1, "what was typed is kept until it is saved"
        await desk.press("escape")

        assert "All the same fault" in desk.text
        assert f"Note {keys[0]} and 3 more" in desk.text
        assert kinds(room, ticket_of(room, keys[0])) == []

        await desk.type(", really\x13")
        await desk.press("enter")

        texts = [history(room, ticket_of(room, key))[-1].detail["text"] for key in keys]
        assert texts == ["All the same fault, really"] * 4
        assert drafts(room) == []


async def test_a_key_without_a_form_leads_back_to_the_list_with_its_marks(room: Room, keys: list[str]) -> None:
    async with at_desk(room) as desk:
        await desk.press("X", "a", "escape")

        assert desk.app.screen is desk.queue
        assert desk.said == "Nothing was changed."
        assert desk.text.count("× ") == 4


async def test_one_is_done_without_a_question(room: Room, keys: list[str]) -> None:
    async with at_desk(room) as desk:
        await desk.press("x", "a")

        assert ticket_of(room, keys[0]).assignee == "anna"
        assert desk.app.screen is desk.queue


async def test_enter_does_nothing_before_all_was_looked_at(
    room: Room, keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "AT_ONCE", 3)
    monkeypatch.setattr(review, "PAUSE_S", 0.4)
    async with at_desk(room) as desk:
        await desk.press("X")
        desk.burst("a")
        await desk.shows("looking: 3 of 4")
        desk.burst("\n")
        await desk.shows("3 will change, 1 refused")

        assert ticket_of(room, keys[0]).assignee is None


async def test_more_than_go_into_one_transaction_are_one_action(
    room: Room, keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "AT_ONCE", 3)
    async with at_desk(room) as desk:
        await desk.press("X", "n")
        await desk.type("One fault\x13")
        assert "4 will change" in desk.text
        await desk.press("enter")

        assert desk.said == f"noted {keys[0]} and 3 more: 4 done"
        assert len({history(room, ticket_of(room, key))[-1].action_id for key in keys}) == 1


async def test_escape_stops_what_is_under_way(room: Room, keys: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "AT_ONCE", 2)
    async with at_desk(room) as desk:
        await desk.press("X", "n")
        await desk.type("One fault\x13")
        monkeypatch.setattr(review, "PAUSE_S", 0.5)
        desk.burst("\n")
        await desk.shows("doing it: 2 of 4")
        desk.burst("\x1b")
        await desk.shows("2 done, 2 refused", "It was stopped before this one.")

        assert [kinds(room, ticket_of(room, key))[-1:] for key in keys] == [["noted"], ["noted"], [], []]


async def test_a_store_that_cannot_be_written_is_said_and_nothing_typed_is_lost(
    room: Room, keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("noc_tui.store.room.WRITE_PATIENCE_S", 0.2)
    monkeypatch.setattr("noc_tui.store.engine.BUSY_MS", 50)
    async with at_desk(room) as desk:
        await desk.press("X", "s")
        with another_process(store_of(room), "BEGIN IMMEDIATE"):
            desk.burst("Restarted\x13")
            await desk.shows("The store is locked by another process.")
        await desk.press("escape")
        assert "Restarted" in desk.text
        await desk.type("\x13")
        await desk.press("enter")
        assert all(ticket_of(room, key).status == Status.RESOLVED for key in keys)


# Marking


async def test_all_that_is_listed_is_marked_and_unmarked(room: Room, keys: list[str]) -> None:
    opened(room, subject="Else")
    async with at_desk(room, text="fault") as desk:
        await desk.press("X")
        assert desk.said == "4 marked"
        assert sorted(desk.queue_list.marks.values()) == keys
        await desk.press("X")
        assert not desk.queue_list.marks


async def test_lines_are_marked_from_the_last_mark_to_the_cursor(room: Room, keys: list[str]) -> None:
    async with at_desk(room) as desk:
        await desk.press("ctrl+x")
        assert not desk.queue_list.marks, "nothing was marked to begin with"
        await desk.press("G", "x", "k", "k", "ctrl+x")
        assert len(desk.queue_list.marks) == 3
        assert desk.keys[0] not in desk.queue_list.marks.values()


async def test_there_is_an_end_to_what_one_key_marks(
    room: Room, keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "MARKED_AT_MOST", 3)
    async with at_desk(room) as desk:
        await desk.press("X")
        assert desk.said == "3 marked; 1 more are too many at once: a filter makes them fewer"
        await desk.press("escape", "x", "G", "ctrl+x")
        assert len(desk.queue_list.marks) == 3


async def test_a_mark_of_all_on_an_empty_list_is_none(room: Room) -> None:
    async with at_desk(room) as desk:
        await desk.press("X", "a")
        assert desk.app.screen is desk.queue
