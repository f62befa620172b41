"""What every change of terms asks: do the open tickets that run on the version before follow?"""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import typer

from noc_tui.cli import session
from noc_tui.cli.output import say, tell
from noc_tui.domain.errors import BadInput
from noc_tui.text import line
from noc_tui.toml_file import read_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from noc_tui.domain.setup import VersionRow
    from noc_tui.store.read.setup import Promised, Versioned

_AT_ONCE = 100
"""Tickets a transaction: the store is held for less than half a second."""
FOLLOW = typer.Option(None, "--follow/--keep", help="Do open tickets on the version before follow, or keep it?")


def do_they_follow(kind: Promised, name: str, follow: bool | None) -> bool:
    """What becomes of the open tickets that run on a version of that name: asked, where the line does not say it.

    Raises BadInput where nobody can be asked.
    """
    from noc_tui.store.read.setup import newest_v, tickets_on

    name = line(name)  # as a file has it: what is wrong with it is told where it is saved
    with session.room(make=True).reading() as read:
        count = len(tickets_on(read, kind, name, newest_v(read, kind, name)))
    if not count:
        return False
    if follow is not None:
        return follow
    told = f"{count} open ticket{'s run' if count > 1 else ' runs'} on {kind} {name} as it is."
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise BadInput(told, "Say --follow to move them to the new version, or --keep to leave them as they are.")
    return typer.confirm(f"{told} Do they follow?", default=False, err=True)


def let_follow(kind: Promised, name: str) -> None:
    """Puts the open tickets on the newest version, some at a time so that others get their turn, and says how many."""
    from noc_tui.desk.batch import each
    from noc_tui.desk.following import follow_version
    from noc_tui.store.read.setup import newest_v, tickets_on

    with session.room().reading() as read:
        keys = tickets_on(read, kind, name, newest_v(read, kind, name) - 1)
    moved = 0
    for first in range(0, len(keys), _AT_ONCE):
        some = keys[first : first + _AT_ONCE]
        outcomes = session.run(partial(each, keys=some, do=lambda tx, key: follow_version(tx, key, kind, name)))
        for outcome in outcomes:
            if outcome.refusal is not None:
                tell(str(outcome.refusal))
        moved += sum(outcome.refusal is None for outcome in outcomes)
    tell(f"{moved} open ticket{'s follow' if moved != 1 else ' follows'}.")


def save_from_file(kind: Versioned, file: str, follow: bool | None, save: Callable[..., VersionRow]) -> None:
    """Writes the next version of a calendar or profile from a TOML file, and lets open tickets follow where they do.

    Raises BadInput, naming file, line and field, where the document is wrong.
    """
    document = read_document(file)
    moves = do_they_follow(kind, str(document.data.get("name", "")), follow)
    saved = session.run(lambda tx: save(tx, document.data, mistake=document.mistake), make=True)
    say(f"{kind} {saved.name} v{saved.v}")
    if moves:
        let_follow(kind, saved.name)
