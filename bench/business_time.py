"""Business time beside pandas' CustomBusinessHour, over three years instead of three hours, and for a whole room.

    python -m bench.business_time [--starts 5000] [--repeat 7] [--tickets 100000]

Office hours in Milan, its holidays set: aware Rome times in, UTC out. pandas is given the same windows and holidays
and counts whole hours. The measured take turns, after a first run of each that is not counted, in which the
calendar is compiled and the answers are compared. pandas is no dependency of the program.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

from bench.report import Figure, machine, middle, table
from noc_tui.sla.business import BusinessCalendar
from noc_tui.sla.calendar import holidays_in, parse_calendar
from noc_tui.sla.clock import ClockEvent, Target, clock_states

TIMES, LONG_TO_SHORT, ROOM_S = 25, 2, 3
"""At least so many times as fast as pandas; a long span costs at most so many short ones; the room takes at most."""

HOURS = 3
WINDOWS = (("08:30", "12:30"), ("14:00", "18:00"))
OFFICE = parse_calendar(
    {
        "timezone": "Europe/Rome",
        "hours": {day: [list(window) for window in WINDOWS] for day in ("mon", "tue", "wed", "thu", "fri")},
        "holidays": {"country": "IT", "subdivision": "MI"},
    }
)
ZONE = ZoneInfo(OFFICE.timezone)
SINCE, UNTIL = datetime(2024, 1, 1, tzinfo=ZONE), datetime(2027, 1, 1, tzinfo=ZONE)
THREE_YEARS = UNTIL - SINCE

CUSTOMER, VISIT = frozenset({"customer"}), frozenset({"customer", "visit"})
TARGETS: tuple[dict[str, Target | None], ...] = (
    {"response": Target(minutes=240, stopped_by=CUSTOMER), "restore": Target(minutes=240, stopped_by=VISIT)},
    {"response": Target(minutes=480, stopped_by=CUSTOMER), "restore": Target(minutes=480, stopped_by=VISIT)},
    {"response": Target(rule="next_business_day"), "restore": None},
)
"""Blocking and non-blocking (F3), and by the next business day (G1)."""

Ticket = tuple[dict[str, Target | None], int, Sequence[ClockEvent]]
"""Its targets, when it was opened, and what happened since."""


@dataclass(frozen=True, slots=True)
class Runner:
    """Something that is measured, and what one item of it took, run by run."""

    run: Callable[[], object]
    items: int
    us: list[float] = field(default_factory=list)

    def measure(self) -> None:
        """One run over all items."""
        began = time.perf_counter()
        self.run()
        self.us.append((time.perf_counter() - began) / self.items * 1e6)


def main() -> None:
    """Measures and prints. Leaves with 2 where pandas is missing."""
    options = _options()
    offset = _pandas_offset()
    chance = random.Random(1)
    starts = [
        SINCE + timedelta(seconds=chance.randrange(int(THREE_YEARS.total_seconds()))) for _ in range(options.starts)
    ]
    cal = BusinessCalendar(OFFICE)
    long = cal.between(SINCE, UNTIL) // 60
    _check(cal, starts, offset)

    short_spans = Runner(lambda: [cal.add(start, HOURS * 60) for start in starts], len(starts))
    long_spans = Runner(lambda: [cal.add(start, long) for start in starts], len(starts))
    peer = Runner(lambda: [(start + offset).tz_convert("UTC") for start in starts], len(starts))
    long_spans.run()
    for _ in range(options.repeat):
        for runner in (short_spans, peer, long_spans):
            runner.measure()

    tickets = [_ticket(chance) for _ in range(options.tickets)]
    room = Runner(lambda: _due_instants(tickets), 1)
    for _ in range(options.repeat):
        room.measure()
    _print(options, short_spans, peer, long_spans, room)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.business_time", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--starts", type=int, default=5_000, help="instants from which time is added")
    parser.add_argument("--repeat", type=int, default=7, help="runs of each")
    parser.add_argument("--tickets", type=int, default=100_000, help="open tickets whose due instants are worked out")
    return parser.parse_args()


def _pandas_offset() -> Any:
    """So many hours of the same calendar, as pandas counts them."""
    try:
        offsets = import_module("pandas.tseries.offsets")
    except ModuleNotFoundError:
        print("pandas is not installed: python -m pip install pandas, and run this again.", file=sys.stderr)
        raise SystemExit(2) from None
    holidays = [day for day, _ in holidays_in(OFFICE, date(2023, 1, 1), date(2031, 12, 31))]
    opens, closes = zip(*WINDOWS, strict=True)
    return offsets.CustomBusinessHour(n=HOURS, start=list(opens), end=list(closes), holidays=holidays)


def _check(cal: BusinessCalendar, starts: Sequence[datetime], offset: Any) -> None:
    """Leaves where the two differ by open time: pandas ends at the next opening where we end at a closing."""
    for start in starts:
        ours, theirs = cal.add(start, HOURS * 60), (start + offset).tz_convert("UTC").to_pydatetime()
        if theirs < ours or cal.between(ours, theirs):
            raise SystemExit(f"{HOURS} hours from {start}: {ours} here, {theirs} by pandas")


def _ticket(chance: random.Random) -> Ticket:
    """An open ticket of autumn 2026: most have been answered, half waited for somebody, a few were reopened."""
    opened_at = t = int(datetime(2026, 9, 1, tzinfo=UTC).timestamp()) + chance.randrange(60 * 86_400)
    events: list[ClockEvent] = []

    def later(seconds: int, kind: str, reason: str | None = None) -> None:
        nonlocal t
        t += chance.randrange(60, seconds)
        events.append(ClockEvent(t, kind, reason))

    if chance.random() < 0.9:
        later(7200, "contact")
    if chance.random() < 0.8:
        later(7200, "response")
    for _ in range(chance.choice((0, 0, 1, 1, 2))):
        reason = chance.choice(("customer", "visit", "vendor"))
        later(80_000, "pause", reason)
        later(80_000, "resume", reason)
    if chance.random() < 0.05:
        later(7200, "restore")
        later(80_000, "reopen")
    return chance.choice(TARGETS), opened_at, events


def _due_instants(tickets: Sequence[Ticket]) -> list[int | None]:
    """What is due when, worked out as after a change: with a calendar that nobody has asked before."""
    cal = BusinessCalendar(OFFICE)
    return [
        state.due
        for targets, opened_at, events in tickets
        for state in clock_states(cal, targets, opened_at, events).values()
    ]


def _print(options: argparse.Namespace, short: Runner, peer: Runner, long: Runner, room: Runner) -> None:
    ours, theirs, three_years = (statistics.median(runner.us) for runner in (short, peer, long))
    seconds, worst = middle([us / 1e6 for us in room.us], "s")
    print(f"{options.starts:,} starts, {options.repeat} runs of each; medians. {machine()}")
    figures = [
        Figure("add, 3 hours", ours, "µs", beside=middle(short.us, "µs")[1]),
        Figure("pandas CustomBusinessHour, 3 hours", theirs, "µs", beside=middle(peer.us, "µs")[1]),
        Figure("as many a second as pandas", theirs / ours, "times", TIMES, at_least=True),
        Figure("add, 3 years", three_years, "µs", beside=middle(long.us, "µs")[1]),
        Figure("3 years / 3 hours", three_years / ours, "", LONG_TO_SHORT),
        Figure(f"due instants of {options.tickets:,} open tickets", seconds, "s", ROOM_S, worst),
    ]
    print(table(figures))


if __name__ == "__main__":
    main()
