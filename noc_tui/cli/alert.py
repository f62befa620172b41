"""`noc alert`: list, show, acknowledge, shelve, resolve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import typer

from noc_tui import figures
from noc_tui.cli import session
from noc_tui.cli.batch import DRY_RUN, JSON, run_each, written
from noc_tui.cli.output import Cell, emit_json, how_many, say, table, tell
from noc_tui.cli.queue import SEVERITY_STYLES
from noc_tui.clock import iso, to_us
from noc_tui.domain.alert import AlertRow
from noc_tui.domain.errors import BadInput
from noc_tui.domain.words import SEVERITIES, AlertStatus

if TYPE_CHECKING:
    from noc_tui.domain.ticket import TicketRow
    from noc_tui.store.read.connection import Reader
    from noc_tui.store.tx import Tx

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
_IDS = typer.Argument(..., metavar="ID...", help="Numbers from `noc alert list`; - reads them from stdin.")
_TEXT = typer.Option("", "--text", "-m", metavar="TEXT", help="Why; - reads it from stdin.")


@app.command("list")
def list_(
    every: bool = typer.Option(False, "--all", help="Those resolved too."),
    limit: int = typer.Option(200, min=1, metavar="N", help="At most so many; the true total is printed."),
    json: bool = JSON,
) -> None:
    """List alerts, last seen first."""
    from noc_tui.store.read.alerts import alerts, count_alerts

    room = session.room()
    with room.reading() as read, read.snapshot():
        total, now = count_alerts(read, resolved=every), to_us(room.clock())
        found = alerts(read, resolved=every, limit=min(limit, total))
        records = _records(read, found)
    if json:
        for record in records:
            emit_json(record)
    elif found:
        rows = [_cells(alert, record, now) for alert, record in zip(found, records, strict=True)]
        table(("id", "status", "severity", "customer", "event", "resource", "×", "ticket", "seen"), rows, stretch=5)
    footer = how_many(len(found), total, "alert") if total else "No alert is open."
    tell(footer) if json else say(footer)


@app.command()
def show(
    key: str = typer.Argument(..., metavar="ID", help="A number from `noc alert list`."), json: bool = JSON
) -> None:
    """Show an alert: what it says and what was done."""
    from noc_tui.cli.alert_page import show_alert

    show_alert(alert_number(key), json=json)


@app.command()
def ack(keys: list[str] = _IDS, dry_run: bool = DRY_RUN, json: bool = JSON) -> None:
    """Acknowledge alerts: you look after them until they fire anew."""
    from noc_tui.desk import alerts

    def do(tx: Tx, key: str) -> AlertRow:
        return alerts.acknowledge(tx, alert_number(key))

    run_each(keys, do, _told, _records, dry_run=dry_run, json=json)


@app.command()
def shelve(
    keys: list[str] = _IDS,
    until: str = typer.Option(
        "2h", "--until", "--for", metavar="TIME", help="2h, tomorrow 9:00, mon 14:30; 30 days at most."
    ),
    text: str = _TEXT,
    dry_run: bool = DRY_RUN,
    json: bool = JSON,
) -> None:
    """Put alerts out of sight for a time. Then they are back by themselves."""
    from noc_tui.desk import alerts

    why, end = written(text, keys), session.moment(until)

    def do(tx: Tx, key: str) -> AlertRow:
        return alerts.shelve(tx, alert_number(key), end, why=why)

    run_each(keys, do, _told, _records, dry_run=dry_run, json=json)


@app.command()
def resolve(keys: list[str] = _IDS, text: str = _TEXT, dry_run: bool = DRY_RUN, json: bool = JSON) -> None:
    """Say that faults are over whose sender does not."""
    from noc_tui.desk import alerts

    why = written(text, keys)

    def do(tx: Tx, key: str) -> AlertRow:
        return alerts.resolve(tx, alert_number(key), why=why)

    run_each(keys, do, _told, _records, dry_run=dry_run, json=json)


@app.command("ticket")
def ticket_(keys: list[str] = _IDS, dry_run: bool = DRY_RUN, json: bool = JSON) -> None:
    """Open a ticket for alerts that have none."""
    from noc_tui.cli.ticket import ticket_records, ticket_told
    from noc_tui.desk import alerts

    def do(tx: Tx, key: str) -> TicketRow:
        return alerts.open_ticket_for(tx, alert_number(key))

    run_each(keys, do, ticket_told, ticket_records, dry_run=dry_run, json=json)


def alert_number(text: str) -> int:
    """An alert's id as people write it: `12` or `alert 12`. Raises BadInput."""
    digits = text.lower().removeprefix("alert").strip(" -#")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 15:
        raise BadInput(f"“{text[:40]}” is no alert's id.", "`noc alert list` shows them.")
    return int(digits)


def _told(_read: Reader, alert: AlertRow) -> str:
    held = f" by {alert.holder}" if alert.holder and alert.status != AlertStatus.RESOLVED else ""
    return f"alert {alert.id} {alert.status}{held}: {alert.event} {alert.resource}"


def _records(read: Reader, alerts: Sequence[AlertRow]) -> Sequence[dict[str, object]]:
    from noc_tui.desk.tickets import customer_codes
    from noc_tui.store.read.tickets import keys_of

    codes, keys = customer_codes(read), keys_of(read, [alert.ticket_id for alert in alerts if alert.ticket_id])
    return [alert_record(alert, codes.get(alert.customer_id or 0), keys.get(alert.ticket_id or 0)) for alert in alerts]


def alert_record(alert: AlertRow, customer: str | None, ticket: str | None) -> dict[str, object]:
    """An alert with the keys that scripts rely on; `customer` is a code, `ticket` a key."""
    return {
        "id": alert.id,
        "source": alert.source,
        "status": alert.status,
        "severity": SEVERITIES[alert.severity],
        "severity_text": alert.severity_text,
        "customer": customer,
        "customer_hint": alert.customer_hint or None,
        "resource": alert.resource,
        "event": alert.event,
        "summary": alert.summary,
        "count": alert.count,
        "first_seen": iso(alert.first_seen),
        "last_seen": iso(alert.last_seen),
        "started_at": iso(alert.started_at),
        "ended_at": iso(alert.ended_at),
        "ticket": ticket,
        "holder": alert.holder,
        "shelved_until": iso(alert.shelved_until),
        "flags": alert.flags.split(),
        "version": alert.version,
    }


def _cells(alert: AlertRow, record: Mapping[str, object], now: int) -> list[Cell | str]:
    severity = SEVERITIES[alert.severity]
    hint = f"? {alert.customer_hint}" if alert.customer_hint else "—"
    return [
        str(alert.id),
        alert.status,
        Cell(severity, SEVERITY_STYLES.get(severity, "")),
        str(record["customer"] or hint),
        alert.event,
        alert.resource,
        Cell(str(alert.count), right=True),
        str(record["ticket"] or "—"),
        Cell(figures.age(alert.last_seen, now), "dim", right=True),
    ]
