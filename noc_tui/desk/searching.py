"""The words by which a ticket is found: its key, its subject, and whatever was written in it or said by its alerts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from noc_tui.domain.event import Event, standing
from noc_tui.domain.ticket import TicketRow

LONGEST = 20_000
"""Characters of a ticket that are searched."""
_WORDS = ("description", "text", "event", "resource", "summary")


def search_text(ticket: TicketRow, events: Sequence[Event]) -> str:
    """What is searched of a ticket: each thing said once, in the order in which it was."""
    parts = dict.fromkeys(_parts(ticket, standing(events)))
    return "\n".join(parts)[:LONGEST]


def has_words(event: Event) -> bool:
    """Whether an event adds to what is searched."""
    return event.seq == 1 or any(event.detail.get(name) for name in _WORDS)


def _parts(ticket: TicketRow, events: Sequence[Event]) -> Iterator[str]:
    yield ticket.key
    if ticket.external_ref:
        yield ticket.external_ref
    yield ticket.subject
    for event in events:
        yield from (str(event.detail[name]) for name in _WORDS if event.detail.get(name))
