"""Doing one thing to many tickets or alerts: a result a row, everything that can be done in one transaction."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import typer

from noc_tui.cli import session
from noc_tui.cli.output import NobodyReads, emit_json, say, tell
from noc_tui.cli.stdin import stdin_text
from noc_tui.domain.errors import BadInput

if TYPE_CHECKING:
    from noc_tui.desk.batch import Outcome
    from noc_tui.store.read.connection import Reader
    from noc_tui.store.tx import Tx

T = TypeVar("T")
KEYS = typer.Argument(..., metavar="KEY...", help="Keys (NOC-2026-000123, or 123); - reads them from stdin.")
DRY_RUN = typer.Option(False, "--dry-run", help="Show what would change, change nothing.")
JSON = typer.Option(False, "--json", help="One JSON object a line.")
_KEY = re.compile(r"alert[ -]\d+|\S+", re.IGNORECASE)


class _NotReally(Exception):
    """Takes back what a dry run did."""


def keys_given(words: Sequence[str]) -> list[str]:
    """The keys on the line, those of stdin in place of a `-`. Raises BadInput where there are none."""
    keys: list[str] = []
    for word in words:
        keys += _KEY.findall(stdin_text()) if word == "-" else [word]
    if not keys:
        raise BadInput("No key was given.", "Name at least one: NOC-2026-000123, or 123.")
    return list(dict.fromkeys(keys))


def written(text: str, keys: Sequence[str] = ()) -> str:
    """The text of an option, or stdin in place of a `-`. Raises BadInput where the keys are to come from there too."""
    if text != "-":
        return text
    if "-" in keys:
        raise BadInput("Keys and text cannot both come from stdin.", "Name the keys, or give the text with -m.")
    return stdin_text()


def run_each(
    words: Sequence[str],
    do: Callable[[Tx, str], T],
    told: Callable[[Reader, T], str],
    records: Callable[[Reader, Sequence[T]], Sequence[Mapping[str, object]]],
    *,
    dry_run: bool = False,
    json: bool = False,
) -> None:
    """Does `do` to each key and says what became of it. Leaves with 1 where all were refused, 3 where some were.

    Where nobody reads the output, the work is done all the same and the status tells of it.
    """
    from noc_tui.desk.batch import each

    keys = keys_given(words)
    outcomes: list[Outcome[T]] = []
    lines: Iterator[str | Mapping[str, object]] = iter(())

    def do_each(tx: Tx) -> None:
        nonlocal outcomes, lines
        outcomes = each(tx, keys, do)
        done = [outcome.row for outcome in outcomes if outcome.row is not None]
        lines = iter(records(tx.read, done) if json else [told(tx.read, row) for row in done])
        if dry_run:
            raise _NotReally

    try:
        session.run(do_each)
    except _NotReally:
        tell("Dry run: nothing was changed.")
    with suppress(NobodyReads):
        _report(outcomes, lines, json=json)
    refused = sum(outcome.refusal is not None for outcome in outcomes)
    if refused:
        raise typer.Exit(1 if refused == len(keys) else 3)


def _report(outcomes: Sequence[Outcome[T]], lines: Iterator[str | Mapping[str, object]], *, json: bool) -> None:
    for outcome in outcomes:
        if outcome.refusal is None:
            line = next(lines)
            say(line) if isinstance(line, str) else emit_json(line)
            continue
        tell(str(outcome.refusal))
        if json:
            emit_json({"key": outcome.key, "refused": outcome.refusal.message})
