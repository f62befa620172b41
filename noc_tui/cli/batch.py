"""Doing one thing to many tickets or alerts: a result a row, some rows a transaction, all of it one action."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import typer
from typer.core import TyperCommand

from noc_tui.cli import session
from noc_tui.cli.output import NobodyReads, emit_json, say, tell
from noc_tui.cli.stdin import stdin_text
from noc_tui.domain.errors import BadInput, NocError, Refused

if TYPE_CHECKING:
    from noc_tui.desk.batch import Outcome
    from noc_tui.store.read.connection import Reader
    from noc_tui.store.tx import Tx

T = TypeVar("T")
Record = Mapping[str, object]
_NAMED = "Keys (NOC-2026-000123, or 123); - reads them from stdin."
KEYS = typer.Argument(..., metavar="KEY...", help=_NAMED)
TARGETS = typer.Argument(None, metavar="[KEY]...", help=_NAMED)
WHERE = typer.Option(None, "--where", metavar="FILTER", help="All tickets that a filter lists: 'nobody team:reti'.")
DRY_RUN = typer.Option(False, "--dry-run", help="Show what would change, change nothing.")
JSON = typer.Option(False, "--json", help="One JSON object a line.")
SHORT = 8
"""Characters of an action's id that are shown: enough to name it."""
_WHOLE_KEY = re.compile(r"NOC-\d{4}-\d{6,}")
_KEY = re.compile(r"alert[ -]\d+|\S+", re.IGNORECASE)


class Targeting(TyperCommand):
    """A command whose targets are keys (TARGETS) or what a filter lists (WHERE): one of them there must be."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuses a line that names nothing. Raises BadInput for both: one narrows the other, or adds to it?"""
        rest = super().parse_args(ctx, args)
        if not ctx.params["keys"] and ctx.params["where"] is None:
            ctx.fail("Missing argument 'KEY...', or option '--where'.")
        if ctx.params["keys"] and ctx.params["where"] is not None:
            raise BadInput("Keys and a filter: which of them?", "Name the tickets, or say --where; not both.")
        return rest


@dataclass(frozen=True, slots=True)
class Trial(Generic[T]):
    """How a dry run shows what would change."""

    find: Callable[[Reader, str], T]
    """The row of a key as it is."""
    told: Callable[[Reader, T, T], str]
    """What would become of it, in a line: before, after."""
    name: Callable[[T], str]
    """Its key in full, however it was written."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of the work: what became of each row, and what is printed of those that were done."""

    outcomes: Sequence[Outcome[Any]]
    lines: Sequence[str | Record]


def keys_given(words: Sequence[str]) -> list[str]:
    """The keys on the line, those of stdin in place of a `-`. Raises BadInput where there are none."""
    keys: list[str] = []
    for word in words:
        keys += _KEY.findall(stdin_text()) if word == "-" else [word]
    if not keys:
        raise BadInput("No key was given.", "Name at least one: NOC-2026-000123, or 123.")
    return list(dict.fromkeys(keys))


def written(text: str, keys: Sequence[str] | None = None) -> str:
    """The text of an option, or stdin in place of a `-`. Raises BadInput where the keys are to come from there too."""
    if text != "-":
        return text
    if "-" in (keys or ()):
        raise BadInput("Keys and text cannot both come from stdin.", "Name the keys, or give the text with -m.")
    return stdin_text()


def run_each(
    words: Sequence[str] | None,
    do: Callable[[Tx, str], T],
    told: Callable[[Reader, T], str],
    records: Callable[[Reader, Sequence[T]], Sequence[Record]],
    *,
    where: str | None = None,
    trial: Trial[T] | None = None,
    undoable: bool = True,
    dry_run: bool = False,
    json: bool = False,
) -> None:
    """Does `do` to each target and says what became of it. Leaves with 1 where all were refused, 3 where some were.

    Other writers get their turn in between; what fails in the store leaves what was done before. Where nobody reads
    the output, the work is done all the same and the status tells of it. `undoable` where it wrote events.
    """
    from noc_tui.desk.batch import PAUSE_S, each, new_action, pieces, rehearse

    keys, action = _targets(words, where), new_action()
    if trial is not None:
        keys = _in_full(keys, trial)
    reached = refused = 0

    def do_some(tx: Tx, some: Sequence[str]) -> _Piece:
        if dry_run and trial is not None:
            return _tried(tx, some, do, records, trial, json=json)
        outcomes = each(tx, some, do, action=action)
        done = [outcome.row for outcome in outcomes if outcome.row is not None]
        return _Piece(outcomes, records(tx.read, done) if json else [told(tx.read, row) for row in done])

    for some in pieces(keys):
        do_these = partial(do_some, some=some)
        try:
            if reached:
                time.sleep(PAUSE_S)
            piece = rehearse(session.run, do_these) if dry_run else session.run(do_these)
        except NocError as error:
            if not reached:
                raise
            _tell_action(action if undoable and not dry_run else None, reached - refused)
            tell(f"{error} {len(keys) - reached} of {len(keys)} were not reached.")
            raise typer.Exit(3) from error
        if dry_run and not reached:
            tell("Dry run: nothing was changed.")
        with suppress(NobodyReads):
            _report(piece, many=len(keys) > 1, json=json)
        reached += len(some)
        refused += sum(outcome.refusal is not None for outcome in piece.outcomes)
    _tell_action(action if undoable and not dry_run else None, reached - refused)
    if refused:
        raise typer.Exit(1 if refused == len(keys) else 3)


def _tell_action(action: str | None, done: int) -> None:
    """How all of it is taken back at once, where it was done to several."""
    if action is not None and done > 1:
        tell(f"Undo: noc ticket undo --action {action[:SHORT]}")


def _targets(words: Sequence[str] | None, where: str | None) -> list[str]:
    """The keys that were named, or those of the tickets that the filter lists; says so where it lists none."""
    if where is None:
        return keys_given(words or ())
    listed = _listed(where)
    if not listed:
        tell(f"No ticket matches “{where}”.")
    return listed


def _in_full(keys: Sequence[str], trial: Trial[T]) -> list[str]:
    """Each row once, by its whole key: `1` and `NOC-2026-000001` may be the same. What names nothing stays as it is."""
    if all(map(_WHOLE_KEY.fullmatch, keys)):
        return list(keys)
    with session.room().reading() as read:
        found = _as_it_is(read, keys, trial.find)
    return list(dict.fromkeys(trial.name(found[key]) if key in found else key for key in keys))


def _listed(where: str) -> list[str]:
    from noc_tui.cli.filtering import view_of

    if not where.strip():
        raise BadInput("An empty filter lists every open ticket.", "If that is meant: --where status:active")
    room = session.room()
    with room.reading() as read, read.snapshot():
        shown = view_of(room, read, (), "", "", only=f"kind:ticket {where}")
        return [line.row.key for lines in shown.every(read) for line in lines]


def _tried(
    tx: Tx,
    keys: Sequence[str],
    do: Callable[[Tx, str], T],
    records: Callable[[Reader, Sequence[T]], Sequence[Record]],
    trial: Trial[T],
    *,
    json: bool,
) -> _Piece:
    """Does it, and says of each row what is another now."""
    from noc_tui.desk.batch import each
    from noc_tui.desk.changes import changed_fields

    known = _as_it_is(tx.read, keys, trial.find)
    before = dict(zip(known, records(tx.read, list(known.values())), strict=True)) if json else {}
    outcomes = each(tx, keys, do)
    done = {outcome.key: outcome.row for outcome in outcomes if outcome.row is not None}
    if not json:
        return _Piece(outcomes, [trial.told(tx.read, known[key], row) for key, row in done.items()])
    pairs = zip(done, records(tx.read, list(done.values())), strict=True)
    lines = [{"key": after["key"], "changes": changed_fields(before[key], after)} for key, after in pairs]
    return _Piece(outcomes, lines)


def _as_it_is(read: Reader, keys: Sequence[str], find: Callable[[Reader, str], T]) -> dict[str, T]:
    """The row of each key that has one."""
    found: dict[str, T] = {}
    for key in keys:
        with suppress(Refused):
            found[key] = find(read, key)
    return found


def _report(piece: _Piece, *, many: bool, json: bool) -> None:
    """A line a row; of several that are all refused for the same, it is said once."""
    lines: Iterator[str | Record] = iter(piece.lines)
    alike = len({str(outcome.refusal) for outcome in piece.outcomes}) == 1
    said_once = alike and (not many or len(piece.outcomes) > 1)
    for outcome in piece.outcomes:
        if outcome.refusal is None:
            line = next(lines)
            say(line) if isinstance(line, str) else emit_json(line)
            continue
        if not said_once:
            tell(_by_name(outcome.key, outcome.refusal))
        elif outcome is piece.outcomes[0]:
            tell(str(outcome.refusal))
        if json:
            emit_json({"key": outcome.key, "refused": outcome.refusal.message})


def _by_name(key: str, refusal: NocError) -> str:
    """A refusal among others says of which row it is."""
    named = re.search(rf"(?<!\w){re.escape(key)}(?!\w)", refusal.message)
    return str(refusal) if named else f"{key}: {refusal}"
