"""The key that makes a second ticket of a part of one: what it is about, and which alerts go over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from noc_tui.desk.thread import alert_title
from noc_tui.domain.errors import BadInput
from noc_tui.screens.room_screen import in_words
from noc_tui.screens.ticket_calls import CallScreen
from noc_tui.widgets.items import Answers, Box, Field, Item

if TYPE_CHECKING:
    from noc_tui.desk.tickets import TicketPage
    from noc_tui.domain.alert import AlertRow
    from noc_tui.widgets.form import Preview

_LISTED = 6
"""Alerts that are told one by one."""


class SplittingScreen(CallScreen):
    """A screen of one ticket, of which a part may become a ticket of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("S", "split", "split: a part becomes a ticket", id="page.split"),
    ]

    async def action_split(self) -> None:
        """Asks what the second ticket is about, and splits it off."""
        from noc_tui.desk.tickets import ticket_page

        targets = self.targets()
        (key,) = targets.tickets
        page = await self.attempt(self.live.read(lambda read: ticket_page(read, key)))
        if page is None:
            return

        async def split_off(answers: Answers) -> None:
            from noc_tui.desk.joining import split

            subject, text, alerts = answers["subject"], answers["text"], _named(answers, page.alerts)
            version = targets.versions.get(key)
            fresh = await self.act(lambda tx: split(tx, key, subject, alerts=alerts, text=text, version=version))
            self.say(f"{fresh.key} split off {key}")

        preview = _going(page) if page.alerts else None
        await self._ask(targets, "Split", _asked(page), "split", split_off, preview=preview)


def _asked(page: TicketPage) -> list[Item]:
    alerts = [Field("alerts", "alerts that go over", "their numbers, or all; empty: none")] if page.alerts else []
    return [Field("subject", "what the new ticket is about"), *alerts, Box("text", "what is known of it")]


def _named(answers: Answers, alerts: Sequence[AlertRow]) -> list[int]:
    """The alerts that are meant. Raises BadInput for what is no number."""
    typed = answers.get("alerts", "").strip()
    if typed.casefold() == "all":
        return [alert.id for alert in alerts]
    words = re.split(r"[\s,]+", typed) if typed else []
    for word in words:
        if not (word.isascii() and word.isdigit()):
            raise BadInput(f"“{word[:20]}” is no alert's number.", "Write numbers with blanks between, or all.")
    return [int(word) for word in words]


def _going(page: TicketPage) -> Preview:
    """Tells which alerts go over, or which there are."""

    async def preview(answers: Answers) -> str:
        try:
            going = set(_named(answers, page.alerts))
        except BadInput as wrong:
            return in_words(wrong).message
        chosen = [alert for alert in page.alerts if alert.id in going]
        shown = chosen or page.alerts
        more = [f"and {len(shown) - _LISTED} more"] if len(shown) > _LISTED else []
        told = [f"{alert.id}  {alert.status} {alert_title(alert)}" for alert in shown[:_LISTED]]
        return "\n".join([f"go over: {len(chosen)} of {len(page.alerts)}", *told, *more])

    return preview
