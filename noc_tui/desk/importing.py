"""Another desk's history brought in: every ticket whole or not at all, and what is here already never twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
from itertools import count
from uuid import uuid4

from noc_tui.desk.actors import require
from noc_tui.desk.alert_events import lock_alerts
from noc_tui.desk.bulk import Page
from noc_tui.desk.importing_map import HistoryMap
from noc_tui.desk.importing_rows import History
from noc_tui.desk.importing_story import Told, story
from noc_tui.desk.opening import next_number
from noc_tui.desk.terms import TermsRef, local, room_zone, terms_draft, terms_in_force
from noc_tui.desk.timeline import book_of, open_work_by_id, stamped
from noc_tui.domain.actor import Actor
from noc_tui.domain.errors import Refused
from noc_tui.domain.event import IMPORT, SYSTEM, Draft, Event, Subject, TicketEvent, is_import
from noc_tui.domain.words import Role
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.setup import customer_by_id
from noc_tui.store.read.tickets import timeline
from noc_tui.store.room import Room
from noc_tui.store.tx import Tx

BATCH = 2_000
"""Rows a transaction, to the end of their ticket."""


class Verdict(StrEnum):
    """What becomes of a ticket."""

    NEW = "new"
    GROWN = "grown"
    """It is here, and the file tells how it went on."""
    MOVED = "moved"
    """It is here, and was another customer's or nobody's."""
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one ticket of the file, or would."""

    number: str
    verdict: Verdict
    key: str | None = None
    events: int = 0
    """Events written."""
    repeated: int = 0
    """Rows that said again what another had said."""
    why: str = ""
    """Why it was refused."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A ticket of the file beside what the room has of it."""

    history: History
    verdict: Verdict
    fresh: Sequence[Told] = ()
    ticket_id: int | None = None
    key: str | None = None
    why: str = ""
    moves: bool = False
    """It is put on the customer of this import, who it was not before."""

    @property
    def opened_at(self) -> int:
        """When a new one was opened, UTC microseconds."""
        return self.fresh[0].draft.at

    def outcome(self, key: str | None = None) -> Imported:
        """What is said of it."""
        events = len(self.fresh) + (self.verdict is Verdict.NEW) + 2 * self.moves  # the terms are an event too
        return Imported(self.history.number, self.verdict, key or self.key, events, self.history.repeated, self.why)


def bring_in(
    room: Room,
    actor: Actor,
    plan: HistoryMap,
    histories: Iterable[History],
    *,
    customer_id: int | None = None,
    dry_run: bool = False,
) -> Generator[Imported, None, None]:
    """Brings tickets in, some thousand rows a transaction, and says of each what became of it.

    Each ticket runs on the terms that its customer's contract had on the day of its opening, else on request. Broken
    off, it leaves whole tickets; done again, it goes on from there. With a customer, what is here as nobody's or
    another's is put on them, unless people worked on it here. A dry run only looks. Raises Forbidden.
    """
    require(actor, Role.LEAD, "bring tickets in")
    action_id = f"{IMPORT}{uuid4().hex}"
    for batch in _batches(histories):
        if dry_run:
            with room.reading() as read:
                yield from [_look_up(read, plan, history, customer_id).outcome() for history in batch]
        else:
            write = partial(import_tickets, plan=plan, histories=batch, customer_id=customer_id, action_id=action_id)
            yield from room.run(actor, write)


def _batches(histories: Iterable[History]) -> Iterator[list[History]]:
    batch: list[History] = []
    rows = 0
    for history in histories:
        batch.append(history)
        rows += 1 + len(history.rows)
        if rows >= BATCH:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


def import_tickets(
    tx: Tx, *, plan: HistoryMap, histories: Sequence[History], customer_id: int | None, action_id: str
) -> list[Imported]:
    """These tickets, in this transaction; what is refused leaves no trace."""
    require(tx.actor, Role.LEAD, "bring tickets in")
    lock_alerts(tx)  # two imports would not see each other's tickets
    found = [_look_up(tx.read, plan, history, customer_id) for history in histories]
    writer = _Writer(tx, customer_id, action_id, [one.opened_at for one in found if one.verdict is Verdict.NEW])
    outcomes = [writer.put(one) for one in found]
    writer.page.write()
    return outcomes


def _look_up(read: Reader, plan: HistoryMap, history: History, customer_id: int | None) -> _Found:
    """What a ticket of the file is to this room."""
    if history.refused:
        return _Found(history, Verdict.REFUSED, why=history.refused)
    told = story(plan, history.rows)
    here = _here(read, plan.source, history.number)
    if here is None:
        return _Found(history, Verdict.NEW, told)
    ticket_id, key, whose, events = here
    brought = [event for event in events if is_import(event.action_id) and event.kind not in _OURS]
    then = [(event.actor, *_facts(event)) for event in brought]
    now = [(one.actor, *_facts(one.draft)) for one in told]
    shared = min(len(then), len(now))
    if then[:shared] != now[:shared]:
        return _Found(history, Verdict.REFUSED, (), ticket_id, key, "it was brought in before with another history")
    fresh, moves = told[shared:], customer_id is not None and customer_id != whose
    if not fresh and not moves:
        return _Found(history, Verdict.UNCHANGED, (), ticket_id, key)
    if not all(is_import(event.action_id) for event in events):
        return _Found(history, Verdict.REFUSED, (), ticket_id, key, _worked_on(read, key, whose, moves=moves))
    return _Found(history, Verdict.GROWN if fresh else Verdict.MOVED, fresh, ticket_id, key, moves=moves)


_OURS = frozenset({TicketEvent.TERMS, TicketEvent.IDENTIFIED})
"""What an import says by itself, not the file."""


def _worked_on(read: Reader, key: str, whose: int | None, *, moves: bool) -> str:
    if not moves:
        return "people have worked on it here since"
    of = f"{customer_by_id(read, whose).name}'s" if whose is not None else "nobody's"
    return f"it is here as {of}, and people have worked on it since: `noc ticket triage {key} --customer` gives it away"


def _here(read: Reader, source: str, number: str) -> tuple[int, str, int | None, list[Event]] | None:
    """The ticket that was brought in by that number from that source: id, key, customer and events."""
    for ticket_id, key, customer_id in read.rows(_BY_NUMBER, {"number": number}):
        events = timeline(read, Subject.TICKET, ticket_id)
        if events[0].detail.get("source") == source:
            return ticket_id, key, customer_id, events
    return None


_BY_NUMBER = "SELECT id, key, customer_id FROM ticket WHERE external_ref = :number ORDER BY id"


def _facts(event: Event | Draft) -> tuple[str, int, Mapping[str, object]]:
    """What an event says, less its wording; number and source say of an opening whose it is, the rest was said here."""
    opening = event.kind == TicketEvent.OPENED
    return event.kind, event.at, {} if opening else {n: said for n, said in event.detail.items() if n != "text"}


class _Writer:
    """Writes the tickets of one transaction."""

    def __init__(self, tx: Tx, customer_id: int | None, action_id: str, openings: Sequence[int]) -> None:
        """`openings` are those of the new tickets: their numbers are counted in one go."""
        self.page = Page(tx, book_of(tx))
        self._tx = tx
        self._customer_id = customer_id
        self._action_id = action_id
        self._zone = room_zone(tx.read)
        self._terms: dict[date, TermsRef] = {}
        years = Counter(local(at, self._zone).year for at in openings)
        # the years first, as when one is opened: two who count would else meet in opposite orders
        self._numbers = {year: count(next_number(tx, f"ticket-{year}", years[year])) for year in sorted(years)}
        self._ids = count(next_number(tx, "ticket", len(openings)) if openings else 0)

    def put(self, found: _Found) -> Imported:
        """Writes a ticket, or how it went on. What the terms do not bear is refused alone."""
        try:
            if found.verdict is Verdict.NEW:
                return found.outcome(self._open(found.fresh))
            if found.verdict in {Verdict.GROWN, Verdict.MOVED}:
                self._go_on(found)
        except Refused as refused:
            return replace(found, verdict=Verdict.REFUSED, fresh=(), moves=False, why=str(refused)).outcome()
        return found.outcome()

    def _open(self, told: Sequence[Told]) -> str:
        opened, *others = told
        at = opened.draft.at
        day = local(at, self._zone)
        ref = self._terms_of(day.date())
        detail = {
            "year": day.year,
            "number": next(self._numbers[day.year]),
            "customer_id": self._customer_id,
            "category": book_of(self._tx).terms(self._tx.read, ref).default_category,
            "category_given": False,
            "imported_by": self._tx.actor.name,
            **opened.draft.detail,
        }
        terms = Told(SYSTEM, terms_draft(ref, at))
        first = replace(opened, draft=replace(opened.draft, detail=detail))
        row = self.page.add_ticket(next(self._ids), self._events([first, terms, *others], []))
        self._tx.changed("ticket", row.key)
        return row.key

    def _terms_of(self, day: date) -> TermsRef:
        if day not in self._terms:
            self._terms[day] = terms_in_force(self._tx.read, self._customer_id, day)
        return self._terms[day]

    def _go_on(self, found: _Found) -> None:
        assert found.ticket_id is not None
        with self._tx.savepoint():
            work = open_work_by_id(self._tx, found.ticket_id)
            told = [*found.fresh, *self._moving(work.events)] if found.moves else found.fresh
            work.events += self._events(told, work.events)
            work.save()

    def _moving(self, events: Sequence[Event]) -> list[Told]:
        """Whose it is from now on, and their terms of the day on which it was opened."""
        assert self._customer_id is not None
        now, ref = self._tx.now, self._terms_of(local(events[0].at, self._zone).date())
        detail = {"customer_id": self._customer_id, "names": [customer_by_id(self._tx.read, self._customer_id).name]}
        whose = Draft(TicketEvent.IDENTIFIED, now, detail)
        return [Told(self._tx.actor.name, whose), Told(SYSTEM, terms_draft(ref, now))]

    def _events(self, told: Sequence[Told], before: Sequence[Event]) -> list[Event]:
        """Events that follow on those before; `recorded_at` is now, whenever they happened."""
        events: list[Event] = []
        for one in told:
            event = stamped(self._tx, one.draft, [*before[-1:], *events[-1:]])
            seq = len(before) + len(events) + 1
            events.append(replace(event, seq=seq, actor=one.actor, action_id=self._action_id))
        return events
