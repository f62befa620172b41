"""The board of clocks: the queue on a wall-clock axis, the nearest in large digits, for a desk and for a wall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.dom import DOMNode

from noc_tui.desk.board import SPANS_H, USUAL_SPAN, BoardView
from noc_tui.desk.legal_rows import legal_notes
from noc_tui.desk.live import LiveRoom
from noc_tui.desk.queue import QueueView
from noc_tui.screens.queue import QueueScreen
from noc_tui.widgets.board_clocks import MOST, BoardClocks
from noc_tui.widgets.board_list import BoardList
from noc_tui.widgets.list_source import Page
from noc_tui.widgets.queue_list import QueueList

_SHORT, _FLAT = 30, 18
"""Rows of the terminal below which the digits have fewer lines around them, and below which there are none."""


class BoardScreen(QueueScreen):
    """Strip, filter, clocks, axis, list. It works as the queue does, always in the order of the queue."""

    PLACE: ClassVar[str] = "Board"
    VIEW: ClassVar[type[QueueView]] = BoardView
    HINTS: ClassVar[Sequence[tuple[str, str]]] = (
        ("queue.enter", "whole"), ("ticket.take", "take"), ("ticket.wait", "wait"), ("ticket.note", "note"),
        ("ticket.solve", "solve"), ("board.more/board.fewer", "hours shown"), ("queue.filter", "filter"),
        ("room.queue", "queue"), ("list.mark", "mark"), ("queue.views", "views"), ("ticket.open", "open"),
        ("room.help", "keys"), ("app.commands", "commands"),
    )  # fmt: skip
    HINTED: ClassVar[Sequence[type[DOMNode]]] = (BoardList,)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "clear marks, then the filter, then back", id="board.back"),
    ]

    def __init__(self, live: LiveRoom, view: QueueView, first: Page) -> None:
        super().__init__(live, view, first)
        self._clocks = BoardClocks(self._source.time, self._source.now, first.lines[:MOST])

    def new_list(self, first: Page) -> QueueList:
        """The list with its axis."""
        assert isinstance(self._view, BoardView)
        return BoardList(self._source, first, self._view.chart, SPANS_H, USUAL_SPAN, id="queue")

    def compose(self) -> ComposeResult:
        """Top to bottom."""
        assert isinstance(self._list, BoardList)
        yield self.header()
        yield self._strip
        yield self._filter
        yield self._clocks
        yield self._list.times
        yield self._list
        yield self.keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Two of the queue's keys mean nothing here."""
        return action not in {"sort", "preview"}

    async def show_filter(self, text: str, sort: str | None = None) -> bool:
        """Another filter from now on, in the order of the queue."""
        return await super().show_filter(text)

    async def action_back(self) -> None:
        """Steps back: as in the queue, and then to where one came from."""
        if self._filter.is_writing or self._list.marks or self._view.text:
            await self.action_calm()
        elif self.app.screen_stack[0] is not self:
            self.dismiss(None)

    def on_resize(self) -> None:
        """What is low has smaller clocks, or none."""
        super().on_resize()
        self.set_class(self.size.height < _SHORT, "short")
        self.set_class(self.size.height < _FLAT, "flat")

    def tick(self) -> None:
        """Time goes on."""
        super().tick()
        self._clocks.tick()

    async def _count(self) -> None:
        await super()._count()
        nearest = await self.attempt(self.live.read(lambda read: self._view.window(read, 0, MOST)))
        if nearest is not None:
            self._clocks.show(nearest)
        now = self.now()
        legal = await self.attempt(self.live.read(lambda read: legal_notes(read, now)))
        if legal is not None and isinstance(self._list, BoardList):
            self._list.show_notes(legal)
