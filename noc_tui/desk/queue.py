"""The queue as a screen or a command sees it: windows, counts and clocks at an instant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from noc_tui.clock import Clock, to_us
from noc_tui.desk.lines import time_left
from noc_tui.desk.terms import TermsBook, room_zone
from noc_tui.domain.filter import Filter, parse_filter
from noc_tui.domain.queue import Kind, Line, QueueRow, Summary, TimeLeft
from noc_tui.domain.ticket import ClockColumns
from noc_tui.sla.business import BusinessCalendar
from noc_tui.store.read import queue as read_queue
from noc_tui.store.read.connection import Reader

SORTS = tuple(read_queue.SORTS)
_SECOND = 1_000_000


class QueueView:
    """One list over the queue: a filter, an order, and who looks.

    `time` may be asked from any thread: it reads nothing, the calendars of a window's lines came with the window.
    """

    def __init__(self, read: Reader, clock: Clock, me: str = "", text: str = "", sort: str = "due") -> None:
        self._clock = clock
        self._book = TermsBook()
        self.zone: ZoneInfo = room_zone(read)
        self.me = me
        self.sort = sort
        self.text = ""
        self._filter = Filter()
        self.show(text)

    def show(self, text: str, sort: str | None = None) -> None:
        """Sets filter and order. Raises BadInput for a filter that cannot be read; then nothing changes."""
        self._filter = parse_filter(text)
        self.text = text
        if sort is not None:
            self.sort = sort if sort in SORTS else "due"

    def forget(self) -> None:
        """The store was replaced: versions may mean other calendars now."""
        self._book = TermsBook()

    def window(self, read: Reader, offset: int, limit: int, total: int | None = None) -> list[Line]:
        """At most `limit` lines from `offset` on."""
        lines = read_queue.window(read, self._query(), offset, limit, total)
        self.load_calendars(read, lines)
        return lines

    def every(self, read: Reader, size: int = 500) -> Iterator[list[Line]]:
        """All lines, however many, in pieces."""
        lines = read_queue.every(read, self._query())
        while piece := list(islice(lines, size)):
            self.load_calendars(read, piece)
            yield piece

    def load_calendars(self, read: Reader, lines: Sequence[Line]) -> None:
        """Reads the calendars that these lines count by, so that `time` never has to."""
        for calendar_id, on_call_id in {(line.row.calendar_id, line.row.on_call_id) for line in lines}:
            if calendar_id is not None:
                self._book.calendar(read, calendar_id, on_call_id)

    def count(self, read: Reader) -> int:
        """How many lines the filter lets through."""
        return read_queue.count(read, self._query())

    def rank(self, read: Reader, identity: tuple[int, int]) -> int | None:
        """How many lines stand before this one, or None where the list does not show it."""
        return read_queue.rank(read, self._query(), *identity)

    def find(self, read: Reader, identity: tuple[int, int]) -> Line | None:
        """The line of a ticket or alert, or None where it has left the queue."""
        found = read_queue.find_line(read, *identity)
        if found is not None:
            self.load_calendars(read, [found])
        return found

    def summary(self, read: Reader) -> Summary:
        """The counts over the whole queue."""
        return read_queue.summary(read, self._query())

    def time(self, row: QueueRow, now: int) -> TimeLeft:
        """What is left of a line's clock at `now`, UTC microseconds."""
        return line_time(row, self._book.known(row.calendar_id, row.on_call_id), now)

    def _query(self) -> read_queue.Query:
        now = self._clock()
        here = now.astimezone(self.zone)
        midnight = (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return read_queue.Query(self._filter, self.sort, to_us(now), to_us(midnight), self.me)


def is_awake(row: QueueRow, now: int) -> bool:
    """Whether a wait or a shelve has passed its end: it is over then, whether or not the room has written it down."""
    return row.wake_at is not None and row.wake_at <= now


def line_time(row: QueueRow, calendar: BusinessCalendar | None, now: int) -> TimeLeft:
    """What is left of a line's clock at `now`; a pause past its wake-up runs again from there."""
    clock = ClockColumns(row.clock_phase or "none", row.target_s, row.used_s, row.since, row.due)
    goes_on = row.wake_at
    if row.kind == Kind.ALERT:  # the shelve was no pause of its target
        goes_on = row.opened_at if is_awake(row, now) else None
    return time_left(clock, calendar, now, goes_on)
