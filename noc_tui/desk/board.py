"""The board of clocks: the queue's rows on one wall-clock axis, with its folds and times in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from noc_tui import figures
from noc_tui.clock import from_us
from noc_tui.desk.queue import QueueView, is_awake
from noc_tui.domain.board import Chart, Fold, Shape, Tick, Track
from noc_tui.domain.queue import Kind, QueueRow, TimeLeft
from noc_tui.sla.axis import Axis, Hours, Stretch, closed_cells, holidays_within, lay_axis, ticks
from noc_tui.sla.business import BusinessCalendar
from noc_tui.text import line

SPANS_H = (2, 4, 8, 16, 40, 80)
"""Hours outside the folds that the axis may show: from the next two to two weeks of office days."""
USUAL_SPAN = SPANS_H.index(8)

_SECOND, _MINUTE = 1_000_000, 60
_YEAR_S = 366 * 86_400
_APART = 9
"""Cells between two ticks, so that each has room for its time."""
_NOON = range(11, 15)
_LONGEST_LUNCH = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class _Laid:
    """An axis as long as it holds, that is for a minute, and what was worked out for it."""

    minute: int
    span_h: int
    hours: tuple[Hours, ...]
    axis: Axis
    ticks: tuple[Tick, ...]
    folds: tuple[Fold, ...]
    closed: dict[BusinessCalendar, frozenset[int]] = field(default_factory=dict)

    def holds(self, minute: int, width: int, span_h: int, hours: tuple[Hours, ...]) -> bool:
        """Whether this is the axis of these."""
        return (self.minute, self.axis.width, self.span_h, self.hours) == (minute, width, span_h, hours)


class BoardView(QueueView):
    """The queue, due next first, and its rows as an axis shows them."""

    _laid: _Laid | None = None

    def forget(self) -> None:
        """The store was replaced: versions may mean other calendars now."""
        super().forget()
        self._laid = None

    def chart(self, rows: Sequence[QueueRow], now: int, width: int, span_h: int) -> Chart:
        """These rows on an axis of `width` cells and `span_h` hours, at `now`, UTC microseconds.

        The axis moves on with each full minute. Reads nothing: the rows' calendars came with their window.
        """
        minute = now // _SECOND // _MINUTE * _MINUTE
        left = [self.time(row, now) for row in rows]
        hours = self._hours(rows, left, minute)
        laid = self._laid
        if laid is None or not laid.holds(minute, width, span_h, hours):
            laid = self._laid = self._lay(minute, width, span_h, hours)
        tracks = tuple(self._track(row, one, now, laid) for row, one in zip(rows, left, strict=True))
        return Chart(width, laid.ticks, laid.folds, tracks)

    def _calendar(self, row: QueueRow) -> BusinessCalendar | None:
        return self._book.known(row.calendar_id, row.on_call_id)

    def _hours(self, rows: Sequence[QueueRow], left: Sequence[TimeLeft], now: int) -> tuple[Hours, ...]:
        """Which hours must not be folded: those of each calendar shown that ever closes, on the whole axis.

        Clocks that run round the clock would unfold every night: their hours matter until the last of them is due.
        """
        closing: dict[BusinessCalendar, None] = {}
        until = now
        for row, one in zip(rows, left, strict=True):
            calendar = self._calendar(row)
            if calendar is not None and _closes(calendar, now):
                closing[calendar] = None
            elif one.due is not None:
                until = max(until, one.due // _SECOND)
        return (Hours(None, until), *(Hours(calendar) for calendar in closing))

    def _lay(self, now: int, width: int, span_h: int, hours: tuple[Hours, ...]) -> _Laid:
        axis = lay_axis(hours, now, width, span_h * 3600)
        calendars = [one.calendar for one in hours if one.calendar is not None]
        folds = tuple(Fold(fold.cell, fold_words(fold, now, calendars, self.zone)) for fold in axis.folds)
        return _Laid(now, span_h, hours, axis, _ticks(axis, self.zone), folds)

    def _track(self, row: QueueRow, left: TimeLeft, now: int, laid: _Laid) -> Track:
        words = _waits(row, now, self.zone)
        if left.remaining_s is not None and left.remaining_s < 0:
            return Track(Shape.OVERRUN, words=words)
        if left.status != "running" or left.due is None:
            return Track(Shape.WORDS, words=words or ("kept" if left.status == "met" else "no target",))
        end = laid.axis.cell(left.due // _SECOND)
        calendar = self._calendar(row)
        closed = frozenset[int]() if calendar is None else _closed_cells(laid, calendar)
        if end is not None:
            return Track(Shape.BAR, end, words, closed)
        due = figures.moment(left.due, now, self.zone)
        return Track(Shape.BEYOND, laid.axis.width, (*(f"{waits}, due {due}" for waits in words), due), closed)


def fold_words(fold: Stretch, now: int, calendars: Sequence[BusinessCalendar], zone: ZoneInfo) -> tuple[str, ...]:
    """What a folded stretch is, in the room's time, the fullest wording first. Instants are UTC seconds."""
    until = figures.moment(fold.end * _SECOND, now * _SECOND, zone)
    if _is_lunch(_local(fold.start, zone), _local(fold.end, zone)):
        return (f"lunch until {until}", "lunch") if fold.start == now else ("lunch",)
    named = line(" · ".join(holidays_within(fold, calendars, zone)))
    if named:
        return f"{named}, until {until}", named, f"holiday until {until}", "holiday"
    return f"closed until {until}", f"until {until}", until


def _is_lunch(start: datetime, end: datetime) -> bool:
    return start.date() == end.date() and start.hour in _NOON and end - start <= _LONGEST_LUNCH


def _ticks(axis: Axis, zone: ZoneInfo) -> tuple[Tick, ...]:
    """Closings, then round times: the first have the room first where it is narrow."""
    today = _local(axis.now, zone).date()
    found = []
    for at in [*(fold.start for fold in axis.folds if fold.start > axis.now), *ticks(axis, zone, _APART)]:
        cell, here = axis.cell(at), _local(at, zone)
        if cell is not None:
            ahead = (here.date() - today).days
            day = "" if not ahead else f"{here:%a}" if ahead < 7 else f"{here:%d %b}"
            found.append(Tick(cell, f"{here:%H:%M}", day))
    return tuple(found)


def _closed_cells(laid: _Laid, calendar: BusinessCalendar) -> frozenset[int]:
    if calendar not in laid.closed:
        laid.closed[calendar] = closed_cells(laid.axis, calendar)
    return laid.closed[calendar]


def _closes(calendar: BusinessCalendar, now: int) -> bool:
    """Whether it is closed at any time of the year to come."""
    return calendar.between_s(now, now + _YEAR_S) < _YEAR_S


def _waits(row: QueueRow, now: int, zone: ZoneInfo) -> tuple[str, ...]:
    """What a row waits for and until when, the fullest wording first; nothing once that has passed."""
    if row.pending_reason is None or is_awake(row, now):
        return ()
    until = figures.moment(row.wake_at, now, zone)
    if not until:
        return (row.pending_reason,)
    full = f"shelved until {until}" if row.kind == Kind.ALERT else f"{row.pending_reason}, wakes {until}"
    return full, row.pending_reason


def _local(t: int, zone: ZoneInfo) -> datetime:
    return from_us(t * _SECOND).astimezone(zone)
