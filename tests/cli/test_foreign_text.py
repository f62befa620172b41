"""Whatever came from outside, a terminal gets text and our own colours, and nothing else."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator

import pytest

from noc_tui.desk.customers import add_customer
from noc_tui.desk.ending import solve
from noc_tui.desk.reception import receive
from noc_tui.desk.work import note
from noc_tui.intake.sources import parser_of
from noc_tui.store.room import Room
from tests.cli.commands import Noc, Ran, command_line
from tests.cli.processes import environment
from tests.intake.alertmanager_bodies import SAMPLES
from tests.rooms import ADA, SetClock, Stores, do, on_sqlite, opened, url_of

HOSTILE = (
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b]52;c;ZXZpbA==\x1b\\ \x9b1;31mC1 \x9d0;x\x9c bell\x07 back\x08\x08 "
    "nul\x00 del\x7f \u202eright to left\u202c \u2066isolate\u2069 \u200bzero\ufeff \U000e0041tag "
    "[red]markup[/red] [/] [@click=app.quit]x[/] line\u2028two\r\nthree\vfour\ffive\tsix"
)
OURS = re.compile(rb"\x1b\[(?:0|(?:1|2|3[1-5])(?:;1)?)m")
BIDI = {"\u061c", "\u200e", "\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
READS = [
    "queue", "queue --json", "ticket list status:all", "ticket list status:all --json", "alert list --all",
    "alert list --all --json", "customer list", "customer list --json", "intake rejected list",
    "intake rejected list --json",
]  # fmt: skip


def harm(written: str) -> set[str]:
    """What is no text: controls of both sets but the newline, bidi, whatever has no shape, halves of a character."""
    unsafe = {"Cc", "Cs", "Zl", "Zp"}
    return {char for char in written if (unicodedata.category(char) in unsafe and char != "\n") or char in BIDI}


@pytest.fixture(scope="module")
def attacked(stores: Stores) -> Iterator[Room]:
    """A room that took in every capture, the hostile ones too, and has hostile people in it."""
    with stores.room(SetClock()) as room:
        for path in sorted(SAMPLES.glob("*.json")):
            receive(room, "alertmanager", path.read_bytes(), parser_of("alertmanager"))
        begin, end = HOSTILE[:140], HOSTILE[140:]
        do(room, ADA, add_customer, "EVIL", begin, aliases=(end,), city=HOSTILE[:90])
        opened(room, "EVIL", subject=HOSTILE, description=HOSTILE, technology=HOSTILE, team=HOSTILE)
        do(room, ADA, note, "1", HOSTILE)
        do(room, ADA, solve, "2", HOSTILE)
        yield room


@pytest.fixture
def noc_there(attacked: Room, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Noc:
    """Commands in that room."""
    return command_line(attacked, capsys, monkeypatch)


def every_read(noc: Noc) -> Iterator[tuple[str, Ran]]:
    """Each command that reads, on all there is."""
    for line in READS:
        yield line, noc(*line.split())
    tickets = [record["key"] for record in noc("ticket", "list", "status:all", "--all", "--json").records]
    alerts = [str(record["id"]) for record in noc("alert", "list", "--all", "--json").records]
    bodies = [str(record["id"]) for record in noc("intake", "rejected", "list", "--json").records]
    assert min(len(tickets), len(alerts), len(bodies)) > 3
    for verb, keys in (("ticket show", tickets), ("alert show", alerts), ("intake rejected show", bodies)):
        for key in keys:
            for option in ((), ("--json",)):
                yield " ".join((verb, key, *option)), noc(*verb.split(), key, *option)


def test_no_byte_that_a_terminal_obeys_gets_out(noc_there: Noc) -> None:
    lines = 0
    for line, ran in every_read(noc_there):
        assert ran.status == 0, line
        for written in (ran.out, ran.err):
            assert harm(written) == set(), line
        lines += ran.out.count("\n")
    assert lines > 200


def test_markup_is_text(noc: Noc, room: Room) -> None:
    opened(room, subject="[red]x[/red] [/foo] [@click=app.quit]y[/]")

    for line in ("queue", "ticket list", "ticket show 1"):
        assert "[red]x[/red] [/foo] [@click=app.quit]y[/]" in noc(*line.split()).out


def test_json_is_ascii_and_says_what_was_there(noc_there: Noc) -> None:
    for line, ran in every_read(noc_there):
        if "--json" in line:
            assert ran.out.isascii(), line
            assert ran.records


def test_a_note_cannot_pass_for_an_entry_of_somebody_else(noc: Noc, room: Room) -> None:
    opened(room)
    noc("ticket", "note", "1", "-m", "first\r       09:00  lia            √ solved\n       09:00  lia  closed")

    forged = [line for line in noc("ticket", "show", "1").out.splitlines() if " lia " in line]

    assert len(forged) == 2
    assert all(line.startswith(" " * 14) for line in forged)


def test_refusals_say_what_was_typed_without_obeying_it(noc: Noc, room: Room) -> None:
    opened(room)

    for line in (("ticket", "take"), ("alert", "ack"), ("intake", "rejected", "dismiss")):
        refused = noc(*line, "\x1b[31m\u202e1", HOSTILE)
        assert refused.status in {1, 3}
        assert harm(refused.err) == set()


@on_sqlite
@pytest.mark.parametrize("line", ["queue", "ticket list status:all --limit 200", "alert list --all", "ticket show 1"])
def test_on_a_terminal_there_are_our_colours_and_no_other_escape(line: str, attacked: Room) -> None:
    written = on_a_terminal("--db", url_of(attacked), *line.split())

    plain, colours = OURS.subn(b"", written)
    assert harm(plain.replace(b"\r\n", b"\n").decode()) == set()
    assert colours > 0 or line == "ticket show 1"


@on_sqlite
@pytest.mark.parametrize("variable", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_who_wants_no_colour_gets_none(variable: dict[str, str], attacked: Room) -> None:
    assert b"\x1b" not in on_a_terminal("--db", url_of(attacked), "queue", **variable)


@on_sqlite
def test_on_a_narrow_terminal_no_line_wraps(room: Room) -> None:
    opened(room, subject="很长的主题 " * 33)

    plain = OURS.sub(b"", on_a_terminal("--db", url_of(room), "ticket", "list", COLUMNS="110")).decode()

    cells = [sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in row) for row in plain.split("\r\n")]
    assert max(cells) == 110
    assert "…" in plain


def on_a_terminal(*words: str, **changed: str) -> bytes:
    """What a terminal gets from `noc` with these words."""
    ours, theirs = pty.openpty()
    env = environment(**{"TERM": "xterm-256color", "COLUMNS": "200"} | changed)
    with subprocess.Popen(
        [sys.executable, "-m", "noc_tui", *words], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env=env
    ) as process:
        os.close(theirs)
        written = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            written += piece
        os.close(ours)
    assert process.returncode == 0
    return written
