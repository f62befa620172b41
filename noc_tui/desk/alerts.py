"""What an operator does with an alert: acknowledge, shelve, resolve, open a ticket for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from noc_tui.clock import from_us, to_us
from noc_tui.desk.actors import require
from noc_tui.desk.alert_events import lock_alerts, record
from noc_tui.desk.alert_tickets import alert_resolved, open_for_alert
from noc_tui.desk.timeline import refuse_stale, when
from noc_tui.domain.alert import AlertRow
from noc_tui.domain.errors import BadInput, Refused, WrongState
from noc_tui.domain.event import AlertEvent, Draft, Subject
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import AlertStatus, Role
from noc_tui.store.read.alerts import find_alert
from noc_tui.store.read.tickets import find_ticket, timeline
from noc_tui.store.tx import Tx
from noc_tui.text import clean

SHELVE_AT_MOST = timedelta(days=30)


def acknowledge(tx: Tx, alert_id: int, *, version: int | None = None) -> AlertRow:
    """The actor has seen the alert and looks after it; its next occurrence asks again.

    Raises WrongState where it is resolved, Refused where somebody has it already.
    """
    alert = _open_alert(tx, alert_id, "acknowledged", version)
    if alert.status == AlertStatus.ACKNOWLEDGED:
        raise Refused(f"Alert {alert.id} is acknowledged by {alert.holder} already.", "Its next occurrence asks again.")
    return record(tx, alert, [Draft(AlertEvent.ACKNOWLEDGED, tx.now)])


def shelve(tx: Tx, alert_id: int, until: datetime, *, why: str = "", version: int | None = None) -> AlertRow:
    """Puts the alert out of sight until an instant, at most 30 days ahead; then it is back by itself.

    Raises BadInput for an end in the past or too far, WrongState where the alert is resolved.
    """
    alert = _open_alert(tx, alert_id, "shelved", version)
    end = to_us(until)
    if end <= tx.now:
        raise BadInput(f"{when(tx.read, end)} has passed.", "Give an instant that is to come.")
    if until - from_us(tx.now) > SHELVE_AT_MOST:
        raise BadInput("A shelve lasts 30 days at most.", "What should never be seen is to be silenced at its source.")
    return record(tx, alert, [Draft(AlertEvent.SHELVED, tx.now, {"until": end, "text": clean(why).strip()})])


def resolve(tx: Tx, alert_id: int, *, why: str = "", version: int | None = None) -> AlertRow:
    """Says that the fault is over where the sender does not. Raises WrongState where it is resolved already."""
    alert = _open_alert(tx, alert_id, "resolved", version)
    detail = {
        "started_raw": alert.started_raw,
        "started_at": alert.started_at,
        "ended_at": tx.now,
        "text": clean(why).strip(),
    }
    alert = record(tx, alert, [Draft(AlertEvent.RESOLVED, tx.now, detail)])
    alert_resolved(tx, alert)
    return find_alert(tx.read, alert.id)


def open_ticket_for(tx: Tx, alert_id: int) -> TicketRow:
    """Opens a ticket for an alert that has none. Raises Refused where it has one."""
    alert = _open_alert(tx, alert_id, "put on a ticket", None)
    if alert.ticket_id is not None:
        raise Refused(f"Alert {alert.id} has a ticket already.", "Work on that one.")
    return find_ticket(tx.read, open_for_alert(tx, alert))


def _open_alert(tx: Tx, alert_id: int, doing: str, version: int | None) -> AlertRow:
    require(tx.actor, Role.OPERATOR, "work on alerts")
    lock_alerts(tx)
    alert = find_alert(tx.read, alert_id)
    if version is not None and version != alert.version:
        refuse_stale(tx, f"Alert {alert.id}", timeline(tx.read, Subject.ALERT, alert.id), version)
    if alert.status == AlertStatus.RESOLVED:
        raise WrongState(f"Alert {alert.id} is resolved: it cannot be {doing}.", "Nothing is left to do.")
    return alert
