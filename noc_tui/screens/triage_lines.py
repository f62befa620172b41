"""Triage laid out as lines: what came in, who it is and whether they are covered, and what the clocks would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from noc_tui import figures
from noc_tui.desk.caller import Found
from noc_tui.desk.coverage import Coverage, Verdict
from noc_tui.desk.matrix import priority_of
from noc_tui.desk.qualification import Qualification
from noc_tui.desk.routing import Proposal
from noc_tui.desk.tickets import TicketPage
from noc_tui.desk.triage_page import Judged
from noc_tui.desk.what_if import ClockChange
from noc_tui.domain.words import SEVERITIES, AlertStatus, Grade, Priority
from noc_tui.text import clean, fit, line
from noc_tui.widgets.columns import Piece
from noc_tui.widgets.palette import severity_colour
from noc_tui.widgets.pick_list import Row
from noc_tui.widgets.sheet import Text, wrapped

if TYPE_CHECKING:
    from noc_tui.desk.look_alikes import LookAlike

_LABEL = 9
_VERDICTS = {
    Verdict.COVERED: "good", Verdict.NOT_COVERED: "overrun", Verdict.NO_CONTRACT: "soon", Verdict.UNKNOWN: "dim",
}  # fmt: skip
_SIGNS = {True: ("√", "good"), False: ("✗", "overrun"), None: ("·", "dim")}
_MATES = 3
_RUNS = frozenset({"running", "paused", "breached"})


def title(page: TicketPage | None, now: int) -> Text:
    """What is triaged, and how it arrived."""
    if page is None:
        return Piece("A new request", "calm", True), Piece("  write the call's notes while you talk", "dim")
    ticket = page.ticket
    came = f"arrived by {ticket.channel} {figures.moment(ticket.opened_at, now, page.zone)}"
    joined = f", {len(page.alerts)} alert{'s' if len(page.alerts) > 1 else ''} joined" if page.alerts else ""
    return (
        Piece("Triage ", "calm", True),
        Piece(f"{ticket.key}  ", "strong", True),
        Piece(line(ticket.subject), "strong", True),
        Piece(f"   {came}{joined}", "dim"),
    )


def came_in(page: TicketPage, cells: int, rows: int) -> list[Text]:
    """What was said, and what fires, in at most so many rows: at least two of them for the alerts, if there are any."""
    alerts = _alerts(page, max(2, rows // 3))
    room = max(1, rows - len(alerts))
    said = wrapped(clean(page.description), max(10, cells), room + 1) if page.description else []
    if len(said) > room:
        said = [*said[: room - 1], f"{said[room - 1]} …"]
    if not said and not alerts:
        said = [line(page.ticket.subject)]
    return [*((Piece(row),) for row in said), *alerts]


def _alerts(page: TicketPage, rows: int) -> list[Text]:
    firing = [alert for alert in page.alerts if alert.status != AlertStatus.RESOLVED]
    shown = firing if len(firing) <= rows else firing[: rows - 1]
    lines: list[Text] = [
        (
            Piece("● ", severity_colour(alert.severity)),
            Piece(fit(SEVERITIES[alert.severity], _LABEL), severity_colour(alert.severity)),
            Piece(line(f"{alert.event} {alert.resource}")),
        )
        for alert in shown
    ]
    if len(firing) > len(shown):
        lines.append((Piece(f"  and {len(firing) - len(shown)} alerts more", "dim"),))
    return lines


def identity(who: Found | None, caller: str, coverage: Coverage, cells: int) -> list[Text]:
    """Who it is, then the verdict with its lines, the open window and the hours left."""
    named: list[Text] = [(Piece("caller ", "dim"), Piece(line(caller)))] if caller else []
    if who is None:
        why: list[Text] = [(Piece(row, "soon"),) for row in wrapped(coverage.why, cells, 4)]
        return [*named, *why, (Piece(coverage.window, "dim"),)]
    lines = [*_who(who), *named]
    verdict = "" if coverage.title == coverage.verdict else f"  {coverage.verdict}"
    colour = _VERDICTS[coverage.verdict]
    lines.append((Piece(line(coverage.title), colour, True), Piece(verdict, colour)))
    if coverage.verdict in {Verdict.NOT_COVERED, Verdict.NO_CONTRACT}:
        lines += [(Piece(row, "soon"),) for row in wrapped(coverage.why, cells, 4)]
    lines += [(Piece(row, "dim"),) for row in wrapped(coverage.window, cells, 2)] if coverage.window else []
    if coverage.hours is not None and not coverage.hours.used_up:
        lines.append((Piece("hours ", "dim"), Piece(line(coverage.hours.told))))
    for one in sorted(coverage.lines, key=lambda one: _FIRST.index(one.ok)):
        sign, colour = _SIGNS[one.ok]
        lines.append((Piece(f" {sign} ", colour), Piece(line(one.text), "text" if one.ok else colour)))
    return lines


_FIRST = (False, None, True)
"""What speaks against it is read first, and is there where room is scarce."""


def _who(who: Found) -> list[Text]:
    head: Text = (Piece(line(who.customer.name), "strong", True),)
    if who.site is not None:
        head = (*head, Piece(f"  {line(who.site.name)}", "dim"))
    lines: list[Text] = [head]
    about = []
    if who.contact is not None:
        about.append(f"{who.contact.name} ({who.contact.role})")
    if who.equipment is not None:
        about.append(" ".join(filter(None, (who.equipment.name, who.equipment.kind))))
    if about:
        lines.append((Piece(line(", ".join(about))),))
    return lines


def suggested(found: Sequence[Found], chosen: int) -> list[Text]:
    """Whom what was typed may mean, one a line."""
    if not found:
        return [(Piece("nobody goes by that", "soon"),)]
    return [
        (
            Piece("▸ " if number == chosen else "  ", "calm"),
            Piece(line(one.customer.name), "strong" if number == chosen else "text", number == chosen),
            Piece(f"  {line(_named(one))}", "text" if number == chosen else "dim"),
            Piece(f"  {line(one.why)}", "dim"),
        )
        for number, one in enumerate(found)
    ]


def _named(one: Found) -> str:
    names = (one.contact and one.contact.name, one.equipment and one.equipment.name, one.site and one.site.name)
    return ", ".join(name for name in names if name)


def team(proposal: Proposal, chosen: str) -> list[Text]:
    """Why that team, and who of it is there."""
    if not proposal.team:
        return [(Piece(line(proposal.reason), "dim"),)]
    if chosen != proposal.team:
        return [(Piece(f"the rules say {line(proposal.team)}: {line(proposal.reason)}", "soon"),)]
    there = [mate for mate in proposal.mates if mate.on_shift][:_MATES]
    told = "; ".join(
        f"{mate.login}{f', {mate.knows}' if mate.knows else ''}, {mate.open_tickets} open" for mate in there
    )
    who: Text = (
        (Piece(f"on shift: {line(told)}", "good"),) if there else (Piece("nobody of it is on shift now", "soon"),)
    )
    return [(Piece(line(proposal.reason), "dim"),), who]


def mine(choice: Qualification, was: Qualification, who: Found | None, text: str) -> list[tuple[str, str]]:
    """What was decided otherwise than on record, and what was written, to stand beside what somebody else wrote."""
    identity = any(
        getattr(choice, name) != getattr(was, name)
        for name in ("customer_id", "contact_id", "site_id", "equipment_id", "caller")
    )
    said = [("who", (who.customer.name if who else choice.caller) if identity else "")]
    said += [(label, _decided(getattr(choice, name), getattr(was, name))) for name, label in _DECIDED.items()]
    said += [("on request", "yes" if choice.on_request and not was.on_request else ""), ("note", text)]
    return [(label, words) for label, words in said if words]


_DECIDED = {
    "category": "category", "fault": "kind", "impact": "impact", "urgency": "urgency", "technology": "technology",
    "team": "team",
}  # fmt: skip


def _decided(now: str | None, before: str | None) -> str:
    return "" if now == before else (now or "none").replace("_", " ")


def priority(impact: Grade | None, urgency: Grade | None) -> tuple[str, str]:
    """What the matrix makes of both, and the meaning of its colour; nothing before both are said."""
    if impact is None or urgency is None:
        return "", "dim"
    made = priority_of(impact, urgency)
    return f"→ {made}", "overrun" if made is Priority.P1 else "strong"


def foreseen(judged: Judged, now: int, zone: ZoneInfo) -> list[Text]:
    """When each clock would be due if this were saved."""
    if not judged.changes:
        return [(Piece("no clock: nothing is promised", "dim"),)]
    return [_clock(change, now, zone) for change in judged.changes]


def due_in_brief(changes: Sequence[ClockChange], now: int, zone: ZoneInfo) -> str:
    """When the clocks that run would be due, on one line."""
    due = [(change.name, change.after_due) for change in changes if change.after_status in _RUNS]
    return ", ".join(f"{name} due {figures.moment(at, now, zone)}" for name, at in due if at is not None)


def instead(judged: Judged, now: int, zone: ZoneInfo) -> list[Text]:
    """What another category would mean for the clock that is due next."""
    lines: list[Text] = [(), (Piece("what if", "dim"),)]
    for category, changes in judged.instead:
        due = [change for change in changes if change.after_status in _RUNS and change.after_due is not None]
        first = min(due, key=lambda change: change.after_due or 0, default=None)
        told = f"{first.name} {figures.moment(first.after_due, now, zone)}" if first is not None else "no clock"
        lines.append((Piece(f" {fit(category.short, 15)}", "dim"), Piece(told, "text" if first else "dim")))
    return lines


def _clock(change: ClockChange, now: int, zone: ZoneInfo) -> Text:
    name = Piece(fit(change.name, _LABEL), "dim")
    if change.after_status == "none":
        return name, Piece("no target any more", "dim")
    if change.after_status == "met":
        return name, Piece("met", "good", True)
    left = change.after_remaining_s
    due = figures.moment(change.after_due, now, zone)
    if change.after_status == "pending" or due == "":
        span = figures.span(left) if left is not None else ""
        return name, Piece(f"{span} after the response" if change.after_status == "pending" else "stands still", "dim")
    colour = "overrun" if left is not None and left < 0 else "soon" if left is not None and left < 3600 else "calm"
    before = figures.moment(change.before_due, now, zone)
    was = f"  (before: {before})" if change.moves and before and before != due else ""
    return name, Piece(figures.left(left), colour, True), Piece(f"  due {due}"), Piece(was, "dim")


def look_alikes(found: Sequence[LookAlike], now: int, zone: ZoneInfo) -> list[Row]:
    """Each look-alike: what it is, then how it was solved, or why it is alike."""
    return [(one.key, _look_alike(one, now, zone)) for one in found]


def _look_alike(one: LookAlike, now: int, zone: ZoneInfo) -> list[Text]:
    key = f"…{one.key[-6:]} " if one.key.startswith("NOC-") else f"{one.key} "
    when = figures.moment(one.opened_at, now, zone)
    head: Text = (
        Piece(key, "calm" if one.open else "dim"),
        Piece("open  " if one.open else "", "soon"),
        Piece(f"{line(one.whose)}  " if one.whose else "", "paused"),
        Piece(line(one.subject), "text" if one.open else "dim"),
    )
    return [head, (Piece(f"   {line(one.why)}, {when}{_solution(one)}", "good" if one.solved else "dim"),)]


def _solution(one: LookAlike) -> str:
    if not one.solved:
        return ""
    took = f" in {figures.span(one.took_s)}" if one.took_s is not None else ""
    return f", solved{took}: {line(one.solved)}"
