"""Taking back what a key or a command did, as a whole or row by row; an undoing is taken back in the same way.

What stands on an action keeps it: it can be taken back while nothing came after it that matters to what it touched.
Notes, links, coverage checks, and what alerts do by themselves stand on nothing, and nothing stands on them. The law's
clocks run beside a ticket: only what is said of them stands on them. A wake-up stands on the wait that it ended alone.
Tickets and alerts that an action tied together stand or fall together. What was sent is not recalled.

A merge and a split are taken back though somebody works on since, for somebody always does. On the ticket that took
another in, and on that of which one was split off, only its end stands on it (merged further, solved, closed,
cancelled), and what became of a call-back that went over; on an alert that went over, only that it went on elsewhere.
On the ticket that was merged, and on the one that was split off, everything stands: work on it would be lost.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from noc_tui.desk.actors import require
from noc_tui.desk.alert_events import lock_alerts, record, take_back
from noc_tui.desk.alert_tickets import hear_anew
from noc_tui.desk.batch import Outcome
from noc_tui.desk.stands import JOINS, refuse_later_work, said_of, who_did
from noc_tui.desk.timeline import Work, open_work_by_id
from noc_tui.domain.alert import AlertRow
from noc_tui.domain.errors import BadInput, Forbidden, NotFound, Refused
from noc_tui.domain.event import (
    AlertEvent,
    Draft,
    Event,
    Subject,
    TicketEvent,
    is_import,
    is_person,
    undone_actions,
)
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Role
from noc_tui.store.read.actions import Whose, actions_beginning, events_of, last_action_ids
from noc_tui.store.read.alerts import find_alert
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.tickets import find_ticket, keys_of, timeline
from noc_tui.store.tx import Tx

_SHORTEST = 6
"""Characters of an action's id that name it, as many as nobody types by mistake."""

_LOOKED_AT = 20
"""Rows of an action of which it is looked up whether it was taken back there."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A ticket or alert on which an action was taken back, and those that were tied to it."""

    names: Sequence[str]
    what: str


@dataclass(frozen=True, slots=True)
class Action:
    """What somebody did with one key or command."""

    id: str
    at: int
    """UTC microseconds."""
    what: str
    names: Sequence[str]
    """The tickets and alerts that it touched; of an alert that went along with a ticket the ticket is enough."""
    undone: bool
    """It was taken back on all of them."""
    undoes: bool
    """It took something back itself."""
    opens: bool
    """It opened tickets: taken back, they are cancelled."""


@dataclass(frozen=True, slots=True)
class _Group:
    """What stands or falls together: subjects with the events that the undoing concerns, their own or taken back."""

    concerned: Mapping[Whose, Sequence[Event]]


def undo(
    tx: Tx, action_id: str, *, only: Collection[str] | None = None, action: str | None = None
) -> list[Outcome[TakenBack]]:
    """Takes an action back, each group of rows for itself, and says what became of each.

    `only` names tickets (by key) or alerts (`alert 7`) beyond whose groups nothing is taken back, `action` the whole
    of the undoing where this is a piece of it. Raises NotFound for an unknown action, Refused where it was none of a
    person, Forbidden where it was another person's and the actor leads no shift.
    """
    require(tx.actor, Role.OPERATOR, "take things back")
    if action is not None:
        tx.action_id = action
    lock_alerts(tx)
    rows = events_of(tx.read, action_id)
    _refuse_foreign(tx, action_id, rows)
    names = _names(tx.read, [whose for whose, _ in rows])
    outcomes: list[Outcome[TakenBack]] = []
    for group in _groups(tx.read, rows, names):
        called = [names[whose] for whose in group.concerned]
        if only is not None and not set(called) & set(only):
            continue
        try:
            with tx.savepoint():
                outcomes.append(Outcome(called[0], _take_back(tx, action_id, group, called), None))
        except Refused as refused:
            outcomes.append(Outcome(called[0], None, refused))
    return outcomes


def groups_of(read: Reader, action_id: str) -> list[str]:
    """The first ticket or alert of each group of rows that an action touched: what `undo` may be given in pieces."""
    rows = events_of(read, action_id)
    names = _names(read, [whose for whose, _ in rows])
    return [names[next(iter(group.concerned))] for group in _groups(read, rows, names)]


def undo_last(tx: Tx, key: str) -> TakenBack:
    """Takes back what the actor did last on a ticket, there and on what it was tied to.

    An undoing is passed over, and what opened the ticket: that taken back would cancel it. Raises Refused where there
    is nothing left to take back, or something stands on it.
    """
    require(tx.actor, Role.OPERATOR, "take things back")
    lock_alerts(tx)
    ticket = find_ticket(tx.read, key)
    action_id = last_action_on(tx.read, tx.actor.name, ticket.key)
    if action_id is None:
        raise _nothing_left(tx, ticket)
    (outcome,) = undo(tx, action_id, only={ticket.key})
    if outcome.refusal is not None:
        raise outcome.refusal
    assert outcome.row is not None
    return outcome.row


def _nothing_left(tx: Tx, ticket: TicketRow) -> Refused:
    events = timeline(tx.read, Subject.TICKET, ticket.id)
    opening = events[0]
    if opening.actor == tx.actor.name and opening.action_id not in undone_actions(events):
        return Refused(
            f"Of what you did on {ticket.key}, only its opening is left.",
            f"Cancel it, or name the action: `noc ticket undo --action {opening.action_id[:8]}`.",
        )
    return Refused(
        f"You have done nothing on {ticket.key} that could be taken back.", "`noc ticket undo` lists what you did."
    )


def last_action_on(read: Reader, actor: str, key: str) -> str | None:
    """The newest action of somebody on a ticket that holds, is no undoing and did not open it; else None."""
    events = timeline(read, Subject.TICKET, find_ticket(read, key).id)
    undone = undone_actions(events) | {events[0].action_id}
    here = (event for event in reversed(events) if not is_import(event.action_id))
    own = (event for event in here if event.actor == actor and event.kind != TicketEvent.UNDONE)
    return next((event.action_id for event in own if event.action_id not in undone), None)


def find_action(read: Reader, text: str) -> str:
    """The action whose id begins so. Raises NotFound where none does, BadInput where several do or it is too short."""
    wanted = text.strip().lower()
    if len(wanted) < _SHORTEST:
        raise BadInput(
            f"“{wanted}” is too little of an action's name: {_SHORTEST} characters at least.",
            "`noc ticket undo` lists what you did.",
        )
    found = actions_beginning(read, wanted)
    if wanted in found or len(found) == 1:
        return wanted if wanted in found else found[0]
    if found:
        raise BadInput(f"Several actions begin with “{wanted[:40]}”.", "Write more of it.")
    raise NotFound(f"There is no action “{text.strip()[:40]}”.", "`noc ticket undo` lists what you did.")


def last_actions(read: Reader, actor: str, limit: int) -> list[Action]:
    """What somebody did last, the newest first."""
    return [action_told(read, ident) for ident in last_action_ids(read, actor, limit)]


def action_told(read: Reader, action_id: str) -> Action:
    """An action in words: what it did to the first ticket or alert, and which it touched. Raises NotFound."""
    rows = events_of(read, action_id)
    if not rows:
        raise NotFound(f"There is no action “{action_id[:40]}”.", "`noc ticket undo` lists what you did.")
    first, event = rows[0]
    names = _names(read, [whose for whose, _ in rows])
    tickets = [name for whose, name in names.items() if whose.is_ticket]
    some = (timeline(read, Subject(whose.subject), whose.ident) for whose in list(names)[:_LOOKED_AT])
    return Action(
        id=action_id,
        at=event.recorded_at,
        what=_what(read, first, [event for whose, event in rows if whose == first]),
        names=tickets or list(names.values()),
        undone=all(action_id in undone_actions(events) for events in some),
        undoes=event.kind == TicketEvent.UNDONE,
        opens=any(event.kind == TicketEvent.OPENED for _, event in rows),
    )


def _refuse_foreign(tx: Tx, action_id: str, rows: Sequence[tuple[Whose, Event]]) -> None:
    if not rows:
        raise NotFound(f"There is no action “{action_id[:40]}”.", "`noc ticket undo` lists what you did.")
    if is_import(action_id):
        raise Refused("That was brought in from another desk.", "Restore the backup that was made before it.")
    people = {event.actor for _, event in rows if is_person(event.actor)}
    if not people:
        raise Refused(f"What {who_did(rows[0][1])} did is not taken back.", "Change by hand what is to be otherwise.")
    if tx.actor.name not in people and not tx.actor.may(Role.LEAD):
        raise Forbidden(
            f"That was done by {', '.join(sorted(people))}: only they, or a shift lead, take it back.",
            "Ask them, or change by hand what is to be otherwise.",
        )


def _names(read: Reader, subjects: Iterable[Whose]) -> dict[Whose, str]:
    """Tickets and alerts as people call them, tickets first, else in the order in which something was done to them."""
    ordered = sorted(dict.fromkeys(subjects), key=lambda whose: not whose.is_ticket)
    keys = keys_of(read, [whose.ident for whose in ordered if whose.is_ticket])
    return {whose: keys[whose.ident] if whose.is_ticket else f"alert {whose.ident}" for whose in ordered}


def _groups(read: Reader, rows: Sequence[tuple[Whose, Event]], names: Mapping[Whose, str]) -> list[_Group]:
    """What an action touched, put together where its events tie one to another."""
    concerned: dict[Whose, list[Event]] = {whose: [] for whose in names}
    for whose, event in (*rows, *_taken_back_by(read, rows)):
        if whose in concerned:
            concerned[whose].append(event)
    by_name = {name: whose for whose, name in names.items()}
    root = {whose: whose for whose in names}
    for whose, events in concerned.items():
        for event in events:
            for other in _tied(event, by_name):
                if other in root:
                    _unite(root, whose, other)
    groups: dict[Whose, dict[Whose, Sequence[Event]]] = {}
    for whose in names:
        groups.setdefault(_root(root, whose), {})[whose] = concerned[whose]
    return [_Group(group) for group in groups.values()]


def _taken_back_by(read: Reader, rows: Iterable[tuple[Whose, Event]]) -> Iterator[tuple[Whose, Event]]:
    """The events that an undoing took back, and so on down to what was done."""
    for action_id in dict.fromkeys(str(e.detail["action"]) for _, e in rows if e.kind == TicketEvent.UNDONE):
        below = events_of(read, action_id)
        yield from below
        yield from _taken_back_by(read, below)


def _tied(event: Event, by_name: Mapping[str, Whose]) -> Iterator[Whose]:
    """The tickets and alerts that an event names."""
    detail: Mapping[str, Any] = event.detail
    if event.kind in _NAMES_ALERT:
        yield Whose(Subject.ALERT, int(detail["alert"]))
    elif event.kind in {AlertEvent.JOINED, AlertEvent.LEFT}:
        yield Whose(Subject.TICKET, int(detail["ticket"]))
    for name in ("key", "split_from"):
        if detail.get(name) in by_name:
            yield by_name[str(detail[name])]


_NAMES_ALERT = frozenset(
    {TicketEvent.ALERT_JOINED, TicketEvent.ALERT_FIRED, TicketEvent.ALERT_RESOLVED, TicketEvent.ALERT_LEFT}
)


def _root(root: dict[Whose, Whose], whose: Whose) -> Whose:
    while root[whose] != whose:
        root[whose] = whose = root[root[whose]]
    return whose


def _unite(root: dict[Whose, Whose], one: Whose, other: Whose) -> None:
    root[_root(root, other)] = _root(root, one)


def _take_back(tx: Tx, action_id: str, group: _Group, names: Sequence[str]) -> TakenBack:
    """Writes the undoing on each of a group, alerts first: their tickets then hear how they stand."""
    works = [open_work_by_id(tx, whose.ident) for whose in group.concerned if whose.is_ticket]
    alerts = [_alert(tx, whose.ident) for whose in group.concerned if not whose.is_ticket]
    timelines = [work.events for work in works] + [events for _, events in alerts]
    whats = []
    joins = any(event.kind in JOINS for events in group.concerned.values() for event in events)
    for (whose, concerned), name, events in zip(group.concerned.items(), names, timelines, strict=True):
        refuse_later_work(tx, action_id, name, events, concerned, joins=joins)
        whats.append(_what(tx.read, whose, [event for event in events if event.action_id == action_id]))
    told = iter(whats[len(works) :])
    fresh = [take_back(tx, alert, events, _undoing(tx, action_id, next(told))) for alert, events in alerts]
    for work, what in zip(works, whats, strict=False):
        _undo_on(work, action_id, what, fresh)
    cancelled = [work.row.key for work in works if work.events[0].action_id == action_id]
    return TakenBack(names, whats[0] + (f"; {', '.join(cancelled)} is cancelled by it" if cancelled else ""))


def _undoing(tx: Tx, action_id: str, what: str) -> Draft:
    return Draft(TicketEvent.UNDONE, tx.now, {"action": action_id, "what": what})


def _undo_on(work: Work, action_id: str, what: str, alerts: Sequence[AlertRow]) -> None:
    draft = _undoing(work.tx, action_id, what)
    work.append(draft.kind, draft.detail)
    hear_anew(work, alerts)
    work.save()


def _alert(tx: Tx, alert_id: int) -> tuple[AlertRow, list[Event]]:
    """An alert with its events; a shelve past its end is over."""
    alert = find_alert(tx.read, alert_id)
    if alert.shelved_until is not None and alert.shelved_until <= tx.now:
        alert = record(tx, alert, ())
    return alert, timeline(tx.read, Subject.ALERT, alert_id)


def _what(read: Reader, whose: Whose, events: Sequence[Event]) -> str:
    """What an action did to one of its subjects, in words."""
    name = "" if whose.is_ticket else f"alert {whose.ident}"
    own = [event for event in events if is_person(event.actor) and event.kind != TicketEvent.TERMS] or events
    return ", ".join(dict.fromkeys(said_of(read, name, event) for event in own))
