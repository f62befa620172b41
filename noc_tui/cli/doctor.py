"""`noc doctor`: is the store sound, and do its rows say what its events say?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from noc_tui.cli import session
from noc_tui.cli.batch import JSON
from noc_tui.cli.output import emit_json, say, tell
from noc_tui.domain.errors import StoreDamaged

if TYPE_CHECKING:
    from noc_tui.desk.doctor import Progress
    from noc_tui.desk.rebuild import Finding
    from noc_tui.store.room import Room

app = typer.Typer(add_completion=False, rich_markup_mode=None)
_BROKEN = frozenset({"integrity", "reading"})
"""What is found where the file itself is not sound."""
_HELPS = "`noc db restore FILE` brings back what `noc db backup` wrote, and keeps what is there now aside."


@app.command()
def doctor(json: bool = JSON) -> None:
    """Check the store, derive every ticket, alert and line of the queue from its events, and tell each difference.

    It changes nothing, and may run while others work. Exit status 1 where anything is wrong; --json prints one object
    a difference, or one that says that the store is sound.
    """
    from noc_tui.desk.room import open_room

    room = open_room(session.settings().db)
    examined = found = 0
    broken = False

    def progress(done: int, total: int) -> None:
        nonlocal examined
        examined = done
        if sys.stderr.isatty():
            print(f"\r{done} of {total}", end="" if done < total else "\r\n", file=sys.stderr, flush=True)

    for finding in _examined(room, progress):
        found += 1
        broken = broken or (finding.subject == "store" and finding.column in _BROKEN)
        if json:
            emit_json({"subject": finding.subject, "column": finding.column, "stored": finding.stored,
                       "derived": finding.derived})  # fmt: skip
        else:
            say(f"{finding.subject}: {finding.column} is {_value(finding.stored)}, not {_value(finding.derived)}")
    if found:
        tell(f"{room.location.shown}: {found} differences in {examined} tickets and alerts.")
        if broken:
            tell(_HELPS)
        raise typer.Exit(1)
    if json:
        with room.reading() as read:
            tickets, alerts = (read.value(f"SELECT count(*) FROM {what}") for what in ("ticket", "alert"))  # noqa: S608
        emit_json({"sound": True, "tickets": tickets, "alerts": alerts})
    tell(f"{room.location.shown}: {examined} tickets and alerts are as their events say.")


def _examined(room: Room, progress: Progress) -> Iterator[Finding]:
    """What is wrong with the store. Raises StoreDamaged where it cannot be read at all, with what helps then."""
    from noc_tui.desk.doctor import examine

    try:
        yield from examine(room, progress)
    except StoreDamaged as error:
        raise StoreDamaged(error.message, _HELPS) from error


def _value(value: object) -> str:
    return "nothing" if value is None else str(value)
