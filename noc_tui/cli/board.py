"""`noc board`: the board of clocks, on a terminal or on the wall."""

from __future__ import annotations

import sys

import typer

from noc_tui.cli import session
from noc_tui.cli.filtering import VIEW, WORDS, Filtering, view_of
from noc_tui.cli.queue import queue

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(cls=Filtering)
def board(words: list[str] = WORDS, view: str = VIEW) -> None:
    """The board of clocks: what is due next in large digits and on a time axis. Without a terminal, as `noc queue`."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        queue(words, view, "due", 50, False)
        return
    room = session.room(make=True)
    with room.reading() as read:
        wanted = view_of(room, read, words or (), view, "due").text
    room.close()
    from noc_tui import app as tui

    raise typer.Exit(tui.run(session.settings(), screen="board", filter=wanted))
