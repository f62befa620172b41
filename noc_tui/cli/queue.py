"""`noc queue`: the queue once, as text."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from noc_tui import figures
from noc_tui.cli import session
from noc_tui.cli.filtering import SORT, VIEW, WORDS, Filtering, view_of
from noc_tui.cli.output import Cell, Table, emit_json, how_many, say, tell
from noc_tui.clock import iso, to_us
from noc_tui.desk.queue import QueueView
from noc_tui.domain.queue import Kind, Line
from noc_tui.domain.sign import Sign, sign_of
from noc_tui.domain.words import SEVERITIES

app = typer.Typer(add_completion=False, rich_markup_mode=None)

STYLES = {
    Sign.OVERRUN: "red bold",
    Sign.SOON: "yellow bold",
    Sign.CLOSED: "dim",
    Sign.PAUSED: "magenta",
    Sign.ALERT: "red",
    Sign.KEPT: "green",
    Sign.NONE: "dim",
}
SEVERITY_STYLES = {"critical": "red", "major": "yellow"}
HEADERS = ("", "left", "clock", "key", "severity", "customer", "subject", "lvl", "phase", "who", "age")


@app.command(cls=Filtering)
def queue(
    words: list[str] = WORDS,
    view: str = VIEW,
    sort: str = SORT,
    limit: int = typer.Option(50, min=1, metavar="N", help="At most so many lines; the true total is printed."),
    json: bool = typer.Option(False, "--json", help="One JSON object a line."),
) -> None:
    """The queue as text: what is due next, tickets and alerts that nobody has taken."""
    room = session.room()
    with room.reading() as read, read.snapshot():
        shown = view_of(room, read, words or (), view, sort)
        total, now = shown.count(read), to_us(room.clock())
        lines = shown.window(read, 0, min(limit, total))
    if json:
        for line in lines:
            emit_json(_line_json(shown, line, now))
        tell(how_many(len(lines), total, "line"))
        return
    print_lines(line_table(), shown, lines, now)
    empty = "Nothing matches." if shown.text else "The queue is empty: nothing is open and no alert waits."
    say(how_many(len(lines), total, "line") if lines else empty)


def line_table() -> Table:
    """A table for lines of the queue."""
    return Table(HEADERS, stretch=6)


def print_lines(table: Table, shown: QueueView, lines: Sequence[Line], now: int) -> None:
    """Adds lines of the queue to a table."""
    if lines:
        table.add([_cells(shown, line, now) for line in lines])


def _cells(shown: QueueView, line: Line, now: int) -> list[Cell | str]:
    row = line.row
    left = shown.time(row, now)
    sign = sign_of(row, left)
    severity = SEVERITIES[row.severity]
    alert = row.kind == Kind.ALERT
    return [
        Cell(sign.mark, STYLES.get(sign, "")),
        Cell(figures.left(left.remaining_s), STYLES.get(sign, ""), right=True),
        Cell(row.clock or "", "dim"),
        row.key,
        Cell(severity, SEVERITY_STYLES.get(severity, "")),
        line.customer,
        row.subject,
        "" if alert else f"L{row.level}",
        "" if alert else row.phase,
        f"{row.source} ×{row.count}" if alert and row.assignee is None else row.assignee or "—",
        Cell(figures.age(row.opened_at, now), "dim", right=True),
    ]


def _line_json(shown: QueueView, line: Line, now: int) -> dict[str, object]:
    row = line.row
    left = shown.time(row, now)
    return {
        "kind": Kind(row.kind).name.lower(),
        "key": row.key,
        "subject": row.subject,
        "customer": line.customer_code or None,
        "severity": SEVERITIES[row.severity],
        "status": row.status,
        "level": row.level,
        "phase": row.phase,
        "assignee": row.assignee,
        "clock": row.clock,
        "clock_status": left.status,
        "due": iso(left.due),
        "remaining_s": left.remaining_s,
        "outside_hours": left.outside_hours,
        "pending_reason": row.pending_reason,
        "wake_at": iso(row.wake_at),
        "opened_at": iso(row.opened_at),
        "version": row.version,
    }
