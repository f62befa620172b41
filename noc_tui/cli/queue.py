"""`noc queue`: the queue once, as text."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from noc_tui import figures
from noc_tui.cli import session
from noc_tui.cli.output import Cell, emit_json, say, table, tell
from noc_tui.clock import iso, to_us
from noc_tui.desk.queue import SORTS, QueueView
from noc_tui.domain.errors import BadInput
from noc_tui.domain.queue import Kind, Line
from noc_tui.domain.sign import Sign, sign_of
from noc_tui.domain.words import SEVERITIES

app = typer.Typer(rich_markup_mode=None)

STYLES = {
    Sign.OVERRUN: "red bold",
    Sign.SOON: "yellow bold",
    Sign.CLOSED: "dim",
    Sign.PAUSED: "magenta",
    Sign.ALERT: "red",
    Sign.NONE: "dim",
}
SEVERITY_STYLES = {"critical": "red", "major": "yellow"}
HEADERS = ("", "left", "clock", "key", "severity", "customer", "subject", "lvl", "phase", "who", "age")


@app.command()
def queue(
    words: list[str] = typer.Argument(None, metavar="[FILTER]...", help="e.g. customer:acme level:2 overdue vpn"),
    view: str = typer.Option("", help="A saved view."),
    sort: str = typer.Option("due", help="One of: " + ", ".join(SORTS)),
    limit: int = typer.Option(50, min=1, help="At most so many lines."),
    json: bool = typer.Option(False, "--json", help="One JSON object a line."),
) -> None:
    """The queue as text: what is due next, tickets and alerts."""
    room = session.room()
    if sort not in SORTS:
        raise BadInput(f"There is no order “{sort}”.", f"There are: {', '.join(SORTS)}")
    with room.reading() as read:
        text = " ".join(_quoted(word) for word in words or ())
        if view:
            from noc_tui.desk.views import find_view

            saved = find_view(read, view)
            text, sort = f"{saved.filter} {text}".strip(), saved.sort if sort == "due" else sort
        me = session.actor(read).name if "me" in text or "mine" in text else ""
        shown = QueueView(read, room.clock, me, text, sort)
        total = shown.count(read)
        lines = shown.window(read, 0, limit, total)
        now = to_us(room.clock())
        if json:
            for line in lines:
                emit_json(_line_json(shown, line, now))
            tell(f"{len(lines)} of {total} lines")
            return
        print_lines(shown, lines, now)
        say(f"{len(lines)} of {total} lines" if lines else "The queue is empty: nothing is open and no alert waits.")


def _quoted(word: str) -> str:
    return f'"{word}"' if " " in word and ":" not in word else word


def print_lines(shown: QueueView, lines: Sequence[Line], now: int) -> None:
    """Lines of the queue as a table."""
    if lines:
        table(HEADERS, [_cells(shown, line, now) for line in lines], stretch=6)


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
        f"{row.source} ×{row.count}" if alert else row.assignee or "—",
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
