"""What an event means for an alert, and writing on alerts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import delete, text
from sqlmodel import col, insert, update

from noc_tui.desk.lines import alert_line
from noc_tui.desk.timeline import by_the_room, put_line, set_due_work, write_events
from noc_tui.domain.alert import AlertRow, Occurrence
from noc_tui.domain.errors import StoreDamaged
from noc_tui.domain.event import AlertEvent, Draft, Event, Subject, standing
from noc_tui.domain.queue import Kind
from noc_tui.domain.words import AlertStatus
from noc_tui.models.alert import Alert
from noc_tui.models.alert import Occurrence as OccurrenceTable
from noc_tui.store.tx import Tx

_ALERTS_LOCK = 0x6E6F6369
UNSHELVE = "unshelve"
"""Due work: the end of a shelve."""


def derive_alert(alert_id: int, events: Sequence[Event]) -> AlertRow:
    """The row that these events make. Raises StoreDamaged where they are no alert's."""
    row: AlertRow | None = None
    for event in standing(events):
        row = first_row(alert_id, event) if row is None else apply(row, event)
    if row is None:
        raise StoreDamaged(f"Alert {alert_id} has no events.")
    return replace(row, version=events[-1].seq)


def first_row(alert_id: int, event: Event) -> AlertRow:
    """The row after an alert's first event, which always tells what it is."""
    detail: Mapping[str, Any] = event.detail
    if event.kind not in {AlertEvent.FIRED, AlertEvent.RESOLVED} or "source" not in detail:
        raise StoreDamaged(f"The timeline of alert {alert_id} begins with “{event.kind}”.")
    resolved = event.kind == AlertEvent.RESOLVED
    return AlertRow(
        id=alert_id,
        source=detail["source"],
        alert_key=detail["alert_key"],
        customer_id=detail["customer_id"],
        customer_hint=detail["customer_hint"],
        resource=detail["resource"],
        event=detail["event"],
        severity=detail["severity"],
        severity_text=detail["severity_text"],
        summary=detail["summary"],
        status=AlertStatus.RESOLVED if resolved else AlertStatus.FIRING,
        count=1,
        first_seen=event.recorded_at,
        last_seen=event.recorded_at,
        seen_at=event.recorded_at,
        started_at=detail["started_at"],
        started_raw=detail["started_raw"],
        ended_at=detail.get("ended_at"),
        group_key=detail["group_key"],
        ticket_id=None,
        holder=None,
        shelved_until=None,
        flags=detail.get("flags", ""),
        labels=packed(detail["labels"]),
        annotations=packed(detail["annotations"]),
        extra=packed(detail["extra"]),
        version=1,
    )


def apply(row: AlertRow, event: Event) -> AlertRow:
    """The row after one more event."""
    detail: Mapping[str, Any] = event.detail
    change: dict[str, Any] = {"version": event.seq, "last_seen": max(row.last_seen, event.recorded_at)}
    match event.kind:
        case AlertEvent.FIRED:
            change |= _fired(row, detail, event.recorded_at)
        case AlertEvent.UPDATED:
            change |= {name: _value(name, value) for name, value in detail.items()}
        case AlertEvent.RESOLVED:
            change |= _resolved(row, detail)
        case AlertEvent.ACKNOWLEDGED:
            change |= {"status": AlertStatus.ACKNOWLEDGED, "holder": event.actor, "shelved_until": None}
        case AlertEvent.SHELVED:
            change |= {"status": AlertStatus.SHELVED, "holder": event.actor, "shelved_until": detail["until"]}
        case AlertEvent.UNSHELVED:
            change |= {"status": AlertStatus.FIRING, "holder": None, "shelved_until": None}
        case AlertEvent.JOINED:
            change |= {"ticket_id": detail["ticket"]}
        case AlertEvent.LEFT:
            change |= {"ticket_id": None, "seen_at": event.recorded_at}
        case AlertEvent.UNDONE:
            pass  # what it takes back was left out
        case _:
            raise StoreDamaged(f"Alert {row.id} has an event “{event.kind}” that this program does not know.")
    return replace(row, **change)


def _fired(row: AlertRow, detail: Mapping[str, Any], recorded_at: int) -> dict[str, Any]:
    change: dict[str, Any] = {"count": row.count + 1}
    if detail.get("late"):
        return change
    change |= {"started_at": detail["started_at"], "started_raw": detail["started_raw"]}
    change["flags"] = detail.get("flags", "")
    change |= {name: _value(name, detail[name]) for name in ("customer_id", *_CONTENT) if name in detail}
    if row.status != AlertStatus.SHELVED:
        change |= {"status": AlertStatus.FIRING, "holder": None}
    if row.status in {AlertStatus.RESOLVED, AlertStatus.ACKNOWLEDGED}:
        change["seen_at"] = recorded_at
    return change


def _resolved(row: AlertRow, detail: Mapping[str, Any]) -> dict[str, Any]:
    ended = detail["ended_at"]
    change: dict[str, Any] = {"ended_at": ended if row.ended_at is None else max(ended, row.ended_at)}
    if detail.get("new"):
        change["count"] = row.count + 1
    if detail.get("late"):
        return change
    if detail.get("new"):
        change |= {"started_at": detail["started_at"], "started_raw": detail["started_raw"]}
    if detail.get("new") or "flags" in detail:
        change["flags"] = detail.get("flags", "")
    return change | {"status": AlertStatus.RESOLVED, "shelved_until": None}


_CONTENT = ("severity", "severity_text", "summary", "resource", "event", "annotations", "labels", "extra")


def _value(name: str, value: Any) -> Any:
    return packed(value) if name in {"labels", "annotations", "extra"} else value


def packed(value: object) -> str:
    """A mapping as the JSON text that the store keeps."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def derive_occurrences(alert_id: int, events: Sequence[Event]) -> dict[int, Occurrence]:
    """The occurrences that these events tell of, less what was undone, by the sender's start."""
    found: dict[int, Occurrence] = {}
    for event in standing(events):
        occurrence = occurrence_of(alert_id, event, found)
        if occurrence is not None:
            found[occurrence.started_raw] = occurrence
    return found


def occurrence_of(alert_id: int, event: Event, known: Mapping[int, Occurrence]) -> Occurrence | None:
    """The occurrence as an event leaves it, or None where the event tells of none."""
    detail: Mapping[str, Any] = event.detail
    raw = detail.get("started_raw")
    if event.kind not in {AlertEvent.FIRED, AlertEvent.RESOLVED} or raw is None:
        return None
    before = known.get(raw)
    ended = detail.get("ended_at") if event.kind == AlertEvent.RESOLVED else (before.ended_at if before else None)
    return Occurrence(alert_id, raw, before.started_at if before else detail["started_at"], ended)


def lock_alerts(tx: Tx) -> None:
    """Makes this transaction the only one that changes alerts, or many tickets, until it ends.

    SQLite has one writer anyway. On PostgreSQL two who change several rows would else meet at them in opposite
    orders; so it comes before the first row is locked, or read to be changed.
    """
    if tx.dialect == "postgresql":
        tx.connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ALERTS_LOCK})


def record(tx: Tx, before: AlertRow, drafts: Iterable[Draft]) -> AlertRow:
    """Writes events on an alert, and everything that follows from them. Gives the new row.

    A shelve past its end ended then, whoever comes first.
    """
    row = before
    recorded_at = max(tx.now, int(tx.read.value(_LAST_RECORDED, {"id": row.id, "seq": row.version})))
    events: list[Event] = []
    occurrences: dict[int, Occurrence] = {}
    for draft in (*_end_of_shelve(tx, row), *drafts):
        event = _next_event(tx, row, draft, recorded_at)
        events.append(event)
        row = apply(row, event)
        occurrence = occurrence_of(row.id, event, occurrences)
        if occurrence is not None:
            occurrences[occurrence.started_raw] = occurrence
    write_events(tx, Subject.ALERT, row.id, events)
    tx.connection.execute(update(Alert).where(col(Alert.id) == row.id).values(**asdict(row)))
    for occurrence in occurrences.values():
        put_occurrence(tx, occurrence)
    settle(tx, before, row)
    return row


_LAST_RECORDED = (
    "SELECT coalesce(max(recorded_at), 0) FROM event WHERE subject_kind = 'alert' AND subject_id = :id AND seq = :seq"
)


def _end_of_shelve(tx: Tx, row: AlertRow) -> Iterator[Draft]:
    if row.shelved_until is not None and row.shelved_until <= tx.now:
        yield Draft(AlertEvent.UNSHELVED, row.shelved_until)


def _next_event(tx: Tx, row: AlertRow, draft: Draft, recorded_at: int) -> Event:
    name, action = tx.actor.name, tx.action_id
    event = Event(row.version + 1, draft.at, recorded_at, name, draft.kind, draft.visibility, action, draft.detail)
    return by_the_room(event) if draft.kind == AlertEvent.UNSHELVED else event


def create(tx: Tx, alert_id: int, draft: Draft) -> AlertRow:
    """Stores an alert seen for the first time."""
    event = Event(1, draft.at, tx.now, tx.actor.name, draft.kind, draft.visibility, tx.action_id, draft.detail)
    row = first_row(alert_id, event)
    tx.connection.execute(insert(Alert), [asdict(row)])
    write_events(tx, Subject.ALERT, row.id, [event])
    occurrence = occurrence_of(row.id, event, {})
    assert occurrence is not None
    tx.connection.execute(insert(OccurrenceTable), [asdict(occurrence)])
    settle(tx, None, row)
    return row


def take_back(tx: Tx, before: AlertRow, events: Sequence[Event], draft: Draft) -> AlertRow:
    """Writes that an action was undone on an alert of which these are all events. Everything is derived anew."""
    recorded_at = max(tx.now, events[-1].recorded_at)
    event = _next_event(tx, before, draft, recorded_at)
    told = [*events, event]
    row = derive_alert(before.id, told)
    row = replace(row, last_seen=max(row.last_seen, before.last_seen))  # repeats move it, and are no events
    write_events(tx, Subject.ALERT, row.id, [event])
    tx.connection.execute(update(Alert).where(col(Alert.id) == row.id).values(**asdict(row)))
    tx.connection.execute(delete(OccurrenceTable).where(col(OccurrenceTable.alert_id) == row.id))
    found = [asdict(occurrence) for occurrence in derive_occurrences(row.id, told).values()]
    tx.connection.execute(insert(OccurrenceTable), found)
    settle(tx, before, row)
    return row


def put_occurrence(tx: Tx, occurrence: Occurrence) -> None:
    """Notes an occurrence, or its end where it is known."""
    changed: Any = tx.connection.execute(
        update(OccurrenceTable)
        .where(
            col(OccurrenceTable.alert_id) == occurrence.alert_id,
            col(OccurrenceTable.started_raw) == occurrence.started_raw,
        )
        .values(ended_at=occurrence.ended_at)
    )
    if changed.rowcount == 0:
        tx.connection.execute(insert(OccurrenceTable), [asdict(occurrence)])


def settle(tx: Tx, before: AlertRow | None, row: AlertRow) -> None:
    """Brings queue, due work and change feed in line with an alert's new row."""
    put_line(tx, Kind.ALERT, row.id, alert_line(row), new=before is None)
    had = before.shelved_until if before else None
    if had != row.shelved_until:
        set_due_work(tx, UNSHELVE, str(row.id), row.shelved_until)
    tx.changed("alert", row.id)
