"""PostgreSQL's own backup, by the programs that come with it: pg_dump, pg_restore and psql.

Of our tables alone: the database may hold those of other programs, which are none of a room's business.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

from noc_tui.domain.errors import BadInput, Refused, StoreError, StoreVersion
from noc_tui.store.read.connection import open_postgres
from noc_tui.store.schema import HEAD
from noc_tui.text import line

_MAGIC = b"PGDMP"
_NEEDED = frozenset({"alembic_version", "alert", "change", "event", "queue", "ticket"})
_HELD = re.compile(r"^\d+; \d+ \d+ TABLE DATA (\S+) (\S+) ", re.MULTILINE)
_LEAP = 1_000_000
"""Added to the change feed's number as read before: more than others commit until it is replaced."""
_HINT = "Give one that `noc db backup` wrote."


def dump(dsn: str, target: Path) -> None:
    """Writes an archive of one state of our tables. Raises Refused without pg_dump, StoreError where it fails."""
    schema = _quoted(_schema(dsn))
    tables = [f"--table={schema}.{table}" for table in _tables()]
    _run("pg_dump", ["--format=custom", *tables, f"--file={target}", *_connected(dsn)], dsn)
    with target.open("rb") as written:
        os.fsync(written.fileno())


def inspect(dsn: str, file: Path) -> str:
    """The schema's version in an archive. Raises BadInput where it is none of this room's, StoreVersion, Refused."""
    with file.open("rb") as opened:
        if opened.read(len(_MAGIC)) != _MAGIC:
            raise BadInput(f"{file} is no archive of pg_dump.", _HINT)
    held = set(_HELD.findall(_listed(file)))
    _refuse_other_tables(file, held, _schema(dsn))
    data = _run("pg_restore", ["--data-only", "--table=alembic_version", "--file=-", str(file)])
    copied = data.partition("FROM stdin;\n")[2]
    version = copied.partition("\n")[0].strip()
    if version > HEAD:
        hint = "Install the newer noc-tui: nothing was changed."
        raise StoreVersion(f"{file} has schema {version}, this program knows {HEAD}.", hint)
    return version


def _refuse_other_tables(file: Path, held: set[tuple[str, str]], schema: str) -> None:
    if not {table for _, table in held} >= _NEEDED:
        raise BadInput(f"{file} is no room's store.", _HINT)
    others = sorted(f"{where}.{table}" for where, table in held if table not in _tables())
    if others:
        raise BadInput(f"{file} holds tables that are no room's: {', '.join(others[:5])}.", _HINT)
    elsewhere = sorted({where for where, _ in held} - {schema})
    if elsewhere:
        hint = f"Connect with search_path {elsewhere[0]} (options=-csearch_path%3D{elsewhere[0]} in the URL)."
        raise BadInput(f"{file} is of a room in schema {', '.join(elsewhere)}, this one is in {schema}.", hint)


def load(dsn: str, source: Path) -> int:
    """Replaces our tables by those of an archive, in one transaction. Gives a number above the change feed so far.

    All of ours go, also those that an older archive does not know.
    """
    from noc_tui.store.migrations.versions.m0001_first_schema import EVENT_IS_FINAL

    newest = _newest_change(dsn)
    clear = (
        f"SET client_min_messages = warning; SET search_path = {_quoted(_schema(dsn))}; "
        f"DROP TABLE IF EXISTS {', '.join(map(_quoted, _tables()))}; DROP FUNCTION IF EXISTS event_is_final(); "
    )
    if " event_is_final() " not in _listed(source):  # pg_dump leaves functions out where it is given tables
        clear += EVENT_IS_FINAL
    beside = source.parent if os.access(source.parent, os.W_OK) else None
    with NamedTemporaryFile(dir=beside, prefix=f".{source.name}.", suffix=".sql") as script:
        _run("pg_restore", ["--no-owner", "--no-privileges", f"--file={script.name}", str(source)])
        words = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--command={clear}"]
        _run("psql", [*words, f"--file={script.name}", *_connected(dsn)], dsn)
    return newest


def _listed(file: Path) -> str:
    """What an archive holds, a line each."""
    return _run("pg_restore", ["--list", str(file)])


def _tables() -> list[str]:
    from noc_tui.models.schema import METADATA

    return ["alembic_version", *METADATA.tables]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _schema(dsn: str) -> str:
    """The schema in which the room's tables are, or are to be."""
    read = open_postgres(dsn)
    try:
        return str(read.value("SELECT coalesce(current_schema(), 'public')"))
    finally:
        read.close()


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
