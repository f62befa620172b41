"""`noc operator`: who works here."""

from __future__ import annotations

import typer

from noc_tui.cli import session
from noc_tui.cli.batch import JSON
from noc_tui.cli.output import emit_json, say, table, tell
from noc_tui.clock import to_us
from noc_tui.domain.setup import OperatorRow
from noc_tui.domain.words import Role

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
_NONE = "none"
_LOGIN = typer.Argument(..., metavar="LOGIN", help="The login name, as on the machine.")


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
        heads = ("login", "name", "role", "level", "team", "shift", "competences")
        table(heads, [_row(one) for one in found], stretch=6)
    else:
        say("No operator yet, so whoever is logged in is the room's admin: noc operator add rossi --name 'Marco Rossi'")


@app.command()
def show(login: str = _LOGIN, json: bool = JSON) -> None:
    """Show an operator: competences, shift, whether they are there now, and the tickets they hold."""
    from noc_tui.desk.operator_page import operator_page

    room = session.room()
    with room.reading() as read, read.snapshot():
        page = operator_page(read, login, to_us(room.clock()))
    one = page.operator
    if json:
        emit_json({**_record(one), "on_shift": page.on_shift, "tickets": [key for key, _ in page.held]})
        return
    say(_told(one))
    say(f"team: {one.team or 'none'}")
    say(f"competences: {', '.join(one.competences) or 'none are known'}")
    there = "" if page.on_shift is None else ", on shift now" if page.on_shift else ", not on shift now"
    say(f"shift: {one.shift or 'none is known'}{there}")
    say("tickets held" if page.held else "tickets held: none")
    for key, subject in page.held:
        say(f"  {key}  {subject}")


@app.command()
def add(
    login: str = _LOGIN,
    name: str = typer.Option("", metavar="NAME", help="First name and surname."),
    role: Role = typer.Option(None, help="A new one is operator; the first of a room becomes its admin."),
    level: int = typer.Option(None, min=1, max=3, metavar="N", help="1, 2 or 3; a new one has 1."),
    team: str = typer.Option("", metavar="NAME", help="The team."),
    competence: list[str] = typer.Option([], metavar="WORD", help="What they know; may be given often."),
    shift: str = typer.Option("", metavar="CALENDAR", help="The calendar in whose hours they are on shift."),
    json: bool = JSON,
) -> None:
    """Add an operator, or change what is known of one: what is not given stays."""
    from noc_tui.desk.operators import add_operator

    one = session.run(
        lambda tx: add_operator(
            tx,
            login,
            name,
            role=role,
            level=level,
            team=team or None,
            competences=competence or None,
            shift=shift or None,
        ),
        make=True,
    )
    emit_json(_record(one)) if json else say(_told(one))


@app.command()
def edit(
    login: str = _LOGIN,
    name: str = typer.Option(None, metavar="NAME", help="First name and surname."),
    role: Role = typer.Option(None, help="Another role."),
    level: int = typer.Option(None, min=1, max=3, metavar="N", help="1, 2 or 3."),
    team: str = typer.Option(None, metavar="NAME", help="The team; none takes it away."),
    add_competence: list[str] = typer.Option([], metavar="WORD", help="What they know now; may be given often."),
    drop_competence: list[str] = typer.Option([], metavar="WORD", help="What they are no longer asked for."),
    shift: str = typer.Option(None, metavar="CALENDAR", help="In whose hours they are on shift; none takes it away."),
    active: bool = typer.Option(None, "--return/--retire", help="Do they work here?"),
    json: bool = JSON,
) -> None:
    """Change what is known of an operator. Who retires acts no more, and what they did stays."""
    from noc_tui.desk.operators import OperatorEdit, edit_operator
    from noc_tui.store.read.setup import tickets_held

    change = OperatorEdit(
        name=name,
        role=role,
        level=level,
        team="" if team == _NONE else team,
        shift="" if shift == _NONE else shift,
        active=active,
        learnt=add_competence,
        forgot=drop_competence,
    )
    one, held = session.run(lambda tx: ((now := edit_operator(tx, login, change)), tickets_held(tx.read, now.login)))
    emit_json(_record(one)) if json else say(_told(one))
    if held and not one.active:
        tell(f"{one.login} still holds {', '.join(key for key, _ in held)}: noc ticket assign hands them on.")


def _told(one: OperatorRow) -> str:
    gone = "" if one.active else ", no longer works here"
    return f"{one.login}: {one.name}, {one.role}, level {one.level}{gone}"


def _row(one: OperatorRow) -> tuple[str, ...]:
    knows = ", ".join(one.competences) if one.active else "no longer works here"
    return one.login, one.name, one.role, f"L{one.level}", one.team or "—", one.shift or "—", knows or "—"


def _record(one: OperatorRow) -> dict[str, object]:
    return {"login": one.login, "name": one.name, "role": one.role, "level": one.level, "team": one.team,
            "active": one.active, "competences": list(one.competences), "shift": one.shift}  # fmt: skip
