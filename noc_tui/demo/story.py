"""A ticket's story while it is told: each method is something that somebody did, at an instant in UTC seconds.

What is written is what the room's operations would have written; times are given, so that a year can be told at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from random import Random

from noc_tui.demo.accounts import Account
from noc_tui.demo.cases import SENDER, SOURCE, Case, Sighting
from noc_tui.demo.cast import Cast
from noc_tui.desk.terms import Targets, Terms, terms_draft
from noc_tui.domain.event import INTAKE, AlertEvent, Event, TicketEvent
from noc_tui.domain.words import Channel, Origin, Reason, Visibility

SECOND = 1_000_000
MONITORING = INTAKE + SOURCE
PUBLIC, INTERNAL = Visibility.PUBLIC, Visibility.INTERNAL


def action_id(rng: Random, at: int) -> str:
    """A name for what one command did, the same for the same seed. It begins with its time: the store's index of
    these names then grows at its end, as fast with a million tickets as with a thousand."""
    return f"{at:08x}{rng.getrandbits(96):024x}"


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was counted for a ticket: its id, its key, and the ids of its alerts."""

    ticket_id: int
    year: int
    number: int
    alert_ids: Sequence[int] = ()


class AlertStory:
    """One alert's timeline, told in order."""

    def __init__(self, rng: Random, alert_id: int, customer_id: int, sighting: Sighting) -> None:
        self.alert_id = alert_id
        self.sighting = sighting
        self.events: list[Event] = []
        self.firing = False
        self._rng = rng
        self._customer_id = customer_id
        self._started = 0

    def fire(self, at: int, action: str | None = None) -> None:
        """Monitoring tells of it; it began some seconds before."""
        self._started = (at - self._rng.randint(4, 40)) * SECOND
        self.firing = True
        times = {"started_raw": self._started, "started_at": self._started}
        detail = {**self._content(), **times} if self.events else {**self._identity(), **self._content(), **times}
        self._add(at, MONITORING, AlertEvent.FIRED, detail, action=action, happened=self._started)

    def resolve(self, at: int, action: str | None = None) -> None:
        """Monitoring tells of its end, some seconds before."""
        ended = max(self._started, (at - self._rng.randint(4, 40)) * SECOND)
        self.firing = False
        detail = {"ended_at": ended, "started_raw": self._started, "started_at": self._started}
        self._add(at, MONITORING, AlertEvent.RESOLVED, detail, action=action, happened=ended)

    def join(self, at: int, ticket_id: int, action: str) -> None:
        """It belongs to a ticket from now on."""
        self._add(at, MONITORING, AlertEvent.JOINED, {"ticket": ticket_id}, action=action)

    def acknowledge(self, at: int, who: str) -> None:
        """Somebody looks after it."""
        self._add(at, who, AlertEvent.ACKNOWLEDGED, {})

    def shelve(self, at: int, who: str, until: int, text: str) -> None:
        """Somebody puts it out of sight."""
        self._add(at, who, AlertEvent.SHELVED, {"until": until * SECOND, "text": text})

    def _identity(self) -> dict[str, object]:
        """In the past no two alerts are the same: their keys are drawn, not made of the labels."""
        return {
            "source": SOURCE,
            "alert_key": f"{self._rng.getrandbits(64):016x}@{SENDER}",
            "customer_id": self._customer_id,
            "customer_hint": self.sighting.customer_hint,
            "group_key": self.sighting.group_key,
        }

    def _content(self) -> dict[str, object]:
        told = self.sighting
        return {
            "resource": told.resource,
            "event": told.event,
            "severity": told.severity.rank,
            "severity_text": told.severity.value,
            "summary": told.summary,
            "labels": told.labels,
            "annotations": told.annotations,
            "extra": {},
        }

    def _add(
        self,
        at: int,
        actor: str,
        kind: str,
        detail: Mapping[str, object],
        *,
        action: str | None = None,
        happened: int | None = None,
    ) -> None:
        """`happened` is the sender's time in microseconds, where it is not the room's."""
        self.events.append(
            Event(
                len(self.events) + 1,
                at * SECOND if happened is None else happened,
                at * SECOND,
                actor,
                kind,
                INTERNAL,
                action or action_id(self._rng, at),
                detail,
            )
        )


class TicketStory:
    """One ticket's timeline and those of its alerts. May be told in any order: `events` puts it straight."""

    def __init__(
        self,
        rng: Random,
        cast: Cast,
        *,
        account: Account,
        case: Case,
        terms: Terms,
        targets: Targets,
        numbers: Numbers,
    ) -> None:
        self.rng = rng
        self.case = case
        self.terms = terms
        self.targets = targets
        self.ticket_id = numbers.ticket_id
        self.level = 1
        self.holder: str | None = None
        self.alerts = [
            AlertStory(rng, alert_id, account.customer_id, sighting)
            for alert_id, sighting in zip(numbers.alert_ids, case.sightings, strict=True)
        ]
        self.opened_at = 0
        self._cast = cast
        self._account = account
        self._numbers = numbers
        self._told: list[tuple[int, str, str, Mapping[str, object], Visibility, str]] = []

    def events(self) -> list[Event]:
        """The timeline, numbered."""
        self._told.sort(key=itemgetter(0))
        return [
            Event(seq, at * SECOND, at * SECOND, actor, kind, visibility, action, detail)
            for seq, (at, actor, kind, detail, visibility, action) in enumerate(self._told, 1)
        ]

    def open(self, at: int) -> None:
        """A customer's request comes in, or the first alert opens the ticket."""
        self.opened_at = at
        action = action_id(self.rng, at)
        actor = self._opener(at)
        self._tell(at, actor, TicketEvent.OPENED, self._opening(), visibility=PUBLIC, action=action)
        self._tell(at, actor, TicketEvent.TERMS, terms_draft(self.terms.ref, 0).detail, action=action)
        if self.alerts:
            self._join(self.alerts[0], at, action)

    def join(self, place: int, at: int) -> None:
        """Another alert of the group joins."""
        self._join(self.alerts[place], at, action_id(self.rng, at))

    def alert_resolved(self, alert: AlertStory, at: int) -> str:
        """The ticket hears that an alert is over. Gives the action."""
        action = action_id(self.rng, at)
        alert.resolve(at, action)
        self._tell(at, MONITORING, TicketEvent.ALERT_RESOLVED, self._heard(alert), action=action)
        return action

    def alert_fires_again(self, alert: AlertStory, at: int, *, resolved: bool) -> None:
        """A flapping alert is back; a resolved ticket is opened again by it."""
        action = action_id(self.rng, at)
        alert.fire(at, action)
        if resolved:
            text = f"{alert.sighting.event} {alert.sighting.resource} fires again"
            self._tell(at, MONITORING, TicketEvent.REOPENED, {"text": text}, action=action)
        self._tell(at, MONITORING, TicketEvent.ALERT_FIRED, self._heard(alert), action=action)

    def clear(self, at: int, action: str) -> None:
        """The end of the last alert resolves a ticket in which nobody acted."""
        self._tell(at, MONITORING, TicketEvent.CLEARED, {}, action=action)

    def take(self, at: int) -> None:
        """Whoever holds it takes it; if nobody does, somebody of its level."""
        self.holder = self.holder or self._somebody(at)
        self._tell(at, self.holder, TicketEvent.TAKEN, {})

    def assign(self, at: int) -> None:
        """A shift lead gives it to somebody, who has not taken it yet."""
        self.holder = self._somebody(at)
        detail = {"assignee": self.holder, "team": self._cast.team(self.level, self.case.technology)}
        self._tell(at, self._cast.lead(self.rng), TicketEvent.ASSIGNED, detail)

    def hand_over(self, at: int) -> None:
        """It goes up a level: to nobody in particular, or to a person."""
        self._hand_over(at, to_somebody=self.rng.random() < 0.3)

    def leave(self, at: int) -> None:
        """It goes up a level, where nobody has it yet."""
        self._hand_over(at, to_somebody=False)

    def intervene(self, at: int) -> None:
        """From finding out to repairing."""
        self._tell(at, self.holder or self._somebody(at), TicketEvent.ASSIGNED, {"phase": "intervention"})

    def find(self, at: int) -> None:
        """What was found: an internal note."""
        self._note(at, self.rng.choice(self.case.notes), INTERNAL)

    def check(self, at: int) -> None:
        """What was checked: an internal note."""
        self._note(at, self.rng.choice(self.case.phrases.checked), INTERNAL)

    def update(self, at: int) -> None:
        """A word to the customer."""
        self._note(at, self.rng.choice(self.case.phrases.update), PUBLIC)

    def reply(self, at: int) -> None:
        """A word from the customer."""
        source = Channel.WEB if self.case.channel is Channel.WEB else Channel.MAIL
        text = self.rng.choice(self.case.phrases.reply)
        self._tell(at, f"{INTAKE}{source}", TicketEvent.NOTED, {"text": text}, visibility=PUBLIC)

    def pause(self, at: int, reason: Reason, text: str, wake_at: int) -> None:
        """It waits."""
        visibility = PUBLIC if reason is Reason.CUSTOMER else INTERNAL
        detail = {"reason": reason.value, "wake_at": wake_at * SECOND, "text": text}
        self._tell(at, self.holder or self._somebody(at), TicketEvent.PAUSED, detail, visibility=visibility)

    def resume(self, at: int) -> None:
        """It waits no longer."""
        self._tell(at, self.holder or self._somebody(at), TicketEvent.RESUMED, {})

    def work_around(self, at: int) -> None:
        """A workaround, on terms where it is no restore (G2)."""
        detail = {"text": self.case.workaround, "how": "workaround"}
        self._tell(at, self.holder or self._somebody(at), TicketEvent.WORKED_AROUND, detail, visibility=PUBLIC)

    def solve(self, at: int, *, workaround: bool = False) -> None:
        """The service is back."""
        text = self.case.workaround if workaround else self.case.fix
        detail = {"text": text, "how": "workaround" if workaround else "fix"}
        self._tell(at, self.holder or self._somebody(at), TicketEvent.SOLVED, detail, visibility=PUBLIC)

    def reopen(self, at: int) -> None:
        """It was not over."""
        text = self.rng.choice(self.case.phrases.reopen)
        self._tell(at, self._cast.front(self.rng, at), TicketEvent.REOPENED, {"text": text}, visibility=PUBLIC)

    def close(self, at: int) -> None:
        """It is over."""
        text = self.rng.choice(self.case.phrases.closing)
        self._tell(at, self._cast.front(self.rng, at), TicketEvent.CLOSED, {"text": text}, visibility=PUBLIC)

    def cancel(self, at: int) -> None:
        """Nobody wants it any more."""
        text = self.rng.choice(self.case.phrases.cancel)
        self._tell(at, self._cast.front(self.rng, at), TicketEvent.CANCELLED, {"text": text}, visibility=PUBLIC)

    def _opener(self, at: int) -> str:
        if self.alerts:
            return MONITORING
        if self.case.channel is Channel.PHONE:
            self.holder = self._cast.front(self.rng, at)
            return self.holder
        return INTAKE + self.case.channel

    def _opening(self) -> dict[str, object]:
        case = self.case
        detail: dict[str, object] = {
            "year": self._numbers.year,
            "number": self._numbers.number,
            "subject": case.subject,
            "customer_id": self._account.customer_id,
            "origin": Origin.ALERT if self.alerts else Origin.CUSTOMER,
            "channel": case.channel,
            "category": case.category or self.terms.default_category,
            "category_given": case.category is not None,
        }
        return detail | {
            "description": case.description,
            "priority": case.priority,
            "technology": case.technology,
            "team": self._cast.team(1, case.technology),
        }

    def _join(self, alert: AlertStory, at: int, action: str) -> None:
        alert.fire(at, action)
        alert.join(at, self.ticket_id, action)
        told = alert.sighting
        words = {"resource": told.resource, "event": told.event, "summary": told.summary, "source": SOURCE}
        self._tell(at, MONITORING, TicketEvent.ALERT_JOINED, {**self._heard(alert), **words}, action=action)

    @staticmethod
    def _heard(alert: AlertStory) -> dict[str, object]:
        return {"alert": alert.alert_id, "severity": alert.sighting.severity.rank}

    def _hand_over(self, at: int, *, to_somebody: bool) -> None:
        self._note(at, self.rng.choice(self.case.phrases.handoff), INTERNAL)
        giver = self.holder or self._somebody(at)
        self.level += 1
        self.holder = self._somebody(at) if to_somebody else None
        team = self._cast.team(self.level, self.case.technology)
        self._tell(at, giver, TicketEvent.ASSIGNED, {"assignee": self.holder, "team": team, "level": self.level})

    def _note(self, at: int, text: str, visibility: Visibility) -> None:
        self._tell(at, self.holder or self._somebody(at), TicketEvent.NOTED, {"text": text}, visibility=visibility)

    def _somebody(self, at: int) -> str:
        if self.level == 1:
            return self._cast.front(self.rng, at)
        return self._cast.expert(self.rng, self.level, self.case.technology)

    def _tell(
        self,
        at: int,
        actor: str,
        kind: str,
        detail: Mapping[str, object],
        *,
        visibility: Visibility = INTERNAL,
        action: str | None = None,
    ) -> None:
        self._told.append((at, actor, kind, detail, visibility, action or action_id(self.rng, at)))
