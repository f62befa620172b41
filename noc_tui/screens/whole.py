"""The page of a ticket or an alert, from its name alone."""

from __future__ import annotations

from noc_tui.desk.live import LiveRoom
from noc_tui.screens.room_screen import RoomScreen


def whole(live: LiveRoom, name: str) -> RoomScreen:
    """The page of `NOC-2026-000123`, or of `alert 7`."""
    from noc_tui.screens.alert import AlertScreen
    from noc_tui.screens.ticket import TicketScreen

    kind, _, ident = name.partition(" ")
    return AlertScreen(live, int(ident)) if ident else TicketScreen(live, kind)
