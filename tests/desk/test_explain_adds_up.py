"""The lines of an explanation add up to what they say, and to what was promised."""

from __future__ import annotations

from collections.abc import Iterator

from noc_tui.desk.explain import ToldClock
from noc_tui.domain.words import Category
from noc_tui.sla.explain import Kind
from noc_tui.store.read.tickets import all_tickets
from noc_tui.store.room import Room
from tests.demo.demo_rooms import demo_room
from tests.desk.told import clock_in, explained
from tests.rooms import SetClock, Stores, on_sqlite, opened


def test_a_long_story_is_told_in_a_screen_or_whole_and_adds_up_to_the_same(room: Room, clock: SetClock) -> None:
    key = opened(room, category=Category.NON_BLOCKING).key
    clock.set("2027-02-01 10:00")

    short, whole = explained(room, key), explained(room, key, limit=1_000_000)

    assert len(clock_in(short, "response").lines) <= 40 < len(clock_in(whole, "response").lines)
    assert clock_in(short, "response").state == clock_in(whole, "response").state
    assert any("more stretches, closed hours between them left out" in line.what for line in short.clocks[0].lines)
    for told in (short, whole):
        assert counted(told.clocks[0], "counted") == 8 * 3600
        assert counted(told.clocks[0], "counted", "after") == seconds(told.clocks[0].lines[-2].total)


def seconds(text: str) -> int:
    """`10:00:30` or `0:30` as seconds."""
    parts = [int(part) for part in text.split(":")]
    return parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) > 2 else 0)


def counted(clock: ToldClock, *kinds: str) -> int:
    """What the lines of these kinds say, added with pen and paper."""
    return sum(seconds(line.counted) for line in clock.lines if line.kind in kinds)


def running_totals(clock: ToldClock) -> Iterator[tuple[int, int]]:
    """What each line says was counted in all, and what its lines add up to."""
    total = 0
    for line in clock.lines:
        if line.counted:
            total += seconds(line.counted)
            yield seconds(line.total), total


@on_sqlite
def test_every_clock_of_the_demo_room_adds_up_on_paper(stores: Stores, clock: SetClock) -> None:
    with demo_room(stores, clock, tickets=120, alerts=20) as room:
        with room.reading() as read:
            keys = [ticket.key for ticket in all_tickets(read)]
        clocks = 0
        for key in keys:
            for told in explained(room, key).clocks:
                assert [said for said, _ in running_totals(told)] == [sum_ for _, sum_ in running_totals(told)], key
                data = explained(room, key).data[told.name]
                if told.lines and data.due is not None:
                    assert counted(told, Kind.COUNTED) == data.target_s, key
                    clocks += 1
    assert clocks > 100
