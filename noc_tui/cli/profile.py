"""`noc profile`: what is promised, per category."""

from __future__ import annotations

import typer

from noc_tui.cli import session
from noc_tui.cli.batch import JSON
from noc_tui.cli.documents import (
    TOML,
    edit_document,
    print_document,
    print_versions,
    save_from_file,
    version_records,
)
from noc_tui.cli.following import FOLLOW
from noc_tui.cli.output import emit_json, say, table
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
def show(
    name: str = typer.Argument(..., metavar="NAME", help="base, professional…"),
    toml: bool = TOML,
    json: bool = JSON,
) -> None:
    """Show what a profile promises, and its versions."""
    from noc_tui.desk.documents import find_version
    from noc_tui.desk.promises import promised_lines

    with session.room().reading() as read:
        found = find_version(read, "profile", name)
        if toml:
            print_document(found)
            return
        if json:
            emit_json({**_record(found), **found.spec, "history": version_records(read, "profile", found.name)})
            return
        say(f"{found.name} v{found.v}  {found.title}")
        for told in promised_lines(found.spec):
            say(told)
        print_versions(read, "profile", found.name)


@app.command()
def add(
    file: str = typer.Argument(..., metavar="FILE", help="A TOML file, as those that ship with the program."),
    follow: bool = FOLLOW,
) -> None:
    """Add a profile, or its next version, from a file. Asks whether open tickets follow."""
    from noc_tui.desk.versions import save_profile

    save_from_file("profile", file, follow, save_profile)


@app.command()
def edit(
    name: str = typer.Argument(..., metavar="NAME", help="base, professional…"),
    follow: bool = FOLLOW,
) -> None:
    """Change a profile in your editor (VISUAL or EDITOR). What you write is kept where it is wrong."""
    from noc_tui.desk.versions import save_profile

    edit_document("profile", name, follow, save_profile)


def _row(one: VersionRow) -> tuple[str, ...]:
    return one.name, str(one.v), str(one.spec.get("calendar", "")), one.title


def _record(one: VersionRow) -> dict[str, object]:
    return {"name": one.name, "version": one.v, "title": one.title, "calendar": one.spec.get("calendar")}
