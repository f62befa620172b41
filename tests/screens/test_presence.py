"""Who else is on a ticket: in its line, on its page, and gone when they are."""

from __future__ import annotations

import pytest
from textual.strip import Strip

from noc_tui.desk.work import take
from noc_tui.domain.presence import Doing, Looker
from noc_tui.store.room import Room
from tests.rooms import BRUNO, SetClock, do, opened, ticket_of
from tests.screens.desks import Desk, at_desk
from tests.sessions import sees, session

READS, WRITES = Doing.READING, Doing.WRITING


@pytest.fixture
def key(room: Room) -> str:
    """The room's only ticket."""
    return opened(room).key


async def a_second(desk: Desk) -> None:
    """A second's beat."""
    desk.app._beat()
    await desk.settle()


async def test_who_opens_a_ticket_is_seen_in_its_line_and_on_its_page(room: Room, key: str) -> None:
    other = opened(room, subject="Printer").key
    async with at_desk(room) as desk:
        with session(room, "bruno") as bruno:
            bruno.be(key, READS)
            await desk.shows("◎bruno")
            assert desk.text.count("◎") == 1
            line = next(text for text in desk.lines if "◎bruno" in text)
            assert "No mail leaves" in line

            await desk.go_to(key)
            await desk.press("enter")
            await desk.shows("◎ bruno is here too, reading")
            bruno.be(key, WRITES)
            await desk.shows("◎ bruno is here too, writing")
            bruno.be(other, WRITES)
            await desk.shows("◎ only you are here")

            await desk.press("escape")
            line = next(text for text in desk.lines if "◎bruno" in text)
            assert "Printer" in line
        await desk.until(lambda: "◎" not in desk.text, "bruno gone")


@pytest.mark.parametrize("width", [60, 80, 200])
async def test_it_is_seen_at_every_width_on_list_and_board(room: Room, key: str, width: int) -> None:
    async with at_desk(room, size=(width, 30)) as desk:
        with session(room, "bruno") as bruno:
            bruno.be(key)
            await desk.shows("◎")
            await desk.press("2")
            if width > 60:
                await desk.shows("◎bruno")


async def test_who_crashed_is_gone_by_the_tick_of_the_clock_alone(room: Room, key: str, clock: SetClock) -> None:
    async with at_desk(room) as desk:
        with session(room, "bruno") as bruno:
            bruno.be(key)
            await desk.shows("◎bruno")
            clock.move(seconds=14)
            await a_second(desk)
            assert "◎bruno" in desk.text
            clock.move(seconds=1)
            await a_second(desk)
            assert "◎" not in desk.text


async def test_what_is_done_here_is_seen_by_the_others(room: Room, key: str) -> None:
    ticket = ticket_of(room, key)

    with session(room, "bruno") as bruno:

        async def seen(*lookers: Looker) -> None:
            await desk.until(lambda: bruno.lookers().get(ticket.id, ()) == lookers, f"{lookers}")

        async with at_desk(room) as desk:
            await desk.press("enter")
            await seen(Looker("anna", READS))
            await desk.press("tab")
            await desk.type("I am at the")
            await seen(Looker("anna", WRITES))
            await desk.press("escape", "escape")
            await seen()

            await desk.press("s")
            await seen(Looker("anna", WRITES))
            await desk.press("escape")
            await seen()

            await desk.press("enter", "question_mark")
            await seen(Looker("anna", READS))
        sees(bruno, ticket.id)


async def test_a_line_that_moves_takes_its_looker_along(room: Room, clock: SetClock) -> None:
    clock.move(hours=1)
    keys = [opened(room, subject=f"Fault {number}").key for number in range(4)]
    async with at_desk(room) as desk:
        with session(room, "bruno") as bruno:
            bruno.be(keys[2])
            await desk.shows("◎bruno")
            clock.move(minutes=-30)
            opened(room, subject="Older")
            await desk.shows("Older")
            assert ["Fault 2" in text for text in desk.lines if "◎bruno" in text] == [True]


async def test_only_the_line_that_reads_otherwise_is_painted(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [opened(room, subject=f"Fault {number}").key for number in range(4)]
    async with at_desk(room) as desk:
        with session(room, "bruno") as bruno:
            painted: list[int] = []
            draw = desk.queue_list.render_line

            def paint(y: int) -> Strip:
                painted.append(y)
                return draw(y)

            monkeypatch.setattr(desk.queue_list, "render_line", paint)
            bruno.be(keys[1])
            await desk.shows("◎bruno")
            await a_second(desk)
            assert set(painted) == {2}


async def test_who_holds_the_ticket_stays_in_sight(room: Room, key: str) -> None:
    do(room, BRUNO, take, key)
    async with at_desk(room, size=(160, 30)) as desk:
        with session(room, "bruno") as bruno, session(room, "lia") as lia:
            lia.be(key)
            await desk.shows("bruno ◎lia")
            bruno.be(key)
            await desk.shows("bruno ◎lia+1")
            lia.be(None)
            await desk.shows("bruno ◎ ")
