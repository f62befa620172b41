"""`noc ticket list`: the hot path, over the plain driver alone."""

from __future__ import annotations

from collections.abc import Sequence

from noc_tui.cli import session
from noc_tui.cli.output import emit_json, say, tell
from noc_tui.cli.queue import print_lines
from noc_tui.clock import to_us
from noc_tui.desk.queue import SORTS, QueueView
from noc_tui.domain.errors import BadInput

_PIECE = 500


def list_tickets(words: Sequence[str], view: str, sort: str, limit: int | None, *, json: bool) -> None:
    """Prints the tickets that the filter lets through, in the order of the queue, and how many there are."""
    if sort not in SORTS:
        raise BadInput(f"There is no order “{sort}”.", f"There are: {', '.join(SORTS)}")
    room = session.room()
    with room.reading() as read:
        text = " ".join(words)
        if view:
            from noc_tui.desk.views import find_view

            saved = find_view(read, view)
            text = f"{saved.filter} {text}"
        me = session.actor(read).name if "me" in text or "mine" in text else ""
        shown = QueueView(read, room.clock, me, f"kind:ticket {text}", sort)
        total, now = shown.count(read), to_us(room.clock())
        wanted = total if limit is None else min(limit, total)
        book, codes = TermsBook(), customer_codes(read)
        for offset in range(0, wanted, _PIECE):
            lines = shown.window(read, offset, min(_PIECE, wanted - offset), total)
            if not json:
                print_lines(shown, lines, now)
                continue
            found = tickets_by_id(read, [line.row.ref for line in lines])
            tickets = [found[line.row.ref] for line in lines if line.row.ref in found]
            for record in ticket_json(read, book, tickets, codes, now):
                emit_json(record)
    footer = f"{wanted} of {total} tickets" if total else "No ticket matches."
    tell(footer) if json else say(footer)
