"""One alert, whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from noc_tui.desk.alert_page import AlertPage, alert_page
from noc_tui.desk.live import LiveRoom
from noc_tui.screens import pages
from noc_tui.screens.targets import Targets
from noc_tui.screens.ticket_terms import TermsScreen
from noc_tui.widgets.sheet import Sheet


class AlertScreen(TermsScreen):
    """What it says, how often it came, what was done."""

    HINTS: ClassVar[Sequence[tuple[str, str]]] = (
        ("page.back", "back"), ("ticket.take", "acknowledge"), ("ticket.wait", "shelve"), ("ticket.solve", "resolve"),
        ("ticket.classify", "triage"), ("ticket.join", "put in a ticket"), ("page.related", "ticket"),
        ("room.help", "keys"),
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "back", "back", id="page.back"),
        Binding("l", "related", "its alerts, or an alert's ticket", id="page.related"),
    ]

    def __init__(self, live: LiveRoom, alert_id: int) -> None:
        super().__init__(live)
        self.alert_id = alert_id
        self._page: AlertPage | None = None
        self._sheet = Sheet(id="alert")

    def compose(self) -> ComposeResult:
        """Header, page, keys."""
        yield self.header()
        yield self._sheet
        yield self.keys()

    def on_mount(self) -> None:
        """Reads the alert."""
        self.set_focus(self._sheet)
        self.tick()
        self.call_after_refresh(self._load)

    def on_resize(self) -> None:
        """Lays it out anew."""
        self.call_after_refresh(self._load)

    def targets(self) -> Targets:
        """This alert."""
        return Targets((), [str(self.alert_id)])

    def room_changed(self) -> None:
        """It may have been this one."""
        self._load()

    @work(exclusive=True, group="page")
    async def _load(self) -> None:
        page = await self.attempt(self.live.read(lambda read: alert_page(read, self.alert_id)))
        self._page = page or self._page
        if page is not None and self._sheet.size.width:
            self._sheet.show(pages.alert_lines(page, self.now(), self._sheet.size.width - 2))

    async def action_related(self) -> None:
        """Opens its ticket, or goes back to it."""
        from noc_tui.screens.ticket import TicketScreen

        key = self._page.ticket_key if self._page is not None else None
        below = self.app.screen_stack[-2]
        if key is None:
            self.say(f"Alert {self.alert_id} is in no ticket.")
        elif isinstance(below, TicketScreen) and below.key == key:
            self.dismiss(None)
        else:
            await self.app.push_screen(TicketScreen(self.live, key))

    def action_back(self) -> None:
        """Back to where it was opened."""
        self.dismiss(None)
