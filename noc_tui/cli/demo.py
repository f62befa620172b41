"""`noc demo`: a room that lives, to look around in."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from noc_tui.cli import session
from noc_tui.cli.output import say, tell

if TYPE_CHECKING:
    from datetime import datetime

    from noc_tui.desk.live import LiveRoom
    from noc_tui.store.room import Room

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def demo(
    headless: bool = typer.Option(False, "--headless", help="Fill the store (--db) and exit."),
    seed: int = typer.Option(1, metavar="N", help="The same seed makes the same room."),
    tickets: int = typer.Option(400, min=0, metavar="N", help="Tickets; about a tenth of them open."),
    alerts: int = typer.Option(60, min=0, metavar="N", help="Alerts, most of them resolved."),
    at: str = typer.Option("", metavar="TIME", help="When the room is to be now: 2026-11-20T16:00Z."),
) -> None:
    """A demo room: an Italian support company at work. Without --db it is thrown away at the end."""
    if headless:
        room = session.room(make=True)
        _fill(room, seed, tickets, alerts, _instant(at))
        return
    if session.store_given():
        room = session.room(make=True)
        if not _has_tickets(room):
            _fill(room, seed, tickets, alerts, _instant(at))
        _show(room)
        return
    folder = Path(tempfile.mkdtemp(prefix="noc-demo-"))
    try:
        session.use_store(f"sqlite:///{folder / 'room.db'}")
        room = session.room(make=True, quiet=True)
        _fill(room, seed, tickets, alerts, _instant(at))
        _show(room)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        _print_once(room)
        return
    from noc_tui import app as tui

    room.close()
    tui.run(replace(session.settings(), db=_url(room)), _living)


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
