"""Opening a room: its store, with what ships in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noc_tui.clock import Clock, system_clock
from noc_tui.store.location import parse_location
from noc_tui.store.room import Room

if TYPE_CHECKING:
    from noc_tui.store.tx import Tx


def open_room(url: str, clock: Clock = system_clock) -> Room:
    """The room kept at a store URL; nothing is opened before it is needed. Raises BadInput for a URL it cannot use."""
    return Room(parse_location(url), clock, _prepare)


def _prepare(tx: Tx) -> None:
    from noc_tui.desk.versions import install_shipped

    install_shipped(tx)
