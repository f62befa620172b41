"""A ticket's timeline in words: one entry an event, for the screen, the command line and reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from noc_tui import figures
from noc_tui.domain.alert import AlertRow
from noc_tui.domain.event import AlertEvent, Event, TicketEvent, is_person
from noc_tui.domain.words import SEVERITIES, Visibility


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


def thread(events: Sequence[Event], zone: ZoneInfo) -> list[Entry]:
    """The entries of a ticket's timeline in order; the versions pinned at its opening are left out."""
    return [_entry(event, zone) for number, event in enumerate(events) if event.kind != TicketEvent.TERMS or number > 1]


def _entry(event: Event, zone: ZoneInfo) -> Entry:
    detail: Mapping[str, Any] = event.detail
    sign, head = _SAID[event.kind]
    text = str(detail.get("text") or detail.get("description") or "")
    match event.kind:
        case TicketEvent.OPENED:
            head = (
                f"opened by {detail['channel']}" if detail["origin"] == "customer" else f"opened by {detail['origin']}"
            )
        case TicketEvent.ASSIGNED:
            head = _assigned(detail)
        case TicketEvent.PAUSED:
            head = f"waits for {detail['reason']}"
            if detail.get("wake_at"):
                head += f" until {figures.moment(detail['wake_at'], event.at, zone)}"
        case TicketEvent.SOLVED:
            head = "solved by a workaround" if detail.get("how") == "workaround" else "solved"
        case TicketEvent.CLASSIFIED:
            said = [detail["category"].replace("_", " ")] if "category" in detail else []
            head = "now " + ", ".join([*said, *([str(detail["priority"])] if "priority" in detail else [])])
        case TicketEvent.LEGAL_STARTED:
            head = f"{detail['regime'].upper()} clocks run from {figures.moment(detail['aware_at'], event.at, zone)}"
        case TicketEvent.LEGAL_DONE:
            head = f"{detail['regime'].upper()} {detail['step'].replace('_', ' ')} handed in"
        case TicketEvent.LEGAL_DROPPED:
            head = f"{detail['regime'].upper()} does not apply"
        case TicketEvent.ALERT_JOINED:
            head = f"alert {detail['alert']} joined"
            text = f"{detail['event']} {detail['resource']} ({SEVERITIES[detail['severity']]})"
        case TicketEvent.ALERT_FIRED | TicketEvent.ALERT_RESOLVED | TicketEvent.ALERT_LEFT:
            head = f"alert {detail['alert']} {head}"
    public = event.visibility == Visibility.PUBLIC
    return Entry(event.at, _who(event.actor), sign, head, text, public, is_person(event.actor))


def _assigned(detail: Mapping[str, Any]) -> str:
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
}


def alert_title(alert: AlertRow) -> str:
    """An alert in one line for lists: severity word of its sender where it differs from ours."""
    ours = SEVERITIES[alert.severity]
    said = alert.severity_text
    word = f"{ours} (“{said}”)" if said and said.casefold() != ours else ours
    return f"{word} {alert.event} {alert.resource}".strip()
