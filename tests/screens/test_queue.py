"""Looking for things in the queue: filter, views, order, the numbers above, the preview, the mouse."""

from __future__ import annotations

import pytest
from textual import events

from noc_tui.desk.ending import solve
from noc_tui.desk.queue import SORTS
from noc_tui.desk.views import SHIPPED, save_view, views
from noc_tui.desk.work import assign, take, wait
from noc_tui.domain.words import Category, Reason
from noc_tui.store.room import Room
from tests.rooms import ANNA, BRUNO, LIA, SetClock, do, look, opened
from tests.screens.desks import Desk, at_desk


@pytest.fixture
def keys(room: Room, clock: SetClock) -> list[str]:
    """Five tickets: overrun and bruno's, due within the hour, later, without a target, paused."""
    overrun = opened(room, "OSP", subject="Router dead")
    do(room, BRUNO, take, overrun.key)
    clock.move(hours=4, minutes=30)
    soon = opened(room, "ACME", subject="VPN slow", category=Category.NON_BLOCKING)
    later = opened(room, "BDA", subject="VPN down")
    none = opened(room, "ACME", subject="How does it work?", category=Category.CLARIFICATION)
    paused = opened(room, "ACME", subject="Printer")
    do(room, LIA, wait, paused.key, Reason.CUSTOMER)
    do(room, LIA, assign, later.key, level=2)
    return [ticket.key for ticket in (overrun, soon, later, none, paused)]


async def test_the_queue_is_in_the_order_in_which_things_are_due(room: Room, keys: list[str]) -> None:
    async with at_desk(room) as desk:
        assert desk.keys[0] == keys[0]
        assert desk.keys[-2:] == keys[-2:]
        assert "▲ 1 overrun" in desk.lines[1]
        assert "‖ 1 paused" in desk.lines[1]
        assert "○ 4 nobody's" in desk.lines[1]


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("vpn", [1, 2]),
        ("level:2", [2]),
        ("customer:acme -paused", [1, 3]),
        ("who:bruno", [0]),
        ("overdue", [0]),
        ("nobody vpn -level:2", [1]),
        ('"how does"', [3]),
    ],
)
async def test_a_filter_is_written_with_a_slash_and_shows_what_it_says(
    room: Room, keys: list[str], written: str, left: list[int]
) -> None:
    async with at_desk(room) as desk:
        await desk.type(f"/{written}\n")

        assert sorted(desk.keys) == sorted(keys[index] for index in left)
        assert f"/ {written}" in desk.text
        assert "▲ 1 overrun" in desk.lines[1], "the numbers count all there is"

        await desk.press("escape")

        assert len(desk.keys) == 5
        assert "Esc clears" not in desk.text


async def test_a_filter_that_cannot_be_read_is_said_and_stays_to_be_corrected(room: Room, keys: list[str]) -> None:
    async with at_desk(room, text="vpn") as desk:
        await desk.type("/colour:red\n")

        await desk.says("There is no field “colour”.")
        assert "vpn colour:red" in desk.text
        assert sorted(desk.keys) == sorted(keys[1:3])

        await desk.press(*["backspace"] * 11)
        await desk.type(" level:2\n")

        assert desk.keys == [keys[2]]


async def test_escape_leaves_the_filter_line_as_it_was(room: Room, keys: list[str]) -> None:
    async with at_desk(room, text="vpn") as desk:
        await desk.type("/ printer\x1b")

        assert "/ vpn  " in desk.text
        assert "printer" not in desk.text
        await desk.press("j")
        assert desk.here == desk.keys[1]


async def test_a_filter_that_is_abandoned_is_not_shown_as_if_it_held(room: Room, keys: list[str]) -> None:
    async with at_desk(room, text="vpn") as desk:
        for leave in ("the list", "tab"):
            await desk.type("/ printer")
            if leave == "tab":
                await desk.press("tab")
            else:
                await desk.pilot.click(desk.queue_list, offset=(30, 1))
                await desk.settle()

            assert "/ vpn  " in desk.text, leave
            assert "printer" not in desk.text, leave


async def test_a_look_into_another_window_leaves_what_is_being_written(room: Room, keys: list[str]) -> None:
    async with at_desk(room) as desk:
        await desk.type("/print")
        desk.app.post_message(events.AppBlur())
        await desk.settle()
        assert "print" in desk.text
        desk.app.post_message(events.AppFocus())
        await desk.settle()
        await desk.type("er\n")

        assert desk.keys == [keys[4]]


async def test_why_a_filter_was_refused_stays_as_long_as_the_filter(
    room: Room, keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_desk(room) as desk:
        now = desk.app.time_passed()
        monkeypatch.setattr(desk.app, "time_passed", lambda: now)
        await desk.type("/colour:red\n")
        for _ in range(2):
            now += 9
            desk.app._beat()
            await desk.settle()
            assert "There is no field “colour”." in desk.said
            desk.queue.say("The store is busy.")  # what is said in between passes, and it is back

        now += 9
        await desk.press("escape")
        assert desk.said.startswith("a take")


async def test_nothing_that_matches_is_said_in_words(room: Room, keys: list[str]) -> None:
    async with at_desk(room) as desk:
        await desk.type("/mainframe\n")
        assert "Nothing matches “mainframe”." in desk.text
        await desk.type("/\n")
        assert "Nothing matches “mainframe”." in desk.text

        await desk.press("escape")
        assert "Nothing matches" not in desk.text
        assert "VPN slow" in desk.text


async def test_views_are_chosen_by_number_or_by_the_arrows(room: Room, keys: list[str]) -> None:
    async with at_desk(room) as desk:
        await desk.press("v")
        assert "1 all" in desk.text
        assert "overrun" in desk.text
        await desk.press("4")
        assert desk.keys == [keys[0]]

        await desk.press("v", "g", "j", "down", "k", "enter")
        assert "/ mine" in desk.text
        await desk.press("v", "1")
        assert len(desk.keys) == 5


async def test_what_is_shown_is_saved_as_a_view(room: Room, keys: list[str]) -> None:
    async with at_desk(room, text="vpn") as desk:
        await desk.press("S", "V")
        assert "vpn, by age" in desk.text
        await desk.type("tunnels\x13")
        assert desk.said == "view “tunnels” saved"
        await desk.press("escape", "v")
        assert "8 tunnels" in desk.text
        await desk.press("8")
        assert "/ vpn" in desk.text
        assert "by age" in desk.text

        await desk.press("V")
        await desk.type("mine\x13")
        assert "“mine” ships with the program." in desk.text
        await desk.type(", more\x13")
        assert desk.said == "view “mine, more” saved"


async def test_a_view_is_deleted_with_its_key_and_those_that_ship_stay(room: Room, keys: list[str]) -> None:
    async with at_desk(room, text="vpn") as desk:
        await desk.type("Vtunnels\x13")
        await desk.press("v")
        assert "D deletes one" in desk.text
        await desk.press("D")
        await desk.says("“all” ships with the program.")

        await desk.press("v", "k", *["j"] * 7, "D")
        assert desk.said == "view “tunnels” deleted; it showed vpn"
        assert [view.name for view in look(room, views)] == [view.name for view in SHIPPED]


async def test_a_list_longer_than_the_terminal_keeps_its_choice_in_sight(room: Room, keys: list[str]) -> None:
    for number in range(30):
        do(room, ANNA, save_view, f"view {number:02}", "vpn")
    async with at_desk(room, size=(80, 24)) as desk:
        await desk.press("v")
        for number in range(30):
            await desk.press(*["j"] * (8 if number == 0 else 1))
            assert f"view {number:02}" in desk.text
        assert "Enter shows it" in desk.text
        await desk.press(*["k"] * 36)
        assert "Views" in desk.text
        assert "1 all" in desk.text
        await desk.press(*["j"] * 20, "enter")
        assert "/ vpn" in desk.text


async def test_options_are_chosen_with_the_mouse_too(room: Room, keys: list[str]) -> None:
    async with at_desk(room) as desk:
        await desk.press("v")
        await desk.pilot.click("_Options", offset=(5, 3))
        await desk.settle()
        assert "/ overrun" in desk.text

        await desk.press("w")
        assert "‹customer›" in desk.text
        await desk.pilot.click("Chooser", offset=(15, 0))
        assert "‹vendor›" in desk.text


async def test_other_orders(room: Room, keys: list[str]) -> None:
    async with at_desk(room) as desk:
        orders = []
        for _ in SORTS:
            await desk.press("S")
            orders.append((desk.queue._view.sort, desk.keys))
        by = dict(orders)

        assert set(by) == set(SORTS)
        assert by["age"] == keys
        assert len({tuple(order) for order in by.values()}) > 1


async def test_the_numbers_above_are_reached_by_tab_and_filter_by_enter(room: Room, keys: list[str]) -> None:
    async with at_desk(room) as desk:
        await desk.press("tab", "enter")
        assert "/ overrun" in desk.text
        assert desk.keys == [keys[0]]

        await desk.press("tab", "right", "right", "right", "enter")
        assert "/ paused" in desk.text
        assert desk.keys == [keys[4]]

        await desk.press("tab", "enter")
        assert len(desk.keys) == 5, "the same once more takes it away"

        await desk.press("tab", "left", "escape", "j")
        assert desk.here == desk.keys[1]


async def test_the_preview_shows_ticket_and_alert_and_goes_again(room: Room, keys: list[str]) -> None:
    async with at_desk(room) as desk:
        await desk.press("space")
        await desk.shows(f"{keys[0]}  Router dead", "held by bruno")
        await desk.press("G")
        await desk.shows("pending for customer", "nobody's", "waits for customer")
        await desk.press("space")
        await desk.until(lambda: "pending for customer" not in desk.text)


async def test_ends_and_pages_of_a_long_list(room: Room) -> None:
    opened_keys = [opened(room, subject=f"Fault {number}").key for number in range(100)]
    async with at_desk(room, size=(100, 24)) as desk:
        rows = desk.queue_list.rows
        for pressed, cursor in [
            ("G", 99), ("k", 98), ("pageup", 98 - rows), ("g", 0), ("k", 0), ("pagedown", rows), ("ctrl+d", 2 * rows),
            ("end", 99), ("j", 99), ("home", 0), ("down", 1), ("up", 0),
        ]:  # fmt: skip
            await desk.press(pressed)
            assert desk.here == opened_keys[cursor], pressed
            assert f"{cursor + 1} of 100" in desk.text
            assert f"Fault {cursor} " in desk.text


async def test_the_mouse_is_never_needed_and_works(room: Room, keys: list[str]) -> None:
    async with at_desk(room) as desk:
        list_ = desk.queue_list
        await desk.pilot.click(list_, offset=(30, 3))
        await desk.settle()
        assert desk.here == desk.keys[2]

        await desk.pilot.click(list_, offset=(30, 30))
        assert desk.here == desk.keys[2]

        await desk.pilot.click(list_, offset=(30, 1), times=2)
        await desk.shows("held by bruno")
        await desk.press("escape")

        await desk.pilot.click("SummaryStrip", offset=(3, 0))
        await desk.until(lambda: desk.keys == [keys[0]], "the overrun ones")


async def test_what_is_over_is_found_by_its_status(room: Room, keys: list[str]) -> None:
    do(room, ANNA, solve, keys[1], "Restarted")
    async with at_desk(room) as desk:
        assert keys[1] not in desk.keys
        await desk.type("/status:resolved\n")
        assert desk.keys == [keys[1]]
        await desk.press("enter")
        await desk.shows("Restarted")


async def test_a_queue_of_many_keeps_only_what_is_near_in_memory(room: Room) -> None:
    with room.write(ANNA) as tx:
        tx.connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) "
            "INSERT INTO queue (band, at, kind, ref, key, subject, severity, status, level, phase, origin, opened_at, "
            "used_s, alerts_firing, count, version) "
            "SELECT 1, 1700000000000000 + i * 1000000, 0, 100000 + i, printf('NOC-2025-%06d', i), 'Fault ' || i, 2, "
            "'new', 1, 'triage', 'customer', 1700000000000000, 0, 0, 0, 1 FROM n"
        )
    async with at_desk(room, size=(100, 24)) as desk:
        assert desk.queue_list.total == 30000
        for pressed, seen in [("G", "Fault 30000"), ("pageup", "Fault 29980"), ("g", "Fault 1 ")]:
            await desk.press(pressed)
            assert seen in desk.text
            assert _kept(desk) <= 5 * desk.queue_list.rows
        for _ in range(40):
            await desk.press("pagedown")
        assert f"{40 * desk.queue_list.rows + 1} of 30000" in desk.text
        assert _kept(desk) <= 5 * desk.queue_list.rows


def _kept(desk: Desk) -> int:
    return len(desk.queue_list._page.lines)
