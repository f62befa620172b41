"""What looks like a request: open tickets beside it, alerts firing there, and how the like was solved before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from noc_tui.desk.lines import alert_subject
from noc_tui.domain.alert import AlertRow
from noc_tui.domain.event import Subject, TicketEvent, standing
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import ACTIVE, Status
from noc_tui.store.read import search
from noc_tui.store.read.alerts import alerts_there, find_alert
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.people import equipment_by_id
from noc_tui.store.read.setup import customer_by_id
from noc_tui.store.read.tickets import find_ticket, tickets_by_id, timeline
from noc_tui.text import line

_SECOND = 1_000_000
_SOLVED = frozenset({Status.RESOLVED, Status.CLOSED})
_NEAREST = 200
"""Open tickets of a customer, and tickets of a device, that are looked at: the newest."""
_TELLING = 4
"""Letters from which on a word says something of what a ticket is about."""
_SAME_DEVICE, _SAME_CUSTOMER, _SAME_TECHNOLOGY = 3.0, 1.5, 1.2
"""How much more words weigh that were said of the same device, by the same customer, about the same technology."""


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A ticket, or an alert that is in none. Instants are UTC microseconds."""

    key: str
    """`NOC-2026-000123`, or `alert 7`."""
    subject: str
    status: str
    why: str
    """What makes it alike, in a few words."""
    opened_at: int
    open: bool
    solved: str = ""
    """How it was solved, on one line; empty where it was not, or nobody said how."""
    by: str | None = None
    """Login of who solved it."""
    level: int | None = None
    whose: str = ""
    """Code of its customer, where that is another one."""
    took_s: int | None = None
    """Seconds from its report to its solution, round the clock."""


@dataclass(frozen=True, slots=True)
class _Case:
    """What the others are compared with."""

    ticket_id: int | None
    customer_id: int | None
    equipment_id: int | None
    technology: str | None
    words: frozenset[str]


def look_alikes(
    read: Reader,
    *,
    ticket_id: int | None,
    customer_id: int | None,
    equipment_id: int | None,
    technology: str | None,
    text: str,
    now: int,
    limit: int = 8,
) -> list[LookAlike]:
    """What is like a ticket, or a request that is being told: what is open, what fires there, what was solved.

    Half of the places are for what is solved, as far as there is that much, so that its solution is seen too.
    """
    case = _Case(ticket_id, customer_id, equipment_id, technology, frozenset(search.words_of(text)))
    found = search.alike(read, text, customer_id=customer_id)
    hits = {hit.ticket_id: hit.rank for hit in found if hit.ticket_id != ticket_id}
    devices = search.of_equipment(read, equipment_id, _NEAREST) if equipment_id is not None else []
    same_event = search.of_same_event(read, ticket_id, _NEAREST) if ticket_id is not None else []
    beside = search.open_of_customer(read, customer_id, _NEAREST) if customer_id is not None else []
    ids = dict.fromkeys([*hits, *devices, *same_event, *beside])
    known = tickets_by_id(read, [ident for ident in ids if ident != ticket_id])
    open_ = _open(case, known.values(), hits, frozenset(same_event))
    firing = _firing(read, case, now, limit)
    past = _past(case, known.values(), hits)
    told = _in_places(limit, open_, firing, [_told(read, case, ticket) for ticket in past[:limit]])
    owners = {ticket.key: ticket.customer_id for ticket in known.values()}
    return [replace(one, whose=_whose(read, case, owners.get(one.key))) for one in told]


def look_alikes_of(read: Reader, key: str, now: int, limit: int = 8) -> list[LookAlike]:
    """What is like the ticket of a key, by what was said when it was opened. Raises NotFound."""
    ticket = find_ticket(read, key)
    opening = timeline(read, Subject.TICKET, ticket.id)[0].detail
    return look_alikes(
        read,
        ticket_id=ticket.id,
        customer_id=ticket.customer_id,
        equipment_id=ticket.equipment_id,
        technology=ticket.technology,
        text=f"{ticket.subject}\n{opening.get('description') or ''}",
        now=now,
        limit=limit,
    )


def open_like_alert(read: Reader, alert_id: int, now: int, limit: int = 8) -> list[LookAlike]:
    """The open tickets that an alert may belong to, the nearest first. Raises NotFound."""
    alert = find_alert(read, alert_id)
    found = look_alikes(
        read,
        ticket_id=None,
        customer_id=alert.customer_id,
        equipment_id=None,
        technology=None,
        text=alert_subject(alert.event, alert.resource, alert.summary),
        now=now,
        limit=2 * limit,
    )
    return [one for one in found if one.open and not one.key.startswith("alert ")][:limit]


def as_look_alikes(read: Reader, keys: Sequence[str]) -> list[LookAlike]:
    """These tickets themselves, the oldest first: what somebody picked by hand. Raises NotFound."""
    rows = sorted((find_ticket(read, key) for key in keys), key=lambda row: (row.opened_at, row.id))
    return [replace(_as_open(row, ""), open=row.status in ACTIVE) for row in rows]


def find_by_words(read: Reader, text: str, limit: int, *, newest: bool = False) -> tuple[list[TicketRow], int]:
    """The tickets, open or past, that have every word of a text, best or newest first, and how many there are.

    A word that ends in `*` is the beginning of one.
    """
    ids, total = search.by_words(read, text, limit, newest=newest)
    found = tickets_by_id(read, ids)
    return [found[ident] for ident in ids], total


def _open(
    case: _Case, tickets: Iterable[TicketRow], hits: Iterable[int], same_event: frozenset[int]
) -> list[LookAlike]:
    """What is open, the nearest first; of two as near the one that shares more words, then the newer."""
    rows = [ticket for ticket in tickets if ticket.status in ACTIVE]
    whys = {ticket.id: _why_open(case, ticket, same_event) for ticket in rows}
    found = set(hits)
    near = [one for one in rows if whys[one.id] != _WORDS or (one.id in found and _says_the_like(case, one))]
    near.sort(key=lambda one: (_NEARNESS.index(whys[one.id].split(",")[0]), -_shared(case, one), -one.opened_at))
    return [_as_open(ticket, whys[ticket.id]) for ticket in near]


_DEVICE, _EVENT, _CUSTOMER, _WORDS = "same device", "same event", "same customer", "the same words"
_NEARNESS = (_DEVICE, _EVENT, _CUSTOMER, _WORDS)


def _why_open(case: _Case, ticket: TicketRow, same_event: frozenset[int]) -> str:
    if case.equipment_id is not None and ticket.equipment_id == case.equipment_id:
        return _DEVICE
    if ticket.id in same_event:
        return _EVENT
    return _why(case, ticket)


def _why(case: _Case, ticket: TicketRow) -> str:
    if case.equipment_id is not None and ticket.equipment_id == case.equipment_id:
        return _DEVICE
    if case.customer_id is None or ticket.customer_id != case.customer_id:
        return _WORDS
    return f"{_CUSTOMER}, {case.technology}" if case.technology and ticket.technology == case.technology else _CUSTOMER


def _says_the_like(case: _Case, ticket: TicketRow) -> bool:
    """Whether its subject shares a word that says something: `certificate` and `VPN` do, `the` and `to` do not."""
    capitals = {word.casefold() for word in ticket.subject.split() if word.isupper()}
    shared = case.words.intersection(search.words_of(ticket.subject))
    return any(len(word) >= _TELLING or word in capitals for word in shared)


def _shared(case: _Case, ticket: TicketRow) -> int:
    same = bool(case.technology) and ticket.technology == case.technology
    return len(case.words & set(search.words_of(ticket.subject))) + 2 * same


def _as_open(ticket: TicketRow, why: str) -> LookAlike:
    return LookAlike(ticket.key, ticket.subject, ticket.status, why, ticket.opened_at, open=True, level=ticket.level)


def _whose(read: Reader, case: _Case, customer_id: int | None) -> str:
    return "" if customer_id in {None, case.customer_id} else customer_by_id(read, customer_id).code


def _firing(read: Reader, case: _Case, now: int, limit: int) -> list[LookAlike]:
    """Alerts that are in no ticket: of the device first, then of the customer, the worst first."""
    device = equipment_by_id(read, case.equipment_id).name if case.equipment_id is not None else None
    if case.customer_id is None and device is None:
        return []
    found = alerts_there(read, customer_id=case.customer_id, resource=device, now=now, limit=limit)
    return [_as_alert(alert) for alert in found]


def _as_alert(alert: AlertRow) -> LookAlike:
    subject = alert_subject(alert.event, alert.resource, alert.summary)
    return LookAlike(f"alert {alert.id}", subject, alert.status, "alert firing there", alert.seen_at, open=True)


def _past(case: _Case, tickets: Iterable[TicketRow], hits: dict[int, float]) -> list[TicketRow]:
    """What was solved, the words that fit best first; of the same device, customer and technology they weigh more."""
    near = [ticket for ticket in tickets if ticket.status in _SOLVED and _is_near(case, ticket, hits)]
    return sorted(near, key=lambda ticket: (_weight(case, ticket) * hits.get(ticket.id, 0.0), -ticket.opened_at))


def _is_near(case: _Case, ticket: TicketRow, hits: dict[int, float]) -> bool:
    return ticket.id in hits or (case.equipment_id is not None and ticket.equipment_id == case.equipment_id)


def _weight(case: _Case, ticket: TicketRow) -> float:
    weight = 1.0
    if case.equipment_id is not None and ticket.equipment_id == case.equipment_id:
        weight *= _SAME_DEVICE
    if case.customer_id is not None and ticket.customer_id == case.customer_id:
        weight *= _SAME_CUSTOMER
    if case.technology and ticket.technology == case.technology:
        weight *= _SAME_TECHNOLOGY
    return weight


def _told(read: Reader, case: _Case, ticket: TicketRow) -> LookAlike:
    """A solved ticket with the last word on how it was solved."""
    solved = [e for e in standing(timeline(read, Subject.TICKET, ticket.id)) if e.kind == TicketEvent.SOLVED]
    end = ticket.resolved_at
    return LookAlike(
        key=ticket.key,
        subject=ticket.subject,
        status=ticket.status,
        why=_why(case, ticket),
        opened_at=ticket.opened_at,
        open=False,
        solved=line(solved[-1].detail.get("text") or "") if solved else "",
        by=solved[-1].actor if solved else None,
        level=ticket.level,
        took_s=None if end is None else max(0, end - ticket.opened_at) // _SECOND,
    )


def _in_places(limit: int, *kinds: Sequence[LookAlike]) -> list[LookAlike]:
    """The first of each kind in their order: what is open, alerts, what is solved."""
    open_, firing, past = kinds
    left = limit - min(len(past), limit // 2)
    alerts = min(len(firing), max(left // 2, left - len(open_)))
    opened = min(len(open_), left - alerts)
    return [*open_[:opened], *firing[:alerts], *past[: limit - opened - alerts]]
