"""Stories that are over: how a ticket of the past came in, was worked on, and ended."""

from __future__ import annotations

from noc_tui.demo.story import TicketStory
from noc_tui.demo.work import HOUR, begin, go_on, reason_to_wait, response_delay_s, usual_s
from noc_tui.domain.words import Channel, ClockName

_MINUTE = 60
_SOON_CLEARED_S = 3 * HOUR
"""An alert that lasts longer does not end before somebody looks."""


def request_over(story: TicketStory, opened: int, now: int) -> None:
    """A customer's request, from its opening to its end; nothing in it is later than `now` (UTC seconds)."""
    rng, case = story.rng, story.case
    story.open(opened)
    first_call = case.channel is Channel.PHONE and case.level == 1 and rng.random() < 0.55
    if first_call or not _worked(story, opened, now):
        _first_call(story, opened, now)


def incident_over(story: TicketStory, opened: int, now: int) -> None:
    """A ticket that alerts opened: some end before anybody looks, others are worked on."""
    rng = story.rng
    story.open(opened)
    last = opened
    for place in range(1, len(story.alerts)):
        last += min(rng.randint(15, 240), (now - last) // 8)
        story.join(place, last)
    lasts = story.case.sightings[0].clears_in_s
    if (lasts <= _SOON_CLEARED_S and rng.random() < 0.4) or not _worked(story, opened, now, last):
        _cleared(story, last, now)


def _worked(story: TicketStory, opened: int, now: int, joined: int = 0) -> bool:
    """The long way. Says no, with nothing told, where it would not be over by now."""
    rng, calendar = story.rng, story.terms.calendar
    response = max(calendar.add_s(opened, response_delay_s(story, rng)), joined + _MINUTE)
    effort = _effort_s(story)
    waits = rng.random() < (0.45 if story.case.waits else 0.12)
    paused = calendar.add_s(response, int(effort * rng.uniform(0.2, 0.7)))
    resumed = calendar.add_s(paused, rng.randint(HOUR // 2, 12 * HOUR)) if waits else paused
    solved = calendar.add_s(resumed, max(10 * _MINUTE, effort - calendar.between_s(response, paused)))
    if solved >= now:
        return False
    story.take(response)
    begin(story, response, paused)
    if waits:
        reason, text = reason_to_wait(story)
        story.pause(paused, reason, text, calendar.next_open_s(paused + 15 * HOUR))
        story.resume(resumed)
    _finish(story, resumed, solved, now)
    return True


def _effort_s(story: TicketStory) -> int:
    """Open seconds from the first take to the end: mostly within what is promised."""
    rng, target = story.rng, story.targets[ClockName.RESTORE]
    usual = usual_s(target, 14 * HOUR)
    if target is not None and rng.random() < 0.06:
        return int(usual * rng.uniform(1.02, 1.8))
    return int(usual * (0.06 + 0.44 * (rng.random() + rng.random())))


def _finish(story: TicketStory, start: int, solved: int, now: int) -> None:
    rng, case = story.rng, story.case
    if not story.alerts and rng.random() < 0.04:
        story.cancel(solved)
        return
    if rng.random() < 0.3:
        go_on(story, start, solved)
    _alerts_end(story, start, solved)
    workaround = bool(case.workaround) and rng.random() < 0.3
    if workaround and not story.terms.workaround_counts:
        story.work_around((start + solved) // 2)
        workaround = False
    story.solve(solved, workaround=workaround)
    if rng.random() < 0.04:
        solved = _again(story, solved, now)
    _close(story, solved, now)


def _again(story: TicketStory, solved: int, now: int) -> int:
    """It comes back and is solved once more, where there is time for it. Gives the last solution's instant."""
    rng, calendar = story.rng, story.terms.calendar
    reopened = calendar.add_s(solved, rng.randint(HOUR, 12 * HOUR))
    once_more = calendar.add_s(reopened, rng.randint(HOUR // 3, 3 * HOUR))
    if once_more >= now:
        return solved
    story.reopen(reopened)
    go_on(story, reopened, once_more)
    story.solve(once_more)
    return once_more


def _alerts_end(story: TicketStory, start: int, solved: int) -> None:
    """What was repaired stops firing some minutes before anybody says so; flapping alerts come back in between."""
    rng = story.rng
    for alert in story.alerts:
        ended = solved - min(rng.randint(2, 30) * _MINUTE, (solved - start) // 3)
        if alert.sighting.flapping and rng.random() < 0.6:
            between = (ended - start) // 3
            story.alert_resolved(alert, start + between)
            story.alert_fires_again(alert, start + 2 * between, resolved=False)
        story.alert_resolved(alert, ended)


def _cleared(story: TicketStory, last: int, now: int) -> None:
    """The alerts end by themselves before anybody acts; flapping ones open the ticket again, once."""
    rng = story.rng
    lasts = min(int(story.case.sightings[0].clears_in_s * rng.uniform(0.5, 1.5)), (now - last) // 3)
    ended, action = last, ""
    for alert in story.alerts:
        ended = max(ended, last + lasts) + rng.randint(1, 60)
        action = story.alert_resolved(alert, ended)
    story.clear(ended, action)
    again = ended + rng.randint(1, 40) * _MINUTE
    if story.case.sightings[0].flapping and again + lasts < now:
        story.alert_fires_again(story.alerts[0], again, resolved=True)
        ended = again + lasts
        story.clear(ended, story.alert_resolved(story.alerts[0], ended))
    _close(story, ended, now)


def _first_call(story: TicketStory, opened: int, now: int) -> None:
    """Most problems are solved during the first call (N1): within the half hour, and what time there is."""
    rng = story.rng
    length = min(rng.randint(4, 28) * _MINUTE, (now - opened) * 3 // 4)
    story.take(opened + length // 10)
    story.find(opened + length // 2)
    story.solve(opened + length)
    _close(story, opened + length, now)


def _close(story: TicketStory, solved: int, now: int) -> None:
    """Closed some days later, if that has come."""
    closed = story.terms.calendar.next_open_s(solved + story.rng.randint(20, 90) * HOUR)
    if closed < now:
        story.close(closed)
