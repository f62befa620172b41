"""What was measured, as a table; and what it was measured on."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: smaller is better unless it says otherwise."""

    what: str
    measured: float
    unit: str
    target: float | None = None
    beside: str = ""
    """The worst, a peer's figure: whatever helps to judge it."""
    at_least: bool = False

    @property
    def verdict(self) -> str:
        """`ok`, `over` (`under` where more is better), or nothing where there is no target."""
        if self.target is None:
            return ""
        if self.at_least:
            return "ok" if self.measured >= self.target else "under"
        return "ok" if self.measured <= self.target else "over"

    def cells(self) -> tuple[str, ...]:
        """As the table shows it."""
        sign = "≥" if self.at_least else "≤"
        target = "" if self.target is None else f"{sign} {_number(self.target)} {self.unit}".strip()
        return self.what, f"{_number(self.measured)} {self.unit}".strip(), self.beside, target, self.verdict


def middle(values: Sequence[float], unit: str) -> tuple[float, str]:
    """The median, and the worst in words."""
    return median(values), f"worst of {len(values)}: {_number(max(values))} {unit}".rstrip()


def table(figures: Sequence[Figure]) -> str:
    """An aligned table that is Markdown too."""
    rows = [("what", "measured", "beside it", "target", ""), *(figure.cells() for figure in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = ["| " + " | ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (size + 2) for size in widths) + "|")
    return "\n".join(lines)


def machine() -> str:
    """What the figures hold for."""
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    return (
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores ({platform.machine()}), load {load}, "
        f"Python {platform.python_version()}, Textual {version('textual')}"
    )


def _number(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value == int(value) else f"{value:.2f}" if value < 10 else f"{value:.1f}"
