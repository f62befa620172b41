"""Who is in the room: a row a session, that of a dead one left out from its end on."""

from __future__ import annotations

from noc_tui.domain.presence import Doing, Presence
from noc_tui.store.read.connection import Reader, Row
from noc_tui.text import line

_PRESENT = "SELECT session, who, ticket_id, doing, until FROM presence WHERE until > :now"
_ORDER = "ORDER BY who, session"


def everybody(read: Reader, now: int) -> list[Presence]:
    """All sessions at `now`, UTC microseconds, by name."""
    return [_presence(row) for row in read.rows(f"{_PRESENT} {_ORDER}", {"now": now})]


def on_ticket(read: Reader, ticket_id: int, now: int) -> list[Presence]:
    """Those that are on a ticket at `now`, by name."""
    found = read.rows(f"{_PRESENT} AND ticket_id = :ticket {_ORDER}", {"now": now, "ticket": ticket_id})
    return [_presence(row) for row in found]


def _presence(row: Row) -> Presence:
    session, who, ticket_id, doing, until = row
    return Presence(session, line(who), ticket_id, Doing(doing) if doing in _KNOWN else Doing.READING, until)


_KNOWN = frozenset(Doing)
"""A newer program at the same store may know more."""
