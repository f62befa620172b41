"""Every byte that reaches a real terminal while somebody looks at what was written to harm it."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import unicodedata

import pytest

from noc_tui.store.room import Room
from tests.rooms import opened, url_of
from tests.screens.hostile import MARKUP, WORDS, fill
from tests.screens.terminals import Terminal, running

GRAMMAR = re.compile(
    "\x1b\\[[0-9]{1,3}(?:;[0-9]{1,3})*m"  # colours
    "|\x1b\\[[0-9]{1,3};[0-9]{1,3}H"  # cursor there
    "|\x1b\\[\\?(?:7|25|1000|1003|1004|1006|1015|1049|2004|2026|2048)[hl]"  # wrap, cursor, mouse, focus, screen, paste…
    "|\x1b\\[\\?(?:2026|2048)\\$p"  # can it do these?
    "|\x1b\\[>[0-9]{1,2}u|\x1b\\[<u"  # keys in full, and no more
    "|\x1b\\]22;[a-z]+\x07"  # the mouse's pointer
    "|\r\n"
)
"""All that Textual writes beside text. There is no title (OSC 0, 2), link (8) or clipboard (52) in it."""
DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
MARKS = set("\u061c\u200b\u200c\u200d\u200e\u200f\ufeff")


def what_does_not_belong(sent: bytes) -> list[str]:
    """What was written beside the grammar and plain text, each with what stands around it."""
    text = sent.decode("utf-8")  # strictly: no half characters
    rest = GRAMMAR.sub("", text)
    harm = {character for character in set(rest) if is_harm(character)}
    return [rest[max(0, at - 20) : at + 20] for at, character in enumerate(rest) if character in harm]


def is_harm(character: str) -> bool:
    """Whether a terminal obeys a character instead of showing it."""
    kind = unicodedata.category(character)
    return kind in {"Cc", "Cs"} or character in MARKS or unicodedata.bidirectional(character) in DIRECTIONS


@pytest.mark.parametrize(
    "sent",
    ["\x1b]0;title\x07", "\x1b]52;c;ZXZpbA==\x07", "\x1b]8;;http://x\x1b\\", "\x1b[31", "\x1b[2J", "\x1bc", "\x9b31m",
     "\x07", "\x08", "a\rb", "\u202e", "\u2066", "\ufeff", "\x1b[6n", "\x1bP1$r\x1b\\"],
)  # fmt: skip
def test_the_grammar_lets_nothing_else_through(sent: str) -> None:
    assert what_does_not_belong(f"before \x1b[1;1H\x1b[0m{sent} after".encode())


def test_no_byte_that_a_terminal_obeys_comes_from_outside(room: Room) -> None:
    key = fill(room)[0]
    with running(["--db", url_of(room), "--as", "anna"], columns=200, rows=50) as terminal:
        _look_at_everything(terminal, key)
        assert terminal.ends() == 0

    assert len(terminal.sent) > 50_000
    assert what_does_not_belong(terminal.sent) == []


def _look_at_everything(terminal: Terminal, key: str) -> None:
    """Queue, preview, every page, forms, views, filter, what was pasted, help and palette."""
    terminal.shows("[/red][@click=app.exit('x')]boom[/]")
    terminal.type(" ")
    for _ in range(5):
        terminal.type("j")
    terminal.shows(f"{MARKUP} red")
    terminal.type("g")
    for _ in range(5):
        terminal.type("\r")
        terminal.shows("Esc back")
        terminal.type("G")
        terminal.type("\x1b")
        terminal.shows("Enter whole")
        terminal.type("j")
    terminal.type(f"/{key}\r")
    terminal.shows(f"/ {key}", "1 of 1")
    terminal.type("A")
    terminal.shows(f"Assign {key}")
    terminal.type(f"{MARKUP}\x13")
    terminal.shows("is no operator of this room.")
    terminal.type("\x1b")
    terminal.hides(f"Assign {key}")
    terminal.type(f"n\x1b[200~{WORDS}\x1b[201~")
    terminal.shows(f"{MARKUP} red")
    terminal.type("\x13")
    terminal.shows("noted")
    terminal.type("v")
    terminal.shows("Enter shows it")
    terminal.type("\x1b")
    terminal.hides("Enter shows it")
    terminal.type("?")
    terminal.shows("Keys in force here")
    terminal.type("\x1b")
    terminal.hides("Keys in force here")
    terminal.type("\x10")
    terminal.shows("Search for commands")
    terminal.type("[/red]\x11")


def test_the_terminal_is_left_as_it_was(room: Room) -> None:
    opened(room)
    with running(["--db", url_of(room), "--as", "anna"], columns=80, rows=24) as terminal:
        terminal.shows("No mail leaves")
        terminal.type("q")
        terminal.shows("Leave the control room?")
        terminal.type("2")
        assert terminal.ends() == 0

    last = dict(re.findall(rb"\x1b\[\?(\d+)([hl])", terminal.sent))
    assert {mode for mode, state in last.items() if state == b"h"} == {b"25", b"7"}, "the cursor is seen, lines wrap"
    assert terminal.sent.count(b"\x1b[<u") == 1


def test_a_room_that_was_never_set_up_greets(tmp_path: object) -> None:
    with running(["--db", f"sqlite:///{tmp_path}/room.db", "--as", "anna"], columns=80, rows=24) as terminal:
        terminal.shows("This room is new", "load the demo room")
        terminal.type("\x11")
        assert terminal.ends() == 0


def test_filter_and_order_are_given_on_the_command_line(room: Room) -> None:
    opened(room, subject="Printer")
    opened(room, subject="VPN is down")
    words = ["--db", url_of(room), "--as", "anna"]
    with running([*words, "--filter", "vpn", "--sort", "age"]) as terminal:
        terminal.shows("/ vpn", "by age", "VPN is down")
        assert "Printer" not in terminal.text
        terminal.type("\x11")
        assert terminal.ends() == 0
    with running([*words, "--filter", "colour:red"]) as terminal:
        assert terminal.ends() == 2
        assert b"There is no field" in terminal.sent


def test_who_is_no_operator_is_told_before_anything_is_drawn(room: Room) -> None:
    with running(["--db", url_of(room), "--as", "nobody"]) as terminal:
        assert terminal.ends() == 1
    assert "“nobody” is no operator of this room." in terminal.sent.decode()
    assert b"\x1b[?1049h" not in terminal.sent


def test_a_terminal_that_is_gone_ends_the_program(room: Room) -> None:
    opened(room)
    with running(["--db", url_of(room), "--as", "anna"], columns=80, rows=24) as terminal:
        terminal.shows("No mail leaves")
        assert terminal.hang_up() != 0


def test_a_program_that_waits_for_ever_ends_with_its_terminal_too() -> None:
    stuck = (
        "import threading; from noc_tui.screens.hang_up import end_with_the_terminal; "
        "end_with_the_terminal(0.05, 0.1); print('stuck', flush=True); threading.Event().wait()"
    )
    master, slave = pty.openpty()
    process = subprocess.Popen([sys.executable, "-c", stuck], stdin=slave, stdout=slave, start_new_session=True)
    os.close(slave)
    assert b"stuck" in os.read(master, 100)
    os.close(master)

    assert process.wait(10) == 1
