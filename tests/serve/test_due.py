"""What falls due under `noc serve`: whatever goes wrong, it is logged and the next second comes."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest

from noc_tui.desk.work import wait
from noc_tui.domain.words import Reason, Status
from noc_tui.serve.log import LOG
from noc_tui.store.room import Room
from tests.rooms import ANNA, SetClock, do, opened, ticket_of
from tests.serve.serving import WAIT_S, serving


class Heard(logging.Handler):
    """The log's lines, for whoever waits for one."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._told = threading.Condition()

    def emit(self, record: logging.LogRecord) -> None:
        with self._told:
            self.lines.append(record.getMessage())
            self._told.notify_all()

    def wait_for(self, said: str) -> str:
        """The first line with that in it."""
        with self._told:
            assert self._told.wait_for(lambda: any(said in line for line in self.lines), WAIT_S), self.lines
        return next(line for line in self.lines if said in line)


@pytest.fixture
def heard() -> Iterator[Heard]:
    handler, level = Heard(), LOG.level
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    yield handler
    LOG.removeHandler(handler)
    LOG.setLevel(level)


def soon(room: Room, clock: SetClock, subject: str) -> str:
    """The key of a ticket that waits for five minutes."""
    until = clock.now + timedelta(minutes=5)
    return do(room, ANNA, wait, opened(room, subject=subject).key, Reason.CUSTOMER, until=until).key


def test_a_bad_row_is_logged_and_the_others_are_done(file_room: Room, clock: SetClock, heard: Heard) -> None:
    key = soon(file_room, clock, "Mail")
    with written(file_room) as store:
        store.execute("INSERT INTO due_work (kind, ref, at) VALUES ('wake', '999', 1)")
    clock.move(minutes=9)

    with serving(file_room):
        told = heard.wait_for("wake 999")

    assert told.startswith("2026-11-23T08:09:00Z due work: wake 999 is set aside for an hour: NotFound: There is no")
    assert told.isprintable()
    assert ticket_of(file_room, key).status == Status.OPEN


def test_a_fault_of_ours_is_logged_once_and_it_goes_on(
    file_room: Room, clock: SetClock, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = [threading.Event() for _ in range(3)]
    waiting = iter(calls)

    def fail(*_: object) -> None:
        next(waiting).set()
        raise ZeroDivisionError("no")

    monkeypatch.setattr("noc_tui.serve.app.work_due", fail)
    with serving(file_room):
        assert all(call.wait(WAIT_S) for call in calls)

    said = [line for line in heard.lines if "ZeroDivisionError at test_due.py:" in line]
    assert len(said) == 1


def test_once_the_store_is_whole_again_what_was_due_is_done(file_room: Room, clock: SetClock, heard: Heard) -> None:
    key = soon(file_room, clock, "Mail")
    with written(file_room) as store:
        store.execute("ALTER TABLE lease RENAME TO away")
    clock.move(minutes=9)

    with serving(file_room):
        assert "no such table" in heard.wait_for("due work:")
        with written(file_room) as store:
            store.execute("ALTER TABLE away RENAME TO lease")
        done = threading.Event()
        for _ in range(int(WAIT_S * 10)):
            if ticket_of(file_room, key).status == Status.OPEN:
                break
            done.wait(0.1)

    assert ticket_of(file_room, key).status == Status.OPEN


@contextmanager
def written(room: Room) -> Iterator[sqlite3.Connection]:
    """The store as another program writes to it."""
    assert room.location.path is not None
    with closing(sqlite3.connect(room.location.path, timeout=WAIT_S)) as store, store:
        yield store
