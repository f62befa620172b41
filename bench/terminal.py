"""A program in a pseudo-terminal, under a stop-watch.

Every read is stamped when it arrives and kept as raw bytes; they are turned into a picture only when somebody
looks, since that is slower than any program that is measured here.
"""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import pyte

COLUMNS, ROWS = 200, 50
QUIET_S = 0.06
"""A key has been answered when nothing came for so long."""
PATIENCE_S = 20.0
_PAUSE_S = 0.3
KEYS = {
    "Up": b"\x1b[A", "Down": b"\x1b[B", "Home": b"\x1b[H", "End": b"\x1b[F", "Page Up": b"\x1b[5~",
    "Page Down": b"\x1b[6~", "Ctrl+Home": b"\x1b[1;5H", "Ctrl+End": b"\x1b[1;5F", "Enter": b"\r",
    "Esc": b"\x1b", "Space": b" ",
}  # fmt: skip

# What a terminal is asked and answers: its kind, its state, where the cursor is, its modes. It can hold a picture
# back until it is whole (mode 2026), and does not report its size in the stream (2048).
_QUESTION = re.compile(rb"\x1b\[(?:0?(?P<kind>c)|(?P<state>5n)|(?P<place>6n)|\?(?P<mode>\d+)\$p)")
_ANSWERS = {"kind": b"\x1b[?64;22c", "state": b"\x1b[0n", "place": b"\x1b[1;1R"}
_MODES = {b"2026": b"2"}
_LONGEST_QUESTION = 12
_PICTURE_ENDS = b"\x1b[?2026l"
_NOT_FOR_PYTE = re.compile(rb"\x1b\[(?:[<=>][0-9;]*[@-~]|[?0-9;]*[ -/]+[@-~])")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one read gave, and when."""

    at: float
    data: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What came after a key, up to the silence behind it."""

    asked_at: float
    chunks: Sequence[Chunk]

    @property
    def size(self) -> int:
        """Bytes, as an SSH link would carry them."""
        return sum(len(chunk.data) for chunk in self.chunks)

    @property
    def done_ms(self) -> float:
        """From the key to the last byte."""
        return (self.chunks[-1].at - self.asked_at) * 1000

    def pictures(self) -> Iterator[tuple[float, bytes]]:
        """Each picture that the program painted: milliseconds until it was whole, and its bytes."""
        pending = b""
        for chunk in self.chunks:
            *whole, pending = (pending + chunk.data).split(_PICTURE_ENDS)
            for data in whole:
                yield (chunk.at - self.asked_at) * 1000, data + _PICTURE_ENDS
        if pending:
            yield self.done_ms, pending


@dataclass(frozen=True, slots=True)
class Rest:
    """A stretch of time without a key."""

    seconds: float
    cpu_s: float
    wrote: Answer

    @property
    def bytes_per_s(self) -> float:
        """Bytes a second."""
        return self.wrote.size / self.seconds

    @property
    def cpu_share(self) -> float:
        """Of one core, 0 to 1."""
        return self.cpu_s / self.seconds


class Picture:
    """A screen, painted on by a program's bytes."""

    def __init__(self, columns: int, rows: int) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)

    def copy(self) -> Picture:
        """Another like it, to be painted on apart."""
        other = Picture(self._screen.columns, self._screen.lines)
        other._screen = deepcopy(self._screen)
        other._stream = pyte.ByteStream(other._screen)
        return other

    def paint(self, data: bytes) -> None:
        """Lets some of the program's bytes work."""
        self._stream.feed(_NOT_FOR_PYTE.sub(b"", data))

    @property
    def text(self) -> str:
        """What it shows, as plain text."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def cells(self) -> list[list[pyte.screens.Char]]:
        """What it shows with its colours, to compare with another time."""
        buffer = self._screen.buffer
        return [[buffer[y][x] for x in range(self._screen.columns)] for y in range(self._screen.lines)]


class Terminal:
    """Runs a program on a pseudo-terminal of its own and stands in for a terminal that knows true colour."""

    def __init__(self, argv: Sequence[str], *, columns: int = COLUMNS, rows: int = ROWS) -> None:
        self._size = columns, rows
        self._picture = Picture(columns, rows)
        self._unseen: list[bytes] = []
        self._heard = b""
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.started_at = time.monotonic()
        self._process = subprocess.Popen(
            argv, stdin=slave, stdout=slave, stderr=slave, start_new_session=True, env=environment(),
            preexec_fn=_take_terminal,  # noqa: PLW1509 - nothing here runs in threads
        )  # fmt: skip
        os.close(slave)

    # Asking

    def start_up(self, seen: Callable[[str], bool]) -> float:
        """Milliseconds from the program's start to the first picture on which that is seen. Raises TimeoutError."""
        return self._first_picture(Picture(*self._size), self.started_at, seen)

    def press(self, key: str, quiet_s: float = QUIET_S) -> Answer:
        """Presses a key (a name of KEYS, or text to type), once the program is silent, and waits for the answer.

        Raises TimeoutError where none comes: a key that changes nothing has no time.
        """
        self.settle(QUIET_S)
        asked_at = self._type(key)
        answer = Answer(asked_at, self._gather(quiet_s, PATIENCE_S))
        if not answer.chunks:
            raise TimeoutError(f"{key!r} was not answered within {PATIENCE_S:.0f} s:\n{self.text()}")
        return answer

    def press_until(self, key: str, seen: Callable[[str], bool]) -> float:
        """Presses a key and gives the milliseconds until the first picture on which that is seen."""
        self.settle(QUIET_S)
        before = self.look().copy()
        return self._first_picture(before, self._type(key), seen)

    def watch(self, change: Callable[[], tuple[float, Callable[[str], bool]]]) -> float:
        """Lets somebody else change something; they give the instant at which it was done, and what is to be seen.

        Gives the milliseconds from there to the first picture on which it is.
        """
        self.settle(QUIET_S)
        before = self.look().copy()
        return self._first_picture(before, *change())

    def rest(self, seconds: float) -> Rest:
        """Watches without a key."""
        self.settle(QUIET_S)
        cpu, began_at = self.cpu_s(), time.monotonic()
        chunks = self._gather(seconds, seconds)
        passed = time.monotonic() - began_at
        return Rest(passed, self.cpu_s() - cpu, Answer(began_at, chunks))

    def settle(self, quiet_s: float) -> None:
        """Waits until nothing came for so long, and no longer than that where nothing comes."""
        self._gather(quiet_s, quiet_s)

    # Looking

    def text(self) -> str:
        """The screen as plain text."""
        return self.look().text

    def look(self) -> Picture:
        """The screen as it is now."""
        for data in self._unseen:
            self._picture.paint(data)
        self._unseen.clear()
        return self._picture

    def replay(self, before: Picture, answer: Answer) -> Iterator[tuple[float, Picture]]:
        """The screen after each picture of an answer, with the milliseconds until it was whole."""
        for at, data in answer.pictures():
            before.paint(data)
            yield at, before

    def _first_picture(self, before: Picture, asked_at: float, seen: Callable[[str], bool]) -> float:
        chunks: list[Chunk] = []
        while not seen(self.text()):  # looked at only in a pause: looking is slow
            if time.monotonic() > asked_at + PATIENCE_S or self._process.poll() is not None:
                raise TimeoutError(f"It was not seen within {PATIENCE_S:.0f} s:\n{self.text()}")
            chunks += self._gather(_PAUSE_S, PATIENCE_S)
        answer = Answer(asked_at, chunks)
        return next((at for at, picture in self.replay(before, answer) if seen(picture.text)), answer.done_ms)

    # The process

    def cpu_s(self) -> float:
        """User and system seconds that the process and its children have spent, in steps of 10 ms."""
        return sum(_spent(pid) for pid in _family(self._process.pid))

    def memory_mib(self) -> tuple[float, float]:
        """Resident memory of the process and its children now, and the process's highest."""
        now = sum(_status(pid, "VmRSS") for pid in _family(self._process.pid))
        return now / 1024, _status(self._process.pid, "VmHWM") / 1024

    def close(self) -> None:
        """Ends the process."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._master)

    def _gather(self, quiet_s: float, patience_s: float) -> list[Chunk]:
        """Reads until nothing came for `quiet_s`; for the first byte, and in all, it waits `patience_s`."""
        chunks: list[Chunk] = []
        end = time.monotonic() + patience_s
        while True:
            now = time.monotonic()
            wait = min(end, chunks[-1].at + quiet_s) - now if chunks else end - now
            if wait <= 0 or not select.select([self._master], [], [], wait)[0]:
                return chunks
            at = time.monotonic()
            try:
                data = os.read(self._master, 1 << 16)
            except OSError:
                return chunks  # it has ended
            chunks.append(Chunk(at, data))
            self._unseen.append(data)
            self._reply(data)

    def _type(self, key: str) -> float:
        asked_at = time.monotonic()
        os.write(self._master, KEYS.get(key, key.encode()))
        return asked_at

    def _reply(self, data: bytes) -> None:
        before = len(self._heard)
        heard = self._heard + data
        for question in _QUESTION.finditer(heard):
            if question.end() <= before:
                continue
            mode = question["mode"]
            if mode is not None:
                os.write(self._master, b"\x1b[?%s;%s$y" % (mode, _MODES.get(mode, b"0")))
            else:
                os.write(self._master, _ANSWERS[str(question.lastgroup)])
        self._heard = heard[-_LONGEST_QUESTION:]


def environment() -> dict[str, str]:
    """This environment as a person at a terminal has it: byte code is kept, colours are true."""
    ours = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "TMUX", "LINES", "COLUMNS", "NO_COLOR"}
    env = {name: value for name, value in os.environ.items() if name not in ours and not name.startswith("NOC_")}
    return env | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _family(pid: int) -> Iterator[int]:
    """A process and those below it."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue  # the thread has ended meanwhile
        for child in children:
            yield from _family(int(child))


def _spent(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _status(pid: int, name: str) -> int:
    """A figure of the process's status, in KiB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)
