"""A desk to test at: the TUI on a real store with a clock that stands still, its keyboard, and its screen as text."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from textual import events
from textual.driver import Driver
from textual.keys import _character_to_key
from textual.pilot import Pilot

from noc_tui.app import NocApp
from noc_tui.config import Config
from noc_tui.desk.live import LiveRoom
from noc_tui.desk.welcome import is_new
from noc_tui.screens.queue import QueueScreen, new_queue_screen
from noc_tui.screens.welcome import welcome_screen
from noc_tui.store.room import Room
from noc_tui.widgets.header import Keys
from noc_tui.widgets.queue_list import QueueList
from tests.rooms import url_of

PATIENCE_S = 10.0
_CHARACTERS = {"space": " ", "question_mark": "?", "slash": "/"}
_CONTROLS = {"\n": "enter", "\t": "tab", "\x1b": "escape", "\x13": "ctrl+s", "\x11": "ctrl+q"}


@dataclass(frozen=True, slots=True)
class Desk:
    """The app as it runs in a test."""

    app: NocApp
    pilot: Pilot[int]
    live: LiveRoom

    @property
    def room(self) -> Room:
        """The room that is looked at."""
        return self.live.room

    # The keyboard

    async def press(self, *keys: str) -> None:
        """Presses keys by name, `j` or `ctrl+s`, each when the one before has done its work."""
        for key in keys:
            self._send(key, key if len(key) == 1 else _CHARACTERS.get(key))
            await self.settle()

    def burst(self, typed: str) -> None:
        """Everything at once, as it comes out of a slow line: letters, `\\n` Enter, `\\t` Tab, `\\x13` Ctrl+S."""
        for character in typed:
            named = _CONTROLS.get(character)
            self._send(named or _character_to_key(character), None if named else character)

    async def type(self, typed: str) -> None:
        """A burst, and what comes of it."""
        self.burst(typed)
        await self.settle()

    def paste(self, text: str) -> None:
        """Text from the clipboard."""
        self._driver.send_message(events.Paste(text))

    def _send(self, name: str, character: str | None) -> None:
        key = events.Key(name, character)
        key.set_sender(self.app)
        self._driver.send_message(key)

    @property
    def _driver(self) -> Driver:
        assert self.app._driver is not None
        return self.app._driver

    # The screen

    @property
    def lines(self) -> list[str]:
        """What stands on the screen, line by line, without the blanks at their ends."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    @property
    def text(self) -> str:
        """The same in one piece."""
        return "\n".join(self.lines)

    @property
    def top(self) -> str:
        """The first line."""
        return self.lines[0]

    @property
    def said(self) -> str:
        """What was said at the bottom, or the keys."""
        region = self.app.screen_stack[-1].query_one(Keys).region
        return " ".join(line.strip() for line in self.lines[region.y : region.bottom])

    # The queue

    @property
    def queue(self) -> QueueScreen:
        """The screen at the bottom."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, QueueScreen)
        return screen

    @property
    def queue_list(self) -> QueueList:
        """Its list."""
        return self.queue.query_one(QueueList)

    @property
    def here(self) -> str | None:
        """The key of the line under the cursor."""
        line = self.queue_list.current
        return None if line is None else line.row.key

    @property
    def keys(self) -> list[str]:
        """The keys of the lines that are read, in their order."""
        lines = (self.queue_list.line_at(index) for index in range(self.queue_list.total))
        return [line.row.key for line in lines if line is not None]

    async def go_to(self, key: str) -> None:
        """Moves the cursor onto a line."""
        await self.press("g", *["j"] * self.keys.index(key))
        assert self.here == key

    # Waiting

    async def until(self, true: Callable[[], object], what: str = "") -> None:
        """Waits until something holds; fails with the screen where it does not come."""
        end = time.monotonic() + PATIENCE_S
        while not true():
            if time.monotonic() > end:
                pytest.fail(f"{what or 'it'} did not come:\n{self.text}")
            await self.pilot.pause(0.002)

    async def shows(self, *texts: str) -> None:
        """Waits until all of that is on the screen."""
        for text in texts:
            await self.until(lambda text=text: text in self.text, f"“{text}”")  # type: ignore[misc]

    async def says(self, text: str) -> None:
        """Waits until that is said at the bottom."""
        await self.until(lambda: text in self.said, f"“{text}”")

    async def settle(self) -> None:
        """Waits until every key has been dealt with and no worker runs."""
        await self.pilot.pause(0)
        while self._busy():
            await self.until(lambda: not self._busy(), "rest")
            await self.pilot.pause(0)

    def _busy(self) -> bool:
        app = self.app
        return app._under_way or bool(app._waiting) or any(not worker.is_finished for worker in app.workers)


@asynccontextmanager
async def at_desk(
    room: Room,
    who: str = "anna",
    *,
    size: tuple[int, int] = (120, 36),
    keys: Mapping[str, str] | None = None,
    text: str = "",
) -> AsyncIterator[Desk]:
    """Sits down at a room: the welcome where it is new, else the queue."""
    live = LiveRoom(room, who)
    try:
        live.begin()
        new = not text and live.read_now(is_new)
        first = welcome_screen(live) if new else new_queue_screen(live, text=text)
        app = NocApp(live, first, Config(db=url_of(room), keys=keys or {}))
        async with app.run_test(size=size) as pilot:
            desk = Desk(app, pilot, live)
            await desk.settle()
            yield desk
    finally:
        live.close()
        if live._feed is not None:
            live._feed.join(PATIENCE_S)  # or it would look for a store whose folder the test has removed


def widgets_of(desk: Desk) -> Iterator[object]:
    """Every widget of every screen that is open."""
    for screen in desk.app.screen_stack:
        yield from screen.walk_children(with_self=True)
