"""Everything that can be done to a ticket, by name, and tickets in every state to do it to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from noc_tui.desk.ending import cancel, close, reopen, solve
from noc_tui.desk.work import assign, note, resume, take, wait
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Reason, Status, Visibility
from noc_tui.store.room import Room
from noc_tui.store.tx import Tx
from tests.rooms import ANNA, do, opened

Deed = Callable[..., TicketRow]


def note_publicly(tx: Tx, key: str, **options: Any) -> TicketRow:
    return note(tx, key, "We are on it", visibility=Visibility.PUBLIC, **options)


def work_around(tx: Tx, key: str, **options: Any) -> TicketRow:
    return solve(tx, key, "Rerouted", workaround=True, **options)


DEEDS: Mapping[str, Deed] = {
    "taken": take,
    "assigned": lambda tx, key, **options: assign(tx, key, to="bruno", **options),
    "noted": lambda tx, key, **options: note(tx, key, "Seen", **options),
    "noted publicly": note_publicly,
    "put to wait": lambda tx, key, **options: wait(tx, key, Reason.VENDOR, **options),
    "resumed": resume,
    "solved": lambda tx, key, **options: solve(tx, key, "Restarted", **options),
    "worked around": work_around,
    "closed": close,
    "reopened": lambda tx, key, **options: reopen(tx, key, "It is back", **options),
    "cancelled": lambda tx, key, **options: cancel(tx, key, "Opened twice", **options),
}

STATES = (Status.NEW, Status.OPEN, Status.PENDING, Status.RESOLVED, Status.CLOSED, Status.CANCELLED)
_WAY_TO: Mapping[Status, tuple[str, ...]] = {
    Status.NEW: (),
    Status.OPEN: ("put to wait", "resumed"),
    Status.PENDING: ("put to wait",),
    Status.RESOLVED: ("solved",),
    Status.CLOSED: ("solved", "closed"),
    Status.CANCELLED: ("cancelled",),
}


def ticket_in(room: Room, status: Status) -> TicketRow:
    """A ticket in that state, which nobody has taken."""
    ticket = opened(room)
    for deed in _WAY_TO[status]:
        ticket = do(room, ANNA, DEEDS[deed], ticket.key)
    assert ticket.status == status
    return ticket
