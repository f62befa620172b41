"""The demo room as people first meet it."""

from __future__ import annotations

from datetime import datetime

from noc_tui.demo.history import Filled, fill
from noc_tui.demo.room import set_up_room
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.store.read.setup import customers
from noc_tui.store.room import Room

SEED, TICKETS, ALERTS = 1, 400, 60


def load(
    room: Room,
    login: str,
    *,
    seed: int = SEED,
    tickets: int = TICKETS,
    alerts: int = ALERTS,
    at: datetime | None = None,
) -> Filled:
    """Sets the room up and fills it. `login` may act in it. Raises Refused where it has tickets or alerts already."""
    with room.reading() as read:
        is_set_up = bool(customers(read))
    if not is_set_up:
        with room.write(SYSTEM_ACTOR) as tx:
            set_up_room(tx, at or room.clock(), login)
    return fill(room, seed=seed, tickets=tickets, alerts=alerts, at=at)
