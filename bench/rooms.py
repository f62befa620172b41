"""Rooms to measure in: made once by the demo's generator, and kept where a path says so."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from noc_tui.demo.history import fill
from noc_tui.demo.room import set_up_room
from noc_tui.desk.room import open_room
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.store.room import Room

OPERATOR = "bench"
"""Who sits at the keyboard of the measured program."""


def demo_room(path: Path, tickets: int, opened: int) -> float:
    """A store with so many tickets and a tenth as many alerts; one that is there already stays as it is.

    Gives the seconds it took. Its open tickets are due around the instant at which it was made: one that is kept
    for days holds more of what is overrun, and fewer clocks that show seconds.
    """
    if path.exists():
        return 0.0
    making = path.with_suffix(".making")
    print(f"Making {tickets:,} tickets, {opened:,} open…", file=sys.stderr, flush=True)
    began = time.monotonic()
    room = open_room(f"sqlite:///{making}")
    try:
        _fill(room, tickets, opened)
    finally:
        room.close()
    making.rename(path)
    return time.monotonic() - began


def _fill(room: Room, tickets: int, opened: int) -> None:
    with room.write(SYSTEM_ACTOR) as tx:
        set_up_room(tx, room.clock(), OPERATOR)
    fill(room, seed=1, tickets=tickets, alerts=tickets // 10, open_share=opened / max(tickets, 1))
