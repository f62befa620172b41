"""PostgreSQL's own backup, by the programs that come with it: pg_dump and pg_restore."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from noc_tui.domain.errors import BadInput, Refused, StoreError, StoreVersion
from noc_tui.store.read.connection import open_postgres
from noc_tui.store.schema import HEAD
from noc_tui.text import line

_MAGIC = b"PGDMP"
_TABLES = ("alembic_version", "alert", "change", "event", "queue", "ticket")
_LEAP = 1_000_000
"""Added to the change feed's number as read before: more than others commit until it is replaced."""


def dump(dsn: str, target: Path) -> None:
    """Writes an archive of one state of the database. Raises Refused without pg_dump, StoreError where it fails."""
    target_words = ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
    _run("pg_dump", [*target_words, *_connected(dsn)], dsn)
    with target.open("rb") as written:
        os.fsync(written.fileno())


def inspect(file: Path) -> str:
    """The schema's version in an archive. Raises BadInput where it is none of ours, StoreVersion, Refused."""
    with file.open("rb") as opened:
        if opened.read(len(_MAGIC)) != _MAGIC:
            raise BadInput(f"{file} is no archive of pg_dump.", "Give one that `noc db backup` wrote.")
    listed = _run("pg_restore", ["--list", str(file)])
    if not all(f" TABLE DATA public {table} " in listed for table in _TABLES):
        raise BadInput(f"{file} is no room's store.", "Give one that `noc db backup` wrote.")
    data = _run("pg_restore", ["--data-only", "--table=alembic_version", "--file=-", str(file)])
    copied = data.partition("FROM stdin;\n")[2]
    version = copied.partition("\n")[0].strip()
    if version > HEAD:
        hint = "Install the newer noc-tui: nothing was changed."
        raise StoreVersion(f"{file} has schema {version}, this program knows {HEAD}.", hint)
    return version


def load(dsn: str, source: Path) -> int:
    """Replaces our tables by those of an archive, in one transaction. Gives a number above the change feed so far."""
    newest = _newest_change(dsn)
    words = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    _run("pg_restore", [*words, *_connected(dsn), str(source)], dsn)
    return newest


def _newest_change(dsn: str) -> int:
    read = open_postgres(dsn)
    try:
        if read.value("SELECT to_regclass('change')") is None:
            return 0
        return int(read.value("SELECT coalesce(max(seq), 0) FROM change")) + _LEAP
    finally:
        read.close()


def _connected(dsn: str) -> list[str]:
    """How to connect, without the password: others see a command line."""
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    words = {name: str(value) for name, value in conninfo_to_dict(dsn).items() if name != "password"}
    return [f"--dbname={make_conninfo(**words)}"]


def _environment(dsn: str) -> Mapping[str, str]:
    from psycopg.conninfo import conninfo_to_dict

    password = conninfo_to_dict(dsn).get("password") if dsn else None
    return os.environ | ({"PGPASSWORD": str(password)} if password else {}) | {"LC_MESSAGES": "C"}


def _run(program: str, words: list[str], dsn: str = "") -> str:
    path = shutil.which(program)
    if path is None:
        raise Refused(f"{program} is not installed here.", "It comes with PostgreSQL's client: postgresql-client.")
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL's, no shell
        [path, *words], env=_environment(dsn), capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        said = line(done.stderr, 300) or f"status {done.returncode}"
        raise StoreError(f"{program} failed: {said}", "Nothing was changed.")
    return done.stdout
