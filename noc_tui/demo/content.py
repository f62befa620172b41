"""What the demo room is made of, read from the shipped files: customers with their devices, faults, phrases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from noc_tui import resources
from noc_tui.domain.words import Category, Channel, Priority, Reason, Severity

Range = tuple[int, int]
_GRADE = {"high": 0, "medium": 1, "low": 2}


@dataclass(frozen=True, slots=True)
class Device:
    """Something that fails."""

    name: str
    kind: str
    technology: str
    interfaces: Sequence[str]


@dataclass(frozen=True, slots=True)
class AlertFault:
    """A fault as monitoring reports it; the texts hold placeholders."""

    event: str
    severity: Severity
    technology: str
    language: str
    kinds: frozenset[str]
    customer_kinds: frozenset[str]
    summary: str
    labels: Mapping[str, str]
    diagnosis: str
    fix: str
    clears_in: int
    """Minutes."""
    flapping: bool
    numbers: Mapping[str, Range]


@dataclass(frozen=True, slots=True)
class RequestFault:
    """A fault or a wish as a customer tells it; the texts hold placeholders."""

    subject: str
    text: str
    language: str
    category: Category
    technology: str
    level: int
    """Where it is usually solved."""
    priority: Priority
    channels: Sequence[Channel]
    channel_weights: Sequence[int]
    kinds: frozenset[str]
    """Devices that it is about; empty where it is about none."""
    customer_kinds: frozenset[str]
    notes: Sequence[str]
    fix: str
    workaround: str
    waits: Sequence[tuple[Reason, str]]
    numbers: Mapping[str, Range]


@dataclass(frozen=True, slots=True, eq=False)
class Client:
    """A customer of the demo room, and what can go wrong there: each fault with the devices it can befall."""

    code: str
    alias: str
    sites: Sequence[str]
    devices: Sequence[Device]
    requests: Sequence[tuple[RequestFault, Sequence[Device]]]
    alerts: Sequence[tuple[AlertFault, Sequence[Device]]]


@cache
def alerts_of(client: Client, *severities: Severity) -> Sequence[tuple[AlertFault, Sequence[Device]]]:
    """What alerts of these severities can befall a customer; may be empty."""
    return [pair for pair in client.alerts if pair[0].severity in severities]


@dataclass(frozen=True, slots=True)
class Phrases:
    """The lines of a thread, by what they are for."""

    checked: Sequence[str]
    update: Sequence[str]
    handoff: Sequence[str]
    solved: Sequence[str]
    closing: Sequence[str]
    reply: Sequence[str]
    reopen: Sequence[str]
    cancel: Sequence[str]
    shelve: Sequence[str]
    waits: Mapping[Reason, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Content:
    """All of it."""

    clients: Sequence[Client]
    people: Sequence[str]
    requests: Mapping[str, Phrases]
    """Phrases for requests, by language."""
    alerts: Mapping[tuple[str, str], Phrases]
    """Phrases for tickets that came from alerts, by technology and language."""


@cache
def content() -> Content:
    """The demo room's content. Raises NotFound where the program's own files are missing."""
    room = resources.read_toml("demo/room.toml")
    faults = resources.read_toml("demo/faults.toml")
    talk = resources.read_toml("demo/talk.toml")
    alerts = [_alert(entry) for entry in faults["alert"]]
    requests = [_request(entry) for entry in faults["request"]]
    names = room["people"]
    return Content(
        clients=[_client(entry, room["interfaces"], requests, alerts) for entry in room["customer"]],
        people=[f"{first} {last}" for last in names["surnames"] for first in names["first_names"]],
        requests={language: _phrases(talk[language]) for language in talk},
        alerts={
            (note["technology"], note["language"]): _phrases(talk[note["language"]], note) for note in faults["note"]
        },
    )


def _alert(entry: Mapping[str, Any]) -> AlertFault:
    return AlertFault(
        event=entry["event"],
        severity=Severity(entry["severity"]),
        technology=entry["technology"],
        language=entry["language"],
        kinds=frozenset(entry["kinds"]),
        customer_kinds=frozenset(entry.get("customer_kinds", ())),
        summary=entry["summary"],
        labels=entry["labels"],
        diagnosis=entry["diagnosis"],
        fix=entry["fix"],
        clears_in=entry["clears_in"],
        flapping=entry["flapping"],
        numbers=_numbers(entry),
    )


def _request(entry: Mapping[str, Any]) -> RequestFault:
    return RequestFault(
        subject=entry["subject"],
        text=entry["text"],
        language=entry["language"],
        category=Category(entry["category"]),
        technology=entry["technology"],
        level=entry["level"],
        priority=priority_of(entry["impact"], entry["urgency"]),
        channels=[Channel(name) for name in entry["channels"]],
        channel_weights=list(entry["channels"].values()),
        kinds=frozenset(entry.get("kinds", ())),
        customer_kinds=frozenset(entry.get("customer_kinds", ())),
        notes=entry["notes"],
        fix=entry["fix"],
        workaround=entry.get("workaround", ""),
        waits=[(Reason(wait["reason"]), wait["text"]) for wait in entry.get("waits", ())],
        numbers=_numbers(entry),
    )


def priority_of(impact: str, urgency: str) -> Priority:
    """Impact × urgency, each `high`, `medium` or `low`: high and high is P1, each step down one less, P4 at worst."""
    return tuple(Priority)[min(_GRADE[impact] + _GRADE[urgency], 3)]


def _numbers(entry: Mapping[str, Any]) -> Mapping[str, Range]:
    return {name: (entry[name][0], entry[name][1]) for name in ("n", "percent") if name in entry}


def _client(
    entry: Mapping[str, Any],
    interfaces: Mapping[str, Sequence[str]],
    requests: Sequence[RequestFault],
    alerts: Sequence[AlertFault],
) -> Client:
    devices = [
        Device(own["name"], own["kind"], own["technology"], interfaces.get(own["model"].split()[0], ()))
        for own in entry["equipment"]
    ]
    covered = entry["contract"]["technologies"]
    return Client(
        code=entry["code"],
        alias=entry["aliases"][0],
        sites=entry["sites"],
        devices=devices,
        requests=[pair for pair in _befalls(requests, entry["kind"], devices) if pair[0].technology in covered],
        alerts=_befalls(alerts, entry["kind"], devices),
    )


def _befalls(
    faults: Sequence[Any], customer_kind: str, devices: Sequence[Device]
) -> list[tuple[Any, Sequence[Device]]]:
    """The faults that can happen at a customer of that kind, with the devices that can have them."""
    found: list[tuple[Any, Sequence[Device]]] = []
    for fault in faults:
        if fault.customer_kinds and customer_kind not in fault.customer_kinds:
            continue
        struck = [device for device in devices if device.kind in fault.kinds]
        if struck or not fault.kinds:
            found.append((fault, struck))
    return found


def _phrases(talk: Mapping[str, Any], note: Mapping[str, Any] | None = None) -> Phrases:
    """The general lines of a language; a technology's own stand in their place where there are any."""
    own = note or {}
    return Phrases(
        checked=[*own["diagnosis"], *own["action"]] if note else talk["checked"],
        update=own.get("update", talk["update"]),
        handoff=own.get("handoff", talk["handoff"]),
        solved=talk["solved"],
        closing=own.get("closing", talk["closing"]),
        reply=talk["reply"],
        reopen=talk["reopen"],
        cancel=talk["cancel"],
        shelve=talk["shelve"],
        waits={Reason(reason): texts for reason, texts in talk["wait"].items()},
    )
