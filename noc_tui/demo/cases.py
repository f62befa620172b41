"""What a ticket or an alert of the demo room is about: a fault befalls a device of a customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from random import Random

from noc_tui.demo.content import AlertFault, Client, Content, Device, Phrases, Range, RequestFault, alerts_of
from noc_tui.desk.lines import alert_subject
from noc_tui.desk.opening import SUBJECT_LIMIT
from noc_tui.domain.words import Category, Channel, Priority, Reason, Severity
from noc_tui.text import line

SOURCE = "alertmanager"
SENDER = "alertmanager.demo.example"
"""The host that the demo room's alerts come from."""
_ALERT_LEVELS = (1, 1, 1, 1, 2, 2, 2, 2, 2, 3)


@dataclass(frozen=True, slots=True)
class Sighting:
    """An alert with its placeholders filled in, as monitoring tells of it."""

    event: str
    severity: Severity
    resource: str
    summary: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    group_key: str
    customer_hint: str
    clears_in_s: int
    flapping: bool
    phrases: Phrases

    @property
    def alert_key(self) -> str:
        """The fault's identity: a fingerprint of the labels, at the sender."""
        told = ",".join(f"{name}={self.labels[name]}" for name in sorted(self.labels))
        return f"{sha256(told.encode()).hexdigest()[:16]}@{SENDER}"


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket's matter, in words: what was told, and what those who work on it will find."""

    subject: str
    description: str
    channel: Channel
    category: Category | None
    """None where nobody says: the contract's default holds."""
    priority: Priority | None
    technology: str
    level: int
    """The level that solves it."""
    notes: Sequence[str]
    fix: str
    workaround: str
    waits: Sequence[tuple[Reason, str]]
    phrases: Phrases
    sightings: Sequence[Sighting] = ()
    """The alerts that opened and joined it; empty for a customer's request."""


def draw_request(rng: Random, content: Content, client: Client) -> Case:
    """A request of that customer."""
    fault, devices = rng.choice(client.requests)
    values = _values(rng, content, client, rng.choice(devices) if devices else None, fault.numbers)
    return Case(
        subject=fault.subject.format_map(values),
        description=fault.text.format_map(values),
        channel=rng.choices(fault.channels, fault.channel_weights)[0],
        category=fault.category,
        priority=fault.priority,
        technology=fault.technology,
        level=_level(rng, fault),
        notes=[note.format_map(values) for note in fault.notes],
        fix=fault.fix.format_map(values),
        workaround=fault.workaround.format_map(values),
        waits=fault.waits,
        phrases=content.requests[fault.language],
    )


def _level(rng: Random, fault: RequestFault) -> int:
    """Mostly where such a request is usually solved; now and then a level below, or above."""
    chance = rng.random()
    if chance < 0.15:
        return max(1, fault.level - 1)
    return min(3, fault.level + 1) if chance > 0.93 else fault.level


def draw_incident(rng: Random, content: Content, client: Client, severities: Sequence[Severity], alerts: int) -> Case:
    """A matter of that customer that so many alerts of one group report, of one of these severities."""
    fault, devices = rng.choice(alerts_of(client, *severities))
    first = rng.randrange(len(devices))
    struck = [devices[(first + place) % len(devices)] for place in range(alerts)]
    drawn = [_values(rng, content, client, device, fault.numbers) for device in struck]
    sightings = [_sighting(content, client, fault, values) for values in drawn]
    told, values = sightings[0], drawn[0]
    return Case(
        subject=line(alert_subject(told.event, told.resource, told.summary), SUBJECT_LIMIT),
        description="",
        channel=Channel.MONITORING,
        category=Category.BLOCKING if fault.severity is Severity.CRITICAL else None,
        priority=None,
        technology=fault.technology,
        level=rng.choice(_ALERT_LEVELS),
        notes=[fault.diagnosis.format_map(values)],
        fix=fault.fix.format_map(values),
        workaround="",
        waits=(),
        phrases=told.phrases,
        sightings=sightings,
    )


def draw_sighting(rng: Random, content: Content, client: Client, severities: Sequence[Severity]) -> Sighting:
    """An alert of that customer, of one of these severities."""
    fault, devices = rng.choice(alerts_of(client, *severities))
    return _sighting(content, client, fault, _values(rng, content, client, rng.choice(devices), fault.numbers))


def _values(
    rng: Random, content: Content, client: Client, device: Device | None, numbers: Mapping[str, Range]
) -> dict[str, object]:
    """What the placeholders stand for."""
    values: dict[str, object] = {"site": rng.choice(client.sites), "person": rng.choice(content.people)}
    if device is not None:
        values["resource"] = device.name
        values["iface"] = rng.choice(device.interfaces) if device.interfaces else ""
    for name, (low, high) in numbers.items():
        values[name] = rng.randint(low, high)
    return values


def _sighting(content: Content, client: Client, fault: AlertFault, values: Mapping[str, object]) -> Sighting:
    labels = {name: text.format_map(values) for name, text in fault.labels.items()}
    device = str(values["resource"])
    summary = fault.summary.format_map(values)
    return Sighting(
        event=fault.event,
        severity=fault.severity,
        resource=f"{device} {labels['ifName']}" if "ifName" in labels else device,
        summary=summary,
        labels={
            "alertname": fault.event,
            "severity": fault.severity.value,
            "instance": device,
            "customer": client.alias,
            **labels,
        },
        annotations={"summary": summary},
        group_key=_group_key(client.alias, fault.event),
        customer_hint=client.alias,
        clears_in_s=fault.clears_in * 60,
        flapping=fault.flapping,
        phrases=content.alerts[fault.technology, fault.language],
    )


@lru_cache(maxsize=4096)
def _group_key(alias: str, event: str) -> str:
    """The sender groups by customer and alert."""
    return sha256(f"{SENDER} {alias} {event}".encode()).hexdigest()
