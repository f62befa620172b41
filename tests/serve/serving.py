"""A room that is served, and those who send to it: real sockets, plain HTTP."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import Event, Thread
from typing import Any

from noc_tui.desk.setup import make_token
from noc_tui.serve.run import Server, listen
from noc_tui.store.room import Room
from tests.rooms import ADA, do

INTAKE = "/api/v1/intake/alertmanager"
WAIT_S = 20.0
NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    json: Any


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody who sends to the room, with a token or without."""

    port: int
    token: str | None = None

    def post(self, body: bytes | Iterable[bytes], path: str = INTAKE, **headers: str) -> Answer:
        """Sends a body; one in pieces goes without a Content-Length."""
        if self.token is not None:
            headers = {"Authorization": f"Bearer {self.token}"} | headers
        return self.ask("POST", path, body, headers)

    def ask(
        self, method: str, path: str, body: bytes | Iterable[bytes] | None = None, headers: Mapping[str, str] = NONE
    ) -> Answer:
        """One request on a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=WAIT_S)
        in_pieces = not isinstance(body, bytes | None)
        try:
            connection.request(method, path, body, headers, encode_chunked=in_pieces)
            response = connection.getresponse()
            told = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, told, json.loads(response.read()))
        finally:
            connection.close()


@contextmanager
def serving(room: Room) -> Iterator[int]:
    """The room's application under uvicorn in this process. Gives its port."""
    listener = listen("127.0.0.1", 0)
    up = Event()
    server = Server(room, up.set)
    thread = Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        assert up.wait(WAIT_S)
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(WAIT_S)
        listener.close()
    assert not thread.is_alive()


def token_for(room: Room, source: str = "alertmanager", customer: str | None = None) -> str:
    return do(room, ADA, make_token, source, customer)


class ServedElsewhere:
    """`noc serve` as a process of its own, on a free port."""

    def __init__(self, url: str) -> None:
        words = [sys.executable, "-m", "noc_tui", "--db", url, "serve", "--port", "0"]
        self.process = subprocess.Popen(words, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        self.told: list[str] = []
        self._listening = Event()
        self._reader = Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for said in self.process.stderr:
            self.told.append(said.rstrip("\n"))
            if "Listening on" in said:
                self._listening.set()
        self._listening.set()

    @property
    def port(self) -> int:
        """The port it listens on, as it said itself."""
        assert self._listening.wait(WAIT_S)
        found = re.search(r"Listening on http://127\.0\.0\.1:(\d+)/", "\n".join(self.told))
        assert found, self.told
        return int(found[1])

    def end(self, signal: int) -> int:
        """Sends it a signal and waits. Gives its exit status."""
        os.kill(self.process.pid, signal)
        status = self.process.wait(WAIT_S)
        self._reader.join(WAIT_S)
        return status

    def close(self) -> None:
        """Makes sure that it is gone."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(WAIT_S)
        self._reader.join(WAIT_S)
