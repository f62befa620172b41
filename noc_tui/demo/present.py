"""Stories that are not over: the tickets and alerts that stand in the queue at an instant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum, auto
from random import Random

from noc_tui.clock import to_us
from noc_tui.demo.hours import back_s, spread
from noc_tui.demo.story import TicketStory
from noc_tui.demo.work import HOUR, begin, go_on, reason_to_wait, usual_s
from noc_tui.domain.words import ClockName, Reason
from noc_tui.sla.business import BusinessCalendar
from noc_tui.sla.clock import Target

_MINUTE = 60
_MARGIN_S = 12 * _MINUTE
"""What is due stays due, not overrun, at least that long after the instant that the room was made for."""
_SECOND = 1_000_000


class Stage(Enum):
    """How far the work on an open ticket has come."""

    NEW = auto()
    ASSIGNED = auto()
    WORKING = auto()
    LEFT = auto()
    """Gone up a level, where nobody has it yet."""
    WAITING = auto()
    REOPENED = auto()

    @property
    def clock(self) -> ClockName:
        """The clock that runs in it."""
        return ClockName.RESPONSE if self in {Stage.NEW, Stage.ASSIGNED} else ClockName.RESTORE


class Mood(Enum):
    """What an open ticket's clock shows."""

    OVERRUN = auto()
    SOON = auto()
    LATER = auto()
    ANY = auto()
    """Later too, and it may have no clock at all."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the queue that wants a ticket."""

    stage: Stage
    mood: Mood
    reasons: frozenset[Reason] = frozenset(Reason)


_STOPPING = frozenset({Reason.CUSTOMER, Reason.VISIT})
_RUNNING = frozenset({Reason.VENDOR, Reason.PARTS})
MIX: Sequence[Slot] = (
    *[Slot(Stage.NEW, Mood.SOON)],
    *[Slot(Stage.NEW, Mood.LATER)] * 2,
    *[Slot(Stage.NEW, Mood.ANY)] * 2,
    *[Slot(Stage.ASSIGNED, Mood.LATER)],
    *[Slot(Stage.WORKING, Mood.OVERRUN)],
    *[Slot(Stage.WORKING, Mood.SOON)],
    *[Slot(Stage.WORKING, Mood.LATER)] * 4,
    *[Slot(Stage.WORKING, Mood.ANY)] * 3,
    *[Slot(Stage.LEFT, Mood.LATER)],
    *[Slot(Stage.LEFT, Mood.ANY)],
    *[Slot(Stage.WAITING, Mood.ANY, _STOPPING)] * 5,
    *[Slot(Stage.WAITING, Mood.LATER, _RUNNING)] * 2,
    *[Slot(Stage.REOPENED, Mood.LATER)],
)
"""Of 25 open tickets: one is overrun, two are due within the hour, seven wait, seven or so are nobody's."""


def suits(slot: Slot, story: TicketStory, now: int) -> bool:
    """Whether a ticket on these terms can stand in that place."""
    target = story.targets[slot.stage.clock]
    if slot.mood is Mood.ANY:
        return True
    if target is None or (target.minutes is None and slot.mood is not Mood.LATER):
        return False
    return slot.mood is not Mood.SOON or story.terms.calendar.is_open_s(now + HOUR - _MARGIN_S)


def ticket_open(story: TicketStory, slot: Slot, now: datetime) -> None:
    """Tells the story of an open ticket up to `now`, on the room's wall clock, so that it stands in that place."""
    end, calendar = int(now.timestamp()), story.terms.calendar
    since = _clock_start(story.rng, story.targets[slot.stage.clock], slot, calendar, end)
    match slot.stage:
        case Stage.NEW:
            _come_in(story, since)
        case Stage.ASSIGNED:
            _come_in(story, since)
            story.assign(spread(calendar, since, end, 1, story.rng)[0])
        case Stage.REOPENED:
            _reopened(story, since, end)
        case Stage.WAITING:
            _waiting(story, slot, since, now)
        case _:
            _respond(story, since)
            _work(story, slot.stage, since, end)
    if slot.stage.clock is ClockName.RESTORE:
        _some_alerts_end(story, since, end)


def _clock_start(rng: Random, target: Target | None, slot: Slot, calendar: BusinessCalendar, now: int) -> int:
    """When the clock began that now shows what the place wants; without a target, some time ago."""
    if target is None:
        mean = 3 * HOUR if slot.stage is Stage.NEW else 12 * HOUR
        return back_s(calendar, now, min(60 * HOUR, 5 * _MINUTE + int(rng.expovariate(1 / mean))))
    if slot.stage is Stage.WAITING and slot.reasons is _STOPPING:
        return back_s(calendar, now, int(usual_s(target) * rng.uniform(0.1, 0.95)))
    if target.minutes is None:
        return _before_next_business_day(rng, calendar, now)
    promised = target.minutes * 60
    match slot.mood:
        case Mood.OVERRUN:
            used = promised + rng.randint(5 * _MINUTE, 4 * HOUR)
        case Mood.SOON:
            used = promised - rng.randint(_MARGIN_S, HOUR - _MARGIN_S)
        case _:
            least = min(HOUR + _MARGIN_S, promised * 3 // 5)
            used = promised - rng.randint(least, promised - 3 * _MINUTE)
    return back_s(calendar, now, used)


def _before_next_business_day(rng: Random, calendar: BusinessCalendar, now: int) -> int:
    """An opening whose next business day (G1) is not over yet."""
    used = rng.randint(5 * _MINUTE, 9 * HOUR)
    while True:
        opened = back_s(calendar, now, used)
        if used < 2 or calendar.next_business_day_s(opened) > now + HOUR:
            return opened
        used //= 2


def _come_in(story: TicketStory, opened: int) -> None:
    """The opening, and the alerts that joined in the minutes after."""
    story.open(opened)
    for place in range(1, len(story.alerts)):
        story.join(place, opened + 40 * place)


def _respond(story: TicketStory, response: int) -> None:
    """An opening such that the first take came then, within what was promised."""
    target, calendar = story.targets[ClockName.RESPONSE], story.terms.calendar
    within = usual_s(target, 4 * HOUR)
    opened = back_s(calendar, response, 3 * _MINUTE + int(within * 0.7 * story.rng.random() ** 2))
    _come_in(story, opened)
    story.take(response)


def _work(story: TicketStory, stage: Stage, since: int, end: int) -> None:
    """Work that goes on, or has been left to the next level."""
    calendar = story.terms.calendar
    if stage is Stage.LEFT:
        left = calendar.add_s(since, int(calendar.between_s(since, end) * story.rng.uniform(0.5, 0.95)))
        go_on(story, since, left, [story.find, story.check])
        story.leave(left)
        return
    begin(story, since, end)
    if story.rng.random() < 0.4:
        story.intervene(end - (end - since) // 20)


def _reopened(story: TicketStory, since: int, end: int) -> None:
    """Solved once; what had been used of its restore clock then goes on from where it stood."""
    calendar = story.terms.calendar
    used = calendar.between_s(since, end)
    reopened = back_s(calendar, end, used // 3)
    solved = back_s(calendar, reopened, story.rng.randint(HOUR, 10 * HOUR))
    response = back_s(calendar, solved, used - used // 3)
    _respond(story, response)
    begin(story, response, solved)
    for alert in story.alerts:
        story.alert_resolved(alert, solved - _MINUTE)
    story.solve(solved)
    story.reopen(reopened)


def _waiting(story: TicketStory, slot: Slot, since: int, now: datetime) -> None:
    """Work, then a wait that ends after now. A clock that stands meanwhile began that much earlier."""
    rng, calendar, end = story.rng, story.terms.calendar, int(now.timestamp())
    if slot.reasons is _STOPPING:
        paused = back_s(calendar, end, rng.randint(20 * _MINUTE, 26 * HOUR))
        response = back_s(calendar, paused, max(1, calendar.between_s(since, end)))
    else:
        response = since
        paused = calendar.add_s(since, int(calendar.between_s(since, end) * rng.uniform(0.3, 0.9)))
    _respond(story, response)
    begin(story, response, paused)
    reason, text = reason_to_wait(story)
    if reason not in slot.reasons:
        reason = rng.choice([reason for reason in Reason if reason in slot.reasons])
        text = rng.choice(story.case.phrases.waits[reason])
    story.pause(paused, reason, text, _wake_up(rng, calendar, now))


def _wake_up(rng: Random, calendar: BusinessCalendar, now: datetime) -> int:
    """Later today where there is still time, else in the morning of one of the next days."""
    later = int(now.timestamp()) + rng.randint(HOUR // 2, 4 * HOUR)
    if rng.random() < 0.3 and calendar.is_open_s(later):
        return later - later % 900
    days = 1 if rng.random() < 0.6 else rng.randint(2, 6)
    morning = datetime.combine(now.date() + timedelta(days=days), time(8), tzinfo=now.tzinfo)
    return calendar.next_open_s(to_us(morning) // _SECOND)


def _some_alerts_end(story: TicketStory, since: int, end: int) -> None:
    """Of the tickets on which people work, two in five have alerts that fire no more."""
    if story.rng.random() < 0.6:
        return
    for alert in story.alerts:
        if alert.firing:
            story.alert_resolved(alert, end - (end - since) // 3)
