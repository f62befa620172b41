"""What happens to a ticket between two instants while somebody works on it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from noc_tui.demo.hours import spread
from noc_tui.demo.story import TicketStory
from noc_tui.domain.words import ClockName, Reason
from noc_tui.sla.clock import Target

HOUR = 3600
_WITHOUT_PROMISE_S = 8 * HOUR
"""What people reckon with where nothing is promised, in open seconds."""
_ALERT_REASONS = (Reason.VENDOR, Reason.VISIT, Reason.PARTS, Reason.CUSTOMER)


def begin(story: TicketStory, response: int, end: int) -> None:
    """Work from the first take on: what is found, what the customer is told, and up to the level that solves it."""
    rng, case = story.rng, story.case
    steps: list[Callable[[int], None]] = [story.find]
    if rng.random() < 0.55:
        steps.insert(rng.randrange(2), story.update)
    for _ in range(1, case.level):
        steps += [story.hand_over, story.take, story.check]
    go_on(story, response, end, steps)


def go_on(story: TicketStory, start: int, end: int, steps: list[Callable[[int], None]] | None = None) -> None:
    """Further work, with now and then a word from the customer."""
    rng = story.rng
    steps = steps if steps is not None else [story.check]
    if not story.alerts and rng.random() < 0.3:
        steps.append(story.reply)
    for step, at in zip(steps, spread(story.terms.calendar, start, end, len(steps), rng), strict=True):
        step(at)


def reason_to_wait(story: TicketStory) -> tuple[Reason, str]:
    """Whom or what it waits for, in words."""
    rng, case = story.rng, story.case
    if case.waits:
        return rng.choice(case.waits)
    reason = rng.choice(_ALERT_REASONS) if case.sightings else Reason.CUSTOMER
    return reason, rng.choice(case.phrases.waits[reason])


def usual_s(target: Target | None, otherwise: int = _WITHOUT_PROMISE_S) -> int:
    """The open seconds that people reckon with for a target."""
    return otherwise if target is None or target.minutes is None else target.minutes * 60


def response_delay_s(story: TicketStory, rng: Random) -> int:
    """Open seconds until the first take: mostly soon, nearly always within what is promised."""
    target = story.targets[ClockName.RESPONSE]
    if target is not None and target.minutes is not None and rng.random() < 0.04:
        return int(target.minutes * 60 * rng.uniform(1.02, 1.5))
    return 60 + int(usual_s(target, 5 * HOUR) * 0.75 * rng.random() ** 3)
