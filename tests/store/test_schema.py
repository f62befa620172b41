"""The schema: what migrations make is what the tables say, and what is newer is left alone."""

from __future__ import annotations

import os
import stat
import warnings
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from noc_tui.desk.opening import open_ticket
from noc_tui.desk.room import open_room
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.errors import StoreError, StoreVersion
from noc_tui.models.schema import METADATA
from noc_tui.store import schema
from noc_tui.store.location import parse_location
from noc_tui.store.read.connection import open_postgres, open_sqlite
from noc_tui.store.room import Room
from tests.rooms import ADA, SetClock, Stores, do, look, on_postgres, on_sqlite, opened, rows
from tests.store.copies import migrated


def test_migrations_make_what_the_tables_say(room: Room) -> None:
    with room.engine().connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # indexes over expressions are compared by the next test
        options = {"compare_type": True, "compare_server_default": True, "include_name": _is_a_table_of_ours}
        context = MigrationContext.configure(connection, opts=options)
        compared = compare_metadata(context, METADATA)

    assert compared == []


def _is_a_table_of_ours(name: str | None, kind: str, _: object) -> bool:
    """All but the full-text indexes, which each database has its own way."""
    if name is None:
        return True
    return not name.startswith("ticket_fts") if kind == "table" else name != "ix_ticket_text_words"


def test_every_index_of_the_tables_is_there(room: Room) -> None:
    catalog = "pg_indexes" if room.location.path is None else "sqlite_master"
    column = "indexname" if room.location.path is None else "name"
    there = {row[0] for row in rows(room, f"SELECT {column} FROM {catalog}")}

    assert {index.name for table in METADATA.tables.values() for index in table.indexes} <= there


def test_the_newest_migration_is_the_one_that_the_program_knows(room: Room) -> None:
    scripts = ScriptDirectory(str(Path(schema.__file__).parent / "migrations"))

    assert scripts.get_heads() == [schema.HEAD]
    assert look(room, schema.stored_version) == schema.HEAD
    assert not look(room, schema.needs_upgrade)


def test_a_store_is_made_on_first_need_with_what_ships(stores: Stores, clock: SetClock) -> None:
    with stores.blank() as url:
        room = open_room(url, clock)
        assert not room.exists()

        names = rows(room, "SELECT name FROM profile_version ORDER BY name")

        assert names == [("advanced",), ("base",), ("extended",), ("on_request",), ("professional",)]
        assert (room.created, room.exists()) == (True, True)
        again = open_room(url, clock)
        assert rows(again, "SELECT count(*) FROM profile_version") == [(5,)]
        assert not again.created
        assert do(again, ADA, open_ticket, subject="No mail").number == 1
        room.close()
        again.close()


def test_bringing_an_upgraded_store_up_to_date_changes_nothing(room: Room) -> None:
    with room.write(SYSTEM_ACTOR) as tx:
        schema.upgrade(tx.connection)

    assert rows(room, "SELECT version_num FROM alembic_version") == [(schema.HEAD,)]
    assert rows(room, "SELECT count(*) FROM operator") == [(5,)]


def test_a_store_of_a_newer_program_is_refused_and_left_alone(room: Room, clock: SetClock) -> None:
    with room.write(SYSTEM_ACTOR) as tx:
        tx.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    location = room.location
    newer = Room(location, clock)

    for use in (newer.reader, newer.ensure, lambda: do(newer, ADA, open_ticket, subject="No mail")):
        with pytest.raises(StoreVersion, match=f"schema 9999, this program knows {schema.HEAD}") as refusal:
            use()
        assert "newer noc-tui" in refusal.value.hint

    newer.close()
    assert rows(room, "SELECT version_num FROM alembic_version") == [("9999",)]
    assert rows(room, "SELECT count(*) FROM ticket") == [(0,)]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_new_file_is_its_owners_alone(tmp_path: Path, umask: int, monkeypatch: pytest.MonkeyPatch) -> None:
    before = os.umask(umask)
    try:
        room = open_room(str(tmp_path / "new" / "room.db"))
        with room.reading(), room.write(ADA) as tx:
            open_ticket(tx, subject="No mail")
            files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").iterdir()}
    finally:
        os.umask(before)
        room.close()

    assert files == dict.fromkeys(("room.db", "room.db-wal", "room.db-shm"), 0o600)


def test_sqlite_runs_with_its_journal_on_disk_at_every_commit(tmp_path: Path) -> None:
    room = open_room(str(tmp_path / "room.db"))

    with room.write(ADA) as tx:
        asked = {
            name: tx.read.value(f"PRAGMA {name}")
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 2000}
    room.close()


@on_sqlite
def test_a_reader_cannot_write(room: Room) -> None:
    with room.reading() as read, pytest.raises(StoreError, match="readonly"):
        read.rows("DELETE FROM ticket")


def test_a_store_of_the_first_schema_is_brought_up_to_date(stores: Stores, clock: SetClock) -> None:
    with stores.blank() as url:
        migrated(url, "0001")

        room = open_room(url, clock)
        room.ensure()
        assert look(room, schema.stored_version) == schema.HEAD
        test_migrations_make_what_the_tables_say(room)
        room.close()


def test_asking_a_store_that_is_not_made_yet_for_its_version_trips_nothing(stores: Stores) -> None:
    """On PostgreSQL a statement that fails would end the transaction, and say why in the server's language."""
    with stores.blank() as url:
        location = parse_location(url)
        schema.create_file(location)
        read = open_postgres(location.dsn) if location.path is None else open_sqlite(location.path)
        with closing(read), read.snapshot():
            assert schema.stored_version(read) is None
            assert read.value("SELECT 1") == 1


@on_postgres
def test_the_options_of_the_address_hold_for_whoever_writes_too(stores: Stores, clock: SetClock) -> None:
    with stores.blank() as url:
        with psycopg.connect(parse_location(url).dsn, autocommit=True) as other:
            other.execute("CREATE SCHEMA desk")
        room = open_room(f"{url}?options=-csearch_path%3Ddesk", clock)

        opened(room, None)

        assert rows(room, "SELECT DISTINCT schemaname FROM pg_tables WHERE tablename = 'ticket'") == [("desk",)]
        assert rows(room, "SELECT count(*) FROM ticket") == [(1,)]
        with room.write(ADA) as tx:
            assert tx.read.value("SHOW lock_timeout") == "10s"
        room.close()
