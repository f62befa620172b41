"""Where a list of any length gets its lines from: pieces of it, as they are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from noc_tui.domain.queue import Line, QueueRow, TimeLeft

Identity = tuple[int, int]
"""What a line is known by wherever it stands: its kind and its number."""


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of the list as read: lines from `first` on, of `total` in all."""

    total: int
    first: int
    lines: Sequence[Line]
    index: int = 0
    """Where the line asked for stands now."""


class Source(Protocol):
    """Where the lines come from; the answers may take a moment."""

    async def page(self, first: int, count: int) -> Page:
        """Lines from `first` on; `first` may be moved so that the end of the list is not passed."""

    async def page_of(self, identity: Identity, otherwise: int, above: int, count: int) -> Page:
        """Lines around a line, `above` of them before it; around index `otherwise` where it has left the list."""

    def time(self, row: QueueRow, now: int) -> TimeLeft:
        """What is left of a line's clock."""

    def now(self) -> int:
        """The present, UTC microseconds."""
