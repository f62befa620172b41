"""What looks like a request, seen in triage: joined, linked, read, or left."""

from __future__ import annotations

from noc_tui.desk.joining import links_of
from noc_tui.domain.words import Status
from noc_tui.screens.triage import TriageScreen
from noc_tui.store.room import Room
from tests.rooms import ANNA, SetClock, do, history, kinds, opened, ticket_of
from tests.screens.desks import at_desk
from tests.screens.triaging import FIRST, SECOND, into_triage, mailed


async def test_a_look_alike_takes_the_request_in(peopled: Room, clock: SetClock) -> None:
    opened(peopled, subject="Mail queue high")
    clock.move(minutes=5)
    do(peopled, ANNA, mailed)
    async with at_desk(peopled) as desk:
        await desk.go_to(SECOND)
        screen = await into_triage(desk)
        await desk.shows("…000001 open")
        screen.set_focus(screen.query_one("#triage-looks"))
        await desk.press("J")
        await desk.shows(f"Merge {SECOND} into {FIRST}?")
        assert ticket_of(peopled, SECOND).status == Status.NEW
        await desk.press("2")
        await desk.says(f"{SECOND} merged into {FIRST}")

        assert ticket_of(peopled, SECOND).status == Status.MERGED


async def test_why_it_is_alike_is_told_of_the_one_under_the_cursor_where_room_is_scarce(peopled: Room) -> None:
    opened(peopled, subject="Mail queue high")
    opened(peopled, subject="Mail queue over its limit")
    do(peopled, ANNA, mailed)
    async with at_desk(peopled, size=(80, 24)) as desk:
        await desk.go_to("NOC-2026-000003")
        await into_triage(desk)
        await desk.shows("…000001 open", "…000002 open")
        assert "same customer" not in desk.text
        await desk.press("ctrl+l", "j")
        first, second = sorted(y for y, text in enumerate(desk.lines) if "…00000" in text)
        assert second == first + 1
        assert "same customer" in desk.lines[second + 1]
        assert "J join it" in desk.said
        await desk.press("ctrl+g")
        assert "J join it" not in desk.said

    async with at_desk(peopled, size=(120, 36)) as desk:
        await desk.go_to("NOC-2026-000003")
        await into_triage(desk)
        await desk.until(lambda: desk.text.count("same customer") == 2, "why, of both")


async def test_another_customers_look_alike_says_whose_it_is_and_takes_no_call_in(peopled: Room) -> None:
    opened(peopled, "BDA", subject="Mail queue high")
    async with at_desk(peopled) as desk:
        await desk.press("o")
        await desk.type("acme\nMail queue high again\t")
        await desk.shows("…000001 open  BDA  Mail queue high")
        await desk.press("ctrl+l", "J", "2")
        await desk.says("they would read what is another customer's")
        assert isinstance(desk.app.screen, TriageScreen)
        assert kinds(peopled, ticket_of(peopled, FIRST)) == []


async def test_a_look_alike_is_linked_and_both_go_on(peopled: Room) -> None:
    opened(peopled, subject="Mail queue high")
    do(peopled, ANNA, mailed)
    async with at_desk(peopled) as desk:
        await desk.go_to(SECOND)
        screen = await into_triage(desk)
        await desk.shows("…000001 open")
        screen.set_focus(screen.query_one("#triage-looks"))
        await desk.press("L")
        await desk.says(f"{SECOND} linked to {FIRST}")

        assert isinstance(desk.app.screen, TriageScreen)
        assert list(links_of(history(peopled, ticket_of(peopled, FIRST)))) == [SECOND]


async def test_help_is_there_from_a_choice_and_a_look_alike_is_read_whole(peopled: Room) -> None:
    opened(peopled, subject="Mail queue high")
    do(peopled, ANNA, mailed)
    async with at_desk(peopled) as desk:
        await desk.go_to(SECOND)
        screen = await into_triage(desk)
        await desk.press("question_mark")
        await desk.shows("Keys in force here", "triage.save")
        await desk.press("escape")
        await desk.shows("…000001 open")
        await screen.run_action("join")
        await desk.says("Choose it with the arrows")
        await desk.press("enter")
        await desk.shows(f"{FIRST}  Mail queue high", "thread")
        await desk.press("escape")

        assert desk.app.screen is screen
