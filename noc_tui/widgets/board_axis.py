"""The axis of the board and a row's track on it, as pieces of text exactly as wide as the axis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from noc_tui.domain.board import Chart, Shape, Tick, Track
from noc_tui.text import fit, width
from noc_tui.widgets.columns import Piece

_NOW = "now"


@dataclass(frozen=True, slots=True)
class _Label:
    """A time as it stands above the rule."""

    at: int
    text: str
    tick: Tick

    @property
    def end(self) -> int:
        """The cell behind it."""
        return self.at + len(self.text)


class _Cells:
    """A line in the making, cell by cell; what is put down last is seen."""

    def __init__(self, size: int) -> None:
        self._looks = [(" ", "text", False)] * size

    def put(self, at: int, text: str, colour: str, *, bold: bool = False) -> None:
        """Writes from a cell on, as far as the line goes."""
        text = fit(text, min(width(text), len(self._looks) - at))
        if width(text) == len(text):
            self._looks[at : at + len(text)] = [(character, colour, bold) for character in text]
            return
        for character in text:
            size = width(character)
            if size:
                self._looks[at : at + size] = [(character, colour, bold), *[("", colour, bold)] * (size - 1)]
            elif at:  # it stands on the one before
                self._looks[at - 1] = (self._looks[at - 1][0] + character, colour, bold)
            at += size

    def pieces(self) -> tuple[Piece, ...]:
        """Neighbours that look alike in one piece."""
        runs = groupby(self._looks, key=itemgetter(1, 2))
        return tuple(Piece("".join(map(itemgetter(0), looks)), colour, bold) for (colour, bold), looks in runs)


def times_pieces(chart: Chart) -> tuple[Piece, ...]:
    """The line above the rule: now, closings and round times."""
    cells = _Cells(chart.width)
    cells.put(0, _NOW, "calm", bold=True)
    for label in _labels(chart):
        cells.put(label.at, label.text, "dim")
    return cells.pieces()


def rule_pieces(chart: Chart) -> tuple[Piece, ...]:
    """The rule: a mark below each time, the folds, and what they are."""
    cells = _Cells(chart.width)
    cells.put(0, "├" + "─" * (chart.width - 1), "faint")
    for label in _labels(chart):
        cells.put(label.tick.cell, "┴", "faint")
    ends = [*(fold.cell for fold in chart.folds), chart.width]
    for fold, end in zip(chart.folds, ends[1:], strict=True):
        cells.put(fold.cell, "╫", "dim")
        room = end - fold.cell - 3
        words = _that_fits(fold.words, room)
        if words:
            cells.put(fold.cell + 1, f" {words} ", "dim")
    return cells.pieces()


def _labels(chart: Chart) -> list[_Label]:
    """The times that have room: closings before round times; the first of each day says which day it is."""
    folds = {fold.cell for fold in chart.folds}
    rest: list[_Label] = []
    for tick in sorted(chart.ticks, key=lambda tick: tick.cell not in folds):
        rest += _placed(tick, tick.time, rest, chart.width)
    rest.sort(key=lambda label: label.tick.cell)
    found: list[_Label] = []
    day = ""
    while rest:
        label = rest.pop(0)
        if label.tick.day != day:
            firm = [*found, *(other for other in rest if other.tick.cell in folds)]
            for named in _placed(label.tick, f"{label.tick.day} {label.tick.time}", firm, chart.width):
                label, day = named, label.tick.day
                rest = [other for other in rest if other.at > named.end]
        found.append(label)
    return found


def _placed(tick: Tick, text: str, others: Iterable[_Label], size: int) -> list[_Label]:
    """A time where it has room: in the middle above its mark, else beginning there, else ending there."""
    taken = [(0, len(_NOW)), *((other.at, other.end) for other in others)]
    for at in (tick.cell - len(text) // 2, tick.cell, tick.cell - len(text) + 1):
        end = at + len(text)
        if at >= 0 and end <= size and all(end < first or at > last for first, last in taken):
            return [_Label(at, text, tick)]
    return []


@lru_cache(maxsize=1024)
def track_pieces(track: Track, folds: frozenset[int], size: int, colour: str) -> tuple[Piece, ...]:
    """A row on an axis of `size` cells, in the colour of its sign: thick where its clock runs, thin where it stands."""
    cells = _Cells(size)
    for fold in folds:
        cells.put(fold, "┊", "faint")
    match track.shape:
        case Shape.OVERRUN:
            cells.put(0, "◀", colour, bold=True)
            _say_pause(cells, 2, track, size)
        case Shape.WORDS if colour == "paused":
            _say_pause(cells, 0, track, size)
        case Shape.WORDS:
            cells.put(0, _that_fits(track.words, size), colour)
        case Shape.BAR:
            cells.put(0, _bar(track, folds, track.end), colour)
            cells.put(track.end, "┃", colour, bold=True)
            _say_pause(cells, track.end + 2, track, size)
        case Shape.BEYOND:
            words, end = _that_fits(track.words, size - 4), size - 1
            cells.put(0, _bar(track, folds, end), colour)
            cells.put(end - width(words) - 2, f" {words} " if words else "", colour)
            cells.put(end, "▶", colour, bold=True)
    return cells.pieces()


def _bar(track: Track, folds: frozenset[int], end: int) -> str:
    return "".join("╫" if cell in folds else "─" if cell in track.closed else "━" for cell in range(end))


def _say_pause(cells: _Cells, at: int, track: Track, size: int) -> None:
    if track.words and at < size:
        cells.put(at, f"‖ {_that_fits(track.words, size - at - 2)}", "paused")


def _that_fits(wordings: Iterable[str], room: int) -> str:
    """The fullest wording that has room."""
    return next((words for words in wordings if width(words) <= room), "")
