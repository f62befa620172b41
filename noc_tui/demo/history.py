"""Fills a demo room with a past and a present, of any size, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice
from random import Random

from sqlmodel import insert

from noc_tui.clock import to_us
from noc_tui.demo.cases import SOURCE
from noc_tui.demo.hours import Arrivals, Years
from noc_tui.demo.plan import Arrival, Plan, by_instant, sizes
from noc_tui.demo.story import AlertStory, Numbers
from noc_tui.demo.teller import Teller
from noc_tui.desk.bulk import Page
from noc_tui.desk.opening import next_number
from noc_tui.desk.terms import TermsBook, room_zone
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.errors import BadInput, Refused
from noc_tui.domain.event import AlertEvent
from noc_tui.models.alert import Source
from noc_tui.store.read import setup
from noc_tui.store.read.connection import Reader
from noc_tui.store.room import Room
from noc_tui.store.tx import Tx

BATCH = 5_000
"""Arrivals a commit."""
_TOLD = frozenset({AlertEvent.FIRED, AlertEvent.RESOLVED})


@dataclass(frozen=True, slots=True)
class Filled:
    """What was written."""

    tickets: int
    alerts: int
    events: int
    at: datetime
    """The instant that the room was made for."""


def fill(
    room: Room,
    *,
    seed: int,
    tickets: int,
    alerts: int,
    open_share: float | None = None,
    at: datetime | None = None,
) -> Filled:
    """Writes so many tickets and alerts into a room that `set_up_room` has set up and that has none yet.

    The past reaches 400 days back; a tenth of the tickets is open, and 40 at least, or `open_share` (0 to 1) of
    them. Nothing in the room is later than `at`. The same seed, numbers and `at` make the same tickets, alerts,
    events and queue in every column; `at` defaults to the present, rounded down to ten minutes. Each batch of
    arrivals is one transaction: interrupted, it leaves a smaller room that is whole.

    Raises BadInput for numbers below zero, Refused where the room has tickets or alerts or was not set up.
    """
    if min(tickets, alerts) < 0 or not 0 <= (open_share or 0) <= 1:
        raise BadInput("A room cannot be filled with so many.", "Give numbers from 0 up, and a share from 0 to 1.")
    book = TermsBook()
    with room.reading() as read:
        _refuse_unless_empty(read)
        now = (at or _rounded(room.clock())).astimezone(room_zone(read))
        teller = Teller(read, book, now)
        hours = Arrivals(now, book.calendar(read, _office(read)))
    plan = Plan(Random(seed), sizes(tickets, alerts, open_share), hours)  # noqa: S311 - a play, no secret
    present = sorted((arrival._replace(at=teller.instant(arrival)) for arrival in plan.open()), key=by_instant)
    writer = _Writer(teller, book, Years(now))
    arrivals = merge(plan.past(), present, key=by_instant)
    for batch in _batches(arrivals):
        with room.write(SYSTEM_ACTOR) as tx:
            writer.write(tx, batch)
    if alerts:
        with room.write(SYSTEM_ACTOR) as tx:
            writer.note_source(tx, now)
    return Filled(tickets, alerts, writer.events, now)


class _Writer:
    """Writes batch after batch, and counts."""

    def __init__(self, teller: Teller, book: TermsBook, years: Years) -> None:
        self._teller = teller
        self._book = book
        self._years = years
        self.events = 0
        self._deliveries = 0
        self._first_seen = 0

    def write(self, tx: Tx, batch: Sequence[Arrival]) -> None:
        """One transaction: numbers are taken, stories told, rows written."""
        page = Page(tx, self._book)
        numbers = self._numbers(tx, batch)
        for arrival in batch:
            given = next(numbers)
            if arrival.stage is not None:
                self._add_alert(page, self._teller.alert(arrival, given.alert_ids[0]))
                continue
            story = self._teller.ticket(arrival, given)
            events = story.events()
            self.events += len(events)
            page.add_ticket(given.ticket_id, events)
            for alert in story.alerts:
                self._add_alert(page, alert)
        page.write()
        tx.changed("setup", "demo")

    def note_source(self, tx: Tx, now: datetime) -> None:
        """When the alerts' source was heard of first and last."""
        row = {
            "name": SOURCE,
            "scope": "",
            "first_seen": self._first_seen,
            "last_seen": to_us(now),
            "deliveries": self._deliveries,
        }
        tx.connection.execute(insert(Source), [row])
        tx.changed("source", SOURCE)

    def _add_alert(self, page: Page, alert: AlertStory) -> None:
        row = page.add_alert(alert.alert_id, alert.events)
        self.events += len(alert.events)
        self._deliveries += sum(event.kind in _TOLD for event in alert.events)
        self._first_seen = min(self._first_seen or row.first_seen, row.first_seen)

    def _numbers(self, tx: Tx, batch: Sequence[Arrival]) -> Iterator[Numbers]:
        """What each arrival of a batch is numbered with; all of it is counted before the first is given."""
        years = [self._years.of(arrival.at) for arrival in batch if arrival.stage is None]
        alert_ids = self._counted(tx, "alert", sum(arrival.alerts for arrival in batch))
        ticket_ids = self._counted(tx, "ticket", len(years))
        of_year = {year: self._counted(tx, f"ticket-{year}", many) for year, many in Counter(years).items()}
        return (
            Numbers(0, 0, 0, (next(alert_ids),))
            if arrival.stage is not None
            else Numbers(
                next(ticket_ids),
                year := self._years.of(arrival.at),
                next(of_year[year]),
                tuple(islice(alert_ids, arrival.alerts)),
            )
            for arrival in batch
        )

    @staticmethod
    def _counted(tx: Tx, name: str, many: int) -> Iterator[int]:
        return iter(range(first, first + many)) if many and (first := next_number(tx, name, many)) else iter(())


def _refuse_unless_empty(read: Reader) -> None:
    if read.value("SELECT count(*) FROM (SELECT id FROM ticket LIMIT 1) t") or read.value(
        "SELECT count(*) FROM (SELECT id FROM alert LIMIT 1) a"
    ):
        raise Refused("This room has tickets or alerts already.", "Give the demo a new store: --db sqlite:///demo.db")


def _office(read: Reader) -> int:
    """The calendar that says on which days people work."""
    calendar = setup.newest_version(read, "calendar", "office")
    if calendar is None:
        raise Refused("This room has no calendar “office”.", "`noc demo` makes a room of its own.")
    return calendar.id


def _rounded(now: datetime) -> datetime:
    return now - timedelta(minutes=now.minute % 10, seconds=now.second, microseconds=now.microsecond)


def _batches(arrivals: Iterable[Arrival]) -> Iterator[list[Arrival]]:
    rest = iter(arrivals)
    while batch := list(islice(rest, BATCH)):
        yield batch
