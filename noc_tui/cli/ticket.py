"""`noc ticket`: open, list, show, and everything an operator does to a ticket."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import typer

from noc_tui import figures
from noc_tui.cli import session
from noc_tui.cli.batch import DRY_RUN, JSON, KEYS, run_each
from noc_tui.cli.output import emit_json, say
from noc_tui.clock import from_us, to_us
from noc_tui.domain.words import Category, Channel, Phase, Priority, Reason, Visibility

if TYPE_CHECKING:
    from noc_tui.domain.ticket import TicketRow
    from noc_tui.store.tx import Tx

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
_PUBLIC = typer.Option(False, "--public", help="The customer may read it.")
_TEXT = typer.Option("", "--text", "-m", help="What to write; - reads it from stdin.")


def _text(given: str) -> str:
    return sys.stdin.read() if given == "-" else given


def _visibility(public: bool) -> Visibility:
    return Visibility.PUBLIC if public else Visibility.INTERNAL


@app.command("open")
def open_(
    subject: str = typer.Argument(..., help="What is wrong, in a few words."),
    customer: str = typer.Option("", "--customer", "-c", help="Code, name or alias."),
    channel: Channel = typer.Option(Channel.PHONE, help="How the request came."),
    text: str = _TEXT,
    category: Category = typer.Option(None, help="Default: as the contract says."),
    priority: Priority = typer.Option(None),
    technology: str = typer.Option("", help="network, mail, telephony…"),
    team: str = typer.Option(""),
    json: bool = JSON,
) -> None:
    """Open a ticket for a request."""
    from noc_tui.desk.opening import open_ticket

    room = session.room()
    with room.reading() as read:
        actor = session.actor(read)
    with room.write(actor) as tx:
        ticket = open_ticket(
            tx,
            subject=subject,
            customer=customer or None,
            channel=channel,
            description=_text(text),
            category=category,
            priority=priority,
            technology=technology or None,
            team=team or None,
        )
    emit_json(_record(ticket)) if json else say(_told(ticket))


@app.command("list")
def list_(
    words: list[str] = typer.Argument(None, metavar="[FILTER]...", help="e.g. customer:acme level:2 overdue vpn"),
    view: str = typer.Option("", help="A saved view."),
    sort: str = typer.Option("due", help="due, age, newest, severity, priority, level, customer, who"),
    limit: int = typer.Option(50, min=1, help="At most so many; the true total is printed."),
    every: bool = typer.Option(False, "--all", help="All that match, however many."),
    json: bool = JSON,
) -> None:
    """List open tickets, what is due next first; status:closed (resolved, cancelled, all) lists those that are over."""
    from noc_tui.cli.ticket_list import list_tickets

    list_tickets(words or [], view, sort, None if every else limit, json=json)


@app.command()
def show(
    key: str = typer.Argument(..., metavar="KEY"),
    full: bool = typer.Option(False, "--full", help="Long entries whole."),
    json: bool = JSON,
) -> None:
    """Show a ticket: facts, clocks, contract, alerts and its thread."""
    from noc_tui.cli.ticket_page import show_ticket

    show_ticket(key, full=full, json=json)


@app.command()
def take(keys: list[str] = KEYS, dry_run: bool = DRY_RUN, json: bool = JSON) -> None:
    """Take tickets: you respond to them from now on."""
    from noc_tui.desk import work

    run_each(keys, lambda tx, key: work.take(tx, key), _told, _record, dry_run=dry_run, json=json)


@app.command()
def assign(
    keys: list[str] = KEYS,
    to: str = typer.Option("", "--to", help="An operator's login."),
    team: str = typer.Option("", help="A team."),
    level: int = typer.Option(None, min=1, max=3, help="1, 2 or 3."),
    phase: Phase = typer.Option(None, help="The phase that the work is in now."),
    nobody: bool = typer.Option(False, "--nobody", help="Take it from whoever has it."),
    dry_run: bool = DRY_RUN,
    json: bool = JSON,
) -> None:
    """Say who is to work on tickets: a person, a team, a level, a phase."""
    from noc_tui.desk import work

    def do(tx: Tx, key: str) -> TicketRow:
        return work.assign(tx, key, to=to or None, team=team or None, level=level, phase=phase, nobody=nobody)

    run_each(keys, do, _told, _record, dry_run=dry_run, json=json)


@app.command()
def note(
    keys: list[str] = KEYS, text: str = _TEXT, public: bool = _PUBLIC, dry_run: bool = DRY_RUN, json: bool = JSON
) -> None:
    """Write in the thread of tickets, internally or for the customer too."""
    from noc_tui.desk import work

    written = _text(text)

    def do(tx: Tx, key: str) -> TicketRow:
        return work.note(tx, key, written, visibility=_visibility(public))

    run_each(keys, do, _told, _record, dry_run=dry_run, json=json)


@app.command()
def wait(
    keys: list[str] = KEYS,
    reason: Reason = typer.Option(..., "--for", "--reason", help="Whom or what it waits for."),
    until: str = typer.Option(
        "", help="The wake-up: 2h, tomorrow 9:00, mon 14:30. Default: the next business morning."
    ),
    text: str = _TEXT,
    public: bool = _PUBLIC,
    dry_run: bool = DRY_RUN,
    json: bool = JSON,
) -> None:
    """Put tickets to wait for customer, vendor, visit or parts, until a wake-up."""
    from noc_tui.desk import work
    from noc_tui.desk.moments import parse_moment
    from noc_tui.desk.terms import room_zone

    written = _text(text)

    def do(tx: Tx, key: str) -> TicketRow:
        wake = parse_moment(until, from_us(tx.now), room_zone(tx.read)) if until else None
        return work.wait(tx, key, reason, until=wake, text=written, visibility=_visibility(public))

    run_each(keys, do, _told, _record, dry_run=dry_run, json=json)


@app.command()
def resume(keys: list[str] = KEYS, dry_run: bool = DRY_RUN, json: bool = JSON) -> None:
    """End the wait of tickets: their clocks run on."""
    from noc_tui.desk import work

    run_each(keys, lambda tx, key: work.resume(tx, key), _told, _record, dry_run=dry_run, json=json)


@app.command()
def solve(
    keys: list[str] = KEYS,
    text: str = _TEXT,
    workaround: bool = typer.Option(False, "--workaround", help="Not the fix, but the service is back."),
    internal: bool = typer.Option(False, "--internal", help="The customer is not to read the words."),
    dry_run: bool = DRY_RUN,
    json: bool = JSON,
) -> None:
    """Say how the service came back: by a fix, or by a workaround."""
    from noc_tui.desk import ending

    written = _text(text)

    def do(tx: Tx, key: str) -> TicketRow:
        return ending.solve(tx, key, written, workaround=workaround, visibility=_visibility(not internal))

    run_each(keys, do, _told, _record, dry_run=dry_run, json=json)


@app.command()
def close(keys: list[str] = KEYS, text: str = _TEXT, dry_run: bool = DRY_RUN, json: bool = JSON) -> None:
    """Close resolved tickets."""
    from noc_tui.desk import ending

    written = _text(text)
    run_each(keys, lambda tx, key: ending.close(tx, key, text=written), _told, _record, dry_run=dry_run, json=json)


@app.command()
def reopen(keys: list[str] = KEYS, text: str = _TEXT, dry_run: bool = DRY_RUN, json: bool = JSON) -> None:
    """Open tickets again that were over."""
    from noc_tui.desk import ending

    written = _text(text)
    run_each(keys, lambda tx, key: ending.reopen(tx, key, written), _told, _record, dry_run=dry_run, json=json)


@app.command()
def cancel(keys: list[str] = KEYS, text: str = _TEXT, dry_run: bool = DRY_RUN, json: bool = JSON) -> None:
    """Take tickets off the desk that need no work."""
    from noc_tui.desk import ending

    written = _text(text)
    run_each(keys, lambda tx, key: ending.cancel(tx, key, written), _told, _record, dry_run=dry_run, json=json)


def _told(ticket: TicketRow) -> str:
    """One line on a ticket as it is now."""
    who = f", {ticket.assignee}" if ticket.assignee else ""
    told = f"{ticket.key} {ticket.status}{who}: {ticket.subject}"
    if ticket.wake_at is not None:
        with session.room().reading() as read:
            from noc_tui.desk.terms import room_zone

            told += f" (wakes {figures.moment(ticket.wake_at, ticket.updated_at, room_zone(read))})"
    return told


def _record(ticket: TicketRow) -> dict[str, Any]:
    from noc_tui.desk.terms import TermsBook
    from noc_tui.desk.tickets import customer_codes, ticket_json

    room = session.room()
    with room.reading() as read:
        return ticket_json(read, TermsBook(), [ticket], customer_codes(read), to_us(room.clock()))[0]
