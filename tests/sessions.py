"""Other sessions at a room: what a second control room looks like from inside, without its screens."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from noc_tui.desk.live import LiveRoom
from noc_tui.domain.presence import Looker
from noc_tui.store.room import Room

PATIENCE_S = 20.0


def eventually(true: Callable[[], object], what: str) -> None:
    """Waits until another thread has done something."""
    end, pause = time.monotonic() + PATIENCE_S, threading.Event()
    while not true():
        if time.monotonic() > end:
            pytest.fail(f"{what} did not come")
        pause.wait(0.002)


@contextmanager
def session(room: Room, who: str) -> Iterator[LiveRoom]:
    """Somebody who is in the room and sees who else is."""
    live = LiveRoom(room, who)
    live.begin()
    live.follow(lambda _: None, lambda _: None, lambda: None)
    try:
        yield live
    finally:
        live.close()
        assert live._feed is not None
        live._feed.join(PATIENCE_S)


def sees(live: LiveRoom, ticket_id: int, *lookers: Looker) -> None:
    """Waits until exactly these are seen on a ticket."""
    eventually(lambda: live.lookers().get(ticket_id, ()) == lookers, f"{lookers} instead of {live.lookers()}")
