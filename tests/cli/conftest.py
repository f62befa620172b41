"""A command line on the test's room."""

from __future__ import annotations

import pytest

from noc_tui.store.room import Room
from tests.cli.commands import Noc, command_line


@pytest.fixture
def noc(room: Room, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Noc:
    """Runs a command and gives its status and what it wrote."""
    return command_line(room, capsys, monkeypatch)
