"""Tickets as they are read: for JSON, for a page, with their clocks at an instant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from noc_tui.clock import iso
from noc_tui.desk.booked_call import BookedCall, booked_call
from noc_tui.desk.legal_rows import derive_legal
from noc_tui.desk.lines import CALL, next_clock, time_left
from noc_tui.desk.terms import TermsBook, room_zone
from noc_tui.domain.alert import AlertRow
from noc_tui.domain.event import Event, Subject
from noc_tui.domain.legal import LegalRow
from noc_tui.domain.queue import TimeLeft
from noc_tui.domain.setup import ContractRow, CustomerRow, VersionRow
from noc_tui.domain.ticket import ClockColumns, TicketRow
from noc_tui.domain.words import ACTIVE, CLOCKS
from noc_tui.sla.business import BusinessCalendar
from noc_tui.store.read import setup
from noc_tui.store.read.alerts import alerts_on_ticket
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.tickets import alerts_of, find_ticket, timeline

JSON_KEYS = (
    "key", "subject", "customer", "status", "phase", "level", "category", "priority", "technology", "team", "assignee",
    "origin", "channel", "opened_at",
    *(f"{clock}_{part}" for clock in CLOCKS for part in ("due", "status", "remaining_s")),
    "next_clock", "next_due", "outside_hours", "pending_reason", "wake_at", "merged_into", "alerts", "version",
    "impact", "urgency", "fault", "call_at", "call_who", "estimate_s", "spent_s", "solved_in_call", "external_ref",
)  # fmt: skip
"""The keys of a ticket in JSON, in their order: scripts rely on both."""


@dataclass(frozen=True, slots=True)
class ClockReading:
    """One clock of a ticket at an instant."""

    name: str
    left: TimeLeft
    target_s: int | None
    promised: bool
    """Whether the terms have such a target, be it waived."""


@dataclass(frozen=True, slots=True)
class TicketPage:
    """All that is known of one ticket."""

    ticket: TicketRow
    customer: CustomerRow | None
    contract: ContractRow | None
    profile: VersionRow
    calendar: VersionRow
    business: BusinessCalendar
    """The same compiled, and widened where work on call is owed."""
    events: Sequence[Event]
    alerts: Sequence[AlertRow]
    zone: ZoneInfo

    @property
    def legal(self) -> Sequence[LegalRow]:
        """The deadlines of the law, by regime and in their order."""
        return derive_legal(self.ticket.id, self.events)

    @property
    def call(self) -> BookedCall | None:
        """The call-back that is booked."""
        return booked_call(self.ticket, self.events)

    @property
    def description(self) -> str:
        """What the caller said when it was opened."""
        return str(self.events[0].detail.get("description") or "")


def read_clocks(ticket: TicketRow, calendar: BusinessCalendar, now: int) -> dict[str, ClockReading]:
    """Contact, response and restore at `now`; a wait past its wake-up runs again from there."""
    return {name: _reading(ticket, name, calendar, now) for name in CLOCKS}


def _reading(ticket: TicketRow, name: str, calendar: BusinessCalendar, now: int) -> ClockReading:
    clock = _clock(ticket, name)
    promised = clock.target_s is not None or clock.phase == "waived"
    return ClockReading(name, time_left(clock, calendar, now, ticket.wake_at), clock.target_s, promised)


def _clock(ticket: TicketRow, name: str) -> ClockColumns:
    clock: ClockColumns = getattr(ticket, name)
    return clock


def ticket_page(read: Reader, key: str, book: TermsBook | None = None) -> TicketPage:
    """Everything on the ticket of a key, with calendars from `book` where they are in it. Raises NotFound."""
    ticket = find_ticket(read, key)
    return TicketPage(
        ticket=ticket,
        customer=setup.customer_by_id(read, ticket.customer_id) if ticket.customer_id else None,
        contract=setup.contract_by_id(read, ticket.contract_version_id) if ticket.contract_version_id else None,
        profile=setup.version_by_id(read, "profile", ticket.profile_version_id),
        calendar=setup.version_by_id(read, "calendar", ticket.calendar_version_id),
        business=(book or TermsBook()).calendar_of(read, ticket),
        events=timeline(read, Subject.TICKET, ticket.id),
        alerts=alerts_on_ticket(read, ticket.id),
        zone=room_zone(read),
    )


def ticket_clocks(page: TicketPage, now: int) -> list[ClockReading]:
    """The clocks of a page at `now`; its calendar came with it."""
    return list(read_clocks(page.ticket, page.business, now).values())


def ticket_json(
    read: Reader, book: TermsBook, tickets: Sequence[TicketRow], customers: Mapping[int, str], now: int
) -> list[dict[str, Any]]:
    """Tickets with the keys that scripts rely on, instants as UTC text, times left in open seconds."""
    alerts = alerts_of(read, [ticket.id for ticket in tickets])
    return [_one_json(ticket, book.calendar_of(read, ticket), alerts, customers, now) for ticket in tickets]


def _one_json(
    ticket: TicketRow,
    calendar: BusinessCalendar,
    alerts: Mapping[int, list[int]],
    customers: Mapping[int, str],
    now: int,
) -> dict[str, Any]:
    clocks = read_clocks(ticket, calendar, now)
    chosen = next_clock(ticket) if ticket.status in ACTIVE else None
    following = _left_of(ticket, chosen, calendar, now) if chosen else None
    out: dict[str, Any] = {
        "key": ticket.key,
        "subject": ticket.subject,
        "customer": customers.get(ticket.customer_id) if ticket.customer_id else None,
        "status": ticket.status,
        "phase": ticket.phase,
        "level": ticket.level,
        "category": ticket.category,
        "priority": ticket.priority,
        "technology": ticket.technology,
        "team": ticket.team,
        "assignee": ticket.assignee,
        "origin": ticket.origin,
        "channel": ticket.channel,
        "opened_at": iso(ticket.opened_at),
    }
    for name, reading in clocks.items():
        out[f"{name}_due"] = iso(reading.left.due)
        out[f"{name}_status"] = reading.left.status if reading.promised else None
        out[f"{name}_remaining_s"] = reading.left.remaining_s
    return out | {
        "next_clock": chosen[0] if chosen else None,
        "next_due": iso(following.due) if following else None,
        "outside_hours": bool(following and following.outside_hours),
        "pending_reason": ticket.pending_reason,
        "wake_at": iso(ticket.wake_at),
        "merged_into": ticket.merged_into,
        "alerts": alerts.get(ticket.id, []),
        "version": ticket.version,
        "impact": ticket.impact,
        "urgency": ticket.urgency,
        "fault": ticket.fault,
        "call_at": iso(ticket.call_at),
        "call_who": ticket.call_who,
        "estimate_s": ticket.estimate_s,
        "spent_s": ticket.spent_s,
        "solved_in_call": ticket.solved_in_call,
        "external_ref": ticket.external_ref,
    }


def _left_of(ticket: TicketRow, chosen: tuple[str, ClockColumns], calendar: BusinessCalendar, now: int) -> TimeLeft:
    name, clock = chosen
    return time_left(clock, None if name == CALL else calendar, now, ticket.wake_at)


def customer_codes(read: Reader) -> dict[int, str]:
    """Customer id → code."""
    return dict(read.rows("SELECT id, code FROM customer"))
