"""What a command may load: a list in a script, run every minute, must not wait for what it does not use."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from noc_tui.store.room import Room
from tests.cli.processes import environment
from tests.desk.monitoring import fires, hear
from tests.rooms import SetClock, Stores, opened, url_of

pytestmark = pytest.mark.parametrize("stores", ["sqlite"], indirect=True)

TELLS = """
import sys
from noc_tui.__main__ import main
try:
    main()
finally:
    sys.stdout.flush()
    print("LOADED", *sorted(sys.modules), file=sys.stderr)
"""
SCREEN = {"textual", "rich.console", "noc_tui.app", "noc_tui.screens", "noc_tui.widgets"}
STORE = {"sqlmodel", "sqlalchemy", "pydantic", "alembic", "psycopg"}
REST = {"holidays", "dateutil", "fastapi", "uvicorn", "asyncio", "http", "ssl"}


@pytest.fixture(scope="module")
def busy(stores: Stores) -> Iterator[Room]:
    with stores.room(SetClock()) as room:
        opened(room)
        hear(room, fires(customer_hint="somebody else"))
        yield room


def loaded(*words: str) -> set[str]:
    """The modules in memory when the command is done, and every package above them."""
    ran = subprocess.run(
        [sys.executable, "-c", TELLS, *words], env=environment(), capture_output=True, text=True, check=True
    )
    names = ran.stderr.rpartition("LOADED ")[2].split()
    return {".".join(name.split(".")[: depth + 1]) for name in names for depth in range(name.count(".") + 1)}


@pytest.mark.parametrize(
    "line",
    [
        "ticket list",
        "ticket list --all --json",
        "ticket list overrun customer:acme -level:2 mail --sort age",
        "ticket list status:all --view waiting",
        "ticket show 1",
        "ticket show 1 --json",
        "alert list --all",
        "alert show 1",
        "queue",
        "queue --json",
    ],
)
def test_what_only_reads_loads_neither_the_screen_nor_sqlmodel(line: str, busy: Room) -> None:
    assert loaded("--db", url_of(busy), "--as", "ada", *line.split()) & (SCREEN | STORE | REST) == set()


def test_the_version_and_the_help_load_no_store(stores: Stores) -> None:
    version, told = loaded("--version"), loaded("--help")

    assert version & (SCREEN | STORE | REST | {"typer", "sqlite3"}) == set()
    assert told & (SCREEN | STORE | REST) == set()


def test_a_change_loads_sqlmodel_and_no_screen(busy: Room) -> None:
    modules = loaded("--db", url_of(busy), "--as", "ada", "ticket", "note", "1", "-m", "seen")

    assert "sqlmodel" in modules
    assert modules & (SCREEN | {"alembic", "holidays", "fastapi"}) == set()
