"""Deliveries a second through POST /api/v1/intake/alertmanager on loopback, each on disk before it is answered.

python -m bench.intake
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from threading import Thread

from bench.report import Figure, machine, table
from bench.rooms import OPERATOR, demo_room
from bench.terminal import environment
from noc_tui.desk.actors import resolve_actor
from noc_tui.desk.room import open_room
from noc_tui.desk.setup import make_token
from noc_tui.store.room import Room

_PATH = "/api/v1/intake/alertmanager"
_CUSTOMER = "OSC"
_TICKETS, _OPEN = 2000, 200
_FULL = 2
"""What SQLite calls synchronous=FULL."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is sent: by how many at once, how many alerts in each, and whether each opens a ticket."""

    what: str
    clients: int
    alerts: int = 1
    opens_tickets: bool = False


_CASES = (
    Case("one alert each, 1 client", 1),
    Case("one alert each, 8 clients", 8),
    Case("one alert each, a ticket opened for each, 1 client", 1, opens_tickets=True),
    Case("100 alerts each, 1 client", 1, alerts=100),
)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.intake", description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0, help="for each of the four cases")
    parser.add_argument("--folder", type=Path, help="where the store is made: fsync costs what the disk there takes")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="noc-bench-", dir=wanted.folder) as folder:
        path = Path(folder) / "room.db"
        demo_room(path, _TICKETS, _OPEN)
        room = open_room(f"sqlite:///{path}")
        try:
            token = _prepare(room)
        finally:
            room.close()
        print(f"SQLite, synchronous=FULL, room of {_TICKETS:,} tickets. {machine()}")
        with _serving(path) as port:
            figures = [figure for case in _CASES for figure in _measure(case, port, token, wanted.seconds)]
    print(table(figures))


def _prepare(room: Room) -> str:
    """A token; and a look at whether a commit is on disk when it returns."""
    with room.reading() as read:
        actor = resolve_actor(read, OPERATOR)
    with room.write(actor) as tx:
        if tx.connection.exec_driver_sql("PRAGMA synchronous").scalar() != _FULL:
            raise SystemExit("The store does not wait for the disk: these figures would mean nothing.")
        return make_token(tx, "alertmanager")


@contextmanager
def _serving(path: Path) -> Iterator[int]:
    """`noc serve` as a process of its own. Gives its port."""
    words = [sys.executable, "-m", "noc_tui", "--db", f"sqlite:///{path}", "serve", "--port", "0"]
    # What it logs goes to a file: a pipe that nobody empties would stop it.
    with (path.parent / "log").open("w+") as log, subprocess.Popen(words, stderr=log, env=environment()) as process:
        try:
            yield _port(process, path.parent / "log")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        found = re.search(r"Listening on http://127\.0\.0\.1:(\d+)/", log.read_text())
        if found:
            return int(found[1])
        time.sleep(0.05)
    raise SystemExit(f"noc serve did not start:\n{log.read_text()}")


def _measure(case: Case, port: int, token: str, seconds: float) -> list[Figure]:
    """All clients at once for so long, each on one connection."""
    took: list[list[float]] = [[] for _ in range(case.clients)]
    began = time.monotonic()
    senders = [
        Thread(target=_send, args=(case, f"{case.what}-{number}", port, token, began + seconds, took[number]))
        for number in range(case.clients)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    passed = time.monotonic() - began
    times = [value for client in took for value in client]
    late = quantiles(times, n=20)[-1] if len(times) > 1 else median(times)
    each = f"each {median(times):.1f} ms, 95% within {late:.1f} ms"
    figures = [Figure(f"{case.what}: deliveries", len(times) / passed, "/s", None, each)]
    if case.alerts > 1:
        figures.append(Figure(f"{case.what}: alerts", len(times) * case.alerts / passed, "/s"))
    return figures


def _send(case: Case, name: str, port: int, token: str, until: float, took: list[float]) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        for number in count():
            body = _body(case, f"{name}-{number}")
            asked_at = time.monotonic()
            if asked_at > until:
                return
            connection.request("POST", _PATH, body, headers)
            answer = connection.getresponse()
            receipt = json.loads(answer.read())
            took.append((time.monotonic() - asked_at) * 1000)
            if receipt.get("news") != case.alerts or bool(receipt["tickets"]) != case.opens_tickets:
                raise RuntimeError(f"{answer.status}: {receipt}")
    finally:
        connection.close()


def _body(case: Case, group: str) -> bytes:
    """A body of new alerts: none was sent before."""
    severity = "critical" if case.opens_tickets else "warning"
    alerts = [
        {
            "status": "firing",
            "labels": {"alertname": "Bench", "instance": f"{group}-{number}", "severity": severity,
                       "customer": _CUSTOMER},
            "annotations": {"summary": f"Bench on {group}-{number}"},
            "startsAt": "2026-11-21T19:00:00Z",
            "fingerprint": f"{group}-{number}",
        }
        for number in range(case.alerts)
    ]  # fmt: skip
    return json.dumps({"version": "4", "groupKey": group, "externalURL": "http://bench", "alerts": alerts}).encode()


if __name__ == "__main__":
    main()
