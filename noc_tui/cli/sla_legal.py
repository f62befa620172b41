"""`noc sla legal`: clocks of the law beside the ticket's own."""

from __future__ import annotations

import typer

from noc_tui import figures
from noc_tui.cli import session
from noc_tui.cli.batch import JSON, written
from noc_tui.cli.output import Cell, emit_json, say, table
from noc_tui.clock import iso, to_us
from noc_tui.domain.legal import LegalLine, Regime, Step

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
_KEY = typer.Argument(..., metavar="KEY", help="NOC-2026-000123, or 123.")
_REGIME = typer.Option(..., "--regime", help="Which law.")
_WHY = typer.Option(..., "--text", "-m", metavar="TEXT", help="The reason; - reads it from stdin.")
_AT = typer.Option("", "--at", metavar="TIME", help="When: yesterday's times as 2026-11-20 17:00. Default: now.")


@app.command("list")
def list_(
    every: bool = typer.Option(False, "--all", help="Those handed in too."),
    json: bool = JSON,
) -> None:
    """List the legal deadlines that are still to be met, what is due next first."""
    from noc_tui.desk.terms import room_zone
    from noc_tui.store.read.legal import legal_lines

    room = session.room()
    with room.reading() as read:
        found, zone, now = legal_lines(read, every=every), room_zone(read), to_us(room.clock())
    if json:
        for one in found:
            emit_json(_record(one))
        return
    if not found:
        say("No legal clock runs. `noc sla legal start KEY --regime nis2 -m …` starts one.")
        return
    rows = []
    for one in found:
        rest = (one.row.due - (one.row.done_at or now)) // 1_000_000
        state = f"handed in {figures.moment(one.row.done_at, now, zone)}" if one.row.done_at else ""
        style = "red" if rest < 0 else ""
        rows.append((Cell(figures.left(rest), style, right=True), one.row.regime.upper(),
                     one.row.step.replace("_", " "), figures.moment(one.row.due, now, zone), one.key,
                     one.customer or "—", one.subject, state))  # fmt: skip
    table(("left", "law", "step", "due", "key", "customer", "subject", ""), rows, stretch=6)


@app.command()
def start(key: str = _KEY, regime: Regime = _REGIME, text: str = _WHY, at: str = _AT, json: bool = JSON) -> None:
    """Start the clocks of a law, from the instant at which it became known. They never pause."""
    from noc_tui.desk.legal import start_legal

    why, aware = written(text), session.moment(at) if at else None
    ticket = session.run(lambda tx: start_legal(tx, key, regime, why, aware_at=aware))
    _show(ticket.key, json=json)


@app.command()
def done(
    key: str = _KEY,
    regime: Regime = _REGIME,
    step: Step = typer.Option(..., help="What was handed in."),
    text: str = typer.Option("", "--text", "-m", metavar="TEXT", help="To whom, under which number."),
    at: str = _AT,
    json: bool = JSON,
) -> None:
    """Note that a step was handed in."""
    from noc_tui.desk.legal import report_legal

    words, sent = written(text), session.moment(at) if at else None
    ticket = session.run(lambda tx: report_legal(tx, key, regime, step, at=sent, text=words))
    _show(ticket.key, json=json)


@app.command()
def drop(key: str = _KEY, regime: Regime = _REGIME, text: str = _WHY) -> None:
    """Take the clocks of a law off a ticket: it does not apply after all."""
    from noc_tui.desk.legal import drop_legal

    why = written(text)
    ticket = session.run(lambda tx: drop_legal(tx, key, regime, why))
    say(f"{ticket.key}: {regime.upper()} does not apply")


def _show(key: str, *, json: bool) -> None:
    from noc_tui.desk.terms import room_zone
    from noc_tui.store.read.legal import legal_lines

    room = session.room()
    with room.reading() as read:
        found, zone = [one for one in legal_lines(read, every=True) if one.key == key], room_zone(read)
        now = to_us(room.clock())
    for one in found:
        if json:
            emit_json(_record(one))
            continue
        done_at = one.row.done_at
        state = f"handed in {figures.moment(done_at, now, zone)}" if done_at else "to be handed in"
        step = one.row.step.replace("_", " ")
        say(f"{key}  {one.row.regime.upper()} {step}: {state}, due {figures.moment(one.row.due, now, zone)}")


def _record(one: LegalLine) -> dict[str, object]:
    row = one.row
    return {"key": one.key, "regime": row.regime, "step": row.step, "aware_at": iso(row.aware_at),
            "due": iso(row.due), "done_at": iso(row.done_at)}  # fmt: skip
