"""Alertmanager bodies to test with, and what must hold of whatever is read from one."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC
from pathlib import Path

from noc_tui.domain.observation import Delivery, Observation

SAMPLES = Path(__file__).parents[1] / "data" / "alertmanager"


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.json").read_bytes()


def envelope(*alerts: object, **fields: object) -> bytes:
    whole = {
        "version": "4",
        "groupKey": "g",
        "externalURL": "http://am:9093",
        "alerts": list(alerts),
        **fields,
    }
    return json.dumps(whole).encode()


def alert(**fields: object) -> dict[str, object]:
    return {"status": "firing", "labels": {"alertname": "Down"}, "startsAt": "2026-11-21T19:00:00Z", **fields}


def only(delivery: Delivery) -> Observation:
    assert delivery.rejected == ()
    (observation,) = delivery.observations
    return observation


def check(delivery: Delivery) -> None:
    """A delivery holds text that can be shown and stored, times in UTC, numbers that fit."""
    assert delivery.observations or delivery.rejected
    assert all(type(count) is int and 0 <= count < 2**31 for count in delivery.truncated.values())
    for seen in delivery.observations:
        for text in strings([getattr(seen, name) for name in seen.__slots__]):
            assert harmful(text) == []
        for text in (seen.resource, seen.event, seen.severity_text, seen.summary, seen.customer_hint):
            assert "\n" not in text
            assert len(text) <= 500
        assert seen.event
        assert seen.summary
        assert len(seen.alert_key) <= 600
        assert all(at is None or at.tzinfo is UTC for at in (seen.started_at, seen.ended_at))
        assert not (seen.firing and seen.ended_at)
    for bad in delivery.rejected:
        assert harmful(bad.reason) == []


def harmful(text: str) -> list[str]:
    text.encode()
    seen_signs = "\n\t\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
    unsafe = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return [char for char in text if unicodedata.category(char) in unsafe and char not in seen_signs]


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from strings(name)
            yield from strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings(item)
