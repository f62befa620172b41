"""Two transactions at once, which only PostgreSQL lets run side by side."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from noc_tui.domain.actor import Actor
from noc_tui.store.room import Room
from noc_tui.store.tx import Tx
from tests.rooms import rows

T = TypeVar("T")


def meanwhile(
    room: Room,
    actor: Actor,
    first: Callable[[Tx], object],
    second: Callable[[], T],
    then: Callable[[Tx], object] = lambda _: None,
) -> T:
    """Begins `second` while `first` is not committed; once it waits for that, or is done, `then` follows, and commits.

    Gives what `second` gives.
    """
    with ThreadPoolExecutor(1) as pool:
        with room.write(actor) as tx:
            first(tx)
            running = pool.submit(second)
            pause = threading.Event()
            while not running.done() and not waits_for_a_lock(room):
                pause.wait(0.01)
            then(tx)
        return running.result(30)


def waits_for_a_lock(room: Room) -> bool:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return rows(room, waiting) != [(0,)]
