"""`noc demo`: nothing of it gets into another store, and nothing of it stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.processes import environment, typed
from tests.screens.terminals import PATIENCE_S, running


def until(true: Callable[[], object]) -> None:
    """Waits until something holds."""
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_headless_fills_no_store_that_was_not_named(home: Path) -> None:
    for env in (environment(), environment(NOC_DATABASE_URL=f"sqlite:///{home}/mine.db")):
        done = typed("demo", "--headless", env=env)

        assert (done.status, done.out) == (2, "")
        assert "--db" in done.err
    assert list(home.rglob("*.db")) == []


@pytest.mark.parametrize("at", ["1969-12-31", "2200-01-01", "9999-12-31 23:59", "2026-12-01 08:30 +30:00", "whenever"])
@pytest.mark.parametrize("words", [(), ("--headless", "--db", "room.db")])
def test_a_time_that_is_none_is_refused_before_anything_is_made(
    tmp_path: Path, words: tuple[str, ...], at: str
) -> None:
    done = typed("demo", "--at", at, *words, env=environment(TMPDIR=str(tmp_path)), cwd=tmp_path)

    assert (done.status, done.out) == (2, "")
    assert "out of reach" in done.err or "no time that can be understood" in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ended_by", [signal.SIGHUP, signal.SIGTERM])
def test_a_demo_that_is_ended_while_it_is_filled_leaves_nothing(tmp_path: Path, ended_by: signal.Signals) -> None:
    argv = [sys.executable, "-m", "noc_tui", "demo", "--tickets", "20000"]
    with subprocess.Popen(argv, env=environment(TMPDIR=str(tmp_path)), stdout=-1, stderr=-1) as process:
        until(lambda: list(tmp_path.glob("*/room.db")))
        process.send_signal(ended_by)
        process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 128 + ended_by
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ended_by", [signal.SIGHUP, signal.SIGTERM])
def test_a_demo_that_is_ended_while_it_is_looked_at_leaves_nothing(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ended_by: signal.Signals
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with running(["demo", "--tickets", "30", "--alerts", "5"]) as terminal:
        terminal.shows("● live", "a take")
        terminal.type("oBegun here")
        terminal.shows("Begun here")
        until(lambda: list(home.rglob("*.txt")))
        os.kill(terminal.process.pid, ended_by)
        assert terminal.ends() == 128 + ended_by

    assert list(tmp_path.iterdir()) == []
    assert list(home.rglob("*.txt")) == []
