"""`noc sla explain`: the clocks of a ticket on paper."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from noc_tui.cli import session
from noc_tui.cli.output import Cell, emit_json, lines, say
from noc_tui.clock import to_us
from noc_tui.desk.explain import ToldClock, explain_ticket
from noc_tui.desk.tickets import ticket_page

if TYPE_CHECKING:
    from noc_tui.sla.explain import Explanation

_STYLES = {"due": "bold", "overrun": "red", "after": "red", "paused": "magenta", "pause": "magenta", "now": "blue",
           "closed": "dim", "holiday": "dim", "exception": "dim", "done": "dim"}  # fmt: skip
_WHOLE = 1_000_000


def explain_on_paper(key: str, language: str, at: datetime | None, *, full: bool, json: bool) -> None:
    """Prints every clock of a ticket, as it stands now or stood at an instant."""
    room = session.room()
    with room.reading() as read, read.snapshot():
        page = ticket_page(read, key)
        now = to_us(at or room.clock())
        limit = {"limit": _WHOLE} if full or json else {}
        told = explain_ticket(read, page, now, language=language, **limit)
    if json:
        for name, explanation in told.data.items():
            emit_json(_record(told.key, name, explanation))
        return
    say(f"{told.key}  {told.title}")
    say(told.terms)
    for earlier in told.earlier:
        say(earlier)
    for clock in told.clocks:
        _print(clock)
    if not told.clocks:
        say(told.nothing)


def _print(clock: ToldClock) -> None:
    say("")
    say(f"{clock.head} · {clock.state}")
    rows = []
    for line in clock.lines:
        style = _STYLES.get(line.kind, "")
        counted, total = Cell(line.counted, style, right=True), Cell(line.total, style, right=True)
        rows.append((Cell(line.when, style), counted, total, Cell(line.what, style)))
    if rows:
        lines(rows)


def _record(key: str, name: str, told: Explanation) -> dict[str, object]:
    """Instants as UTC seconds; `counted` lines add up to `target_s`."""
    record: dict[str, object] = {"key": key, **asdict(told)}
    record["clock"] = name
    return record
