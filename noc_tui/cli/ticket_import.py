"""`noc ticket import`: the history of another desk, from a CSV file and a map that says how to read it."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from noc_tui.cli import session
from noc_tui.cli.batch import JSON
from noc_tui.cli.output import NobodyReads, emit_json, say, tell
from noc_tui.clock import to_us

if TYPE_CHECKING:
    from noc_tui.desk.importing import Imported
    from noc_tui.desk.importing_rows import Rejected


def import_(
    file: str = typer.Argument(..., metavar="FILE", help="A CSV file: a row for each change, or for each ticket."),
    map_: str = typer.Option(..., "--map", metavar="NAME", help="servicenow, or the path of a map of your own."),
    customer: str = typer.Option("", "--customer", "-c", metavar="NAME", help="Whose tickets they are."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Show what would become of each ticket, change nothing."),
    json: bool = JSON,
) -> None:
    """Bring in the tickets of another desk with their timelines. What was brought in before stays as it is.

    With --customer, what is here under nobody or another is put on that customer, unless people worked on it here.

    Rows that are not understood are reported with their line, and their ticket is left out whole.
    """
    from noc_tui.desk.importing import bring_in
    from noc_tui.desk.importing_map import read_map
    from noc_tui.desk.importing_rows import gathered
    from noc_tui.desk.terms import room_zone
    from noc_tui.store.read.setup import find_customer

    plan = read_map(map_)
    room = session.room(make=not dry_run)
    with room.reading() as read:
        actor, zone = session.actor(read), room_zone(read)
        whose = find_customer(read, customer).id if customer else None
    report = _Report(json=json, dry_run=dry_run, nobodys=not customer)
    with gathered(file, plan, zone, to_us(room.clock()), report.rejected) as found:
        for one in bring_in(room, actor, plan, found.histories(), customer_id=whose, dry_run=dry_run):
            report.ticket(one)
    report.end()


class _Report:
    """Says what becomes of rows and tickets as it does, and counts."""

    def __init__(self, *, json: bool, dry_run: bool, nobodys: bool) -> None:
        """`nobodys`: no customer was named, whose new tickets would be."""
        self._json = json
        self._dry_run = dry_run
        self._nobodys = nobodys
        self._heard = True
        self._counts: Counter[str] = Counter()

    def rejected(self, row: Rejected) -> None:
        """A row that was not understood."""
        self._counts["rejected"] += 1
        tell(f"Line {row.line}{f', {row.number}' if row.number else ''}: {row.why}.")

    def ticket(self, one: Imported) -> None:
        """A ticket, on stdout as long as somebody reads it: the work goes on either way."""
        self._counts.update((one.verdict,))
        self._counts["events"] += one.events
        self._counts["repeated"] += one.repeated
        if one.why:
            tell(f"{one.number} is left {'as it is' if one.key else 'out'}: {one.why}.")
        if self._heard:
            self._heard = False
            with suppress(NobodyReads):
                self._say(one)
                self._heard = True

    def _say(self, one: Imported) -> None:
        if self._json:
            emit_json(asdict(one) | {"why": one.why or None})
        elif not one.why:
            told = [one.key or "", f"{one.events} events" if one.events else ""]
            say(f"{one.number} {one.verdict}: {', '.join(filter(None, told))}".removesuffix(": "))

    def end(self) -> None:
        """The sums on stderr; leaves with 1 where nothing could be brought in, with 3 where something could not."""
        counts = self._counts
        tickets = ", ".join(f"{counts[word]} {word}" for word in ("new", "grown", "moved", "unchanged", "refused"))
        rows = f"rows repeated: {counts['repeated']}, not understood: {counts['rejected']}"
        tell(f"{tickets}; events: {counts['events']}; {rows}.")
        if self._nobodys and counts["new"]:
            tell("What is new is nobody's and runs on request: --customer says whose it is, also in a second import.")
        if self._dry_run:
            tell("Dry run: nothing was changed.")
        if counts["refused"] or counts["rejected"]:
            done = counts["new"] + counts["grown"] + counts["moved"] + counts["unchanged"]
            raise typer.Exit(3 if done else 1)
