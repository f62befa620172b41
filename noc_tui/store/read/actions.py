"""What one key or command did: the events that share an action, wherever they stand."""

from __future__ import annotations

from dataclasses import dataclass

from noc_tui.domain.event import IMPORT, Event, Subject
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.tickets import event_row

_RECENT = 50_000
"""Events of the room among which somebody's last actions are looked for."""


@dataclass(frozen=True, slots=True, order=True)
class Whose:
    """A ticket or an alert by its id; tickets come first."""

    subject: str
    ident: int

    @property
    def is_ticket(self) -> bool:
        """Whether it is a ticket."""
        return self.subject == Subject.TICKET


def events_of(read: Reader, action_id: str) -> list[tuple[Whose, Event]]:
    """The events of an action in the order in which they were written."""
    rows = read.rows(
        "SELECT subject_kind, subject_id, seq, at, recorded_at, actor, kind, visibility, action_id, detail, v "
        "FROM event WHERE action_id = :action ORDER BY id",
        {"action": action_id},
    )
    return [(Whose(row[0], row[1]), event_row(row[2:])) for row in rows]


def actions_beginning(read: Reader, text: str, limit: int = 2) -> list[str]:
    """Ids of actions that begin so."""
    rows = read.rows(
        "SELECT DISTINCT action_id FROM event WHERE action_id >= :first AND action_id < :beyond LIMIT :limit",
        {"first": text, "beyond": text + "g", "limit": limit},
    )
    return [row[0] for row in rows]


def last_action_ids(read: Reader, actor: str, limit: int) -> list[str]:
    """What somebody did last here, the newest first, as far as it is among the room's recent events."""
    newest = read.value("SELECT max(id) FROM event") or 0
    rows = read.rows(
        "SELECT action_id FROM event WHERE id > :above AND actor = :actor AND action_id NOT LIKE :brought_in "
        "GROUP BY action_id ORDER BY max(id) DESC LIMIT :limit",
        {"above": newest - _RECENT, "actor": actor, "brought_in": f"{IMPORT}%", "limit": limit},
    )
    return [row[0] for row in rows]
