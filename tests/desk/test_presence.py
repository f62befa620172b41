"""Who is on which ticket: seen by the others at once, kept up by a beat, gone by itself."""

from __future__ import annotations

import sqlite3

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.live import LiveRoom
from noc_tui.desk.presence import GONE_S, here, here_too, lookers_at, named
from noc_tui.domain.presence import Doing, Looker
from noc_tui.store.room import Room
from tests.rooms import SetClock, look, on_sqlite, opened, rows
from tests.sessions import eventually, sees, session

READS, WRITES, TRIAGES = Doing.READING, Doing.WRITING, Doing.TRIAGE


def ends_of(room: Room) -> list[int]:
    """Until when each session is in the room, seconds from now."""
    now = to_us(room.clock())
    return [(until - now) // 1_000_000 for (until,) in rows(room, "SELECT until FROM presence")]


def test_who_opens_a_ticket_is_seen_until_they_leave_it(room: Room) -> None:
    ticket = opened(room)
    with session(room, "anna") as anna, session(room, "bruno") as bruno:
        bruno.be(ticket.key, READS)
        sees(anna, ticket.id, Looker("bruno", READS))
        bruno.be(ticket.key, WRITES)
        sees(anna, ticket.id, Looker("bruno", WRITES))
        assert bruno.lookers() == {}, "nobody sees themselves"

        bruno.be(None)
        sees(anna, ticket.id)


def test_who_ends_the_program_is_gone_at_once(room: Room) -> None:
    ticket = opened(room)
    with session(room, "anna") as anna:
        with session(room, "bruno") as bruno:
            bruno.be(ticket.key, READS)
            sees(anna, ticket.id, Looker("bruno", READS))
        sees(anna, ticket.id)
    assert rows(room, "SELECT * FROM presence") == []


def test_who_is_there_already_is_seen_by_those_who_come_later(room: Room) -> None:
    ticket = opened(room)
    with session(room, "bruno") as bruno:
        bruno.be(ticket.key, READS)
        eventually(lambda: ends_of(room), "bruno")
        with session(room, "anna") as anna:
            sees(anna, ticket.id, Looker("bruno", READS))


def test_who_crashed_is_gone_after_fifteen_seconds_without_a_word_from_anybody(room: Room, clock: SetClock) -> None:
    ticket = opened(room)
    with session(room, "anna") as anna, session(room, "bruno") as bruno:
        bruno.be(ticket.key, WRITES)
        sees(anna, ticket.id, Looker("bruno", WRITES))
        clock.move(seconds=GONE_S - 1)
        assert anna.lookers() == {ticket.id: (Looker("bruno", WRITES),)}
        clock.move(seconds=1)
        assert anna.lookers() == {}
        assert look(room, here, to_us(clock())) == []
        assert look(room, lookers_at, ticket.id, to_us(clock())) == ()

        bruno.be(ticket.key, WRITES)  # it had only been held up
        sees(anna, ticket.id, Looker("bruno", WRITES))


def test_a_beat_is_written_every_five_seconds_and_no_more_often(room: Room, clock: SetClock) -> None:
    with session(room, "bruno") as bruno:
        bruno.be(None)
        eventually(lambda: ends_of(room) == [15], "the first beat")
        for left in (14, 13, 12, 11):
            clock.move(seconds=1)
            bruno.be(None)
            assert bruno._whereabouts._tasks.empty()
            assert ends_of(room) == [left]
        clock.move(seconds=1)
        bruno.be(None)
        eventually(lambda: ends_of(room) == [15], "the next beat")


def test_a_clock_that_is_set_back_leaves_nobody_in_the_room_for_ever(room: Room, clock: SetClock) -> None:
    with session(room, "bruno") as bruno:
        bruno.be(None)
        eventually(lambda: ends_of(room) == [15], "the first beat")
        clock.move(hours=-1)
        bruno.be(None)
        eventually(lambda: ends_of(room) == [15], "the next beat")


def test_a_beat_alone_is_no_news_to_a_screen(room: Room, clock: SetClock) -> None:
    ticket = opened(room)
    with session(room, "bruno") as bruno:
        others = LiveRoom(room, "anna")._others
        bruno.be(ticket.key, READS)
        eventually(lambda: ends_of(room) == [15], "the first beat")
        assert look(room, others.look)
        clock.move(seconds=10)
        bruno.be(ticket.key, READS)
        eventually(lambda: ends_of(room) == [15], "the next beat")
        assert not look(room, others.look)
        clock.move(seconds=10)
        assert others.on_tickets() == {ticket.id: (Looker("bruno", READS),)}


@on_sqlite
def test_a_beat_that_meets_a_writer_is_missed_in_silence_and_said_with_the_next(room: Room) -> None:
    ticket = opened(room)
    assert room.location.path is not None
    with session(room, "anna") as anna, session(room, "bruno") as bruno:
        writer = sqlite3.connect(room.location.path, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        bruno.be(ticket.key, READS)
        eventually(lambda: bruno._whereabouts._said is None, "the miss")
        writer.execute("ROLLBACK")
        writer.close()
        bruno.be(ticket.key, READS)
        sees(anna, ticket.id, Looker("bruno", READS))


def test_who_is_in_the_room_on_a_ticket_or_not_is_there_once(room: Room) -> None:
    ticket = opened(room)
    with session(room, "bruno") as bruno, session(room, "anna") as anna, session(room, "bruno") as twice:
        for live, key in ((bruno, None), (anna, None), (twice, ticket.key)):
            live.be(key)
        eventually(lambda: len(ends_of(room)) == 3, "all three")

        assert look(room, here, to_us(room.clock())) == ["anna", "bruno"]


def test_who_is_there_twice_is_told_once_with_what_would_disturb_most(room: Room) -> None:
    ticket = opened(room)
    with session(room, "anna") as anna, session(room, "bruno") as bruno, session(room, "bruno") as twice:
        bruno.be(ticket.key, WRITES)
        twice.be(ticket.key, READS)
        eventually(lambda: len(ends_of(room)) == 2, "both")
        sees(anna, ticket.id, Looker("bruno", WRITES))
        twice.be(ticket.key, TRIAGES)
        sees(anna, ticket.id, Looker("bruno", WRITES))
        bruno.be(None)
        sees(anna, ticket.id, Looker("bruno", TRIAGES))


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("", "only you are here"),
        ("anna", "anna is here too, reading"),
        ("anna bruno", "also here: anna (reading), bruno (reading)"),
        ("ada anna bruno lia vera", "also here: ada (reading), anna (reading), bruno (reading) and 2 more"),
    ],
)
def test_how_it_is_told(who: str, told: str) -> None:
    assert here_too([Looker(name, READS) for name in who.split()]) == told


def test_what_they_do_is_told() -> None:
    assert here_too([Looker("anna", TRIAGES)]) == "anna is here too, in triage"
    assert named([Looker("anna", WRITES), Looker("bruno", READS)]) == "anna (writing), bruno (reading)"
