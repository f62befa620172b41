"""Which team a ticket goes to by the room's rules, and who of it is there and knows the matter (C5, C8)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from noc_tui.desk.actors import may_work
from noc_tui.desk.presence import here
from noc_tui.desk.terms import TermsBook
from noc_tui.domain.setup import OperatorRow, RuleRow
from noc_tui.store.read import people, setup
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.worked import open_by_assignee

_SECOND = 1_000_000
_KNOWN_SHOWN = 3
"""Of what somebody knows, so many words are told."""


@dataclass(frozen=True, slots=True)
class Mate:
    """Somebody of the team."""

    login: str
    knows: str
    """What of their competences matters here."""
    open_tickets: int
    on_shift: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a ticket should go; team is None where no rule fits."""

    team: str | None
    reason: str
    mates: tuple[Mate, ...]
    """Who of the team knows the technology, all of it where nobody does: on shift first, then who has least to do."""


def propose(
    read: Reader,
    *,
    technology: str | None,
    category: str,
    fault: str | None,
    now: int,
    book: TermsBook | None = None,
) -> Proposal:
    """The team of the first rule that fits, with the reason, and its people as they are at `now`, UTC microseconds.

    `book` keeps the calendars of shifts that were read before.
    """
    rule = _first_that_fits(people.rules(read), technology, category, fault)
    if rule is None:
        return Proposal(None, "no rule names a team for it", ())
    return Proposal(rule.team, _reason(rule), mates_of(read, rule.team, technology, now, book))


def team_by_rules(read: Reader, *, technology: str | None, category: str, fault: str | None) -> str | None:
    """The team of the first rule that fits; None where none does."""
    rule = _first_that_fits(people.rules(read), technology, category, fault)
    return rule.team if rule else None


def _first_that_fits(
    rules: Sequence[RuleRow], technology: str | None, category: str, fault: str | None
) -> RuleRow | None:
    for rule in rules:
        asked = ((rule.technology, technology), (rule.category, category), (rule.fault, fault))
        if all(wanted is None or wanted == given for wanted, given in asked):
            return rule
    return None


def _reason(rule: RuleRow) -> str:
    named = [word.replace("_", " ") for word in (rule.fault, rule.technology, rule.category) if word]
    return f"{', '.join(named) or 'everything else'} is theirs (rule {rule.position})"


def mates_of(
    read: Reader, team: str, technology: str | None, now: int, book: TermsBook | None = None
) -> tuple[Mate, ...]:
    """The people of a team who know a technology, all of them where nobody does, as they are at `now`."""
    members = [one for one in setup.operators(read) if may_work(one) and one.team == team]
    able = [one for one in members if _knows(one, technology)]
    load, there = open_by_assignee(read), _on_shift(read, book or TermsBook(), able or members, now)
    others = {row.name for row in people.listed(read, "technology")}
    mates = [
        Mate(one.login, _told(one, technology, others), load.get(one.login, 0), one.login in there)
        for one in able or members
    ]
    return tuple(sorted(mates, key=lambda mate: (not mate.on_shift, mate.open_tickets, mate.login)))


def _knows(operator: OperatorRow, technology: str | None) -> bool:
    return technology is not None and technology.casefold() in map(str.casefold, operator.competences)


def _told(operator: OperatorRow, technology: str | None, technologies: Collection[str]) -> str:
    """What somebody knows beyond the names of technologies, else the technology itself."""
    more = [word for word in operator.competences if word not in technologies and word != technology]
    return ", ".join(more[:_KNOWN_SHOWN]) or (technology or "" if _knows(operator, technology) else "")


def _on_shift(read: Reader, book: TermsBook, operators: Sequence[OperatorRow], now: int) -> set[str]:
    """Who of them is there: on shift by the hours of their calendar, or seen in the room."""
    shifts = {one.shift for one in operators}
    now_on = {shift for shift in shifts if shift_is_on(read, book, shift, now)}
    return {one.login for one in operators if one.shift in now_on} | set(here(read, now))


def shift_is_on(read: Reader, book: TermsBook, shift: str | None, now: int) -> bool | None:
    """Whether the hours of the calendar of a shift are open at `now`; None where there is no such shift."""
    version = setup.newest_version(read, "calendar", shift) if shift else None
    return None if version is None else book.calendar(read, version.id).is_open_s(now // _SECOND)
