"""The demo room lives: it changes at a calm pace, and leaves alone what the person at the keyboard holds."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from noc_tui.clock import from_us
from noc_tui.demo.live import STORIES, Life
from noc_tui.desk import alerts, ending, work
from noc_tui.desk.doctor import examine
from noc_tui.domain.errors import Refused
from noc_tui.domain.words import Reason
from noc_tui.store import engine
from noc_tui.store import room as store_room
from noc_tui.store.room import Room
from tests.demo.demo_rooms import GIADA, demo_room
from tests.rooms import SetClock, SqliteStores, Stores, do, rows

AT = "2026-11-20 10:30"


@pytest.fixture
def time() -> SetClock:
    return SetClock(AT)


@pytest.fixture
def demo(files: SqliteStores, time: SetClock) -> Iterator[Room]:
    """A filled demo room."""
    with demo_room(files, time, tickets=120, alerts=60) as room:
        yield room


def live(life: Life, time: SetClock, minutes: int) -> None:
    for _ in range(minutes * 20):
        time.move(seconds=3)
        life.step()


def since(room: Room, event_id: int) -> list[tuple[Any, ...]]:
    return rows(
        room,
        "SELECT subject_kind, subject_id, kind, actor, at, detail FROM event WHERE id > :id ORDER BY id",
        id=event_id,
    )


def last_event(room: Room) -> int:
    return int(rows(room, "SELECT max(id) FROM event")[0][0])


def test_alerts_fire_and_clear_requests_come_in_and_people_work(stores: Stores, time: SetClock) -> None:
    with demo_room(stores, time, tickets=60, alerts=30) as room:
        before = last_event(room)

        live(Life(room, 1, GIADA.name), time, 30)

        kinds = Counter((subject, kind) for subject, _, kind, _, _, _ in since(room, before))
        told = {kind for _, kind in kinds}
        assert {"opened", "taken", "noted", "assigned", "paused", "resumed", "solved", "closed", "acknowledged"} <= told
        assert {"fired", "resolved", "joined", "alert_joined", "alert_resolved", "cleared"} <= told
        assert kinds["alert", "fired"] - kinds["alert", "resolved"] < STORIES
        assert list(examine(room)) == []


def test_something_happens_every_few_seconds_and_what_comes_in_is_worked_off(demo: Room, time: SetClock) -> None:
    lines = rows(demo, "SELECT count(*) FROM queue")[0][0]
    before = last_event(demo)

    live(Life(demo, 2, GIADA.name), time, 20)

    moments = {at // 3_000_000 for *_, at, _ in since(demo, before)}
    assert 20 * 60 / len(moments) == pytest.approx(8, abs=3)  # seconds from one to the next
    assert rows(demo, "SELECT count(*) FROM queue")[0][0] <= lines + STORIES
    assert rows(demo, "SELECT count(*) FROM queue WHERE kind = 1")[0][0] < 12


def test_a_step_does_a_thing_or_two_however_long_nobody_looked(demo: Room, time: SetClock) -> None:
    life = Life(demo, 3, GIADA.name)
    live(life, time, 6)
    time.move(hours=8)
    before = rows(demo, "SELECT count(DISTINCT action_id) FROM event")[0][0]

    life.step()

    assert rows(demo, "SELECT count(DISTINCT action_id) FROM event")[0][0] - before <= 2


def test_it_never_acts_on_what_the_person_at_the_keyboard_holds(demo: Room, time: SetClock) -> None:
    life = Life(demo, 4, GIADA.name)
    live(life, time, 5)
    nobodys = rows(demo, "SELECT key, ref FROM queue WHERE kind = 0 AND assignee IS NULL ORDER BY at")
    for key, _ in nobodys:
        do(demo, GIADA, work.take, key)
    for key, _ in nobodys[::3]:
        do(demo, GIADA, work.wait, key, Reason.CUSTOMER)
    (seen,) = rows(demo, "SELECT min(ref) FROM queue WHERE kind = 1 AND status = 'firing'")[0]
    do(demo, GIADA, alerts.acknowledge, seen)
    before = last_event(demo)
    (due,) = rows(demo, "SELECT min(at) FROM queue WHERE assignee = 'giada' AND band = 0")[0]
    time.now = from_us(due) + timedelta(minutes=20)  # overrun, and nobody else looks after it

    live(life, time, 12)

    mine = {ref for _, ref in nobodys}
    touched = [
        (kind, actor)
        for subject, ident, kind, actor, _, _ in since(demo, before)
        if (subject == "ticket" and ident in mine) or (subject, ident) == ("alert", seen)
    ]
    assert len(nobodys) > 5
    assert {kind for kind, _ in touched} <= {"alert_resolved", "alert_fired", "resolved", "fired"}  # monitoring's word
    assert {actor for _, actor in touched} <= {"intake:alertmanager"}


def test_a_ticket_that_the_person_takes_out_of_somebodys_hands_is_left_to_them(demo: Room, time: SetClock) -> None:
    life, before = Life(demo, 5, GIADA.name), last_event(demo)
    live(life, time, 4)
    taken = [ident for _, ident, kind, _, _, _ in since(demo, before) if kind == "taken"]
    keys = [key for ident in taken for (key,) in rows(demo, "SELECT key FROM ticket WHERE id = :id", id=ident)]
    for key in keys:
        do(demo, GIADA, work.assign, key, to="giada")
    before = last_event(demo)

    live(life, time, 12)

    actors = {actor for subject, ident, _, actor, _, _ in since(demo, before) if subject == "ticket" and ident in taken}
    assert taken
    assert actors <= {"intake:alertmanager"}
    assert rows(demo, "SELECT count(*) FROM ticket WHERE assignee = 'giada'") == [(len(set(keys)),)]


def test_somebody_of_the_demo_may_sit_at_the_keyboard(demo: Room, time: SetClock) -> None:
    before = last_event(demo)

    live(Life(demo, 6, "Rossi"), time, 15)

    assert "rossi" not in {actor for _, _, _, actor, _, _ in since(demo, before)}


def test_what_others_did_meanwhile_ends_a_story_and_nothing_else(demo: Room, time: SetClock) -> None:
    life, before = Life(demo, 7, GIADA.name), last_event(demo)
    live(life, time, 5)
    new = [ident for _, ident, kind, _, _, _ in since(demo, before) if kind == "opened"]
    for ident in new:
        (key, status) = rows(demo, "SELECT key, status FROM ticket WHERE id = :id", id=ident)[0]
        if status in {"new", "open", "pending"}:
            do(demo, GIADA, ending.cancel, key, "tried")
    later = last_event(demo)

    live(life, time, 12)

    assert new
    assert Counter(kind for _, _, kind, _, _, _ in since(demo, later))["opened"] > 3


def test_the_same_seed_room_and_clock_live_the_same_life(files: SqliteStores) -> None:
    lives = []
    for _ in range(2):
        time = SetClock(AT)
        with demo_room(files, time, tickets=60, alerts=30) as room:
            before = last_event(room)
            live(Life(room, 8, GIADA.name), time, 15)
            lives.append(since(room, before))

    assert lives[0] == lives[1]
    assert len(lives[0]) > 50


def test_an_empty_demo_room_comes_to_life_too(files: SqliteStores, time: SetClock) -> None:
    with demo_room(files, time) as room:
        live(Life(room, 9, GIADA.name), time, 12)
        assert rows(room, "SELECT count(*) FROM ticket")[0][0] > 3


def test_a_room_of_other_people_does_not_live(room: Room) -> None:
    with pytest.raises(Refused, match="noc demo"):
        Life(room, 1, "ada")


def test_what_a_busy_store_kept_from_happening_happens_later(
    files: SqliteStores, time: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 1)
    monkeypatch.setattr(store_room, "WRITE_PATIENCE_S", 0.01)
    with demo_room(files, time) as room:
        life, path = Life(room, 10, GIADA.name), room.location.path
        assert path is not None
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        live(life, time, 4)
        assert rows(room, "SELECT count(*) FROM event") == [(0,)]
        other.execute("ROLLBACK")
        other.close()

        for _ in range(4):
            time.move(seconds=3)
            life.step()

        assert rows(room, "SELECT count(DISTINCT action_id) > 3 FROM event") == [(True,)]
