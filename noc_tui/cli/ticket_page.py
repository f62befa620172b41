"""`noc ticket show`: one ticket on paper."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from noc_tui import figures
from noc_tui.cli import session
from noc_tui.cli.output import emit_json, say
from noc_tui.clock import iso, to_us
from noc_tui.desk.booked_call import call_said
from noc_tui.desk.presence import lookers_at, named
from noc_tui.desk.terms import TermsBook
from noc_tui.desk.thread import Entry, alert_title, thread
from noc_tui.desk.tickets import ClockReading, TicketPage, customer_codes, read_clocks, ticket_json, ticket_page
from noc_tui.text import clean

_LONG = 2000


def show_ticket(key: str, *, full: bool, json: bool) -> None:
    """Prints facts, clocks, contract, alerts and thread of a ticket."""
    room = session.room()
    with room.reading() as read, read.snapshot():
        page = ticket_page(read, key)
        now, book = to_us(room.clock()), TermsBook()
        calendar = book.calendar_of(read, page.ticket)
        lookers = lookers_at(read, page.ticket.id, now)
        (record,) = ticket_json(read, book, [page.ticket], customer_codes(read), now)
    if json:
        emit_json({**record, "description": page.description, "thread": _thread_json(page)})
        return
    _facts(page, now)
    if lookers:
        say(f"on it now: {named(lookers)}")
    readings = read_clocks(page.ticket, calendar, now).values()
    _block([_clock(reading, now, page.zone) for reading in readings if reading.target_s is not None])
    _block([f"alert {alert.id}  {alert.status:12} {alert_title(alert)}  ×{alert.count}" for alert in page.alerts])
    say("")
    for entry in thread(page.events, page.zone):
        _entry(entry, now, page.zone, full=full)


def _facts(page: TicketPage, now: int) -> None:
    ticket = page.ticket
    say(f"{ticket.key}  {ticket.subject}")
    customer = f"{page.customer.name} ({page.customer.code})" if page.customer else "no customer"
    terms = f"contract {page.contract.code} v{page.contract.v}" if page.contract else "no contract"
    say(f"{customer} · {terms} · {page.profile.title or page.profile.name} · hours {page.calendar.name}")
    who = f"held by {ticket.assignee}" if ticket.assignee else "nobody's"
    team = f", {ticket.team}" if ticket.team else ""
    waits = f" for {ticket.pending_reason}" if ticket.pending_reason else ""
    until = f" until {figures.moment(ticket.wake_at, now, page.zone)}" if ticket.wake_at else ""
    level = f"level {ticket.level}{team}"
    say(f"{ticket.status}{waits}{until} · {ticket.phase} · {level} · {who} · version {ticket.version}")
    kinds = (ticket.category.replace("_", " "), ticket.priority, ticket.technology)
    call = "solved in the call" if ticket.solved_in_call else ""
    worked = f"{figures.span(ticket.spent_s)} worked" if ticket.spent_s else ""
    say(" · ".join(kind for kind in (*kinds, call, worked) if kind))
    if page.call is not None:
        say(call_said(page.call, now, page.zone))


def _clock(reading: ClockReading, now: int, zone: ZoneInfo) -> str:
    left = reading.left
    target = figures.span(reading.target_s or 0)
    told = f"{reading.name:9} {left.status:9} {figures.left(left.remaining_s):>9} of {target}"
    if left.due is not None:
        told += f"  due {figures.moment(left.due, now, zone)}"
    return told + ("  (closed hours: the clock stands)" if left.outside_hours else "")


def _block(lines: Sequence[str]) -> None:
    if lines:
        say("\n".join(["", *lines]))


def _entry(entry: Entry, now: int, zone: ZoneInfo, *, full: bool) -> None:
    public = "public" if entry.public and entry.by_person else ""
    head = " ".join(part for part in (entry.sign, entry.head, public, "(taken back since)" * entry.undone) if part)
    say(f"{figures.moment(entry.at, now, zone):>12}  {entry.who:14} {head}".rstrip())
    text = clean(entry.text)
    if text:
        shown = text if full or len(text) <= _LONG else f"{text[:_LONG]}… ({len(text)} characters: --full shows all)"
        for row in shown.splitlines():
            say(f"{'':14}{row}")


def _thread_json(page: TicketPage) -> list[dict[str, object]]:
    return [
        {
            "at": iso(event.at),
            "recorded_at": iso(event.recorded_at),
            "actor": event.actor,
            "kind": event.kind,
            "visibility": event.visibility,
            "detail": event.detail,
        }
        for event in page.events
    ]
