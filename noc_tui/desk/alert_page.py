"""Everything that is known of one alert."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from noc_tui.desk.terms import room_zone
from noc_tui.domain.alert import AlertRow, Occurrence
from noc_tui.domain.event import Event, Subject
from noc_tui.domain.setup import CustomerRow
from noc_tui.store.read import setup
from noc_tui.store.read.alerts import find_alert, occurrences
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.tickets import timeline


@dataclass(frozen=True, slots=True)
class AlertPage:
    """An alert, what it said, when it was there, and what was done."""

    alert: AlertRow
    customer: CustomerRow | None
    ticket_key: str | None
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    extra: Mapping[str, object]
    occurrences: Sequence[Occurrence]
    events: Sequence[Event]
    zone: ZoneInfo


def alert_page(read: Reader, alert_id: int) -> AlertPage:
    """The page of an alert. Raises NotFound."""
    alert = find_alert(read, alert_id)
    key = read.value("SELECT key FROM ticket WHERE id = :id", {"id": alert.ticket_id}) if alert.ticket_id else None
    return AlertPage(
        alert=alert,
        customer=setup.customer_by_id(read, alert.customer_id) if alert.customer_id else None,
        ticket_key=key,
        labels=json.loads(alert.labels),
        annotations=json.loads(alert.annotations),
        extra=json.loads(alert.extra),
        occurrences=occurrences(read, alert.id, 50),
        events=timeline(read, Subject.ALERT, alert.id),
        zone=room_zone(read),
    )
