"""How the screens look at the three sizes that people have, and at one that is too small for anybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from noc_tui.store.room import Room
from tests.screens.desks import Desk, at_desk
from tests.screens.pictures import FOLDER, looks_as_before

SIZES = [(80, 24), (120, 36), (200, 50)]
NAMES = (
    "queue", "preview", "alert-preview", "ticket", "alert", "help", "note", "request", "views",
    "board", "board-holiday", "triage", "split",
)  # fmt: skip

at_every_size = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
Size = tuple[int, int]


async def at_rest(desk: Desk) -> None:
    """Waits until the screen has read the same for a tenth of a second: a long form finds its place in steps."""
    same, before = 0, desk.text
    while same < 5:
        await desk.pilot.pause(0.02)
        same, before = (same + 1 if desk.text == before else 0), desk.text


@at_every_size
async def test_the_queue_and_what_opens_over_it(demo: Room, size: Size) -> None:
    async with at_desk(demo, "rossi", size=size) as desk:
        looks_as_before(desk, "queue")
        await desk.press("v")
        looks_as_before(desk, "views")
        await desk.press("escape", "n")
        looks_as_before(desk, "note")
        await desk.press("escape", "o")
        await desk.shows("A new request", "nothing looks like it")
        await at_rest(desk)
        looks_as_before(desk, "request")
        await desk.press("escape", "question_mark")
        looks_as_before(desk, "help")


@at_every_size
async def test_the_preview_below_the_queue(demo: Room, size: Size) -> None:
    async with at_desk(demo, "rossi", size=size) as desk:
        await desk.press("space")
        await desk.shows("held by riva")
        looks_as_before(desk, "preview")
        await desk.press("j", "j")
        await desk.shows("no ticket: t opens one")
        looks_as_before(desk, "alert-preview")


@at_every_size
async def test_a_ticket_and_an_alert(demo: Room, size: Size) -> None:
    async with at_desk(demo, "rossi", size=size) as desk:
        await desk.press("enter")
        await desk.shows("held by riva")
        looks_as_before(desk, "ticket")
        await desk.press("escape", "j", "j", "enter")
        await desk.shows("no ticket: t opens one")
        looks_as_before(desk, "alert")


@at_every_size
async def test_triage_and_what_is_split_off(demo: Room, size: Size) -> None:
    async with at_desk(demo, "rossi", size=size) as desk:
        await desk.press("t")
        await desk.shows("Triage ", "looks like")
        await at_rest(desk)
        looks_as_before(desk, "triage")
        await desk.press("escape", "enter", "S")
        await desk.shows("what the new ticket is about")
        looks_as_before(desk, "split")


@at_every_size
async def test_the_welcome_in_a_new_room(blank: Room, size: Size) -> None:
    async with at_desk(blank, size=size) as desk:
        await desk.shows("This room is new", "0 over")
        looks_as_before(desk, "welcome")


async def test_forty_by_ten_shows_what_matters_and_breaks_nowhere(demo: Room) -> None:
    async with at_desk(demo, "rossi", size=(40, 10)) as desk:
        assert "▲   -3:42 Corriere" in desk.text
        await desk.press("space")
        await desk.shows("NOC-2026-000304")
        await desk.press("enter")
        await desk.shows("NOC-2026-000304", "Confrontata la configurazione")
        await desk.press("tab")
        await desk.type("una riga")
        assert "una riga" in desk.text
        await desk.press(*["backspace"] * 8, "escape", "escape", "j", "j", "enter")
        await desk.shows("alert 60")
        for key in ("question_mark", "w", "ctrl+p"):
            await desk.press(key)
            assert desk.app.screen is not desk.app.screen_stack[1]
            await desk.press("escape")
        await desk.press("escape", "slash")
        await desk.type("level:1\n")
        assert "/ level:1" in desk.text
        assert _no_line_is_wider_than(desk, 40)


@pytest.mark.parametrize("size", [(1, 1), (5, 2), (12, 4), (300, 100)])
async def test_no_size_breaks_a_screen(demo: Room, size: Size) -> None:
    async with at_desk(demo, "rossi", size=size) as desk:
        for opens in ("space", "enter", "n", "question_mark", "v", "ctrl+p"):
            await desk.press(opens, "escape")
        assert _no_line_is_wider_than(desk, size[0])


async def test_a_terminal_that_changes_its_size_is_followed(demo: Room) -> None:
    async with at_desk(demo, "rossi", size=(200, 50)) as desk:
        await desk.press("G")
        last = desk.here
        for width, height in ((80, 24), (40, 10), (120, 36)):
            await desk.pilot.resize_terminal(width, height)
            await desk.settle()
            assert desk.here == last
            assert desk.queue_list.cursor - desk.queue_list._top < desk.queue_list.rows
            assert _no_line_is_wider_than(desk, width)
        await desk.press("g")
        async with at_desk(demo, "rossi", size=(120, 36)) as other:
            assert desk.text == other.text


@pytest.mark.parametrize(("down", "shown"), [(0, "held by riva"), (2, "no ticket: t opens one")])
async def test_the_preview_follows_the_terminals_size(demo: Room, down: int, shown: str) -> None:
    async with at_desk(demo, "rossi", size=(80, 24)) as desk:
        await desk.press("space", *["j"] * down)
        await desk.shows(shown)
        for size in ((200, 50), (80, 24), (120, 36)):
            await desk.pilot.resize_terminal(*size)
            async with at_desk(demo, "rossi", size=size) as other:
                await other.press("space", *["j"] * down)
                await other.shows(shown)
                await desk.until(lambda other=other: desk.text == other.text, "the other size")  # type: ignore[misc]


def test_every_picture_is_of_something() -> None:
    drawn = {f"{name}-{width}x{height}.txt" for name in (*NAMES, "welcome") for width, height in SIZES}

    assert {path.name for path in Path(FOLDER).iterdir()} == drawn


def _no_line_is_wider_than(desk: Desk, cells: int) -> bool:
    from rich.cells import cell_len

    return all(cell_len(line) <= cells for line in desk.lines)
