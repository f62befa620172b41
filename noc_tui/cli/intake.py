"""`noc intake`: taking in what monitoring sent, and what could not be read of it."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from noc_tui.cli import session
from noc_tui.cli.batch import JSON, keys_given, run_each
from noc_tui.cli.output import Cell, emit_json, say, table, tell
from noc_tui.cli.stdin import stdin_bytes
from noc_tui.clock import iso
from noc_tui.domain.errors import BadInput, Refused
from noc_tui.text import clean, line

if TYPE_CHECKING:
    from noc_tui.desk.intake import Receipt
    from noc_tui.domain.intake import Held
    from noc_tui.store.room import Room

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
rejected = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
app.add_typer(rejected, name="rejected", help="What could not be read: list, show, replay, dismiss.")

IDS = typer.Argument(..., metavar="ID...", help="Numbers from `noc intake rejected list`; - reads them from stdin.")


@app.command()
def alertmanager(
    file: str = typer.Argument("-", metavar="[FILE|-]", help="A webhook's body; - is stdin."),
    customer: str = typer.Option("", metavar="NAME", help="Whose alerts they are; else their own labels say it."),
    json: bool = JSON,
) -> None:
    """Take in a body of Prometheus Alertmanager's webhook."""
    _take_in("alertmanager", file, customer, json=json)


def _take_in(source: str, file: str, customer: str, *, json: bool) -> None:
    from noc_tui.desk.actors import require
    from noc_tui.desk.reception import receive
    from noc_tui.domain.words import Role
    from noc_tui.intake.sources import parser_of
    from noc_tui.store.read.setup import find_customer

    body = _body(file)
    room = session.room(make=True)
    with room.reading() as read:
        require(session.actor(read), Role.OPERATOR, "take in alerts")
        of = find_customer(read, customer) if customer else None
    received = receive(room, source, body, parser_of(source), of)
    for number, reason in zip(received.receipt.quarantined, received.reasons, strict=True):
        tell(f"Rejected, kept as {number}: {reason}")
    _report(received.receipt, json=json)
    if received.receipt.quarantined:
        raise typer.Exit(3 if received.understood else 1)


def _body(file: str) -> bytes:
    if file == "-":
        return stdin_bytes()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}.", "Give a file, or - for stdin.") from error


def _report(receipt: Receipt, *, json: bool, replayed: int | None = None) -> None:
    if json:
        told = asdict(receipt)
        emit_json(told if replayed is None else {"id": replayed, **told})
        return
    words = [f"{receipt.accepted} taken in", f"{receipt.news} new"]
    words += ["taken in before"] if receipt.repeated else []
    words += [f"{receipt.truncated} cut off by the sender"] if receipt.truncated else []
    words += [f"{len(receipt.quarantined)} rejected"] if receipt.quarantined else []
    say(", ".join(words) + (f": {' '.join(receipt.tickets)}" if receipt.tickets else ""))


@rejected.command("list")
def list_(
    all_: bool = typer.Option(False, "--all", help="Those replayed or dismissed too."),
    limit: int = typer.Option(50, min=1, metavar="N", help="At most so many, the newest."),
    json: bool = JSON,
) -> None:
    """List what could not be read."""
    from noc_tui.store.read.intake import count_held, held_bodies

    with session.room().reading() as read:
        found = held_bodies(read, settled=all_, limit=limit)
        total = count_held(read, settled=all_)
    if json:
        for one in found:
            emit_json(_record(one))
    elif found:
        rows = [
            (Cell(str(one.id), right=True), one.status, one.source, one.scope or "—", iso(one.received_at) or "",
             Cell(str(one.size), right=True), Cell(str(one.seen), right=True), one.reason)
            for one in found
        ]  # fmt: skip
        table(("id", "status", "source", "customer", "received", "bytes", "seen", "reason"), rows, stretch=7)
    if total > len(found):
        tell(f"{len(found)} of {total}: --limit {total} shows all.")
    elif not total:
        tell("Nothing was rejected." if all_ else "Nothing waits.")


@rejected.command()
def show(
    held_id: int = typer.Argument(..., metavar="ID", help="The number from `noc intake rejected list`."),
    raw: bool = typer.Option(False, "--raw", help="The bytes as they arrived, and nothing else: not for a terminal."),
    json: bool = JSON,
) -> None:
    """Show one rejected body with the reason."""
    from noc_tui.store.read.intake import body_of, find_held

    with session.room().reading() as read:
        held = find_held(read, held_id)
        body = body_of(read, held)
    if raw:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    text = clean(body.decode("utf-8", "replace"))
    if json:
        emit_json({**_record(held), "body": text})
        return
    tell(f"{held.id}: {held.status}, {held.source}, {iso(held.received_at)}, {held.size} bytes, seen {held.seen} times")
    tell(held.reason)
    say(text)


@rejected.command()
def replay(
    ids: list[str] = typer.Argument(None, metavar="[ID]...", help="Numbers from the list; - reads them from stdin."),
    all_: bool = typer.Option(False, "--all", help="Everything that waits, oldest first."),
    json: bool = JSON,
) -> None:
    """Read rejected bodies again and take in what can be read now."""
    from noc_tui.store.read.intake import waiting_ids

    room = session.room()
    if all_:
        with room.reading() as read:
            numbers = waiting_ids(read)
    else:
        numbers = [_number(word) for word in keys_given(ids or ())]
    refused = sum(not _replay(room, number, json=json) for number in numbers)
    if refused:
        raise typer.Exit(1 if refused == len(numbers) else 3)
    if not numbers:
        tell("Nothing waits.")


def _replay(room: Room, held_id: int, *, json: bool) -> bool:
    """Replays one in a transaction of its own. Says whether anything of it could be read."""
    from noc_tui.desk import quarantine
    from noc_tui.intake.sources import parser_of
    from noc_tui.store.read.intake import find_held

    try:
        with room.reading() as read:
            actor = session.actor(read)
            parse = parser_of(find_held(read, held_id).source)
        replayed = room.run(actor, lambda tx: quarantine.replay(tx, held_id, parse))
    except Refused as refusal:
        tell(str(refusal))
        if json:
            emit_json({"id": held_id, "refused": refusal.message})
        return False
    if replayed.receipt is None:
        tell(f"{held_id} still cannot be read: {replayed.held.reason}")
        if json:
            emit_json({"id": held_id, "refused": replayed.held.reason})
        return False
    _report(replayed.receipt, json=json, replayed=held_id)
    return True


@rejected.command()
def dismiss(ids: list[str] = IDS, json: bool = JSON) -> None:
    """Say that rejected bodies need no replay; they stay readable with `show`."""
    from noc_tui.desk import quarantine

    run_each(
        ids,
        lambda tx, word: quarantine.dismiss(tx, _number(word)),
        lambda _read, held: f"{held.id} {held.status}",
        lambda _read, settled: [_record(held) for held in settled],
        undoable=False,
        json=json,
    )


def _number(word: str) -> int:
    if not word.isdecimal():
        raise BadInput(f"“{line(word, 40)}” is no number.", "`noc intake rejected list` shows the numbers.")
    return int(word)


def _record(held: Held) -> dict[str, object]:
    return {"id": held.id, "status": held.status, "source": held.source, "customer": held.scope or None,
            "received_at": iso(held.received_at), "size": held.size, "seen": held.seen,
            "reason": line(held.reason), "settled_at": iso(held.settled_at)}  # fmt: skip
