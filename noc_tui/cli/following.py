"""What every change of terms asks: do the open tickets that run on the version before follow?"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import typer

from noc_tui.cli import session
from noc_tui.cli.output import tell
from noc_tui.domain.errors import BadInput
from noc_tui.text import line

if TYPE_CHECKING:
    from noc_tui.store.read.connection import Reader
    from noc_tui.store.read.setup import Promised
    from noc_tui.store.tx import Tx

FOLLOW = typer.Option(None, "--follow/--keep", help="Do open tickets on the version before follow, or keep it?")


def who_runs_on(read: Reader, kind: Promised, name: str, customer_id: int | None = None) -> str:
    """How many open tickets a new version of that name is offered to, in words; empty where there are none.

    With a customer, those that were opened without any contract are counted apart.
    """
    from noc_tui.desk.following import who_may_follow
    from noc_tui.store.read.setup import newest_v, tickets_on

    name = line(name)  # as a file has it: what is wrong with it is told where it is saved
    newest = newest_v(read, kind, name)
    on_it = len(tickets_on(read, kind, name, newest))
    on_none = len(who_may_follow(read, kind, name, newest, customer_id)) - on_it
    told = [_counted(on_it, f"on {kind} {name} as it is"), _counted(on_none, "on no contract")]
    return " ".join(filter(None, told))


def _counted(count: int, on: str) -> str:
    return f"{count} open ticket{'s run' if count > 1 else ' runs'} {on}." if count else ""


def do_they_follow(
    kind: Promised,
    name: str,
    follow: bool | None,
    customer_id: int | None = None,
    *,
    write: Callable[[Tx], object] | None = None,
) -> bool:
    """What becomes of the open tickets that a new version is offered to: asked, where the line does not say it.

    `write` is what will write that version: tried first, so that nobody is asked about what is then refused.
    Raises what it raises, and BadInput where nobody can be asked.
    """
    from noc_tui.desk.batch import rehearse

    with session.room(make=True).reading() as read:
        told = who_runs_on(read, kind, name, customer_id)
    if not told:
        return False
    if follow is not None:
        return follow
    if write is not None:
        rehearse(partial(session.run, make=True), write)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise BadInput(told, "Say --follow to move them to the new version, or --keep to leave them as they are.")
    return typer.confirm(f"{told} Do they follow?", default=False, err=True)


def let_follow(kind: Promised, name: str, customer_id: int | None = None) -> None:
    """Puts the open tickets on the newest version, some at a time so that others get their turn, and says how many."""
    from noc_tui.desk.batch import PAUSE_S, each, pieces
    from noc_tui.desk.following import follow_version, who_may_follow
    from noc_tui.store.read.setup import newest_v

    with session.room().reading() as read:
        keys = who_may_follow(read, kind, name, newest_v(read, kind, name) - 1, customer_id)
    moved = 0
    for number, some in enumerate(pieces(keys)):
        if number:
            time.sleep(PAUSE_S)  # others get their turn
        outcomes = session.run(partial(each, keys=some, do=lambda tx, key: follow_version(tx, key, kind, name)))
        for outcome in outcomes:
            if outcome.refusal is not None:
                tell(str(outcome.refusal))
        moved += sum(outcome.refusal is None for outcome in outcomes)
    tell(f"{moved} open ticket{'s follow' if moved != 1 else ' follows'}.")
