"""kill -9 in the middle of intake: what was acknowledged is there, and what was not can be sent again."""

from __future__ import annotations

import signal
from collections.abc import Callable
from http.client import HTTPException
from threading import Lock, Thread

from noc_tui.desk.doctor import examine
from noc_tui.store.room import Room
from tests.intake.alertmanager_bodies import alert, envelope
from tests.rooms import rows, url_of
from tests.serve.serving import Sender, ServedElsewhere, token_for

SENDERS = 4
ACKNOWLEDGED_BEFORE_THE_KILL = 60


class Flood:
    """Senders that send one alert after the other, and note which were acknowledged."""

    def __init__(self, sender: Sender) -> None:
        self.sender = sender
        self.acknowledged: list[str] = []
        self.tickets: set[str] = set()
        self._lock = Lock()
        self._enough = Lock()
        self._enough.acquire()
        self._threads = [Thread(target=self._send, args=(number,)) for number in range(SENDERS)]
        for thread in self._threads:
            thread.start()

    def _send(self, number: int) -> None:
        for index in range(10_000):
            name = f"s{number}-{index}"
            try:
                answer = self.sender.post(body(name))
            except (OSError, HTTPException, ValueError):
                return  # killed while we waited for the answer: not acknowledged
            assert answer.status == 200
            with self._lock:
                self.acknowledged.append(name)
                self.tickets |= set(answer.json["tickets"])
                if len(self.acknowledged) == ACKNOWLEDGED_BEFORE_THE_KILL:
                    self._enough.release()

    def wait_for_enough(self) -> None:
        assert self._enough.acquire(timeout=60)

    def end(self) -> None:
        for thread in self._threads:
            thread.join(60)


def body(name: str) -> bytes:
    labels = {"alertname": "Down", "instance": name, "severity": "critical", "customer": "ACME"}
    return envelope(alert(labels=labels, fingerprint=name), groupKey=name)


def test_nothing_acknowledged_is_lost(file_room: Room, serve_elsewhere: Callable[[str], ServedElsewhere]) -> None:
    served = serve_elsewhere(url_of(file_room))
    flood = Flood(Sender(served.port, token_for(file_room)))
    flood.wait_for_enough()
    assert served.end(signal.SIGKILL) == -signal.SIGKILL
    flood.end()

    stored = {key.removesuffix("@am:9093") for (key,) in rows(file_room, "SELECT alert_key FROM alert")}
    tickets = {key for (key,) in rows(file_room, "SELECT key FROM ticket")}
    assert len(flood.acknowledged) >= ACKNOWLEDGED_BEFORE_THE_KILL
    assert set(flood.acknowledged) <= stored
    assert flood.tickets <= tickets
    assert len(stored - set(flood.acknowledged)) <= SENDERS  # each had one under way
    assert list(examine(file_room)) == []

    again = Sender(serve_elsewhere(url_of(file_room)).port, flood.sender.token)
    assert {again.post(body(name)).json["repeated"] for name in sorted(stored)} == {True}
    assert again.post(body("new")).json["news"] == 1
