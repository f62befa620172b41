"""Taking in what monitoring sent: the rules that hold for every source, applied in one transaction a delivery."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlmodel import col, insert, update

from noc_tui.clock import to_us
from noc_tui.desk.alert_events import create, lock_alerts, packed, record
from noc_tui.desk.alert_tickets import alert_fired, alert_resolved
from noc_tui.desk.opening import next_number
from noc_tui.domain.alert import AlertRow
from noc_tui.domain.event import AlertEvent, Draft
from noc_tui.domain.observation import Delivery, Observation, Rejected
from noc_tui.domain.setup import CustomerRow
from noc_tui.domain.words import AlertStatus
from noc_tui.models.alert import Alert, Quarantine, Source, SourceGroup
from noc_tui.models.alert import Delivery as DeliveryTable
from noc_tui.store.read import setup
from noc_tui.store.read.alerts import alert_by_key, find_occurrence
from noc_tui.store.tx import Tx
from noc_tui.text import line

_SKEW_US = 60 * 1_000_000
"""A sender's clock may run this far ahead before its times are flagged."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a delivery."""

    accepted: int
    """Alerts in it that were understood, repeats and history included."""
    news: int
    """Those of them that changed an alert's state or opened one."""
    repeated: bool
    """The same delivery had been applied before."""
    tickets: tuple[str, ...]
    """Keys of the tickets that it opened, joined or resolved."""
    quarantined: tuple[int, ...]
    truncated: int
    """Alerts that the sender says it cut off."""


def take_in(tx: Tx, delivery: Delivery, customer: CustomerRow | None = None) -> Receipt:
    """Applies a delivery. `customer` is whom the sender's token speaks for; None where the alerts say it themselves."""
    lock_alerts(tx)
    scope = customer.code if customer else ""
    heard_from(tx, delivery.source, scope)
    quarantined = tuple(quarantine(tx, delivery.source, scope, rejected) for rejected in delivery.rejected)
    for group, count in delivery.truncated.items():
        _note_truncated(tx, delivery.source, _scoped(scope, group), count)
    if delivery.key and _seen_before(tx, delivery, scope):
        for observation in delivery.observations:
            _seen_again(tx, observation, scope)
        return Receipt(len(delivery.observations), 0, True, (), quarantined, sum(delivery.truncated.values()))
    tickets: dict[str, None] = {}
    news = sum(_apply(tx, observation, customer, tickets) for observation in delivery.observations)
    return Receipt(
        len(delivery.observations), news, False, tuple(tickets), quarantined, sum(delivery.truncated.values())
    )


def heard_from(tx: Tx, source: str, scope: str) -> None:
    """Moves a source's freshness."""
    changed: Any = tx.connection.execute(
        update(Source)
        .where(col(Source.name) == source, col(Source.scope) == scope)
        .values(last_seen=tx.now, deliveries=col(Source.deliveries) + 1)
    )
    if changed.rowcount == 0:
        row = {"name": source, "scope": scope, "first_seen": tx.now, "last_seen": tx.now, "deliveries": 1}
        tx.connection.execute(insert(Source), [row])


def quarantine(tx: Tx, source: str, scope: str, rejected: Rejected) -> int:
    """Keeps what could not be read, whole; the same body again is counted, not kept twice. Gives its id."""
    digest = sha256(rejected.body).hexdigest()
    known = tx.read.value(
        "SELECT id FROM quarantine WHERE hash = :hash AND source = :source AND scope = :scope AND status = 'held'",
        {"hash": digest, "source": source, "scope": scope},
    )
    if known is not None:
        tx.connection.execute(
            update(Quarantine).where(col(Quarantine.id) == known).values(seen=col(Quarantine.seen) + 1)
        )
        return int(known)
    held = Quarantine(
        source=source,
        scope=scope,
        received_at=tx.now,
        reason=line(rejected.reason, 500),
        body=rejected.body,
        hash=digest,
        status="held",
    )
    tx.session.add(held)
    tx.session.flush()
    tx.changed("quarantine", held.id)
    assert held.id is not None
    return held.id


def _seen_before(tx: Tx, delivery: Delivery, scope: str) -> bool:
    changed: Any = tx.connection.execute(
        update(DeliveryTable)
        .where(
            col(DeliveryTable.source) == delivery.source,
            col(DeliveryTable.scope) == scope,
            col(DeliveryTable.key) == delivery.key,
        )
        .values(last_at=tx.now, count=col(DeliveryTable.count) + 1)
    )
    if changed.rowcount:
        return True
    row = {"source": delivery.source, "scope": scope, "key": delivery.key, "count": 1}
    tx.connection.execute(insert(DeliveryTable), [row | {"first_at": tx.now, "last_at": tx.now}])
    return False


def _scoped(scope: str, name: str) -> str:
    """A name that the sender gave, told apart from the same one of another customer's."""
    return f"{scope}/{name}" if scope else name


def _seen_again(tx: Tx, observation: Observation, scope: str) -> None:
    """A repeat: a live alert must not age out, and nothing else moves."""
    if observation.firing:
        tx.connection.execute(
            update(Alert)
            .where(
                col(Alert.source) == observation.source,
                col(Alert.alert_key) == _scoped(scope, observation.alert_key),
                col(Alert.status) != AlertStatus.RESOLVED,
                col(Alert.last_seen) < tx.now,
            )
            .values(last_seen=tx.now)
        )


def _note_truncated(tx: Tx, source: str, group: str, count: int) -> None:
    changed: Any = tx.connection.execute(
        update(SourceGroup)
        .where(col(SourceGroup.source) == source, col(SourceGroup.group_key) == group)
        .values(truncated=count, at=tx.now)
    )
    if changed.rowcount == 0 and count:
        row = {"source": source, "group_key": group, "truncated": count, "at": tx.now}
        tx.connection.execute(insert(SourceGroup), [row])
    if changed.rowcount or count:
        tx.changed("source", source)


def _apply(tx: Tx, observation: Observation, customer: CustomerRow | None, tickets: dict[str, None]) -> bool:
    """One alert of a delivery. Says whether it was news."""
    scope = customer.code if customer else ""
    row = alert_by_key(tx.read, observation.source, _scoped(scope, observation.alert_key))
    if row is None:
        row = _first_sight(tx, observation, customer, scope)
        if observation.firing:
            tickets.update(dict.fromkeys(alert_fired(tx, row)))
        return True
    if observation.firing:
        return _fires(tx, row, observation, customer, tickets)
    return _resolves(tx, row, observation, tickets)


def _first_sight(tx: Tx, observation: Observation, customer: CustomerRow | None, scope: str) -> AlertRow:
    """Stores an alert not known before; a resolve for one is kept as resolved, and opens nothing."""
    detail = {
        "source": observation.source,
        "alert_key": _scoped(scope, observation.alert_key),
        "customer_id": _customer_of(tx, observation, customer),
        "customer_hint": observation.customer_hint,
        "group_key": f"{scope}/{observation.group_key}" if observation.group_key else "",
        **_content(observation),
        **_times(tx, observation, None),
    }
    kind = AlertEvent.FIRED if observation.firing else AlertEvent.RESOLVED
    at = detail["started_at"] if observation.firing else detail["ended_at"]
    return create(tx, next_number(tx, "alert"), Draft(kind, at, detail))


def _customer_of(tx: Tx, observation: Observation, customer: CustomerRow | None) -> int | None:
    """The customer for whom the sender speaks, or whom it names."""
    if customer is None and observation.customer_hint:
        customer = setup.match_customer(tx.read, observation.customer_hint)
    return customer.id if customer else None


def _content(observation: Observation) -> dict[str, Any]:
    return {
        "resource": observation.resource,
        "event": observation.event,
        "severity": observation.severity.rank,
        "severity_text": observation.severity_text,
        "summary": observation.summary,
        "labels": dict(observation.labels),
        "annotations": dict(observation.annotations),
        "extra": dict(observation.extra),
    }


def _times(tx: Tx, observation: Observation, row: AlertRow | None) -> dict[str, Any]:
    """The sender's times: the start as sent (its identity) and clamped to the present, the end where it is one."""
    times: dict[str, Any] = {}
    told_end = to_us(observation.ended_at) if observation.ended_at and not observation.firing else tx.now
    ended = min(told_end, tx.now)
    if not observation.firing:
        times["ended_at"] = ended
    if observation.started_at is not None:
        raw = to_us(observation.started_at)
    elif row is not None and (row.status != AlertStatus.RESOLVED or not observation.firing):
        raw = row.started_raw  # without a time of its own it speaks of what is known
    else:
        raw = ended
    times |= {"started_raw": raw, "started_at": min(raw, tx.now)}
    if max(raw, told_end) > tx.now + _SKEW_US:
        times["flags"] = "future"
    return times


def _fires(
    tx: Tx, row: AlertRow, observation: Observation, customer: CustomerRow | None, tickets: dict[str, None]
) -> bool:
    times = _times(tx, observation, row)
    raw = times["started_raw"]
    known = find_occurrence(tx.read, row.id, raw)
    if known is not None:
        if known.ended_at is None and raw == row.started_raw:
            _update(tx, row, observation)
        return False
    began = times["started_at"]  # clamped: a sender that once lied about the future must not hide what follows
    late = raw < (row.ended_at or 0) or (began < row.started_at and row.status != AlertStatus.RESOLVED)
    detail = times | ({"late": True} if late else _content(observation))
    if row.customer_id is None and not late and (found := _customer_of(tx, observation, customer)) is not None:
        detail["customer_id"] = found  # it was seen before the room knew its customer
    row = record(tx, row, [Draft(AlertEvent.FIRED, times["started_at"], detail)])
    if not late:
        tickets.update(dict.fromkeys(alert_fired(tx, row)))
    return not late


def _update(tx: Tx, row: AlertRow, observation: Observation) -> None:
    """The same occurrence told again: what it says may have changed, its last sight moves."""
    changed = {
        name: value
        for name, value in _content(observation).items()
        if getattr(row, name) != (packed(value) if isinstance(value, dict) else value)
    }
    if changed:
        record(tx, row, [Draft(AlertEvent.UPDATED, tx.now, changed)])
    elif row.last_seen < tx.now:
        tx.connection.execute(update(Alert).where(col(Alert.id) == row.id).values(last_seen=tx.now))


def _resolves(tx: Tx, row: AlertRow, observation: Observation, tickets: dict[str, None]) -> bool:
    times = _times(tx, observation, row)
    known = find_occurrence(tx.read, row.id, times["started_raw"])
    if known is not None and known.ended_at is not None and times["ended_at"] <= known.ended_at:
        return False
    late = _is_late(row, times)
    detail = times | ({"new": True} if known is None else {}) | ({"late": True} if late else {})
    was_firing = row.status != AlertStatus.RESOLVED
    row = record(tx, row, [Draft(AlertEvent.RESOLVED, times["ended_at"], detail)])
    if late or not was_firing:
        return False
    tickets.update(dict.fromkeys(alert_resolved(tx, row)))
    return True


def _is_late(row: AlertRow, times: dict[str, Any]) -> bool:
    """Whether a resolve speaks of a time before the current occurrence, which may begin as another ends."""
    if times["started_raw"] == row.started_raw:
        return False
    return bool(times["ended_at"] <= row.started_at)
