"""The queue on screen, in a real pseudo-terminal, beside a one-line Textual app and Textual's DataTable.

python -m bench.queue_screen --tickets 1000000 --open 100000 --store room.db
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median

from bench.changes import OtherProcess
from bench.report import Figure, machine, middle, table
from bench.rooms import OPERATOR, demo_room
from bench.terminal import COLUMNS, ROWS, Answer, Terminal

_PEERS = Path(__file__).parent / "peers"
_FILTERS = (
    "soon", "nobody", "level:3", "customer:CBR", "level:1,2 severity:critical -overrun", "certificate", "status:closed",
)  # fmt: skip
_KEY = re.compile(r"NOC-\d{4}-\d{6}")
_PLACE = re.compile(r"\d+ of \d+")
_DOWNS, _PAGES = 60, 4
_REST_S = 12.0
_WARM_S = 2.5
_ROW = re.compile(r"NOC-\d{4}-\d{6}|one line is shown")


def main() -> None:
    """Measures and prints."""
    wanted = _arguments()
    with _store(wanted.store, wanted.tickets, wanted.open) as path:
        print(f"{COLUMNS}x{ROWS}, {wanted.tickets:,} tickets, {wanted.open:,} open; medians. {machine()}")
        figures = measure(path, wanted.repeat)
    print(table(figures))
    print(f"load afterwards: {machine().partition('load ')[2].partition(', Python')[0]}")


def measure(path: Path, repeat: int) -> list[Figure]:
    """Every figure; each section says on stderr how long it took."""
    figures = _section("start-up", lambda: _start_up(path, repeat))
    with _running(_noc(path)) as noc, closing(OtherProcess(path)) as other:
        other.await_calm()
        with _running(_peer("data_table")) as peer:
            figures += _section("keys", lambda: _keys(noc, peer, repeat))
        figures += _section("filter", lambda: _filters(noc, repeat))
        figures += _section("tick", lambda: _ticks(noc))
        figures += _section("preview", lambda: _preview(noc, repeat))
        figures += _section("changes", lambda: _changes(noc, other, repeat))
        figures += _memory(noc)
    return figures


# Start-up


def _start_up(path: Path, repeat: int) -> list[Figure]:
    """Both one after the other, `repeat` times; the first pair only warms the caches."""
    ours, theirs = [], []
    for number in range(repeat + 1):
        line, rows = _shown_ms(_peer("one_line")), _shown_ms(_noc(path))
        if number:
            theirs.append(line)
            ours.append(rows)
    share = median(ours) / median(theirs)
    beside = f"{median(ours):.0f} : {median(theirs):.0f} ms, quickest {min(ours):.0f} : {min(theirs):.0f} ms"
    return [Figure("first rows, in start-ups of a one-line Textual app", share, "times", 1.6, beside)]


def _shown_ms(argv: list[str]) -> float:
    """From the start of a program to the picture on which its first row, or its line, is seen."""
    terminal = Terminal(argv)
    try:
        return terminal.start_up(_has_rows)
    finally:
        terminal.close()


# Keys


def _keys(noc: Terminal, peer: Terminal, repeat: int) -> list[Figure]:
    """Each key in the one and then in the other, so that both meet the same machine."""
    ours: defaultdict[str, list[Answer]] = defaultdict(list)
    theirs: defaultdict[str, list[Answer]] = defaultdict(list)

    def both(key: str, its: str = "") -> None:
        ours[key].append(noc.press(key))
        theirs[key].append(peer.press(its or key))

    both("End", "Ctrl+End")
    both("Home", "Ctrl+Home")
    ours.clear()
    theirs.clear()
    for _ in range(_DOWNS):
        both("Down")
    both("Home", "Ctrl+Home")
    for _ in range(repeat):
        for _ in range(_PAGES):
            both("Page Down")
        both("End", "Ctrl+End")
        both("Home", "Ctrl+Home")
    figures = []
    for key, most in (("Down", 1500), ("Page Down", 30_000), ("End", None)):
        size, worst = middle([answer.size for answer in ours[key]], "B")
        theirs_too = f"DataTable {median(answer.size for answer in theirs[key]):,.0f} B"
        took, slowest = middle([answer.done_ms for answer in ours[key]], "ms")
        limit = median(answer.done_ms for answer in theirs[key])
        figures.append(Figure(f"{key}: repainted, beside DataTable with 10,000 rows", took, "ms", limit, slowest))
        figures.append(Figure(f"{key}: written", size, "B", most, f"{worst}, {theirs_too}"))
    return figures


# Filter


def _filters(noc: Terminal, repeat: int) -> list[Figure]:
    """From Enter to the picture that shows other tickets."""
    figures = []
    for text in _FILTERS:
        took = [_filtered_ms(noc, text) for _ in range(max(3, repeat // 2) + 1)][1:]
        middle_ms, worst = middle(took, "ms")
        figures.append(Figure(f"filter {text}: first rows", middle_ms, "ms", 50, worst))
    return figures


def _filtered_ms(noc: Terminal, text: str) -> float:
    noc.press("/")
    noc.press(text)
    before = _first_tickets(noc.text())
    took = noc.press_until("Enter", lambda screen: _first_tickets(screen) != before)
    noc.press_until("Esc", lambda screen: _first_tickets(screen) == before)
    noc.settle(0.3)
    return took


def _first_tickets(screen: str) -> list[str]:
    return _KEY.findall(screen)[: ROWS // 2]  # the filter's own line takes one at the end


# Tick


def _ticks(noc: Terminal) -> list[Figure]:
    """At rest: where every line shows seconds, where the shift stands, and where nothing moves."""
    figures = _rest(noc, "the tick at the top of the queue")
    noc.press("/")
    noc.press("soon")
    noc.press("Enter", quiet_s=0.5)
    seconds = len(re.findall(r"\dm\d\ds", noc.text()))
    figures += _rest(noc, f"the tick with {seconds} lines that show seconds")
    noc.press("Esc", quiet_s=0.3)
    noc.press("End")
    start = noc.look().copy()
    before, idle = start.cells(), 0
    rest = noc.rest(_REST_S)
    for _, picture in noc.replay(start, rest.wrote):
        after = picture.cells()
        idle += after == before
        before = after
    noc.press("Home")
    figures.append(Figure("written where nothing shown changed", idle, "times", 0, f"{rest.seconds:.0f} s at the end"))
    return figures


def _rest(noc: Terminal, what: str) -> list[Figure]:
    rest = noc.rest(_REST_S)
    writes = f"{len(rest.wrote.chunks)} writes in {rest.seconds:.0f} s"
    return [
        Figure(f"{what}: written", rest.bytes_per_s, "B/s", 8000, writes),
        Figure(f"{what}: of a core", rest.cpu_share * 100, "%", 2),
    ]


# Preview


def _preview(noc: Terminal, repeat: int) -> list[Figure]:
    """Down with the preview open: when the cursor stood on the next line, and when the preview showed it."""
    noc.press("Space", quiet_s=0.3)
    noc.press("Down", quiet_s=0.3)
    times, sizes = [], []
    for _ in range(3 * repeat):
        moved, followed, size = _followed(noc)
        times.append((moved, followed))
        sizes.append(size)
    noc.press("Space", quiet_s=0.3)
    noc.press("Home", quiet_s=0.3)
    moved_ms, slowest = middle([moved for moved, _ in times], "ms")
    followed_ms, latest = middle([followed for _, followed in times], "ms")
    late = sum(moved > followed for moved, followed in times)
    apart = sum(moved < followed for moved, followed in times)
    return [
        Figure("Down with the preview open: the cursor", moved_ms, "ms", None, slowest),
        Figure("Down with the preview open: the preview", followed_ms, "ms", 50, latest),
        Figure("Down with the preview open: cursor later", late, "times", 0, f"first in {apart} of {len(times)}"),
        Figure("Down with the preview open: written", median(sizes), "B"),
    ]


def _followed(noc: Terminal) -> tuple[float, float, int]:
    start = noc.look().copy()
    place, below = _seen(start.text)
    answer = noc.press("Down", quiet_s=0.2)
    moved = followed = None
    for at, picture in noc.replay(start, answer):
        now_place, now_below = _seen(picture.text)
        if moved is None and now_place != place:
            moved = at
        if now_below != below and now_below.strip():
            followed = at
    if moved is None or followed is None:
        raise TimeoutError(f"The preview did not follow:\n{noc.text()}")
    return moved, followed, answer.size


def _seen(text: str) -> tuple[str, str]:
    """Where the cursor stands, in the list's head; and what the preview shows, the clocks in it left out."""
    place = _PLACE.search(text)
    below = text.partition("─" * COLUMNS)[2]
    named = _KEY.search(below) or re.search(r"\S+", below)
    return place[0] if place else "", named[0] if named else ""


# What others do, and memory


def _changes(noc: Terminal, other: OtherProcess, repeat: int) -> list[Figure]:
    """From another process's commit to the picture that shows it."""
    key = _KEY.findall(noc.text())[2]
    assigned = [noc.watch(lambda: other.assign(key)) for _ in range(repeat)]
    noc.press("/")
    noc.press(other.event)
    noc.press("Enter", quiet_s=0.5)
    sent = [noc.watch(other.deliver) for _ in range(2 * (repeat // 2 + 1))]
    noc.press("Esc", quiet_s=0.3)
    named = (("another process assigns a ticket: on screen", assigned), ("an alert comes in, clears: on screen", sent))
    figures = []
    for what, took in named:
        middle_ms, worst = middle(took, "ms")
        figures.append(Figure(what, middle_ms, "ms", 300, worst))
    return figures


def _memory(noc: Terminal) -> list[Figure]:
    now, peak = noc.memory_mib()
    return [Figure("memory after all of this, the most", peak, "MiB", 120, f"at the end {now:.0f} MiB")]


# What runs


def _noc(path: Path) -> list[str]:
    return [sys.executable, "-m", "noc_tui", "--db", f"sqlite:///{path}", "--as", OPERATOR]


def _peer(name: str) -> list[str]:
    return [sys.executable, str(_PEERS / f"{name}.py")]


@contextmanager
def _running(argv: list[str]) -> Iterator[Terminal]:
    terminal = Terminal(argv)
    try:
        terminal.start_up(_has_rows)
        terminal.settle(_WARM_S)  # what it does after its first picture
        yield terminal
    finally:
        terminal.close()


def _has_rows(screen: str) -> bool:
    return bool(_ROW.search(screen))


def _section(name: str, measured: Callable[[], list[Figure]]) -> list[Figure]:
    began = time.monotonic()
    figures = measured()
    print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return figures


@contextmanager
def _store(kept: Path | None, tickets: int, opened: int) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="noc-bench-") as folder:
        path = kept.absolute() if kept else Path(folder) / "room.db"
        demo_room(path, tickets, opened)
        yield path


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.queue_screen", description=__doc__)
    parser.add_argument("--tickets", type=int, default=20_000)
    parser.add_argument("--open", type=int, default=2_000)
    parser.add_argument("--store", type=Path, help="made if it is not there, and kept for the next time")
    parser.add_argument("--repeat", type=int, default=7)
    return parser.parse_args()


if __name__ == "__main__":
    main()
