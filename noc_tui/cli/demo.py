"""`noc demo`: a room that lives, to look around in."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from signal import SIG_IGN, SIGHUP, SIGTERM, getsignal, signal
from typing import TYPE_CHECKING

import typer

from noc_tui.cli import session
from noc_tui.cli.output import say, tell
from noc_tui.domain.errors import BadInput
from noc_tui.drafts import folder_of as drafts_of

if TYPE_CHECKING:
    from datetime import datetime

    from noc_tui.desk.live import LiveRoom
    from noc_tui.store.room import Room

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def demo(
    headless: bool = typer.Option(False, "--headless", help="Fill the store that --db names, and exit."),
    seed: int = typer.Option(1, metavar="N", help="The same seed makes the same room."),
    tickets: int = typer.Option(400, min=0, metavar="N", help="Tickets; about a tenth of them open."),
    alerts: int = typer.Option(60, min=0, metavar="N", help="Alerts, most of them resolved."),
    at: str = typer.Option("", metavar="TIME", help="When the room is to be now: 2026-11-20T16:00Z."),
) -> None:
    """A demo room: an Italian support company at work. Without --db it is thrown away at the end."""
    when = _instant(at)
    if headless and not session.store_given():
        raise BadInput("--headless fills a store, and none is named.", "noc --db sqlite:///demo.db demo --headless")
    if session.store_given():
        room = session.room(make=True)
        if headless or not _has_tickets(room):
            _fill(room, seed, tickets, alerts, when)
        if not headless:
            _show(room)
        return
    with _thrown_away() as store:
        session.use_store(f"sqlite:///{store}")
        room = session.room(make=True, quiet=True)
        _fill(room, seed, tickets, alerts, when)
        _show(room)


@contextmanager
def _thrown_away() -> Iterator[Path]:
    """A place for a store that is gone at the end, also where the terminal closes or somebody ends us."""
    signals = [number for number in (SIGHUP, SIGTERM) if getsignal(number) is not SIG_IGN]
    before = {number: signal(number, _leave) for number in signals}
    folder = Path(tempfile.mkdtemp(prefix="noc-demo-"))
    try:
        yield folder / "room.db"
    finally:
        for number in signals:
            signal(number, SIG_IGN)  # a closed terminal says so more than once
        session.end()
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(BadInput):  # who has no home has nothing kept in it
            shutil.rmtree(drafts_of(str(folder / "room.db")), ignore_errors=True)
        for number, handler in before.items():
            signal(number, handler)


def _leave(number: int, _: object) -> None:
    raise SystemExit(128 + number)


def _fill(room: Room, seed: int, tickets: int, alerts: int, at: datetime | None) -> None:
    from noc_tui.demo.loading import load
    from noc_tui.desk.actors import login_name

    began = time.monotonic()
    filled = load(room, session.settings().operator or login_name(), seed=seed, tickets=tickets, alerts=alerts, at=at)
    seconds = time.monotonic() - began
    tell(f"{filled.tickets} tickets and {filled.alerts} alerts in {seconds:.1f} s: {room.location.shown}")


def _has_tickets(room: Room) -> bool:
    with room.reading() as read:
        return read.value("SELECT 1 FROM ticket LIMIT 1") is not None


def _show(room: Room) -> None:
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        _print_once(room)
        return
    from noc_tui import app as tui

    room.close()
    status = tui.run(replace(session.settings(), db=_url(room)), _living)
    if status:
        raise typer.Exit(status)


def _living(live: LiveRoom) -> Callable[[], None]:
    from noc_tui.demo.live import Life

    return Life(live.room, seed=1, me=live.actor.name).step


def _print_once(room: Room) -> None:
    from noc_tui.cli.queue import line_table, print_lines
    from noc_tui.clock import to_us
    from noc_tui.desk.queue import QueueView

    with room.reading() as read:
        view = QueueView(read, room.clock)
        total = view.count(read)
        lines = view.window(read, 0, 30, total)
    print_lines(line_table(), view, lines, to_us(room.clock()))
    say(f"{len(lines)} of {total} lines")
    say("")
    say("On a terminal this is the control room itself: noc demo")
    say("To keep such a room:  noc --db sqlite:///demo.db demo --headless")
    say("and look into it:     noc --db sqlite:///demo.db ticket list")


def _url(room: Room) -> str:
    return room.location.dsn if room.location.path is None else f"sqlite:///{room.location.path}"


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    from zoneinfo import ZoneInfo

    from noc_tui.clock import system_clock
    from noc_tui.desk.moments import parse_moment
    from noc_tui.desk.terms import DEFAULT_ZONE

    return parse_moment(text, system_clock(), ZoneInfo(DEFAULT_ZONE))
