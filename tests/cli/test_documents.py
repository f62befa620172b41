"""Calendars and profiles as documents: printed as they were written, and changed in an editor that loses nothing."""

from __future__ import annotations

import io
import os
import pty
import stat
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest

from noc_tui import resources
from noc_tui.cli import session
from noc_tui.cli.main import run
from noc_tui.config import drafts_folder
from noc_tui.desk.room import open_room
from noc_tui.domain.errors import BadInput, NotFound, Refused, Stale
from noc_tui.store.read.setup import newest_version
from noc_tui.store.room import Room
from tests.cli.asked import asked
from tests.cli.commands import Noc
from tests.desk.terms_of import wall
from tests.rooms import SetClock, look, on_sqlite, opened, ticket_of, url_of

Kind = Literal["calendar", "profile"]
Editor = Callable[[str], None]
ANOTHER = """import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as store:
    store.execute("INSERT INTO calendar_version (name, v, title, spec, at, actor) SELECT name, 2, \\"Theirs\\", spec, "
                  "at, actor FROM calendar_version WHERE name = \\"office\\"")
"""
"""Somebody else's version, written while the editor is open."""


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    """Makes a shell script the editor; the file is `$1`."""

    def editor(script: str) -> None:
        path = tmp_path / "editor.sh"
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.delenv("VISUAL", raising=False)
        monkeypatch.setenv("EDITOR", str(path))

    return editor


class Terminal:
    """Commands in this process, as ada, that find a terminal at both ends."""

    def __init__(self, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
        self._room = room
        self._patch = monkeypatch
        monkeypatch.setattr(session, "open_room", lambda url: open_room(url, room.clock))

    def __call__(self, *words: str) -> str:
        """The line that the terminal showed of a command that was done."""
        ours, theirs = pty.openpty()
        with os.fdopen(theirs, "rb", 0) as keys, os.fdopen(os.dup(theirs), "wb", 0) as paper, os.fdopen(ours) as shown:
            self._patch.setattr(sys, "stdin", io.TextIOWrapper(keys))
            self._patch.setattr(sys, "stdout", io.TextIOWrapper(paper, write_through=True))
            assert run({"db": url_of(self._room), "as": "ada"}, list(words)) == 0
            return shown.readline()


@pytest.fixture
def at_terminal(room: Room, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return Terminal(room, monkeypatch)


def kept() -> list[Path]:
    """The texts that were not lost."""
    return sorted(drafts_folder().glob("*.toml")) if drafts_folder().exists() else []


def newest(room: Room, kind: Kind, name: str) -> Any:
    return look(room, newest_version, kind, name)


@pytest.mark.parametrize("kind", ["calendar", "profile"])
def test_what_ships_is_printed_as_it_was_written(noc: Noc, kind: str) -> None:
    for file in resources.names(f"{kind}s", ".toml"):
        document = resources.read_toml(f"{kind}s/{file}")
        assert tomllib.loads(noc(kind, "show", document["name"], "--toml").out) == document


def test_what_is_printed_can_be_added_again(noc: Noc, room: Room, tmp_path: Path) -> None:
    path = tmp_path / "f.toml"
    path.write_text(noc("calendar", "show", "office-milano", "--toml").out, encoding="utf-8")

    with pytest.raises(Refused, match="Calendar office-milano says that already"):
        noc("calendar", "add", str(path))
    path.write_text(path.read_text(encoding="utf-8").replace("08:30", "09:30"), encoding="utf-8")
    assert noc("calendar", "add", str(path)).out == "calendar office-milano v2\n"

    assert newest(room, "calendar", "office-milano").spec["holiday_dates"]["2026-12-07"] == "Sant'Ambrogio"


def test_holidays_written_by_hand_do_not_give_way_to_a_rule(noc: Noc, tmp_path: Path) -> None:
    document = """
    name = "own"
    timezone = "Europe/Rome"
    hours = { mon = [["09:00", "10:00"]] }
    holiday_dates = { 2026-11-30 = "Ours" }
    holiday_rule = { country = "IT" }
    """
    path = tmp_path / "own.toml"
    path.write_text(document, encoding="utf-8")
    noc("calendar", "add", str(path))

    printed = tomllib.loads(noc("calendar", "show", "own", "--toml").out)

    assert printed["holiday_dates"] == {"2026-11-30": "Ours"}
    assert "holidays" not in printed


def test_every_version_is_told_with_when_and_who(noc: Noc, tmp_path: Path, clock: SetClock) -> None:
    clock.move(hours=1)
    for kind, name in (("calendar", "office"), ("profile", "base")):
        path = tmp_path / "f.toml"
        path.write_text(noc(kind, "show", name, "--toml").out.replace('title = "', 'title = "Our '), encoding="utf-8")
        noc(kind, "add", str(path), as_="lia")

        assert noc(kind, "show", name).out.splitlines()[-3:] == [
            "versions",
            "  v2  2026-11-23 10:00  lia",
            "  v1  2026-01-02 09:00  system",
        ]
    history = noc("profile", "show", "base", "--json").records[0]["history"]
    assert history[0] == {"version": 2, "at": "2026-11-23T09:00:00Z", "by": "lia", "changes": []}


# The editor


@pytest.mark.parametrize("kind", ["calendar", "profile"])
def test_where_there_is_no_terminal_it_is_said_what_to_do(noc: Noc, kind: str) -> None:
    name = {"calendar": "office", "profile": "base"}[kind]

    with pytest.raises(BadInput, match="An editor needs a terminal") as refusal:
        noc(kind, "edit", name)

    assert refusal.value.hint == (
        f"Without one: noc {kind} show {name} --toml > {name}.toml; noc {kind} add {name}.toml"
    )
    with pytest.raises(NotFound, match=f"There is no {kind} “never”"):
        noc(kind, "edit", "never")


@on_sqlite
@pytest.mark.parametrize(
    ("kind", "name", "script", "field"),
    [
        ("calendar", "office", "sed -i s/08:30/09:30/ $1", "hours"),
        ("profile", "base", "sed -i s/monitoring/#monitoring/ $1", "monitoring"),
    ],
)
def test_what_is_saved_in_the_editor_is_the_next_version(
    room: Room, at_terminal: Terminal, editor: Editor, kind: Kind, name: str, script: str, field: str
) -> None:
    editor(script)
    before = newest(room, kind, name)

    assert at_terminal(kind, "edit", name) == f"{kind} {name} v2\n"

    after = newest(room, kind, name)
    assert (after.v, after.title) == (2, before.title)
    assert {one for one in before.spec if before.spec[one] != after.spec.get(one)} == {field}
    assert kept() == []


@on_sqlite
def test_it_is_asked_whether_open_tickets_follow(room: Room, editor: Editor) -> None:
    key = opened(room).key
    editor("sed -i s/08:30/09:30/ $1")

    status, shown = asked("--db", url_of(room), "--as", "ada", "calendar", "edit", "office", answer="y")

    assert (status, "1 open ticket runs on calendar office as it is. Do they follow? [y/N]" in shown) == (0, True)
    assert wall(ticket_of(room, key).response.due) == "2026-11-23 15:00"


@on_sqlite
@pytest.mark.parametrize("script", ["true", "echo '# nothing' >> $1"])
def test_where_nothing_is_changed_there_is_no_version(
    room: Room, at_terminal: Terminal, editor: Editor, script: str
) -> None:
    editor(script)

    assert at_terminal("calendar", "edit", "office") == "calendar office v1 stays as it is.\n"
    assert newest(room, "calendar", "office").v == 1
    assert kept() == []


@on_sqlite
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("sed -i s/08:30/8.30/ $1", "line 6: hours.mon[0]: '8.30' is no time of the day"),
        ("echo '[' >> $1", "no TOML"),
        ("sed -i s/office/other/ $1", "line 1: name: office was opened"),
        ("sed -i s/08:30/09:30/ $1; exit 1", "left with an error"),
    ],
)
def test_a_text_that_is_wrong_is_kept_and_can_be_added_later(
    room: Room, at_terminal: Terminal, editor: Editor, capsys: pytest.CaptureFixture[str], script: str, said: str
) -> None:
    editor(script)

    with pytest.raises(BadInput) as refusal:
        at_terminal("calendar", "edit", "office")

    (path,) = kept()
    owners_alone = stat.S_IMODE(path.stat().st_mode) == 0o600
    path.unlink()
    assert said in str(refusal.value)
    assert owners_alone
    assert capsys.readouterr().err == f"What you wrote is kept: noc calendar add {path}\n"
    assert newest(room, "calendar", "office").v == 1


@on_sqlite
def test_what_another_saved_meanwhile_is_not_overwritten(room: Room, at_terminal: Terminal, editor: Editor) -> None:
    editor(f"sed -i s/08:30/09:30/ $1\n{sys.executable} -c '{ANOTHER}' {room.location.path}")

    with pytest.raises(Stale, match="Somebody else has written another version of calendar office"):
        at_terminal("calendar", "edit", "office")

    (path,) = kept()
    path.unlink()
    assert (newest(room, "calendar", "office").v, newest(room, "calendar", "office").title) == (2, "Theirs")


@on_sqlite
def test_an_editor_that_is_not_there_is_told(at_terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "/nowhere/editor")

    with pytest.raises(BadInput, match="The editor “/nowhere/editor” cannot be started") as refusal:
        at_terminal("calendar", "edit", "office")

    assert refusal.value.hint == "VISUAL or EDITOR names one, as EDITOR=nano."
    assert kept() == []
