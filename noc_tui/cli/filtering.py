"""The filter on a command line: its words, a saved view, and who `mine` is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperCommand

from noc_tui.cli import session
from noc_tui.desk.queue import SORTS, QueueView
from noc_tui.domain.errors import BadInput
from noc_tui.domain.filter import parse_filter
from noc_tui.store.read.connection import Reader
from noc_tui.store.room import Room

WORDS = typer.Argument(None, metavar="[FILTER]...", help="e.g. customer:acme level:2,3 -team:reti overdue 'vpn down'")
VIEW = typer.Option("", "--view", metavar="NAME", help="A saved view; words narrow it further.")
SORT = typer.Option("", "--sort", metavar="ORDER", help=f"{', '.join(SORTS)}. Default: the view's, else due.")
_NEGATED = re.compile(r"-(?:[a-z]{2}|\d).*", re.IGNORECASE | re.DOTALL)


class Filtering(TyperCommand):
    """A command whose words may begin with a minus: `-team:reti` is no option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Keeps such words from the options' parser."""
        end = args.index("--") if "--" in args else len(args)
        negated = [word for word in args[:end] if _NEGATED.fullmatch(word)]
        others = [word for word in args[:end] if not _NEGATED.fullmatch(word)]
        rest = super().parse_args(ctx, [*others, *args[end:]])
        ctx.params["words"] = [*(ctx.params["words"] or ()), *negated]
        return rest


def view_of(room: Room, read: Reader, words: Sequence[str], view: str, sort: str, *, only: str = "") -> QueueView:
    """What the words, and a saved view under them, show; `only` is a filter that always holds.

    Raises BadInput for a filter or an order that cannot be read, NotFound for a view that is not there.
    """
    text = f"{only} {' '.join(_quoted(word) for word in words)}"
    if view:
        from noc_tui.desk.views import find_view

        saved = find_view(read, view)
        text, sort = f"{saved.filter} {text}", sort or saved.sort
    sort = sort or "due"
    if sort not in SORTS:
        raise BadInput(f"There is no order “{sort}”.", f"There are: {', '.join(SORTS)}")
    me = session.actor(read).name if _asks_for_me(text) else ""
    return QueueView(read, room.clock, me, text.strip(), sort)


def _quoted(word: str) -> str:
    """A word as the filter reads it: what the shell held together stays together, unless it is a whole filter."""
    return f'"{word}"' if " " in word and not {":", '"'} & set(word) else word


def _asks_for_me(text: str) -> bool:
    wanted = parse_filter(text)
    flagged = any(flag.removeprefix("-") == "mine" for flag in wanted.flags)
    return flagged or any(c.column == "assignee" and "me" in c.values for c in wanted.conditions)
