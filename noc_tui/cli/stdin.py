"""What is piped into a command, as bytes or as text."""

from __future__ import annotations

import sys

from noc_tui.cli.output import tell
from noc_tui.domain.errors import BadInput


def stdin_bytes() -> bytes:
    """All of stdin."""
    if sys.stdin.isatty():
        tell("Reading from the terminal: end with Ctrl+D.")
    return sys.stdin.buffer.read()


def stdin_text() -> str:
    """All of stdin as text: UTF-8, else as the locale has it. Raises BadInput where it is neither."""
    raw = stdin_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
    try:
        return raw.decode(sys.stdin.encoding)
    except UnicodeDecodeError as error:
        said = f"What came from stdin is no UTF-8 text (line {line}). Nothing was done."
        raise BadInput(said, "Convert it first: iconv -f CP1252 -t UTF-8 FILE | noc …") from error
