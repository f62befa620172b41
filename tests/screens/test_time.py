"""Time on screen: it goes on by the room's clock, and only what reads otherwise is painted again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.work import take, wait
from noc_tui.domain.words import Category, Reason, Severity, Status
from noc_tui.store.room import Room
from noc_tui.widgets.columns import layout
from tests.desk.monitoring import fires, hear
from tests.rooms import ANNA, SetClock, do, opened, ticket_of
from tests.screens.desks import Desk, at_desk

Span = tuple[int, int, int]
"""Line, first cell, cell behind the last."""


@contextmanager
def painting(desk: Desk) -> Iterator[list[Span]]:
    """What is written to the terminal inside the block."""
    app, spans = desk.app, list[Span]()
    before = app._display

    def display(screen: Any, update: Any) -> None:
        if update is not None:
            spans.extend(getattr(update, "spans", [(y, 0, app.size.width) for y in range(app.size.height)]))
        before(screen, update)

    app._display = display  # type: ignore[method-assign, assignment]
    try:
        yield spans
    finally:
        del app._display


async def ticked(desk: Desk, times: int = 1) -> list[Span]:
    """What that many seconds paint."""
    with painting(desk) as spans:
        for _ in range(times):
            desk.app._beat()
            await desk.settle()
    return spans


async def still(desk: Desk) -> None:
    """Waits until all that was to be painted is: Textual paints up to a sixtieth of a second later."""
    quiet = 0
    for _ in range(100):
        with painting(desk) as spans:
            await desk.pilot.pause(0.02)
        quiet = 0 if spans else quiet + 1
        if quiet == 3:
            break
    else:
        pytest.fail("the screen does not come to rest")
    for widget in desk.app.screen.query("*"):
        widget._exchange_repaint_regions()  # a layout paints all, yet leaves noted what it painted, for the next paint


@pytest.mark.parametrize("preview", [False, True])
async def test_a_second_in_which_nothing_reads_otherwise_paints_nothing(
    demo: Room, clock: SetClock, preview: bool
) -> None:
    async with at_desk(demo, "rossi", size=(200, 50)) as desk:
        if preview:
            await desk.press("space")
            await desk.shows("held by riva")
        await still(desk)

        assert await ticked(desk, 20) == []

        for seconds in (1, 1, 13, 40):
            before = desk.lines
            clock.move(seconds=seconds)
            painted = {y for y, _, _ in await ticked(desk)}
            assert painted == {y for y, (old, new) in enumerate(zip(before, desk.lines, strict=True)) if old != new}


async def test_a_minute_later_only_wall_clock_times_and_ages_are_painted(demo: Room, clock: SetClock) -> None:
    async with at_desk(demo, "rossi", size=(200, 50)) as desk:
        await still(desk)
        clock.move(minutes=1)
        spans = await ticked(desk)

        plan = layout(200)
        assert "17:13" in desk.top
        assert {(0, 0, 200)} <= set(spans)
        rest = [span for span in spans if span[0] > 1]
        assert len(rest) > 20
        assert all(last <= plan.time_width or first >= 200 - 4 for _, first, last in rest)


async def test_seconds_are_shown_and_painted_only_under_ten_minutes(room: Room, clock: SetClock) -> None:
    opened(room, subject="Later", category=Category.NON_BLOCKING)
    clock.move(hours=-3, minutes=-20)
    opened(room, "OSP", subject="Soon")
    clock.move(hours=3, minutes=20, seconds=20)
    clock.move(minutes=31)
    async with at_desk(room) as desk:
        await still(desk)
        assert "8m40s" in desk.lines[3]
        clock.move(seconds=1)
        spans = await ticked(desk)

        assert "8m39s" in desk.lines[3]
        assert {y for y, _, _ in spans} == {3}
        assert all(last <= layout(120).time_width for _, _, last in spans)


async def test_a_clock_runs_out_in_sight(room: Room, clock: SetClock) -> None:
    opened(room, "OSP")
    async with at_desk(room) as desk:
        for hours, sign, left in [(0, "◔", "4:00"), (2.5, "◑", "1:30"), (1, "◕", "0:30"), (1, "▲", "-0:30")]:
            clock.move(hours=hours)
            for _ in range(6):
                await ticked(desk)
            assert desk.lines[3].startswith(f"{sign}")
            assert left in desk.lines[3]
        assert "▲ 1 overrun" in desk.lines[1]


async def test_an_age_goes_on_in_a_quiet_room(room: Room, clock: SetClock) -> None:
    opened(room)
    async with at_desk(room) as desk:
        assert desk.lines[3].endswith(" 0s")
        for minutes, age in [(1, "1m"), (58, "59m"), (1, "1h"), (60 * 24, "1d")]:
            clock.move(minutes=minutes)
            await ticked(desk)
            assert desk.lines[3].endswith(f" {age}")


async def test_closed_hours_stand_still_and_say_so(room: Room, clock: SetClock) -> None:
    clock.set("2026-11-23 16:00")
    opened(room, "ACME")
    clock.set("2026-11-23 22:00")
    async with at_desk(room) as desk:
        await still(desk)
        assert desk.lines[3].startswith("☾")
        before = desk.lines[3][:12]
        clock.move(hours=2)
        await ticked(desk)
        assert desk.lines[3][:12] == before
        assert "Tue 24 Nov 00:00" in desk.top


async def test_the_ticket_paints_its_clocks_alone(room: Room, clock: SetClock) -> None:
    key = opened(room, "OSP").key
    do(room, ANNA, take, key)
    async with at_desk(room) as desk:
        await desk.press("enter")
        await desk.shows("restore  2:00")
        await still(desk)
        assert await ticked(desk, 10) == []

        clock.move(minutes=1)
        spans = await ticked(desk)
        assert "restore  1:59" in desk.text
        assert {y for y, _, _ in spans} == {0, next(y for y, text in enumerate(desk.lines) if "restore" in text)}


async def test_what_falls_due_happens_by_itself(room: Room, clock: SetClock) -> None:
    key = opened(room).key
    do(room, ANNA, wait, key, Reason.CUSTOMER, until=clock.now.replace(hour=10))
    async with at_desk(room) as desk:
        assert desk.lines[3].startswith("‖")
        clock.move(hours=2, minutes=1)
        await desk.until(lambda: ticket_of(room, key).status == Status.OPEN, "the wake-up")
        await desk.until(lambda: not desk.lines[3].startswith("‖"), "it on the screen")


async def test_a_message_goes_after_eight_seconds(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(room)
    async with at_desk(room) as desk:
        now = desk.app.time_passed()
        monkeypatch.setattr(desk.app, "time_passed", lambda: now)
        await desk.press("a")
        assert desk.said.startswith("taken")
        now += 7.9
        await ticked(desk)
        assert desk.said.startswith("taken")
        now += 0.2
        await ticked(desk)
        assert desk.said.startswith("a take")


async def test_another_screen_in_front_is_kept_up_to_date(room: Room, clock: SetClock) -> None:
    opened(room)
    async with at_desk(room) as desk:
        for opens in ("question_mark", "n", "ctrl+p"):
            await desk.press(opens)
            clock.move(minutes=1)
            await ticked(desk)
            await desk.press("escape")
            wall = f"09:0{to_us(clock.now) // 60_000_000 % 60}"
            assert wall in desk.top


async def test_the_clocks_of_the_preview_go_on(room: Room, clock: SetClock) -> None:
    do(room, ANNA, take, opened(room, "OSP").key)
    async with at_desk(room, size=(160, 40)) as desk:
        await desk.press("space")
        await desk.shows("restore  2:00")
        await still(desk)
        assert await ticked(desk, 10) == []

        clock.move(minutes=1)
        await ticked(desk)
        await desk.shows("restore  1:59")


async def test_an_alert_in_the_preview_tells_its_times_as_of_now(room: Room, clock: SetClock) -> None:
    hear(room, fires(severity=Severity.MINOR))
    async with at_desk(room, size=(160, 40)) as desk:
        await desk.press("space")
        await desk.shows("1 times, first 09:")

        clock.move(days=1)
        await ticked(desk)
        await desk.shows("1 times, first Mon 09:")
