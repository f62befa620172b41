"""`noc setup`: the room from files, the settings file, tokens for sources, and what ships with the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from noc_tui.cli import session
from noc_tui.cli.batch import JSON
from noc_tui.cli.output import Cell, emit_json, say, table, tell
from noc_tui.cli.setup_room import apply, check, diff, export
from noc_tui.cli.setup_settings import settings
from noc_tui.clock import iso
from noc_tui.domain.intake import TokenRow

if TYPE_CHECKING:
    from noc_tui.store.read.connection import Reader

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
for command in (settings, check, diff, apply, export):
    app.command()(command)


@app.command()
def token(
    source: str = typer.Argument(..., metavar="SOURCE", help="Who sends: alertmanager."),
    customer: str = typer.Option("", metavar="NAME", help="Whom it speaks for; else the alerts' labels say it."),
) -> None:
    """Make a bearer token. It is printed this once: the store keeps only its hash."""
    from noc_tui.desk.setup import make_token
    from noc_tui.intake.sources import parser_of

    parser_of(source)
    with session.writing(make=True) as tx:
        made = make_token(tx, source, customer or None)
    say(made)
    tell(f"Give it to {source} as Authorization: Bearer TOKEN. It is not shown again: a lost one is replaced.")


@app.command()
def tokens(json: bool = JSON) -> None:
    """List the tokens: for what, for whom, and which are valid."""
    from noc_tui.store.read.intake import tokens as every

    with session.room().reading() as read:
        found = every(read)
    if json:
        for one in found:
            emit_json(_record(one))
    elif found:
        rows = [
            (Cell(str(one.id), right=True), one.source, one.customer or "—", f"{one.hint}…", iso(one.created_at) or "",
             one.created_by, f"revoked {iso(one.revoked_at)}" if one.revoked_at else "valid")
            for one in found
        ]  # fmt: skip
        table(("id", "source", "customer", "begins", "made", "by", "state"), rows)
    else:
        tell("No token yet: noc setup token alertmanager")


@app.command()
def revoke(token_id: int = typer.Argument(..., metavar="ID", help="The number from `noc setup tokens`.")) -> None:
    """Take a token back: from the next request on it opens nothing."""
    from noc_tui.desk.tokens import revoke_token

    with session.writing(make=True) as tx:
        revoked = revoke_token(tx, token_id)
    say(f"{revoked.id} {revoked.source} revoked")


@app.command()
def shipped() -> None:
    """Bring back the calendars, profiles and kinds of incident that ship. Those of that name stay as they are."""
    from noc_tui.desk.versions import install_shipped

    with session.writing(make=True) as tx:
        before = _there(tx.read)
        install_shipped(tx)
        new = sorted(_there(tx.read) - before)
    for kind, name in new:
        say(f"{kind} {name}")
    if not new:
        tell("All of them are there.")


def _there(read: Reader) -> set[tuple[str, str]]:
    from noc_tui.store.read.people import faults
    from noc_tui.store.read.setup import newest_versions

    calendars = {("calendar", one.name) for one in newest_versions(read, "calendar")}
    profiles = {("profile", one.name) for one in newest_versions(read, "profile")}
    return calendars | profiles | {("fault", one.name) for one in faults(read)}


def _record(one: TokenRow) -> dict[str, object]:
    return {"id": one.id, "source": one.source, "customer": one.customer, "hint": one.hint,
            "created_at": iso(one.created_at), "created_by": one.created_by,
            "revoked_at": iso(one.revoked_at)}  # fmt: skip
