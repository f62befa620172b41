"""What monitoring says, in short: observations, deliveries of them, and the alerts that come of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from noc_tui.desk.intake import Receipt, take_in
from noc_tui.domain.actor import intake_actor
from noc_tui.domain.alert import AlertRow, Occurrence
from noc_tui.domain.observation import Delivery, Observation, Rejected
from noc_tui.domain.setup import CustomerRow
from noc_tui.domain.words import Severity
from noc_tui.store.read.alerts import alerts, find_alert, occurrences
from noc_tui.store.room import Room
from tests.rooms import local, look

SOURCE = "alertmanager"


def fires(start: str | None = "2026-11-23 08:50", **other: Any) -> Observation:
    """An interface of ACME is down since then."""
    return _seen(True, start, None, **other)


def ends(start: str | None = "2026-11-23 08:50", end: str | None = "2026-11-23 08:55", **other: Any) -> Observation:
    """The interface that went down then is up again."""
    return _seen(False, start, end, **other)


def _seen(firing: bool, start: str | None, end: str | None, **other: Any) -> Observation:
    given: dict[str, Any] = {
        "source": SOURCE,
        "alert_key": "if1",
        "firing": firing,
        "started_at": local(start) if start else None,
        "ended_at": local(end) if end else None,
        "resource": "edge-rtr-01 Gi0/0/1",
        "event": "InterfaceDown",
        "severity": Severity.CRITICAL,
        "severity_text": "critical",
        "summary": "Gi0/0/1 down on edge-rtr-01",
        "customer_hint": "ACME",
    }
    return Observation(**given | other)


def hear(
    room: Room,
    *observations: Observation,
    key: str = "",
    token_of: CustomerRow | None = None,
    rejected: tuple[Rejected, ...] = (),
    truncated: Mapping[str, int] | None = None,
) -> Receipt:
    """One delivery, taken in."""
    delivery = Delivery(SOURCE, key, observations, rejected, truncated or {})
    with room.write(intake_actor(SOURCE)) as tx:
        return take_in(tx, delivery, token_of)


def alert_of(room: Room, alert_id: int = 1) -> AlertRow:
    """An alert as it stands."""
    return look(room, find_alert, alert_id)


def all_alerts_of(room: Room) -> dict[str, AlertRow]:
    """Every alert by the sender's key."""
    return {alert.alert_key: alert for alert in look(room, alerts, resolved=True, limit=1000)}


def occurrences_of(room: Room, alert_id: int = 1) -> list[Occurrence]:
    """How often the fault was there, latest first."""
    return look(room, occurrences, alert_id)
