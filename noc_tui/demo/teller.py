"""From an arrival to its story: draws whom it concerns and what it is about, and lets it happen."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from random import Random

from noc_tui.demo.accounts import Account, Accounts, Draw
from noc_tui.demo.alerts import AlertStage, alert_open, alert_over, severities
from noc_tui.demo.cases import Case, draw_incident, draw_request, draw_sighting
from noc_tui.demo.cast import Cast
from noc_tui.demo.content import alerts_of, content
from noc_tui.demo.past import incident_over, request_over
from noc_tui.demo.plan import Arrival
from noc_tui.demo.present import Slot, Stage, suits, ticket_open
from noc_tui.demo.story import SECOND, AlertStory, Numbers, TicketStory
from noc_tui.desk.terms import TermsBook
from noc_tui.domain.words import Channel, Severity
from noc_tui.store.read import setup
from noc_tui.store.read.connection import Reader

_GRAVE = (Severity.CRITICAL, Severity.MAJOR)
"""What opens a ticket where the contract has monitoring."""
_TRIES = 500
"""How often a case is drawn again that does not suit its place; round-the-clock customers suit every hour."""


class Teller:
    """Tells the stories of one room, up to an instant. The same arrival makes the same story each time."""

    def __init__(self, read: Reader, book: TermsBook, now: datetime) -> None:
        """`now` is on the room's wall clock. Raises Refused where the store is no demo room."""
        self._now = now
        self._content = content()
        self._cast = Cast(setup.operators(read))
        self._accounts = Accounts(read, book, self._content, now)
        self._anybody = Draw(self._accounts.everybody)
        self._monitored = Draw(self._accounts.monitored)
        self._rng = Random()  # noqa: S311 - a play, no secret

    def instant(self, arrival: Arrival) -> int:
        """When an arrival comes in that leaves it to its story (UTC seconds)."""
        if arrival.stage is not None:
            return self.alert(arrival, 0).events[0].recorded_at // SECOND
        return self.ticket(arrival, Numbers(0, 0, 0, (0,) * arrival.alerts)).opened_at

    def ticket(self, arrival: Arrival, numbers: Numbers) -> TicketStory:
        """A ticket's whole story, those of its alerts included."""
        self._rng.seed(arrival.seed)
        now = int(self._now.timestamp())
        if arrival.slot is not None:
            story = self._suitable(arrival.slot, arrival.alerts, numbers, now)
            ticket_open(story, arrival.slot, self._now)
            return story
        account = self._account(arrival.alerts)
        story = self._story(account, self._case(account, arrival.alerts), numbers, arrival.at)
        tell = incident_over if arrival.alerts else request_over
        tell(story, arrival.at, now)
        return story

    def alert(self, arrival: Arrival, alert_id: int) -> AlertStory:
        """The whole story of an alert that opens no ticket."""
        rng, now, stage = self._rng, int(self._now.timestamp()), arrival.stage
        assert stage is not None
        rng.seed(arrival.seed)
        account = self._anybody(rng)
        allowed = severities(stage, monitored=account in self._accounts.monitored)
        while not alerts_of(account.client, *allowed):
            account = self._anybody(rng)
            allowed = severities(stage, monitored=account in self._accounts.monitored)
        sighting = draw_sighting(rng, self._content, account.client, allowed)
        alert = AlertStory(rng, alert_id, account.customer_id, sighting)
        if stage is AlertStage.OVER:
            alert_over(rng, self._cast, alert, arrival.at, now)
        else:
            alert_open(rng, self._cast, alert, stage, now)
        return alert

    def _suitable(self, slot: Slot, alerts: int, numbers: Numbers, now: int) -> TicketStory:
        """A story at its beginning that can fill a place in the queue."""
        for _ in range(_TRIES):
            account = self._account(alerts)
            case = self._case(account, alerts)
            written = not alerts and case.channel is not Channel.PHONE
            if slot.stage is Stage.NEW and written and self._rng.random() < 0.5:
                case = replace(case, category=None, priority=None)  # nobody has looked at it
            story = self._story(account, case, numbers, now)
            if suits(slot, story, now):
                break
        return story

    def _account(self, alerts: int) -> Account:
        return (self._monitored if alerts else self._anybody)(self._rng)

    def _case(self, account: Account, alerts: int) -> Case:
        if alerts:
            return draw_incident(self._rng, self._content, account.client, _GRAVE, alerts)
        return draw_request(self._rng, self._content, account.client)

    def _story(self, account: Account, case: Case, numbers: Numbers, at: int) -> TicketStory:
        terms = self._accounts.terms(account, at)
        targets = terms.targets_for(case.category or terms.default_category, case.priority)
        return TicketStory(
            self._rng, self._cast, account=account, case=case, terms=terms, targets=targets, numbers=numbers
        )
