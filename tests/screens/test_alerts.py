"""Alerts at the keyboard: acknowledge, shelve, resolve, a ticket for them."""

from __future__ import annotations

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.alerts import open_ticket_for
from noc_tui.desk.ending import solve
from noc_tui.domain.words import AlertStatus, Severity, Status
from noc_tui.store.room import Room
from tests.desk.monitoring import alert_of, ends, fires, hear
from tests.rooms import ANNA, BRUNO, SetClock, do, kinds, local, opened, ticket_of
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


async def test_t_opens_a_ticket_for_it_which_it_joins_and_triages_it(room: Room, alert: int) -> None:
    async with at_desk(room) as desk:
        await desk.press("t")
        await desk.shows("No ticket has alert 1")
        await desk.press("enter")
        await desk.shows(f"Triage {KEY}", "InterfaceDown edge-rtr-01")

        ticket = ticket_of(room, KEY)
        assert (ticket.status, ticket.alerts_firing) == (Status.NEW, 1)
        await desk.press("escape")
        await desk.shows("…000001")


async def test_t_on_an_alert_that_has_a_ticket_triages_that(room: Room, alert: int) -> None:
    async with at_desk(room) as desk:
        await desk.press("enter")
        do(room, ANNA, open_ticket_for, 1)
        await desk.press("t")
        await desk.shows(f"Triage {KEY}")


async def test_o_is_for_whoever_calls_on_an_alert_too(room: Room, alert: int) -> None:
    async with at_desk(room) as desk:
        await desk.press("o")
        await desk.type("acme\nPhones are dead\n\x13")
        await desk.says(f"{KEY} opened")

        assert ticket_of(room, KEY).alerts_firing == 0


@pytest.mark.parametrize("key", ["A", "n", "R", "C", "W", "c"])
async def test_what_is_for_tickets_is_said_to_be_that(room: Room, alert: int, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press(key)

        await desk.says("is for tickets: t opens one for this alert.")
        assert desk.app.screen is desk.queue


async def test_the_alert_is_read_whole_and_worked_on_there(room: Room, alert: int) -> None:
    async with at_desk(room) as desk:
        await desk.press("enter")
        await desk.shows("alert 1  InterfaceDown edge-rtr-01 Gi0/0/1", "firing · ACME Italia", "ϟ fired")

        await desk.press("a")
        await desk.shows("acknowledged by anna", "√ acknowledged")
        await desk.press("a")
        await desk.says("acknowledged by anna already")

        await desk.press("t", "enter")
        await desk.shows(f"Triage {KEY}")
        await desk.press("escape")
        await desk.shows(f"ticket {KEY}", "→ joined a ticket")
        await desk.press("s", "enter")
        await desk.shows("resolved · ACME Italia")
        await desk.press("s", "enter")
        assert "Alert 1 is resolved" in desk.text
        await desk.press("escape", "q")
        assert desk.app.screen is desk.queue


async def test_what_is_for_tickets_names_the_ticket_of_an_alert_that_has_one(room: Room, alert: int) -> None:
    async with at_desk(room) as desk:
        await desk.press("t", "enter")
        await desk.shows(f"Triage {KEY}")
        await desk.press("escape")
        await desk.type("/status:firing,new\n")
        await desk.press("enter", "l", "n")

        await desk.says(f"Note is for tickets: this alert is in {KEY}.")


async def test_the_alerts_of_a_ticket_are_opened_from_it_and_lead_back(room: Room) -> None:
    hear(room, fires(group_key="g"), fires(group_key="g", alert_key="if2", resource="edge-rtr-01 Gi0/0/2"))
    async with at_desk(room) as desk:
        await desk.press("enter")
        await desk.shows("alerts 2 open", "l alerts")
        await desk.press("l")
        await desk.shows(f"Alerts in {KEY}", "1 alert 1", "2 alert 2")
        await desk.press("2")
        await desk.shows("alert 2  InterfaceDown edge-rtr-01 Gi0/0/2", f"ticket {KEY}")
        assert len(desk.app.screen_stack) == 3

        await desk.press("l")
        await desk.shows("opened by alert")
        assert len(desk.app.screen_stack) == 2, "back, not on and on"

        await desk.press("l", "1", "a")
        await desk.shows("acknowledged by anna")
        await desk.press("escape", "escape", "l")
        assert desk.app.screen is desk.queue


async def test_l_says_where_there_is_nothing_to_open(room: Room, alert: int) -> None:
    opened(room)
    async with at_desk(room) as desk:
        await desk.go_to("alert 1")
        await desk.press("enter", "l")
        await desk.says("Alert 1 is in no ticket.")
        await desk.press("escape")
        await desk.go_to(KEY)
        await desk.press("enter", "l")
        await desk.says(f"There is no alert in {KEY}.")


async def test_an_alert_that_somebody_looks_after_is_found_by_its_status(room: Room, alert: int) -> None:
    async with at_desk(room) as desk:
        await desk.press("a")
        await desk.shows("The queue is empty.")
        await desk.type("/status:acknowledged\n")
        assert desk.keys == ["alert 1"]
        assert "anna" in desk.lines[4]

        await desk.press("space")
        await desk.shows("acknowledged by anna")
        await desk.press("enter", "s")
        await desk.type("The cable was out\n")
        await desk.press("escape")
        await desk.shows("Nothing matches “status:acknowledged”.")


async def test_everything_an_alert_says_is_read_to_its_end(room: Room) -> None:
    steps = " ".join(f"step{number}" for number in range(60))
    told = {"runbook": "https://wiki.example/" + "x" * 150 + "/end", "steps": f"Do this:\n{steps}"}
    hear(room, fires(severity=Severity.MINOR, annotations=told, labels={"a_rather_long_label_of_ours": "value"}))
    async with at_desk(room, size=(60, 24)) as desk:
        await desk.press("enter")
        await desk.shows("alert 1")
        seen = set(desk.lines)
        for _ in range(8):
            await desk.press("pagedown")
            seen |= set(desk.lines)
        text = " ".join(" ".join(line.split()) for line in seen)
        assert "x/end" in text
        assert "a_rather_long_label_of_ours" in text
        assert all(step in text.split() for step in steps.split())


async def test_tickets_and_alerts_are_taken_together(room: Room, alert: int) -> None:
    key = opened(room).key
    async with at_desk(room) as desk:
        await desk.press("x", "x", "a", "enter")

        assert (ticket_of(room, key).assignee, alert_of(room).holder) == ("anna", "anna")
        assert "×" not in desk.lines[3]


@pytest.mark.parametrize("pressed", ["n", "A", "C"])
async def test_what_is_for_tickets_alone_refuses_the_alerts_among_them_in_the_review(
    room: Room, alert: int, pressed: str
) -> None:
    key = opened(room).key
    typed = {"n": "Same fault", "A": "bruno", "C": "A test"}
    async with at_desk(room) as desk:
        await desk.press("x", "x", pressed)
        await desk.type(f"{typed[pressed]}\x13")

        await desk.shows("1 will change, 1 refused", "this is for tickets")
        await desk.press("enter", "escape")
        assert len(kinds(room, ticket_of(room, key))) == 1


async def test_tickets_and_alerts_are_solved_in_one_go_and_told_of_in_one_message(room: Room, alert: int) -> None:
    key = opened(room).key
    async with at_desk(room) as desk:
        await desk.press("x", "x", "s")
        hear(room, ends())
        await desk.type("The cable was out\x13")

        assert "1 will change, 1 refused" in desk.text
        assert "Alert 1 is resolved: it cannot be resolved." in desk.text
        await desk.press("enter", "escape")

        assert desk.said == f"solved {key} and 1 more: 1 done, 1 refused"
        assert ticket_of(room, key).status == Status.RESOLVED
        assert desk.app.screen is desk.queue


async def test_where_everything_is_refused_nothing_can_be_done_and_the_form_is_back(room: Room, alert: int) -> None:
    key = opened(room).key
    async with at_desk(room) as desk:
        await desk.press("x", "x", "s")
        hear(room, ends())
        do(room, BRUNO, solve, key, "Restarted")
        await desk.type("The cable was out\x13")

        assert "0 will change, 2 refused" in desk.text
        assert "Enter does it" not in desk.text
        await desk.press("enter", "escape")

        assert f"Solve {key} and 1 more" in desk.text
        assert "The cable was out" in desk.text


async def test_tickets_and_alerts_wait_together_each_to_its_own_end(room: Room, alert: int, clock: SetClock) -> None:
    key = opened(room).key
    async with at_desk(room) as desk:
        await desk.press("x", "x", "w")
        assert "alerts for 2 hours" in desk.text
        await desk.press("ctrl+s", "enter")

        assert desk.said == f"waiting {key} and 1 more: 2 done"
        assert ticket_of(room, key).wake_at == to_us(local("2026-11-24 08:30"))
        assert alert_of(room).shelved_until == to_us(clock.now) + 2 * 3600 * 1_000_000


async def test_an_alert_that_is_over_meanwhile_is_refused_in_words(room: Room, alert: int) -> None:
    async with at_desk(room) as desk:
        await desk.press("w")
        hear(room, ends())
        await desk.press("ctrl+s")

        assert "Alert 1 is resolved: it cannot be shelved." in desk.text
