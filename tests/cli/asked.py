"""A command at a terminal, and what is typed when it asks."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

from tests.cli.processes import environment


def asked(*words: str, answer: str) -> tuple[int, str]:
    """Exit status of `noc` with these words, and what the terminal showed; `answer` is typed at its first question."""
    ours, theirs = pty.openpty()
    argv = [sys.executable, "-m", "noc_tui", *words]
    with subprocess.Popen(argv, stdin=theirs, stdout=theirs, stderr=theirs, env=environment()) as process:
        os.close(theirs)
        shown, answered = b"", False
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            shown += piece
            if b"[y/N]" in shown and not answered:
                os.write(ours, f"{answer}\n".encode())
                answered = True
        os.close(ours)
    return process.returncode, shown.decode().replace("\r\n", "\n")
