"""`noc` as a program among others: pipes, terminals, locales, statuses, stores in trouble. Never a traceback."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from noc_tui import __version__
from noc_tui.store.schema import HEAD
from tests.cli.processes import Done, environment, typed
from tests.rooms import SetClock, Stores, opened

pytestmark = pytest.mark.parametrize("stores", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def prepared(stores: Stores) -> Iterator[Path]:
    """A store with two hundred and one tickets."""
    with stores.room(SetClock()) as room:
        for number in range(201):
            opened(room, subject=f"Ticket {number} · ▲ è")
        assert room.location.path is not None
        yield room.location.path


@pytest.fixture
def store(prepared: Path, tmp_path: Path) -> Path:
    """A copy of it, with what its log still holds."""
    path = tmp_path / "room.db"
    with closing(sqlite3.connect(prepared)) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
    return path


def noc(store: Path, *words: str, **options: Any) -> Done:
    done = typed("--db", store, "--as", "ada", *words, **options)
    assert "Traceback" not in done.err
    return done


def test_a_refusal_is_1_and_wrong_usage_is_2(store: Path) -> None:
    gone = noc(store, "ticket", "show", "999")
    unclear = noc(store, "ticket", "list", "colour:red")
    misused = noc(store, "ticket", "lst")

    assert (gone.status, gone.out) == (1, "")
    assert gone.err == "There is no ticket 999.\n`noc ticket list` shows those that are open.\n"
    assert (unclear.status, unclear.out) == (2, "")
    assert unclear.err.startswith("There is no field “colour”.\nFields: ")
    assert (misused.status, misused.out) == (2, "")
    assert misused.err.endswith("Error: No such command 'lst'. Did you mean 'list'?\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--db",), "--db needs a value."),
        (("queue", "--as="), "--as needs a value."),
        (("--db", "mysql://x/y", "queue"), "mysql:// is no database"),
        (("--view", "mine", "--nope"), "“--nope” cannot stand there."),
        (("tcket",), "Did you mean 'ticket'?"),
    ],
)
def test_a_line_that_makes_no_sense_is_2(words: tuple[str, ...], told: str, stores: Stores) -> None:
    done = typed(*words)

    assert (done.status, done.out) == (2, "")
    assert told in done.err


def test_the_version_is_one_line(stores: Stores) -> None:
    assert typed("--version") == Done(0, f"noc {__version__}\n", "")


def test_without_a_terminal_it_is_the_queue(store: Path) -> None:
    everything, filtered = noc(store), noc(store, "--filter", '"Ticket 200"', "--sort", "age")

    assert everything.out.splitlines()[-1] == "50 of 201 lines"
    assert [line.split()[2] for line in filtered.out.splitlines()[1:-1]] == ["response"]


@pytest.mark.parametrize("words", [("--tui",), ("--tui", "--filter", "vpn")])
def test_the_control_room_itself_needs_a_terminal(words: tuple[str, ...], store: Path) -> None:
    done = typed(*words, "--db", store, "--as", "ada")

    assert (done.status, done.out) == (2, "")
    assert done.err == "The control room needs a terminal.\n`noc queue` prints the queue once.\n"


def test_what_reads_like_an_option_of_ours_is_text_where_text_is_given(store: Path) -> None:
    assert noc(store, "ticket", "note", "1", "-m", "--tui").status == 0

    assert "--tui" in noc(store, "ticket", "show", "1").out


@pytest.mark.parametrize("line", ["ticket list --all --json", "ticket list --all", "ticket show 1", "--help"])
def test_whoever_reads_the_beginning_alone_breaks_nothing(line: str, store: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "noc_tui", "--db", str(store), *line.split()],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(PYTHONUNBUFFERED="1"),
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()

        assert (process.stderr.read(), process.wait()) == (b"", 0)


def test_where_nobody_reads_the_work_is_done_and_the_status_tells(store: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = noc(store, "ticket", "take", "1", "999", stdout=writing, env=environment(PYTHONUNBUFFERED="1"))
    os.close(writing)

    assert done.status == 3
    assert assignee(store, 1) == "ada"


def test_output_that_cannot_be_written_is_a_failure_in_words(store: Path) -> None:
    for words in (["ticket", "list"], ["ticket", "list", "--json"], ["ticket", "take", "1"], ["--help"], ["--version"]):
        with Path("/dev/full").open("wb") as full:
            done = noc(store, *words, stdout=full)
        assert done.status == 1
        assert "No space left on device" in done.err
    assert assignee(store, 1) == "ada"


def test_talk_that_nobody_can_hear_ends_nothing(store: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        assert noc(store, "ticket", "take", "999", "1", stderr=full).status == 3
        assert noc(store, "ticket", "show", "999", stderr=full).status == 1
    assert assignee(store, 1) == "ada"


def test_closed_streams_are_no_trouble(store: Path) -> None:
    def shell(line: str) -> Done:
        command = f'{sys.executable} -m noc_tui --db "{store}" --as ada {line}'
        ran = subprocess.run(command, shell=True, check=False, capture_output=True, text=True, env=environment())
        return Done(ran.returncode, ran.stdout, ran.stderr)

    assert shell("ticket take 1 >&-") == Done(0, "", "")
    assert shell("ticket take 999 2>&-") == Done(1, "", "")
    assert shell("ticket take - <&-").err.startswith("No key was given.")
    assert shell("ticket list --json 2>&- | wc -l").out.strip() == "50"


def test_the_locale_decides_what_can_be_shown_and_not_whether(store: Path) -> None:
    ascii_only = noc(store, "ticket", "list", "--limit", "1", env=environment(LC_ALL="C", PYTHONIOENCODING="ascii"))
    no_locale = noc(store, "ticket", "list", "--limit", "1", env=environment(LC_ALL="C", LANG=None))
    latin = typed("--db", store, "ticket", "show", "1 è", env=environment(PYTHONIOENCODING="ascii"))

    assert "Ticket 0 ? ? ?" in ascii_only.out
    assert "Ticket 0 · ▲ è" in no_locale.out
    assert latin.err.startswith("?1 ?? is no ticket key.")


def test_bytes_that_are_no_text_are_taken_as_they_come(store: Path) -> None:
    done = noc(store, "ticket", "open", os.fsdecode(b"caff\xe8 \x1b[31m"), "--json")

    assert done.records[0]["subject"] == "caff\ufffd"
    assert noc(store, "ticket", "show", os.fsdecode(b"\xff\x1b]0;x\x07")).status == 2
    assert "\x1b" not in noc(store, os.fsdecode(b"\xff\x1b[31m")).err


def test_a_first_start_makes_a_store_in_the_home_folder(home: Path, stores: Stores) -> None:
    first, second = typed("queue"), typed("queue")

    assert first.status == second.status == 0
    assert first.err == f"Made a new, empty store: {home}/data/noc-tui/room.db\n"
    assert second.err == ""
    assert (home / "data/noc-tui/room.db").stat().st_mode & 0o777 == 0o600


def test_a_store_that_was_named_and_is_not_there_is_no_calm_room(tmp_path: Path, stores: Stores) -> None:
    done = noc(tmp_path / "roon.db", "ticket", "list")

    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(f"There is no store at {tmp_path}/roon.db.")
    assert list(tmp_path.iterdir()) == []


def test_a_settings_file_that_is_wrong_is_named(home: Path, stores: Stores) -> None:
    (home / "config/noc-tui").mkdir(parents=True)
    (home / "config/noc-tui/config.toml").write_text("theme = 5")

    done = typed("queue")

    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"{home}/config/noc-tui/config.toml: theme is text")


def no_database(store: Path) -> None:
    store.write_text("shopping list: bread, milk, an uninterruptible power supply for the shop\n" * 9)


def overwritten(store: Path) -> None:
    with store.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(60 * 4096))


def newer(store: Path) -> None:
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


def a_folder(store: Path) -> None:
    store.unlink()
    store.mkdir()


@pytest.mark.parametrize(
    ("harm", "status", "told"),
    [
        (no_database, 1, "The store is damaged (file is not a database)."),
        (overwritten, 1, "The store is damaged (database disk image is malformed)."),
        (newer, 1, "The store has schema 9999, this program knows " + HEAD + "."),
        (a_folder, 2, "is a folder."),
    ],
)
@pytest.mark.parametrize("line", ["ticket list", "ticket take 1"])
def test_a_store_that_is_none_is_told_and_left_alone(
    line: str, harm: Callable[[Path], None], status: int, told: str, store: Path
) -> None:
    harm(store)
    before = store.read_bytes() if store.is_file() else b""

    done = noc(store, *line.split())

    assert (done.status, done.out) == (status, "")
    assert told in done.err
    assert len(done.err.splitlines()) == 2
    assert not store.is_file() or store.read_bytes() == before


def test_another_programs_database_is_left_alone(store: Path) -> None:
    store.unlink()
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
    before = store.read_bytes()

    looked, added = noc(store, "ticket", "list"), noc(store, "customer", "add", "ACME", "ACME Italia")

    assert (looked.status, added.status) == (1, 1)
    assert "holds another program's data." in added.err
    assert store.read_bytes() == before


def test_a_store_whose_folder_cannot_be_made_is_told(store: Path) -> None:
    done = noc(store / "below" / "room.db", "customer", "add", "ACME", "ACME Italia")

    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("The store cannot be reached (")


def test_a_writer_waits_for_another_and_a_reader_does_not(store: Path) -> None:
    with closing(sqlite3.connect(store, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert noc(store, "ticket", "list").out.splitlines()[-1] == "50 of 201 tickets"

        release = threading.Timer(1.5, other.execute, ("ROLLBACK",))
        release.start()
        assert noc(store, "ticket", "take", "1").status == 0
        assert not release.is_alive()


def test_a_disk_that_is_full_loses_the_change_and_not_the_store(store: Path) -> None:
    size = store.stat().st_size

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 4096, size + 4096))

    done = noc(store, "ticket", "note", "1", "-m", "-", stdin=b"x " * 400_000, preexec_fn=little_room)

    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(("The disk of the store is full", "The store cannot be reached (disk I/O error)"))
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert noc(store, "ticket", "note", "1", "-m", "fits").status == 0


def test_the_programs_own_mistake_is_one_line_and_its_place_on_demand(store: Path) -> None:
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("UPDATE calendar_version SET spec = '[]'")
        connection.commit()

    quiet, debugging = (
        noc(store, "ticket", "list"),
        typed("--db", store, "ticket", "list", env=environment(NOC_DEBUG="1")),
    )

    assert (quiet.status, len(quiet.err.splitlines())) == (1, 2)
    assert "NOC_DEBUG=1" in quiet.err
    assert "Traceback" in debugging.err


def assignee(store: Path, number: int) -> str | None:
    with closing(sqlite3.connect(store)) as connection:
        found: str | None = connection.execute("SELECT assignee FROM ticket WHERE number = ?", (number,)).fetchone()[0]
    return found
