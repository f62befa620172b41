"""What past tickets would have met under another profile or other hours: their events stay, the terms change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field

from noc_tui.desk.derive import ClockStory, clock_story
from noc_tui.desk.terms import TermsBook
from noc_tui.desk.what_if import as_it_stands, named_version, readings, terms_event, terms_under
from noc_tui.domain.words import CLOCKS
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.tickets import timelines_since


@dataclass(slots=True)
class Tally:
    """How often a clock ended so: none, met, breached, or still going."""

    counts: Counter[str] = field(default_factory=Counter)

    @property
    def kept(self) -> float | None:
        """The share of the promises whose end is known that were kept; None where there is none."""
        known = self.counts["met"] + self.counts["breached"]
        return self.counts["met"] / known if known else None


@dataclass(frozen=True, slots=True)
class Judged:
    """One ticket's clock under the terms it had and under the others."""

    key: str
    clock: str
    category: str
    was: str
    would: str
    remaining_s: int | None
    """Under the other terms: open seconds left, negative where it would have been overrun."""


@dataclass(slots=True)
class Simulation:
    """What came of it, by clock."""

    tickets: int = 0
    was: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in CLOCKS})
    would: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in CLOCKS})


def simulate(
    read: Reader,
    *,
    since: int,
    now: int,
    profile: str | None = None,
    calendar: str | None = None,
    customer_id: int | None = None,
    simulation: Simulation,
) -> Generator[Judged, None, None]:
    """Judges every ticket opened since an instant (UTC microseconds), and counts in `simulation`.

    Yields each clock that would have ended otherwise. Raises NotFound for an unknown profile or calendar, BadInput for
    hours that do not suffice for what is promised.
    """
    if profile is not None:
        named_version(read, "profile", profile)  # a wrong name is told where no ticket is found, too
    if calendar is not None:
        named_version(read, "calendar", calendar)
    book = TermsBook()
    for ticket_id, key, happened in timelines_since(read, since, customer_id):
        events = as_it_stands(happened, now)
        was = clock_story(read, book, ticket_id, events)
        other = terms_under(read, was.ref, profile, calendar)
        would = clock_story(read, book, ticket_id, [*events, terms_event(other, events)])
        simulation.tickets += 1
        before, after = _ends(read, book, was, now), _ends(read, book, would, now)
        for name in CLOCKS:
            simulation.was[name].counts[before[name][0]] += 1
            simulation.would[name].counts[after[name][0]] += 1
            if before[name][0] != after[name][0]:
                yield Judged(key, name, was.category, before[name][0], after[name][0], after[name][1])


def _ends(read: Reader, book: TermsBook, story: ClockStory, now: int) -> dict[str, tuple[str, int | None]]:
    return {
        name: (reading.status if reading.status in {"none", "met", "breached"} else "going", reading.remaining_s)
        for name, reading in readings(read, book, story, now).items()
    }
