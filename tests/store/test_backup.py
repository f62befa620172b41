"""Backup and restore on both databases: what was there comes back, and running processes are told."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from noc_tui.desk.doctor import examine
from noc_tui.desk.room import open_room
from noc_tui.domain.errors import BadInput, NotFound, Refused, StoreError
from noc_tui.store.backup import backup, restore
from noc_tui.store.feed import watch
from noc_tui.store.room import Room
from noc_tui.store.schema import HEAD
from tests.rooms import ANNA, opened, rows
from tests.store.copies import again, subjects

TOOLS = pytest.mark.external("pg_dump", "pg_restore")
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

    with pytest.raises(StoreError, match="pg_dump failed: "):
        backup(nowhere, tmp_path / "b")

    assert list(tmp_path.iterdir()) == []
