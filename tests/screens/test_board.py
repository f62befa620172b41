"""The board of clocks: reached by a digit, read at a glance, worked on like the queue, quiet while nothing changes."""

from __future__ import annotations

from datetime import date

import pytest

from noc_tui.desk.contracts import add_contract
from noc_tui.desk.customers import add_customer
from noc_tui.desk.work import take, wait
from noc_tui.domain.words import Category, Reason
from noc_tui.screens.board import BoardScreen
from noc_tui.store.room import Room
from noc_tui.widgets.board_clocks import BoardClocks
from noc_tui.widgets.board_list import BoardList
from tests.desk.monitoring import fires, hear
from tests.rooms import ADA, ANNA, SetClock, do, local, opened, ticket_of
from tests.screens.desks import Desk, at_desk
from tests.screens.hostile import MARKUP, fill
from tests.screens.pictures import looks_as_before
from tests.screens.test_hostile import harm_in
from tests.screens.test_time import still, ticked

SIZES = [(80, 24), (120, 36), (200, 50)]
at_every_size = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
Size = tuple[int, int]
CLOSED = "closed until"


def board_of(desk: Desk) -> BoardList:
    """The board's list."""
    assert isinstance(desk.app.screen, BoardScreen)
    return desk.app.screen.query_one(BoardList)


def line_of(desk: Desk, text: str) -> str:
    """The line of the list in which a text stands."""
    top = board_of(desk).region.y
    return next(line for line in desk.lines[top:] if text in line)


async def shown_after(desk: Desk, *keys: str) -> str:
    """What is on the screen after these keys."""
    await desk.press(*keys)
    return desk.text


def a_day_before_a_holiday(room: Room, clock: SetClock) -> None:
    """Office customers on the morning before Immacolata: one late, one waiting, one that wakes, an alert."""
    clock.set("2026-12-07 08:30")
    late = opened(room, "BDA", subject="Printer smokes").key
    do(room, ANNA, take, late)
    opened(room, subject="Mail is slow", category=Category.NON_BLOCKING)
    opened(room, "TEL", subject="No dial tone")
    clock.set("2026-12-07 10:10")
    waits = opened(room, subject="Certificate").key
    do(room, ANNA, wait, waits, Reason.CUSTOMER, until=local("2026-12-09 10:00"))
    do(room, ANNA, wait, opened(room, subject="Router is dead").key, Reason.VENDOR, until=local("2026-12-09 09:00"))
    hear(room, fires("2026-12-07 11:57", customer_hint="nobody we know"))
    clock.set("2026-12-07 12:02")


@at_every_size
async def test_the_demo_room_on_a_friday_afternoon(demo: Room, size: Size) -> None:
    async with at_desk(demo, "rossi", size=size) as desk:
        await desk.press("2")
        looks_as_before(desk, "board")


@at_every_size
async def test_lunch_a_holiday_pauses_and_what_is_late(room: Room, clock: SetClock, size: Size) -> None:
    a_day_before_a_holiday(room, clock)
    async with at_desk(room, size=size) as desk:
        await desk.press("2")
        looks_as_before(desk, "board-holiday")


async def test_two_leads_there_one_and_escape_lead_back(demo: Room) -> None:
    async with at_desk(demo, "rossi") as desk:
        for back in ("1", "escape"):
            await desk.press("2")
            assert isinstance(desk.app.screen, BoardScreen)
            await desk.press("2")
            assert len(desk.app.screen_stack) == 2
            await desk.press(back)
            assert desk.app.screen is desk.queue
        await desk.press("1")
        assert len(desk.app.screen_stack) == 1


async def test_the_mouse_goes_to_a_place_at_the_top(demo: Room) -> None:
    async with at_desk(demo, "rossi") as desk:
        await desk.pilot.click(offset=(desk.top.index("Board") + 1, 0))
        await desk.until(lambda: isinstance(desk.app.screen, BoardScreen), "the board")
        await desk.settle()
        await desk.press("enter")
        await desk.pilot.click(offset=(desk.top.index("Queue") + 1, 0))
        await desk.settle()
        assert len(desk.app.screen_stack) == 3, "a page is left by Esc: what is begun in it stays"
        await desk.press("escape")
        await desk.pilot.click(offset=(desk.top.index("Queue") + 1, 0))
        await desk.until(lambda: desk.app.screen is desk.queue, "the queue")


async def test_it_opens_with_the_filter_in_force_and_leaves_the_queues_own(room: Room) -> None:
    opened(room, subject="Printer")
    opened(room, subject="VPN is down")
    async with at_desk(room, text="vpn") as desk:
        await desk.press("2")
        assert "/ vpn" in desk.text
        assert board_of(desk).total == 1
        await desk.press("escape")
        assert board_of(desk).total == 2
        await desk.press("slash")
        await desk.type("printer\n")
        assert "Printer" in desk.text
        assert "VPN" not in desk.text
        await desk.press("escape", "escape")
        assert desk.app.screen is desk.queue
        assert "/ vpn" in desk.text


async def test_a_filter_that_nothing_matches_says_so_and_shows_no_clock(room: Room) -> None:
    opened(room)
    async with at_desk(room) as desk:
        await desk.press("2", "slash")
        await desk.type("nobody-has-this\n")
        await desk.shows("Nothing matches “nobody-has-this”.", "Nothing here runs towards a due time.")
        assert "┌─┐" not in desk.text
        await desk.press("escape")
        await desk.shows("No mail leaves the office")
        assert "Nothing here runs" not in desk.text


async def test_the_keys_work_on_the_row_under_the_cursor(room: Room, clock: SetClock) -> None:
    keys = []
    for number in range(3):
        keys.append(opened(room, subject=f"Fault {number}").key)
        clock.move(minutes=1)
    async with at_desk(room) as desk:
        await desk.press("2", "j", "a")
        await desk.says(f"taken {keys[1]}")
        assert ticket_of(room, keys[1]).assignee == "anna"
        await desk.press("G")
        here = board_of(desk).current
        assert here is not None
        await desk.type("nSeen on the board\x13")
        await desk.says("noted")
        await desk.press("g", "x")
        assert "×" in line_of(desk, keys[0][-6:])
        await desk.press("x", "a", "enter")
        await desk.says("taken")
        assert [ticket_of(room, key).assignee for key in keys].count("anna") == 3
        await desk.press("g", "enter")
        await desk.shows("held by anna")
        assert "Board" in desk.top
        await desk.press("escape")
        assert isinstance(desk.app.screen, BoardScreen)


async def test_the_cursor_stays_on_its_ticket_when_another_comes_in(room: Room, clock: SetClock) -> None:
    first = opened(room).key
    async with at_desk(room) as desk:
        await desk.press("2")
        opened(room, "OSP", subject="Later opened, sooner due")
        clock.move(hours=1)
        await desk.until(lambda: board_of(desk).total == 2, "the other")
        await desk.settle()
        current = board_of(desk).current
        assert current is not None
        assert current.row.key == first


async def test_plus_and_minus_change_the_hours_on_the_axis(room: Room) -> None:
    opened(room, "BDA", subject="Next business day", category=Category.NON_BLOCKING)
    async with at_desk(room, size=(160, 40)) as desk:
        await desk.press("2")
        assert "Tue 18:00 ▶" in desk.text
        usual = desk.text
        await desk.press("plus", "plus")
        assert "▶" not in desk.text
        two_weeks = await shown_after(desk, "plus", "plus", "plus")
        assert two_weeks != usual
        assert await shown_after(desk, "plus") == two_weeks
        await desk.press(*["minus"] * 8)
        assert "lunch" not in desk.text
        await desk.press("plus", "plus")
        assert desk.text == usual


async def test_one_axis_serves_every_row_shown(room: Room, clock: SetClock) -> None:
    do(room, ADA, add_customer, "NOON", "Mezzogiorno")
    since = date(2026, 1, 1)
    do(room, ADA, add_contract, "NOON", code="NO-1", profile="professional", calendar="long", valid_from=since)
    opened(room)
    async with at_desk(room, size=(160, 40)) as desk:
        await desk.press("2", "plus")
        assert "╫ lunch" in desk.text
        opened(room, "NOON", subject="We work through noon")
        await desk.until(lambda: board_of(desk).total == 2, "the other")
        await desk.settle()
        assert "lunch" not in desk.text
        assert f"╫ {CLOSED} Tue 08:00" in desk.text
        assert "───" in line_of(desk, "ACME").rpartition("—")[2]


@pytest.mark.parametrize("size", [(40, 10), (1, 1), (5, 2), (12, 4), (60, 17), (300, 100)], ids=str)
async def test_no_size_breaks_it(demo: Room, size: Size) -> None:
    from rich.cells import cell_len

    async with at_desk(demo, "rossi", size=size) as desk:
        await desk.press("2", "j", "G", "k", "plus", "minus", "pageup", "n", "escape", "question_mark", "escape")
        assert isinstance(desk.app.screen, BoardScreen)
        assert all(cell_len(line) <= size[0] for line in desk.lines)


async def test_forty_by_ten_shows_the_list_and_a_small_axis(demo: Room) -> None:
    async with at_desk(demo, "rossi", size=(40, 10)) as desk:
        await desk.press("2")
        assert "▲   -3:42 Corrier…" in desk.text or "▲   -3:42 Corriere" in desk.text
        assert "now" in desk.text
        assert not desk.app.screen.query_one(BoardClocks).region.height


async def test_a_terminal_that_changes_its_size_is_followed(demo: Room) -> None:
    async with at_desk(demo, "rossi", size=(200, 50)) as desk:
        await desk.press("2")
        for size in SIZES:
            await desk.pilot.resize_terminal(*size)
            await desk.settle()
            async with at_desk(demo, "rossi", size=size) as other:
                await other.press("2")
                assert desk.text == other.text


# Time


@at_every_size
async def test_a_second_in_which_nothing_reads_otherwise_paints_nothing(
    demo: Room, clock: SetClock, size: Size
) -> None:
    async with at_desk(demo, "rossi", size=size) as desk:
        await desk.press("2")
        await still(desk)
        assert await ticked(desk, 20) == []

        for seconds in (1, 1, 13, 40, 60, 600):
            before = desk.lines
            clock.move(seconds=seconds)
            painted = {y for y, _, _ in await ticked(desk)}
            assert painted == {y for y, (old, new) in enumerate(zip(before, desk.lines, strict=True)) if old != new}


async def test_when_the_axis_moves_only_cells_that_look_otherwise_are_painted(demo: Room, clock: SetClock) -> None:
    async with at_desk(demo, "rossi", size=(200, 50)) as desk:
        await desk.press("2")
        await still(desk)
        for minutes in (1, 1, 1, 3):
            before = desk.lines
            clock.move(minutes=minutes)
            spans = await ticked(desk)

            assert spans
            for y, first, last in spans:
                if y > 1:
                    old, new = (lines[y].ljust(200)[first:last] for lines in (before, desk.lines))
                    assert (old[0], old[-1]) != (new[0], new[-1])
            assert sum(last - first for y, first, last in spans if y > 1) < 900


async def test_a_clock_turns_at_its_thresholds_in_sign_word_and_bar(room: Room, clock: SetClock) -> None:
    opened(room, "OSP")
    async with at_desk(room, size=(160, 40)) as desk:
        await desk.press("2")
        for hours, sign, word, told in [
            (0, "◔", "in time", "0% of 4 h used"),
            (2.5, "◑", "half used", "62% of 4 h used"),
            (1, "◕", "soon", "87% of 4 h used"),
            (1, "▲", "overrun", "all of 4 h used"),
        ]:
            clock.move(hours=hours)
            await ticked(desk)
            assert f"{sign} {word}" in desk.text
            assert told in desk.text
            row = line_of(desk, "…00")
            assert row.startswith(sign)
            assert ("◀" in row) == (word == "overrun")


async def test_the_nearest_stand_in_large_digits_and_count_seconds_at_the_end(room: Room, clock: SetClock) -> None:
    opened(room, "OSP", subject="Soon")
    clock.move(minutes=10)
    opened(room, "OSP", subject="Later")
    clock.move(hours=3, minutes=41, seconds=20)
    async with at_desk(room, size=(120, 36)) as desk:
        await desk.press("2")
        await still(desk)
        top = desk.app.screen.query_one(BoardClocks).region.y
        rows = [line[2:16] for line in desk.lines[top + 1 : top + 4]]
        assert rows == ["┌─┐ ╷ ╷┌─┐   ◕", "├─┤ └─┤│ │   ━", "└─┘m  ╵└─┘s  9"]
        assert "Ospedale di Lecco" in desk.lines[top + 5]
        assert "Soon" in desk.lines[top + 6]
        assert "Later" in desk.lines[top + 6]

        clock.move(seconds=1)
        spans = await ticked(desk)
        assert all(last - first <= 7 for y, first, last in spans if top < y < top + 4)
        assert {y for y, _, _ in spans} <= {top + 1, top + 2, top + 3, board_of(desk).region.y + 1}


async def test_closed_hours_are_grey_and_stand_still(room: Room, clock: SetClock) -> None:
    opened(room)
    clock.set("2026-11-23 22:00")
    async with at_desk(room, size=(120, 36)) as desk:
        await desk.press("2")
        await still(desk)
        assert line_of(desk, "…00").startswith("▲") or line_of(desk, "…00").startswith("☾")
        assert f"╫ {CLOSED} Tue 08:30" in desk.text
        before = desk.lines[2:]
        clock.move(hours=2)
        await ticked(desk)
        assert [line for line in desk.lines[2:] if CLOSED not in line and "now" not in line] == [
            line for line in before if CLOSED not in line and "now" not in line
        ]


# Beside the list


async def test_notes_stand_below_the_list_where_there_is_room(demo: Room) -> None:
    notes = ("legal   21:40  NIS2 notification 72 h", f"second {MARKUP}")
    async with at_desk(demo, "rossi", size=(120, 36)) as desk:
        await desk.press("2")
        board = board_of(desk)
        rows = board.rows
        board.show_notes(notes)
        await desk.settle()
        await still(desk)
        assert board.rows == rows - 2
        assert desk.lines[-3:-1] == [f"  {note}" for note in notes]
        await desk.press("G")
        assert board.cursor - board._top == board.rows - 1
        await desk.pilot.resize_terminal(120, 24)
        await desk.settle()
        await desk.pilot.resize_terminal(120, 16)
        await desk.settle()
        assert "legal" not in desk.text


async def test_text_that_wishes_ill_is_shown_as_it_is_written(room: Room) -> None:
    fill(room)
    for size in ((200, 50), (80, 24), (40, 10)):
        async with at_desk(room, size=size) as desk:
            await desk.press("2")
            assert harm_in(desk.text) == set()
            for _ in range(board_of(desk).total):
                await desk.press("j")
            assert harm_in(desk.text) == set()
            if size[0] == 200:
                assert "[/red][@click" in desk.text


async def test_what_the_board_has_no_use_for_is_not_among_its_keys(demo: Room) -> None:
    async with at_desk(demo, "rossi", size=(120, 70)) as desk:
        await desk.press("2", "S", "space")
        assert "by age" not in desk.text
        await desk.press("question_mark")
        assert "board.more" in desk.text
        assert "queue.sort" not in desk.text
        assert "queue.preview" not in desk.text


async def test_the_boards_keys_are_remapped_and_clashes_reported(room: Room) -> None:
    opened(room)
    async with at_desk(room, keys={"board.more": "z", "room.board": "y"}, size=(160, 40)) as desk:
        assert "[keys]" not in desk.said
        await desk.press("y")
        before = desk.text
        await desk.press("z")
        assert desk.text != before
    async with at_desk(room, keys={"board.more": "n"}) as desk:
        await desk.says("n is board.more and ticket.note")


async def test_going_to_and_fro_leaves_nothing_behind(demo: Room) -> None:
    async with at_desk(demo, "rossi") as desk:
        for _ in range(3):
            await desk.press("2", "j", "1")
        widgets = len(list(desk.app.screen.walk_children()))
        for _ in range(20):
            await desk.press("2", "plus", "escape")
        assert len(list(desk.app.screen.walk_children())) == widgets
        assert len(desk.app.screen_stack) == 1
