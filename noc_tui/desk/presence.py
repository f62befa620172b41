"""Who is in the room and on which ticket: each session says so again and again, and is gone when it no longer does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread

from noc_tui.clock import Clock, to_us
from noc_tui.domain.errors import NocError
from noc_tui.domain.presence import Doing, Looker, Presence
from noc_tui.store.location import Location
from noc_tui.store.read import presence
from noc_tui.store.read.connection import Reader
from noc_tui.store.seat import Seat

BEAT_S = 5
GONE_S = 15
"""Three beats missed: whoever crashed is gone."""
_LEAVE_WITHIN_S = 1.0
_NAMED = 3
"""People on a ticket that are named; the others are counted."""
_SECOND = 1_000_000
_HOW_MUCH = list(Doing)
_WORDS = {Doing.READING: "reading", Doing.TRIAGE: "in triage", Doing.WRITING: "writing"}


def here(read: Reader, now: int) -> list[str]:
    """The logins of those who are in the room at `now`, on a ticket or on none, by name."""
    return list(dict.fromkeys(session.who for session in presence.everybody(read, now)))


def lookers_at(read: Reader, ticket_id: int, now: int) -> tuple[Looker, ...]:
    """Who is on a ticket at `now`, by name; each once, with what would disturb them most."""
    return _lookers(presence.on_ticket(read, ticket_id, now))


def here_too(lookers: Sequence[Looker]) -> str:
    """What is told on a ticket of the others that are on it."""
    if not lookers:
        return "only you are here"
    if len(lookers) == 1:
        return f"{lookers[0].who} is here too, {_WORDS[lookers[0].doing]}"
    return f"also here: {named(lookers)}"


def named(lookers: Sequence[Looker]) -> str:
    """`anna (writing), bruno (reading)`, of many the first, and how many more."""
    told = [f"{one.who} ({_WORDS[one.doing]})" for one in lookers[:_NAMED]]
    more = f" and {len(lookers) - _NAMED} more" if len(lookers) > _NAMED else ""
    return ", ".join(told) + more


def _lookers(sessions: Iterable[Presence]) -> tuple[Looker, ...]:
    most: dict[str, Doing] = {}
    for one in sessions:
        most[one.who] = max(one.doing, most.get(one.who, one.doing), key=_HOW_MUCH.index)
    return tuple(Looker(who, doing) for who, doing in most.items())


class Others:
    """The other sessions of the room as they were last read; whoever is past their end is left out without a read."""

    def __init__(self, session: str, clock: Clock) -> None:
        self._session = session
        self._clock = clock
        self._sessions: Sequence[Presence] = ()

    def look(self, read: Reader) -> bool:
        """Reads anew. Says whether anybody on a ticket came, went or does something else."""
        before = self.on_tickets()
        found = presence.everybody(read, to_us(self._clock()))
        self._sessions = [one for one in found if one.session != self._session]
        return self.on_tickets() != before

    def on_tickets(self) -> Mapping[int, tuple[Looker, ...]]:
        """Ticket id → who is on it now."""
        now, found = to_us(self._clock()), dict[int, list[Presence]]()
        for one in self._sessions:
            if one.ticket_id is not None and one.until > now:
                found.setdefault(one.ticket_id, []).append(one)
        return {ticket_id: _lookers(sessions) for ticket_id, sessions in found.items()}


class Whereabouts:
    """Says where this session is, on a thread of its own: nobody waits for it, and a beat that is missed is no harm."""

    def __init__(self, location: Location, session: str, clock: Clock) -> None:
        self._seat = Seat(location, session)
        self._clock = clock
        self._said: tuple[str, str | None, Doing] | None = None
        """What was said last and is not known to have failed."""
        self._until = 0
        self._tasks: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: Thread | None = None

    def be(self, who: str, key: str | None, doing: Doing) -> None:
        """This session is there now. To be called as often as one likes: it is said where it is news, or a beat due."""
        where, now = (who, key, doing), to_us(self._clock())
        left_s = (self._until - now) / _SECOND
        if where == self._said and GONE_S - BEAT_S < left_s <= GONE_S:
            return
        until = now + GONE_S * _SECOND
        self._said, self._until = where, until
        self._do(lambda: self._say(where, now, until))

    def leave(self) -> None:
        """The session ends."""
        if self._thread is None:
            return
        self._do(self._leave)
        self._tasks.put(None)
        self._thread.join(_LEAVE_WITHIN_S)

    def _do(self, task: Callable[[], None]) -> None:
        if self._thread is None:
            self._thread = Thread(target=self._work, name="noc-presence", daemon=True)
            self._thread.start()
        self._tasks.put(task)

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            task()
        self._seat.close()

    def _say(self, where: tuple[str, str | None, Doing], now: int, until: int) -> None:
        try:
            self._seat.say(*where, now, until)
        except NocError:
            if self._said == where:
                self._said = None  # so the next second says it again

    def _leave(self) -> None:
        with suppress(NocError):  # it ends by itself
            self._seat.leave()
