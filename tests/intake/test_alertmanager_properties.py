"""Whatever is sent to Alertmanager's address is read, put aside, or unreadable: nothing else."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from noc_tui.domain.errors import Unreadable
from noc_tui.intake.alertmanager import parse
from tests.intake.alertmanager_bodies import check

any_text = st.text(st.characters(codec=None), max_size=20)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=8,
)
label_names = st.sampled_from(["alertname", "instance", "ifName", "severity", "customer", "summary", "Host"])
texts = st.dictionaries(label_names | any_text, any_json, max_size=4)
times = st.sampled_from(["2026-11-21T19:00:00Z", "0001-01-01T00:00:00Z", "2026-11-21T19:00:00.1+14:00"])
any_alert = any_json | st.fixed_dictionaries(
    {"status": st.sampled_from(["firing", "resolved"]) | any_json, "labels": texts | any_json},
    optional={
        "annotations": texts | any_json,
        "startsAt": times | any_json,
        "endsAt": times | any_json,
        "fingerprint": any_json,
        "generatorURL": any_json,
        "added": any_json,
    },
)
any_body = st.fixed_dictionaries(
    {"alerts": st.lists(any_alert, max_size=4) | any_json},
    optional={
        "receiver": any_json,
        "externalURL": st.just("http://am:9093") | any_json,
        "groupKey": any_json,
        "truncatedAlerts": any_json,
        "added": any_json,
    },
)


@given(st.binary())
def test_any_bytes_are_read_or_unreadable(body: bytes) -> None:
    with suppress(Unreadable):
        check(parse(body))


@given(any_json | any_body)
def test_any_json_is_read_or_unreadable(sent: object) -> None:
    with suppress(Unreadable):
        check(parse(json.dumps(sent).encode()))


@given(any_body.filter(lambda sent: isinstance(sent["alerts"], list) and sent["alerts"]))
def test_no_alert_is_lost_and_what_was_put_aside_replays_alike(sent: dict[str, Any]) -> None:
    delivery = parse(json.dumps(sent).encode())
    assert len(delivery.observations) + len(delivery.rejected) == len(sent["alerts"])
    for bad in delivery.rejected:
        again = parse(bad.body)
        assert again.observations == ()
        assert [item.body for item in again.rejected] == [bad.body]
