"""What is written to the terminal: enough that it shows what the screen holds, and only what was asked for."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

import pyte
import pytest
from textual._compositor import ChopsUpdate, CompositorUpdate

from noc_tui.app import NocApp
from noc_tui.store.room import Room
from noc_tui.widgets.spans import Spans, exactly
from tests.rooms import SetClock, opened
from tests.screens.desks import at_desk
from tests.screens.test_time import still, ticked


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the app would write to a terminal, repaint by repaint."""
    told: list[str] = []
    before = NocApp._display

    def display(app: NocApp, screen: Any, update: Any) -> None:
        if isinstance(update, CompositorUpdate):
            shown: Any = exactly(update)  # type: ignore[arg-type]
            told.append(shown.render_segments(app.console))
        before(app, screen, update)

    monkeypatch.setattr(NocApp, "_display", display)
    return told


@pytest.mark.parametrize("size", [(80, 24), (160, 42)], ids=str)
async def test_a_terminal_shows_what_the_screen_holds_after_any_partial_repaint(
    demo: Room, clock: SetClock, written: list[str], size: tuple[int, int]
) -> None:
    opened(demo, None, subject="長い件名 である e\u0301te\u0301")
    async with at_desk(demo, "rossi", size=size) as desk:
        terminal = pyte.Screen(*size)
        await desk.press("question_mark", "escape")
        for keys in ("jjjG", "kkgx", "2", "jjG", "+", "kg-", "a", "1", "j"):
            await desk.type(keys)
            clock.move(seconds=31)
            await ticked(desk)
            await still(desk)
        pyte.Stream(terminal).feed("".join(written))
        assert [line.rstrip() for line in terminal.display] == [normalize("NFC", line) for line in desk.lines]


async def test_a_cell_at_the_end_of_a_line_costs_no_more_than_one_at_its_beginning(
    room: Room, clock: SetClock, written: list[str]
) -> None:
    opened(room)
    async with at_desk(room, size=(200, 50)) as desk:
        await still(desk)
        written.clear()
        clock.move(seconds=7)
        await ticked(desk)  # the age: the last cells of a line of 200
        assert "7s" in desk.lines[3]
        assert 0 < len("".join(written)) < 80


def test_only_partial_repaints_are_written_otherwise() -> None:
    partial = ChopsUpdate([{0: None}], [(0, 0, 1)], [[1]])

    assert type(exactly(partial)) is Spans
    assert exactly(None) is None
    assert exactly("plain") == "plain"
