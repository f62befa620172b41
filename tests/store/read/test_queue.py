"""The queue in windows: its order, its counts, and every window the same as a full read would give."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.queue import QueueView
from noc_tui.desk.terms import TermsBook
from noc_tui.desk.work import take, wait
from noc_tui.domain.filter import Filter, parse_filter
from noc_tui.domain.queue import Band, Kind, Line, Summary
from noc_tui.domain.words import Category, Reason, Severity, Visibility
from noc_tui.store.read import queue
from noc_tui.store.read.connection import Reader
from noc_tui.store.room import Room
from tests.desk.monitoring import fires, hear
from tests.rooms import ANNA, SetClock, Stores, do, local, opened
from tests.store.read.busy import fill

ALL = 10_000
OVER = "status:resolved,closed,cancelled"


@pytest.fixture(scope="module")
def busy(stores: Stores) -> Iterator[tuple[Room, SetClock]]:
    clock = SetClock()
    with stores.room(clock) as room:
        fill(room, clock)
        yield room, clock


@pytest.fixture
def read(busy: tuple[Room, SetClock]) -> Iterator[Reader]:
    with busy[0].reading() as reader:
        yield reader


def asked(busy: tuple[Room, SetClock], text: str = "", sort: str = "due", me: str = "anna") -> queue.Query:
    now = to_us(busy[1].now)
    return queue.Query(parse_filter(text), sort, now, to_us(local("2026-11-27 00:00")), me)


def in_sequence(line: Line) -> tuple[int, int, int, int]:
    """Where a line belongs: by due instant; then without one, oldest first; then the paused by wake-up."""
    row = line.row
    if row.due is not None:
        return 0, row.due, row.kind, row.ref
    if row.pending_reason is not None:
        assert row.wake_at is not None
        return 2, row.wake_at, row.kind, row.ref
    return 1, row.opened_at, row.kind, row.ref


SORTS: dict[str, Callable[[Line], Any]] = {
    "due": lambda line: in_sequence(line)[:0],
    "age": lambda line: line.row.opened_at,
    "newest": lambda line: -line.row.opened_at,
    "severity": lambda line: line.row.severity,
    "priority": lambda line: line.row.priority or "P9",
    "level": lambda line: -line.row.level,
    "customer": lambda line: line.customer,
    "who": lambda line: line.row.assignee or "",
}


def test_the_room_is_busy_enough_to_tell_right_from_wrong(busy: tuple[Room, SetClock], read: Reader) -> None:
    lines = queue.window(read, asked(busy), 0, ALL)

    assert {line.row.band for line in lines} == set(Band)
    assert {line.row.kind for line in lines} == set(Kind)
    assert min(vars_of(queue.summary(read, asked(busy)))) >= 2
    assert queue.count(read, asked(busy, OVER)) >= 5


def vars_of(summary: Summary) -> list[int]:
    return [getattr(summary, name) for name in summary.__slots__]


@pytest.mark.parametrize("sort", queue.SORTS)
@pytest.mark.parametrize("text", ["", "nobody", OVER])
def test_a_sort_goes_before_the_order_of_the_queue(
    busy: tuple[Room, SetClock], read: Reader, sort: str, text: str
) -> None:
    plain = queue.window(read, asked(busy, text), 0, ALL)

    lines = queue.window(read, asked(busy, text, sort), 0, ALL)

    if text != OVER:
        assert plain == sorted(plain, key=in_sequence)
    assert lines == sorted(plain, key=SORTS[sort])


@pytest.mark.parametrize("sort", queue.SORTS)
@pytest.mark.parametrize("text", ["", "level:1 -customer:acme", OVER])
def test_windows_forwards_and_backwards_are_pieces_of_a_full_read(
    busy: tuple[Room, SetClock], read: Reader, sort: str, text: str
) -> None:
    query = asked(busy, text, sort)
    whole = queue.window(read, query, 0, ALL)
    total = queue.count(read, query)

    assert total == len(whole)
    for limit in (1, 4, total, total + 5):
        for offset in (0, 1, total // 2, total // 2 + 1, total - 3, total - 1, total, total + 9):
            piece = whole[offset : offset + limit]
            assert queue.window(read, query, offset, limit) == piece
            assert queue.window(read, query, offset, limit, total) == piece, (offset, limit)


@pytest.mark.parametrize("sort", queue.SORTS)
@pytest.mark.parametrize("text", ["", "level:1 -customer:acme", OVER])
def test_the_rank_of_a_line_is_its_place_in_a_full_read(
    busy: tuple[Room, SetClock], read: Reader, sort: str, text: str
) -> None:
    query = asked(busy, text, sort)
    shown = [line.row.identity for line in queue.window(read, query, 0, ALL)]

    assert [queue.rank(read, query, *identity) for identity in shown] == list(range(len(shown)))
    every = {line.row.identity for line in queue.window(read, asked(busy), 0, ALL)}
    for hidden in every - set(shown):
        assert queue.rank(read, query, *hidden) is None
    assert queue.rank(read, query, 0, 4711) is None


def test_a_line_is_found_by_what_it_stands_for(busy: tuple[Room, SetClock], read: Reader) -> None:
    for line in queue.window(read, asked(busy), 0, ALL):
        assert queue.find_line(read, *line.row.identity) == line
    gone = queue.window(read, asked(busy, OVER), 0, 1)[0].row.identity
    assert queue.find_line(read, *gone) is None


def test_the_counts_above_the_list_are_those_of_a_plain_count(busy: tuple[Room, SetClock], read: Reader) -> None:
    now, midnight = to_us(busy[1].now), to_us(local("2026-11-27 00:00"))
    lines = queue.window(read, asked(busy), 0, ALL)
    book = TermsBook()

    def left(line: Line) -> int | None:
        row = line.row
        if row.target_s is None or (row.clock_phase == "paused" and row.due is None):
            return None
        used = row.used_s
        if row.since is not None:
            start, end = row.since // 10**6, now // 10**6
            open_s = None if row.calendar_id is None else book.calendar(read, row.calendar_id).between_s(start, end)
            used += end - start if open_s is None else open_s
        return row.target_s - used

    dated = [(line, left(line)) for line in lines if line.row.due is not None]
    overrun = [line for line, rest in dated if rest is not None and rest < 0]
    ahead = [line for line, rest in dated if rest is not None and rest >= 0]

    assert queue.summary(read, asked(busy)) == Summary(
        lines=len(lines),
        overrun=len(overrun),
        soon=sum(line.row.at < now + 3600 * 10**6 for line in ahead),
        today=sum(line.row.at < midnight for line in ahead),
        paused=sum(line.row.pending_reason is not None for line in lines),
        nobody=sum(line.row.assignee is None for line in lines),
    )


@pytest.mark.parametrize("name", ["overrun", "soon", "today", "paused", "nobody"])
def test_each_count_is_the_length_of_the_list_that_its_filter_shows(
    busy: tuple[Room, SetClock], read: Reader, name: str
) -> None:
    summary = queue.summary(read, asked(busy))

    assert getattr(summary, name) == queue.count(read, asked(busy, name)) > 0
    assert queue.count(read, asked(busy, f"{name} {OVER}")) >= 0  # what is over is asked like all else


def test_the_queue_stands_in_the_order_of_the_design(room: Room, clock: SetClock) -> None:
    def ticket(at: str, customer: str, **options: Any) -> str:
        clock.set(at)
        return opened(room, customer, **options).key

    no_target_young = ticket("2026-11-23 09:10", "CDS")
    no_target_old = ticket("2026-11-23 09:05", "CDS")
    afternoon = ticket("2026-11-23 09:00", "ACME")  # due 14:30
    noon = ticket("2026-11-23 08:40", "OSP")  # due 12:40
    tomorrow = ticket("2026-11-23 09:00", "BDA")
    waits_long, waits_short, waits_without_target, waits_for_vendor, overran = (
        ticket("2026-11-23 09:00", customer) for customer in ("ACME", "BDA", "CDS", "ACME", "OSP")
    )
    for key, reason, until in (
        (waits_long, Reason.CUSTOMER, "2026-11-27 09:00"),
        (waits_short, Reason.CUSTOMER, "2026-11-25 09:00"),
        (waits_without_target, Reason.CUSTOMER, "2026-11-26 09:00"),
        (waits_for_vendor, Reason.VENDOR, "2026-11-24 09:00"),
    ):
        do(room, ANNA, wait, key, reason, until=local(until))
    hear(room, fires(customer_hint="CDS", severity=Severity.MAJOR))  # to be seen within 15 minutes
    clock.set("2026-11-23 13:30")
    do(room, ANNA, wait, overran, Reason.CUSTOMER, until=local("2026-11-28 09:00"))

    with room.reading() as read:
        lines = queue.window(read, queue.Query(Filter()), 0, ALL)

    assert [line.row.key for line in lines] == [
        "alert 1",
        noon,
        overran,  # paused after its target had passed: it was due at 13:00
        afternoon,
        waits_for_vendor,  # which stops no clock
        tomorrow,
        no_target_old,
        no_target_young,
        waits_short,
        waits_without_target,
        waits_long,
    ]


@pytest.mark.parametrize(("at", "overrun"), [("11:00:00", False), ("11:00:01", True)])
def test_what_was_paused_on_the_dot_is_not_overrun_a_second_later_it_is(
    room: Room, clock: SetClock, at: str, overrun: bool
) -> None:
    ticket = do(room, ANNA, take, opened(room, "OSP").key)
    clock.set(f"2026-11-23 {at}")  # it was to be restored by eleven
    do(room, ANNA, wait, ticket.key, Reason.CUSTOMER)
    clock.move(minutes=5)

    with room.reading() as read:
        view = QueueView(read, clock)
        (line,) = view.window(read, 0, ALL)
        assert view.summary(read).overrun == overrun

    left = view.time(line.row, to_us(clock.now))
    assert (left.status, left.remaining_s) == (("breached", -1) if overrun else ("paused", 0))


@pytest.mark.parametrize(
    ("customer", "opened_at", "now", "shows"),
    [
        ("OSP", "2026-11-23 09:00", "2026-11-23 12:00:00", {"today"}),  # due at 13:00
        ("OSP", "2026-11-23 09:00", "2026-11-23 12:00:01", {"today", "soon"}),
        ("OSP", "2026-11-23 09:00", "2026-11-23 13:00:00", {"today", "soon"}),
        ("OSP", "2026-11-23 09:00", "2026-11-23 13:00:01", {"overrun"}),
        ("OSP", "2026-11-23 20:00", "2026-11-23 23:30:00", {"soon"}),  # due at midnight
        ("OSP", "2026-11-23 19:59", "2026-11-23 21:00:00", {"today"}),
        ("ACME", "2026-11-23 14:00", "2026-11-23 22:00:00", {"today", "soon"}),  # due as they close
        ("ACME", "2026-11-23 14:00", "2026-11-24 08:30:00", {"today", "soon"}),
        ("ACME", "2026-11-23 14:00", "2026-11-24 08:30:01", {"overrun"}),
    ],
)
def test_soon_today_and_overrun_begin_and_end_on_the_second(
    room: Room, clock: SetClock, customer: str, opened_at: str, now: str, shows: set[str]
) -> None:
    clock.set(opened_at)
    opened(room, customer)
    clock.set(now)

    with room.reading() as read:
        view = QueueView(read, clock)
        summary = view.summary(read)
        listed = set()
        for flag in ("overrun", "soon", "today"):
            view.show(flag)
            listed |= {flag} if view.count(read) else set()

    assert listed == {flag for flag in ("overrun", "soon", "today") if getattr(summary, flag)} == shows


def test_of_several_clocks_the_one_due_first_decides(room: Room, clock: SetClock) -> None:
    def clock_of(key: str) -> str | None:
        with room.reading() as read:
            lines = queue.window(read, queue.Query(Filter()), 0, ALL)
        return next(line.row.clock for line in lines if line.row.key == key)

    ticket = opened(room, "TEL")
    assert clock_of(ticket.key) == "contact"
    do(room, ANNA, take, ticket.key)
    assert clock_of(ticket.key) == "contact"
    do(room, ANNA, wait, ticket.key, Reason.VENDOR, visibility=Visibility.PUBLIC)
    assert clock_of(ticket.key) == "restore"
    question = opened(room, "ACME", category=Category.CLARIFICATION)
    assert clock_of(question.key) is None


def test_a_view_reads_windows_ranks_and_time_left_by_its_clock(busy: tuple[Room, SetClock], read: Reader) -> None:
    _, clock = busy
    view = QueueView(read, clock, "anna", "overdue", "age")
    lines = view.window(read, 0, ALL)

    assert len(lines) == view.count(read) == view.summary(read).overrun
    for place, line in enumerate(lines):
        assert view.rank(read, line.row.identity) == place
        assert view.find(read, line.row.identity) == line
        left = view.time(line.row, to_us(clock.now))
        assert left.remaining_s is not None
        assert left.remaining_s < 0, line
