"""`noc profile`: what is promised, per category."""

from __future__ import annotations

import typer

from noc_tui.cli import session
from noc_tui.cli.batch import JSON
from noc_tui.cli.following import FOLLOW, save_from_file
from noc_tui.cli.output import emit_json, say, table
from noc_tui.domain.errors import NotFound
from noc_tui.domain.setup import VersionRow

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@app.command("list")
def list_(json: bool = JSON) -> None:
    """List the profiles, each in its newest version."""
    from noc_tui.store.read.setup import newest_versions

    with session.room().reading() as read:
        found = newest_versions(read, "profile")
    if json:
        for one in found:
            emit_json(_record(one))
        return
    table(("name", "version", "hours", "title"), [_row(one) for one in found])


@app.command()
def show(name: str = typer.Argument(..., metavar="NAME", help="base, professional…"), json: bool = JSON) -> None:
    """Show what a profile promises."""
    from noc_tui.desk.promises import promised_lines
    from noc_tui.store.read.setup import newest_version

    with session.room().reading() as read:
        found = newest_version(read, "profile", name)
    if found is None:
        raise NotFound(f"There is no profile “{name}”.", "`noc profile list` shows them.")
    if json:
        emit_json({**_record(found), **found.spec})
        return
    say(f"{found.name} v{found.v}  {found.title}")
    for told in promised_lines(found.spec):
        say(told)


@app.command("set")
def set_(
    file: str = typer.Argument(..., metavar="FILE", help="A TOML file, as those that ship with the program."),
    follow: bool = FOLLOW,
) -> None:
    """Write a profile, or its next version, from a file. Asks whether open tickets follow."""
    from noc_tui.desk.versions import save_profile

    save_from_file("profile", file, follow, save_profile)


def _row(one: VersionRow) -> tuple[str, ...]:
    return one.name, str(one.v), str(one.spec.get("calendar", "")), one.title


def _record(one: VersionRow) -> dict[str, object]:
    return {"name": one.name, "version": one.v, "title": one.title, "calendar": one.spec.get("calendar")}
