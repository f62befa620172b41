"""Keys that come in one burst, over a slow line or from somebody who knows them by heart."""

from __future__ import annotations

from noc_tui.domain.words import Status
from noc_tui.store.room import Room
from tests.rooms import history, kinds, opened, ticket_of
from tests.screens.desks import at_desk

WORDS = "saw a wax cow: quit, jog, ask Anna & Rocco/Cesare? x" * 3
"""Nearly every letter in it is a command."""


async def test_a_note_and_its_words_come_at_once_and_no_letter_of_them_is_a_command(room: Room) -> None:
    key = opened(room).key
    async with at_desk(room) as desk:
        await desk.type(f"n{WORDS}\x13")

        ticket = ticket_of(room, key)
        assert kinds(room, ticket) == ["noted"]
        assert history(room, ticket)[-1].detail["text"] == WORDS
        assert desk.app.screen is desk.queue


async def test_what_follows_a_form_goes_to_the_list_again(room: Room) -> None:
    keys = [opened(room, subject=f"Fault {number}").key for number in range(3)]
    async with at_desk(room) as desk:
        await desk.type("nFirst\x13jnSecond\x13jsThird\x13")

        assert [kinds(room, ticket_of(room, key)) for key in keys] == [["noted"], ["noted"], ["solved"]]
        assert [history(room, ticket_of(room, key))[-1].detail["text"] for key in keys] == ["First", "Second", "Third"]


async def test_a_whole_request_in_one_go(room: Room) -> None:
    async with at_desk(room) as desk:
        await desk.type(f"oacme\naxon is down\n\t\t\t\t\t\t\t{WORDS}\x13")

        ticket = ticket_of(room, "NOC-2026-000001")
        assert (ticket.subject, ticket.customer_id) == ("axon is down", 1)
        assert history(room, ticket)[0].detail["description"] == WORDS


async def test_a_filter_and_what_is_done_to_the_line_that_it_finds(room: Room) -> None:
    keys = [opened(room, subject=subject).key for subject in ("jam", "axon", "wax")]
    async with at_desk(room) as desk:
        await desk.type("/wax\nssolved at once\x13")

        assert [ticket_of(room, key).status for key in keys] == [Status.NEW, Status.NEW, Status.RESOLVED]


async def test_a_number_of_the_strip_and_what_is_done_to_the_first_line_behind_it(room: Room) -> None:
    opened(room, "BDA")
    acme = opened(room).key
    async with at_desk(room) as desk:
        await desk.press("tab", "right", "right")
        await desk.type("\na")

        assert desk.queue._view.text == "today"
        assert ticket_of(room, acme).assignee == "anna"


async def test_into_a_ticket_its_box_and_out_again(room: Room) -> None:
    keys = [opened(room, subject=f"Fault {number}").key for number in range(2)]
    async with at_desk(room) as desk:
        await desk.type("\n\tSeen, asked\x13\x1bj\nnSeen too\x13\x1bg")
        await desk.until(lambda: desk.app.screen is desk.queue)

        assert [history(room, ticket_of(room, key))[-1].detail["text"] for key in keys] == ["Seen, asked", "Seen too"]
        assert desk.here == keys[0]


async def test_what_is_pasted_right_behind_a_key_goes_where_that_key_leads(room: Room) -> None:
    key = opened(room).key
    async with at_desk(room) as desk:
        desk.burst("n")
        desk.paste("a\nwhole\nlog")
        await desk.type("\x13")

        assert history(room, ticket_of(room, key))[-1].detail["text"] == "a\nwhole\nlog"


async def test_a_key_that_closes_what_it_was_pressed_in_does_not_hold_up_the_next(room: Room) -> None:
    for number in range(30):
        opened(room, subject=f"Fault {number}")
    async with at_desk(room) as desk:
        await desk.type("?\x1b" * 5 + "v\x1b" * 5 + "j" * 12)

        assert desk.queue_list.cursor == 12
