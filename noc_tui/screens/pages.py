"""Tickets and alerts laid out as lines of a sheet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from noc_tui import figures
from noc_tui.desk.alert_page import AlertPage
from noc_tui.desk.booked_call import BookedCall, call_said
from noc_tui.desk.legal_rows import legal_said
from noc_tui.desk.lines import CALL_SOON_S
from noc_tui.desk.thread import Entry, alert_thread, alert_title, thread
from noc_tui.desk.tickets import ClockReading, TicketPage
from noc_tui.domain.event import Event
from noc_tui.domain.legal import LegalRow
from noc_tui.domain.words import AlertStatus
from noc_tui.text import clean, fit, line, width
from noc_tui.widgets.columns import Piece
from noc_tui.widgets.palette import severity_colour
from noc_tui.widgets.sheet import Text, wrapped

_BAR = 24
_CALL = 18
"""Cells before what is said of a call-back."""
_WHEN = 9
"""Cells for an entry's instant."""
_LONG = 400
"""Lines of one entry before it is cut."""
_WHOLE = 50_000
"""The same where it is to be read to its end."""
_GLANCE = 1000
"""Characters of an entry that are looked at for one line of it."""
_WORD = {"running": "", "met": "met", "breached": "overrun", "paused": "paused", "pending": "after the response"}
_COLOUR = {"running": "calm", "met": "good", "breached": "overrun", "paused": "paused", "pending": "dim"}


def title(page: TicketPage) -> list[Text]:
    """What it is, whose it is, and by which contract."""
    ticket = page.ticket
    head: Text = (Piece(f"{ticket.key}  ", "strong", True), Piece(line(ticket.subject), "strong", True))
    return [head, _customer(page)]


def facts(page: TicketPage, clocks: Sequence[ClockReading], now: int, cells: int, *, brief: bool = False) -> list[Text]:
    """How long, how it stands, and what belongs to it."""
    lines: list[Text] = [_clock(clock, now, page.zone, cells) for clock in clocks if clock.target_s is not None]
    if all(clock.target_s is None for clock in clocks):
        lines.append((Piece(_without_target(page, clocks), "dim"),))
    if page.call is not None:
        lines += _call(page.call, now, page.zone, cells)
    lines += [_legal(row, now, page.zone) for row in page.legal]
    if not brief or cells >= 100:
        lines.append(())
    lines.append(_state(page, now))
    lines.append(_kind(page, now))
    if page.alerts:
        lines += _alerts(page, brief=brief)
    description = page.description
    if description and not brief:
        lines += [(), *((Piece(row),) for row in wrapped(description, cells, _LONG))]
    return lines


def _customer(page: TicketPage) -> Text:
    if page.customer is None:
        return (Piece("no customer yet", "soon"),)
    pieces = [Piece(page.customer.name)]
    if page.contract is None:
        return (*pieces, Piece(" · ", "dim"), Piece("no contract in force: support on request", "soon"))
    until = f" to {page.contract.valid_to}" if page.contract.valid_to else ""
    pieces += [Piece(f" · contract {page.contract.code} ", "dim"), Piece("√ ", "good")]
    pieces += [Piece(f"{page.profile.title or page.profile.name}{until}", "good")]
    return (*pieces, Piece(f" · hours {page.calendar.name}", "dim"))


def _without_target(page: TicketPage, clocks: Sequence[ClockReading]) -> str:
    if any(clock.promised for clock in clocks):
        return "no clock: what was promised is no longer owed"
    return f"no clock: {page.profile.title or page.profile.name} promises no time for this category"


def _clock(clock: ClockReading, now: int, zone: ZoneInfo, cells: int) -> Text:
    left = clock.left
    colour = _COLOUR.get(left.status, "dim")
    target, rest = clock.target_s or 0, left.remaining_s or 0
    if left.status == "running" and (left.outside_hours or rest < 3600):
        colour = "dim" if left.outside_hours else "soon"
    share = 1.0 if rest <= 0 or not target else min(1.0, max(0.0, 1 - rest / target))
    bar = min(_BAR, max(6, cells - 66))
    full = round(share * bar)
    word = _WORD.get(left.status, left.status)
    shown = word if left.status in {"met", "pending"} else figures.left(rest)
    used = f"{figures.span(max(0, target - rest))} of {figures.span(target)}"
    told = f"due {figures.moment(left.due, now, zone)}" if left.due is not None and left.status != "met" else ""
    if left.outside_hours:
        told += "  ☾ closed hours: it stands"
    elif left.status == "paused":
        told += "  ‖ paused"
    return (
        Piece(fit(clock.name, 9), "dim"),
        Piece(fit(shown, 8 if left.status != "pending" else 19) + " ", colour, left.status != "pending"),
        Piece("━" * full if left.status != "pending" else "", colour),
        Piece("─" * (bar - full) if left.status != "pending" else "", "faint"),
        Piece(f"  {used if left.status != 'pending' else figures.span(target)}"),
        Piece(f"  {told}", "dim"),
    )


def _call(call: BookedCall, now: int, zone: ZoneInfo, cells: int) -> list[Text]:
    """Whole, however narrow: the number is what is needed of it."""
    left = (call.at - now) // 1_000_000
    colour = "overrun" if left < 0 else "soon" if left < CALL_SOON_S else "calm"
    head: Text = (Piece(fit("call", 9), "dim"), Piece(fit(figures.left(left), 8) + " ", colour, True))
    first, *more = wrapped(line(call_said(call, now, zone)), max(10, cells - _CALL), _LONG)
    return [(*head, Piece(first, colour)), *((Piece(" " * _CALL + row, colour),) for row in more)]


def _legal(row: LegalRow, now: int, zone: ZoneInfo) -> Text:
    colour = "good" if row.done_at is not None else "overrun" if now > row.due else "soon"
    due = figures.moment(row.due, now, zone)
    return Piece("§        ", "dim"), Piece(line(legal_said(row, now)), colour, True), Piece(f"  due {due}", "dim")


def _state(page: TicketPage, now: int) -> Text:
    ticket = page.ticket
    who = f"held by {ticket.assignee}" if ticket.assignee else "nobody's"
    pieces = [Piece(ticket.status, "paused" if ticket.pending_reason else "text", True)]
    if ticket.pending_reason:
        until = f" until {figures.moment(ticket.wake_at, now, page.zone)}" if ticket.wake_at else ""
        pieces.append(Piece(f" for {ticket.pending_reason}{until}", "paused"))
    pieces.append(Piece(f" · {ticket.phase} · ", "dim"))
    pieces.append(Piece(f"L{ticket.level}", "calm"))
    if ticket.team:
        pieces.append(Piece(f" {line(ticket.team)}", "dim"))
    pieces.append(Piece(" · ", "dim"))
    pieces.append(Piece(who, "text" if ticket.assignee else "soon"))
    return (*pieces, Piece(f" · version {ticket.version}", "dim"))


def _kind(page: TicketPage, now: int) -> Text:
    ticket = page.ticket
    words = [ticket.category.replace("_", " ")]
    words += [word for word in (ticket.priority, ticket.technology) if word]
    words.append(f"by {ticket.channel}, {figures.moment(ticket.opened_at, now, page.zone)}")
    if ticket.solved_in_call:
        words.append("solved in the call")
    if ticket.spent_s:
        words.append(f"{figures.span(ticket.spent_s)} worked")
    return (Piece(" · ".join(map(line, words)), "dim"),)


def _alerts(page: TicketPage, *, brief: bool) -> list[Text]:
    firing = sum(1 for alert in page.alerts if alert.status != AlertStatus.RESOLVED)
    over = len(page.alerts) - firing
    head = Piece(f"alerts {firing} open, {over} resolved", "dim")
    if brief:
        return [(head,)]
    rows: list[Text] = [(), (head,)]
    for alert in page.alerts[:12]:
        sign = "○" if alert.status == AlertStatus.RESOLVED else "ϟ"
        colour = "dim" if alert.status == AlertStatus.RESOLVED else severity_colour(alert.severity)
        rows.append(
            (Piece(f" {sign} {line(alert_title(alert))}", colour), Piece(f"  ×{alert.count} {alert.status}", "dim"))
        )
    if len(page.alerts) > 12:
        rows.append((Piece(f"   and {len(page.alerts) - 12} more", "dim"),))
    return rows


def entries(page: TicketPage, now: int, cells: int, show: str = "all") -> list[Text]:
    """The thread, oldest first: public, internal or all."""
    lines: list[Text] = []
    for entry in thread(page.events, page.zone):
        if (show == "public" and not entry.public) or (show == "internal" and entry.public):
            continue
        lines += _entry(entry, now, page.zone, cells)
    return lines


def since(events: Sequence[Event], read: int, now: int, zone: ZoneInfo, cells: int) -> list[Text]:
    """What a thread says beyond the first `read` events, each entry whole."""
    known = len(thread(events[:read], zone))
    lines: list[Text] = []
    for entry in thread(events, zone)[known:]:
        lines += _entry(entry, now, zone, cells, most=_WHOLE)
    return lines


def latest(page: TicketPage, now: int, cells: int, rows: int) -> list[Text]:
    """The newest entries in one line each, newest first, and how many there are before them."""
    found = thread(page.events, page.zone)
    shown = found[::-1][: max(0, rows - 1)]
    lines = [_one_line(entry, now, page.zone, cells) for entry in shown]
    if len(found) > len(shown):
        lines.append((Piece(f"      {len(found) - len(shown)} earlier, Enter shows all", "dim"),))
    return lines


def _one_line(entry: Entry, now: int, zone: ZoneInfo, cells: int) -> Text:
    when = fit(figures.moment(entry.at, now, zone), _WHEN, right=True)
    text = line(f"{entry.sign} {entry.head} {entry.text[:_GLANCE]}")
    room = max(4, cells - _WHEN - 1 - 11)
    return (
        Piece(f"{when} ", "dim"),
        Piece(fit(entry.who, 10) + " ", "calm" if entry.by_person else "dim"),
        Piece(fit(text, room), "good" if entry.public and entry.by_person else "text"),
    )


def _entry(entry: Entry, now: int, zone: ZoneInfo, cells: int, *, most: int = _LONG) -> list[Text]:
    indent = _WHEN + 1 if cells >= 60 else 2
    told = line(f"{entry.sign} {entry.head}") or ("to the customer" if entry.public else "note")
    public = entry.public and entry.by_person
    head: Text = (
        Piece(fit(figures.moment(entry.at, now, zone), _WHEN, right=True) + " ", "dim"),
        Piece(f"{entry.who} ", "calm" if entry.by_person else "dim", entry.by_person),
        Piece(told, "good" if public else "dim"),
        Piece(" · public" if public and entry.head else "", "good"),
        Piece(" · taken back since" if entry.undone else "", "soon"),
    )
    rows = wrapped(clean(entry.text), max(10, cells - indent), most + 1) if entry.text else []
    cut = len(rows) > most
    body: list[Text] = [(Piece(" " * indent + row),) for row in rows[:most]]
    if cut:
        body.append((Piece(" " * indent + f"… {len(entry.text)} characters: noc ticket show --full has all", "dim"),))
    return [head, *body]


def _named(name: str, text: str, cells: int, colour: str = "text") -> list[Text]:
    """A name and its text, whole: its further lines stand below the first."""
    head = f"{line(name)} "
    indent = width(head) if width(head) <= cells // 3 else 2
    first, *more = wrapped(clean(text), max(10, cells - indent), _LONG) or [""]
    if indent < width(head):
        return [(Piece(head, "dim"),), *((Piece(" " * indent + row, colour),) for row in (first, *more))]
    return [(Piece(head, "dim"), Piece(first, colour)), *((Piece(" " * indent + row, colour),) for row in more)]


def alert_lines(page: AlertPage, now: int, cells: int) -> list[Text]:
    """Everything on an alert."""
    alert = page.alert
    rows: list[Text] = [
        (Piece(f"alert {alert.id}  ", "strong", True), Piece(line(f"{alert.event} {alert.resource}"), "strong", True)),
        (Piece(line(alert_title(alert)), severity_colour(alert.severity)),),
    ]
    rows += [(Piece(row),) for row in wrapped(alert.summary, cells, 8)]
    held = f" by {alert.holder}" if alert.holder and alert.status != AlertStatus.RESOLVED else ""
    if alert.shelved_until:
        held += f" until {figures.moment(alert.shelved_until, now, page.zone)}"
    hint = f" (the sender says {line(alert.customer_hint)})" if alert.customer_hint else ""
    customer = page.customer.name if page.customer else f"customer unknown{hint}"
    rows += [
        (),
        (Piece(f"{alert.status}{held}", "text", True),
         Piece(f" · {line(customer)} · from {line(alert.source)}", "dim")),
        (Piece(f"ticket {page.ticket_key}" if page.ticket_key else "no ticket: t opens one", "dim"),),
        (Piece(f"{alert.count} times, first {figures.moment(alert.first_seen, now, page.zone)}, "
               f"last heard of {figures.moment(alert.last_seen, now, page.zone)}", "dim"),),
    ]  # fmt: skip
    if "future" in alert.flags.split():
        rows.append((Piece("⚑ the sender's clock runs ahead: the start was set to the present", "soon"),))
    rows.append(())
    for name, text in [*sorted(page.labels.items()), *sorted(page.annotations.items())]:
        rows += _named(name, text, cells)
    for name, value in sorted(page.extra.items()):
        rows += _named(name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), cells, "dim")
    rows.append(())
    for entry in alert_thread(page.events, page.zone)[-200:]:
        rows += _entry(entry, now, page.zone, cells)
    return rows
