"""SQLite's backup: one state of the store whatever others write, and a restore that loses nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from noc_tui.desk.doctor import examine
from noc_tui.desk.work import note
from noc_tui.domain.errors import BadInput, Refused, StoreBusy, StoreDamaged, StoreVersion
from noc_tui.store.backup import backup, restore
from noc_tui.store.read.connection import open_sqlite
from noc_tui.store.room import Room
from tests.rooms import ANNA, SetClock, SqliteStores, opened, rows
from tests.store.copies import again, at, path_of, subjects


@pytest.fixture
def file_room(tmp_path: Path, clock: SetClock) -> Iterator[Room]:
    """A room in an SQLite file."""
    folder = tmp_path / "stores"
    folder.mkdir()
    with SqliteStores(folder).room(clock) as room:
        yield room


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


def test_a_backup_neither_waits_for_a_writer_nor_holds_one_up(file_room: Room, tmp_path: Path, clock: SetClock) -> None:
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
