"""Backups: whole, checked, made under load; and restores that running processes see and that lose nothing."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from noc_tui.desk.doctor import examine
from noc_tui.desk.room import open_room
from noc_tui.desk.work import note
from noc_tui.domain.errors import BadInput, NotFound, Refused, StoreBusy, StoreDamaged, StoreError, StoreVersion
from noc_tui.store.backup import backup, restore
from noc_tui.store.feed import watch
from noc_tui.store.read.connection import open_sqlite
from noc_tui.store.room import Room
from noc_tui.store.schema import HEAD
from tests.rooms import ANNA, SetClock, SqliteStores, opened, rows, url_of

TOOLS = pytest.mark.external("pg_dump", "pg_restore")
BOTH = pytest.mark.parametrize("stores", ["sqlite", pytest.param("postgresql", marks=TOOLS)], indirect=True)
POSTGRES = pytest.mark.parametrize("stores", [pytest.param("postgresql", marks=TOOLS)], indirect=True)


@pytest.fixture
def file_room(tmp_path: Path, clock: SetClock) -> Iterator[Room]:
    """A room in an SQLite file."""
    folder = tmp_path / "stores"
    folder.mkdir()
    with SqliteStores(folder).room(clock) as room:
        yield room


def again(room: Room) -> Room:
    """The same room as another process opens it."""
    return open_room(url_of(room), room.clock)


def subjects(room: Room) -> list[str]:
    return [subject for (subject,) in rows(room, "SELECT subject FROM ticket ORDER BY id")]


def path_of(room: Room) -> Path:
    assert room.location.path is not None
    return room.location.path


def at(path: Path, clock: SetClock) -> Room:
    return open_room(f"sqlite:///{path}", clock)


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
def test_without_pg_dump_it_says_what_is_missing(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(Refused) as refusal:
        backup(room, tmp_path / "b")

    assert refusal.value.message == "pg_dump is not installed here."
    assert "postgresql-client" in refusal.value.hint
    assert list(tmp_path.iterdir()) == []


@POSTGRES
def test_a_server_that_refuses_leaves_no_file(room: Room, tmp_path: Path) -> None:
    nowhere = open_room(room.location.dsn + "_not_there", room.clock)

    with pytest.raises(StoreError, match="pg_dump failed: "):
        backup(nowhere, tmp_path / "b")

    assert list(tmp_path.iterdir()) == []


class Writer:
    """Opens tickets one after the other, as another process would."""

    def __init__(self, room: Room) -> None:
        self._room = again(room)
        self._stop = Event()
        self.done: list[str] = []
        self.some = Event()
        self._thread = Thread(target=self._write)
        self._thread.start()

    def _write(self) -> None:
        while not self._stop.is_set():
            subject = f"call {len(self.done)}"
            opened(self._room, subject=subject)
            self.done.append(subject)
            if len(self.done) % 3 == 0:
                self.some.set()

    def let_some_through(self) -> None:
        self.some.clear()
        assert self.some.wait(30)

    def end(self) -> list[str]:
        self._stop.set()
        self._thread.join(30)
        return self.done


def test_backups_taken_while_others_write_are_each_one_state_of_the_store(
    file_room: Room, tmp_path: Path, clock: SetClock
) -> None:
    writer = Writer(file_room)
    try:
        for number in range(4):
            writer.let_some_through()
            known = list(writer.done)
            copy = at(backup(file_room, tmp_path / f"b{number}").path, clock)
            assert subjects(copy)[: len(known)] == known
            assert list(examine(copy)) == []
    finally:
        done = writer.end()

    assert subjects(file_room) == done


def test_a_backup_neither_waits_for_a_writer_nor_holds_one_up(
    file_room: Room, tmp_path: Path, clock: SetClock
) -> None:
    ticket = opened(file_room)
    with file_room.write(ANNA) as tx:
        note(tx, ticket.key, "not yet committed")
        copy = at(backup(again(file_room), tmp_path / "b").path, clock)

    assert rows(copy, "SELECT count(*) FROM event WHERE kind = 'noted'") == [(0,)]
    assert rows(file_room, "SELECT count(*) FROM event WHERE kind = 'noted'") == [(1,)]


def test_no_commit_falls_between_what_is_kept_aside_and_the_restore(
    file_room: Room, tmp_path: Path, clock: SetClock
) -> None:
    backup(file_room, tmp_path / "b")
    writer = Writer(file_room)
    try:
        writer.let_some_through()
        aside = restore(again(file_room), tmp_path / "b").aside
        writer.let_some_through()
    finally:
        done = writer.end()

    assert aside is not None
    assert subjects(at(aside, clock)) + subjects(file_room) == done
    assert list(examine(file_room)) == list(examine(at(aside, clock))) == []


def test_a_reader_that_was_open_all_the_time_sees_the_restored_store(file_room: Room, tmp_path: Path) -> None:
    backup(file_room, tmp_path / "b")
    opened(file_room)
    pinned = open_sqlite(path_of(file_room))
    version = pinned.value("PRAGMA data_version")
    assert pinned.value("SELECT count(*) FROM ticket") == 1

    restore(again(file_room), tmp_path / "b")

    assert pinned.value("PRAGMA data_version") != version
    assert pinned.value("SELECT count(*) FROM ticket") == 0
    pinned.close()


def test_a_room_is_restored_where_there_was_none(file_room: Room, tmp_path: Path, clock: SetClock) -> None:
    opened(file_room, subject="moved house")
    backup(file_room, tmp_path / "b")
    new = at(tmp_path / "new" / "room.db", clock)

    done = restore(new, tmp_path / "b")

    assert (done.aside, subjects(new)) == (None, ["moved house"])
    assert path_of(new).stat().st_mode & 0o777 == 0o600
    new.close()
    assert list(path_of(new).parent.iterdir()) == [path_of(new)]


def broken_page(path: Path, table: str) -> None:
    """Overwrites the first page of a table."""
    with closing(sqlite3.connect(path)) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = store.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    write_at(path, (page - 1) * 4096, b"\xff" * 4096)


def write_at(path: Path, offset: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(data)


@pytest.mark.parametrize("what", ["a page", "the head", "everything"])
def test_a_damaged_store_is_kept_aside_and_restored(
    what: str, file_room: Room, tmp_path: Path, clock: SetClock
) -> None:
    opened(file_room, subject="safe")
    backup(file_room, tmp_path / "b")
    live = path_of(file_room)
    if what == "a page":
        broken_page(live, "ticket")
    elif what == "the head":
        write_at(live, 0, b"\x00" * 100)
    else:
        live.write_bytes(b"no database at all" * 1000)
    damage = live.read_bytes()

    done = restore(at(live, clock), tmp_path / "b")

    restored = at(live, clock)
    assert subjects(restored) == ["safe"]
    assert list(examine(restored)) == []
    assert done.aside is not None
    assert done.aside.read_bytes()[:100] == damage[:100] or what == "a page"
    assert done.aside.stat().st_size == len(damage)


def test_a_damaged_store_gives_no_backup_that_looks_like_one(file_room: Room, tmp_path: Path) -> None:
    opened(file_room)
    broken_page(path_of(file_room), "ticket")

    with pytest.raises(StoreDamaged):
        backup(file_room, tmp_path / "b")

    assert [path.name for path in tmp_path.iterdir()] == ["stores"]


def test_a_damaged_backup_replaces_nothing(file_room: Room, tmp_path: Path) -> None:
    opened(file_room, subject="kept")
    made = backup(file_room, tmp_path / "b").path
    broken_page(made, "ticket")

    with pytest.raises(StoreDamaged):
        restore(again(file_room), made)

    assert subjects(file_room) == ["kept"]
    assert not list(path_of(file_room).parent.glob("*before-restore*"))


def test_a_backup_of_a_newer_program_replaces_nothing(file_room: Room, tmp_path: Path) -> None:
    made = backup(file_room, tmp_path / "b").path
    with closing(sqlite3.connect(made)) as store, store:
        store.execute("UPDATE alembic_version SET version_num = '9999'")
    opened(file_room, subject="kept")

    with pytest.raises(StoreVersion, match="9999"):
        restore(again(file_room), made)

    assert subjects(file_room) == ["kept"]


def test_the_store_itself_is_neither_its_backup_nor_its_source(file_room: Room, tmp_path: Path) -> None:
    live = path_of(file_room)
    link = tmp_path / "link"
    link.symlink_to(live)

    for file in (live, link):
        with pytest.raises(Refused, match="is the store itself"):
            backup(file_room, file, force=True)
        with pytest.raises(Refused, match="is the store itself"):
            restore(again(file_room), file)


def test_places_where_no_file_can_be_are_refused(file_room: Room, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no folder"):
        backup(file_room, tmp_path / "nowhere" / "b")
    with pytest.raises(BadInput, match="is a folder"):
        backup(file_room, tmp_path)


def test_a_store_that_others_hold_is_not_replaced_by_halves(
    file_room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("noc_tui.store.sqlite_backup._BUSY_MS", 20)
    monkeypatch.setattr("noc_tui.store.sqlite_backup._LOCK_WITHIN_S", 0.1)
    opened(file_room, subject="kept")
    backup(file_room, tmp_path / "b")
    with closing(sqlite3.connect(path_of(file_room), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            restore(again(file_room), tmp_path / "b")

    assert subjects(file_room) == ["kept"]


def test_a_plain_copy_with_its_log_beside_it_is_restored_whole(
    file_room: Room, tmp_path: Path, clock: SetClock
) -> None:
    held = open_sqlite(path_of(file_room))  # as long as one is open, the log stays
    assert held.value("SELECT count(*) FROM ticket") == 0
    opened(file_room, subject="in the log")
    for ending in ("", "-wal"):
        source = path_of(file_room).with_name(f"room.db{ending}")
        (tmp_path / f"copy.db{ending}").write_bytes(source.read_bytes())
    held.close()
    new = at(tmp_path / "new.db", clock)

    restore(new, tmp_path / "copy.db")

    assert subjects(new) == ["in the log"]
