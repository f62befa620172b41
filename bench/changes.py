"""What another process does to a room while its screen is watched."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

from bench.rooms import OPERATOR
from noc_tui.clock import to_us
from noc_tui.desk.actors import resolve_actor
from noc_tui.desk.due import is_due
from noc_tui.desk.reception import receive
from noc_tui.desk.room import open_room
from noc_tui.desk.work import assign
from noc_tui.intake.sources import parser_of
from noc_tui.store.read.setup import operators
from noc_tui.store.read.tickets import find_ticket

Change = tuple[float, Callable[[str], bool]]
"""The instant after a commit, and whether a screen shows what was committed."""


class OtherProcess:
    """Changes a room."""

    def __init__(self, path: Path) -> None:
        self._room = open_room(f"sqlite:///{path}")
        with self._room.reading() as read:
            self._actor = resolve_actor(read, OPERATOR)
            logins = [operator.login for operator in operators(read)]
        self._logins = cycle(logins)
        self._number = 0
        self.event = f"Bench{os.getpid()}"
        """The name of the alerts that come in."""

    def assign(self, key: str) -> Change:
        """Gives a ticket to another operator, as `noc ticket assign` does."""
        with self._room.write(self._actor) as tx:
            held_by = find_ticket(tx.read, key).assignee
            login = next(login for login in self._logins if login != held_by)
            assign(tx, key, to=login)
        return time.monotonic(), lambda text: _holders(text).get(key) == login

    def deliver(self) -> Change:
        """An alert comes in; the next time, it clears."""
        firing = self._number % 2 == 0
        name = f"bench-{self._number // 2}"
        self._number += 1
        receive(self._room, "alertmanager", self._body(name, firing=firing), parser_of("alertmanager"))
        return time.monotonic(), lambda text: (name in text) == firing

    def await_calm(self) -> None:
        """Waits, a minute at most, until the program has done what fell due while nobody had the room open."""
        until = time.monotonic() + 60
        with self._room.reading() as read:
            while is_due(read, to_us(self._room.clock())) and time.monotonic() < until:
                time.sleep(0.5)

    def close(self) -> None:
        """Lets go of the store."""
        self._room.close()

    def _body(self, name: str, *, firing: bool) -> bytes:
        now = datetime.now(UTC).isoformat()
        alert = {
            "status": "firing" if firing else "resolved",
            "labels": {"alertname": self.event, "instance": name, "severity": "warning"},
            "annotations": {"summary": f"{self.event} on {name}"},
            "startsAt": now,
            "fingerprint": f"{self.event}-{name}",
        }
        if not firing:
            alert["endsAt"] = now
        return json.dumps({"version": "4", "groupKey": self.event, "alerts": [alert]}).encode()


def _holders(screen: str) -> dict[str, str]:
    """Who holds each ticket that a screen shows: the last column but one, before the age."""
    lines = [line.split() for line in screen.splitlines()]
    return {word: line[-2] for line in lines for word in line if word.startswith("NOC-")}
