"""`noc customer`: whom the room works for."""

from __future__ import annotations

import typer

from noc_tui.cli import session
from noc_tui.cli.batch import JSON
from noc_tui.cli.output import emit_json, say, table

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@app.command("list")
def list_(json: bool = JSON) -> None:
    """List customers with their contracts."""
    from noc_tui.store.read.setup import contracts, customers

    with session.room().reading() as read:
        found = customers(read)
        codes: dict[int, list[str]] = {}
        for contract in contracts(read):
            codes.setdefault(contract.customer_id, []).append(contract.code)
    if json:
        for one in found:
            emit_json({"code": one.code, "name": one.name, "aliases": list(one.aliases), "city": one.city,
                       "contracts": codes.get(one.id, [])})  # fmt: skip
        return
    if not found:
        say('No customer yet: noc customer add BDA "Banca dell\'Adda"')
        return
    rows = [(one.code, one.name, one.city, ", ".join(codes.get(one.id, ["no contract"]))) for one in found]
    table(("code", "name", "city", "contracts"), rows, stretch=1)


@app.command()
def add(
    code: str = typer.Argument(..., metavar="CODE", help="Short, without blanks: BDA."),
    name: str = typer.Argument(..., metavar="NAME", help="As people write it: Banca dell'Adda."),
    alias: list[str] = typer.Option(
        [], metavar="NAME", help="A further name, as monitoring writes it; may be given often."
    ),
    city: str = typer.Option("", metavar="NAME", help="Where it is."),
    json: bool = JSON,
) -> None:
    """Add a customer."""
    from noc_tui.desk.setup import add_customer

    one = session.run(lambda tx: add_customer(tx, code, name, aliases=tuple(alias), city=city), make=True)
    if json:
        emit_json({"code": one.code, "name": one.name, "aliases": list(one.aliases), "city": one.city})
    else:
        say(f"{one.code} {one.name}")
