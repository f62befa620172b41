"""The call-back that stands on a ticket (G8), in its own terms and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from noc_tui import figures
from noc_tui.domain.event import Event, TicketEvent, standing
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Channel


@dataclass(frozen=True, slots=True)
class BookedCall:
    """Somebody is to be called back, or answered by mail. Instants are UTC microseconds."""

    at: int
    who: str | None
    """Login of who is to call; None is whoever comes first."""
    name: str
    """Whom to ask for; may be empty."""
    number: str
    """Phone number or mail address; may be empty."""
    by: str
    """`phone` or `mail`."""
    text: str
    booked_at: int
    booked_by: str


def booked_call(ticket: TicketRow, events: Sequence[Event]) -> BookedCall | None:
    """The call-back booked on a ticket with these events, or None."""
    if ticket.call_at is None:
        return None
    booked = (event for event in reversed(standing(events)) if event.kind == TicketEvent.CALL_BOOKED)
    return next(map(call_in, booked), None)


def call_in(event: Event) -> BookedCall:
    """What a booking says."""
    detail: Mapping[str, Any] = event.detail
    return BookedCall(
        at=detail["call_at"],
        who=detail.get("who"),
        name=str(detail.get("name") or ""),
        number=str(detail.get("number") or ""),
        by=str(detail.get("by") or Channel.PHONE),
        text=str(detail.get("text") or ""),
        booked_at=event.at,
        booked_by=event.actor,
    )


def booking_of(call: BookedCall) -> Mapping[str, object]:
    """What the event that books it says."""
    return {
        "call_at": call.at,
        "who": call.who,
        "name": call.name,
        "number": call.number,
        "by": call.by,
        "text": call.text,
    }


def call_said(call: BookedCall, now: int, zone: ZoneInfo) -> str:
    """`to be called back 15:00 by rossi: Anna Bianchi, 02 123`."""
    doing = "answered by mail" if call.by == Channel.MAIL else "called back"
    who = f" by {call.who}" if call.who else ""
    whom = ", ".join(filter(None, (call.name, call.number)))
    return f"to be {doing} {figures.moment(call.at, now, zone)}{who}" + (f": {whom}" if whom else "")
