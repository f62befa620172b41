"""The words that a room has for what a ticket is about and who works on it: technologies, kinds of incident, teams."""

from __future__ import annotations

from collections.abc import Sequence

from noc_tui.domain.errors import NotFound
from noc_tui.store.read import people
from noc_tui.store.read.connection import Reader
from noc_tui.text import line

_LONGEST = 60


def fault_named(read: Reader, name: str | None) -> str | None:
    """The kind of incident of that name (G3). Raises NotFound with those that the room has."""
    return _among([fault.name for fault in people.faults(read)], name, "kind of incident")


def technology_named(read: Reader, name: str | None) -> str | None:
    """The technology of that name. Raises NotFound with those that the room has."""
    return _among([row.name for row in people.listed(read, "technology")], name, "technology")


def team_named(read: Reader, name: str | None) -> str | None:
    """The team of that name. Raises NotFound with those that the room has."""
    return _among([row.name for row in people.listed(read, "team")], name, "team")


def _among(known: Sequence[str], name: str | None, what: str) -> str | None:
    """The room's word, letter case aside; in a room that lists none, the word as it is given. None for no word."""
    wanted = line(name or "", _LONGEST)
    if not wanted or not known:
        return wanted or None
    for word in known:
        if word.casefold() == wanted.casefold():
            return word
    raise NotFound(f"The room has no {what} “{wanted}”.", f"There are: {', '.join(known)}.")
