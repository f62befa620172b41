"""`noc contract`: what was promised to whom."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import typer

from noc_tui.cli import session
from noc_tui.cli.batch import JSON
from noc_tui.cli.following import FOLLOW, do_they_follow, let_follow
from noc_tui.cli.output import emit_json, say, table
from noc_tui.domain.errors import BadInput
from noc_tui.domain.setup import ContractRow
from noc_tui.store.read.connection import Reader
from noc_tui.text import line

if TYPE_CHECKING:
    from noc_tui.store.tx import Tx

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@app.command("list")
def list_(json: bool = JSON) -> None:
    """List the contracts, each in its newest version."""
    from noc_tui.store.read.setup import contracts

    with session.room().reading() as read:
        records = [_record(read, contract) for contract in contracts(read)]
    if json:
        for record in records:
            emit_json(record)
        return
    if not records:
        say("No contract yet: noc contract add BDA BDA-17 --profile extended")
        return
    names = ("code", "version", "customer", "profile", "calendar", "from", "to", "monitoring")
    table(names, [[_shown(record[name]) for name in names] for record in records])


@app.command()
def add(
    customer: str = typer.Argument(..., metavar="CUSTOMER", help="Code, name or alias."),
    code: str = typer.Argument(..., metavar="CODE", help="The contract's code; a known one gets its next version."),
    profile: str = typer.Option(..., metavar="NAME", help="base, professional, advanced, extended or on_request."),
    calendar: str = typer.Option("", metavar="NAME", help="Its hours. Default: the profile's."),
    start: str = typer.Option("", "--from", metavar="DATE", help="First day, 2026-01-01. Default: today."),
    end: str = typer.Option("", "--to", metavar="DATE", help="Last day. Default: no end."),
    monitoring: bool = typer.Option(None, "--monitoring/--no-monitoring", help="Do its alerts open tickets?"),
    terms: str = typer.Option("", metavar="FILE", help="What it says otherwise than its profile, in TOML."),
    follow: bool = FOLLOW,
    json: bool = JSON,
) -> None:
    """Add a contract, or its next version. Asks whether open tickets follow."""
    from noc_tui.desk.setup import add_contract
    from noc_tui.toml_file import read_document

    document, code = read_document(terms) if terms else None, line(code)
    ahead = start and _day(start) is not None and str(_day(start)) > _today()
    if ahead and follow:
        raise BadInput(f"{code} begins on {start}: no ticket can follow before.", "Then: noc sla follow KEY.")
    moves = not ahead and do_they_follow("contract", code, follow)

    def write(tx: Tx) -> dict[str, object]:
        contract = add_contract(
            tx,
            customer,
            code=code,
            profile=profile,
            calendar=calendar or None,
            valid_from=_day(start),
            valid_to=_day(end),
            monitoring=monitoring,
            spec=document.data if document else None,
            mistake=document.mistake if document else None,
        )
        return _record(tx.read, contract)

    record = session.run(write, make=True)
    if json:
        emit_json(record)
    else:
        terms = f"{record['customer']}, {record['profile']}, hours {record['calendar']}"
        say(f"{record['code']} v{record['version']}: {terms}")
    if moves:
        let_follow("contract", str(record["code"]))


def _today() -> str:
    from noc_tui.desk.terms import room_zone

    room = session.room(make=True)
    with room.reading() as read:
        return room.clock().astimezone(room_zone(read)).date().isoformat()


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"“{text}” is no day.", "Write it as 2026-12-31.") from error


def _record(read: Reader, contract: ContractRow) -> dict[str, object]:
    from noc_tui.store.read.setup import customer_by_id, version_by_id

    return {
        "code": contract.code,
        "version": contract.v,
        "customer": customer_by_id(read, contract.customer_id).code,
        "profile": version_by_id(read, "profile", contract.profile_version_id).name,
        "calendar": version_by_id(read, "calendar", contract.calendar_version_id).name,
        "from": contract.valid_from,
        "to": contract.valid_to,
        "monitoring": contract.monitoring,
    }


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "—" if value is None else str(value)
