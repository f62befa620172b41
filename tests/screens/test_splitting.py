"""S on a ticket's page: a part of it becomes a ticket of its own, with the alerts that belong to it."""

from __future__ import annotations

from noc_tui.desk.joining import join_alert
from noc_tui.desk.work import note
from noc_tui.domain.words import Severity
from noc_tui.screens.newer import NewerScreen
from noc_tui.screens.ticket import TicketScreen
from noc_tui.store.room import Room
from tests.desk.monitoring import alert_of, fires, hear
from tests.rooms import ADA, ANNA, BRUNO, do, history, kinds, opened, ticket_of
from tests.screens.desks import at_desk

ONE, TWO = "NOC-2026-000001", "NOC-2026-000002"


def _with_two_alerts(room: Room) -> None:
    opened(room)
    for ident, key in ((1, "if1"), (2, "if2")):
        hear(room, fires(alert_key=key, severity=Severity.MINOR))
        do(room, ANNA, join_alert, ident, ONE)


async def test_a_part_with_its_alert_becomes_a_ticket_of_the_same_report(room: Room) -> None:
    _with_two_alerts(room)
    async with at_desk(room) as desk:
        await desk.press("enter", "S")
        await desk.shows(f"Split {ONE}", "go over: 0 of 2", "2  firing")
        await desk.type("Printer on floor 2\n2")
        await desk.shows("go over: 1 of 2")
        await desk.type("\tNo link at all\x13")
        await desk.says(f"{TWO} split off {ONE}")

        assert isinstance(desk.app.screen, TicketScreen)
        assert (alert_of(room, 1).ticket_id, alert_of(room, 2).ticket_id) == (1, 2)
        assert ticket_of(room, TWO).subject == "Printer on floor 2"
        assert ticket_of(room, TWO).opened_at == ticket_of(room, ONE).opened_at
        assert "split_off" in kinds(room, ticket_of(room, ONE))


async def test_all_of_its_alerts_go_over_with_one_word(room: Room) -> None:
    _with_two_alerts(room)
    async with at_desk(room) as desk:
        await desk.press("enter", "S")
        await desk.type("The other half\nall")
        await desk.shows("go over: 2 of 2")
        await desk.press("ctrl+s")
        await desk.says(f"{TWO} split off {ONE}")
        assert (alert_of(room, 1).ticket_id, alert_of(room, 2).ticket_id) == (2, 2)


async def test_what_cannot_be_split_off_is_in_the_form_again_with_the_reason(room: Room) -> None:
    _with_two_alerts(room)
    async with at_desk(room) as desk:
        await desk.press("enter", "S")
        await desk.type("\t7a\x13")
        await desk.shows("“7a” is no alert's number")
        await desk.type("\t\x137")
        await desk.press("escape", "S", "ctrl+n")
        await desk.type("A part\n7\x13")
        await desk.shows(f"Alert 7 is not in {ONE}", "A part")
        await desk.press("escape")
        assert kinds(room, ticket_of(room, ONE)).count("split_off") == 0


async def test_a_ticket_without_alerts_asks_for_no_alerts(room: Room) -> None:
    opened(room)
    async with at_desk(room, size=(80, 24)) as desk:
        await desk.press("enter", "S")
        await desk.shows(f"Split {ONE}", "what the new ticket is about")
        assert "alerts that go over" not in desk.text
        await desk.type("A part\x13")
        await desk.says(f"{TWO} split off {ONE}")


async def test_whoever_wrote_meanwhile_is_shown_first(room: Room) -> None:
    opened(room)
    async with at_desk(room) as desk:
        await desk.press("enter", "S")
        await desk.type("A part")
        do(room, BRUNO, note, ONE, "It is all one thing")
        await desk.press("ctrl+s")
        assert isinstance(desk.app.screen, NewerScreen)
        assert "It is all one thing" in desk.text
        await desk.press("ctrl+s")
        await desk.says(f"{TWO} split off {ONE}")


async def test_nobody_but_an_operator_splits(room: Room) -> None:
    opened(room, actor=ADA)
    async with at_desk(room, "vera") as desk:
        await desk.press("enter", "S")
        await desk.type("A part\x13")
        await desk.shows("split tickets", "A part")
        assert len(history(room, ticket_of(room, ONE))) == 2
