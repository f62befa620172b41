"""A store that is locked, gone or another one while the room works: it is said, and the room goes on by itself."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from noc_tui.desk.ending import solve
from noc_tui.desk.opening import open_ticket
from noc_tui.desk.room import open_room
from noc_tui.store.room import Room
from tests.rooms import BRUNO, SetClock, do, opened, ticket_of
from tests.screens.desks import Desk, at_desk

_HOLD = """
import sqlite3, sys
store = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[2:]:
    store.execute(statement).fetchall()
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_process(path: Path, *statements: str) -> Iterator[None]:
    """Another process that has done that to the store, and keeps its connection until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path), *statements], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "held\n"
        yield
    finally:
        process.communicate(timeout=30)


def store_of(room: Room) -> Path:
    """The room's file."""
    assert room.location.path is not None
    return room.location.path


def take_away(room: Room) -> Path:
    """Moves the store out of sight, its log written back into it as whoever closes it last does."""
    path = store_of(room)
    away = path.with_name("away")
    away.mkdir()
    for file in path.parent.glob("room.db*"):
        file.rename(away / file.name)
    return away


def put_back(room: Room, away: Path) -> None:
    """Brings it back."""
    for file in away.iterdir():
        file.rename(store_of(room).parent / file.name)


async def is_live(desk: Desk) -> None:
    """Waits until the top line says that all is well, and what is committed is heard of."""
    await desk.shows("● live")
    do(desk.room, BRUNO, open_ticket, subject="Heard again")
    await desk.shows("Heard again")


async def test_while_another_process_writes_all_is_read_and_what_is_done_waits_in_line(room: Room) -> None:
    keys = [opened(room, subject=subject).key for subject in ("Mail", "Phone", "Printer")]
    async with at_desk(room) as desk:
        with another_process(store_of(room), "BEGIN EXCLUSIVE"):
            desk.burst("a")
            await desk.shows("The store is busy: waiting in line…")

            desk.burst("j")
            await desk.until(lambda: desk.here == keys[1], "the next line")
            desk.burst("/printer\n")
            await desk.shows("/ printer", "1 of 1")
            assert "● live" in desk.top
            assert ticket_of(room, keys[0]).assignee is None

        await desk.shows(f"taken {keys[0]}")
        assert ticket_of(room, keys[0]).assignee == "anna"


async def test_what_was_begun_on_a_screen_is_done_and_said_though_it_was_left(room: Room) -> None:
    key = opened(room).key
    async with at_desk(room) as desk:
        await desk.press("enter")
        await desk.shows("opened by phone")
        with another_process(store_of(room), "BEGIN EXCLUSIVE"):
            desk.burst("a")
            await desk.shows("The store is busy")
            desk.burst("sBecause\x13\x1b")
            await desk.until(lambda: desk.app.screen is desk.queue, "the queue")
            assert ticket_of(room, key).assignee is None

        await desk.shows(f"solved {key}")
        assert ticket_of(room, key).status == "resolved"


async def test_a_store_that_is_moved_away_and_put_back(room: Room) -> None:
    keys = [opened(room, subject=f"Fault {number}").key for number in range(3)]
    async with at_desk(room) as desk:
        away = take_away(room)
        await desk.shows("◌ store gone since 09:00")
        assert "Fault 2" in desk.text

        await desk.press("j", "j", "k")
        assert desk.here == keys[1]
        await desk.press("a")
        assert desk.said.startswith(("There is no store at", "The store cannot be reached"))
        for key in ("enter", "slash", "space", "v", "question_mark", "n"):
            await desk.press(key, "escape")
        assert not store_of(room).exists()

        put_back(room, away)
        await is_live(desk)
        await desk.press("a")
        assert desk.said == f"taken {keys[1]}"


async def test_a_store_in_whose_place_another_was_put(room: Room, clock: SetClock, tmp_path: Path) -> None:
    shutil.copyfile(store_of(room), tmp_path / "restored.db")
    key = opened(room, subject="In the old one").key
    restored = open_room(f"sqlite:///{tmp_path / 'restored.db'}", clock)
    do(restored, BRUNO, open_ticket, subject="In the restored one")
    restored.close()
    async with at_desk(room) as desk:
        await is_live(desk)
        assert "In the old one" in desk.text
        for rest in store_of(room).parent.glob("room.db-*"):
            rest.unlink()
        (tmp_path / "restored.db").replace(store_of(room))

        await desk.shows("In the restored one")
        assert "In the old one" not in desk.text
        await is_live(desk)
        await desk.press("g", "a")
        assert desk.said == f"taken {key}"
        assert ticket_of(room, key).subject == "In the restored one"


async def test_a_store_that_comes_back_locked(room: Room) -> None:
    opened(room, subject="Fault")
    room.close()
    copy = shutil.copyfile(store_of(room), store_of(room).with_name("copy.db"))
    async with at_desk(room) as desk:
        take_away(room)
        await desk.shows("◌ store gone since 09:00")
        with another_process(copy, "PRAGMA locking_mode=EXCLUSIVE", "BEGIN EXCLUSIVE"):
            copy.rename(store_of(room))
            await desk.shows("◌ store locked since 09:00", "The store is locked by another process.")
            assert "Fault" in desk.text
        await is_live(desk)


async def test_a_store_that_comes_back_damaged_is_said_to_be_just_that(room: Room) -> None:
    opened(room, subject="Fault")
    async with at_desk(room) as desk:
        away = take_away(room)
        await desk.shows("◌ store gone since 09:00")
        store_of(room).write_bytes(b"this is no database at all" * 500)
        await desk.shows("◌ store damaged since 09:00", "`noc doctor` checks it")
        assert "Fault" in desk.text
        store_of(room).unlink()
        put_back(room, away)
        await is_live(desk)


async def test_trouble_is_seen_on_the_ticket_too(room: Room) -> None:
    key = opened(room).key
    async with at_desk(room) as desk:
        await desk.press("enter")
        await desk.shows("opened by phone")
        away = take_away(room)
        await desk.shows("◌ store gone since 09:00")
        await desk.type("\tSeen\x13")
        assert "Seen" in desk.text
        put_back(room, away)
        await desk.shows("● live")
        await desk.press("ctrl+s")
        await desk.shows("noted")
        do(room, BRUNO, solve, key, "Restarted")
        await desk.shows("√ solved", "Restarted")
