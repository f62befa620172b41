"""Prometheus Alertmanager's webhook, version 4: a body -> one observation for each alert inside."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from noc_tui.domain.errors import Unreadable
from noc_tui.domain.observation import Delivery, Observation, Rejected
from noc_tui.intake.instants import rfc3339
from noc_tui.intake.json_body import as_text, cleaned, kind, read_object
from noc_tui.intake.severity import severity_of
from noc_tui.text import clean, line

SOURCE = "alertmanager"

_ENVELOPE = frozenset(
    {"receiver", "status", "alerts", "groupLabels", "commonLabels", "commonAnnotations"}
    | {"externalURL", "version", "groupKey", "truncatedAlerts"}
)
_ALERT = frozenset({"status", "labels", "annotations", "startsAt", "endsAt", "fingerprint"})

# Labels and annotations by falling preference, compared without regard to case.
_RESOURCE = ("instance", "host", "hostname", "node", "device", "target", "pod", "service", "job")
_INTERFACE = ("ifname", "interface", "ifdescr")
_EVENT = ("alertname", "alert", "event", "rulename", "rule", "check")
_SEVERITY = ("severity", "priority")
_CUSTOMER = ("customer", "cliente", "tenant", "client")
_SUMMARY = ("summary", "message", "title", "description")

# A host with a port from the range that Prometheus gives to exporters: it says nothing about the fault. Other
# ports stay, since they tell two services of a host apart.
_EXPORTER = re.compile(r"(?:\[([^\[\]]+)\]|([^:/\s]+)):9[1-9]\d\d", re.ASCII)

_NAME_LIMIT = 200  # characters
_SUMMARY_LIMIT = 500
_KEY_LIMIT = 255  # keys are indexed, and PostgreSQL refuses an entry above 2.7 kB
_COUNT_LIMIT = 2**31 - 1
# What is common to a body goes along with each alert of it: a small body must not grow into gigabytes so.
_SPREAD_LIMIT = 8 * 2**20  # bytes
_SPLIT_LIMIT = 1_000  # alerts


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the alerts of one body have in common."""

    host: str
    group_key: str
    truncated: int
    extra: Mapping[str, object]


def parse(body: bytes) -> Delivery:
    """The alerts in one webhook call; the status at its top is not looked at.

    An alert that cannot be read is in `rejected`, in an envelope of its own. The delivery key is a hash of
    the body where every alert that was read says when it started, else empty. Raises Unreadable where the
    body is no JSON object or holds no alert.
    """
    sent = read_object(body)
    alerts = _alerts(sent)
    shared = _shared(sent)
    repeated = shared.extra if _size(shared.extra) * len(alerts) <= _SPREAD_LIMIT else {}
    observations: list[Observation] = []
    bad: list[tuple[str, object]] = []
    for number, alert in enumerate(alerts, 1):
        try:
            observations.append(_observation(alert, shared, repeated if observations else shared.extra))
        except Unreadable as error:
            bad.append((f"Alert {number} of {len(alerts)}: {error.message}", alert))
    timed = bool(observations) and all(seen.started_at is not None for seen in observations)
    return Delivery(
        source=SOURCE,
        key=sha256(body).hexdigest() if timed else "",
        observations=tuple(observations),
        rejected=_rejected(bad, sent) if bad else (),
        truncated={shared.group_key: shared.truncated},
    )


def _alerts(sent: Mapping[str, Any]) -> list[object]:
    hint = "Let an Alertmanager webhook (version 4) send it."
    if "alerts" not in sent:
        raise Unreadable("The body has no field alerts.", hint)
    alerts = sent["alerts"]
    if not isinstance(alerts, list):
        raise Unreadable(f"The body's alerts are {kind(alerts)}, not a list.", hint)
    if not alerts:
        raise Unreadable("The body's list of alerts is empty.", hint)
    return alerts


def _shared(sent: Mapping[str, Any]) -> _Shared:
    host = _host(sent.get("externalURL"))
    truncated = _count(sent.get("truncatedAlerts"))
    extra = {line(name): cleaned(value) for name, value in sent.items() if name not in _ENVELOPE}
    if sent.get("truncatedAlerts", truncated) != truncated:
        extra["truncatedAlerts"] = cleaned(sent["truncatedAlerts"])
    group_key = ""
    if sent.get("groupKey") not in (None, ""):
        group_key = _hash([host, sent.get("receiver"), sent["groupKey"]])
    return _Shared(host, group_key, truncated, extra)


def _observation(alert: object, shared: _Shared, extra: Mapping[str, object]) -> Observation:
    if not isinstance(alert, dict):
        raise Unreadable(f"It is {kind(alert)}, not an object.")
    labels, annotations = _texts(alert, "labels"), _texts(alert, "annotations")
    alert_key = f"{_identity(alert)}@{shared.host}"
    firing = _firing(alert)
    started_at, ended_at = rfc3339(alert.get("startsAt"), "startsAt"), rfc3339(alert.get("endsAt"), "endsAt")
    own = {line(name): cleaned(value) for name, value in alert.items() if _is_extra(name, value)}
    if firing and ended_at is not None:
        own["endsAt"] = cleaned(alert["endsAt"])

    folded = _folded(labels)
    resource = _resource(folded)
    event = _first(folded, _EVENT, _NAME_LIMIT) or "alert"
    severity_text = _first(folded, _SEVERITY, _NAME_LIMIT)
    summary = _first(_folded(annotations), _SUMMARY, _SUMMARY_LIMIT)
    return Observation(
        source=SOURCE,
        alert_key=alert_key,
        firing=firing,
        started_at=started_at,
        ended_at=None if firing else ended_at,
        resource=resource,
        event=event,
        severity=severity_of(SOURCE, severity_text),
        severity_text=severity_text,
        summary=summary or line(f"{event} {resource}", _SUMMARY_LIMIT),
        customer_hint=_first(folded, _CUSTOMER, _NAME_LIMIT),
        group_key=shared.group_key,
        labels=labels,
        annotations=annotations,
        extra={**extra, **own},
    )


def _texts(alert: Mapping[str, Any], field: str) -> dict[str, str]:
    """The labels or annotations, clean and whole; a null, as Go writes an empty map, is none."""
    sent = alert.get(field)
    if sent is None:
        return {}
    if not isinstance(sent, dict):
        raise Unreadable(f"Its {field} are {kind(sent)}, not an object.")
    return {line(name): clean(as_text(value)) for name, value in sent.items()}


def _identity(alert: Mapping[str, Any]) -> str:
    fingerprint = alert.get("fingerprint")
    if isinstance(fingerprint, str) and line(fingerprint):
        return _bounded(line(fingerprint))
    if not alert.get("labels"):
        raise Unreadable("It has neither labels nor a fingerprint.")
    return f"labels:{_hash(alert['labels'])}"


def _firing(alert: Mapping[str, Any]) -> bool:
    if "status" not in alert:
        raise Unreadable("It has no status.")
    status = alert["status"]
    word = line(status).casefold() if isinstance(status, str) else None
    if word not in ("firing", "resolved"):
        shown = kind(status) if word is None else line(status, 60) or "blank"
        raise Unreadable(f"Its status is neither firing nor resolved: {shown}.")
    return word == "firing"


def _is_extra(name: str, value: object) -> bool:
    if name == "fingerprint":
        return not isinstance(value, str)
    return name not in _ALERT and (name, value) != ("generatorURL", "")


def _resource(folded: Mapping[str, str]) -> str:
    resource = _first(folded, _RESOURCE, _NAME_LIMIT)
    if exporter := _EXPORTER.fullmatch(resource):
        resource = exporter[1] or exporter[2]
    return line(f"{resource} {_first(folded, _INTERFACE, _NAME_LIMIT)}", _NAME_LIMIT)


def _folded(texts: Mapping[str, str]) -> dict[str, str]:
    return {**{name.casefold(): text for name, text in texts.items()}, **texts}


def _first(folded: Mapping[str, str], names: tuple[str, ...], limit: int) -> str:
    for name in names:
        if text := line(folded.get(name, ""), limit):
            return text
    return ""


def _host(url: object) -> str:
    """The host and port of `url` without user and password; the whole text where it is no URL."""
    if not isinstance(url, str):
        return ""
    try:
        netloc = urlsplit(url.strip()).netloc
    except ValueError:  # an unclosed IPv6 bracket
        netloc = ""
    return _bounded(line((netloc or url).rpartition("@")[2]).casefold())


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        return 0
    return min(value, _COUNT_LIMIT)


def _rejected(bad: list[tuple[str, object]], sent: Mapping[str, Any]) -> tuple[Rejected, ...]:
    if len(bad) > _SPLIT_LIMIT or len(bad) * _size({**sent, "alerts": []}) > _SPREAD_LIMIT:
        reason = f"{len(bad)} alerts, too many to be kept one by one. {bad[0][0]}"
        return (Rejected(reason, _json({**sent, "alerts": [alert for _, alert in bad]})),)
    return tuple(Rejected(reason, _json({**sent, "alerts": [alert]})) for reason, alert in bad)


def _bounded(key: str) -> str:
    return key if len(key) <= _KEY_LIMIT else _hash(key)


def _hash(value: object) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def _size(value: object) -> int:
    return len(_json(value))
