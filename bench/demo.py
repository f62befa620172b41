"""Tickets a second of the demo room's generator, commits included.

python -m bench.demo --tickets 20000
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from pathlib import Path

from bench.report import Figure, machine, table
from bench.rooms import demo_room


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.demo", description=__doc__)
    parser.add_argument("--tickets", type=int, default=20_000)
    tickets = parser.parse_args().tickets
    with tempfile.TemporaryDirectory(prefix="noc-bench-") as folder:
        path = Path(folder) / "room.db"
        seconds = demo_room(path, tickets, tickets // 10)
        size = path.stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{tickets:,} tickets, {tickets // 10:,} alerts. {machine()}")
    figures = [
        Figure("tickets, with their alerts", tickets / seconds, "/s", 2000, f"{seconds:.1f} s in all", at_least=True),
        Figure("the store, a ticket", size / tickets, "B"),
        Figure("memory, the most", peak, "MiB"),
    ]
    print(table(figures))


if __name__ == "__main__":
    main()
