"""The command line's trunk: knows every noun, imports a noun's module only when it is used."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group

from noc_tui import __version__
from noc_tui.cli import session
from noc_tui.cli.output import NobodyReads, finish

NOUNS = {
    "queue": "The queue as text: what is due next.",
    "board": "The board of clocks, for the wall.",
    "ticket": "Open, list, show and work on tickets.",
    "alert": "List, show, acknowledge, shelve and resolve alerts.",
    "intake": "Take in what monitoring sends.",
    "serve": "Take alerts over HTTP.",
    "demo": "A demo room that lives, to look around in.",
    "sla": "Why a due date is what it is, what it would be, and whether it is right.",
    "calendar": "Business hours, holidays and exceptions.",
    "profile": "What is promised, per category.",
    "customer": "Whom the room works for.",
    "contract": "What was promised to whom.",
    "operator": "Who works here.",
    "setup": "Settings, tokens, and what ships with the program.",
    "db": "Back up, restore and upgrade the store.",
    "doctor": "Check the store against its events.",
}
_ALONE = frozenset({"queue", "board", "serve", "demo", "doctor"})
"""The nouns that are commands themselves."""


class Trunk(TyperGroup):
    """A group whose commands live in modules of their own."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The nouns in the order of the help."""
        return list(NOUNS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The noun's command with all its verbs, imported now."""
        return _noun(cmd_name) if cmd_name in NOUNS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The noun's command with the verb that the line names, and what is left of the line."""
        name, *rest = args
        if name not in NOUNS:
            near = ", ".join(f"'{noun}'" for noun in get_close_matches(name, NOUNS))
            ctx.fail(f"No such command '{name}'." + (f" Did you mean {near}?" if near else ""))
        return name, _noun(name, rest[0] if rest else ""), rest


def _noun(name: str, verb: str = "") -> Any:
    app: typer.Typer = import_module(f"noc_tui.cli.{name}").app
    if name in _ALONE:
        command: Any = get_command(app)
    else:
        command = _group(app, verb)
        command.help = NOUNS[name]
    command.name, command.short_help = name, NOUNS[name]
    return command


def _group(app: typer.Typer, verb: str) -> TyperGroup:
    """A noun's verbs: where it is known which is meant, that one alone, since making the others takes 5 ms."""
    every = app.registered_commands
    meant = [info for info in every if info.callback and verb == (info.name or info.callback.__name__)]
    app.registered_commands = meant or every
    try:
        return get_group(app)
    finally:
        app.registered_commands = every


trunk = typer.Typer(
    cls=Trunk,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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
    status = 0
    try:
        get_command(trunk)(words, prog_name="noc")
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else 1
    except NobodyReads:
        return 0
    finally:
        session.end()
    with suppress(NobodyReads):
        finish()
    return status
