"""Alerts, read over the plain driver."""

from __future__ import annotations

from dataclasses import fields

from noc_tui.domain.alert import AlertRow, Occurrence
from noc_tui.domain.errors import NotFound
from noc_tui.store.read.connection import Reader

ALERT_COLUMNS = tuple(field.name for field in fields(AlertRow))
_SELECT = "SELECT " + ", ".join(f"a.{name}" for name in ALERT_COLUMNS) + " FROM alert a"


def find_alert(read: Reader, alert_id: int) -> AlertRow:
    """The alert of that id. Raises NotFound."""
    row = read.one(f"{_SELECT} WHERE a.id = :id", {"id": alert_id})
    if row is None:
        raise NotFound(f"There is no alert {alert_id}.", "`noc alert list --all` shows every alert.")
    return AlertRow(*row)


def alert_by_key(read: Reader, source: str, alert_key: str) -> AlertRow | None:
    """The alert a source knows by that key, or None."""
    row = read.one(f"{_SELECT} WHERE a.source = :source AND a.alert_key = :key", {"source": source, "key": alert_key})
    return AlertRow(*row) if row else None


def alerts(read: Reader, *, resolved: bool, limit: int) -> list[AlertRow]:
    """The alerts last seen first; those resolved only where asked for."""
    where = "" if resolved else " WHERE a.status <> 'resolved'"
    return [
        AlertRow(*row)
        for row in read.rows(f"{_SELECT}{where} ORDER BY a.last_seen DESC, a.id DESC LIMIT :limit", {"limit": limit})
    ]


def count_alerts(read: Reader, *, resolved: bool) -> int:
    """How many alerts there are; those resolved only where asked for."""
    return int(read.value("SELECT count(*) FROM alert" + ("" if resolved else " WHERE status <> 'resolved'")))


def alerts_on_ticket(read: Reader, ticket_id: int) -> list[AlertRow]:
    """The alerts that joined a ticket, worst and newest first."""
    return [
        AlertRow(*row)
        for row in read.rows(
            f"{_SELECT} WHERE a.ticket_id = :id ORDER BY a.status = 'resolved', a.severity, a.last_seen DESC",
            {"id": ticket_id},
        )
    ]


def find_occurrence(read: Reader, alert_id: int, started_raw: int) -> Occurrence | None:
    """The occurrence that the sender dates so, or None."""
    row = read.one(
        "SELECT alert_id, started_raw, started_at, ended_at FROM occurrence "
        "WHERE alert_id = :id AND started_raw = :raw",
        {"id": alert_id, "raw": started_raw},
    )
    return Occurrence(*row) if row else None


def occurrences(read: Reader, alert_id: int, limit: int = 1_000_000) -> list[Occurrence]:
    """The occurrences of an alert, latest first."""
    rows = read.rows(
        "SELECT alert_id, started_raw, started_at, ended_at FROM occurrence WHERE alert_id = :id "
        "ORDER BY started_at DESC, started_raw DESC LIMIT :limit",
        {"id": alert_id, "limit": limit},
    )
    return [Occurrence(*row) for row in rows]


def alerts_there(
    read: Reader, *, customer_id: int | None, resource: str | None, now: int, limit: int
) -> list[AlertRow]:
    """The alerts in no ticket that fire at a customer's, or on a thing of that name of which nobody knows whose it is.

    Those of the thing come first, then the worst and the newest; what is shelved beyond `now` is left out.
    """
    rows = read.rows(
        f"{_SELECT} WHERE a.status <> 'resolved' AND a.ticket_id IS NULL "
        "AND (a.customer_id = :customer OR (a.customer_id IS NULL AND a.resource = :resource)) "
        "AND (a.shelved_until IS NULL OR a.shelved_until <= :now) "
        "ORDER BY CASE WHEN a.resource = :resource OR a.resource LIKE :part THEN 0 ELSE 1 END, a.severity, "
        "a.last_seen DESC LIMIT :limit",
        {
            "customer": customer_id,
            "resource": resource,
            "part": None if resource is None else f"{resource} %",
            "now": now,
            "limit": limit,
        },
    )
    return [AlertRow(*row) for row in rows]
