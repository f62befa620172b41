"""A ticket's timeline in words: one entry an event, for the screen, the command line and reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from noc_tui import figures
from noc_tui.desk.booked_call import call_in, call_said
from noc_tui.domain.alert import AlertRow
from noc_tui.domain.event import AlertEvent, Event, TicketEvent, is_person, undone_actions
from noc_tui.domain.words import SEVERITIES, Channel, Visibility


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a thread, with more text below it where there is any."""

    at: int
    who: str
    sign: str
    head: str
    """What happened, in a few words; empty for a plain note."""
    text: str
    public: bool
    by_person: bool
    undone: bool = False
    """It was taken back since."""


def thread(events: Sequence[Event], zone: ZoneInfo) -> list[Entry]:
    """The entries of a ticket's timeline in order; the versions pinned at its opening are left out."""
    undone = undone_actions(events)
    shown = (event for number, event in enumerate(events) if event.kind != TicketEvent.TERMS or number > 1)
    return [_entry(event, zone, undone=event.action_id in undone) for event in shown]


def _entry(event: Event, zone: ZoneInfo, *, undone: bool) -> Entry:
    detail: Mapping[str, Any] = event.detail
    sign, head = _SAID[event.kind]
    text = str(detail.get("text") or detail.get("description") or "")
    told = _TOLD.get(event.kind)
    if told is not None:
        head = told(detail, event.at, zone, head)
    if event.kind == TicketEvent.ALERT_JOINED:
        text = f"{detail['event']} {detail['resource']} ({SEVERITIES[detail['severity']]})"
    elif event.kind == TicketEvent.CALL_BOOKED:
        head = call_said(call_in(event), event.at, zone)
    elif event.kind in _ABOUT_ANOTHER:
        text = "\n".join(filter(None, (str(detail.get("subject") or ""), text)))
    if detail.get("spent_s"):
        head = f"{head} ({figures.span(detail['spent_s'])} worked)".lstrip()
    public = event.visibility == Visibility.PUBLIC
    return Entry(event.at, _who(event.actor), sign, head, text, public, is_person(event.actor), undone)


def said(event: Event, zone: ZoneInfo) -> str:
    """What an event of a ticket tells, in a few words."""
    return _entry(event, zone, undone=False).head or "a note"


_ABOUT_ANOTHER = frozenset(
    {TicketEvent.LINKED, TicketEvent.UNLINKED, TicketEvent.MERGED, TicketEvent.MERGED_IN, TicketEvent.SPLIT_OFF}
)
_Detail = Mapping[str, Any]


def _opened(detail: _Detail, _at: int, _zone: ZoneInfo, _head: str) -> str:
    if detail.get("split_from"):
        return f"split off {detail['split_from']}"
    caller = f", {detail['caller']}" if detail.get("caller") else ""
    return f"opened by {detail['channel'] if detail['origin'] == 'customer' else detail['origin']}{caller}"


def _noted(detail: _Detail, _at: int, _zone: ZoneInfo, _head: str) -> str:
    return f"{detail['told_by']}, by {detail['channel']}" if detail.get("told_by") else ""


def _paused(detail: _Detail, at: int, zone: ZoneInfo, _head: str) -> str:
    until = f" until {figures.moment(detail['wake_at'], at, zone)}" if detail.get("wake_at") else ""
    return f"waits for {detail['reason']}{until}"


def _solved(detail: _Detail, _at: int, _zone: ZoneInfo, _head: str) -> str:
    how = "solved by a workaround" if detail.get("how") == "workaround" else "solved"
    return f"{how} in the call" if detail.get("in_call") else how


def _call_made(detail: _Detail, *_: object) -> str:
    if not detail.get("reached"):
        return "called, nobody reached"
    return "answered by mail" if detail.get("by") == Channel.MAIL else "called back"


def _legal_started(detail: _Detail, at: int, zone: ZoneInfo, _head: str) -> str:
    return f"{detail['regime'].upper()} clocks run from {figures.moment(detail['aware_at'], at, zone)}"


def _classified(detail: _Detail, _at: int, _zone: ZoneInfo, _head: str) -> str:
    said = [str(detail[name]).replace("_", " ") for name in ("category", "priority") if detail.get(name)]
    said += [f"{name} {detail[name]}" for name in ("impact", "urgency") if detail.get(name)]
    said += [str(detail[name]) for name in ("fault", "technology") if detail.get(name)]
    if detail.get("estimate_s"):
        said.append(f"about {figures.span(detail['estimate_s'])} to solve")
    said += [f"no {word} any more" for name, word in _TAKEN_AWAY.items() if detail.get(name, word) is None]
    return "now " + ", ".join(said)


_TAKEN_AWAY = {
    "priority": "priority", "impact": "impact", "urgency": "urgency", "fault": "kind", "technology": "technology",
    "estimate_s": "estimate",
}  # fmt: skip


def _assigned(detail: _Detail, _at: int, _zone: ZoneInfo, _head: str) -> str:
    parts = [str(detail["team"])] if detail.get("team") else []
    if detail.get("level"):
        parts.append(f"level {detail['level']}")
    if detail.get("assignee"):
        parts.insert(0, f"assigned to {detail['assignee']}")
    elif "assignee" in detail:
        parts.insert(0, "to nobody in particular" if not parts else "handed to")
    if detail.get("phase"):
        parts.append(f"phase {detail['phase']}")
    return ", ".join(parts).replace("handed to, ", "handed to ")


def _who(actor: str) -> str:
    return actor.removeprefix("intake:") if not is_person(actor) else actor


_TOLD: Mapping[str, Callable[[_Detail, int, ZoneInfo, str], str]] = {
    TicketEvent.OPENED: _opened,
    TicketEvent.ASSIGNED: _assigned,
    TicketEvent.NOTED: _noted,
    TicketEvent.PAUSED: _paused,
    TicketEvent.SOLVED: _solved,
    TicketEvent.CLASSIFIED: _classified,
    TicketEvent.IDENTIFIED: lambda detail, *_: ", ".join(map(str, detail.get("names", ()))) or "the caller",
    TicketEvent.CHECKED: lambda detail, *_: str(detail["verdict"]),
    TicketEvent.CALL_MADE: _call_made,
    TicketEvent.SPLIT_OFF: lambda detail, *_: f"{detail['key']} split off",
    TicketEvent.UNDONE: lambda detail, *_: f"taken back: {detail['what']}",
    TicketEvent.LEGAL_STARTED: _legal_started,
    TicketEvent.LEGAL_DONE: lambda detail, *_: (
        f"{detail['regime'].upper()} {detail['step'].replace('_', ' ')} handed in"
    ),
    TicketEvent.LEGAL_DROPPED: lambda detail, *_: f"{detail['regime'].upper()} does not apply",
    TicketEvent.ALERT_JOINED: lambda detail, *_: f"alert {detail['alert']} joined",
    **dict.fromkeys(
        (TicketEvent.ALERT_FIRED, TicketEvent.ALERT_RESOLVED),
        lambda detail, _at, _zone, head: f"alert {detail['alert']} {head}",
    ),
    TicketEvent.ALERT_LEFT: lambda detail, _at, _zone, head: (
        f"alert {detail['alert']} {'went over to ' + detail['to'] if detail.get('to') else head}"
    ),
    **dict.fromkeys(
        (TicketEvent.LINKED, TicketEvent.UNLINKED, TicketEvent.MERGED, TicketEvent.MERGED_IN),
        lambda detail, _at, _zone, head: f"{head} {detail['key']}",
    ),
}
"""What is said of an event beyond its usual words."""


_SAID: Mapping[str, tuple[str, str]] = {
    TicketEvent.OPENED: ("+", "opened"),
    TicketEvent.TERMS: ("§", "put on other terms"),
    TicketEvent.TAKEN: ("√", "taken"),
    TicketEvent.ASSIGNED: ("→", ""),
    TicketEvent.NOTED: ("", ""),
    TicketEvent.PAUSED: ("‖", ""),
    TicketEvent.RESUMED: ("▸", "resumed"),
    TicketEvent.SOLVED: ("√", "solved"),
    TicketEvent.WORKED_AROUND: ("◑", "workaround; the restore clock runs on"),
    TicketEvent.CLEARED: ("√", "every alert is over: resolved by itself"),
    TicketEvent.CLOSED: ("■", "closed"),
    TicketEvent.REOPENED: ("↺", "opened again"),
    TicketEvent.CANCELLED: ("×", "cancelled"),
    TicketEvent.CLASSIFIED: ("◇", ""),
    TicketEvent.IDENTIFIED: ("@", ""),
    TicketEvent.CHECKED: ("§", ""),
    TicketEvent.CALL_BOOKED: ("○", ""),
    TicketEvent.CALL_MADE: ("√", ""),
    TicketEvent.CALL_DROPPED: ("×", "the call back is not needed"),
    TicketEvent.LINKED: ("~", "linked to"),
    TicketEvent.UNLINKED: ("~", "no longer linked to"),
    TicketEvent.MERGED: ("»", "merged into"),
    TicketEvent.MERGED_IN: ("«", "takes in"),
    TicketEvent.SPLIT_OFF: ("»", ""),
    TicketEvent.UNDONE: ("↶", ""),
    TicketEvent.LEGAL_STARTED: ("§", ""),
    TicketEvent.LEGAL_DONE: ("§", ""),
    TicketEvent.LEGAL_DROPPED: ("§", ""),
    TicketEvent.ALERT_JOINED: ("ϟ", ""),
    TicketEvent.ALERT_FIRED: ("ϟ", "fires again"),
    TicketEvent.ALERT_RESOLVED: ("○", "resolved"),
    TicketEvent.ALERT_LEFT: ("←", "still fires: back in the queue"),
}


def alert_thread(events: Sequence[Event], zone: ZoneInfo) -> list[Entry]:
    """The entries of an alert's timeline in order."""
    return [_alert_entry(event, zone) for event in events]


def alert_said(event: Event, zone: ZoneInfo) -> str:
    """What an event of an alert tells, in a few words."""
    return _alert_entry(event, zone).head


def _alert_entry(event: Event, zone: ZoneInfo) -> Entry:
    detail: Mapping[str, Any] = event.detail
    sign, head = _ALERT_SAID[event.kind]
    if detail.get("late"):
        head += ", told late"
    if event.kind == AlertEvent.SHELVED:
        head = f"shelved until {figures.moment(detail['until'], event.at, zone)}"
    text = str(detail.get("text") or "")
    return Entry(event.at, _who(event.actor), sign, head, text, False, is_person(event.actor))


_ALERT_SAID: Mapping[str, tuple[str, str]] = {
    AlertEvent.FIRED: ("ϟ", "fired"),
    AlertEvent.UPDATED: ("·", "told more"),
    AlertEvent.RESOLVED: ("○", "resolved"),
    AlertEvent.ACKNOWLEDGED: ("√", "acknowledged"),
    AlertEvent.SHELVED: ("‖", "shelved"),
    AlertEvent.UNSHELVED: ("▸", "back from the shelf"),
    AlertEvent.JOINED: ("→", "joined a ticket"),
    AlertEvent.LEFT: ("←", "its ticket was put away"),
    AlertEvent.UNDONE: ("↶", "taken back"),
}


def alert_title(alert: AlertRow) -> str:
    """An alert in one line for lists: severity word of its sender where it differs from ours."""
    ours = SEVERITIES[alert.severity]
    said = alert.severity_text
    word = f"{ours} (“{said}”)" if said and said.casefold() != ours else ours
    return f"{word} {alert.event} {alert.resource}".strip()
