"""What a change does to a ticket or an alert, in a few words: told before it is done, and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from noc_tui import figures
from noc_tui.domain.alert import AlertRow
from noc_tui.domain.ticket import ClockColumns, TicketRow
from noc_tui.domain.words import CLOCKS, Category, Status

_ENTRY = "an entry, nothing else"
_WHO = {"customer_id": "customer", "contact_id": "contact", "site_id": "site", "equipment_id": "equipment"}

_SHORT = {
    Category.BLOCKING: "blocking",
    Category.NON_BLOCKING: "non-blocking",
    Category.CLARIFICATION: "clarification",
    Category.CHANGE: "change",
    Category.FEATURE: "feature",
}


def told_change(before: TicketRow | None, after: TicketRow, now: int, zone: ZoneInfo, *, terms: str = "") -> str:
    """What became of a ticket and its clocks: `new → open, nobody → anna, response met, restore due Mon 09:59`.

    Without a `before` it was opened. `now` is UTC microseconds; `terms` says which terms are others, by name.
    """
    if before is None:
        return ", ".join([f"{after.key} opened", *_clocks(None, after, now, zone)])
    was = _as_it_stood(before, now)
    parts = [*_state(was, after), *_kind(was, after), *([terms] if terms else [])]
    parts += [*_agreed(was, after, now, zone), *_clocks(was, after, now, zone)]
    if was.phase != after.phase:
        parts.append(f"{was.phase} → {after.phase}")
    return ", ".join(parts) or _ENTRY


def told_clocks(ticket: TicketRow, now: int, zone: ZoneInfo) -> str:
    """How a ticket's clocks stand: `response met, restore due Mon 09:59`; empty where nothing is promised."""
    return ", ".join(_clocks(None, ticket, now, zone))


def told_alert(before: AlertRow, after: AlertRow, now: int, zone: ZoneInfo) -> str:
    """What became of an alert: `firing → acknowledged, nobody → anna`."""
    parts = []
    if before.status != after.status:
        parts.append(f"{before.status} → {after.status}")
    if after.shelved_until is not None and before.shelved_until != after.shelved_until:
        parts.append(f"until {figures.moment(after.shelved_until, now, zone)}")
    if before.holder != after.holder:
        parts.append(_moved(before.holder, after.holder))
    if before.ticket_id != after.ticket_id:
        parts.append("without a ticket" if after.ticket_id is None else "gets a ticket")
    return ", ".join(parts) or _ENTRY


def changed_fields(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """Each field of a record that is another now: `{"status": {"from": "new", "to": "open"}}`."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: {"from": before.get(name), "to": after[name]} for name in names}


def _as_it_stood(ticket: TicketRow, now: int) -> TicketRow:
    """A wait past its end was over, whether or not the room had written it down."""
    if ticket.wake_at is None or ticket.wake_at > now:
        return ticket
    return replace(ticket, status=Status.OPEN, pending_reason=None, wake_at=None)


def _state(before: TicketRow, after: TicketRow) -> Iterator[str]:
    if after.status not in {before.status, Status.PENDING}:  # that it waits is told with until when
        yield f"{before.status} → {after.status}"
    if after.merged_into is not None and before.merged_into != after.merged_into:
        yield f"into {after.merged_into}"
    if before.assignee != after.assignee:
        yield _moved(before.assignee, after.assignee)
    if before.team != after.team:
        yield _named("team", before.team, after.team)
    if before.level != after.level:
        yield f"L{before.level} → L{after.level}"


def _kind(before: TicketRow, after: TicketRow) -> Iterator[str]:
    if before.category != after.category:
        yield f"{_SHORT[Category(before.category)]} → {_SHORT[Category(after.category)]}"
    if before.priority != after.priority:
        yield f"{before.priority or 'no priority'} → {after.priority or 'none'}"
    for name in ("impact", "urgency", "fault", "technology"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield _named(name, old, new)
    for name, word in _WHO.items():
        if getattr(before, name) != getattr(after, name):
            yield f"another {word}" if getattr(before, name) is not None else f"{word} known"


def _agreed(before: TicketRow, after: TicketRow, now: int, zone: ZoneInfo) -> Iterator[str]:
    """What was said about time: a wait, a call-back, an estimate, hours worked."""
    wait = after.pending_reason, after.wake_at
    if after.pending_reason is not None and wait != (before.pending_reason, before.wake_at):
        until = f" until {figures.moment(after.wake_at, now, zone)}" if after.wake_at is not None else ""
        yield f"waits for {after.pending_reason}{until}"
    if (before.call_at, before.call_who) != (after.call_at, after.call_who):
        by = f" by {after.call_who}" if after.call_who else ""
        yield "no call-back" if after.call_at is None else f"call-back {figures.moment(after.call_at, now, zone)}{by}"
    if before.estimate_s != after.estimate_s:
        yield "no estimate" if after.estimate_s is None else f"estimate {figures.span(after.estimate_s)}"
    if before.spent_s != after.spent_s:
        sign = "-" if after.spent_s < before.spent_s else ""
        yield f"{sign}{figures.span(after.spent_s - before.spent_s)} worked"
    if after.solved_in_call and not before.solved_in_call:
        yield "solved in the call"


def _moved(before: str | None, after: str | None) -> str:
    return f"{before or 'nobody'} → {after or 'nobody'}"


def _named(name: str, before: str | None, after: str | None) -> str:
    if after is None:
        return f"no {name}"
    return f"{name} {after}" if before is None else f"{name} {before} → {after}"


def _clocks(before: TicketRow | None, after: TicketRow, now: int, zone: ZoneInfo) -> Iterator[str]:
    for name in CLOCKS:
        was: ClockColumns | None = getattr(before, name) if before is not None else None
        told = _clock(was, getattr(after, name), now, zone)
        if told:
            yield f"{name} {told}"


def _clock(before: ClockColumns | None, after: ClockColumns, now: int, zone: ZoneInfo) -> str:
    """What became of a clock; nothing where it only went on."""
    phase = before.phase if before is not None else "none"
    if after.phase == "waived":
        return "" if phase in {"none", "waived"} else "no longer owed"
    if after.target_s is None:
        return "" if phase == "none" else "without a target"
    if after.phase == "running":
        return _running(before, after, now, zone)
    another = before is not None and before.target_s not in {None, after.target_s}
    if phase == after.phase and not another:
        return ""
    if after.phase == "stopped":
        return "met" if after.used_s <= after.target_s else "overrun"
    if after.phase == "pending":
        return f"{figures.span(after.target_s)} after the response"
    return "stands still"


def _running(before: ClockColumns | None, after: ClockColumns, now: int, zone: ZoneInfo) -> str:
    due = figures.moment(after.due, now, zone)
    if before is None or before.target_s is None or before.phase in {"none", "pending"}:
        return f"due {due}"
    if before.phase != "running":
        return f"runs on, due {due}"
    return "" if before.due == after.due else f"{figures.moment(before.due, now, zone)} → {due}"
