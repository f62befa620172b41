"""The keys themselves: what is listed, found and remapped, and what no keyboard in Italy can type."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

import noc_tui.screens
import noc_tui.widgets
from noc_tui.app import NocApp
from noc_tui.screens.alert import AlertScreen
from noc_tui.screens.board import BoardScreen
from noc_tui.screens.queue import QueueScreen
from noc_tui.screens.room_screen import RoomScreen
from noc_tui.screens.ticket import TicketScreen
from noc_tui.screens.welcome import WelcomeScreen
from noc_tui.store.room import Room
from noc_tui.widgets.key_names import bindings_of
from tests.rooms import kinds, opened, ticket_of
from tests.screens.desks import at_desk

NEEDS_ALT_GR = {
    "left_square_bracket", "right_square_bracket", "left_curly_bracket", "right_curly_bracket", "tilde",
    "grave_accent", "at", "number_sign", "[", "]", "{", "}", "~", "`", "@", "#",
}  # fmt: skip
UNRELIABLE = {"ctrl+h", "ctrl+i", "ctrl+m", "ctrl+j", "ctrl+z", "ctrl+question_mark", "alt+f", "alt+b"}


def bindings() -> Iterator[tuple[type, Binding]]:
    """Every binding of ours, with the class it stands in."""
    yield from ((NocApp, binding) for binding in vars(NocApp)["BINDINGS"])
    for package in (noc_tui.screens, noc_tui.widgets):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for _, kind in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
                if issubclass(kind, DOMNode) and kind.__module__ == module.name:
                    yield from ((kind, binding) for binding in vars(kind).get("BINDINGS", ()))


def test_there_are_keys() -> None:
    assert len(list(bindings())) > 50


def test_every_key_has_a_name_for_the_settings_file_and_says_what_it_does() -> None:
    nameless = [(kind.__name__, binding) for kind, binding in bindings() if not binding.id or not binding.description]

    assert nameless == []


def test_no_two_things_have_one_name() -> None:
    meanings = {(binding.id, binding.key, binding.description) for _, binding in bindings()}

    assert len(meanings) == len({name for name, _, _ in meanings})


def test_an_italian_keyboard_types_them_all() -> None:
    keys = [(key.strip(), binding.id) for _, binding in bindings() for key in binding.key.split(",")]

    assert not NEEDS_ALT_GR & {key for key, _ in keys}
    assert not UNRELIABLE & {key for key, _ in keys}
    assert {name for key, name in keys if key.startswith(("f", "alt+")) and key[1:].isdigit()} <= {"welcome.greet"}, (
        "terminals take function keys for themselves: none is the only way to anything that matters"
    )


async def test_help_lists_the_keys_in_force_by_use_with_their_names(room: Room) -> None:
    opened(room)
    async with at_desk(room, size=(120, 60)) as desk:
        await desk.press("question_mark")
        for words in ("take, or acknowledge an alert  ticket.take", "↓ j", "filter  queue.filter", "▲  overrun"):
            assert words in desk.text
        await desk.press("question_mark", "enter", "question_mark")
        assert "write a note  page.write" in desk.text
        assert "queue.filter" not in desk.text
        await desk.press("q")
        assert "Keys in force here" not in desk.text


async def test_help_is_read_to_its_end_on_a_small_terminal(room: Room) -> None:
    async with at_desk(room, size=(80, 24)) as desk:
        await desk.press("question_mark")
        seen = set(desk.lines)
        assert "×  marked" not in desk.text
        for _ in range(6):
            await desk.press("pagedown")
            seen |= set(desk.lines)
        assert "×  marked" in desk.text
        for _, binding in bindings():
            if binding.id and binding.id.startswith(("ticket.", "queue.", "list.", "room.", "app.")):
                assert any(binding.id in line for line in seen), binding.id


async def test_the_palette_lists_every_key_and_does_what_it_says(room: Room) -> None:
    key = opened(room).key
    async with at_desk(room, size=(120, 60)) as desk:
        await desk.press("ctrl+p")
        await desk.shows("take, or acknowledge an alert  (a)", "filter  (/)", "other order  (S)")
        await desk.type("ackno")
        await desk.until(lambda: "other order" not in desk.text, "the one that matches")
        await desk.press("enter")
        await desk.until(lambda: ticket_of(room, key).assignee == "anna", "the take")
        await desk.says(f"taken {key}")


async def test_the_palette_works_on_the_ticket_too(room: Room) -> None:
    opened(room)
    async with at_desk(room) as desk:
        await desk.press("enter", "ctrl+p")
        await desk.type("public, internal")
        await desk.shows("public, internal or all entries  (p)")
        await desk.press("escape", "escape")
        assert desk.app.screen is desk.queue


async def test_keys_are_remapped(room: Room) -> None:
    key = opened(room).key
    own = {"ticket.take": "y,f5", "ticket.note": "a", "ticket.assign": "n", "app.commands": "ctrl+y"}
    async with at_desk(room, keys=own, size=(120, 60)) as desk:
        assert "[keys]" not in desk.text
        assert desk.said.startswith("y take  t triage  w wait  a note  s solve")
        await desk.press("y")
        assert kinds(room, ticket_of(room, key)) == ["taken"]
        await desk.type("aSwapped\x13")
        assert kinds(room, ticket_of(room, key)) == ["taken", "noted"]
        await desk.press("question_mark")
        assert "y f5" in desk.text.lower()
        await desk.press("escape", "ctrl+y")
        await desk.shows("take, or acknowledge an alert  (y")


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"ticket.take": "n"}, "n is ticket.note and ticket.take"),
        ({"ticket.take": "j"}, "j is list.down and sheet.down and strip.leave and ticket.take"),
        ({"ticket.take": "y", "queue.views": "y"}, "y is queue.views and ticket.take"),
        ({"ticket.take": "?"}, "question_mark is room.help and ticket.take"),
        ({"page.which": "w"}, "w is page.which and ticket.wait"),
        ({"ticket.tak": "y"}, "no key is named ticket.tak"),
        ({"queue.filter": ""}, "queue.filter is given no key, and keeps its own"),
        ({"queue.filter": " , "}, "queue.filter is given no key, and keeps its own"),
    ],
)
async def test_keys_that_take_each_other_away_are_reported(room: Room, own: dict[str, str], said: str) -> None:
    async with at_desk(room, keys=own) as desk:
        await desk.says("See [keys] in the settings file")
        await desk.says(said)


async def test_what_is_no_clash_is_not_reported(room: Room) -> None:
    own = {"queue.calm": "escape", "page.back": "escape,q", "ticket.take": "y", "ticket.note": "a"}
    async with at_desk(room, keys=own) as desk:
        assert "[keys]" not in desk.said


@pytest.mark.parametrize("screen", [AlertScreen, BoardScreen, QueueScreen, TicketScreen, WelcomeScreen])
def test_every_hint_is_of_a_key_that_there_is(screen: type[RoomScreen]) -> None:
    kinds: list[type[DOMNode]] = [screen, *screen.HINTED, NocApp]
    names = {binding.id for kind in kinds for binding in bindings_of(kind)}

    assert screen.HINTS
    assert [name for hint, _ in screen.HINTS for name in hint.split("/") if name not in names] == []


async def test_the_bottom_line_names_the_keys_in_force(room: Room) -> None:
    opened(room)
    own = {
        "page.back": "f3",
        "page.write": "f4",
        "queue.enter": "o",
        "ticket.open": "y",
        "board.more": "less_than_sign",
    }
    async with at_desk(room, keys=own, size=(160, 36)) as desk:
        assert "y open  / filter  o whole  Space preview  x mark" in desk.said
        await desk.press("o")
        await desk.shows("f3 back  f4 write  a take")
        await desk.press("f3", "2")
        await desk.shows("o whole  a take", "</- hours shown")


async def test_a_name_that_is_given_no_key_keeps_its_own(room: Room) -> None:
    opened(room)
    async with at_desk(room, keys={"queue.filter": ",", "ticket.take": ""}) as desk:
        await desk.type("/mail\n")
        assert "/ mail" in desk.text
        await desk.press("a")
        await desk.says("taken")
