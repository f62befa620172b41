"""Saved views: a filter and an order under a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from noc_tui.domain.errors import BadInput, NotFound, Refused
from noc_tui.domain.filter import parse_filter
from noc_tui.store.read.connection import Reader
from noc_tui.text import line

if TYPE_CHECKING:
    from noc_tui.store.tx import Tx


@dataclass(frozen=True, slots=True)
class View:
    """A named way of looking at the queue."""

    name: str
    filter: str
    sort: str = "due"
    shipped: bool = False


SHIPPED = (
    View("all", "", shipped=True),
    View("mine", "mine", shipped=True),
    View("nobody's", "nobody", shipped=True),
    View("overrun", "overrun", shipped=True),
    View("level 2 and 3", "level:2,3", shipped=True),
    View("waiting", "paused", shipped=True),
    View("to close", "status:resolved", shipped=True),
)
"""Views that every room has."""


def views(read: Reader) -> list[View]:
    """The shipped views, then those saved in this room by name."""
    saved = [View(*row) for row in read.rows("SELECT name, filter, sort FROM saved_view ORDER BY lower(name)")]
    return [*SHIPPED, *saved]


def find_view(read: Reader, name: str) -> View:
    """The view of that name, letter case aside, or the only one that begins so. Raises NotFound."""
    known = views(read)
    low = name.strip().lower()
    exact = [view for view in known if view.name.lower() == low]
    begins = [view for view in known if view.name.lower().startswith(low)]
    if exact or len(begins) == 1:
        return (exact or begins)[0]
    raise NotFound(f"There is no view “{name}”.", f"There are: {', '.join(view.name for view in known)}")


def save_view(tx: Tx, name: str, text: str, sort: str = "due") -> View:
    """Saves a view, in place of one of that name. Raises BadInput for a wrong filter, Refused for a shipped name."""
    from sqlalchemy import delete
    from sqlmodel import col, insert

    from noc_tui.models.room import SavedView

    name = line(name, 40)
    if not name:
        raise BadInput("A view needs a name.")
    if any(view.name == name.lower() for view in SHIPPED):
        raise Refused(f"“{name}” ships with the program.", "Choose another name.")
    parse_filter(text)
    tx.connection.execute(delete(SavedView).where(col(SavedView.name) == name))
    row = {"name": name, "filter": text, "sort": sort, "owner": tx.actor.name, "at": tx.now}
    tx.connection.execute(insert(SavedView), [row])
    tx.changed("view", name)
    return View(name, text, sort)


def delete_view(tx: Tx, name: str) -> None:
    """Forgets a saved view. Raises NotFound, and Refused for a shipped one."""
    from sqlalchemy import delete
    from sqlmodel import col

    from noc_tui.models.room import SavedView

    found = find_view(tx.read, name)
    if found.shipped:
        raise Refused(f"“{found.name}” ships with the program.", "It stays.")
    tx.connection.execute(delete(SavedView).where(col(SavedView.name) == found.name))
    tx.changed("view", found.name)
