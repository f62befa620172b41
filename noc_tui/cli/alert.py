"""`noc alert`: list, show, acknowledge, shelve, resolve."""

from __future__ import annotations

import json as json_module
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from noc_tui import figures
from noc_tui.cli import session
from noc_tui.cli.batch import DRY_RUN, JSON, run_each, written
from noc_tui.cli.output import Cell, emit_json, say, table, tell
from noc_tui.cli.queue import SEVERITY_STYLES
from noc_tui.clock import iso, to_us
from noc_tui.domain.alert import AlertRow
from noc_tui.domain.errors import BadInput
from noc_tui.domain.words import SEVERITIES, AlertStatus

if TYPE_CHECKING:
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
        found = alerts(read, resolved=every, limit=limit)
        total, now = count_alerts(read, resolved=every), to_us(room.clock())
        records = _records(read, found)
    if json:
        for record in records:
            emit_json(record)
    elif found:
        rows = [_cells(alert, record, now) for alert, record in zip(found, records, strict=True)]
        table(("id", "status", "severity", "customer", "event", "resource", "×", "ticket", "seen"), rows, stretch=5)
    footer = f"{len(found)} of {total} alerts" if total else "No alert is open."
    tell(footer) if json else say(footer)


@app.command()
def show(
    key: str = typer.Argument(..., metavar="ID", help="A number from `noc alert list`."), json: bool = JSON
) -> None:
    """Show an alert: what it says, its occurrences and what was done."""
    from noc_tui.desk.alert_page import alert_page
    from noc_tui.desk.thread import alert_thread, alert_title

    room = session.room()
    with room.reading() as read:
        page = alert_page(read, alert_number(key))
    alert, now = page.alert, to_us(room.clock())
    if json:
        codes = {page.customer.id: page.customer.code} if page.customer else {}
        keys = {alert.ticket_id: page.ticket_key} if alert.ticket_id and page.ticket_key else {}
        labels, annotations = json_module.loads(alert.labels), json_module.loads(alert.annotations)
        emit_json({**_record(alert, codes, keys), "labels": labels, "annotations": annotations})
        return
    say(f"alert {alert.id}  {alert_title(alert)}")
    if alert.summary:
        say(alert.summary)
    customer = (
        page.customer.name
        if page.customer
        else f"customer unknown{f' (says {alert.customer_hint})' if alert.customer_hint else ''}"
    )
    held = f" by {alert.holder}" if alert.holder and alert.status != AlertStatus.RESOLVED else ""
    say(f"{alert.status}{held} · {customer} · from {alert.source} · {page.ticket_key or 'no ticket'}")
    say(f"{alert.count} occurrences, first seen {figures.moment(alert.first_seen, now, page.zone)}, "
        f"last seen {figures.moment(alert.last_seen, now, page.zone)}")  # fmt: skip
    if "future" in alert.flags.split():
        say("The sender's clock runs ahead of ours: its start was set to the present.")
    for name, text in sorted(page.labels.items()):
        say(f"  {name} = {text}")
    for name, text in sorted(page.annotations.items()):
        say(f"  {name}: {text}")
    for entry in alert_thread(page.events, page.zone):
        say(
            f"{figures.moment(entry.at, now, page.zone):>12}  {entry.who:14} {entry.sign} {entry.head} {entry.text}".rstrip()
        )


@app.command()
def ack(keys: list[str] = _IDS, dry_run: bool = DRY_RUN, json: bool = JSON) -> None:
    """Acknowledge alerts: you look after them until they fire anew."""
    from noc_tui.desk import alerts

    run_each(keys, lambda tx, key: alerts.acknowledge(tx, alert_number(key)), _told, _records, dry_run=dry_run, json=json)


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
    """Put alerts out of sight until an instant; then they are back by themselves."""
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
def ticket_(keys: list[str] = _IDS, dry_run: bool = DRY_RUN) -> None:
    """Open a ticket for alerts that have none."""
    from noc_tui.desk import alerts
    from noc_tui.domain.ticket import TicketRow

    def told(ticket: TicketRow) -> str:
        return f"{ticket.key} {ticket.status}: {ticket.subject}"

    run_each(
        keys,
        lambda tx, key: alerts.open_ticket_for(tx, alert_number(key)),
        told,
        lambda ticket: {"key": ticket.key},
        dry_run=dry_run,
    )


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
    from noc_tui.store.read.tickets import ticket_keys

    codes, keys = customer_codes(read), ticket_keys(read, [alert.ticket_id for alert in alerts if alert.ticket_id])
    return [_record(alert, codes, keys) for alert in alerts]


def _cells(alert: AlertRow, codes: dict[int, str], keys: dict[int, str], now: int) -> list[Cell | str]:
    severity = SEVERITIES[alert.severity]
    return [
        str(alert.id),
        alert.status,
        Cell(severity, SEVERITY_STYLES.get(severity, "")),
        codes.get(alert.customer_id or 0, "") or (f"? {alert.customer_hint}" if alert.customer_hint else "—"),
        alert.event,
        alert.resource,
        Cell(str(alert.count), right=True),
        keys.get(alert.ticket_id or 0, "—"),
        Cell(figures.age(alert.last_seen, now), "dim", right=True),
    ]


def _record(alert: AlertRow, codes: dict[int, str], keys: dict[int, str]) -> dict[str, object]:
    return {
        "id": alert.id,
        "source": alert.source,
        "status": alert.status,
        "severity": SEVERITIES[alert.severity],
        "severity_text": alert.severity_text,
        "customer": codes.get(alert.customer_id or 0),
        "customer_hint": alert.customer_hint or None,
        "resource": alert.resource,
        "event": alert.event,
        "summary": alert.summary,
        "count": alert.count,
        "first_seen": iso(alert.first_seen),
        "last_seen": iso(alert.last_seen),
        "started_at": iso(alert.started_at),
        "ended_at": iso(alert.ended_at),
        "ticket": keys.get(alert.ticket_id or 0),
        "holder": alert.holder,
        "shelved_until": iso(alert.shelved_until),
        "flags": alert.flags.split(),
        "version": alert.version,
    }
