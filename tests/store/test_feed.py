"""The change feed: no commit goes unseen, and who has missed some is told to read everything anew."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from queue import Queue

from sqlalchemy import text

from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.presence import Doing
from noc_tui.store.feed import EVERYTHING, Change, watch
from noc_tui.store.read.connection import Reader
from noc_tui.store.room import Room
from noc_tui.store.seat import Seat
from tests.rooms import opened, rows

PATIENCE_S = 20


@contextmanager
def watching(
    room: Room, also: Callable[[Sequence[Change]], None] = lambda _: None
) -> Iterator[Queue[Sequence[Change]]]:
    """What a watcher is told, in order, from its first words on; `also` is called with each on its thread."""
    told: Queue[Sequence[Change]] = Queue()
    stop = threading.Event()

    def changed(changes: Sequence[Change]) -> None:
        also(changes)
        told.put(changes)

    watcher = threading.Thread(target=watch, args=(room.location, stop, changed, lambda _: None))
    watcher.start()
    try:
        yield told
    finally:
        stop.set()
        watcher.join()


def test_what_is_committed_while_the_first_picture_is_drawn_is_told(room: Room) -> None:
    opened(room)

    def somebody_is_quick(changes: Sequence[Change]) -> None:
        if not changes:
            opened(room)

    with watching(room, somebody_is_quick) as told:
        assert told.get(timeout=PATIENCE_S) == []
        assert told.get(timeout=PATIENCE_S) == [("ticket", "NOC-2026-000002")]


def test_each_commit_is_told_once(room: Room) -> None:
    with watching(room) as told:
        assert told.get(timeout=PATIENCE_S) == []
        for number in (1, 2, 3):
            opened(room)
            assert told.get(timeout=PATIENCE_S) == [("ticket", f"NOC-2026-00000{number}")]


def test_who_has_slept_through_what_is_forgotten_since_reads_everything_anew(room: Room) -> None:
    opened(room)
    with watching(room) as told:
        assert told.get(timeout=PATIENCE_S) == []
        with room.write(SYSTEM_ACTOR) as tx:  # as if three changes had come, of which the first two are forgotten
            reached = tx.read.value("SELECT max(seq) FROM change")
            tx.connection.execute(text("DELETE FROM change"))
            tx.connection.execute(
                text("INSERT INTO change (seq, kind, key) VALUES (:seq, 'ticket', 'x')"), {"seq": reached + 3}
            )
            if tx.dialect == "postgresql":
                tx.connection.execute(text("NOTIFY noc_change"))

        assert told.get(timeout=PATIENCE_S) == [EVERYTHING]


def test_the_past_of_the_feed_may_go_without_anybody_noticing(room: Room) -> None:
    for _ in range(3):
        opened(room)
    with watching(room) as told:
        assert told.get(timeout=PATIENCE_S) == []
        with room.write(SYSTEM_ACTOR) as tx:
            tx.connection.execute(text("DELETE FROM change WHERE seq < (SELECT max(seq) FROM change)"))
        opened(room)

        assert told.get(timeout=PATIENCE_S) == [("ticket", "NOC-2026-000004")]


def test_every_change_is_dated(room: Room) -> None:
    ticket = opened(room)

    assert rows(room, "SELECT at FROM change ORDER BY seq DESC LIMIT 1") == [(ticket.opened_at,)]


def test_who_is_present_is_heard_of_without_being_a_change(room: Room) -> None:
    seat, stop = Seat(room.location, "other"), threading.Event()
    told: Queue[Sequence[Change]] = Queue()
    seen: Queue[list[str]] = Queue()

    def look(read: Reader) -> None:
        seen.put([who for (who,) in read.rows("SELECT who FROM presence")])

    watcher = threading.Thread(target=watch, args=(room.location, stop, told.put, lambda _: None, look))
    watcher.start()
    try:
        assert seen.get(timeout=PATIENCE_S) == []
        seat.say("bruno", None, Doing.READING, 0, 15)
        assert seen.get(timeout=PATIENCE_S) == ["bruno"]
        seat.leave()
        assert seen.get(timeout=PATIENCE_S) == []
        assert told.get_nowait() == []
        assert told.empty()
    finally:
        stop.set()
        watcher.join()
        seat.close()
