"""From another desk's rows to a ticket's timeline: each change of state, people or class as an event of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from noc_tui.desk.importing_map import HistoryMap, State
from noc_tui.desk.importing_rows import Row
from noc_tui.desk.opening import SUBJECT_LIMIT
from noc_tui.domain.event import INTAKE, SYSTEM, Draft, TicketEvent, is_person
from noc_tui.domain.words import ACTIVE, Channel, Origin, Reason, Status, Visibility
from noc_tui.text import line

_CLASS = ("impact", "urgency", "priority", "category")


@dataclass(frozen=True, slots=True)
class Told:
    """An event, and who acted in it."""

    actor: str
    draft: Draft


_at = attrgetter("draft.at")


def story(plan: HistoryMap, rows: Sequence[Row]) -> list[Told]:
    """What happened to a ticket, in order and the opening first. `rows` are all of it in theirs, and at least one.

    An event follows from its row and those before it alone, so that a longer export of the same history begins with
    the same events. Nothing lies before the opening: a change that is dated earlier is told as of then.
    """
    teller = _Teller(plan, rows[0])
    for row in rows:
        teller.go_on(row)
    return teller.told


class _Teller:
    """A ticket as far as it is told."""

    def __init__(self, plan: HistoryMap, first: Row) -> None:
        self._plan = plan
        self._first = first
        self._state = ""
        self._status = Status.NEW
        self._reason: Reason | None = None
        self._taken = False
        self._team = ""
        self._assignee = ""
        self._class: dict[str, str] = {}
        self._notes = first.notes
        self._fresh: list[Told] = []
        self.told = [self._opening(first)]

    def go_on(self, row: Row) -> None:
        """Tells what a row changed."""
        state = self._plan.states[row.state]
        self._reopen(row, state)
        self._classify(row, self._known_at(row, state))
        taken = self._take(row, state)
        self._assign(row, self._known_at(row, state), taken=taken)
        self._move(row, state)
        self._note(row, state)
        self._state = row.state
        self.told += sorted(self._fresh, key=_at)
        self._fresh = []

    def _opening(self, row: Row) -> Told:
        said = zip(self._plan.notes, row.notes, strict=True)
        subject = line(row.subject)
        whole = [row.subject] if len(subject) > SUBJECT_LIMIT else []  # what is cut stands in the description
        detail = {
            "subject": line(subject, SUBJECT_LIMIT) or row.number,
            "origin": Origin.CUSTOMER,
            "channel": row.words.get("channel", Channel.API),
            "description": "\n".join([*whole, *(f"{label}: {text}" for label, text in said if text)]),
            "external_ref": row.number,
            "source": self._plan.source,
        }
        return Told(self._actor(row.opened_by), Draft(TicketEvent.OPENED, row.opened_at, detail, Visibility.PUBLIC))

    def _actor(self, name: str) -> str:
        """A person by the name that they have there; the program for what was automatic; the desk where nobody says."""
        if name in self._plan.automatic or name.casefold() == SYSTEM:
            return SYSTEM
        return name.replace(":", " ") if name.casefold().startswith(INTAKE) else name or self._plan.source

    def _tell(
        self,
        kind: str,
        row: Row,
        detail: Mapping[str, object] | None = None,
        *,
        at: int | None = None,
        by: str = "",
        visibility: Visibility = Visibility.INTERNAL,
    ) -> None:
        """Adds an event, at the row's instant unless another is known, never before what was told last."""
        instant = max(row.changed_at if at is None else at, self.told[-1].draft.at)
        self._fresh.append(Told(self._actor(by or row.changed_by), Draft(kind, instant, detail or {}, visibility)))

    def _known_at(self, row: Row, state: State) -> int:
        """Since when it stood as a row says: where the first finds it over, it is all that is known of its life."""
        return row.opened_at if row is self._first and state.status not in ACTIVE else row.changed_at

    def _reopen(self, row: Row, state: State) -> None:
        if self._status not in ACTIVE and state.status in ACTIVE:
            self._tell(TicketEvent.REOPENED, row, visibility=Visibility.PUBLIC)
            self._status = Status.OPEN

    def _classify(self, row: Row, at: int) -> None:
        news = {name: row.words[name] for name in _CLASS if name in row.words}
        news = {name: word for name, word in news.items() if word != self._class.get(name)}
        if news:
            self._class |= news
            self._tell(TicketEvent.CLASSIFIED, row, news, at=at)

    def _take(self, row: Row, state: State) -> bool:
        """Whoever puts it in a state of work has taken it."""
        working = state.status in {Status.OPEN, Status.PENDING} and is_person(self._actor(row.changed_by))
        if self._taken or not working:
            return False
        self._taken = True
        self._tell(TicketEvent.TAKEN, row)
        return True

    def _assign(self, row: Row, at: int, *, taken: bool) -> None:
        """Team and assignee where they changed. Who took it just now has it, unless the row names somebody."""
        news: dict[str, object] = {}
        if row.team and row.team != self._team:
            news["team"] = self._team = row.team
        if row.assignee != self._assignee or (taken and row.assignee):
            self._assignee = row.assignee
            news["assignee"] = row.assignee or None
        if news:
            self._tell(TicketEvent.ASSIGNED, row, news, at=at)

    def _move(self, row: Row, state: State) -> None:
        """Waiting, going on, solved, closed, cancelled."""
        before, self._status = self._status, self._after(state.status)
        waited, self._reason = self._reason, state.reason
        if waited and self._reason is not waited and self._status in ACTIVE:
            self._tell(TicketEvent.RESUMED, row)
        if self._reason and self._reason is not waited:
            asked = Visibility.PUBLIC if self._reason is Reason.CUSTOMER else Visibility.INTERNAL
            self._tell(TicketEvent.PAUSED, row, {"reason": self._reason}, visibility=asked)
        if before in ACTIVE and self._status in {Status.RESOLVED, Status.CLOSED}:
            self._solve(row)
        if self._status is not before and self._status is Status.CLOSED:
            at = self._instant(row.closed_at, row)
            self._tell(TicketEvent.CLOSED, row, at=at, visibility=Visibility.PUBLIC)
        if self._status is not before and self._status is Status.CANCELLED:
            self._tell(TicketEvent.CANCELLED, row, visibility=Visibility.PUBLIC)

    def _after(self, wanted: Status) -> Status:
        """Where it stands: what was closed or cancelled stays so until it is reopened."""
        stays = self._status in {Status.CLOSED, Status.CANCELLED} and wanted not in ACTIVE
        return self._status if stays else wanted

    def _solve(self, row: Row) -> None:
        at = self._instant(row.resolved_at, row)
        by = row.changed_by if is_person(self._actor(row.changed_by)) else row.resolved_by
        in_call = at == row.opened_at and row.words.get("channel") == Channel.PHONE
        detail = {"text": row.solution, "how": "fix", **({"in_call": True} if in_call else {})}
        self._tell(TicketEvent.SOLVED, row, detail, at=at, by=by, visibility=Visibility.PUBLIC)

    def _instant(self, told: int | None, row: Row) -> int:
        """What the row says of when it was solved or closed, where that lies between the row before and this one."""
        possible = told is not None and self.told[-1].draft.at <= told <= row.changed_at
        return told if told is not None and possible else row.changed_at

    def _note(self, row: Row, state: State) -> None:
        """What has no event of its own: a state that the status does not tell, and facts that changed."""
        told = [*self._state_told(row, state), *self._facts_told(row)]
        self._notes = row.notes
        if told:
            self._tell(TicketEvent.NOTED, row, {"text": "\n".join(told)})

    def _state_told(self, row: Row, state: State) -> Iterator[str]:
        if row.state == self._state:
            return
        as_opened = not self._state and state.status is Status.NEW
        if state.note:
            yield state.note
        elif not as_opened and _MOVES.isdisjoint(told.draft.kind for told in self._fresh):
            yield f"State: {row.state}"

    def _facts_told(self, row: Row) -> Iterator[str]:
        for label, before, now in zip(self._plan.notes, self._notes, row.notes, strict=True):
            if before != now:
                was = f" (was {before})" if before else ""
                yield f"{label}: {now or 'no longer known'}{was}"


_MOVES = frozenset(
    {TicketEvent.TAKEN, TicketEvent.REOPENED, TicketEvent.RESUMED, TicketEvent.PAUSED, TicketEvent.SOLVED,
     TicketEvent.CLOSED, TicketEvent.CANCELLED}
)  # fmt: skip
"""What tells a change of state."""
