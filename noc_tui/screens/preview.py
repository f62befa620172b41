"""The ticket or alert under the cursor, below the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from noc_tui.widgets.header import Rule
from noc_tui.widgets.sheet import Sheet, Text

if TYPE_CHECKING:
    from noc_tui.desk.alert_page import AlertPage
    from noc_tui.desk.tickets import TicketPage


class Preview(Vertical):
    """Facts and clocks, and beside them the newest entries; hidden until it is wanted."""

    def __init__(self, now: Callable[[], int]) -> None:
        super().__init__(id="preview", classes="hidden")
        self._now = now
        self._page: TicketPage | AlertPage | None = None
        self._facts, self._thread = Sheet(id="facts"), Sheet(id="thread")

    def compose(self) -> ComposeResult:
        """A line above, two sheets side by side."""
        yield Rule()
        with Horizontal():
            yield self._facts
            yield self._thread

    @property
    def is_open(self) -> bool:
        """Whether it is in sight."""
        return not self.has_class("hidden")

    def show(self, page: TicketPage | AlertPage | None) -> None:
        """Another page, or the same as it is now, or none."""
        self._page = page
        self.lay_out()

    def lay_out(self) -> None:
        """The page as it reads at this instant and in this room: what reads as before is not painted again."""
        from noc_tui.desk.alert_page import AlertPage  # what no list needs is imported when it is first opened
        from noc_tui.screens import pages

        page, now = self._page, self._now()
        if page is None:
            self._facts.show([])
            self._thread.show([])
        elif isinstance(page, AlertPage):
            lines = pages.alert_lines(page, now, self._facts.size.width)
            self._facts.show(lines[: self._facts.size.height])
            self._thread.show(lines[self._facts.size.height :])
        else:
            thread = self._thread.size
            self._facts.show(self._ticket(page, now))
            self._thread.show(pages.latest(page, now, thread.width - 2, thread.height))

    def _ticket(self, page: TicketPage, now: int) -> list[Text]:
        from noc_tui.desk.tickets import ticket_clocks
        from noc_tui.screens import pages

        cells = self._facts.size.width - 2
        told = [*pages.title(page), (), *pages.facts(page, ticket_clocks(page, now), now, cells, brief=True)]
        if self.screen.has_class("narrow"):  # the newest entries below the facts
            told += [(), *pages.latest(page, now, cells, max(2, self._facts.size.height - len(told) - 1))]
        return told
