"""Doing one thing to many tickets or alerts: a result a row, everything that can be done in one transaction."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import typer

from noc_tui.cli import session
from noc_tui.cli.output import emit_json, say, tell
from noc_tui.desk.batch import Outcome, each
from noc_tui.domain.errors import BadInput

if TYPE_CHECKING:
    from noc_tui.store.tx import Tx

T = TypeVar("T")
KEYS = typer.Argument(..., metavar="KEY...", help="Keys (NOC-2026-000123 or 123); - reads them from stdin.")
DRY_RUN = typer.Option(False, "--dry-run", help="Show what would change, change nothing.")
JSON = typer.Option(False, "--json", help="One JSON object a line.")


class _NotReally(Exception):
    """Takes back what a dry run did."""


def keys_given(words: Sequence[str]) -> list[str]:
    """The keys on the line, those of stdin in place of a `-`. Raises BadInput where there are none."""
    keys: list[str] = []
    for word in words:
        keys += sys.stdin.read().split() if word == "-" else [word]
    if not keys:
        raise BadInput("No key was given.", "Name at least one: NOC-2026-000123, or 123.")
    return list(dict.fromkeys(keys))


def run_each(
    words: Sequence[str],
    do: Callable[[Tx, str], T],
    told: Callable[[T], str],
    record: Callable[[T], dict[str, object]],
    *,
    dry_run: bool = False,
    json: bool = False,
) -> None:
    """Does `do` to each key and says what became of it. Leaves with 1 where all were refused, 3 where some were."""
    keys = keys_given(words)
    room = session.room()
    with room.reading() as read:
        actor = session.actor(read)
    outcomes: list[Outcome[T]] = []
    try:
        with room.write(actor) as tx:
            outcomes = each(tx, keys, do)
            if dry_run:
                raise _NotReally
    except _NotReally:
        tell("Dry run: nothing was changed.")
    for outcome in outcomes:
        if outcome.refusal is not None:
            tell(str(outcome.refusal))
            if json:
                emit_json({"key": outcome.key, "refused": outcome.refusal.message})
        elif outcome.row is not None:
            emit_json(record(outcome.row)) if json else say(told(outcome.row))
    refused = sum(1 for outcome in outcomes if outcome.refusal is not None)
    if refused:
        raise typer.Exit(1 if refused == len(keys) else 3)
