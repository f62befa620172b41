"""The demo room while somebody watches: alerts fire and clear, requests come in, the demo's people work."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from noc_tui.clock import to_us
from noc_tui.demo.accounts import Accounts, Draw
from noc_tui.demo.cases import SOURCE, Case, Sighting, draw_incident, draw_request, draw_sighting
from noc_tui.demo.cast import Cast
from noc_tui.demo.content import alerts_of, content
from noc_tui.desk import alerts, ending, opening, work
from noc_tui.desk.intake import take_in
from noc_tui.desk.terms import TermsBook, room_zone
from noc_tui.domain.actor import Actor, intake_actor
from noc_tui.domain.errors import Refused, StoreBusy, StoreError
from noc_tui.domain.filter import Filter
from noc_tui.domain.observation import Delivery, Observation
from noc_tui.domain.queue import Band, Kind, QueueRow
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import AlertStatus, Channel, Reason, Severity, Visibility
from noc_tui.store.read import queue as read_queue
from noc_tui.store.read import setup
from noc_tui.store.read.alerts import alert_by_key
from noc_tui.store.read.tickets import find_ticket
from noc_tui.store.room import Room
from noc_tui.store.tx import Tx

P = ParamSpec("P")
T = TypeVar("T")

STORIES = 14
"""Stories under way at most; what comes in is worked off, so there are seldom so many."""
_DEEDS = 2
"""Things done in a step at most, however long the last one was ago."""
_GRAVE = (Severity.CRITICAL, Severity.MAJOR)
_LIGHT = (Severity.MINOR, Severity.WARNING)
_AGAIN_S = 5.0
_LOOKED_AT = 40
"""Lines from the top of the queue that the people look at."""
_MINUTE_US = 60 * 1_000_000
_HOPELESS_US = 60 * _MINUTE_US
"""What has been overrun for so long is left to the person at the keyboard."""


class Turn(NamedTuple):
    """What happens next in a story, and after how many seconds."""

    after: float
    deed: Callable[[], Any]


Script = Generator[Turn, Any, None]
"""A story: gives turns, is sent what each deed gave back. Where a deed is refused the story ends there."""


class Life:
    """Makes a demo room live: call `step` every few seconds, from one thread.

    What it does follows from seed, room and clock. It works through the room's own operations, as the demo's people;
    it leaves alone what `me`, the person at the keyboard, or anybody else who is not of the demo holds. Monitoring
    goes on telling every ticket about its alerts, whoever holds it.
    """

    def __init__(self, room: Room, seed: int, me: str) -> None:
        """Reads the room's customers and people. Raises Refused where it is no demo room."""
        self._room = room
        self._rng = Random(seed)  # noqa: S311 - a play, no secret
        self._content = content()
        with room.reading() as read:
            self._cast = Cast(setup.operators(read), besides=me)
            now = room.clock().astimezone(room_zone(read))
            accounts = Accounts(read, TermsBook(), self._content, now)
        self._anybody, self._monitored = Draw(accounts.everybody), Draw(accounts.monitored)
        self._turns: list[tuple[datetime, int, Callable[[], Any], Script]] = []
        self._order = count()
        self._busy: set[str] = set()
        """Tickets that a story is about."""
        self._stories = 0
        self._start(self._endless(self._something_comes_in, 20, 45))
        self._start(self._endless(self._look_over_the_queue, 25, 55))

    def step(self) -> None:
        """Does what is due by now, a thing or two.

        What is refused is left, since the room has changed meanwhile; what a busy store kept from happening is tried
        again. Raises StoreError where the store is gone or damaged; once it is back the next steps go on.
        """
        for _ in range(_DEEDS):
            if not self._turns or self._turns[0][0] > self._room.clock():
                return
            _, _, deed, script = heappop(self._turns)
            try:
                given = deed()
            except Refused:
                script.close()
            except StoreError as error:
                self._schedule(Turn(_AGAIN_S, deed), script)
                if not isinstance(error, StoreBusy):
                    raise
            else:
                self._go_on(script, given)

    def _start(self, script: Script) -> None:
        self._go_on(script, None)

    def _go_on(self, script: Script, given: Any) -> None:
        try:
            self._schedule(script.send(given), script)
        except StopIteration:
            return

    def _schedule(self, turn: Turn, script: Script) -> None:
        at = self._room.clock() + timedelta(seconds=turn.after)
        heappush(self._turns, (at, next(self._order), turn.deed, script))

    def _endless(self, deed: Callable[[], None], least: float, most: float) -> Script:
        while True:
            yield Turn(self._rng.uniform(least, most), deed)

    def _story(self, script: Script) -> Script:
        """The script, counted among those under way."""
        self._stories += 1
        try:
            yield from script
        finally:
            self._stories -= 1

    # What comes in

    def _something_comes_in(self) -> None:
        if self._stories >= STORIES:
            return
        script = self._rng.choices((self._request, self._incident, self._passing_alert), (5, 3, 3))[0]
        self._start(self._story(script()))

    def _request(self) -> Script:
        """A customer calls or writes; the call is taken, worked on, solved and closed."""
        rng = self._rng
        client = self._anybody(rng).client
        case = draw_request(rng, self._content, client)
        ticket: TicketRow = yield Turn(0, partial(self._open, client.code, case))
        yield from self._handle(ticket.key, case, rng.uniform(140, 420))

    def _incident(self) -> Script:
        """An alert opens a ticket; either people work on it, or its end ends it."""
        rng = self._rng
        client = self._monitored(rng).client
        case = draw_incident(rng, self._content, client, _GRAVE, 1)
        told = case.sightings[0]
        started: datetime = yield Turn(0, partial(self._fire, told))
        key: str | None = yield Turn(0, partial(self._new_ticket_of, told.alert_key, started))
        lasts = rng.uniform(120, 360)
        if key is not None and rng.random() < 0.65:
            self._start(self._story(self._handle(key, case, lasts)))
        yield from self._clear(told, started, lasts)

    def _passing_alert(self) -> Script:
        """An alert that opens no ticket: somebody acknowledges it or nobody, and it ends."""
        rng = self._rng
        client = self._anybody(rng).client
        if not alerts_of(client, *_LIGHT):
            return
        told = draw_sighting(rng, self._content, client, _LIGHT)
        started: datetime = yield Turn(0, partial(self._fire, told))
        if rng.random() < 0.6:
            self._start(self._acknowledging(told))
        yield from self._clear(told, started, rng.uniform(120, 480))

    def _acknowledging(self, told: Sighting) -> Script:
        yield Turn(self._rng.uniform(25, 100), partial(self._acknowledge, told.alert_key))

    def _clear(self, told: Sighting, started: datetime, lasts: float) -> Script:
        """The alert ends; a flapping one comes back, twice at most."""
        for _ in range(self._rng.randint(1, 2) if told.flapping else 0):
            yield Turn(lasts / 3, partial(self._tell, told, started, firing=False))
            started = yield Turn(self._rng.uniform(20, 60), partial(self._fire, told))
        yield Turn(lasts, partial(self._tell, told, started, firing=False))

    # What the people do

    def _handle(self, key: str, case: Case, lasts: float) -> Script:
        """A new ticket from the first take to its close; solved after `lasts` seconds at the earliest."""
        rng = self._rng
        self._busy.add(key)
        try:
            who = self._cast.front(rng, self._second())
            yield self._ticket(rng.uniform(0.15, 0.3) * lasts, who, work.take, key)
            yield self._ticket(rng.uniform(0.1, 0.2) * lasts, who, work.note, key, rng.choice(case.notes))
            if rng.random() < 0.5:
                told = rng.choice(case.phrases.update)
                yield self._ticket(0.1 * lasts, who, work.note, key, told, visibility=Visibility.PUBLIC)
            if case.level > 1:
                team = self._cast.team(2, case.technology)
                yield self._ticket(0.1 * lasts, who, work.assign, key, team=team, level=2, nobody=True)
                who = self._cast.expert(rng, 2, case.technology)
                yield self._ticket(rng.uniform(0.1, 0.2) * lasts, who, work.take, key)
            if case.waits and rng.random() < 0.5:
                reason, text = rng.choice(case.waits)
                yield self._ticket(0.1 * lasts, who, work.wait, key, reason, text=text)
                yield self._ticket(rng.uniform(40, 120), who, work.resume, key)
            yield self._ticket(rng.uniform(0.6, 0.8) * lasts, who, ending.solve, key, case.fix)
            closing = rng.choice(case.phrases.closing)
            yield self._ticket(rng.uniform(60, 200), who, ending.close, key, text=closing)
        finally:
            self._busy.discard(key)

    def _look_over_the_queue(self) -> None:
        """Somebody looks after the first line whose time has come, in the eyes of the demo's people."""
        now = self._room.clock()
        with self._room.reading() as read:
            lines = read_queue.window(read, read_queue.Query(Filter(), now=to_us(now)), 0, _LOOKED_AT)
        for line in lines:
            script = self._care(line.row, to_us(now))
            if script is not None:
                self._start(self._story(script))
                return

    def _care(self, row: QueueRow, now: int) -> Script | None:
        if row.band != Band.DUE or row.clock_phase != "running":
            return None
        if row.kind == Kind.ALERT:
            return self._look_at(row.ref) if row.at < now - _MINUTE_US else None
        free = row.key not in self._busy and (row.assignee is None or row.assignee in self._cast.operators)
        late = (row.ref % 6 - 1) * 4 * _MINUTE_US  # some are looked after before they overrun, others after a while
        in_time = now - _HOPELESS_US < row.at < now - late
        return self._look_after(row) if free and in_time else None

    def _look_at(self, alert_id: int) -> Script:
        who = self._cast.front(self._rng, self._second())
        yield Turn(0, partial(self._do, self._actor(who), alerts.acknowledge, alert_id))

    def _look_after(self, row: QueueRow) -> Script:
        """A ticket of the queue, before it overruns or soon after: taken, then solved or put to wait."""
        rng, key = self._rng, row.key
        phrases = self._content.requests[rng.choice(("it", "en"))]
        self._busy.add(key)
        try:
            who = row.assignee or self._somebody(row.level, row.technology)
            if row.assignee is None or row.clock == "response":
                yield self._ticket(0, who, work.take, key)
            yield self._ticket(rng.uniform(5, 30), who, work.note, key, rng.choice(phrases.checked))
            if rng.random() < 0.35:
                text = rng.choice(phrases.waits[Reason.CUSTOMER])
                yield self._ticket(rng.uniform(10, 40), who, work.wait, key, Reason.CUSTOMER, text=text)
            else:
                yield self._ticket(rng.uniform(20, 90), who, ending.solve, key, rng.choice(phrases.solved))
        finally:
            self._busy.discard(key)

    # Deeds

    def _ticket(
        self, after: float, who: str, operation: Callable[Concatenate[Tx, str, P], T], key: str,
        *args: P.args, **options: P.kwargs,
    ) -> Turn:  # fmt: skip
        """Somebody's deed on a ticket that none but the demo's people hold."""

        def unless_held(tx: Tx) -> T:
            holder = find_ticket(tx.read, key).assignee
            if holder is not None and holder not in self._cast.operators:
                raise Refused(f"{key} is held by {holder}.")
            return operation(tx, key, *args, **options)

        return Turn(after, partial(self._do, self._actor(who), unless_held))

    def _do(self, actor: Actor, operation: Callable[Concatenate[Tx, P], T], *args: P.args, **options: P.kwargs) -> T:
        with self._room.write(actor) as tx:
            return operation(tx, *args, **options)

    def _open(self, customer: str, case: Case) -> TicketRow:
        phone = case.channel is Channel.PHONE
        who = self._cast.front(self._rng, self._second())
        return self._do(
            self._actor(who) if phone else intake_actor(case.channel),
            opening.open_ticket,
            subject=case.subject,
            customer=customer,
            channel=case.channel,
            description=case.description,
            category=case.category,
            priority=case.priority,
            technology=case.technology,
            team=self._cast.team(1, case.technology),
        )

    def _fire(self, told: Sighting) -> datetime:
        """Monitoring tells of an alert. Gives its start. Raises Refused where one of its group fires already."""
        with self._room.reading() as read:
            fires = read.value(
                "SELECT count(*) FROM alert WHERE group_key = :group_key AND status <> 'resolved'",
                {"group_key": told.group_key},
            )
        if fires:
            raise Refused(f"{told.event} of {told.customer_hint} fires already.")
        started = self._room.clock() - timedelta(seconds=self._rng.randint(4, 30))
        self._tell(told, started, firing=True)
        return started

    def _tell(self, told: Sighting, started: datetime, *, firing: bool) -> None:
        observation = Observation(
            source=SOURCE,
            alert_key=told.alert_key,
            firing=firing,
            started_at=started,
            ended_at=None if firing else self._room.clock(),
            resource=told.resource,
            event=told.event,
            severity=told.severity,
            severity_text=told.severity.value,
            summary=told.summary,
            customer_hint=told.customer_hint,
            group_key=told.group_key,
            labels=told.labels,
            annotations=told.annotations,
        )
        self._do(intake_actor(SOURCE), take_in, Delivery(SOURCE, "", (observation,)))

    def _new_ticket_of(self, alert_key: str, started: datetime) -> str | None:
        """The key of the ticket that the alert opened; None where it joined an older one, or none."""
        with self._room.reading() as read:
            alert = alert_by_key(read, SOURCE, alert_key)
            if alert is None or alert.ticket_id is None:
                return None
            row = read.one("SELECT key, opened_at FROM ticket WHERE id = :id", {"id": alert.ticket_id})
        return str(row[0]) if row and row[1] >= to_us(started) else None

    def _acknowledge(self, alert_key: str) -> None:
        with self._room.reading() as read:
            alert = alert_by_key(read, SOURCE, alert_key)
        if alert is not None and alert.status == AlertStatus.FIRING:
            who = self._cast.front(self._rng, self._second())
            self._do(self._actor(who), alerts.acknowledge, alert.id, version=alert.version)

    def _somebody(self, level: int, technology: str | None) -> str:
        if level == 1:
            return self._cast.front(self._rng, self._second())
        return self._cast.expert(self._rng, level, technology or "network")

    def _actor(self, login: str) -> Actor:
        operator = self._cast.operators[login]
        return Actor(operator.login, operator.role, operator.level, operator.team)

    def _second(self) -> int:
        return int(self._room.clock().timestamp())
