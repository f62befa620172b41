"""Text from outside that is written to do harm: it is shown as text, or not at all, and nothing breaks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest
from textual.widgets import Static

from noc_tui.domain.queue import Kind, Line
from noc_tui.store.room import Room
from tests.desk.monitoring import fires, hear
from tests.rooms import opened
from tests.screens.desks import Desk, at_desk
from tests.screens.hostile import BODIES, MARKUP, WORDS, fill

BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.fixture
def keys(room: Room) -> list[str]:
    """The tickets of a room that somebody wishes ill."""
    return fill(room)


def harm_in(text: str) -> set[str]:
    """Characters that a terminal obeys instead of showing them."""
    return {c for c in text if (unicodedata.category(c) in {"Cc", "Cs"} and c != "\n") or c in BIDI or c == "\ufeff"}


async def test_the_queue_shows_it_as_it_is_written(room: Room, keys: list[str]) -> None:
    async with at_desk(room, size=(200, 50)) as desk:
        assert desk.text.count("[/red][@click=app.exit('x')]boom[/]") >= 3
        assert harm_in(desk.text) == set()
        assert len(BODIES) > 5
        kinds = {line.row.kind for line in _lines(desk)}
        assert kinds == {Kind.TICKET, Kind.ALERT}


@pytest.mark.parametrize("size", [(200, 50), (80, 24), (40, 10)], ids=str)
async def test_every_line_is_previewed_opened_and_closed_again(
    room: Room, keys: list[str], size: tuple[int, int]
) -> None:
    async with at_desk(room, size=size) as desk:
        await desk.press("space")
        for _ in range(desk.queue_list.total):
            assert harm_in(desk.text) == set()
            here = desk.here
            await desk.press("enter")
            await desk.until(lambda here=here: desk.lines[1].startswith(f" {here}"), "the page")  # type: ignore[misc]
            assert harm_in(desk.text) == set()
            await desk.press("G")
            assert harm_in(desk.text) == set()
            await desk.press("escape", "j")


async def test_the_ticket_shows_subject_customer_and_notes_as_they_are_written(room: Room, keys: list[str]) -> None:
    async with at_desk(room, size=(200, 50)) as desk:
        await desk.go_to(keys[0])
        await desk.press("enter")
        await desk.shows(f"{keys[0]}  {MARKUP} red", f"ACME Italia{MARKUP} red")
        await desk.press("G")
        await desk.shows(MARKUP)
        await desk.press("g", *["pagedown"] * 12)
        await desk.shows("è lunghissimo, 長い")
        await desk.press("G", *["pageup"] * 2)
        assert harm_in(desk.text) == set()


async def test_the_alert_shows_its_labels_as_they_are_written(room: Room, keys: list[str]) -> None:
    async with at_desk(room, text="kind:alert", size=(200, 50)) as desk:
        for _ in range(desk.queue_list.total):
            await desk.press("enter")
            await desk.shows("raw [/red][@click=app.exit('x')]boom[/] [bold")
            assert harm_in(desk.text) == set()
            await desk.press("escape", "j")


async def test_forms_and_what_they_say_show_it_as_it_is_written(room: Room, keys: list[str]) -> None:
    async with at_desk(room, size=(200, 50)) as desk:
        await desk.go_to(keys[0])
        await desk.press("A")
        await desk.type(f"{MARKUP}\x13")
        await desk.shows(f"“{MARKUP[:38]}", "is no operator of this room.")
        await desk.press("escape", "V")
        await desk.type(f"{MARKUP[:22]} mine\x13")
        await desk.says(f"view “{MARKUP[:22]} mine” saved")
        await desk.press("v")
        assert desk.text.count(MARKUP) >= 4
        assert harm_in(desk.text) == set()
        await desk.press("escape", "slash")
        await desk.type(f"{MARKUP}\n")
        await desk.shows(f"/ {MARKUP}")
        await desk.press("escape", "slash")
        await desk.type("colour:[/red]\n")
        await desk.says("There is no field “colour”.")
        assert all(isinstance(static.content, str) is False for static in _statics(desk))


async def test_what_is_pasted_is_made_harmless_before_it_is_kept(room: Room) -> None:
    key = opened(room).key
    async with at_desk(room, size=(200, 50)) as desk:
        desk.burst("n")
        desk.paste(WORDS)
        await desk.settle()
        assert harm_in(desk.text) == set()
        await desk.press("ctrl+s", "enter")
        await desk.shows(f"{MARKUP} red")
        desk.burst("n")
        desk.paste(WORDS * 300)
        await desk.type("\x13")
        await desk.says("noted")
        assert harm_in(desk.text) == set()
        assert desk.app.screen is not desk.queue, key


async def test_a_room_full_of_alerts_from_outside_is_counted_right(room: Room) -> None:
    for number in range(3):
        words = dict.fromkeys(("resource", "event", "summary", "customer_hint"), WORDS)
        hear(room, fires(alert_key=WORDS + str(number), **words))
    async with at_desk(room, size=(200, 50)) as desk:
        assert f"1 of {desk.queue_list.total}" in desk.text
        assert harm_in(desk.text) == set()


def _lines(desk: Desk) -> Iterator[Line]:
    for index in range(desk.queue_list.total):
        line = desk.queue_list.line_at(index)
        assert line is not None
        yield line


def _statics(desk: Desk) -> list[Static]:
    return [widget for screen in desk.app.screen_stack for widget in screen.query(Static)]
