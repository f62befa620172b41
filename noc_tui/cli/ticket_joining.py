"""`noc ticket similar|search|link|merge|split|undo`: what belongs together, and taking things back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

import typer

from noc_tui import figures
from noc_tui.cli import session
from noc_tui.cli.batch import DRY_RUN, JSON, KEYS, SHORT, Trial, run_each
from noc_tui.cli.output import Cell, NobodyReads, emit_json, how_many, say, table, tell
from noc_tui.clock import iso, to_us
from noc_tui.domain.errors import BadInput, NocError
from noc_tui.text import line

if TYPE_CHECKING:
    from noc_tui.desk.batch import Outcome
    from noc_tui.desk.look_alikes import LookAlike
    from noc_tui.desk.undo import Action, TakenBack
    from noc_tui.domain.ticket import TicketRow
    from noc_tui.store.read.connection import Reader
    from noc_tui.store.tx import Tx

_KEY = typer.Argument(..., metavar="KEY", help="NOC-2026-000123, or 123.")
_LISTED = 20


def similar(
    key: str = _KEY,
    limit: int = typer.Option(8, min=1, max=100, metavar="N", help="At most so many."),
    json: bool = JSON,
) -> None:
    """Show what looks like a ticket: what is open or fires beside it, and how the like was solved."""
    from noc_tui.desk.look_alikes import look_alikes_of

    room = session.room()
    with room.reading() as read, read.snapshot():
        now = to_us(room.clock())
        found = look_alikes_of(read, key, now, limit)
    if json:
        for one in found:
            emit_json(asdict(one) | {"opened_at": iso(one.opened_at)})
    elif found:
        table(("key", "status", "why", "solved by", "took", "age", "subject"), [_cells(one, now) for one in found])
        for one in found:
            if one.solved:
                say(f"{one.key} was solved: {one.solved}")
    else:
        say("Nothing looks like it.")


def _cells(one: LookAlike, now: int) -> list[Cell | str]:
    by = f"{one.by} L{one.level}" if one.by else ""
    took = figures.span(one.took_s) if one.took_s is not None else ""
    age = Cell(figures.age(one.opened_at, now), "dim", right=True)
    return [one.key, one.status, one.why, by, Cell(took, right=True), age, one.subject]


def search(
    words: list[str] = typer.Argument(..., metavar="WORDS...", help="All of them; vpn* is any word that begins so."),
    newest: bool = typer.Option(False, "--newest", help="The newest first, not those that fit best."),
    limit: int = typer.Option(20, min=1, metavar="N", help="At most so many; the true total is printed."),
    json: bool = JSON,
) -> None:
    """Find tickets by their words, open or past: in subject, thread and alerts, by key or foreign number."""
    from noc_tui.cli.ticket import ticket_records
    from noc_tui.desk.look_alikes import find_by_words

    room = session.room()
    with room.reading() as read, read.snapshot():
        found, total = find_by_words(read, " ".join(words), limit, newest=newest)
        if json:
            for record in ticket_records(read, found):
                emit_json(record)
        elif found:
            now = to_us(room.clock())
            table(("key", "status", "age", "subject"), [_found_cells(one, now) for one in found], stretch=3)
    footer = how_many(len(found), total, "ticket") if total else "No ticket has these words."
    tell(footer) if json else say(footer)


def _found_cells(ticket: TicketRow, now: int) -> list[Cell | str]:
    age = Cell(figures.age(ticket.opened_at, now), "dim", right=True)
    return [ticket.key, ticket.status, age, ticket.subject]


def link(
    key: str = _KEY,
    other: str = typer.Argument(..., metavar="OTHER", help="The ticket that it has to do with."),
    off: bool = typer.Option(False, "--off", help="Take the link away."),
    dry_run: bool = DRY_RUN,
    json: bool = JSON,
) -> None:
    """Link a ticket to another; both go on by themselves."""
    from noc_tui.desk import joining

    do = joining.unlink if off else joining.link
    word = "no longer linked to" if off else "linked to"

    def told(read: Reader, row: TicketRow) -> str:
        return f"{row.key} {word} {_key_of(read, other)}"

    _each([key], lambda tx, one: do(tx, one, other), told, dry_run=dry_run, json=json)


def merge(
    keys: list[str] = KEYS,
    into: str = typer.Option(..., "--into", metavar="KEY", help="The ticket that they become a part of."),
    text: str = typer.Option("", "--text", "-m", metavar="TEXT", help="Why."),
    dry_run: bool = DRY_RUN,
    json: bool = JSON,
) -> None:
    """Merge tickets into another: their alerts go over, their threads stay and say where they went."""
    from noc_tui.cli.ticket import ticket_records
    from noc_tui.desk import joining
    from noc_tui.store.read.tickets import find_ticket

    foreseen: dict[str, str] = {}
    goes_on = ""

    def do(tx: Tx, key: str) -> TicketRow:
        nonlocal goes_on
        effects = joining.merge_told(tx.read, find_ticket(tx.read, key))
        row = joining.merge(tx, key, into, text)
        foreseen[row.key], goes_on = effects, _goes_on(tx, into)
        return row

    def told(_: Reader, row: TicketRow) -> str:
        return f"{row.key} merged into {row.merged_into}: {row.subject}"

    def would(_: Reader, __: TicketRow, row: TicketRow) -> str:
        return f"{row.key} merged into {row.merged_into}: {foreseen[row.key]}"

    trial = Trial(find_ticket, would, lambda ticket: ticket.key)
    try:
        run_each(keys, do, told, ticket_records, trial=trial, dry_run=dry_run, json=json)
    finally:
        if dry_run and goes_on:
            tell(goes_on) if json else say(goes_on)


def _goes_on(tx: Tx, key: str) -> str:
    """The ticket that took others in, and what it still owes."""
    from noc_tui.desk.changes import told_clocks
    from noc_tui.desk.terms import room_zone
    from noc_tui.store.read.tickets import find_ticket

    kept = find_ticket(tx.read, key)
    told = ", ".join(filter(None, [f"{kept.key} goes on", told_clocks(kept, tx.now, room_zone(tx.read))]))
    return f"{told}: {line(kept.subject, 80)}"


def split(
    key: str = _KEY,
    subject: str = typer.Option(..., "--subject", metavar="TEXT", help="What the new ticket is about."),
    alert: list[str] = typer.Option([], "--alert", metavar="ID", help="An alert that goes over; may be repeated."),
    text: str = typer.Option("", "--text", "-m", metavar="TEXT", help="What is known of it."),
    dry_run: bool = DRY_RUN,
    json: bool = JSON,
) -> None:
    """Make a second ticket of a part of one: of the same report, on the same terms."""
    from noc_tui.cli.alert import alert_number
    from noc_tui.desk import joining

    alerts = [alert_number(ident) for ident in alert]

    def told(read: Reader, row: TicketRow) -> str:
        return f"{row.key} split off {_key_of(read, key)}: {row.subject}"

    _each([key], lambda tx, one: joining.split(tx, one, subject, alerts=alerts, text=text), told,
          dry_run=dry_run, json=json)  # fmt: skip


def undo(
    keys: list[str] = typer.Argument(None, metavar="[KEY]...", help="Take back what you did last on these."),
    action: str | None = typer.Option(None, "--action", metavar="ID", help="All that one key did, as listed."),
    limit: int = typer.Option(_LISTED, min=1, metavar="N", help="At most so many are listed."),
    dry_run: bool = DRY_RUN,
    json: bool = JSON,
) -> None:
    """Take back what you did. Without a key or an action: list what you did last.

    What others built on it since stays, and is named. An undoing is taken back in the same way. What opened a ticket
    is taken back only by --action: the ticket is cancelled by that.
    """
    if keys and action is not None:
        raise BadInput("A key and an action: which of them?", "Give one of them.")
    if action is not None:
        _undo_action(action, dry_run=dry_run, json=json)
    elif keys:
        from noc_tui.desk.undo import undo_last

        run_each(keys, undo_last, _taken_back, _taken_back_records, dry_run=dry_run, json=json)
    else:
        _list_actions(limit, json=json)


def _undo_action(action: str, *, dry_run: bool, json: bool) -> None:
    """Takes back an action some rows a transaction: a result a row, 1 where all were refused, 3 where some were."""
    from noc_tui.desk import undo
    from noc_tui.desk.batch import PAUSE_S, new_action, pieces, rehearse

    with session.room().reading() as read:
        found = undo.find_action(read, action)
        names = undo.groups_of(read, found)
    undoing, outcomes = new_action(), list["Outcome[TakenBack]"]()
    for some in pieces(names):
        do = partial(undo.undo, action_id=found, only=some, action=undoing)
        try:
            if outcomes:
                time.sleep(PAUSE_S)
            piece = rehearse(session.run, do) if dry_run else session.run(do)
        except NocError as error:
            if not outcomes:
                raise
            tell(f"{error} {len(names) - len(outcomes)} of {len(names)} were not reached.")
            raise typer.Exit(3) from error
        if dry_run and not outcomes:
            tell("Dry run: nothing was changed.")
        for outcome in piece:
            _report(outcome, json=json)
        outcomes += piece
    refused = sum(outcome.refusal is not None for outcome in outcomes)
    if refused < len(outcomes) and not dry_run:
        tell(f"To have it back: noc ticket undo --action {undoing[:SHORT]}")
    if refused:
        raise typer.Exit(1 if refused == len(outcomes) else 3)


def _report(outcome: Outcome[TakenBack], *, json: bool) -> None:
    if outcome.refusal is not None:
        tell(str(outcome.refusal))
    with suppress(NobodyReads):
        if json:
            refused = {"key": outcome.key, "refused": outcome.refusal.message} if outcome.refusal else {}
            emit_json(refused or _record(outcome.row))
        elif outcome.row is not None:
            say(_said(outcome.row))


def _taken_back(_: Reader, row: TakenBack) -> str:
    return _said(row)


def _taken_back_records(_: Reader, taken_back: Sequence[TakenBack]) -> Sequence[Mapping[str, object]]:
    return [_record(row) for row in taken_back]


def _said(row: TakenBack) -> str:
    others = f" (with {', '.join(row.names[1:])})" if len(row.names) > 1 else ""
    return f"{row.names[0]} taken back: {row.what}{others}"


def _record(row: TakenBack | None) -> Mapping[str, object]:
    assert row is not None
    return {"key": row.names[0], "taken_back": row.what, "with": list(row.names[1:])}


def _list_actions(limit: int, *, json: bool) -> None:
    from noc_tui.desk.undo import last_actions

    room = session.room()
    with room.reading() as read, read.snapshot():
        found = last_actions(read, session.actor(read).name, limit)
    now = to_us(room.clock())
    if json:
        for one in found:
            emit_json(asdict(one) | {"at": iso(one.at)})
    elif found:
        table(("action", "age", "on", "what", ""), [_action_cells(one, now) for one in found], stretch=3)
    else:
        say("You have done nothing yet.")


def _action_cells(action: Action, now: int) -> list[Cell | str]:
    more = f" and {len(action.names) - 1} more" if len(action.names) > 1 else ""
    age = Cell(figures.age(action.at, now), "dim", right=True)
    return [action.id[:SHORT], age, f"{action.names[0]}{more}", action.what, "taken back" if action.undone else ""]


def _each(
    keys: Sequence[str],
    do: Callable[[Tx, str], TicketRow],
    told: Callable[[Reader, TicketRow], str],
    *,
    dry_run: bool,
    json: bool,
) -> None:
    from noc_tui.cli.ticket import ticket_records

    run_each(keys, do, told, ticket_records, dry_run=dry_run, json=json)


def _key_of(read: Reader, key: str) -> str:
    from noc_tui.store.read.tickets import find_ticket

    return find_ticket(read, key).key
