"""Transactions: all or nothing, events for good, and a change feed in the order of commits."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlmodel import col, insert, update

from noc_tui.desk.batch import each
from noc_tui.desk.contracts import add_contract
from noc_tui.desk.customers import add_customer
from noc_tui.desk.opening import open_ticket
from noc_tui.desk.terms import TermsBook
from noc_tui.desk.versions import save_calendar
from noc_tui.desk.work import assign, note, take
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.errors import BadInput, NocError, Refused, StoreBusy, StoreError, StoreGone
from noc_tui.domain.ticket import TicketRow
from noc_tui.models.room import Setting
from noc_tui.models.ticket import Ticket
from noc_tui.store.room import Room
from noc_tui.store.tx import Tx
from tests.desk.derived import differences
from tests.rooms import ANNA, LIA, SetClock, do, history, look, on_postgres, on_sqlite, opened, rows, ticket_of

TABLES = ("ticket", "event", "queue", "counter", "change", "due_work", "customer", "setting")


def counts(room: Room) -> dict[str, int]:
    return {table: rows(room, f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}


@pytest.mark.parametrize("statement", ["UPDATE event SET actor = 'eve'", "UPDATE event SET id = id WHERE 1 = 1"])
def test_no_event_is_ever_changed(room: Room, statement: str) -> None:
    ticket = opened(room)
    before = history(room, ticket)

    with pytest.raises(StoreError, match="events are never changed"), room.write(SYSTEM_ACTOR) as tx:
        tx.connection.execute(text(statement))

    assert history(room, ticket) == before


@pytest.mark.parametrize("statement", ["DELETE FROM event", "DELETE FROM event WHERE seq = 2"])
def test_no_event_is_ever_deleted(room: Room, statement: str) -> None:
    ticket = opened(room)

    with pytest.raises(StoreError, match="events are never changed"), room.write(SYSTEM_ACTOR) as tx:
        tx.connection.execute(text(statement))

    assert len(history(room, ticket)) == 2


@on_postgres
def test_nor_is_the_table_emptied(room: Room) -> None:
    ticket = opened(room)

    with pytest.raises(StoreError, match="events are never changed"), room.write(SYSTEM_ACTOR) as tx:
        tx.connection.execute(text("TRUNCATE event CASCADE"))

    assert len(history(room, ticket)) == 2


def test_no_two_events_of_a_ticket_have_one_number(room: Room) -> None:
    opened(room)
    again = (
        "INSERT INTO event (subject_kind, subject_id, seq, at, recorded_at, actor, kind, v, visibility, action_id, "
        "detail) SELECT subject_kind, subject_id, seq, at, recorded_at, actor, kind, v, visibility, action_id, detail "
        "FROM event"
    )

    with pytest.raises(NocError, match=r"(?i)unique"), room.write(SYSTEM_ACTOR) as tx:
        tx.connection.execute(text(again))

    assert rows(room, "SELECT count(*) FROM event") == [(2,)]


def test_a_failing_operation_leaves_nothing(room: Room) -> None:
    ticket = opened(room)
    before = counts(room)

    with pytest.raises(ZeroDivisionError), room.write(ANNA) as tx:
        take(tx, ticket.key)
        open_ticket(tx, subject="Another", customer="BDA")
        tx.session.add(Setting(name="zone", value="UTC"))
        tx.session.flush()
        1 / 0  # noqa: B018

    assert counts(room) == before
    assert ticket_of(room, ticket.key) == ticket


def test_a_failure_of_the_database_leaves_nothing_and_is_said_in_our_words(room: Room) -> None:
    ticket = opened(room)
    before = counts(room)

    with pytest.raises(StoreError) as refusal, room.write(ANNA) as tx:
        take(tx, ticket.key)
        tx.connection.execute(update(Ticket).where(col(Ticket.id) == ticket.id).values(customer_id=4711))

    assert refusal.value.hint
    assert counts(room) == before
    assert ticket_of(room, ticket.key) == ticket


def test_what_fails_as_it_is_committed_leaves_nothing_either(room: Room) -> None:
    before = counts(room)

    with pytest.raises(NocError, match=r"(?i)unique"), room.write(ANNA) as tx:
        open_ticket(tx, subject="No mail")
        tx.session.add(Setting(name="zone", value="UTC"))
        tx.connection.execute(insert(Setting), [{"name": "zone", "value": "Europe/Rome"}])

    assert counts(room) == before


def test_a_refused_row_of_a_bulk_action_is_undone_alone(room: Room) -> None:
    one, two, three = (opened(room) for _ in range(3))
    do(room, LIA, take, two.key)

    with room.write(ANNA) as tx:
        outcomes = each(tx, [one.key, two.key, "99", three.key], note_and_take)

    assert [outcome.refusal is None for outcome in outcomes] == [True, False, False, True]
    assert "held by lia" in str(outcomes[1].refusal)
    assert [ticket_of(room, ticket.key).assignee for ticket in (one, two, three)] == ["anna", "lia", "anna"]
    assert [event.kind for event in history(room, two)] == ["opened", "terms", "taken"]
    assert differences(room) == []


def note_and_take(tx: Tx, key: str) -> TicketRow:
    note(tx, key, "Mine now")
    return take(tx, key)


def test_the_first_thing_written_in_a_savepoint_is_undone_too(room: Room) -> None:
    ticket = opened(room)

    with room.write(ANNA) as tx:
        with pytest.raises(Refused), tx.savepoint():
            note(tx, ticket.key, "Never mind")
            raise Refused("No.")
        note(tx, ticket.key, "Still here")

    assert [event.detail.get("text") for event in history(room, ticket)[2:]] == ["Still here"]
    assert differences(room) == []


def test_a_failure_of_the_database_in_a_savepoint_spares_the_rest(room: Room) -> None:
    with room.write(LIA) as tx:
        add_customer(tx, "NEW", "Nuova Ditta")
        with pytest.raises(NocError, match=r"(?i)unique"), tx.savepoint():
            add_customer(tx, "NEX", "Nuova Due")
            tx.connection.execute(text("INSERT INTO setting (name, value) VALUES ('a', '1'), ('a', '2')"))
        add_customer(tx, "NEY", "Nuova Tre")

    found = rows(room, "SELECT code FROM customer WHERE code LIKE 'NE%' ORDER BY code")
    assert found == [("NEW",), ("NEY",)]
    assert rows(room, "SELECT key FROM change ORDER BY seq DESC LIMIT 2") == [("customer NEY",), ("customer NEW",)]


def test_the_feed_lists_what_each_commit_touched_once_and_in_order(room: Room) -> None:
    newest = rows(room, "SELECT max(seq) FROM change")[0][0]
    one, two = opened(room), opened(room)
    with room.write(ANNA) as tx:
        note(tx, two.key, "First")
        note(tx, one.key, "Then")
        note(tx, two.key, "Again")
    with pytest.raises(BadInput):
        do(room, ANNA, note, one.key, "")
    do(room, ANNA, note, one.key, "Last")

    feed = rows(room, "SELECT seq, kind, key FROM change WHERE seq > :newest ORDER BY seq", newest=newest)

    assert [row[1:] for row in feed] == [("ticket", key) for key in (one.key, two.key, two.key, one.key, one.key)]
    numbers = [row[0] for row in feed]
    assert numbers == sorted(set(numbers))


def test_reading_writes_nothing_to_the_feed(room: Room) -> None:
    before = counts(room)

    with room.write(ANNA) as tx:
        tx.read.rows("SELECT * FROM ticket")

    assert counts(room) == before


def test_a_reader_sees_what_was_committed_and_nothing_before(room: Room) -> None:
    ticket = opened(room)
    with room.reading() as read:
        with room.write(ANNA) as tx:
            take(tx, ticket.key)
            assert read.value("SELECT assignee FROM ticket") is None
        assert read.value("SELECT assignee FROM ticket") == "anna"


def test_a_snapshot_stays_what_it_was(room: Room) -> None:
    ticket = opened(room)
    with room.reading() as read:
        with read.snapshot():
            assert read.value("SELECT assignee FROM ticket") is None
            do(room, ANNA, take, ticket.key)
            assert read.value("SELECT assignee FROM ticket") is None
        assert read.value("SELECT assignee FROM ticket") == "anna"


def test_terms_read_in_a_transaction_that_failed_are_forgotten(room: Room) -> None:
    """Numbers of rows that never came to be are given out again."""
    hours = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    always = {"name": "special", "timezone": "Europe/Rome", "hours": hours}
    mornings = always | {"hours": {"mon": [["08:00", "09:00"]]}}
    with pytest.raises(ZeroDivisionError), room.write(LIA) as tx:
        save_calendar(tx, always)
        add_contract(tx, "CDS", code="CD-1", profile="base", calendar="special")
        open_ticket(tx, subject="No mail", customer="CDS")
        1 / 0  # noqa: B018

    with room.write(LIA) as tx:
        save_calendar(tx, mornings)
        add_contract(tx, "CDS", code="CD-1", profile="base", calendar="special")
        open_ticket(tx, subject="No mail", customer="CDS")

    assert differences(room) == []


def test_terms_read_in_a_savepoint_that_failed_are_forgotten(room: Room) -> None:
    hours = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    always = {"name": "special", "timezone": "Europe/Rome", "hours": hours}
    with room.write(LIA) as tx:
        with pytest.raises(ZeroDivisionError), tx.savepoint():
            save_calendar(tx, always)
            add_contract(tx, "CDS", code="CD-1", profile="base", calendar="special")
            open_ticket(tx, subject="No mail", customer="CDS")
            1 / 0  # noqa: B018
        save_calendar(tx, always | {"hours": {"mon": [["08:00", "09:00"]]}})
        add_contract(tx, "CDS", code="CD-1", profile="base", calendar="special")
        open_ticket(tx, subject="No mail", customer="CDS")

    assert differences(room) == []


def test_a_writer_waits_in_line(room: Room) -> None:
    ticket = opened(room)
    done: list[str] = []
    with room.write(ANNA) as tx:
        note(tx, ticket.key, "First")
        other = threading.Thread(target=lambda: done.append(do(room, LIA, assign, ticket.key, level=2).key))
        other.start()
        note(tx, ticket.key, "Second")
        assert done == []
    other.join(20)

    assert done == [ticket.key]
    assert [event.kind for event in history(room, ticket)[2:]] == ["noted", "noted", "assigned"]
    assert differences(room) == []


@on_sqlite
def test_a_writer_gives_up_where_the_line_does_not_move(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(room)
    monkeypatch.setattr("noc_tui.store.room.WRITE_PATIENCE_S", 0.0)
    monkeypatch.setattr("noc_tui.store.engine.BUSY_MS", 1)
    impatient = Room(room.location, SetClock())
    assert room.location.path is not None
    with closing(sqlite3.connect(room.location.path)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreBusy, match="locked by another process") as refusal:
            do(impatient, ANNA, note, "1", "Hello")

    assert refusal.value.hint
    assert do(impatient, ANNA, note, "1", "Hello").version == 3
    impatient.close()


@on_sqlite
def test_nobody_needs_a_second_try_when_the_store_is_free_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line is asked again and again, beyond what SQLite itself would wait."""
    opened(room)
    assert room.location.path is not None
    monkeypatch.setattr("noc_tui.store.engine.BUSY_MS", 1)
    with closing(sqlite3.connect(room.location.path, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        threading.Timer(0.3, other.rollback).start()

        assert do(room, ANNA, note, "1", "Hello").version == 3


@on_sqlite
def test_a_store_that_went_away_is_out_of_reach_and_not_made_anew(room: Room) -> None:
    opened(room)
    assert room.location.path is not None
    moved = room.location.path.rename(room.location.path.with_suffix(".old"))

    with pytest.raises(StoreGone) as refusal:
        rows(room, "SELECT * FROM ticket")

    assert refusal.value.hint
    moved.rename(room.location.path)
    assert rows(room, "SELECT count(*) FROM ticket") == [(1,)]


def test_calendars_are_compiled_once_for_a_room(room: Room) -> None:
    opened(room)
    book = room.memory[TermsBook]
    ticket = ticket_of(room, "1")
    first = look(room, lambda read: book.calendar(read, ticket.calendar_version_id))
    opened(room)

    assert room.memory[TermsBook] is book
    assert look(room, lambda read: book.calendar(read, ticket.calendar_version_id)) is first
