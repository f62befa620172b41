"""What others do while one looks: it is on the screen soon, and the cursor stays on its ticket."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from noc_tui.app import NocApp
from noc_tui.config import Config
from noc_tui.desk.ending import cancel, solve
from noc_tui.desk.live import LiveRoom
from noc_tui.desk.opening import open_ticket
from noc_tui.desk.room import open_room
from noc_tui.desk.work import assign, note, take, wait
from noc_tui.domain.words import Category, Reason, Severity
from noc_tui.screens.queue import new_queue_screen
from noc_tui.store.room import Room
from tests.desk.monitoring import ends, fires, hear
from tests.rooms import BRUNO, LIA, PostgresStores, SetClock, do, opened, url_of
from tests.screens.desks import Desk, at_desk

SOON_S = 5.0
FIRING = Path(__file__).parent.parent / "data/alertmanager/firing.json"


def noc(room: Room, *words: str) -> None:
    """A command in a process of its own, as bruno."""
    argv = [sys.executable, "-m", "noc_tui", "--db", url_of(room), "--as", "bruno", *words]
    subprocess.run(argv, check=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)


async def test_what_another_process_opens_and_takes_in_is_seen_soon(room: Room) -> None:
    opened(room, subject="Ours")
    async with at_desk(room) as desk:
        noc(room, "ticket", "open", "Opened by somebody else", "--customer", "BDA")
        began = time.monotonic()
        await desk.shows("Opened by somebody else")
        assert time.monotonic() - began < SOON_S

        noc(room, "intake", "alertmanager", str(FIRING))
        began = time.monotonic()
        await desk.shows("BGPPeerDown")
        assert time.monotonic() - began < SOON_S

        assert desk.queue_list.total == 3


@pytest.mark.external
async def test_postgresql_tells_as_well(postgres_url: str, clock: SetClock) -> None:
    stores = PostgresStores(postgres_url)
    try:
        with stores.room(clock) as room:
            async with at_desk(room) as desk:
                noc(room, "ticket", "open", "Opened by somebody else")
                await desk.shows("Opened by somebody else")
    finally:
        stores.close()


async def test_what_is_committed_between_the_first_picture_and_the_first_look_is_not_missed(room: Room) -> None:
    live = LiveRoom(room, "anna")
    live.begin()
    app = NocApp(live, new_queue_screen(live), Config(db=url_of(room)))
    opened(room, subject="Just now")
    try:
        async with app.run_test(size=(120, 36)) as pilot:
            await Desk(app, pilot, live).shows("Just now")
    finally:
        live.close()


async def test_the_first_line_of_an_empty_queue_takes_the_place_of_the_words(room: Room) -> None:
    async with at_desk(room) as desk:
        assert "The queue is empty." in desk.text

        key = opened(room, actor=BRUNO).key
        await desk.shows("No mail leaves the office")

        assert "The queue is empty." not in desk.text
        assert desk.here == key
        do(room, BRUNO, cancel, key, "By mistake")
        await desk.shows("The queue is empty.")
        assert desk.here is None


async def test_the_cursor_stays_on_its_ticket_whatever_is_opened_above_it(room: Room, clock: SetClock) -> None:
    clock.move(hours=1)
    keys = [opened(room, subject=f"Fault {number}").key for number in range(50)]
    async with at_desk(room, size=(100, 20)) as desk:
        await desk.press(*["j"] * 25)
        assert desk.here == keys[25]
        line = next(y for y, text in enumerate(desk.lines) if "Fault 25" in text)

        for number in range(3):
            clock.move(minutes=-20)
            opened(room, subject=f"Older {number}")
            await desk.until(lambda total=51 + number: desk.queue_list.total == total, "one more")  # type: ignore[misc]
            await desk.settle()
            assert desk.here == keys[25]
            assert "Fault 25" in desk.lines[line]

        await desk.press("a")
        assert desk.said == f"taken {keys[25]}"
        await desk.press("g")
        assert "Older 2" in desk.lines[3]


async def test_the_cursor_goes_with_a_ticket_that_moves(room: Room) -> None:
    keys = [opened(room, subject=f"Fault {number}").key for number in range(6)]
    async with at_desk(room) as desk:
        await desk.press("j", "j")
        do(room, BRUNO, wait, keys[2], Reason.CUSTOMER)
        await desk.until(lambda: desk.keys[-1] == keys[2], "the waiting one at the end")

        assert desk.here == keys[2]
        assert desk.queue_list.cursor == 5


async def test_the_cursor_goes_to_a_neighbour_when_its_ticket_is_solved_by_somebody_else(room: Room) -> None:
    keys = [opened(room, subject=f"Fault {number}").key for number in range(4)]
    async with at_desk(room) as desk:
        await desk.press("j")
        do(room, BRUNO, solve, keys[1], "Restarted")
        await desk.until(lambda: keys[1] not in desk.keys, "the solved one gone")
        assert desk.here == keys[2]

        await desk.press("G")
        do(room, BRUNO, solve, keys[3], "Restarted")
        await desk.until(lambda: keys[3] not in desk.keys, "the solved one gone")
        assert desk.here == keys[2]


async def test_marks_stay_on_their_tickets(room: Room, clock: SetClock) -> None:
    clock.move(hours=1)
    keys = [opened(room, subject=f"Fault {number}").key for number in range(6)]
    async with at_desk(room) as desk:
        await desk.press("j", "x", "j", "x")
        clock.move(minutes=-30)
        opened(room, subject="Older")
        do(room, BRUNO, wait, keys[3], Reason.VENDOR)
        await desk.shows("Older", "vendor")

        assert "× Fault 1" in desk.text
        assert "× Fault 3" in desk.text
        assert desk.text.count("× ") == 2
        await desk.press("n")
        assert f"Note {keys[1]} and 1 more" in desk.text


async def test_a_filter_is_kept_whatever_comes(room: Room) -> None:
    opened(room, subject="VPN is slow")
    async with at_desk(room, text="vpn") as desk:
        opened(room, subject="Printer on fire")
        opened(room, subject="VPN is down")
        await desk.shows("VPN is down", "1 of 2")

        assert "Printer" not in desk.text
        assert "/ vpn" in desk.text


async def test_who_takes_and_assigns_is_seen_in_the_line(room: Room) -> None:
    key = opened(room).key
    async with at_desk(room) as desk:
        do(room, BRUNO, take, key)
        await desk.shows("bruno")
        do(room, LIA, assign, key, to="lia", level=2)
        await desk.shows("lia", "L2  diagn.")


async def test_the_preview_follows_the_cursor_and_what_is_written(room: Room) -> None:
    keys = [opened(room, subject=f"Fault {number}").key for number in range(3)]
    async with at_desk(room) as desk:
        await desk.press("space")
        await desk.shows(f"{keys[0]}  Fault 0")
        await desk.press("j")
        await desk.shows(f"{keys[1]}  Fault 1")
        do(room, BRUNO, note, keys[1], "Found the cable")
        await desk.shows("Found the cable")
        do(room, BRUNO, solve, keys[1], "Plugged in")
        await desk.shows(f"{keys[2]}  Fault 2")
        await desk.press("space")
        assert f"{keys[2]}  Fault 2" not in desk.text


async def test_the_alert_screen_follows_its_alert(room: Room) -> None:
    hear(room, fires(severity=Severity.MINOR))
    async with at_desk(room) as desk:
        await desk.press("enter")
        await desk.shows("firing · ACME Italia")
        hear(room, ends())
        await desk.shows("resolved · ACME Italia")


async def test_a_busy_room_does_not_take_the_cursor_away(room: Room) -> None:
    """Somebody moves through the list while others write all the time: every key counts."""
    keys = [opened(room, subject=f"Fault {number}", category=Category.NON_BLOCKING).key for number in range(40)]
    other = open_room(url_of(room), room.clock)
    try:
        async with at_desk(room) as desk:
            for number in range(30):
                with other.write(BRUNO) as tx:
                    note(tx, keys[number], "Seen")
                    open_ticket(tx, subject=f"New {number}", customer="ACME", category=Category.BLOCKING)
                was = desk.here
                below = desk.queue_list.line_at(desk.queue_list.cursor + 1)
                desk.burst("j")
                await desk.until(lambda was=was: desk.here != was, "the next")  # type: ignore[misc]
                assert below is not None
                assert desk.here == below.row.key
    finally:
        other.close()


async def test_a_ticket_that_only_alerts_opened_comes_and_goes_with_them(room: Room) -> None:
    async with at_desk(room, size=(200, 50)) as desk:
        hear(room, fires())
        await desk.shows("InterfaceDown edge-rtr-01 Gi0/0/1 · Gi0/0/1 down on edge-rtr-01 ϟ1")
        hear(room, ends())
        await desk.shows("The queue is empty.")
