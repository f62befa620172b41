"""`noc ticket`: open, list, show, and everything an operator does to a ticket."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import typer

from noc_tui import figures
from noc_tui.cli import session
from noc_tui.cli.batch import DRY_RUN, JSON, TARGETS, WHERE, Targeting, Trial, run_each, written
from noc_tui.cli.filtering import SORT, VIEW, WORDS, Filtering
from noc_tui.cli.output import emit_json, say, tell
from noc_tui.cli.ticket_calls import SPENT, call, called, span
from noc_tui.cli.ticket_import import import_
from noc_tui.cli.ticket_joining import link, merge, search, similar, split, undo
from noc_tui.cli.ticket_triage import check, triage
from noc_tui.domain.errors import BadInput
from noc_tui.domain.words import Category, Channel, Grade, Phase, Priority, Reason, Visibility
from noc_tui.text import line

if TYPE_CHECKING:
    from noc_tui.domain.ticket import TicketRow
    from noc_tui.store.read.connection import Reader
    from noc_tui.store.tx import Tx

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
_PUBLIC = typer.Option(False, "--public", help="The customer may read it.")
_TEXT = typer.Option("", "--text", "-m", metavar="TEXT", help="What to write; - reads it from stdin.")


def _visibility(public: bool) -> Visibility:
    return Visibility.PUBLIC if public else Visibility.INTERNAL


@app.command("open")
def open_(
    subject: str = typer.Argument(..., metavar="SUBJECT", help="What is wrong, in a few words."),
    customer: str = typer.Option("", "--customer", "-c", metavar="NAME", help="Code, name or alias."),
    contact: str = typer.Option("", metavar="NAME", help="Name, address or number of one of their people."),
    caller: str = typer.Option("", metavar="NAME", help="Who called, where that is no contact on record."),
    site: str = typer.Option("", metavar="NAME", help="One of their sites."),
    equipment: str = typer.Option("", metavar="NAME", help="One of their devices."),
    channel: Channel = typer.Option(Channel.PHONE, help="How the request came."),
    text: str = _TEXT,
    category: Category = typer.Option(None, help="Default: as the contract says."),
    priority: Priority = typer.Option(None, help="Impact and urgency in one; P1 is the highest."),
    impact: Grade = typer.Option(None, help="How far it reaches; with urgency it makes the priority."),
    urgency: Grade = typer.Option(None, help="How long it can wait."),
    fault: str = typer.Option("", metavar="NAME", help="The kind of incident: bug, exhausted_resources…"),
    technology: str = typer.Option("", metavar="NAME", help="network, mail, telephony…"),
    team: str = typer.Option("", metavar="NAME", help="Who is to look at it."),
    solved: str | None = typer.Option(None, "--solved", metavar="TEXT", help="Solved while the caller waited: how."),
    json: bool = JSON,
) -> None:
    """Open a ticket for a request, and say where no contract covers it.

    Its clocks run as the contract says until triage.
    """
    from noc_tui.desk.coverage import coverage_json, coverage_of, uncovered
    from noc_tui.desk.ending import solve
    from noc_tui.desk.opening import open_ticket
    from noc_tui.desk.said import Said, told_in_opening

    description = written(text)
    if solved is not None and channel is not Channel.PHONE:
        raise BadInput("Only who calls is helped in the call.", "Open it without --solved, and solve it then.")

    people = Said(customer=customer, contact=contact, site=site, equipment=equipment, technology=technology)

    def do(tx: Tx) -> tuple[Mapping[str, object], str, Sequence[str]]:
        known = told_in_opening(tx.read, people)
        ticket = open_ticket(
            tx,
            subject=subject,
            customer=customer or None,
            channel=channel,
            description=description,
            category=category,
            priority=priority,
            technology=known.technology,
            team=team or None,
            contact_id=known.contact_id,
            site_id=known.site_id,
            equipment_id=known.equipment_id,
            impact=impact,
            urgency=urgency,
            fault=fault or None,
            caller=caller,
        )
        if solved is not None:
            ticket = solve(tx, ticket.key, solved, in_call=True)
        (record,) = ticket_records(tx.read, [ticket])
        found = coverage_of(tx.read, ticket, tx.now)
        warnings = [_retired(tx.read, ticket)]
        if uncovered(found):
            warnings.append(f"{ticket.key} {uncovered(found)} noc ticket triage {ticket.key} --on-request")
        return {**record, "coverage": coverage_json(found)}, ticket_told(tx.read, ticket), warnings

    record, told, warnings = session.run(do, make=True)
    emit_json(record) if json else say(told)
    for warning in filter(None, warnings):
        tell(warning)


def _retired(read: Reader, ticket: TicketRow) -> str:
    """What to say of a ticket whose customer the room no longer works for; else empty."""
    from noc_tui.store.read.setup import customer_by_id

    customer = customer_by_id(read, ticket.customer_id) if ticket.customer_id is not None else None
    if customer is None or customer.active:
        return ""
    return f"{ticket.key} is for {customer.name} ({customer.code}), and they are retired."


@app.command("list", cls=Filtering)
def list_(
    words: list[str] = WORDS,
    view: str = VIEW,
    sort: str = SORT,
    limit: int = typer.Option(50, min=1, metavar="N", help="At most so many; the true total is printed."),
    every: bool = typer.Option(False, "--all", help="All that match, however many."),
    json: bool = JSON,
) -> None:
    """List open tickets, what is due next first.

    The filter status:closed (or resolved, cancelled, all) lists those that are over.
    """
    from noc_tui.cli.ticket_list import list_tickets

    list_tickets(words or [], view, sort, None if every else limit, json=json)


@app.command()
def show(
    key: str = typer.Argument(..., metavar="KEY", help="NOC-2026-000123, or 123."),
    full: bool = typer.Option(False, "--full", help="Long entries whole."),
    json: bool = JSON,
) -> None:
    """Show a ticket: facts, clocks, alerts and its thread."""
    from noc_tui.cli.ticket_page import show_ticket

    show_ticket(key, full=full, json=json)


@app.command(cls=Targeting)
def take(keys: list[str] = TARGETS, where: str = WHERE, dry_run: bool = DRY_RUN, json: bool = JSON) -> None:
    """Take tickets: you respond to them from now on."""
    from noc_tui.desk import work

    each_ticket(keys, work.take, where=where, dry_run=dry_run, json=json)


@app.command(cls=Targeting)
def assign(
    keys: list[str] = TARGETS,
    where: str = WHERE,
    to: str = typer.Option("", "--to", metavar="LOGIN", help="An operator's login."),
    team: str = typer.Option("", metavar="NAME", help="A team."),
    level: int = typer.Option(None, min=1, max=3, metavar="N", help="1, 2 or 3."),
    phase: Phase = typer.Option(None, help="The phase that the work is in now."),
    nobody: bool = typer.Option(False, "--nobody", help="Take it from whoever has it."),
    dry_run: bool = DRY_RUN,
    json: bool = JSON,
) -> None:
    """Say who is to work on tickets: person, team, level, phase."""
    from noc_tui.desk import work

    def do(tx: Tx, key: str) -> TicketRow:
        return work.assign(tx, key, to=to or None, team=team or None, level=level, phase=phase, nobody=nobody)

    each_ticket(keys, do, where=where, dry_run=dry_run, json=json)


@app.command(cls=Targeting)
def note(
    keys: list[str] = TARGETS,
    where: str = WHERE,
    text: str = _TEXT,
    public: bool = _PUBLIC,
    spent: str = SPENT,
    dry_run: bool = DRY_RUN,
    json: bool = JSON,
) -> None:
    """Write in tickets, internally or for the customer too."""
    from noc_tui.desk import work

    words, worked = written(text, keys), span(spent)

    def do(tx: Tx, key: str) -> TicketRow:
        return work.note(tx, key, words, visibility=_visibility(public), spent=worked)

    each_ticket(keys, do, where=where, spent=worked, dry_run=dry_run, json=json)


@app.command(cls=Targeting)
def wait(
    keys: list[str] = TARGETS,
    where: str = WHERE,
    reason: Reason = typer.Option(..., "--for", "--reason", help="Whom or what it waits for."),
    until: str = typer.Option(
        "", metavar="TIME", help="The wake-up: 2h, tomorrow 9:00, mon 14:30. Default: the next business morning."
    ),
    text: str = _TEXT,
    public: bool = _PUBLIC,
    dry_run: bool = DRY_RUN,
    json: bool = JSON,
) -> None:
    """Put tickets to wait for somebody, until a wake-up."""
    from noc_tui.desk import work

    words = written(text, keys)
    wake = session.moment(until) if until else None

    def do(tx: Tx, key: str) -> TicketRow:
        return work.wait(tx, key, reason, until=wake, text=words, visibility=_visibility(public))

    each_ticket(keys, do, where=where, dry_run=dry_run, json=json)


@app.command(cls=Targeting)
def resume(keys: list[str] = TARGETS, where: str = WHERE, dry_run: bool = DRY_RUN, json: bool = JSON) -> None:
    """End the wait of tickets: their clocks run on."""
    from noc_tui.desk import work

    each_ticket(keys, work.resume, where=where, dry_run=dry_run, json=json)


@app.command(cls=Targeting)
def solve(
    keys: list[str] = TARGETS,
    where: str = WHERE,
    text: str = _TEXT,
    workaround: bool = typer.Option(False, "--workaround", help="Not the fix, but the service is back."),
    in_call: bool = typer.Option(False, "--in-call", help="The first call still went on."),
    spent: str = SPENT,
    internal: bool = typer.Option(False, "--internal", help="The customer is not to read the words."),
    dry_run: bool = DRY_RUN,
    json: bool = JSON,
) -> None:
    """Say how the service came back: by a fix, or by a workaround."""
    from noc_tui.desk import ending

    words, worked, visibility = written(text, keys), span(spent), _visibility(not internal)

    def do(tx: Tx, key: str) -> TicketRow:
        return ending.solve(tx, key, words, workaround=workaround, in_call=in_call, spent=worked, visibility=visibility)

    each_ticket(keys, do, where=where, spent=worked, dry_run=dry_run, json=json)


@app.command(cls=Targeting)
def close(
    keys: list[str] = TARGETS, where: str = WHERE, text: str = _TEXT, dry_run: bool = DRY_RUN, json: bool = JSON
) -> None:
    """Close resolved tickets."""
    from noc_tui.desk import ending

    words = written(text, keys)
    each_ticket(keys, lambda tx, key: ending.close(tx, key, text=words), where=where, dry_run=dry_run, json=json)


@app.command(cls=Targeting)
def reopen(
    keys: list[str] = TARGETS, where: str = WHERE, text: str = _TEXT, dry_run: bool = DRY_RUN, json: bool = JSON
) -> None:
    """Open tickets again that were over."""
    from noc_tui.desk import ending

    words = written(text, keys)
    each_ticket(keys, lambda tx, key: ending.reopen(tx, key, words), where=where, dry_run=dry_run, json=json)


@app.command(cls=Targeting)
def cancel(
    keys: list[str] = TARGETS, where: str = WHERE, text: str = _TEXT, dry_run: bool = DRY_RUN, json: bool = JSON
) -> None:
    """Take tickets off the desk that need no work."""
    from noc_tui.desk import ending

    words = written(text, keys)
    each_ticket(keys, lambda tx, key: ending.cancel(tx, key, words), where=where, dry_run=dry_run, json=json)


app.command("import")(import_)
app.command()(call)
app.command()(called)
app.command(cls=Targeting)(triage)
app.command()(check)
for _verb in (similar, search, link, merge, split, undo):
    app.command()(_verb)


def each_ticket(
    keys: Sequence[str] | None,
    do: Callable[[Tx, str], TicketRow],
    *,
    where: str | None = None,
    told: Callable[[Reader, TicketRow], str] | None = None,
    spent: timedelta | None = None,
    dry_run: bool = False,
    json: bool = False,
) -> None:
    """Does something to tickets by key or filter; in a dry run it shows what would become of each.

    Where time is `spent` by it, it says once a contract whose paid hours are used up with that.
    """
    from noc_tui.desk.hours import hours_used_up
    from noc_tui.store.read.tickets import find_ticket

    trial = Trial(find_ticket, _change_told, lambda ticket: ticket.key)
    used_up: dict[int | None, str] = {}

    def counted(tx: Tx, key: str) -> TicketRow:
        ticket = do(tx, key)
        if spent is not None:
            used_up[ticket.contract_version_id] = hours_used_up(tx.read, ticket, tx.now)
        return ticket

    try:
        run_each(
            keys, counted, told or ticket_told, ticket_records, where=where, trial=trial, dry_run=dry_run, json=json
        )
    finally:
        for warning in dict.fromkeys(filter(None, used_up.values())):
            tell(warning)


def _change_told(read: Reader, before: TicketRow, after: TicketRow) -> str:
    from noc_tui.clock import to_us
    from noc_tui.desk.changes import told_change
    from noc_tui.desk.terms import room_zone
    from noc_tui.desk.terms_change import terms_change

    now, terms = to_us(session.room().clock()), terms_change(read, before, after)
    return f"{after.key} {told_change(before, after, now, room_zone(read), terms=terms)}"


def ticket_told(read: Reader, ticket: TicketRow) -> str:
    """One line on a ticket as it is now."""
    who = f", {ticket.assignee}" if ticket.assignee else ""
    told = f"{ticket.key} {ticket.status}{who}: {line(ticket.subject, 80)}"
    if ticket.wake_at is None and ticket.call_at is None:
        return told
    from noc_tui.desk.terms import room_zone

    wake, call_at = (figures.moment(at, ticket.updated_at, room_zone(read)) for at in (ticket.wake_at, ticket.call_at))
    by = f" by {ticket.call_who}" if ticket.call_who else ""
    to_come = (wake and f"wakes {wake}", call_at and f"call-back {call_at}{by}")
    return f"{told} ({', '.join(filter(None, to_come))})"


def ticket_records(read: Reader, tickets: Sequence[TicketRow]) -> Sequence[dict[str, object]]:
    """Tickets as they are now, with the keys that scripts rely on."""
    from noc_tui.clock import to_us
    from noc_tui.desk.terms import TermsBook
    from noc_tui.desk.tickets import customer_codes, ticket_json

    return ticket_json(read, TermsBook(), tickets, customer_codes(read), to_us(session.room().clock()))
