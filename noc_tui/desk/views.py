"""Saved views: a filter and an order under a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from noc_tui.desk.actors import require
from noc_tui.domain.errors import BadInput, NotFound, Refused
from noc_tui.domain.filter import parse_filter
from noc_tui.domain.words import Role
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.queue import SORTS
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
    exact = _named(read, name)
    begins = [view for view in views(read) if view.name.casefold().startswith(name.strip().casefold())]
    if exact is not None or len(begins) == 1:
        return exact or begins[0]
    raise _unknown(read, name)


def save_view(tx: Tx, name: str, text: str, sort: str = "due") -> View:
    """Saves a view for everybody, in place of one of that name, letter case aside.

    Raises BadInput for a wrong filter or order, Refused for a shipped name.
    """
    from sqlmodel import insert

    from noc_tui.models.room import SavedView

    require(tx.actor, Role.OPERATOR, "save views")
    name, text = line(name, 40), line(text)
    if not name:
        raise BadInput("A view needs a name.", "Give it one or two words.")
    if sort not in SORTS:
        raise BadInput(f"There is no order “{line(sort, 40)}”.", f"There are: {', '.join(SORTS)}")
    parse_filter(text)
    before = _named(tx.read, name)
    if before is not None:
        _refuse_shipped(before, "Choose another name.")
        _delete(tx, before)
    row = {"name": name, "filter": text, "sort": sort, "owner": tx.actor.name, "at": tx.now}
    tx.connection.execute(insert(SavedView), [row])
    tx.changed("view", name)
    return View(name, text, sort)


def delete_view(tx: Tx, name: str) -> None:
    """Forgets a saved view, its name given in full. Raises NotFound, and Refused for a shipped one."""
    require(tx.actor, Role.OPERATOR, "forget views")
    found = _named(tx.read, name)
    if found is None:
        raise _unknown(tx.read, name)
    _refuse_shipped(found, "It stays.")
    _delete(tx, found)


def _named(read: Reader, name: str) -> View | None:
    return next((view for view in views(read) if view.name.casefold() == name.strip().casefold()), None)


def _unknown(read: Reader, name: str) -> NotFound:
    return NotFound(
        f"There is no view “{line(name, 40)}”.", f"There are: {', '.join(view.name for view in views(read))}"
    )


def _refuse_shipped(view: View, hint: str) -> None:
    if view.shipped:
        raise Refused(f"“{view.name}” ships with the program.", hint)


def _delete(tx: Tx, view: View) -> None:
    from sqlalchemy import delete
    from sqlmodel import col

    from noc_tui.models.room import SavedView

    tx.connection.execute(delete(SavedView).where(col(SavedView.name) == view.name))
    tx.changed("view", view.name)
