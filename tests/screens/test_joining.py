"""What belongs together is put together with m, and u takes back what one did."""

from __future__ import annotations

from noc_tui.desk.joining import join_alert, links_of
from noc_tui.desk.work import assign, note, take
from noc_tui.domain.words import Severity, Status
from noc_tui.screens.ticket import TicketScreen
from noc_tui.store.room import Room
from tests.desk.monitoring import alert_of, fires, hear
from tests.rooms import ANNA, BRUNO, SetClock, do, history, kinds, opened, ticket_of
from tests.screens.desks import at_desk

ONE, TWO, THREE = (f"NOC-2026-{number:06d}" for number in (1, 2, 3))
MINOR = {"severity": Severity.MINOR}


async def test_m_offers_what_looks_like_it_and_says_what_a_merge_would_do(room: Room, clock: SetClock) -> None:
    opened(room, subject="No mail leaves")
    clock.move(minutes=10)
    opened(room, subject="Mail again")
    async with at_desk(room) as desk:
        await desk.go_to(TWO)
        await desk.press("m")
        await desk.shows(f"{TWO} belongs to", f"{ONE}", "same customer: No mail leaves", "another ticket")
        await desk.press("enter")
        await desk.shows("merge into the other", "its clocks end", "link the two",
                         f"no: {ONE} is older")  # fmt: skip
        await desk.press("enter")
        await desk.says(f"merged into {ONE}: {TWO}")

        assert ticket_of(room, TWO).merged_into == ONE
        await desk.until(lambda: desk.keys == [ONE], "its line gone")


async def test_m_links_a_ticket_that_is_named_by_its_key_and_unlinks_it(room: Room) -> None:
    one = opened(room)
    opened(room, "OSP")
    async with at_desk(room) as desk:
        await desk.go_to(ONE)
        await desk.press("enter")
        assert isinstance(desk.app.screen, TicketScreen)
        await desk.press("m", "2")
        await desk.type("2\x13")
        await desk.shows("link the two", "each goes on by itself", "merge into the other       no:")
        await desk.press("1")
        await desk.says(f"{ONE} linked to {TWO}")
        assert list(links_of(history(room, one))) == [TWO]

        await desk.press("m", "2")
        await desk.type("2\x13")
        await desk.shows("unlink the two")
        await desk.press("1")
        await desk.says(f"{ONE} not linked to {TWO} now")
        assert links_of(history(room, one)) == {}


async def test_a_key_that_is_none_is_said(room: Room) -> None:
    opened(room)
    async with at_desk(room) as desk:
        await desk.press("m", "enter")
        await desk.type("99\x13")
        await desk.shows("There is no ticket 99", f"{ONE} belongs to")
        await desk.press("backspace", "backspace", "escape")
        assert desk.app.screen is desk.queue


async def test_marked_tickets_become_one_the_oldest_being_offered_first(room: Room, clock: SetClock) -> None:
    for _ in range(3):
        opened(room)
        clock.move(minutes=10)
    async with at_desk(room) as desk:
        await desk.press("g", "x", "x", "x", "m")
        await desk.shows("Merge them into")
        await desk.press("enter")
        await desk.shows("merged into")
        await desk.press("enter", "escape")

        assert [ticket_of(room, key).merged_into for key in (ONE, TWO, THREE)] == [None, ONE, ONE]


async def test_an_alert_goes_into_the_ticket_of_its_customer(room: Room) -> None:
    opened(room, subject="edge-rtr-01 is silent")
    hear(room, fires(**MINOR))
    async with at_desk(room) as desk:
        await desk.go_to("alert 1")
        await desk.press("m")
        await desk.shows("Into which ticket?", ONE)
        await desk.press("enter")
        await desk.says(f"put in {ONE}: alert 1")

        assert alert_of(room).ticket_id == 1
        await desk.until(lambda: desk.keys == [ONE], "the alert's line gone")


async def test_an_alert_beside_a_ticket_is_offered_and_taken_in(room: Room) -> None:
    opened(room)
    hear(room, fires(**MINOR))
    async with at_desk(room) as desk:
        await desk.go_to(ONE)
        await desk.press("m")
        await desk.shows("alert firing there")
        await desk.press("enter")
        await desk.until(lambda: alert_of(room).ticket_id == 1, "the alert in it")


async def test_m_on_an_alert_s_own_page_puts_it_into_a_ticket_and_u_takes_that_back(room: Room) -> None:
    opened(room, actor=BRUNO)
    hear(room, fires(**MINOR))
    async with at_desk(room) as desk:
        await desk.press("G" if desk.here == ONE else "g", "enter")
        await desk.shows("alert 1", "no ticket")
        await desk.press("m", "enter")
        await desk.says(f"put in {ONE}: alert 1")
        assert alert_of(room).ticket_id == 1

        await desk.press("u")
        await desk.shows("Take back", f"on {ONE}")
        await desk.press("enter")
        await desk.says("taken back on 1 of 1")
        assert alert_of(room).ticket_id is None


async def test_u_where_nothing_of_ones_own_was_done_asks_before_it_reaches_elsewhere(room: Room) -> None:
    for _ in range(2):
        opened(room, actor=BRUNO)
    do(room, ANNA, take, ONE)
    async with at_desk(room) as desk:
        await desk.go_to(TWO)
        await desk.press("u")
        await desk.shows("Take back", f"on {ONE}")
        assert ticket_of(room, ONE).assignee == "anna"
        await desk.press("enter")
        await desk.says("taken back on 1 of 1")
        assert ticket_of(room, ONE).assignee is None


async def test_u_takes_back_what_was_done_last_on_this_ticket(room: Room) -> None:
    key = opened(room, actor=BRUNO).key
    async with at_desk(room) as desk:
        await desk.press("a", "u")
        await desk.says("taken back on 1 of 1")

        assert (ticket_of(room, key).status, kinds(room, ticket_of(room, key))) == (Status.NEW, ["taken", "undone"])


async def test_u_asks_which_where_there_are_several_and_lists_what_was_done(room: Room) -> None:
    opened(room, actor=BRUNO)
    opened(room, actor=BRUNO)
    do(room, ANNA, take, ONE)
    do(room, ANNA, note, TWO, "Seen")
    do(room, ANNA, assign, ONE, level=2)
    async with at_desk(room) as desk:
        await desk.go_to(ONE)
        await desk.press("u")
        await desk.shows("Take back", "1 level 2", f"0s ago on {ONE}", "2 a note", f"on {TWO}", "3 taken")
        await desk.press("2")
        await desk.says("a note: taken back on 1 of 1")
        assert kinds(room, ticket_of(room, TWO)) == ["noted", "undone"]
        await desk.press("u")
        await desk.shows("3 taken back: a note")
        await desk.press("1")
        await desk.says("level 2: taken back on 1 of 1")
        assert (ticket_of(room, ONE).level, ticket_of(room, ONE).assignee) == (1, "anna")


async def test_u_says_why_something_is_kept(room: Room) -> None:
    key = opened(room, actor=BRUNO).key
    do(room, ANNA, take, key)
    do(room, BRUNO, assign, key, to="bruno")
    async with at_desk(room) as desk:
        await desk.press("u")
        await desk.says(f"On {key} more was done since: bruno, assigned to bruno")


async def test_u_without_anything_of_ones_own_says_so(room: Room) -> None:
    opened(room, actor=BRUNO)
    async with at_desk(room) as desk:
        await desk.press("u")
        await desk.says("There is nothing of yours to take back")


async def test_u_on_marked_tickets_takes_back_the_last_thing_on_each(room: Room) -> None:
    for _ in range(2):
        opened(room, actor=BRUNO)
    do(room, ANNA, take, ONE)
    do(room, ANNA, assign, TWO, level=2)
    async with at_desk(room) as desk:
        await desk.press("g", "x", "x", "u")
        await desk.shows("what you did last", "on each of the 2 that are marked")
        await desk.press("enter")
        await desk.shows("taken back on")
        await desk.press("enter", "escape")

        assert [ticket_of(room, key).version for key in (ONE, TWO)] == [4, 4]
        assert (ticket_of(room, ONE).assignee, ticket_of(room, TWO).level) == (None, 1)


async def test_alerts_and_several_tickets_marked_are_no_question_that_m_can_answer(room: Room) -> None:
    opened(room)
    opened(room)
    hear(room, fires(**MINOR))
    do(room, ANNA, join_alert, 1, ONE)
    hear(room, fires(alert_key="if2", **MINOR))
    async with at_desk(room) as desk:
        await desk.press("g", "x", "x", "x", "m")
        await desk.says("Into which of them are the alerts to go?")


async def test_u_passes_over_what_opened_a_ticket(room: Room) -> None:
    key = opened(room).key
    async with at_desk(room) as desk:
        await desk.go_to(key)
        await desk.press("u")
        await desk.says("What you only opened, you cancel.")

        assert ticket_of(room, key).status == Status.NEW
