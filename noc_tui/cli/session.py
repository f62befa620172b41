"""What the commands of one run share: the settings, the room, who acts."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from noc_tui import config
from noc_tui.desk.room import open_room

if TYPE_CHECKING:
    from noc_tui.domain.actor import Actor
    from noc_tui.store.read.connection import Reader
    from noc_tui.store.room import Room

_state: dict[str, object] = {}


def begin(options: Mapping[str, str]) -> None:
    """Notes what was given for every command: `db` and `as`."""
    _state.clear()
    _state["options"] = options


def settings() -> config.Config:
    """The settings in force for this run."""
    options = _state.get("options") or {}
    assert isinstance(options, Mapping)
    return config.load(options.get("db"), options.get("as"))


def store_given() -> bool:
    """Whether the command line names a store."""
    options = _state.get("options") or {}
    return isinstance(options, Mapping) and "db" in options


def use_store(url: str) -> None:
    """Another store for the rest of this run."""
    options = _state.get("options") or {}
    assert isinstance(options, Mapping)
    _state["options"] = {**options, "db": url}


def room(*, quiet: bool = False) -> Room:
    """The room of this run, its store made or upgraded where that is due."""
    opened = open_room(settings().db)
    opened.ensure()
    if opened.created and not quiet:
        print(f"Made a new, empty store: {opened.location.shown}", file=sys.stderr)
    return opened


def actor(read: Reader) -> Actor:
    """Who acts in this run. Raises NotFound where it is no operator of the room."""
    from noc_tui.desk.actors import resolve_actor

    return resolve_actor(read, settings().operator)
