"""The board of clocks, ready to be drawn: one axis, and what each row shows on it. A cell is a column of the axis."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Tick:
    """A time marked on the axis."""

    cell: int
    time: str
    day: str
    """The day as people say it; empty for today."""


@dataclass(frozen=True, slots=True)
class Fold:
    """A stretch in which everybody shown is closed, drawn as one cell."""

    cell: int
    words: tuple[str, ...]
    """What it is, the fullest wording first, for as much room as there is."""


class Shape(Enum):
    """What of a row lies on the axis."""

    BAR = "its time until it is due"
    BEYOND = "the same, and it ends beyond the axis"
    OVERRUN = "its end lies in the past"
    WORDS = "nothing: it waits, or was promised nothing"


@dataclass(frozen=True, slots=True)
class Track:
    """One row on the axis."""

    shape: Shape
    end: int = 0
    """The cell in which a bar ends."""
    words: tuple[str, ...] = ()
    """What it waits for, or when a bar ends that leaves the axis; the fullest wording first."""
    closed: frozenset[int] = frozenset()
    """Cells in which this row's own calendar is closed: its clock stands there."""


@dataclass(frozen=True, slots=True)
class Chart:
    """The axis and the rows on it, in their order."""

    width: int
    ticks: tuple[Tick, ...] = ()
    folds: tuple[Fold, ...] = ()
    tracks: tuple[Track, ...] = ()
