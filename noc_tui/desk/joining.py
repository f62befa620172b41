"""Tickets that belong together: linked, merged into one, split in two; alerts put into a ticket by hand.

Nothing is lost by it: the thread of a merged ticket stays, says where it went, and the other names what it took in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from noc_tui.desk.actors import require
from noc_tui.desk.alert_events import lock_alerts
from noc_tui.desk.alert_tickets import move_alerts
from noc_tui.desk.booked_call import booked_call, booking_of
from noc_tui.desk.derive import clock_story
from noc_tui.desk.mergeable import refuse_merge, still_owes
from noc_tui.desk.opening import create_ticket, refuse_long
from noc_tui.desk.terms import TermsBook
from noc_tui.desk.timeline import Work, book_of, open_work, open_work_by_id, refuse_unless
from noc_tui.domain.alert import AlertRow
from noc_tui.domain.errors import BadInput, Refused, WrongState
from noc_tui.domain.event import Event, Subject, TicketEvent, standing
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import ACTIVE, AlertStatus, Category, Channel, Origin, Role, Status
from noc_tui.store.read.alerts import alerts_on_ticket, find_alert
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.tickets import find_ticket, timeline
from noc_tui.store.tx import Tx
from noc_tui.text import clean

_NOT_MERGED = frozenset(Status) - {Status.MERGED}
_NOT_OVER = ACTIVE | {Status.RESOLVED}


class Joined(StrEnum):
    """What can be done with two tickets."""

    MERGE = "merge"
    TAKE_IN = "take_in"
    LINK = "link"
    UNLINK = "unlink"


@dataclass(frozen=True, slots=True)
class Way:
    """One of these, and what it would do, or why not."""

    how: Joined
    told: str
    possible: bool


def links_of(events: Sequence[Event]) -> Mapping[str, str]:
    """Key and subject of every ticket that one with these events is linked to, in the order in which it was."""
    linked: dict[str, str] = {}
    for event in standing(events):
        detail: Mapping[str, Any] = event.detail
        if event.kind == TicketEvent.LINKED:
            linked[detail["key"]] = detail["subject"]
        elif event.kind == TicketEvent.UNLINKED:
            linked.pop(detail["key"], None)
    return linked


def link(tx: Tx, key: str, other: str, *, version: int | None = None) -> TicketRow:
    """Says on both tickets that they have to do with each other; each goes on by itself.

    Raises BadInput for a ticket and itself, Refused where they are linked, WrongState where one was merged.
    """
    require(tx.actor, Role.OPERATOR, "link tickets")
    works = _both(tx, key, other, version, "linked to itself")
    for work in works:
        refuse_unless(work.row, _NOT_MERGED, "linked")
    if works[1].row.key in links_of(works[0].events):
        raise Refused(f"{works[0].row.key} and {works[1].row.key} are linked already.", "Nothing is left to do.")
    return _say_on_both(works, TicketEvent.LINKED)


def unlink(tx: Tx, key: str, other: str, *, version: int | None = None) -> TicketRow:
    """Takes a link away again, on both. Raises BadInput for a ticket and itself, Refused where they are not linked."""
    require(tx.actor, Role.OPERATOR, "link tickets")
    works = _both(tx, key, other, version, "linked to itself")
    if works[1].row.key not in links_of(works[0].events):
        raise Refused(
            f"{works[0].row.key} and {works[1].row.key} are not linked.", "`noc ticket show` names its links."
        )
    return _say_on_both(works, TicketEvent.UNLINKED)


def _both(tx: Tx, key: str, other: str, version: int | None, doing: str) -> tuple[Work, Work]:
    """Two tickets, locked for change. Raises BadInput where they are one and the same."""
    lock_alerts(tx)
    first = find_ticket(tx.read, key)
    if find_ticket(tx.read, other).id == first.id:
        raise BadInput(f"{first.key} cannot be {doing}.", "Name another ticket.")
    return open_work(tx, key, version), open_work(tx, other)


def _say_on_both(works: tuple[Work, Work], kind: TicketEvent) -> TicketRow:
    first, second = works
    first.append(kind, _named(second.row))
    second.append(kind, _named(first.row))
    row = first.save()
    second.save()
    return row


def _named(ticket: TicketRow) -> dict[str, object]:
    return {"key": ticket.key, "subject": ticket.subject}


def merge(tx: Tx, key: str, into: str, why: str = "", *, version: int | None = None) -> TicketRow:
    """Makes a ticket a part of another, and gives it as it is then: its alerts go over, its own promises end.

    Whoever is to be called back on it is called on the other.

    Raises WrongState where one of them is over, Refused across customers, and where a promise, a legal deadline or a
    call-back would be lost by it.
    """
    require(tx.actor, Role.OPERATOR, "merge tickets")
    source, target = _both(tx, key, into, version, "merged into itself")
    refuse_merge(tx.read, source.row, target.row, tx.now, book_of(tx))
    call = booked_call(source.row, source.events)
    source.append(TicketEvent.MERGED, {"into": target.row.id, "key": target.row.key, "text": clean(why).strip()})
    target.append(TicketEvent.MERGED_IN, {"from": source.row.id, **_named(source.row)})
    if call is not None:
        target.append(TicketEvent.CALL_BOOKED, booking_of(call))
    move_alerts(tx, alerts_on_ticket(tx.read, source.row.id), source, target)
    row = source.save()
    target.save()
    return row


def ways_to_join(read: Reader, key: str, other: str, now: int) -> list[Way]:
    """What can be done with two tickets at `now`, UTC microseconds, what is possible first.

    Raises NotFound, and BadInput for no key.
    """
    first, second = find_ticket(read, key), find_ticket(read, other)
    linked = second.key in links_of(timeline(read, Subject.TICKET, first.id))
    ways = [
        _way_to_merge(read, Joined.MERGE, first, second, now),
        _way_to_merge(read, Joined.TAKE_IN, second, first, now),
    ]
    said = f"{first.key} and {second.key} are linked" if linked else "each goes on by itself"
    ways.append(Way(Joined.UNLINK if linked else Joined.LINK, said, possible=True))
    return sorted(ways, key=lambda way: not way.possible)


def _way_to_merge(read: Reader, how: Joined, source: TicketRow, target: TicketRow, now: int) -> Way:
    try:
        refuse_merge(read, source, target, now, TermsBook())
    except Refused as refused:
        return Way(how, f"no: {refused}", possible=False)
    return Way(how, merge_told(read, source), possible=True)


def merge_told(read: Reader, ticket: TicketRow) -> str:
    """What a merge makes of a ticket: `its clocks end; alerts that go over: 2; its call-back goes over`."""
    alerts = len(alerts_on_ticket(read, ticket.id))
    told = (
        "its clocks end" if still_owes(ticket) else "",
        f"alerts that go over: {alerts}" if alerts else "",
        "its call-back goes over" if ticket.call_at is not None else "",
    )
    return "; ".join(filter(None, told)) or "its thread stays, and says where it went"


def split(
    tx: Tx, key: str, subject: str, *, alerts: Sequence[int] = (), text: str = "", version: int | None = None
) -> TicketRow:
    """Makes a second ticket of a part of one, with these of its alerts, and gives the new one.

    It dates from the same report and runs on the same terms: nobody's promise begins anew by it. Raises BadInput
    without a subject and for an alert of another ticket, WrongState where the ticket is over.
    """
    require(tx.actor, Role.OPERATOR, "split tickets")
    subject = refuse_long(subject)
    if not subject:
        raise BadInput("The new ticket needs a subject.", "Say in a few words what is its part of it.")
    lock_alerts(tx)
    work = open_work(tx, key, version)
    refuse_unless(work.row, _NOT_OVER, "split")
    moved = _alerts_in(tx, work.row, alerts)
    text = clean(text).strip()
    fresh = open_work_by_id(tx, _opened_beside(work, subject, text).id)
    work.append(TicketEvent.SPLIT_OFF, {**_named(fresh.row), "text": text})
    move_alerts(tx, moved, work, fresh)
    work.save()
    return fresh.save() if moved else fresh.row


def _opened_beside(work: Work, subject: str, text: str) -> TicketRow:
    row, tx = work.row, work.tx
    taken_over = ("contact_id", "site_id", "equipment_id", "impact", "urgency", "priority", "technology", "team")
    return create_ticket(
        tx,
        customer_id=row.customer_id,
        subject=subject,
        origin=Origin(row.origin),
        channel=Channel(row.channel),
        category=Category(row.category),
        more={"description": text, "split_from": row.key} | {name: getattr(row, name) for name in taken_over},
        terms=clock_story(tx.read, book_of(tx), row.id, work.events).ref,
        at=row.opened_at,
    )


def _alerts_in(tx: Tx, ticket: TicketRow, ids: Sequence[int]) -> list[AlertRow]:
    there = {alert.id: alert for alert in alerts_on_ticket(tx.read, ticket.id)}
    for ident in ids:
        if ident not in there:
            raise BadInput(
                f"Alert {ident} is not in {ticket.key}.", f"`noc ticket show {ticket.key}` names its alerts."
            )
    return [there[ident] for ident in dict.fromkeys(ids)]


def join_alert(tx: Tx, alert_id: int, key: str, *, version: int | None = None) -> TicketRow:
    """Puts an alert into a ticket, out of the one that it was in.

    Raises WrongState where the alert is resolved or the ticket over, Refused where it is in it, or of another customer.
    """
    require(tx.actor, Role.OPERATOR, "put alerts into tickets")
    lock_alerts(tx)
    alert = find_alert(tx.read, alert_id)
    if alert.status == AlertStatus.RESOLVED:
        raise WrongState(f"Alert {alert.id} is resolved: it joins nothing.", "Nothing is left to do.")
    work = open_work(tx, key, version)
    refuse_unless(work.row, ACTIVE, "joined by an alert")
    if alert.ticket_id == work.row.id:
        raise Refused(f"Alert {alert.id} is in {work.row.key} already.", "Nothing is left to do.")
    if None not in {alert.customer_id, work.row.customer_id} and alert.customer_id != work.row.customer_id:
        raise Refused(
            f"Alert {alert.id} and {work.row.key} are of two customers.", "`noc alert ticket` opens one for the alert."
        )
    before = open_work_by_id(tx, alert.ticket_id) if alert.ticket_id is not None else None
    move_alerts(tx, [alert], before, work)
    if before is not None:
        before.save()
    return work.save()
