"""`noc ticket list`: the hot path, over the plain driver alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from noc_tui.cli import session
from noc_tui.cli.filtering import view_of
from noc_tui.cli.output import emit_json, how_many, say, tell
from noc_tui.cli.queue import line_table, print_lines
from noc_tui.clock import to_us
from noc_tui.domain.queue import Line
from noc_tui.store.read.connection import Reader


def list_tickets(words: Sequence[str], view: str, sort: str, limit: int | None, *, json: bool) -> None:
    """Prints the tickets that the filter lets through, in the order of the queue, and how many there are."""
    room = session.room()
    with room.reading() as read, read.snapshot():
        shown = view_of(room, read, words, view, sort, only="kind:ticket")
        total, now = shown.count(read), to_us(room.clock())
        printed = total if limit is None else min(limit, total)
        pieces = shown.every(read) if limit is None else iter([shown.window(read, 0, printed)])
        if json:
            _print_json(read, pieces, now)
        else:
            table = line_table()
            for lines in pieces:
                print_lines(table, shown, lines, now)
    footer = how_many(printed, total, "ticket") if total else "No ticket matches."
    tell(footer) if json else say(footer)


def _print_json(read: Reader, pieces: Iterator[list[Line]], now: int) -> None:
    from noc_tui.desk.terms import TermsBook
    from noc_tui.desk.tickets import customer_codes, ticket_json
    from noc_tui.store.read.tickets import tickets_by_id

    book, codes = TermsBook(), customer_codes(read)
    for lines in pieces:
        found = tickets_by_id(read, [line.row.ref for line in lines])
        for record in ticket_json(read, book, [found[line.row.ref] for line in lines], codes, now):
            emit_json(record)
