"""`noc ticket triage` and `noc ticket check`: what a ticket is, whose, for whom, and whether it is covered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from noc_tui.cli import session
from noc_tui.cli.batch import DRY_RUN, JSON, TARGETS, WHERE, written
from noc_tui.cli.output import emit_json, say
from noc_tui.cli.ticket_calls import span
from noc_tui.domain.words import Category, Grade, Visibility

if TYPE_CHECKING:
    from noc_tui.domain.ticket import TicketRow
    from noc_tui.store.read.connection import Reader
    from noc_tui.store.tx import Tx

_MARKS = {True: "√", False: "×", None: "·"}


def triage(
    keys: list[str] = TARGETS,
    where: str = WHERE,
    category: Category = typer.Option(None, help="One of the five."),
    impact: Grade = typer.Option(None, help="How far it reaches; with urgency it makes the priority."),
    urgency: Grade = typer.Option(None, help="How long it can wait."),
    fault: str = typer.Option("", metavar="NAME", help="The kind of incident: bug, exhausted_resources…"),
    technology: str = typer.Option("", metavar="NAME", help="network, mail, telephony…"),
    customer: str = typer.Option("", "--customer", "-c", metavar="NAME", help="Code, name or alias."),
    contact: str = typer.Option("", metavar="NAME", help="Name, address or number of one of their people."),
    caller: str = typer.Option("", metavar="NAME", help="Who called, where that is no contact on record."),
    site: str = typer.Option("", metavar="NAME", help="One of their sites."),
    equipment: str = typer.Option("", metavar="NAME", help="One of their devices."),
    team: str = typer.Option("", metavar="NAME", help="Default: the one it has, else the one that the rules name."),
    why: str = typer.Option("", metavar="TEXT", help="Why not the team that the rules propose."),
    estimate: str = typer.Option("", metavar="TIME", help="How long it will take to solve: 45m, 2h."),
    on_request: bool = typer.Option(False, "--on-request", help="Agreed: Support on Request, without a target."),
    goodwill: str = typer.Option("", metavar="TEXT", help="Why it is done though nothing covers it (shift leads)."),
    text: str = typer.Option("", "--text", "-m", metavar="TEXT", help="A note; - reads it from stdin."),
    public: bool = typer.Option(False, "--public", help="The customer may read the note."),
    dry_run: bool = DRY_RUN,
    json: bool = JSON,
) -> None:
    """Say what tickets are, and send them to their team. Only what is said changes."""
    from noc_tui.cli.ticket import each_ticket, ticket_told
    from noc_tui.desk.routing import team_by_rules
    from noc_tui.desk.said import Said, amended
    from noc_tui.desk.triage import triage as triage_one
    from noc_tui.store.read.tickets import find_ticket

    moved: dict[int, str] = {}
    about = span(estimate)
    said = Said(
        customer=customer, contact=contact, site=site, equipment=equipment, caller=caller, category=category,
        impact=impact, urgency=urgency, fault=fault, technology=technology,
        estimate_s=int(about.total_seconds()) if about else None,
        team=team, why=why, on_request=on_request, goodwill=goodwill, note=written(text, keys),
        visibility=Visibility.PUBLIC if public else Visibility.INTERNAL,
    )  # fmt: skip

    def do(tx: Tx, key: str) -> TicketRow:
        had = find_ticket(tx.read, key).team
        ticket = triage_one(tx, key, amended(tx.read, key, said))
        if had not in {None, ticket.team}:
            moved[ticket.id] = f"; now {ticket.team}'s, before {had}'s"
        return ticket

    def told(read: Reader, ticket: TicketRow) -> str:
        by_rules = team_by_rules(read, technology=ticket.technology, category=ticket.category, fault=ticket.fault)
        elsewhere = by_rules not in {None, ticket.team} and ticket.team is not None
        kept = f"; it stays with {ticket.team}, the rules say {by_rules}" if elsewhere else ""
        return ticket_told(read, ticket) + moved.get(ticket.id, kept)

    each_ticket(keys, do, where=where, told=told, dry_run=dry_run, json=json)


def check(
    key: str = typer.Argument(..., metavar="KEY", help="NOC-2026-000123, or 123."),
    json: bool = JSON,
) -> None:
    """Say whether a ticket is covered by its customer's contract, and by which line. Nothing is changed."""
    from noc_tui.clock import to_us
    from noc_tui.desk.coverage import coverage_json, coverage_of
    from noc_tui.store.read.tickets import find_ticket

    room = session.room()
    with room.reading() as read:
        ticket = find_ticket(read, key)
        found = coverage_of(read, ticket, to_us(room.clock()))
    if json:
        emit_json({"key": ticket.key, **coverage_json(found)})
        return
    say(" ".join([ticket.key, *dict.fromkeys([found.title, found.verdict.value])]))
    for one in found.lines:
        say(f"{_MARKS[one.ok]} {one.text}")
    hours = f"hours {found.hours.told}" if found.hours and not found.hours.used_up else ""
    for said in (found.why, found.window, hours):
        if said:
            say(said)
