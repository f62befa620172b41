"""SQLite's own backup: a copy of one state of a store, page by page, and back into a store that others have open."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from noc_tui.domain.errors import BadInput, StoreBusy, StoreDamaged, StoreError
from noc_tui.store import schema
from noc_tui.store.location import Location
from noc_tui.store.read.connection import Reader, open_sqlite, store_error

_HEAD = b"SQLite format 3\x00"
_TABLES = frozenset({"alembic_version", "alert", "change", "event", "queue", "ticket"})
_COPY_PAGES = 1024
_REPLACE_PAGES = 16
"""Pages of the first step, after which the lock is held: fewer than our empty tables take."""
_BUSY_MS = 5000
_LOCK_WITHIN_S = 30.0


def copy(source: Path, target: Path) -> None:
    """Copies one state of a store into an empty file, and onto the disk; writers are never kept waiting.

    The pages come from one snapshot: without it SQLite begins anew after each commit of others, perhaps for ever.
    Raises StoreGone where there is no store.
    """
    with _told("copied"), closing(open_sqlite(source)) as live, closing(_open(target, "rw")) as new:
        new.execute("PRAGMA synchronous=OFF")  # one sync at the end is as good
        new.execute("PRAGMA journal_mode=OFF")
        with live.snapshot():
            live.value("SELECT count(*) FROM sqlite_master")
            live.driver.backup(new, pages=_COPY_PAGES)
        new.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
    _sync(target)


def inspect(file: Path) -> str:
    """The schema's version in a backup that is sound. Raises BadInput, StoreVersion and StoreDamaged."""
    with file.open("rb") as opened:
        if opened.read(len(_HEAD)) != _HEAD:
            raise BadInput(f"{file} is no SQLite file.", "Give one that `noc db backup` wrote.")
    with _told("read"), closing(_open_backup(file)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables >= _TABLES:
            raise BadInput(f"{file} is no room's store.", "Give one that `noc db backup` wrote.")
        reader = Reader(connection, "sqlite")
        schema.needs_upgrade(reader)
        found = next(problems(reader), None)
        if found is not None:
            raise StoreDamaged(f"{file} is damaged: {found}", "Take an older backup.")
        return str(schema.stored_version(reader))


def problems(read: Reader) -> Iterator[str]:
    """What SQLite itself finds wrong with a store's pages, indexes and references."""
    for (said,) in read.rows("PRAGMA integrity_check"):
        if said != "ok":
            yield str(said)
    for table, rowid, parent, _ in read.rows("PRAGMA foreign_key_check"):
        yield f"{table} row {rowid} points at no {parent}"


def replace(source: Path, live: Path, aside: Path, keep: Callable[[], None]) -> int:
    """Puts the content of `source` in the place of that of `live`, in one commit, also where others have it open.

    `keep` is called when nobody else can commit any more and before anything is replaced. A store too broken for
    that is moved to `aside` as it is. Gives the highest number of the change feed that was there.
    """
    if schema.create_file(Location(live)) or live.stat().st_size == 0:
        return _replace(source, live, None)
    try:
        return _replace(source, live, keep)
    except StoreDamaged:
        _move_aside(live, aside)
        schema.create_file(Location(live))
        return _replace(source, live, None)


def _replace(source: Path, live: Path, keep: Callable[[], None] | None) -> int:
    newest, kept = 0, False
    until = time.monotonic() + _LOCK_WITHIN_S

    def step(status: int, _remaining: int, _pages: int) -> None:
        nonlocal newest, kept
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            if time.monotonic() > until:
                raise StoreBusy("Others do not let go of the store.", "Stop what writes to it, then restore.")
        elif not kept:  # the lock is ours now, and others still read what was
            kept = True
            if keep is not None:
                keep()
                newest = _newest_change(live)

    with _told("restored"), closing(_open_backup(source)) as backup, closing(_open(live, "rw")) as store:
        backup.execute("BEGIN")
        store.execute("PRAGMA journal_mode=WAL")
        store.execute("PRAGMA synchronous=FULL")
        backup.backup(store, pages=_REPLACE_PAGES, progress=step, sleep=0.05)
    return newest


def _newest_change(live: Path) -> int:
    with closing(_open(live, "rw")) as connection:
        return int(connection.execute("SELECT coalesce(max(seq), 0) FROM change").fetchone()[0])


def _move_aside(live: Path, aside: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        part = live.with_name(live.name + ending)
        if part.exists():
            part.replace(aside.with_name(aside.name + ending))


def _open_backup(path: Path) -> sqlite3.Connection:
    """A backup for reading, in a folder that may be read-only; also a store copied with the log beside it."""
    alone = not path.with_name(path.name + "-wal").exists()
    return _open(path, "ro&immutable=1" if alone else "ro")


def _open(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.as_uri()}?mode={mode}", uri=True, isolation_level=None)
    connection.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
    return connection


@contextmanager
def _told(doing: str) -> Iterator[None]:
    """The driver's errors as ours."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        refusal = store_error(error)
        if isinstance(refusal, StoreDamaged | StoreBusy):
            raise refusal from error
        raise StoreError(f"The store could not be {doing} ({error}).", "Nothing was changed.") from error


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
