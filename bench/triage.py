"""Triage on screen, in a real pseudo-terminal: opened on a ticket of a large room, and typed in.

python -m bench.triage --tickets 100000 --customers 1000 --store triage.db
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench.report import Figure, machine, middle, table
from bench.rooms import OPERATOR, add_customers, demo_room
from bench.terminal import COLUMNS, ROWS, Terminal

_ROW = re.compile(r"NOC-\d{4}-\d{6}")
_LIKES = re.compile(r"(?m)^.*looks like.*|nothing looks like it")
_TYPED = "mario.bianchi-0421"
"""What is typed to find a caller: letters, digits and a sign, and it means somebody."""
_WARM = 3
"""Tickets opened before it counts."""
_WARM_S = 4.0


def main() -> None:
    """Measures and prints."""
    wanted = _arguments()
    with _store(wanted.store, wanted.tickets, wanted.customers) as path:
        print(
            f"{wanted.columns}x{wanted.rows}, {wanted.tickets:,} tickets, {wanted.customers:,} customers; medians. "
            f"{machine()}"
        )
        print(table(measure(path, wanted.repeat, wanted.columns, wanted.rows)))


def measure(path: Path, repeat: int, columns: int, rows: int) -> list[Figure]:
    """Opening triage on one ticket after the other, the look-alikes behind it, and each character typed."""
    argv = [sys.executable, "-m", "noc_tui", "--db", f"sqlite:///{path}", "--as", OPERATOR]
    with closing(Terminal(argv, columns=columns, rows=rows)) as noc:
        noc.start_up(lambda text: bool(_ROW.search(text)))
        noc.settle(_WARM_S)
        fresh, opened, followed, typed = _opened(noc, repeat)
    full, worst = middle(opened, "ms")
    likes, latest = middle(followed, "ms")
    letter, slowest = middle(typed, "ms")
    return [
        Figure("t: the first time after start-up", fresh, "ms"),
        Figure("t: first full screen", full, "ms", 150, worst),
        Figure("t: look-alikes after that", likes, "ms", 300, latest),
        Figure("a character typed: painted", letter, "ms", 30, slowest),
    ]


def _opened(noc: Terminal, repeat: int) -> tuple[float, list[float], list[float], list[float]]:
    fresh, opened, followed, typed = 0.0, list[float](), list[float](), list[float]()
    for number in range(repeat + _WARM):
        full, likes = _open(noc)
        letters = _typed(noc) if number < _WARM + 2 else []
        _leave(noc)
        fresh = fresh or full
        if number >= _WARM:
            opened.append(full)
            followed.append(likes - full)
            typed += letters
    return fresh, opened, followed, typed


def _open(noc: Terminal) -> tuple[float, float]:
    """Milliseconds to the first screen that has every field and a verdict, and to the look-alikes."""
    before = noc.look().copy()
    answer = noc.press("t", quiet_s=1.2)
    full = likes = None
    for at, picture in noc.replay(before, answer):
        text = picture.text
        if full is None and _is_full(text):
            full = at
        if likes is None and _LIKES.search(text):
            likes = at
    if full is None or likes is None:
        raise TimeoutError(f"Triage did not open:\n{noc.text()}")
    return full, max(full, likes)


def _is_full(text: str) -> bool:
    return "Triage" in text and "impact" in text and bool(re.search(r"due |no clock|no target|stands still", text))


def _typed(noc: Terminal) -> list[float]:
    """Milliseconds from each character typed as the caller to the picture that has it."""
    noc.press("\x1b[Z", quiet_s=0.2)  # back to who it is
    times = []
    for place, letter in enumerate(_TYPED):
        before, shown = noc.look().copy(), _TYPED[: place + 1]
        answer = noc.press(letter, quiet_s=0.15)
        times.append(next((at for at, picture in noc.replay(before, answer) if shown in picture.text), answer.done_ms))
    noc.press("Esc", quiet_s=0.2)
    return times


def _leave(noc: Terminal) -> None:
    noc.press("Esc", quiet_s=0.3)
    noc.press("Down", quiet_s=0.2)


@contextmanager
def _store(given: str | None, tickets: int, customers: int) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(given) if given else Path(folder) / "room.db"
        made = demo_room(path, tickets, max(1, tickets // 20))
        add_customers(path, customers)
        if made:
            print(f"made in {made:.0f} s", file=sys.stderr)
        yield path


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    number: Callable[[str], int] = int
    parser.add_argument("--tickets", type=number, default=100_000)
    parser.add_argument("--customers", type=number, default=1000)
    parser.add_argument("--store", help="where the room is, or is made and kept")
    parser.add_argument("--repeat", type=number, default=15)
    parser.add_argument("--columns", type=number, default=COLUMNS)
    parser.add_argument("--rows", type=number, default=ROWS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
