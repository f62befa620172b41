"""The versions of a contract, calendar or profile on paper: which, when, by whom, and what each changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from noc_tui.cli.output import Cell, lines, say
from noc_tui.clock import iso
from noc_tui.desk.terms import local

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from noc_tui.domain.setup import SavedRow

History = Sequence[tuple["SavedRow", Sequence[str]]]
"""Versions, the newest first, each with what it changed."""


def show_history(history: History, zone: ZoneInfo) -> None:
    """Prints a line a version; what changed stands in lines below each other."""
    say("versions")
    lines([row for saved, changes in history for row in _rows(saved, changes, zone)])


def _rows(saved: SavedRow, changes: Sequence[str], zone: ZoneInfo) -> Iterator[Sequence[Cell | str]]:
    first, *rest = changes or ("",)
    yield "", f"v{saved.v}", f"{local(saved.at, zone):%Y-%m-%d %H:%M}", saved.actor, first
    for change in rest:
        yield "", "", "", "", change


def history_records(history: History) -> list[dict[str, object]]:
    """The same for scripts."""
    return [{"version": saved.v, "at": iso(saved.at), "by": saved.actor, "changes": list(changes)}
            for saved, changes in history]  # fmt: skip
