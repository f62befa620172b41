"""The terms under the fingers: why a date is due, what a form would make of it, and the clocks of the law."""

from __future__ import annotations

import pytest

from noc_tui.desk.classify import classify
from noc_tui.domain.legal import Regime
from noc_tui.domain.words import Category, Priority, Reason, Status
from noc_tui.screens.explain import ExplainScreen
from noc_tui.screens.queue import QueueScreen
from noc_tui.store.read.legal import legal_lines
from noc_tui.store.room import Room
from tests.desk.monitoring import fires, hear
from tests.desk.terms_of import wall
from tests.rooms import BRUNO, SetClock, do, kinds, look, opened, ticket_of
from tests.screens.desks import at_desk

KEY = "NOC-2026-000001"


@pytest.fixture
def key(room: Room) -> str:
    """The room's only ticket: a blocking anomaly, due at half past two."""
    return opened(room).key


def untouched(room: Room, key: str) -> bool:
    return kinds(room, ticket_of(room, key)) == []


# Why


async def test_d_explains_every_clock_and_leaves_again(room: Room, clock: SetClock, key: str) -> None:
    clock.set("2026-11-23 10:00")
    async with at_desk(room) as desk:
        await desk.press("d")

        assert isinstance(desk.app.screen, ExplainScreen)
        shown = [" ".join(line.split()) for line in desk.lines]
        for line in (
            f"{KEY} No mail leaves the office",
            "response · 4:00 promised · blocking anomaly",
            "running · due Mon 23 Nov 14:30 · 3:00 left",
            "Mon 23 Nov 09:00 opened (anna)",
            "09:00–10:00 1:00 1:00 open",
            "12:30–14:00 closed",
            "14:00–14:30 0:30 4:00 open",
            "14:30 due",
            "restore · 4:00 promised · blocking anomaly",
            "pending · 4:00 left",
        ):
            assert any(line in text for text in shown), line  # the queue is seen beside it
        assert "ACME Italia · contract AC-1 v1 · profile professional v1 · hours office" in desk.text

        for leaves in ("d", "escape", "q"):
            await desk.press(leaves)
            assert isinstance(desk.app.screen, QueueScreen)
            await desk.press("d")
    assert untouched(room, key)


async def test_d_explains_on_the_tickets_page_too(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("enter")
        page = desk.app.screen
        await desk.press("d")
        assert "running · due Mon 23 Nov 14:30 · 4:00 left" in desk.text

        await desk.press("escape")

        assert desk.app.screen is page


async def test_a_long_explanation_is_read_to_its_end_on_a_small_terminal(room: Room, clock: SetClock) -> None:
    opened(room, category=Category.NON_BLOCKING)
    clock.set("2027-01-20 10:00")
    async with at_desk(room, size=(80, 24)) as desk:
        await desk.press("d")
        assert "pending · 8:00 left" not in desk.text
        seen = set(desk.lines)

        for _ in range(60):
            await desk.press("j")
            seen |= set(desk.lines)

        for words in ("holiday: Natale", "overrun from here on", "more stretches", "pending · 8:00 left"):
            assert any(words in line for line in seen), words


async def test_where_nothing_was_promised_that_is_said(room: Room) -> None:
    opened(room, "CDS")
    async with at_desk(room) as desk:
        await desk.press("d")

        assert "Cantina del Sole · no contract · profile on_request v1" in desk.text
        assert "Nothing was promised: no clock runs on it." in desk.text


async def test_an_alerts_due_date_is_the_rooms(room: Room) -> None:
    hear(room, fires(customer_hint="somebody else"))
    async with at_desk(room) as desk:
        await desk.press("d")

        await desk.says("the room's time for its severity")
        assert desk.app.screen is desk.queue


async def test_what_was_typed_elsewhere_is_text_in_an_explanation(room: Room) -> None:
    opened(room, subject="[red]x[/red] [/foo] [@click=app.quit]y[/]")
    async with at_desk(room) as desk:
        await desk.press("d")

        assert "[red]x[/red] [/foo] [@click=app.quit]y[/]" in desk.text


# What a form would do


async def test_the_wait_form_shows_what_would_become_of_the_due_date(room: Room, clock: SetClock, key: str) -> None:
    clock.set("2026-11-23 10:00")
    async with at_desk(room) as desk:
        await desk.press("w")
        await desk.shows("response  14:30 → Tue 11:30, 3:00 left, stands still meanwhile")

        await desk.press("right")
        await desk.shows("‹vendor›", "response  14:30, as it is")
        await desk.press("right")
        await desk.shows("‹visit›", "stands still meanwhile")
        await desk.press("tab")
        await desk.type("tomorrow 9:00")
        await desk.shows("response  14:30 → Tue 12:00, 3:00 left, stands still meanwhile")
        assert untouched(room, key)

        await desk.press("escape")
        assert untouched(room, key)
        assert ticket_of(room, key).status == Status.NEW


async def test_what_the_wait_form_foretold_is_what_happens(room: Room, clock: SetClock, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("w", "tab")
        await desk.type("10:00")
        await desk.shows("response  14:30 → 15:30, 4:00 left, stands still meanwhile")
        await desk.press("ctrl+s")
        assert (ticket_of(room, key).pending_reason, ticket_of(room, key).response.due) == (Reason.CUSTOMER, None)

        clock.set("2026-11-23 10:00")
        await desk.press("W")

        assert wall(ticket_of(room, key).response.due) == "2026-11-23 15:30"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("whenever", "“whenever” is no time that can be understood."),
        ("2026-11-20 09:00", "The wait would end before it begins."),
        ("[red]9:00[/]", "“[red]9:00[/]” is no time that can be understood."),
    ],
)
async def test_a_time_that_is_none_is_told_before_it_is_handed_in(room: Room, key: str, typed: str, said: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("w", "tab")
        await desk.type(typed)
        await desk.shows(said)

        await desk.press(*["backspace"] * len(typed))
        await desk.type("2h")

        await desk.shows("response  14:30 → 16:30")
        assert untouched(room, key)


async def test_the_first_of_several_stands_for_them(room: Room) -> None:
    first, second = opened(room).key, opened(room).key
    async with at_desk(room) as desk:
        await desk.press("g", "x", "j", "x", "t", "right", "right")

        await desk.shows(f"{first}, the first of 2:", "response  14:30 → Tue 09:00")
        await desk.press("ctrl+s")
        assert desk.text.count("blocking → non-blocking, response 14:30 → Tue 09:00") >= 2
        await desk.press("enter")

        assert {ticket_of(room, key).category for key in (first, second)} == {Category.NON_BLOCKING}


async def test_a_class_that_says_nothing_is_asked_for_again(room: Room) -> None:
    keys = [opened(room).key for _ in range(2)]
    async with at_desk(room) as desk:
        await desk.press("g", "x", "j", "x", "t", "ctrl+s")
        assert desk.text.count("Nothing is said of the ticket.") >= 2
        await desk.press("escape", "escape")
        assert all(untouched(room, key) for key in keys)


async def test_impact_and_urgency_of_several_make_their_priority(room: Room) -> None:
    keys = [opened(room).key for _ in range(2)]
    async with at_desk(room) as desk:
        await desk.press("g", "x", "j", "x", "t", "tab", "right", "tab", "right", "ctrl+s", "enter")

        assert {ticket_of(room, key).priority for key in keys} == {Priority.P1}


async def test_what_another_said_meanwhile_is_shown_before_it_is_overwritten(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("t", "2")
        do(room, BRUNO, classify, key, priority=Priority.P1)
        await desk.press("ctrl+s")

        await desk.shows("has changed since you read it", "yours, not saved yet", "non blocking anomaly")
        assert ticket_of(room, key).category == Category.BLOCKING
        await desk.press("ctrl+s")
        await desk.says(f"{key} triaged")
        assert (ticket_of(room, key).category, ticket_of(room, key).priority) == (Category.NON_BLOCKING, Priority.P1)


async def test_who_only_looks_may_ask_why_and_change_nothing(room: Room, key: str) -> None:
    async with at_desk(room, "vera") as desk:
        await desk.press("d")
        assert "running · due Mon 23 Nov 14:30" in desk.text
        await desk.press("escape", "t", "2", "ctrl+s")
        await desk.says("may not triage tickets")
        await desk.press("escape")
        assert untouched(room, key)


async def test_the_law_is_for_tickets(room: Room) -> None:
    hear(room, fires(customer_hint="somebody else"))
    async with at_desk(room) as desk:
        await desk.press("L")
        await desk.says("is for tickets: t opens one for this alert.")
        assert desk.app.screen is desk.queue


async def test_before_a_ticket_is_opened_its_due_dates_are_shown(room: Room) -> None:
    async with at_desk(room) as desk:
        await desk.press("o")
        await desk.shows("no clock: nothing is promised")
        await desk.type("acme\n")
        await desk.shows("AC-1 Professional", "8:00  due Tue 09:00")
        await desk.press("tab", "1")
        await desk.shows("4:00  due 14:30", "4 h after the response")
        await desk.press("escape")


# The law


async def test_L_starts_the_clocks_of_a_law_with_its_reason(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("L", "tab")
        await desk.type("2026-11-22 22:15\tRansom note on the file server\x13")

        assert desk.said == f"NIS2 runs on {key}"
        lines = look(room, legal_lines)
        assert [(line.row.step, wall(line.row.due)) for line in lines] == [
            ("early_warning", "2026-11-23 22:15"),
            ("notification", "2026-11-25 22:15"),
            ("final_report", "2026-12-25 22:15"),
        ]
        await desk.press("d")
        assert "NIS2 · never pauses" in desk.text
        assert "early warning: 13:15 left" in desk.text


async def test_without_an_instant_it_became_known_now(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("L", "right", "tab", "tab")
        await desk.type("Patient data were seen\x13")

        (line,) = look(room, legal_lines)
        assert (line.row.regime, wall(line.row.due)) == (Regime.GDPR, "2026-11-26 09:00")


async def test_a_law_without_a_reason_or_with_a_broken_time_is_asked_for_again(room: Room, key: str) -> None:
    async with at_desk(room) as desk:
        await desk.press("L", "ctrl+s")
        assert "Why does this law apply?" in desk.text
        await desk.press("tab")
        await desk.type("once upon a time\tRansomware\x13")
        assert "“once upon a time” is no time that can be understood." in desk.text
        assert "Ransomware" in desk.text
        await desk.press("tab", *["backspace"] * 16)
        await desk.type("tomorrow 9:00\x13")
        assert "Tue 24 Nov 09:00 is still to come." in desk.text
        await desk.press("escape")
        assert look(room, legal_lines) == []
        assert untouched(room, key)
