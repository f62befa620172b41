"""A shift in a minute: whatever is opened and closed a hundred times leaves nothing behind."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections import Counter

from textual._styles_cache import StylesCache
from textual.timer import Timer
from textual.widget import Widget

from noc_tui.store.room import Room
from tests.desk.monitoring import fires, hear
from tests.rooms import SetClock, opened
from tests.screens.desks import Desk, at_desk

CYCLES, WARM = 40, 10


async def alive(desk: Desk) -> Counter[str]:
    """What is there now: widgets, timers, workers, tasks and threads, by kind."""
    await desk.settle()
    gc.collect()
    found = Counter(type(thing).__name__ for thing in gc.get_objects() if isinstance(thing, Widget | Timer))
    found["worker"] = len(list(desk.app.workers))
    found["task"] = len(asyncio.all_tasks())
    found["thread"] = threading.active_count()
    return found


async def test_nothing_is_left_behind_by_what_is_opened_and_closed(room: Room, clock: SetClock) -> None:
    for number in range(5):
        opened(room, subject=f"Fault {number}")
    hear(room, fires())
    async with at_desk(room) as desk:
        seen: Counter[str] = Counter()
        for cycle in range(CYCLES):
            desk.burst("\n\x1bn\x1b  jk")
            if cycle % 5 == 0:
                desk.burst("?\x1bv\x1b/x\x1b\x10\x1bG\n\x1bgt")
                await desk.settle()
                await desk.press("escape", "o", "escape")
            await desk.settle()
            assert desk.app.screen is desk.queue
            if cycle == WARM:
                seen = await alive(desk)
        for _ in range(500):
            clock.move(seconds=1)
            desk.app._beat()
            await desk.pilot.pause(0)
        left = await alive(desk)

    more = {kind: count - seen[kind] for kind, count in left.items() if count > seen[kind] + CYCLES // 10}
    assert more == {}


async def test_what_screens_had_painted_is_let_go_once_they_are_left(room: Room) -> None:
    opened(room)
    async with at_desk(room) as desk:
        for _ in range(12):
            await desk.press("t")
            await desk.shows("Triage ")
            await desk.press("escape")
            desk.app._beat()
        await desk.settle()
        gc.collect()
        assert sum(isinstance(thing, StylesCache) for thing in gc.get_objects()) < 200
