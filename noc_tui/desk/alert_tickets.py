"""When an alert opens a ticket, joins one, and when its end ends the ticket."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from noc_tui.desk.alert_events import record
from noc_tui.desk.fold import fold
from noc_tui.desk.lines import alert_subject
from noc_tui.desk.opening import SUBJECT_LIMIT, create_ticket
from noc_tui.desk.terms import TermsRef, contracts_in_force, local, room_zone, terms_of_contract
from noc_tui.desk.timeline import Work, open_work_by_id
from noc_tui.domain.alert import AlertRow
from noc_tui.domain.event import SYSTEM, AlertEvent, Draft, TicketEvent
from noc_tui.domain.setup import ContractRow
from noc_tui.domain.words import ACTIVE, SEVERITIES, AlertStatus, Category, Channel, Origin, Severity, Status
from noc_tui.store.read.alerts import alerts_on_ticket
from noc_tui.store.tx import Tx
from noc_tui.text import line

_IN_GROUP = (
    "SELECT t.id FROM alert a JOIN ticket t ON t.id = a.ticket_id WHERE a.group_key = :group "
    "AND a.source = :source AND a.customer_id = :customer AND t.status IN ('new', 'open', 'pending') "
    "ORDER BY t.id DESC LIMIT 1"
)
_OPENING = frozenset({Severity.CRITICAL, Severity.MAJOR})


def alert_fired(tx: Tx, alert: AlertRow) -> Iterable[str]:
    """A new occurrence: its ticket hears of it, or it joins that of its group, or it opens one. Gives the key.

    While it is shelved it does neither of the last two.
    """
    if alert.ticket_id is not None:
        work = open_work_by_id(tx, alert.ticket_id)
        if work.row.status in ACTIVE or work.row.status == Status.RESOLVED:
            return [_fires_again(work, alert)]
    if alert.status == AlertStatus.SHELVED:
        return []
    joined = _ticket_of_group(tx, alert)
    if joined is not None:
        return [join(tx, alert, joined)]
    watching = _watching(tx, alert)
    return [open_for_alert(tx, alert, terms_of_contract(tx.read, watching))] if watching is not None else []


def open_for_alert(tx: Tx, alert: AlertRow, terms: TermsRef | None = None) -> str:
    """Opens a ticket for an alert, which joins it; without `terms` on those in force. Gives the key."""
    ticket = create_ticket(
        tx,
        customer_id=alert.customer_id,
        subject=line(alert_subject(alert.event, alert.resource, alert.summary), SUBJECT_LIMIT),
        origin=Origin.ALERT,
        channel=Channel.MONITORING,
        category=Category.BLOCKING if SEVERITIES[alert.severity] is Severity.CRITICAL else None,
        terms=terms,
    )
    return join(tx, alert, ticket.id)


def join(tx: Tx, alert: AlertRow, ticket_id: int) -> str:
    """The alert joins a ticket. Gives the ticket's key."""
    work = open_work_by_id(tx, ticket_id)
    work.append(TicketEvent.ALERT_JOINED, _joining(alert))
    work.save()
    record(tx, alert, [Draft(AlertEvent.JOINED, tx.now, {"ticket": ticket_id})])
    return work.row.key


def move_alerts(tx: Tx, alerts: Sequence[AlertRow], source: Work | None, target: Work) -> None:
    """Alerts go over to a ticket, out of `source` where they are in one. The caller saves both.

    Those that are over go along: should they fire again, it is the target that hears of it.
    """
    for alert in alerts:
        if source is not None:
            source.append(TicketEvent.ALERT_LEFT, _told(alert) | {"to": target.row.key})
        target.append(TicketEvent.ALERT_JOINED, _joining(alert))
        if alert.status == AlertStatus.RESOLVED:
            target.append(TicketEvent.ALERT_RESOLVED, _told(alert))
        record(tx, alert, [Draft(AlertEvent.JOINED, tx.now, {"ticket": target.row.id})])


def hear_anew(work: Work, alerts: Sequence[AlertRow]) -> None:
    """A ticket hears how alerts stand that came or went while what tied them to it was taken back."""
    firing = fold(work.row.id, work.events).firing
    for alert in alerts:
        kind = _what_it_missed(work, alert, knows_it_firing=alert.id in firing)
        if kind is not None:
            work.append(kind, _told(alert))
            work.events[-1] = replace(work.events[-1], actor=SYSTEM)  # nobody acted in it


def _what_it_missed(work: Work, alert: AlertRow, *, knows_it_firing: bool) -> TicketEvent | None:
    fires_here = alert.ticket_id == work.row.id and alert.status != AlertStatus.RESOLVED
    if knows_it_firing == fires_here:
        return None
    if fires_here:
        return TicketEvent.ALERT_FIRED
    return TicketEvent.ALERT_RESOLVED if alert.ticket_id == work.row.id else TicketEvent.ALERT_LEFT


def alert_resolved(tx: Tx, alert: AlertRow) -> Iterable[str]:
    """The end of an occurrence: its ticket hears of it, and is resolved if nothing fires and nobody acted in it."""
    if alert.ticket_id is None:
        return []
    work = open_work_by_id(tx, alert.ticket_id)
    work.append(TicketEvent.ALERT_RESOLVED, _told(alert))
    row = work.save()
    if row.status in ACTIVE and row.alerts_firing == 0 and not row.touched:
        work.append(TicketEvent.CLEARED)
        row = work.save()
    return [row.key]


def let_go(tx: Tx, work: Work) -> None:
    """A ticket is put away: what still fires leaves it, and stands in the queue again by itself."""
    for alert in alerts_on_ticket(tx.read, work.row.id):
        if alert.status != AlertStatus.RESOLVED:
            work.append(TicketEvent.ALERT_LEFT, _told(alert))
            record(tx, alert, [Draft(AlertEvent.LEFT, tx.now, {"ticket": work.row.id})])


def _told(alert: AlertRow) -> dict[str, object]:
    return {"alert": alert.id, "severity": alert.severity}


def _joining(alert: AlertRow) -> dict[str, object]:
    said = {"resource": alert.resource, "event": alert.event, "summary": alert.summary}
    return _told(alert) | said | {"source": alert.source}


def _fires_again(work: Work, alert: AlertRow) -> str:
    if work.row.status == Status.RESOLVED:
        work.append(TicketEvent.REOPENED, {"text": f"{alert.event} {alert.resource} fires again"})
    work.append(TicketEvent.ALERT_FIRED, _told(alert))
    return work.save().key


def _ticket_of_group(tx: Tx, alert: AlertRow) -> int | None:
    """The active ticket of the same customer that holds an alert of the same group."""
    if not alert.group_key or alert.customer_id is None:
        return None
    found: int | None = tx.read.value(
        f"{_IN_GROUP} FOR UPDATE OF t" if tx.dialect == "postgresql" else _IN_GROUP,
        {"group": alert.group_key, "source": alert.source, "customer": alert.customer_id},
    )
    return found


def _watching(tx: Tx, alert: AlertRow) -> ContractRow | None:
    """The contract in force by which such an alert opens a ticket."""
    if SEVERITIES[alert.severity] not in _OPENING:
        return None
    held = contracts_in_force(tx.read, alert.customer_id, local(tx.now, room_zone(tx.read)).date())
    return next((contract for contract in held if contract.monitoring), None)
