"""Backups of a room: made while everything runs, checked before they count, restored into the running store (C11)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.errors import BadInput, NotFound, Refused
from noc_tui.store import postgres_backup, sqlite_backup
from noc_tui.store.feed import EVERYTHING
from noc_tui.store.room import Room
from noc_tui.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup."""

    path: Path
    size: int
    """Bytes."""
    schema: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    aside: Path | None
    """Where that is now which was there before; None where there was nothing."""
    schema: str
    """The backup's; an older one is brought up to date."""


def backup(room: Room, file: Path, *, force: bool = False) -> Backup:
    """Writes the store as it is at this instant to a file that only its owner reads; writers go on meanwhile.

    The file appears under its name when it is whole, on disk and checked. SQLite gives an SQLite file, PostgreSQL an
    archive of pg_dump. Raises Refused where the file is there already (`force` replaces it), BadInput where none can
    be there, StoreDamaged where the copy is not sound, StoreError where it cannot be made.
    """
    target = file.expanduser().absolute()
    _refuse_target(room, target, force=force)
    with _beside(target) as part:
        version = _copy(room, part)
        _refuse_target(room, target, force=force)
        part.replace(target)
        _sync(target.parent)
    return Backup(target, target.stat().st_size, version)


def restore(room: Room, file: Path) -> Restored:
    """Puts a backup in the store's place, after checking it; running processes are told to read everything anew.

    What was there is kept as NAME.before-restore-TIME beside the store (SQLite) or beside the backup (PostgreSQL).
    On SQLite no commit gets between that copy and the restore; on PostgreSQL what others commit meanwhile is lost.
    `room` brings an older schema up to date by its first use here, so it is one that was not used before.
    Raises NotFound, BadInput where the file is no backup of a room, StoreVersion where a newer program made it,
    StoreDamaged where it is not sound, StoreBusy where others do not let go of the store.
    """
    source = file.expanduser().absolute()
    if not source.is_file():
        raise NotFound(f"There is no file {source}.", "Give one that `noc db backup` wrote.")
    live = room.location.path
    if live is not None and live.exists() and source.samefile(live):
        raise Refused(f"{source} is the store itself.", "Give one that `noc db backup` wrote.")
    version = _inspect(room, source)
    aside = _free_name(room, live or source)
    if live is None:
        if room.exists():
            _keep(room, aside)
        newest = postgres_backup.load(room.location.dsn, source)
    else:
        newest = sqlite_backup.replace(source, live, aside, lambda: _keep(room, aside))
    room.ensure()
    _tell_everybody(room, newest)
    return Restored(aside if aside.exists() else None, version)


def _refuse_target(room: Room, target: Path, *, force: bool) -> None:
    if not target.parent.is_dir():
        raise BadInput(f"There is no folder {target.parent}.", "Make it first.")
    if target.is_dir():
        raise BadInput(f"{target} is a folder.", "Give the name of a file in it.")
    live = room.location.path
    if live is not None and live.exists() and target.exists() and target.samefile(live):
        raise Refused(f"{target} is the store itself.", "Give another name.")
    if target.exists() and not force:
        raise Refused(f"{target} is there already.", "Give another name, or --force to replace it.")


def _copy(room: Room, part: Path) -> str:
    """Copies and checks the store. Gives its schema's version."""
    live = room.location.path
    if live is None:
        postgres_backup.dump(room.location.dsn, part)
    else:
        sqlite_backup.copy(live, part)
    return _inspect(room, part)


def _inspect(room: Room, file: Path) -> str:
    if room.location.path is None:
        return postgres_backup.inspect(room.location.dsn, file)
    return sqlite_backup.inspect(file)


def _keep(room: Room, aside: Path) -> None:
    """Copies the store aside, sound or not."""
    live = room.location.path
    with _beside(aside) as part:
        if live is None:
            postgres_backup.dump(room.location.dsn, part)
        else:
            sqlite_backup.copy(live, part)
        part.replace(aside)
        _sync(aside.parent)


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A new file beside the target, of mode 0600: on disk at the end of the block if it is there still, else gone."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise BadInput(f"{part.parent} takes no new file ({error.strerror}).", "Give another folder.") from error
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _free_name(room: Room, path: Path) -> Path:
    first = path.with_name(f"{path.name}.before-restore-{room.clock():%Y%m%dT%H%M%SZ}")
    name, number = first, 1
    while name.exists():
        number += 1
        name = first.with_name(f"{first.name}-{number}")
    return name


def _tell_everybody(room: Room, newest: int) -> None:
    """Writes to the change feed, above every number that a running process may have read."""
    with room.write(SYSTEM_ACTOR) as tx:
        _count_on_from(tx, newest)
        tx.changed(*EVERYTHING)


def _count_on_from(tx: Tx, newest: int) -> None:
    own = int(tx.read.value("SELECT coalesce(max(seq), 0) FROM change"))
    reached = {"reached": max(newest, own)}
    if tx.dialect == "postgresql":
        tx.connection.execute(text("SELECT setval(pg_get_serial_sequence('change', 'seq'), :reached)"), reached)
        return
    tx.connection.execute(text("DELETE FROM sqlite_sequence WHERE name = 'change'"))
    tx.connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES ('change', :reached)"), reached)
