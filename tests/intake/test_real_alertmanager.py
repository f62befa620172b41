"""Prometheus Alertmanager itself, driven by amtool, sends to `noc serve`: everything real, on the loopback."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from noc_tui.clock import system_clock
from noc_tui.desk.room import open_room
from noc_tui.store.room import Room
from tests.rooms import SqliteStores, rows, url_of
from tests.serve.serving import ServedElsewhere

WITHIN_S = 30.0
CONFIG = """
route:
  receiver: noc
  group_by: ['alertname', 'site']
  group_wait: 100ms
  group_interval: 200ms
  repeat_interval: 400ms
receivers:
- name: noc
  webhook_configs:
  - url: {url}
    send_resolved: true
    http_config:
      authorization: {{type: Bearer, credentials: {token}}}
"""

pytestmark = pytest.mark.external("prometheus-alertmanager", "amtool")


class Alertmanager:
    """An Alertmanager of the test's own, and the hand that feeds it."""

    def __init__(self, folder: Path, url: str, token: str) -> None:
        config = folder / "alertmanager.yml"
        config.write_text(CONFIG.format(url=url, token=token))
        self._log = (folder / "log").open("w")
        self.url = f"http://127.0.0.1:{free_port()}"
        self.process = subprocess.Popen(
            [
                "prometheus-alertmanager", f"--config.file={config}", f"--storage.path={folder / 'data'}",
                f"--web.listen-address={self.url.removeprefix('http://')}", "--cluster.listen-address=",
            ],
            stdout=self._log, stderr=self._log, cwd=folder,
        )  # fmt: skip
        until(self._ready, (folder / "log").read_text)

    def _ready(self) -> bool:
        assert self.process.poll() is None
        try:
            with urlopen(f"{self.url}/-/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def fire(self, instance: str) -> None:
        """An interface of that router goes down."""
        self._add(instance)

    def end(self, instance: str) -> None:
        """It is up again, from this moment on."""
        self._add(instance, f"--end={datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}")

    def _add(self, instance: str, *more: str) -> None:
        words = [
            "amtool", f"--alertmanager.url={self.url}", "alert", "add", "alertname=InterfaceDown",
            f"instance={instance}:9100", "severity=critical", "site=lhr1", "customer=ACME",
            f"--annotation=summary=Gi0/0/1 down on {instance}", *more,
        ]  # fmt: skip
        subprocess.run(words, check=True, timeout=WITHIN_S, capture_output=True)

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        self._log.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def until(holds: Callable[[], bool], told: Callable[[], object]) -> None:
    """Waits for a condition; past the deadline, fails with what is the case instead."""
    deadline = time.monotonic() + WITHIN_S
    while not holds():
        assert time.monotonic() < deadline, told()
        time.sleep(0.02)


def noc(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    """One command, as somebody types it."""
    whole = [sys.executable, "-m", "noc_tui", "--db", url, "--as", "ada", *words]
    return subprocess.run(whole, capture_output=True, text=True, timeout=60, check=True, env=os.environ)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A room that lives by the machine's clock: Alertmanager does too."""
    folder = tmp_path / "stores"
    folder.mkdir()
    with SqliteStores(folder).room(system_clock) as room:
        yield room


@pytest.fixture
def alertmanager(room: Room, tmp_path: Path) -> Iterator[Alertmanager]:
    token = noc(url_of(room), "setup", "token", "alertmanager").stdout.strip()
    served = ServedElsewhere(url_of(room))
    running = None
    try:
        running = Alertmanager(tmp_path, f"http://127.0.0.1:{served.port}/api/v1/intake/alertmanager", token)
        yield running
    finally:
        if running is not None:
            running.close()
        served.close()


def alerts(room: Room) -> dict[str, tuple[str, int, int | None]]:
    """Router → status, how often it was down, ticket."""
    found = rows(room, "SELECT resource, status, count, ticket_id FROM alert")
    return {resource: (status, count, ticket) for resource, status, count, ticket in found}


def tickets(room: Room) -> list[tuple[Any, ...]]:
    return rows(room, "SELECT key, status, alerts_firing, severity FROM ticket ORDER BY id")


def test_fire_group_partial_resolve_resolve_and_fire_again(alertmanager: Alertmanager, room: Room) -> None:
    def is_now(expected: dict[str, tuple[str, int, int | None]]) -> None:
        until(lambda: alerts(room) == expected, lambda: (alerts(room), tickets(room)))

    alertmanager.fire("edge-rtr-01")
    is_now({"edge-rtr-01": ("firing", 1, 1)})
    ((key, status, firing, severity),) = tickets(room)
    assert (status, firing, severity) == ("new", 1, 0)

    alertmanager.fire("edge-rtr-02")
    is_now({"edge-rtr-01": ("firing", 1, 1), "edge-rtr-02": ("firing", 1, 1)})
    assert tickets(room) == [(key, "new", 2, 0)]

    alertmanager.end("edge-rtr-01")
    is_now({"edge-rtr-01": ("resolved", 1, 1), "edge-rtr-02": ("firing", 1, 1)})
    assert tickets(room) == [(key, "new", 1, 0)]

    heard = rows(room, "SELECT sum(deliveries) FROM source")[0][0]
    until(lambda: rows(room, "SELECT sum(deliveries) FROM source")[0][0] > heard + 3, lambda: "no repeats")
    assert alerts(room) == {"edge-rtr-01": ("resolved", 1, 1), "edge-rtr-02": ("firing", 1, 1)}

    alertmanager.end("edge-rtr-02")
    is_now({"edge-rtr-01": ("resolved", 1, 1), "edge-rtr-02": ("resolved", 1, 1)})
    assert tickets(room) == [(key, "resolved", 0, 0)]

    alertmanager.fire("edge-rtr-01")
    is_now({"edge-rtr-01": ("firing", 2, 1), "edge-rtr-02": ("resolved", 1, 1)})
    assert tickets(room) == [(key, "new", 1, 0)]

    assert rows(room, "SELECT count(*) FROM quarantine") == [(0,)]
    assert json.loads(noc(url_of(room), "doctor", "--json").stdout)["sound"]


def test_what_it_could_not_deliver_it_delivers_when_the_room_is_back(
    alertmanager: Alertmanager, room: Room, tmp_path: Path
) -> None:
    """The store is out of reach when the alert is sent: nothing is acknowledged, so Alertmanager comes again."""
    live = room.location.path
    assert live is not None
    alertmanager.fire("edge-rtr-01")
    until(lambda: len(alerts(room)) == 1, lambda: alerts(room))

    away = live.with_name("away.db")
    live.rename(away)
    alertmanager.fire("edge-rtr-02")
    refused = alertmanager.url + "/metrics"
    until(lambda: failed_notifications(refused) > 0, lambda: "never refused")
    away.rename(live)

    until(lambda: len(alerts(open_room(url_of(room)))) == 2, lambda: alerts(room))


def failed_notifications(url: str) -> float:
    with urlopen(url, timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    name = 'alertmanager_notification_requests_failed_total{integration="webhook"}'
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))
