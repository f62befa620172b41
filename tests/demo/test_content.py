"""The shipped content fits together: every fault can be told at every customer that it can befall."""

from __future__ import annotations

import re
from random import Random

import pytest

from noc_tui import resources
from noc_tui.demo.cases import draw_incident, draw_request, draw_sighting
from noc_tui.demo.content import Client, alerts_of, content, priority_of
from noc_tui.domain.words import Priority, Reason, Severity

CLIENTS = content().clients
_PLACEHOLDER = re.compile(r"[{}]")


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [
        ("high", "high", Priority.P1),
        ("high", "medium", Priority.P2),
        ("medium", "high", Priority.P2),
        ("medium", "medium", Priority.P3),
        ("low", "high", Priority.P3),
        ("low", "medium", Priority.P4),
        ("low", "low", Priority.P4),
    ],
)
def test_priority_is_impact_times_urgency(impact: str, urgency: str, priority: Priority) -> None:
    assert priority_of(impact, urgency) == priority


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.code)
def test_what_befalls_a_customer_is_told_in_full(client: Client) -> None:
    rng = Random(client.code)
    cases = [draw_request(rng, content(), client) for _ in range(60)]
    cases += [draw_incident(rng, content(), client, tuple(Severity), 2) for _ in range(60)]

    for case in cases:
        texts = [case.subject, case.description, case.fix, case.workaround, *case.notes]
        texts += [word for told in case.sightings for word in (told.resource, told.summary, *told.labels.values())]
        assert case.subject and case.fix and case.notes
        assert not [text for text in texts if _PLACEHOLDER.search(text)]


def test_a_fault_befalls_only_devices_of_its_kinds() -> None:
    for client in CLIENTS:
        pairs = [(fault.kinds, devices) for fault, devices in client.requests]
        pairs += [(fault.kinds, devices) for fault, devices in client.alerts]
        for kinds, devices in pairs:
            assert {device.kind for device in devices} <= kinds
            assert devices or not kinds


def test_a_customer_asks_only_for_what_the_contract_covers() -> None:
    covered = {
        entry["code"]: entry["contract"]["technologies"] for entry in resources.read_toml("demo/room.toml")["customer"]
    }

    for client in CLIENTS:
        assert {fault.technology for fault, _ in client.requests} <= set(covered[client.code])


def test_alerts_of_one_fault_at_a_customer_share_a_group_and_have_keys_of_their_own() -> None:
    client = next(client for client in CLIENTS if client.code == "OSC")
    told = [
        sighting
        for seed in range(300)
        if (sighting := draw_sighting(Random(seed), content(), client, (Severity.CRITICAL,))).event == "InterfaceDown"
    ]

    assert len({sighting.group_key for sighting in told}) == 1
    assert len({sighting.resource for sighting in told}) > 1
    assert len({sighting.alert_key for sighting in told}) == len({tuple(sighting.labels.items()) for sighting in told})


def test_every_technology_has_phrases_in_both_languages_and_every_wait_a_text() -> None:
    spoken = content().alerts

    for client in CLIENTS:
        for fault, _ in alerts_of(client, *Severity):
            assert set(spoken[fault.technology, fault.language].waits) == set(Reason)
