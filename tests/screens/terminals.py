"""The program itself in a pseudo-terminal: keys in, every byte that it wrote out."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

import pyte
import pytest

PATIENCE_S = 20.0
_QUIET_S = 0.1
_WITHOUT_PRIVATE = re.compile(rb"\x1b\[(?:[<=>][0-9;]*[@-~]|[?0-9;]*[ -/]+[@-~])")
"""What pyte would print instead of doing nothing."""


class Terminal:
    """A terminal of a size, and what it was sent."""

    def __init__(self, columns: int, rows: int, master: int, process: subprocess.Popen[bytes]) -> None:
        self.sent = b""
        self.process = process
        self._master = master
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def text(self) -> str:
        """What a terminal makes of it."""
        return "\n".join(self._screen.display)

    def type(self, keys: str) -> None:
        """Keys as a keyboard sends them."""
        os.write(self._master, keys.encode())

    def shows(self, *texts: str) -> None:
        """Waits until all of that is on the screen."""
        self.until(lambda: all(text in self.text for text in texts), f"{texts} did not come")

    def hides(self, text: str) -> None:
        """Waits until that is no longer on the screen."""
        self.until(lambda: text not in self.text, f"{text} did not go")

    def until(self, true: Callable[[], object], otherwise: str) -> None:
        """Reads what is written until something holds; fails with the screen where it does not come."""
        end = time.monotonic() + PATIENCE_S
        while not true():
            if time.monotonic() > end or (not self._read(0.2) and self.process.poll() is not None):
                pytest.fail(f"{otherwise}:\n{self.text}")
        while self._read(_QUIET_S):
            pass

    def hang_up(self) -> int:
        """The terminal is gone without a signal, as where a hang-up is ignored. Gives the program's status."""
        os.close(self._master)
        return self.process.wait(PATIENCE_S)

    def ends(self) -> int:
        """Waits until the program has ended, and gives its status."""
        while self._read(0.5) or self.process.poll() is None:
            pass
        return self.process.wait(PATIENCE_S)

    def _read(self, wait_s: float) -> bool:
        if not select.select([self._master], [], [], wait_s)[0]:
            return False
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:
            return False  # it has ended
        self.sent += data
        self._stream.feed(_WITHOUT_PRIVATE.sub(b"", data))
        return bool(data)


@contextmanager
def running(words: Sequence[str], *, columns: int = 120, rows: int = 36) -> Iterator[Terminal]:
    """`noc` with these words on a terminal of its own."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "noc_tui", *words], stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
        env=os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    )  # fmt: skip
    os.close(slave)
    try:
        yield Terminal(columns, rows, master, process)
    finally:
        process.kill()
        process.wait()
        with suppress(OSError):  # it has hung up
            os.close(master)
