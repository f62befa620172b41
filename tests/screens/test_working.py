"""A shift at the keyboard alone: everything that is done to tickets."""

from __future__ import annotations

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.ending import solve
from noc_tui.desk.work import take
from noc_tui.domain.words import Category, Channel, Phase, Reason, Status, Visibility
from noc_tui.store.room import Room
from tests.rooms import ANNA, BRUNO, do, history, kinds, local, opened, ticket_of
from tests.screens.desks import at_desk

KEY = "NOC-2026-000001"


@pytest.fixture
def key(room: Room) -> str:
    """The room's only ticket."""
    return opened(room).key


async def test_a_takes_the_ticket_under_the_cursor(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("a")

        assert desk.said == f"taken {key}"
        assert ticket_of(room, key).assignee == "anna"
        await desk.shows("anna  ")

        await desk.press("a")

        await desk.says("is yours already")


async def test_what_another_holds_is_refused_with_a_word_on_who_it_is(room: Room, key: str) -> None:
    do(room, BRUNO, take, key)
    async with at_desk(room) as desk:
        await desk.press("a")

        await desk.says(f"{key} is held by bruno since Mon 23 Nov 09:00.")
        assert ticket_of(room, key).assignee == "bruno"


async def test_a_viewer_is_told_what_it_takes(room: Room, key: str) -> None:
    async with at_desk(room, "vera") as desk:
        await desk.press("a")

        await desk.says("may not take tickets")
        assert kinds(room, ticket_of(room, key)) == []


async def test_assigning_to_a_person_a_team_a_level_and_a_phase(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("A")
        await desk.type("bruno\tReti\t")
        await desk.press("right", "right", "tab", "right", "right", "ctrl+s")

        ticket = ticket_of(room, key)
        assert (ticket.assignee, ticket.team, ticket.level, ticket.phase) == ("bruno", "Reti", 2, Phase.DIAGNOSIS)
        assert desk.said == f"assigned {key}"


async def test_a_refused_form_comes_back_with_what_was_typed_and_the_reason(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("A")
        await desk.type("brunello\tReti\x13")

        assert "“brunello” is no operator of this room." in desk.text
        assert "Reti" in desk.text
        assert ticket_of(room, key).team is None

        await desk.press("end", *["backspace"] * 4)
        await desk.type("o\x13")

        assert ticket_of(room, key).assignee == "bruno"
        assert desk.app.screen is desk.queue


async def test_a_note_is_internal_unless_it_is_said_otherwise(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("n")
        await desk.type("The switch is dead\x13")
        await desk.press("n")
        await desk.type("A new switch is on its way\t")
        await desk.press("right", "ctrl+s")

        assert [(event.detail["text"], event.visibility) for event in history(room, ticket_of(room, key))[2:]] == [
            ("The switch is dead", Visibility.INTERNAL),
            ("A new switch is on its way", Visibility.PUBLIC),
        ]


async def test_a_form_that_is_left_changes_nothing(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        for opens in "AnwsC":
            await desk.press(opens)
            assert desk.app.screen is not desk.queue
            await desk.type("whatever")
            await desk.press("escape")
            assert desk.app.screen is desk.queue

        assert kinds(room, ticket_of(room, key)) == []


async def test_waiting_for_a_vendor_until_a_time_as_people_write_it(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("w", "right", "tab")
        await desk.type("tomorrow 9:00\t\tThe line is measured\x13")

        ticket = ticket_of(room, key)
        assert (ticket.status, ticket.pending_reason) == (Status.PENDING, Reason.VENDOR)
        assert ticket.wake_at == to_us(local("2026-11-24 09:00"))
        assert history(room, ticket)[-1].detail["text"] == "The line is measured"
        assert desk.said == f"waiting {key}"
        await desk.shows("vendor")

        await desk.press("W")

        assert ticket_of(room, key).status == Status.OPEN
        assert desk.said == f"resumed {key}"


async def test_waiting_without_a_time_lasts_to_the_next_business_morning(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("w", "ctrl+s")

        assert ticket_of(room, key).wake_at == to_us(local("2026-11-24 08:30"))
        await desk.shows("‖", "custom.")


async def test_a_time_that_cannot_be_read_is_asked_for_again(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("w", "tab")
        await desk.type("whenever\x13")

        assert "“whenever”" in desk.text
        assert ticket_of(room, key).status == Status.NEW


async def test_solving_takes_words_and_takes_the_ticket_off_the_list(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("s", "ctrl+s")

        assert "How was it solved?" in desk.text

        await desk.type("Restarted the router\x13")

        solved = history(room, ticket_of(room, key))[-1]
        assert (solved.detail["how"], solved.visibility) == ("fix", Visibility.PUBLIC)
        assert ticket_of(room, key).status == Status.RESOLVED
        await desk.shows("The queue is empty")


async def test_solving_by_a_workaround_that_the_customer_is_not_told(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("s")
        await desk.type("Over the other line\t")
        await desk.press("right", "tab", "right", "ctrl+s")

        solved = history(room, ticket_of(room, key))[-1]
        assert (solved.detail["how"], solved.visibility) == ("workaround", Visibility.INTERNAL)


async def test_the_solved_is_closed_and_the_closed_opened_again(room: Room, key: str) -> None:
    do(room, ANNA, solve, key, "Restarted")
    async with at_desk(room) as desk:
        await desk.press("slash")
        await desk.type("status:resolved\n")
        await desk.press("c")

        assert desk.said == f"closed {key}"
        await desk.shows("Nothing matches “status:resolved”.")

        await desk.press("slash", *["backspace"] * 20)
        await desk.type("status:closed\n")
        await desk.press("R")
        await desk.type("It is back\x13")

        assert desk.said == f"reopened {key}"
        assert ticket_of(room, key).status == Status.OPEN
        await desk.press("escape")
        await desk.shows("No mail leaves the office")


async def test_what_is_not_solved_is_not_closed(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("c")

        await desk.says("Solve it first")
        assert ticket_of(room, key).status == Status.NEW


async def test_cancelling_wants_a_reason(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("C")
        await desk.type("\n")

        assert "Why is it cancelled?" in desk.text

        await desk.type("Opened twice\n")

        assert ticket_of(room, key).status == Status.CANCELLED


async def test_opening_a_ticket_for_whoever_calls(room: Room) -> None:
    async with at_desk(room) as desk:
        assert "The queue is empty." in desk.text
        await desk.press("o")
        await desk.type("acme spa\nPhones are dead\n1\t\thh")
        screen = desk.app.screen
        screen.set_focus(screen.query_one("#note"))
        await desk.type("Since nine o'clock\x13")
        await desk.says(f"{KEY} opened")

        ticket = ticket_of(room, KEY)
        assert (ticket.subject, ticket.channel, ticket.category) == (
            "Phones are dead",
            Channel.PHONE,
            Category.BLOCKING,
        )
        assert history(room, ticket)[0].detail["description"] == "Since nine o'clock"
        await desk.shows("Phones are dead", "ACME Italia")


async def test_a_caller_whom_nobody_knows_does_not_cost_what_was_typed(room: Room) -> None:
    async with at_desk(room) as desk:
        await desk.press("o")
        await desk.type("Nobody & Sons\nPhones are dead\x13")
        await desk.says(f"{KEY} opened")

        ticket = ticket_of(room, KEY)
        assert ticket.customer_id is None
        assert any(event.detail.get("caller") == "Nobody & Sons" for event in history(room, ticket))


async def test_many_are_marked_and_done_at_once(room: Room) -> None:
    keys = [opened(room, subject=f"Fault {number}").key for number in range(4)]
    async with at_desk(room) as desk:
        await desk.press("x", "x", "x")

        assert desk.text.count("× Fault") == 3

        await desk.press("a", "enter")

        assert desk.said == f"taken {keys[0]} and 2 more: 3 done"
        assert [ticket_of(room, key).assignee for key in keys] == ["anna", "anna", "anna", None]

        await desk.press("g", "x", "x", "x", "x", "n")
        assert f"Note {keys[0]} and " in desk.text
        await desk.type("All the same fault\x13")
        await desk.press("enter")
        assert all(history(room, ticket_of(room, key))[-1].kind == "noted" for key in keys)
        assert "×" not in desk.text


async def test_escape_takes_the_marks_away_first_and_then_the_filter(room: Room) -> None:
    opened(room, subject="Fault 1")
    opened(room, subject="Else")
    async with at_desk(room, text="fault") as desk:
        await desk.press("x")
        assert "× Fault 1" in desk.text

        await desk.press("escape")
        assert "× Fault 1" not in desk.text
        assert "/ fault" in desk.text

        await desk.press("escape")
        await desk.shows("Else")
        assert "/ fault" not in desk.text


async def test_a_key_for_which_there_is_no_ticket_does_nothing(room: Room) -> None:
    async with at_desk(room) as desk:
        for key in ("a", "A", "n", "w", "W", "s", "c", "R", "C", "x", "enter", "j", "G", "pagedown", "space"):
            await desk.press(key)
            assert desk.app.screen is desk.queue


# On the ticket's own screen


async def test_leaving_is_asked_and_control_q_is_not(room: Room) -> None:
    async with at_desk(room) as desk:
        await desk.press("q")
        assert "Leave the control room?" in desk.text
        await desk.press("enter")
        assert desk.app.is_running
        desk.burst("q2")
        await desk.until(lambda: desk.app.return_value == 0, "the end")
    async with at_desk(room) as desk:
        await desk.press("n")
        desk.burst("\x11")
        await desk.until(lambda: not desk.app.is_running, "the end")
