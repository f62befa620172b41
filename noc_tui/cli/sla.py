"""`noc sla`: why a due date is what it is, what it would be, and whether it is right."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import closing
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import typer

from noc_tui import figures
from noc_tui.cli import session
from noc_tui.cli.batch import DRY_RUN, JSON, KEYS
from noc_tui.cli.output import Cell, emit_json, say, table, tell
from noc_tui.cli.sla_legal import app as legal
from noc_tui.cli.ticket import each_ticket
from noc_tui.clock import iso, to_us
from noc_tui.domain.errors import BadInput
from noc_tui.domain.words import Category, Grade, Priority, Reason

if TYPE_CHECKING:
    from noc_tui.desk.simulate import Judged, Simulation
    from noc_tui.desk.verify import Difference
    from noc_tui.desk.what_if import ClockChange

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
app.add_typer(legal, name="legal", help="Legal clocks beside the ticket's: NIS2 and GDPR, never paused.")
_KEY = typer.Argument(..., metavar="KEY", help="NOC-2026-000123, or 123.")


@app.command()
def explain(
    key: str = _KEY,
    lang: str = typer.Option("en", "--lang", metavar="LANGUAGE", help="en, or it for a customer in Italy."),
    at: str = typer.Option("", "--at", metavar="TIME", help="As it was then: 2026-11-20 17:00. Default: now."),
    full: bool = typer.Option(False, "--full", help="Every slice, however many."),
    json: bool = JSON,
) -> None:
    """Explain every clock of a ticket, line by line, so that it can be checked with pen and paper."""
    from noc_tui.cli.sla_explained import explain_on_paper

    explain_on_paper(key, lang, session.moment(at) if at else None, full=full, json=json)


@app.command("what-if")
def what_if(
    key: str = _KEY,
    wait: Reason = typer.Option(None, "--wait", help="If it waited for them from now on."),
    until: str = typer.Option("", metavar="TIME", help="The end of that wait: 2h, tomorrow 9:00, mon 14:30."),
    category: Category = typer.Option(None, help="If it were of that category."),
    priority: Priority = typer.Option(None, help="If it had that priority."),
    impact: Grade = typer.Option(None, help="If it reached so far: with urgency it makes the priority."),
    urgency: Grade = typer.Option(None, help="If it could wait so long."),
    profile: str = typer.Option("", metavar="NAME", help="If it ran on that profile, in its own hours."),
    calendar: str = typer.Option("", metavar="NAME", help="If it ran on those hours."),
    json: bool = JSON,
) -> None:
    """Show the due instants of a ticket as they would be. Nothing is changed."""
    from noc_tui.desk.terms import room_zone
    from noc_tui.desk.what_if import Supposed, what_if
    from noc_tui.store.read.tickets import find_ticket

    if until and wait is None:
        raise BadInput("--until is the end of a wait.", "Say --wait customer, vendor, visit or parts too.")
    end = session.moment(until) if until else None
    supposed = Supposed(
        wait, end, category, priority, profile or None, calendar or None, impact=impact, urgency=urgency
    )
    if supposed == Supposed():
        raise BadInput("If what?", "Give --wait, --category, --priority, --impact, --urgency, --profile or --calendar.")
    room = session.room()
    with room.reading() as read:
        now, zone = to_us(room.clock()), room_zone(read)
        changes, key = what_if(read, key, supposed, now), find_ticket(read, key).key
    if json:
        for change in changes:
            emit_json(_change_record(key, change))
        return
    if not changes:
        say("No clock runs on it, and none would.")
        return
    rows = []
    for change in changes:
        before, after = (figures.moment(due, now, zone) for due in (change.before_due, change.after_due))
        rows.append(
            (change.name, change.before_status, before or "—", change.after_status, after or "—",
             Cell(figures.left(change.after_remaining_s), right=True), "" if change.moves else "as it is")
        )  # fmt: skip
    table(("clock", "now", "due", "then", "due then", "left then", ""), rows)


def _change_record(key: str, change: ClockChange) -> dict[str, object]:
    return {
        "key": key, "clock": change.name, "status": change.before_status, "due": iso(change.before_due),
        "remaining_s": change.before_remaining_s, "then_status": change.after_status,
        "then_due": iso(change.after_due), "then_remaining_s": change.after_remaining_s,
    }  # fmt: skip


@app.command()
def verify(
    keys: list[str] = typer.Argument(None, metavar="KEY...", help="Which tickets; none: say --all."),
    every: bool = typer.Option(False, "--all", help="Every ticket in the store."),
    json: bool = JSON,
) -> None:
    """Walk tickets minute by minute by other code and report any second of difference. Exit 1 if there is any."""
    if bool(keys) == every:
        raise BadInput("Which tickets?", "Name keys, or say --all.")
    differences, looked_at = 0, 0
    with closing(_walk(keys or [])) as walked:
        for key, found in walked:
            looked_at += 1
            for difference in found:
                differences += 1
                _tell_difference(key, difference, json=json)
    if json:
        emit_json({"tickets": looked_at, "differences": differences})
    else:
        say(f"{looked_at} ticket{'s' if looked_at != 1 else ''} walked, {differences} differences.")
    if differences:
        raise typer.Exit(1)


def _walk(keys: list[str]) -> Generator[tuple[str, list[Difference]], None, None]:
    from noc_tui.desk.verify import Walk
    from noc_tui.domain.event import Subject
    from noc_tui.store.read.tickets import all_timelines, find_ticket, ticket_by_id, timeline

    room, walk = session.room(), Walk()
    with room.reading() as read, read.snapshot():
        now = to_us(room.clock())
        if keys:
            tickets = {ticket.id: ticket for ticket in (find_ticket(read, key) for key in keys)}
            pairs = ((ticket, timeline(read, Subject.TICKET, ticket.id)) for ticket in tickets.values())
        else:
            pairs = ((ticket_by_id(read, ident), events) for ident, events in all_timelines(read, Subject.TICKET))
        with closing(pairs):
            for ticket, events in pairs:
                yield ticket.key, list(walk.differences(read, ticket, events, now))


def _tell_difference(key: str, found: Difference, *, json: bool) -> None:
    if json:
        emit_json({"key": key, "clock": found.clock, "what": found.what, "counted": found.counted,
                   "walked": found.walked})  # fmt: skip
    else:
        say(f"{key} {found.clock} {found.what}: counted {found.counted}, walked {found.walked}")


@app.command()
def compute(
    file: str = typer.Argument("-", metavar="[FILE|-]", help="Lines in the form of docs/operators.md; - is stdin."),
) -> None:
    """Answer questions on business time, one JSON object a line. Exit 3 if any line could not be answered."""
    from noc_tui.cli.sla_compute import compute_lines

    if compute_lines(file):
        raise typer.Exit(3)


@app.command()
def simulate(
    profile: list[str] = typer.Option([], metavar="NAME", help="The other profile, in its own hours; may be repeated."),
    all_profiles: bool = typer.Option(False, "--all-profiles", help="Each profile of the room, side by side."),
    calendar: str = typer.Option("", metavar="NAME", help="Other hours."),
    since: str = typer.Option("", metavar="DATE", help="Tickets opened from that day on. Default: the last 90 days."),
    customer: str = typer.Option("", metavar="NAME", help="Of one customer. Default: of all."),
    details: bool = typer.Option(False, "--list", help="Each clock that would have ended otherwise."),
    json: bool = JSON,
) -> None:
    """Say what past tickets would have met under another profile or other hours, or under several."""
    from noc_tui.desk.simulate import Simulation, simulate
    from noc_tui.desk.terms import room_zone
    from noc_tui.store.read.setup import find_customer, newest_versions

    if not (profile or all_profiles or calendar):
        raise BadInput("Under which terms?", "Give --profile, --all-profiles or --calendar.")
    if profile and all_profiles:
        raise BadInput("Some profiles or all of them?", "Give --profile or --all-profiles.")
    room, simulations = session.room(), dict[str, Simulation]()
    with room.reading() as read, read.snapshot():
        zone, now = room_zone(read), room.clock()
        day = _day(since) if since else (now.astimezone(zone) - timedelta(days=90)).date()
        whose = find_customer(read, customer).id if customer else None
        names = [version.name for version in newest_versions(read, "profile")] if all_profiles else profile
        for name in dict.fromkeys(names or [""]):
            under = " ".join(word for word in (name, calendar) if word)
            simulations[under] = Simulation()
            judged = simulate(
                read,
                since=to_us(datetime(day.year, day.month, day.day, tzinfo=zone)),
                now=to_us(now),
                profile=name or None,
                calendar=calendar or None,
                customer_id=whose,
                simulation=simulations[under],
            )
            with closing(judged):
                for one in judged:
                    if details:
                        _tell_judged(one, under, json=json)
    _tell_simulations(simulations, f"{day}", json=json)


def _tell_judged(one: Judged, under: str, *, json: bool) -> None:
    if json:
        emit_json({"key": one.key, "clock": one.clock, "category": one.category, "under": under, "was": one.was,
                   "would": one.would, "remaining_s": one.remaining_s})  # fmt: skip
    else:
        rest = "" if one.remaining_s is None else f" ({figures.left(one.remaining_s)} left)"
        say(f"{one.key}  {one.clock} under {under}: {one.was} → {one.would}{rest}")


def _tell_simulations(simulations: Mapping[str, Simulation], since: str, *, json: bool) -> None:
    """Side by side as a table, an object each for scripts."""
    if json:
        for under, simulation in simulations.items():
            counts = {
                name: {"was": dict(simulation.was[name].counts), "would": dict(simulation.would[name].counts)}
                for name in simulation.was
                if _promised(simulation, name)
            }
            emit_json({"tickets": simulation.tickets, "since": since, "under": under, "clocks": counts})
        return
    first = next(iter(simulations.values()))
    if not first.tickets:
        say(f"No ticket was opened since {since}: --since goes further back.")
        return
    say(f"{first.tickets} tickets opened since {since}, as they were and under {', '.join(simulations)}:")
    rows: list[list[Cell | str]] = []
    for name in first.was:
        if not any(_promised(simulation, name) for simulation in simulations.values()):
            continue
        tallies = [("were", first.was[name])] + [(under, one.would[name]) for under, one in simulations.items()]
        for when, tally in tallies:
            kept = "—" if tally.kept is None else f"{tally.kept:.1%}"
            numbers = (tally.counts[what] for what in ("met", "breached", "going", "none"))
            rows.append([name, when, *(Cell(str(n), right=True) for n in numbers), Cell(kept, right=True)])
    table(("clock", "terms", "met", "breached", "still going", "no target", "kept"), rows)


def _promised(simulation: Simulation, name: str) -> bool:
    return any(tally.counts.total() > tally.counts["none"] for tally in (simulation.was[name], simulation.would[name]))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"“{text}” is no day.", "Write it as 2026-01-01.") from error


@app.command()
def follow(keys: list[str] = KEYS, dry_run: bool = DRY_RUN, json: bool = JSON) -> None:
    """Put open tickets on the terms that hold for their customer today."""
    from noc_tui.desk.following import follow_terms

    each_ticket(keys, follow_terms, dry_run=dry_run, json=json)
    tell(f"`noc sla explain KEY` shows what they run on{'' if dry_run else ' now'}.")
