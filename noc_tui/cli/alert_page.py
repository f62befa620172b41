"""`noc alert show`: one alert on paper."""

from __future__ import annotations

from noc_tui import figures
from noc_tui.cli import session
from noc_tui.cli.alert import alert_record
from noc_tui.cli.output import emit_json, indented, say
from noc_tui.clock import iso, to_us
from noc_tui.desk.alert_page import AlertPage, alert_page
from noc_tui.desk.thread import alert_thread, alert_title
from noc_tui.domain.words import AlertStatus


def show_alert(alert_id: int, *, json: bool) -> None:
    """Prints what an alert says, its occurrences and what was done."""
    room = session.room()
    with room.reading() as read, read.snapshot():
        page = alert_page(read, alert_id)
    if json:
        emit_json(_record(page))
        return
    now = to_us(room.clock())
    _facts(page, now)
    for name, text in sorted(page.labels.items()):
        say(indented(f"  {name} = ", text))
    for name, text in sorted(page.annotations.items()):
        say(indented(f"  {name}: ", text))
    for entry in alert_thread(page.events, page.zone):
        said = " ".join(part for part in (entry.sign, entry.head, entry.text) if part)
        say(indented(f"{figures.moment(entry.at, now, page.zone):>12}  {entry.who:14} ", said))


def _facts(page: AlertPage, now: int) -> None:
    alert = page.alert
    say(f"alert {alert.id}  {alert_title(alert)}")
    if alert.summary:
        say(alert.summary)
    says = f" (says {alert.customer_hint})" if alert.customer_hint else ""
    customer = page.customer.name if page.customer else f"customer unknown{says}"
    held = f" by {alert.holder}" if alert.holder and alert.status != AlertStatus.RESOLVED else ""
    until = f" until {figures.moment(alert.shelved_until, now, page.zone)}" if alert.shelved_until else ""
    say(f"{alert.status}{held}{until} · {customer} · from {alert.source} · {page.ticket_key or 'no ticket'}")
    times = "1 occurrence" if alert.count == 1 else f"{alert.count} occurrences"
    first, last = (figures.moment(at, now, page.zone) for at in (alert.first_seen, alert.last_seen))
    say(f"{times}, first seen {first}, last seen {last}")
    if "future" in alert.flags.split():
        say("The sender's clock runs ahead of ours: its start was set to the present.")


def _record(page: AlertPage) -> dict[str, object]:
    return {
        **alert_record(page.alert, page.customer.code if page.customer else None, page.ticket_key),
        "labels": page.labels,
        "annotations": page.annotations,
        "extra": page.extra,
        "occurrences": [{"started_at": iso(one.started_at), "ended_at": iso(one.ended_at)} for one in page.occurrences],
    }
