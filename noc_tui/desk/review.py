"""What would become of many tickets and alerts, row by row; and then doing just that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from noc_tui.domain.alert import AlertRow
from noc_tui.domain.errors import NocError
from noc_tui.domain.event import Subject
from noc_tui.domain.ticket import TicketRow
from noc_tui.store.read.alerts import find_alert
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.tickets import find_ticket, timeline

if TYPE_CHECKING:
    from noc_tui.desk.batch import Outcome
    from noc_tui.domain.actor import Actor
    from noc_tui.store.room import Room
    from noc_tui.store.tx import Tx

Do = Callable[["Tx", str], object]
"""Does something to the ticket or alert of a name."""
_Row = TicketRow | AlertRow
_ALERT = "alert "


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What would become of one row, or what became of it."""

    name: str
    """As people call it: `NOC-2026-000123`, `alert 7`."""
    subject: str
    told: str
    """The change in a few words; empty where it was refused."""
    refusal: NocError | None
    version: int | None
    """The version that was looked at; None where there is no such row."""


def review(room: Room, actor: Actor, names: Sequence[str], do: Do) -> list[Reviewed]:
    """What `do` would make of each, tried in one transaction of which nothing stays. Raises StoreError."""
    from noc_tui.desk.batch import rehearse

    return rehearse(partial(room.run, actor), lambda tx: _each(tx, names, do))


def carry_out(room: Room, actor: Actor, rows: Sequence[Reviewed], do: Do, action: str) -> list[Reviewed]:
    """Does `do` to each in one transaction, as a piece of the action of that name. Raises StoreError.

    What another person wrote on since it was reviewed is refused as stale.
    """
    versions = {row.name: row.version for row in rows}

    def as_reviewed(tx: Tx, name: str) -> object:
        _refuse_changed(tx, name, versions[name])
        return do(tx, name)

    return room.run(actor, lambda tx: _each(tx, list(versions), as_reviewed, action))


def not_done(rows: Sequence[Reviewed], why: NocError) -> list[Reviewed]:
    """The same rows, none of which was reached."""
    return [Reviewed(row.name, row.subject, "", why, row.version) for row in rows]


def _each(tx: Tx, names: Sequence[str], do: Do, action: str | None = None) -> list[Reviewed]:
    from noc_tui.desk.batch import each

    def done(tx: Tx, name: str) -> _Row:
        do(tx, name)
        return _find(tx.read, name)

    return [_reviewed(tx, outcome) for outcome in each(tx, names, done, find=_find, action=action)]


def _reviewed(tx: Tx, outcome: Outcome[_Row]) -> Reviewed:
    from noc_tui.desk.changes import told_alert, told_change
    from noc_tui.desk.terms import room_zone
    from noc_tui.desk.terms_change import terms_change

    before, after, told = outcome.before, outcome.row, ""
    if isinstance(before, TicketRow) and isinstance(after, TicketRow):
        terms = terms_change(tx.read, before, after)
        told = told_change(before, after, tx.now, room_zone(tx.read), terms=terms)
    elif isinstance(before, AlertRow) and isinstance(after, AlertRow):
        told = told_alert(before, after, tx.now, room_zone(tx.read))
    version = None if before is None else before.version
    return Reviewed(outcome.key, _subject(before), told, outcome.refusal, version)


def _subject(row: _Row | None) -> str:
    if isinstance(row, AlertRow):
        from noc_tui.desk.lines import alert_subject

        return alert_subject(row.event, row.resource, row.summary)
    return "" if row is None else row.subject


def _find(read: Reader, name: str) -> _Row:
    if name.startswith(_ALERT):
        return find_alert(read, int(name.removeprefix(_ALERT)))
    return find_ticket(read, name)


def _refuse_changed(tx: Tx, name: str, version: int | None) -> None:
    from noc_tui.desk.timeline import refuse_stale

    row = _find(tx.read, name)
    if tx.dialect == "postgresql" and isinstance(row, TicketRow):  # the alerts are locked already
        tx.read.rows("SELECT id FROM ticket WHERE id = :id FOR UPDATE", {"id": row.id})
    kind = Subject.TICKET if isinstance(row, TicketRow) else Subject.ALERT
    refuse_stale(tx, name, timeline(tx.read, kind, row.id), version)
