"""What stands on an action, by the rule that desk/undo.py tells: where something does, it is not taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from noc_tui.desk.legal_rows import LEGAL
from noc_tui.desk.terms import room_zone
from noc_tui.desk.thread import alert_said, said
from noc_tui.desk.timeline import when
from noc_tui.domain.errors import Refused
from noc_tui.domain.event import SYSTEM, AlertEvent, Event, TicketEvent, standing, undone_actions
from noc_tui.store.read.connection import Reader
from noc_tui.store.tx import Tx

_FREE = frozenset(
    {
        TicketEvent.NOTED, TicketEvent.LINKED, TicketEvent.UNLINKED, TicketEvent.CHECKED, TicketEvent.UNDONE,
        TicketEvent.ALERT_FIRED, TicketEvent.ALERT_RESOLVED,
        AlertEvent.FIRED, AlertEvent.UPDATED, AlertEvent.RESOLVED,
    }
)  # fmt: skip
"""What stands on nothing, and on what nothing stands."""
_ENDED_BY_ITSELF: Mapping[str, str] = {
    TicketEvent.RESUMED: TicketEvent.PAUSED,
    AlertEvent.UNSHELVED: AlertEvent.SHELVED,
}
"""What the room ends by itself, and what it ends."""
JOINS: frozenset[str] = frozenset({TicketEvent.MERGED_IN, TicketEvent.SPLIT_OFF})
"""What a merge and a split are on the ticket that goes on."""
_ENDS = frozenset(
    {TicketEvent.SOLVED, TicketEvent.CLEARED, TicketEvent.CLOSED, TicketEvent.CANCELLED, TicketEvent.MERGED}
)
_CALLS = frozenset({TicketEvent.CALL_BOOKED, TicketEvent.CALL_MADE, TicketEvent.CALL_DROPPED})
_GOES_OVER = frozenset({AlertEvent.JOINED, AlertEvent.LEFT})


def refuse_later_work(
    tx: Tx, action_id: str, name: str, events: Sequence[Event], concerned: Sequence[Event], *, joins: bool
) -> None:
    """Raises Refused where the action is taken back already, or what stands now is not what stood right after it.

    `joins` where it is a merge or a split.
    """
    by = next((e for e in reversed(events) if e.kind == TicketEvent.UNDONE and e.detail["action"] == action_id), None)
    if by is not None and action_id in undone_actions(events):
        raise Refused(
            f"On {name} that was taken back already ({who_did(by)}, {when(tx.read, by.at)}).", "Nothing is left to do."
        )
    last = max(event.seq for event in events if event.action_id == action_id)
    matters = _goes_on(concerned) if joins else None
    then, now = (_what_stands(some, concerned, matters) for some in (events[:last], events))
    went_again = undone_actions(events) & {event.action_id for event in events if event.kind in JOINS | _GOES_OVER}
    then = [event for event in then if event.action_id not in went_again]
    if then == now:
        return
    since = next((event for event in now if event not in then), None)
    if since is None:
        raise Refused(f"On {name} something older was taken back since.", "Give that back first, or change it by hand.")
    what = said_of(tx.read, name, since)
    raise Refused(
        f"On {name} more was done since: {who_did(since)}, {what} ({when(tx.read, since.at)}).",
        "Take that back first, or change by hand what is to be otherwise.",
    )


def _goes_on(concerned: Sequence[Event]) -> frozenset[str] | None:
    """The kinds that stand on a merge or split where work goes on after it; None where everything does."""
    kinds = {event.kind for event in concerned} - _FREE
    if kinds <= _GOES_OVER:
        return _GOES_OVER
    if kinds & JOINS:
        return _ENDS | _CALLS if kinds & _CALLS else _ENDS
    return None


def _what_stands(
    events: Sequence[Event], concerned: Sequence[Event], matters: Collection[str] | None = None
) -> list[Event]:
    """The standing events that have to do with these, of the kinds that matter."""
    if matters is not None:
        return [event for event in standing(events) if event.kind in matters]
    sides = {_is_law(event) for event in concerned if event.kind not in _FREE}
    kinds = {event.kind for event in concerned}
    return [
        event
        for event in standing(events)
        if event.kind not in _FREE and _is_law(event) in sides and not _came_by_itself(event, kinds)
    ]


def _is_law(event: Event) -> bool:
    return event.kind in LEGAL


def _came_by_itself(event: Event, kinds: Collection[str]) -> bool:
    """Whether the room ended what these events did not begin."""
    ended = _ENDED_BY_ITSELF.get(event.kind)
    return ended is not None and event.actor == SYSTEM and ended not in kinds


def said_of(read: Reader, name: str, event: Event) -> str:
    """What an event of a ticket or alert says, in words."""
    return (alert_said if name.startswith("alert ") else said)(event, room_zone(read))


def who_did(event: Event) -> str:
    """Who acted in an event, as people call them."""
    if event.actor == SYSTEM:
        return "the room"
    return event.actor.removeprefix("intake:")
