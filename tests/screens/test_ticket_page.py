"""The ticket page at the keyboard: reading, writing, drafts, and what changes meanwhile."""

from __future__ import annotations

import pytest

from noc_tui.desk.ending import close, solve
from noc_tui.desk.work import note, wait
from noc_tui.domain.words import Reason, Status, Visibility
from noc_tui.store.room import Room
from tests.rooms import ANNA, BRUNO, SetClock, do, history, kinds, opened, ticket_of
from tests.screens.desks import Desk, at_desk

KEY = "NOC-2026-000001"


@pytest.fixture
def key(room: Room) -> str:
    """The room's only ticket."""
    return opened(room).key


async def test_the_whole_ticket_is_read_and_written_on(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("enter")
        await desk.shows("opened by phone")
        await desk.press("a")
        await desk.shows("√ taken", "held by anna")

        await desk.press("n")
        await desk.type("Seen\x13")
        await desk.shows("note", "Seen")
        await desk.press("tab", "ctrl+t")
        assert "public: the customer reads it" in desk.text
        await desk.type("We are on it\x13")
        await desk.shows("to the customer")

        events = history(room, ticket_of(room, key))[-2:]
        assert [(event.detail["text"], event.visibility) for event in events] == [
            ("Seen", Visibility.INTERNAL),
            ("We are on it", Visibility.PUBLIC),
        ]

        await desk.press("p")
        assert "Seen" not in desk.text
        assert "We are on it" in desk.text
        await desk.press("p")
        assert "Seen" in desk.text
        assert "We are on it" not in desk.text

        await desk.press("escape")
        assert desk.app.screen is desk.queue


async def test_a_note_begun_is_there_when_the_ticket_is_opened_again(room: Room, key: str) -> None:
    other = opened(room, subject="Else").key
    async with at_desk(room) as desk:
        await desk.press("enter", "tab")
        await desk.type("Half a sentence")
        await desk.press("escape", "escape")
        assert desk.app.screen is desk.queue

        await desk.press("j", "enter")
        await desk.shows(other, "opened by phone")
        assert "Half a sentence" not in desk.text

        await desk.press("escape", "k", "enter")
        await desk.shows("Half a sentence", "Your note begun earlier is in the box")
        await desk.type("\t, now whole\x13")
        assert history(room, ticket_of(room, key))[-1].detail["text"] == "Half a sentence, now whole"

        await desk.press("escape", "enter")
        await desk.shows("now whole")
        assert "begun earlier" not in desk.text


async def test_a_note_that_is_refused_stays_in_the_box(room: Room, key: str) -> None:
    do(room, ANNA, solve, key, "Restarted")
    do(room, ANNA, close, key)
    async with at_desk(room, text="status:closed") as desk:
        await desk.press("enter", "tab", "ctrl+t")
        await desk.type("One more thing\x13")

        await desk.says("the customer would be told nothing new")
        assert "One more thing" in desk.text


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("a", "taken"), ("w\t\t\tBecause\x13", "paused"), ("sBecause\x13", "solved"), ("CBecause\x13", "cancelled")],
)
async def test_the_ticket_has_the_same_keys_as_the_queue(room: Room, key: str, typed: str, kind: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("enter")
        await desk.shows("opened by phone")
        await desk.type(typed)

        assert kinds(room, ticket_of(room, key)) == [kind]


async def test_what_was_decided_on_what_has_changed_meanwhile_is_refused(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("s")
        await desk.type("Restarted")
        do(room, BRUNO, wait, key, Reason.VENDOR)
        await desk.press("ctrl+s")

        assert ticket_of(room, key).status == Status.PENDING
        assert "bruno" in desk.text
        assert "Restarted" in desk.text


async def test_the_thread_grows_while_it_is_read(room: Room, key: str) -> None:
    for number in range(60):
        do(room, BRUNO, note, key, f"Line {number}")
    async with at_desk(room) as desk:
        await desk.press("enter")
        await desk.shows("Line 59")

        await desk.press("g")
        assert "opened by phone" in desk.text
        do(room, BRUNO, note, key, "Line 60")
        await _heard(desk)
        assert "opened by phone" in desk.text

        await desk.press("G")
        await desk.shows("Line 60")
        do(room, BRUNO, note, key, "Line 61")
        await desk.shows("Line 61")


async def _heard(desk: Desk) -> None:
    """Waits until the queue below has been told too."""
    screen = desk.app.screen
    seen = len(screen._page.events)  # type: ignore[attr-defined]
    await desk.until(lambda: len(screen._page.events) > seen, "news")  # type: ignore[attr-defined]
    await desk.settle()


async def test_when_it_came_in_is_told_as_of_today(room: Room, key: str, clock: SetClock) -> None:
    async with at_desk(room) as desk:
        await desk.press("enter")
        await desk.shows("by phone, 09:00")
        clock.move(days=2)
        desk.app._beat()
        await desk.shows("by phone, Mon 09:00")
