"""`noc contract`: what was promised to whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import typer

from noc_tui.cli import session
from noc_tui.cli.batch import DRY_RUN, JSON
from noc_tui.cli.contract_page import show_contract
from noc_tui.cli.following import FOLLOW, do_they_follow, let_follow, who_runs_on
from noc_tui.cli.output import emit_json, say, table, tell
from noc_tui.domain.errors import BadInput
from noc_tui.domain.setup import ContractRow
from noc_tui.store.read.connection import Reader
from noc_tui.text import line

if TYPE_CHECKING:
    from noc_tui.desk.contracts import ContractEdit
    from noc_tui.store.tx import Tx

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
_NONE = "none"


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
def show(
    code: str = typer.Argument(..., metavar="CODE", help="The contract's code."),
    version: int = typer.Option(None, "--version", metavar="N", min=1, help="Which version. Default: the newest."),
    at: str = typer.Option("", "--at", metavar="DATE", help="What holds on that day. Default: today."),
    json: bool = JSON,
) -> None:
    """Show all that a contract says, and its history: every version with when, who, and what it changed."""
    day = _day(at)
    show_contract(code, version, day.isoformat() if day else "", json=json)


@app.command()
def add(
    customer: str = typer.Argument(..., metavar="CUSTOMER", help="Code, name or alias."),
    code: str = typer.Argument(..., metavar="CODE", help="The contract's code; a known one gets its next version."),
    profile: str = typer.Option(..., metavar="NAME", help="base, professional, advanced, extended or on_request."),
    calendar: str = typer.Option("", metavar="NAME", help="Its hours. Default: the profile's."),
    start: str = typer.Option("", "--from", metavar="DATE", help="First day, 2026-01-01. Default: today."),
    end: str = typer.Option("", "--to", metavar="DATE", help="Last day. Default: no end."),
    monitoring: bool = typer.Option(None, "--monitoring/--no-monitoring", help="Do its alerts open tickets?"),
    terms: str = typer.Option("", metavar="FILE", help="What it covers and says otherwise than its profile, in TOML."),
    follow: bool = FOLLOW,
    json: bool = JSON,
) -> None:
    """Add a contract, or its next version. Asks whether open tickets follow."""
    from noc_tui.desk.contracts import add_contract
    from noc_tui.store.read.setup import match_customer
    from noc_tui.toml_file import read_document

    document, code = read_document(terms) if terms else None, line(code)
    first, last = _day(start), _day(end)

    def write(tx: Tx) -> ContractRow:
        return add_contract(
            tx,
            customer,
            code=code,
            profile=profile,
            calendar=calendar or None,
            valid_from=first,
            valid_to=last,
            monitoring=monitoring,
            spec=document.data if document else None,
            mistake=document.mistake if document else None,
        )

    with session.room(make=True).reading() as read:
        found = match_customer(read, customer)
    _save(code, write, found.id if found else None, (first or _today(), last), follow, json=json)


@app.command()
def edit(
    code: str = typer.Argument(..., metavar="CODE", help="The contract's code."),
    profile: str = typer.Option("", metavar="NAME", help="Another profile."),
    calendar: str = typer.Option("", metavar="NAME", help="Other hours."),
    start: str = typer.Option("", "--from", metavar="DATE", help="First day, 2026-01-01."),
    end: str = typer.Option("", "--to", metavar="DATE", help="Last day; none is no end."),
    monitoring: bool = typer.Option(None, "--monitoring/--no-monitoring", help="Do its alerts open tickets?"),
    terms: str = typer.Option("", metavar="FILE", help="A TOML document in place of what it covers and promises."),
    add_technology: list[str] = typer.Option([], metavar="NAME", help="Covered from now on; may be given often."),
    drop_technology: list[str] = typer.Option([], metavar="NAME", help="No longer named."),
    add_activity: list[str] = typer.Option([], metavar="TEXT", help="An activity covered."),
    drop_activity: list[str] = typer.Option([], metavar="TEXT", help="No longer named."),
    exclude: list[str] = typer.Option([], metavar="TEXT", help="What is left out."),
    drop_exclusion: list[str] = typer.Option([], metavar="TEXT", help="No longer left out."),
    option: list[str] = typer.Option([], metavar="NAME", help="alerting_manager, evo, courtesy_devices, redundancy."),
    drop_option: list[str] = typer.Option([], metavar="NAME", help="No longer chosen."),
    access: list[str] = typer.Option([], metavar="SYSTEM=MEANS", help="How a system is reached; MEANS alone: all."),
    drop_access: list[str] = typer.Option([], metavar="SYSTEM", help="No longer said; all: of every system."),
    hours: str = typer.Option("", metavar="N/PERIOD", help="Hours of work paid for, 40/quarter; none is no limit."),
    follow: bool = FOLLOW,
    dry_run: bool = DRY_RUN,
    json: bool = JSON,
) -> None:
    """Write the next version of a contract from what it says now. Asks whether open tickets follow."""
    from noc_tui.desk.batch import rehearse
    from noc_tui.desk.contracts import ContractEdit, edit_contract
    from noc_tui.store.read.setup import contract_version
    from noc_tui.toml_file import read_document

    document = read_document(terms) if terms else None
    endless = end.strip().lower() == _NONE
    change = ContractEdit(
        profile=profile or None,
        calendar=calendar or None,
        valid_from=_day(start),
        valid_to=None if endless else _day(end),
        endless=endless,
        monitoring=monitoring,
        document=document.data if document else None,
        add={"technologies": add_technology, "activities": add_activity, "exclusions": exclude, "options": option},
        drop={"technologies": drop_technology, "activities": drop_activity, "exclusions": drop_exclusion,
              "options": drop_option},
        access=dict(_access(text) for text in access),
        drop_access=drop_access,
        hours=_hours(hours),
    )  # fmt: skip

    def write(tx: Tx) -> ContractRow:
        return edit_contract(tx, code, change, mistake=document.mistake if document else None)

    with session.room().reading() as read:
        now = contract_version(read, line(code))
    code = now.code
    owner = now.customer_id if _in_force(*_dates(now, change)) else None
    if dry_run:
        changes = rehearse(session.run, lambda tx: _changes(tx.read, write(tx)))
        _tell_changes(code, now.v + 1, changes, json=json)
        with session.room().reading() as read:
            on_it = who_runs_on(read, "contract", code, owner)
        tell(" ".join(filter(None, ["Dry run: nothing was changed.", on_it])))
        return
    _save(code, write, now.customer_id, _dates(now, change), follow, json=json, changed=True)


def _save(
    code: str,
    write: Callable[[Tx], ContractRow],
    customer_id: int | None,
    dates: tuple[date, date | None],
    follow: bool | None,
    *,
    json: bool,
    changed: bool = False,
) -> None:
    """Writes a version, says what it is or what it changed, and lets open tickets follow where they do."""
    if dates[0] > _today() and follow:
        raise BadInput(f"{code} begins on {dates[0]}: no ticket can follow before.", "Then: noc sla follow KEY.")
    owner = customer_id if _in_force(*dates) else None
    moves = dates[0] <= _today() and do_they_follow("contract", code, follow, owner, write=write)

    def written(tx: Tx) -> tuple[dict[str, object], Sequence[str]]:
        contract = write(tx)
        return _record(tx.read, contract), _changes(tx.read, contract) if changed else ()

    record, changes = session.run(written, make=True)
    if json:
        emit_json({**record, "changes": list(changes)} if changed else record)
    elif changed:
        _tell_changes(code, int(str(record["version"])), changes, json=False)
    else:
        say(f"{code} v{record['version']}: {record['customer']}, {record['profile']}, hours {record['calendar']}")
    if moves:
        let_follow("contract", code, owner)


def _changes(read: Reader, contract: ContractRow) -> Sequence[str]:
    """What the newest version of a contract says otherwise than the one before."""
    from noc_tui.desk.contract_page import contract_history

    return contract_history(read, contract.code)[0].changes


def _tell_changes(code: str, version: int, changes: Sequence[str], *, json: bool) -> None:
    if json:
        emit_json({"code": code, "version": version, "changes": list(changes)})
        return
    say(f"{code} v{version}")
    for change in changes:
        say(f"  {change}")


def _dates(now: ContractRow, change: ContractEdit) -> tuple[date, date | None]:
    """First and last day of the next version."""
    start = change.valid_from or date.fromisoformat(now.valid_from)
    end = date.fromisoformat(now.valid_to) if now.valid_to else None
    return start, None if change.endless else change.valid_to or end


def _in_force(start: date, end: date | None) -> bool:
    return start <= _today() and (end is None or _today() <= end)


def _today() -> date:
    from noc_tui.desk.terms import room_zone

    room = session.room(make=True)
    with room.reading() as read:
        return room.clock().astimezone(room_zone(read)).date()


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"“{text}” is no day.", "Write it as 2026-12-31.") from error


def _access(text: str) -> tuple[str, str]:
    """System and means; without a system it is the means to all of them."""
    system, equals, means = text.partition("=")
    if equals and not (system.strip() and means.strip()):
        raise BadInput(f"“{text}” says no system or no means.", "Write it as pbx=VPN; --drop-access takes one away.")
    return (system, means) if equals else ("", text)


def _hours(text: str) -> dict[str, object] | None:
    if not text:
        return None
    if text.strip().lower() == _NONE:
        return {}
    amount, _, per = text.partition("/")
    try:
        number = float(amount)
    except ValueError as error:
        raise BadInput(f"“{text}” says no hours.", "Write them as 40/quarter, or none.") from error
    return {"amount": int(number) if number.is_integer() else number, "per": per.strip()}


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
