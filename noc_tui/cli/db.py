"""`noc db`: the store itself: where it is, backups, the schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from noc_tui.cli import session
from noc_tui.cli.batch import JSON
from noc_tui.cli.output import emit_json, say, tell

if TYPE_CHECKING:
    from noc_tui.store.room import Room

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)


def _room() -> Room:
    """The room as it is: nothing is made or upgraded on the way."""
    from noc_tui.desk.room import open_room

    return open_room(session.settings().db)


@app.command()
def info(json: bool = JSON) -> None:
    """Say where the store is and what is in it."""
    from noc_tui.store.info import store_info

    told = store_info(_room())
    if json:
        emit_json(told)
        return
    for name, value in told.items():
        say(f"{name:10} {value if value is not None else '—'}")


@app.command()
def backup(
    file: Path = typer.Argument(..., metavar="FILE", help="What to write: an SQLite file, or an archive of pg_dump."),
    force: bool = typer.Option(False, "--force", help="Replace the file if it is there."),
    json: bool = JSON,
) -> None:
    """Write the store to a file, while everything runs. It is checked before it gets its name."""
    from noc_tui.store.backup import backup as make

    made = make(_room(), file, force=force)
    if json:
        emit_json({"file": str(made.path), "size": made.size, "schema": made.schema})
    else:
        say(f"{made.path}: {made.size} bytes, schema {made.schema}, checked")


@app.command()
def restore(
    file: Path = typer.Argument(..., metavar="FILE", help="What `noc db backup` wrote."),
    json: bool = JSON,
) -> None:
    """Put a backup in the store's place. What was there is kept aside; running programs read everything anew."""
    from noc_tui.store.backup import restore as bring_back

    done = bring_back(_room(), file)
    if json:
        emit_json({"schema": done.schema, "aside": str(done.aside) if done.aside else None})
        return
    say(f"Restored from {file}.")
    if done.aside is not None:
        tell(f"What was there is in {done.aside}; noc db restore brings that back.")


@app.command()
def upgrade() -> None:
    """Bring the store up to date, or make an empty one where there is none."""
    from noc_tui.store.info import store_info

    room = _room()
    before = store_info(room)["schema"] if room.exists() else None
    room.ensure()
    after = store_info(room)["schema"]
    if before == after:
        say(f"{room.location.shown}: schema {after}, up to date")
    else:
        say(f"{room.location.shown}: schema {before or 'none'} → {after}")
