"""`noc operator`: who works here."""

from __future__ import annotations

import typer

from noc_tui.cli import session
from noc_tui.cli.batch import JSON
from noc_tui.cli.output import emit_json, say, table
from noc_tui.domain.setup import OperatorRow
from noc_tui.domain.words import Role

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@app.command("list")
def list_(json: bool = JSON) -> None:
    """List the operators."""
    from noc_tui.store.read.setup import operators

    with session.room().reading() as read:
        found = operators(read)
    if json:
        for one in found:
            emit_json(_record(one))
    elif found:
        rows = [(one.login, one.name, one.role, f"L{one.level}", one.team or "—") for one in found]
        table(("login", "name", "role", "level", "team"), rows)
    else:
        say("No operator yet, so whoever is logged in is the room's admin: noc operator add rossi --name 'Marco Rossi'")


@app.command()
def add(
    login: str = typer.Argument(..., metavar="LOGIN", help="The login name, as on the machine."),
    name: str = typer.Option("", metavar="NAME", help="First name and surname."),
    role: Role = typer.Option(Role.OPERATOR, help="The first operator of a room becomes its admin."),
    level: int = typer.Option(1, min=1, max=3, metavar="N", help="1, 2 or 3."),
    team: str = typer.Option("", metavar="NAME", help="The team."),
    json: bool = JSON,
) -> None:
    """Add an operator, or change what is known of one."""
    from noc_tui.desk.setup import add_operator

    one = session.run(lambda tx: add_operator(tx, login, name, role=role, level=level, team=team or None), make=True)
    emit_json(_record(one)) if json else say(f"{one.login}: {one.name}, {one.role}, level {one.level}")


def _record(one: OperatorRow) -> dict[str, object]:
    return {"login": one.login, "name": one.name, "role": one.role, "level": one.level, "team": one.team,
            "active": one.active}  # fmt: skip
