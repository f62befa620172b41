"""Call-backs under the fingers, the time worked, and what was solved while the caller waited."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from noc_tui.desk.calls import book_call
from noc_tui.desk.work import assign, take
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.words import Channel, Status, Visibility
from noc_tui.screens.explain import ExplainScreen
from noc_tui.store.room import Room
from tests.desk.monitoring import fires, hear
from tests.desk.terms_of import wall
from tests.rooms import ANNA, BRUNO, LIA, SetClock, do, history, kinds, local, opened, ticket_of
from tests.screens.desks import at_desk

KEY = "NOC-2026-000001"
THREE = local("2026-11-23 15:00")


@pytest.fixture
def key(room: Room) -> str:
    """The room's only ticket: ACME called, and lia looks after them."""
    with room.write(SYSTEM_ACTOR) as tx:
        tx.connection.execute(text("UPDATE customer SET operator = 'lia' WHERE code = 'ACME'"))
    return opened(room).key


async def test_b_books_a_call_back_and_the_customers_own_operator_stands_there_first(room: Room, key: str) -> None:
    do(room, LIA, assign, key, to="bruno")
    async with at_desk(room) as desk:
        await desk.press("b")
        await desk.shows("Book a call-back on", "lia: ACME's own operator", "bruno: holds the ticket")
        await desk.type("11:00\t\tRita Rossi\t0341 123\t\tThe VPN again\x13")

        booked = ticket_of(room, key)
        assert (wall(booked.call_at), booked.call_who) == ("2026-11-23 11:00", "lia")
        assert desk.said == f"call-back booked on {key}"
        assert history(room, booked)[-1].detail["text"] == "The VPN again"
        await desk.shows("call    ")

        await desk.press("enter")
        await desk.shows("call     2:00     to be called back 11:00 by lia: Rita ", "Rossi, 0341 123   ")


async def test_an_answer_by_mail_by_somebody_else(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("b")
        await desk.type("tomorrow 9:00\tbruno\t\trita@acme.example\t")
        await desk.press("right", "ctrl+s")

        (event,) = history(room, ticket_of(room, key))[2:]
        assert (event.detail["who"], event.detail["number"], event.detail["by"]) == (
            "bruno", "rita@acme.example", Channel.MAIL,
        )  # fmt: skip


async def test_a_time_that_is_over_is_asked_for_again_and_nothing_typed_is_lost(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("b")
        await desk.type("2026-11-23 08:00\t\tRita\x13")
        await desk.shows("Mon 23 Nov 2026 08:00 has passed.", "Rita")
        await desk.press("escape")
        assert kinds(room, ticket_of(room, key)) == []


async def test_who_was_reached_reads_what_was_said(room: Room, key: str, clock: SetClock) -> None:
    do(room, ANNA, book_call, key, THREE, name="Rita")
    clock.set("2026-11-23 15:10")
    async with at_desk(room) as desk:
        await desk.press("b")
        await desk.shows("to be called back 15:00 by lia: Rita", "called, nobody there")
        await desk.press("1")
        await desk.type("She sees her mail\t\t10m\x13")

        made = history(room, ticket_of(room, key))[-1]
        assert (made.kind, made.visibility, made.detail["spent_s"]) == ("call_made", Visibility.PUBLIC, 600)
        assert ticket_of(room, key).call_at is None
        assert desk.said == f"called back on {key}"


async def test_where_nobody_was_there_the_next_call_is_booked(room: Room, key: str) -> None:
    do(room, ANNA, book_call, key, THREE, name="Rita")
    async with at_desk(room) as desk:
        await desk.press("b", "2")
        await desk.type("16:30\tEngaged\x13")

        assert desk.app.screen is desk.queue, "a number that chooses opens no other place"
        assert kinds(room, ticket_of(room, key)) == ["call_booked", "call_made", "call_booked"]
        assert wall(ticket_of(room, key).call_at) == "2026-11-23 16:30"


async def test_a_booked_call_is_moved_and_dropped(room: Room, key: str) -> None:
    do(room, ANNA, book_call, key, THREE, who="bruno", name="Rita", number="0341")
    async with at_desk(room) as desk:
        await desk.press("b", "3")
        await desk.shows("Move the call-back on", "2026-11-23 15:00", "bruno", "0341")
        await desk.type("17:00\x13")
        assert (wall(ticket_of(room, key).call_at), ticket_of(room, key).call_who) == ("2026-11-23 17:00", "bruno")

        await desk.press("b", "4")
        assert ticket_of(room, key).call_at is None
        assert desk.said == f"call-back dropped on {key}"


async def test_what_another_wrote_meanwhile_is_told_before_a_call_is_moved(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("b")
        do(room, BRUNO, take, key)
        await desk.type("11:00\x13")

        await desk.shows("has changed since you read it", "taken")
        assert ticket_of(room, key).call_at is None


async def test_a_call_back_is_for_one_ticket(room: Room, key: str) -> None:
    opened(room)
    hear(room, fires(customer_hint="somebody else"))
    async with at_desk(room) as desk:
        await desk.go_to("alert 1")
        await desk.press("b")
        await desk.says("A call-back is for tickets: t opens one for this alert.")
        await desk.go_to(key)
        await desk.press("x", "x", "b")
        await desk.says("on one ticket at a time")
        assert desk.app.screen is desk.queue


async def test_d_says_that_the_call_is_due_next(room: Room, key: str) -> None:
    do(room, ANNA, book_call, key, local("2026-11-23 11:00"))
    async with at_desk(room) as desk:
        await desk.press("d")

        assert isinstance(desk.app.screen, ExplainScreen)
        await desk.shows("call-back · agreed Mon 23 Nov 09:00 · round the clock")
        await desk.shows("running · due Mon 23 Nov 11:00 · 2:00 left")


async def test_a_call_on_the_board(room: Room, key: str) -> None:
    do(room, ANNA, book_call, key, local("2026-11-23 11:00"))
    async with at_desk(room) as desk:
        await desk.press("2")

        await desk.shows("call", "of 2 h")


# Worked, and in the call


async def test_the_time_worked_is_said_with_a_note(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("n")
        await desk.type("Measured the line\t\t1h30\n")

        assert ticket_of(room, key).spent_s == 5400
        await desk.press("enter")
        await desk.shows("1 h 30 worked")


async def test_what_is_no_time_is_asked_for_again(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("n")
        await desk.type("Measured the line\t\t45\x13")

        await desk.shows("“45” is no length of time. Write 45m, 2h or 1h30.", "Measured the line")


async def test_a_phone_ticket_is_solved_in_the_call(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("s")
        await desk.type("The cable was loose\t\t\t10m\t")
        await desk.press("right")
        await desk.shows("‹in the call›")
        await desk.press("ctrl+s")

        solved = ticket_of(room, key)
        assert (solved.status, solved.solved_in_call, solved.spent_s) == (Status.RESOLVED, True, 600)


async def test_it_is_not_asked_where_the_call_is_over(room: Room, key: str) -> None:
    do(room, BRUNO, take, key)
    opened(room, channel=Channel.MAIL, subject="By mail")
    async with at_desk(room) as desk:
        for ticket in desk.keys:
            await desk.go_to(ticket)
            await desk.press("s")
            await desk.shows("what restored the service")
            assert "in the call" not in desk.text
            await desk.press("escape")


async def test_the_forms_fit_a_small_terminal(room: Room, key: str) -> None:
    async with at_desk(room, size=(80, 24)) as desk:
        for opens in ("s", "b"):
            await desk.press(opens)
            await desk.shows("Tab next · Esc leave")
            await desk.press("escape")
