"""Commands as they are typed, run in this process."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from noc_tui.cli import session
from noc_tui.cli.main import run
from noc_tui.desk.room import open_room
from noc_tui.store.room import Room
from tests.rooms import url_of


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """The JSON objects on stdout, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Noc = Callable[..., Ran]


def command_line(room: Room, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Noc:
    """`noc(...)` on that room and by its clock, as ada unless told otherwise; `stdin` is what is piped into it."""
    monkeypatch.setattr(session, "open_room", lambda url: open_room(url, room.clock))

    def noc(*words: str, as_: str = "ada", stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        status = run({"db": url_of(room), "as": as_}, list(words))
        written = capsys.readouterr()
        return Ran(status, written.out, written.err)

    return noc
