"""Which columns the queue shows at a width, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from noc_tui import figures
from noc_tui.domain.presence import Looker
from noc_tui.domain.queue import Kind, Line, TimeLeft
from noc_tui.domain.sign import Sign, sign_of, used_share
from noc_tui.text import fit, width
from noc_tui.widgets.palette import severity_colour, sign_colour

BAR = 8
LOOKS = "◎"
"""Somebody else is on this ticket."""
NOBODY = "—"
_SHORT_SEVERITY = ("crit", "major", "minor", "warn", "info")
_SEVERITY_MARK = ("●", "●", "◦", "◦", "·")
_CLOCK = {"response": "respond", "restore": "restore", "contact": "contact", "call": "call", "alert": "alert"}
_SHORT_CLOCK = {"response": "resp", "restore": "rest", "contact": "cont", "call": "call", "alert": "alrt"}
_AGE = 4
"""Cells of the age, where there is room for one."""
_WAITS = {"customer": "custom."}
_PHASE = {"triage": "triage", "diagnosis": "diagn.", "intervention": "interv."}


@dataclass(frozen=True, slots=True)
class Piece:
    """Text with the meaning of its colour."""

    text: str
    colour: str = "text"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, its width, and what a line shows in it."""

    head: str
    width: int
    show: Callable[[Line], Piece]
    """What a line shows, to be cut or padded to the width."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns at a width. The time columns stand first, the age last: they move, and are drawn apart."""

    width: int
    sign: int
    left: int
    bar: int
    columns: tuple[Column, ...]
    age: int

    @property
    def time_width(self) -> int:
        """Cells of the part that a tick may change, its blank behind included."""
        return self.sign + self.left + (self.bar + 1 if self.bar else 0) + 1


@lru_cache(maxsize=8)
def layout(width: int) -> Layout:
    """The columns that fit: from 40 cells, where only the essential stands, to 200, where all of it does."""
    bar = BAR if width >= 120 else 0
    age = _AGE if width >= 116 else 0
    time_width = 2 + 7 + (bar + 1 if bar else 0) + 1
    subject = Column("subject", 0, _subject)
    if width < 72:
        fixed = [Column("customer", max(8, width // 4), _customer)]
        columns = [*fixed, subject]
    elif width < 116:
        customer = 12 + (width - 80) // 4 if width > 80 else 12
        columns = [
            Column("cl.", 4, _short_clock),
            Column("key", 7, _short_key),
            Column("sev", 5, _short_severity),
            Column("customer", customer, _customer),
            subject,
            Column("lv", 2, _level),
            Column("who", 9, _who),
        ]
    else:
        columns = [
            Column("clock", 7, _clock),
            Column("key", 15, _key) if width >= 190 else Column("key", 7, _short_key),
            Column("severity", 8, _severity) if width >= 150 else Column("sev", 7, _severity),
            Column("customer", 20 if width < 150 else 26, _customer),
            subject,
            Column("lvl", 3, _level),
            Column("phase", 7, _phase),
            Column("who", 12 if width < 150 else 16, _who),
        ]
    spare = width - time_width - sum(column.width for column in columns) - (len(columns) - 1)
    spare -= age + 1 if age else 0
    sized = tuple(
        Column(column.head, max(spare, 6), column.show) if column is subject else column for column in columns
    )
    return Layout(width, 2, 7, bar, sized, age)


def time_pieces(plan: Layout, line: Line, left: TimeLeft) -> tuple[Piece, ...]:
    """Sign, time left and share used: all that a tick can change."""
    sign = sign_of(line.row, left)
    colour = severity_colour(line.row.severity) if sign is Sign.ALERT else sign_colour(sign)
    strong = sign in {Sign.OVERRUN, Sign.SOON, Sign.ALERT}
    text = figures.left(left.remaining_s)
    head = Piece(fit(sign.mark, plan.sign) + fit(text, plan.left, right=True) + " ", colour, strong)
    if not plan.bar:
        return (head,)
    full = round(used_share(line.row, left) * plan.bar) if left.remaining_s is not None else 0
    return (
        head,
        Piece("━" * full, colour, False),
        Piece("─" * (plan.bar - full) if left.remaining_s is not None else " " * plan.bar, "faint", False),
        Piece(" "),
    )


def body_pieces(plan: Layout, line: Line, lookers: Sequence[Looker], *, marked: bool) -> list[Piece]:
    """The columns between time and age, each in its width; with who is on the ticket beside who holds it."""
    body: list[Piece] = []
    shows_who = any(column.head == "who" for column in plan.columns)
    for column in plan.columns:
        piece = column.show(line)
        if column.head == "subject" and (marked or (lookers and not shows_who)):
            piece = Piece(f"× {piece.text}", "paused", True) if marked else replace(piece, text=f"{LOOKS} {piece.text}")
        in_who = column.head == "who" and bool(lookers)
        body += _with_lookers(piece, lookers, column.width) if in_who else [_fitted(piece, column.width)]
        if column is not plan.columns[-1]:
            body[-1] = replace(body[-1], text=f"{body[-1].text} ")
    return body


def _with_lookers(held: Piece, lookers: Sequence[Looker], cells: int) -> tuple[Piece, ...]:
    """Who holds a ticket and who is on it now; where there is no room for both, who is on it."""
    holder = held.text
    names = sorted((looker.who for looker in lookers), key=lambda who: who == holder)
    more = f"+{len(names) - 1}" if len(names) > 1 else ""
    looks = LOOKS if names == [holder] else f"{LOOKS}{names[0]}{more}"
    if holder != NOBODY and width(holder) + 1 + width(looks) <= cells:
        return Piece(f"{holder} ", held.colour), Piece(fit(looks, cells - width(holder) - 1), "calm")
    first = fit(names[0], min(width(names[0]), cells - 1 - len(more)))
    return (Piece(fit(f"{LOOKS}{first}{more}", cells), "calm"),)


def _fitted(piece: Piece, cells: int) -> Piece:
    return replace(piece, text=fit(piece.text, cells))


def age_piece(plan: Layout, line: Line, now: int) -> Piece | None:
    """How old the line is, with the blank before it; None where there is no room."""
    return Piece(" " + fit(figures.age(line.row.opened_at, now), plan.age, right=True), "dim") if plan.age else None


def _clock(line: Line) -> Piece:
    return Piece(_CLOCK.get(line.row.clock or "", ""), "dim")


def _short_clock(line: Line) -> Piece:
    return Piece(_SHORT_CLOCK.get(line.row.clock or "", ""), "dim")


def _key(line: Line) -> Piece:
    return Piece(line.row.key)


def _short_key(line: Line) -> Piece:
    return Piece(f"…{line.row.key[-6:]}" if line.row.kind == Kind.TICKET else f"a{line.row.ref}")


def _severity(line: Line) -> Piece:
    rank = line.row.severity
    return Piece(f"{_SEVERITY_MARK[rank]} {_SHORT_SEVERITY[rank]}", severity_colour(rank))


def _short_severity(line: Line) -> Piece:
    rank = line.row.severity
    return Piece(_SHORT_SEVERITY[rank], severity_colour(rank))


def _customer(line: Line) -> Piece:
    return Piece(line.customer or "—")


def _subject(line: Line) -> Piece:
    row = line.row
    firing = f" ϟ{row.alerts_firing}" if row.kind == Kind.TICKET and row.alerts_firing else ""
    return Piece(row.subject + firing)


def _level(line: Line) -> Piece:
    return Piece(f"L{line.row.level}" if line.row.kind == Kind.TICKET else "")


def _phase(line: Line) -> Piece:
    row = line.row
    if row.pending_reason:
        return Piece(_WAITS.get(row.pending_reason, row.pending_reason), "paused")
    return Piece(_PHASE.get(row.phase, row.phase) if row.kind == Kind.TICKET else "alert", "dim")


def _who(line: Line) -> Piece:
    row = line.row
    if row.kind == Kind.ALERT and row.assignee is None:
        return Piece(f"{row.source} ×{row.count}", "dim")
    return Piece(row.assignee or NOBODY, "text" if row.assignee else "dim")
