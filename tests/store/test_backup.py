"""Backup and restore on both databases: what was there comes back, and running processes are told."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psycopg
import pytest

from noc_tui.desk.contracts import add_contract
from noc_tui.desk.doctor import examine
from noc_tui.desk.room import open_room
from noc_tui.domain.errors import BadInput, NotFound, Refused, StoreError
from noc_tui.store.backup import backup, restore
from noc_tui.store.feed import watch
from noc_tui.store.location import parse_location
from noc_tui.store.room import Room
from noc_tui.store.schema import HEAD
from tests.rooms import ADA, ANNA, Stores, do, opened, rows
from tests.store.copies import again, migrated, subjects

TOOLS = pytest.mark.external("pg_dump", "pg_restore", "psql")
BOTH = pytest.mark.parametrize("stores", ["sqlite", pytest.param("postgresql", marks=TOOLS)], indirect=True)
POSTGRES = pytest.mark.parametrize("stores", [pytest.param("postgresql", marks=TOOLS)], indirect=True)


@BOTH
def test_what_is_backed_up_comes_back_and_what_was_there_is_kept(room: Room, tmp_path: Path) -> None:
    opened(room, subject="before")
    made = backup(room, tmp_path / "b")
    opened(room, subject="after")

    done = restore(again(room), tmp_path / "b")

    assert (made.schema, made.size) == (HEAD, (tmp_path / "b").stat().st_size)
    assert (subjects(room), done.schema) == (["before"], HEAD)
    assert list(examine(room)) == []
    assert done.aside is not None
    assert ".before-restore-20261123T080000Z" in done.aside.name
    restore(again(room), done.aside)
    assert subjects(room) == ["before", "after"]
    assert list(examine(room)) == []


@BOTH
def test_work_goes_on_in_a_restored_room(room: Room, tmp_path: Path) -> None:
    opened(room)
    backup(room, tmp_path / "b")
    opened(room)

    restore(again(room), tmp_path / "b")

    assert opened(room).key == "NOC-2026-000002"
    with pytest.raises(StoreError, match="events are never changed"), room.write(ANNA) as tx:
        tx.connection.exec_driver_sql("DELETE FROM event")


@BOTH
def test_whoever_watches_is_told_to_read_everything_anew(room: Room, tmp_path: Path) -> None:
    backup(room, tmp_path / "b")
    opened(room)
    stop, told, everything = Event(), [("", "")], Event()

    def changed(changes: object) -> None:
        assert isinstance(changes, list)
        told.extend(changes)
        if ("store", "") in changes:
            everything.set()

    watcher = Thread(target=watch, args=(room.location, stop, changed, lambda _trouble: None))
    watcher.start()
    try:
        newest = rows(room, "SELECT max(seq) FROM change")[0][0]
        restore(again(room), tmp_path / "b")

        assert everything.wait(20)
        ((seq, kind, key),) = rows(room, "SELECT seq, kind, key FROM change ORDER BY seq DESC LIMIT 1")
        assert (kind, key) == ("store", "")
        assert seq > newest
    finally:
        stop.set()
        watcher.join()


@BOTH
def test_a_backup_is_its_owners_alone_and_leaves_nothing_beside_it(room: Room, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    before = os.umask(0)
    try:
        made = backup(room, folder / "b")
    finally:
        os.umask(before)

    assert made.path.stat().st_mode & 0o777 == 0o600
    assert list(folder.iterdir()) == [made.path]


@BOTH
def test_a_file_that_is_there_is_replaced_only_by_force(room: Room, tmp_path: Path) -> None:
    target = tmp_path / "b"
    target.write_text("precious")

    with pytest.raises(Refused, match="is there already"):
        backup(room, target)
    assert target.read_text() == "precious"
    backup(room, target, force=True)

    assert restore(again(room), target).schema == HEAD


@BOTH
def test_what_is_no_backup_of_a_room_is_refused(room: Room, tmp_path: Path) -> None:
    opened(room, subject="kept")
    letter, other = tmp_path / "letter", tmp_path / "other.db"
    letter.write_text("Dear all")
    with closing(sqlite3.connect(other)) as store, store:
        store.execute("CREATE TABLE alembic_version (version_num TEXT)")

    for file in (letter, other):
        with pytest.raises(BadInput):
            restore(again(room), file)
    with pytest.raises(NotFound):
        restore(again(room), tmp_path / "nothing")

    assert subjects(room) == ["kept"]


@POSTGRES
def test_the_password_is_on_no_command_line(room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrapper in the place of pg_dump notes how it was called."""
    noted, wrapper = tmp_path / "noted", tmp_path / "bin" / "pg_dump"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\necho "$@" > {noted}\nPATH="${{PATH#*:}}" exec pg_dump "$@"\n')
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{wrapper.parent}:{os.environ['PATH']}")

    backup(room, tmp_path / "b")

    password = room.location.dsn.partition("://")[2].partition("@")[0].partition(":")[2]
    assert password
    assert "--format=custom" in noted.read_text()
    assert password not in noted.read_text()


@POSTGRES
def test_without_pg_dump_it_says_what_is_missing(room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(Refused) as refusal:
        backup(room, tmp_path / "b")

    assert refusal.value.message == "pg_dump is not installed here."
    assert "postgresql-client" in refusal.value.hint
    assert list(tmp_path.iterdir()) == []


@POSTGRES
def test_a_server_that_refuses_leaves_no_file(room: Room, tmp_path: Path) -> None:
    nowhere = open_room(room.location.dsn + "_not_there", room.clock)

    with pytest.raises(StoreError, match="cannot be reached"):
        backup(nowhere, tmp_path / "b")

    assert list(tmp_path.iterdir()) == []


@BOTH
def test_who_writes_goes_by_the_terms_that_came_back(room: Room, tmp_path: Path) -> None:
    """Numbers of versions are given out again after a restore: what a running program remembers of them is gone."""
    backup(room, tmp_path / "b")
    do(again(room), ADA, add_contract, "CDS", code="CD-1", profile="professional")
    before = opened(room, "CDS")

    restore(again(room), tmp_path / "b")
    spec = {"targets": {"blocking_anomaly": {"restore": {"minutes": 7}}}}
    do(again(room), ADA, add_contract, "CDS", code="CD-2", profile="professional", spec=spec)

    after = opened(room, "CDS")
    assert after.contract_version_id == before.contract_version_id
    assert after.restore.target_s == 7 * 60
    assert list(examine(room)) == []


@POSTGRES
def test_tables_of_other_programs_are_neither_read_nor_put_back(room: Room, tmp_path: Path) -> None:
    opened(room, subject="before")
    with connected(room) as other:
        other.execute("CREATE TABLE invoices (n int)")
        other.execute("INSERT INTO invoices VALUES (1)")
        backup(room, tmp_path / "b")
        other.execute("INSERT INTO invoices VALUES (2)")
        opened(room, subject="after")

        restore(again(room), tmp_path / "b")

        assert other.execute("SELECT n FROM invoices ORDER BY n").fetchall() == [(1,), (2,)]
    assert subjects(room) == ["before"]
    assert list(examine(room)) == []


@POSTGRES
def test_a_dump_of_the_whole_database_comes_back_only_where_it_is_all_ours(room: Room, tmp_path: Path) -> None:
    opened(room, subject="before")
    dump = ["pg_dump", "--format=custom", f"--dbname={room.location.dsn}"]
    subprocess.run([*dump, f"--file={tmp_path / 'ours'}"], check=True)
    opened(room, subject="after")
    with connected(room) as other:
        other.execute("CREATE TABLE invoices (n int)")
        subprocess.run([*dump, f"--file={tmp_path / 'all'}"], check=True)

    with pytest.raises(BadInput, match=r"holds tables that are no room's: public\.invoices"):
        restore(again(room), tmp_path / "all")
    assert subjects(room) == ["before", "after"]

    restore(again(room), tmp_path / "ours")
    assert subjects(room) == ["before"]
    assert list(examine(room)) == []


@POSTGRES
def test_a_room_comes_back_where_there_is_none_yet(room: Room, stores: Stores, tmp_path: Path) -> None:
    opened(room, subject="before")
    backup(room, tmp_path / "b")

    with stores.blank() as url:
        new = open_room(url, room.clock)
        done = restore(open_room(url, room.clock), tmp_path / "b")

        assert (subjects(new), done.aside) == (["before"], None)
        assert list(examine(new)) == []
        with pytest.raises(StoreError, match="events are never changed"), new.write(ANNA) as tx:
            tx.connection.exec_driver_sql("DELETE FROM event")
        new.close()
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


@POSTGRES
def test_an_archive_of_an_older_schema_comes_back_over_a_newer_store(
    room: Room, stores: Stores, tmp_path: Path
) -> None:
    """What newer tables point at goes with them."""
    with stores.blank() as url:
        older = open_room(url, room.clock)
        migrated(url, "0002")
        backup(older, tmp_path / "b")
        older.ensure()
        assert rows(older, "SELECT count(*) FROM legal_clock") == [(0,)]

        done = restore(open_room(url, room.clock), tmp_path / "b")

        assert (done.schema, rows(older, "SELECT version_num FROM alembic_version")) == ("0002", [(HEAD,)])
        older.close()


@POSTGRES
def test_a_room_in_a_schema_of_its_own_is_kept_and_comes_back_there(room: Room, stores: Stores, tmp_path: Path) -> None:
    with stores.blank() as url:
        with psycopg.connect(parse_location(url).dsn, autocommit=True) as other:
            other.execute("CREATE SCHEMA desk")
        own = open_room(f"{url}?options=-csearch_path%3Ddesk", room.clock)
        opened(own, None, subject="before")
        made = backup(own, tmp_path / "b")
        opened(own, None, subject="after")

        restore(again(own), tmp_path / "b")

        assert (made.schema, subjects(own)) == (HEAD, ["before"])
        assert list(examine(own)) == []
        assert rows(own, "SELECT DISTINCT schemaname FROM pg_tables WHERE tablename = 'ticket'") == [("desk",)]
        with pytest.raises(BadInput, match="of a room in schema desk, this one is in public"):
            restore(again(room), tmp_path / "b")
        own.close()


@contextmanager
def connected(room: Room) -> Iterator[psycopg.Connection[Any]]:
    """Another program in the room's database, whose tables are gone at the end."""
    with psycopg.connect(room.location.dsn, autocommit=True) as other:
        try:
            yield other
        finally:
            other.execute("DROP TABLE IF EXISTS invoices")
