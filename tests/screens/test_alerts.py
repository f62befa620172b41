"""Alerts at the keyboard: acknowledge, shelve, resolve, a ticket for them."""

from __future__ import annotations

import pytest

from noc_tui.clock import to_us
from noc_tui.domain.words import AlertStatus, Severity, Status
from noc_tui.store.room import Room
from tests.desk.monitoring import alert_of, ends, fires, hear
from tests.rooms import SetClock, opened, ticket_of
from tests.screens.desks import at_desk

KEY = "NOC-2026-000001"


@pytest.fixture
def alert(room: Room) -> int:
    """An alert that opened no ticket: it is too small for that."""
    hear(room, fires(severity=Severity.MINOR))
    return 1


async def test_a_acknowledges_an_alert_and_takes_it_off_the_list(room: Room, alert: int) -> None:
    async with at_desk(room) as desk:
        assert "ϟ" in desk.lines[3]
        await desk.press("a")

        assert desk.said == "taken alert 1"
        assert (alert_of(room).status, alert_of(room).holder) == (AlertStatus.ACKNOWLEDGED, "anna")
        await desk.shows("The queue is empty.")


async def test_w_shelves_it_for_two_hours_unless_told_otherwise(room: Room, alert: int, clock: SetClock) -> None:
    async with at_desk(room) as desk:
        await desk.press("w")
        assert "Shelve alert 1" in desk.text
        await desk.press("tab")
        await desk.type("Maintenance\x13")

        assert desk.said == "shelved alert 1"
        shelved = alert_of(room)
        assert shelved.shelved_until == to_us(clock.now) + 2 * 3600 * 1_000_000
        await desk.shows("‖", "shelved")

        clock.move(hours=3)
        await desk.shows("back from the shelf" if desk.app.screen is not desk.queue else "ϟ")
        await desk.until(lambda: alert_of(room).status == AlertStatus.FIRING, "its end")


async def test_what_is_typed_takes_the_place_of_the_two_hours(room: Room, alert: int, clock: SetClock) -> None:
    async with at_desk(room) as desk:
        await desk.type("w30m\x13")

        assert alert_of(room).shelved_until == to_us(clock.now) + 1800 * 1_000_000

        await desk.press("w")
        await desk.type("90d\x13")
        assert "A shelve lasts 30 days at most." in desk.text


async def test_s_resolves_it_with_a_reason(room: Room, alert: int) -> None:
    async with at_desk(room) as desk:
        await desk.type("sThe cable was out\n")

        assert desk.said == "resolved alert 1"
        assert alert_of(room).status == AlertStatus.RESOLVED


async def test_o_opens_a_ticket_for_it_which_it_joins(room: Room, alert: int) -> None:
    async with at_desk(room) as desk:
        await desk.press("o")
        assert "for alert 1" in desk.text
        await desk.press("enter")

        ticket = ticket_of(room, KEY)
        assert (ticket.status, ticket.alerts_firing) == (Status.NEW, 1)
        assert desk.said == "ticket opened for alert 1"
        await desk.shows("…000001")


async def test_o_on_an_alert_opens_one_for_a_caller_too(room: Room, alert: int) -> None:
    async with at_desk(room) as desk:
        await desk.press("o", "2")
        await desk.type("Phones are dead\x13")

        assert ticket_of(room, KEY).alerts_firing == 0


@pytest.mark.parametrize("key", ["A", "n", "R", "C", "W", "c"])
async def test_what_is_for_tickets_is_said_to_be_that(room: Room, alert: int, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press(key)

        await desk.says("is for tickets: o opens one for this alert.")
        assert desk.app.screen is desk.queue


async def test_the_alert_is_read_whole_and_worked_on_there(room: Room, alert: int) -> None:
    async with at_desk(room) as desk:
        await desk.press("enter")
        await desk.shows("alert 1  InterfaceDown edge-rtr-01 Gi0/0/1", "firing · ACME Italia", "ϟ fired")

        await desk.press("a")
        await desk.shows("acknowledged by anna", "√ acknowledged")
        await desk.press("a")
        await desk.says("acknowledged by anna already")

        await desk.press("o", "enter")
        await desk.shows(f"ticket {KEY}", "→ joined a ticket")
        await desk.press("s", "enter")
        await desk.shows("resolved · ACME Italia")
        await desk.press("s", "enter")
        assert "Alert 1 is resolved" in desk.text
        await desk.press("escape", "q")
        assert desk.app.screen is desk.queue


async def test_tickets_and_alerts_are_taken_together(room: Room, alert: int) -> None:
    key = opened(room).key
    async with at_desk(room) as desk:
        await desk.press("x", "x", "a")

        assert (ticket_of(room, key).assignee, alert_of(room).holder) == ("anna", "anna")
        assert "×" not in desk.lines[3]


async def test_an_alert_that_is_over_meanwhile_is_refused_in_words(room: Room, alert: int) -> None:
    async with at_desk(room) as desk:
        await desk.press("w")
        hear(room, ends())
        await desk.press("ctrl+s")

        assert "Alert 1 is resolved: it cannot be shelved." in desk.text
