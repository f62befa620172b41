"""The command line's trunk: knows every noun, imports a noun's module only when it is used."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from noc_tui import __version__
from noc_tui.cli import session

NOUNS = {
    "queue": "The queue as text: what is due next, tickets and alerts.",
    "ticket": "Open, list, show and work on tickets.",
    "alert": "List, show, acknowledge, shelve and resolve alerts.",
    "intake": "Take in what monitoring sends, and look after what could not be read.",
    "serve": "Take alerts over HTTP.",
    "demo": "A room that lives, to look around in.",
    "customer": "Customers.",
    "contract": "Contracts.",
    "operator": "Operators.",
    "setup": "Tokens, and what ships with the program.",
    "db": "Back up, restore and upgrade the store.",
    "doctor": "Check the store, and rebuild every ticket from its timeline.",
}


class Trunk(TyperGroup):
    """A group whose commands live in modules of their own."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The nouns in the order of the help."""
        return list(NOUNS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The noun's command, imported now."""
        if cmd_name not in NOUNS:
            return None
        module = import_module(f"noc_tui.cli.{cmd_name}")
        command = get_command(module.app)
        command.name = cmd_name
        command.help = command.help or NOUNS[cmd_name]
        return command


trunk = typer.Typer(cls=Trunk, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@trunk.callback(
    invoke_without_command=False,
    epilog="`noc` alone on a terminal opens the control room. --db URL (or NOC_DATABASE_URL) names the store, "
    "--as NAME (or NOC_OPERATOR) who acts; both may stand anywhere on the line.",
)
def _trunk(
    version: bool = typer.Option(False, "--version", help="Print the version.", is_eager=True),
) -> None:
    """The control room for network operations."""
    if version:
        typer.echo(f"noc {__version__}")
        raise typer.Exit


def run(options: Mapping[str, str], words: list[str]) -> int:
    """Runs one command line. Gives the exit status: 0 done, 1 refused, 2 wrong usage, 3 partly done."""
    session.begin(options)
    if words == ["--version"]:
        typer.echo(f"noc {__version__}")
        return 0
    try:
        get_command(trunk)(words, prog_name="noc")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    return 0
