"""What is piped into a command, as bytes or as text."""

from __future__ import annotations

import sys

from noc_tui.cli.output import tell


def stdin_bytes() -> bytes:
    """All of stdin."""
    if sys.stdin.isatty():
        tell("Reading from the terminal: end with Ctrl+D.")
    return sys.stdin.buffer.read()


def stdin_text() -> str:
    """All of stdin as text: UTF-8, else what the locale makes of it."""
    raw = stdin_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode(sys.stdin.encoding, "replace")
