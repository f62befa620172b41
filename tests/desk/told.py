"""Explanations of due dates as somebody would copy them onto paper."""

from __future__ import annotations

from datetime import datetime

from noc_tui.clock import to_us
from noc_tui.desk.explain import TicketExplanation, ToldClock, explain_ticket
from noc_tui.desk.tickets import ticket_page
from noc_tui.store.room import Room


def explained(
    room: Room, key: str, *, language: str = "en", at: datetime | None = None, limit: int = 40
) -> TicketExplanation:
    """A ticket's clocks, told."""
    with room.reading() as read:
        now = to_us(at or room.clock())
        return explain_ticket(read, ticket_page(read, key), now, language=language, limit=limit)


def clock_in(told: TicketExplanation, name: str) -> ToldClock:
    """One of them."""
    return next(clock for clock in told.clocks if clock.name == name)


def on_paper(clock: ToldClock) -> str:
    """A clock as somebody would copy it: instant, counted, in all, what."""
    rows = [" | ".join((line.when, line.counted, line.total, line.what)) for line in clock.lines]
    return "\n".join([clock.head, clock.state, *rows])


def lines(text: str) -> str:
    """A picture in the source without its indentation."""
    return "\n".join(line.strip() for line in text.strip().splitlines())
