"""Alertmanager's webhook: what the room makes of each body."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from noc_tui.domain.errors import Unreadable
from noc_tui.domain.words import Severity
from noc_tui.intake.alertmanager import parse
from tests.intake.alertmanager_bodies import SAMPLES, alert, check, envelope, only, sample


def instant(hour: int, minute: int, second: int, microsecond: int = 0) -> datetime:
    return datetime(2026, 11, 21, hour, minute, second, microsecond, UTC)


class TestRealBodies:
    def test_an_interface_goes_down(self) -> None:
        body = sample("real_01_firing_single")
        delivery = parse(body)
        seen = only(delivery)
        assert delivery.source == seen.source == "alertmanager"
        assert delivery.key == sha256(body).hexdigest()
        assert delivery.truncated == {seen.group_key: 0}
        assert seen.alert_key == "c7995469cedaba71@vm:59093"
        assert seen.firing
        assert seen.started_at == instant(19, 33, 56, 322618)
        assert seen.ended_at is None
        assert (seen.resource, seen.event) == ("edge-rtr-01 Gi0/0/1", "InterfaceDown")
        assert (seen.severity, seen.severity_text) == (Severity.CRITICAL, "critical")
        assert seen.summary == "Interface Gi0/0/1 down on edge-rtr-01"
        assert seen.customer_hint == "ACME"
        assert seen.labels["instance"] == "edge-rtr-01:9100"
        assert seen.annotations["runbook_url"] == "https://wiki.example/ifdown"
        assert seen.extra == {"generatorURL": "http://prom.example:9090/graph"}

    def test_a_second_alert_joins_the_group(self) -> None:
        first = only(parse(sample("real_01_firing_single")))
        same, joined = parse(sample("real_02_grouped_second_alert_joins")).observations
        assert same.alert_key == first.alert_key != joined.alert_key
        assert same.group_key == joined.group_key == first.group_key

    def test_the_status_inside_counts_not_the_one_at_the_top(self) -> None:
        resolved, firing = parse(sample("real_04_group_firing_but_one_inner_resolved")).observations
        assert (resolved.firing, firing.firing) == (False, True)
        assert (resolved.ended_at, firing.ended_at) == (instant(19, 34, 19), None)

    def test_a_reopened_alert_is_the_same_fault_with_a_later_start(self) -> None:
        first = only(parse(sample("real_01_firing_single")))
        again = only(parse(sample("real_09_reopened_same_fingerprint_new_startsAt")))
        assert again.alert_key == first.alert_key
        assert again.started_at == instant(19, 35, 31, 127867)

    def test_a_resolve_may_start_when_it_ends(self) -> None:
        _, resolved = parse(sample("real_18_resolved_with_startsAt_eq_endsAt")).observations
        assert not resolved.firing
        assert resolved.started_at == resolved.ended_at == instant(19, 35, 22)

    def test_a_storm_says_how_many_alerts_were_cut_off(self) -> None:
        delivery = parse(sample("real_19_truncated_storm"))
        assert delivery.truncated == {delivery.observations[0].group_key: 3}
        assert parse(sample("truncated")).truncated.popitem()[1] == 998  # type: ignore[attr-defined]

    def test_the_whole_group_resolves(self) -> None:
        resolved = only(parse(sample("real_08_group_resolved")))
        assert not resolved.firing
        assert resolved.ended_at == instant(19, 35, 0, 360295)


class TestHostileBodies:
    def test_fields_of_newer_versions_are_kept(self) -> None:
        seen = only(parse(sample("firing_v034_extra_fields")))
        assert seen.extra["notification_reason"] == "new alerts added"
        assert seen.extra["routeLabels"] == {"team": "noc"}

    def test_a_time_that_does_not_exist_costs_its_own_alert_only(self) -> None:
        delivery = parse(sample("hostile_future"))
        assert [seen.alert_key[:4] for seen in delivery.observations] == ["0a1b", "1111", "3333"]
        assert [seen.started_at for seen in delivery.observations] == [
            datetime(2099, 1, 1, tzinfo=UTC),
            datetime(1970, 1, 1, tzinfo=UTC),
            instant(5, 0, 0, 123456),
        ]
        (bad,) = delivery.rejected
        assert bad.reason == "Alert 3 of 4: startsAt is a time that does not exist: 2026-11-21T25:61:61Z"

    def test_markup_and_escapes_are_plain_text(self) -> None:
        seen = only(parse(sample("hostile_markup_ansi")))
        assert seen.resource == "redevil"
        assert seen.event == "[/red][@click=app.exit('x')]boom[/] [bold"
        assert (seen.severity, seen.severity_text) == (Severity.WARNING, "CRITICAL!!")
        assert seen.customer_hint == "'; DROP TABLE tickets;--"

    def test_a_format_string_stays_one(self) -> None:
        assert only(parse(sample("hostile_format_string"))).resource == "{alertname.__class__.__mro__}%s%n{0}"

    def test_nul_and_surrogates_are_gone(self) -> None:
        seen = only(parse(sample("hostile_nul_surrogate")))
        assert (seen.event, seen.resource, seen.summary) == ("ab", "\ufffd", "ab \ufffd")

    def test_alerts_without_anything_are_all_kept_apart(self) -> None:
        delivery = parse(sample("hostile_missing"))
        assert delivery.observations == ()
        assert delivery.key == ""
        assert len(delivery.rejected) == 2

    def test_wrong_types_are_told(self) -> None:
        delivery = parse(sample("hostile_wrong_types"))
        (bad,) = delivery.rejected
        assert bad.reason == "Alert 1 of 1: Its labels are a list, not an object."
        assert list(delivery.truncated.values()) == [0]

    def test_a_body_cut_short_is_unreadable(self) -> None:
        with pytest.raises(Unreadable, match="cut off"):
            parse(sample("hostile_truncated_body"))

    def test_huge_labels_are_kept_whole_and_read_fast(self) -> None:
        body = sample("hostile_huge")
        took = []
        for _ in range(5):
            began = time.perf_counter()
            delivery = parse(body)
            took.append(time.perf_counter() - began)
        assert min(took) < 0.05
        sent = json.loads(body)["alerts"][0]
        seen = only(delivery)
        assert seen.labels == sent["labels"]
        assert seen.annotations == sent["annotations"]
        assert len(seen.summary) == 500

    @pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.*")), ids=lambda path: path.name)
    def test_every_sample_is_read_or_unreadable(self, path: Path) -> None:
        with suppress(Unreadable):
            check(parse(path.read_bytes()))


class TestKeys:
    def test_two_alertmanagers_never_share_an_alert_or_a_group(self) -> None:
        here, there = (
            only(parse(envelope(alert(fingerprint="f1"), externalURL=url)))
            for url in ("http://am-1:9093/x", "http://am-2:9093/x")
        )
        assert (here.alert_key, there.alert_key) == ("f1@am-1:9093", "f1@am-2:9093")
        assert here.group_key != there.group_key

    def test_two_receivers_have_groups_of_their_own(self) -> None:
        here, there = (only(parse(envelope(alert(), receiver=name))) for name in ("noc", "mail"))
        assert here.group_key != there.group_key

    def test_without_a_group_key_there_is_no_group_and_what_was_cut_off_is_still_told(self) -> None:
        delivery = parse(envelope(alert(), groupKey=None))
        assert delivery.observations[0].group_key == ""
        assert delivery.truncated == {"": 0}
        assert parse(envelope(alert(), groupKey="", truncatedAlerts=2)).truncated == {"": 2}

    def test_a_password_in_the_url_is_no_part_of_the_key(self) -> None:
        seen = only(parse(envelope(alert(fingerprint="f1"), externalURL="https://me:secret@AM.example/x")))
        assert seen.alert_key == "f1@am.example"

    @pytest.mark.parametrize(
        ("url", "host"),
        [("am.example:9093", "am.example:9093"), ("http://[::1", "http://[::1"), (7, ""), (None, "")],
    )
    def test_an_odd_url_still_gives_a_key(self, url: object, host: str) -> None:
        assert only(parse(envelope(alert(fingerprint="f1"), externalURL=url))).alert_key == f"f1@{host}"

    @pytest.mark.parametrize("fingerprint", [None, "", " ", 5, {"a": 1}])
    def test_without_a_fingerprint_the_labels_are_the_identity(self, fingerprint: object) -> None:
        one = alert(fingerprint=fingerprint, labels={"alertname": "Down", "instance": "a"})
        turned = alert(labels={"instance": "a", "alertname": "Down"}, annotations={"summary": "later"})
        other = alert(labels={"instance": "b", "alertname": "Down"})
        first, same, different = parse(envelope(one, turned, other)).observations
        assert first.alert_key == same.alert_key != different.alert_key

    def test_a_fingerprint_that_is_no_text_is_kept_to_be_seen(self) -> None:
        assert only(parse(envelope(alert(fingerprint={"a": 1})))).extra == {"fingerprint": {"a": 1}}

    def test_annotations_are_no_part_of_the_identity(self) -> None:
        one, two = (alert(fingerprint="f1", annotations={"summary": text}) for text in "ab")
        first, second = parse(envelope(one, two)).observations
        assert first.alert_key == second.alert_key

    def test_keys_stay_short_enough_for_an_index(self) -> None:
        url = f"http://{'h' * 9000}/"
        one, two = parse(envelope(*(alert(fingerprint=c * 9000) for c in "ab"), externalURL=url)).observations
        assert len(one.alert_key) < 300
        assert one.alert_key != two.alert_key

    def test_a_delivery_without_the_senders_times_has_no_key(self) -> None:
        timeless = {"status": "firing", "labels": {"alertname": "Down"}}
        delivery = parse(envelope(alert(), timeless))
        assert delivery.key == ""
        assert [seen.started_at is None for seen in delivery.observations] == [False, True]

    def test_a_bad_alert_does_not_make_a_repeated_delivery_new(self) -> None:
        body = envelope(alert(), {})
        assert parse(body).key == sha256(body).hexdigest()


class TestRejectedAlerts:
    @pytest.mark.parametrize(
        ("bad", "reason"),
        [
            (None, "It is null, not an object."),
            ("down", "It is text, not an object."),
            ({"status": "firing"}, "It has neither labels nor a fingerprint."),
            (
                {"status": "firing", "labels": {}, "fingerprint": ""},
                "It has neither labels nor a fingerprint.",
            ),
            (alert(labels=["x"]), "Its labels are a list, not an object."),
            (alert(labels=[], fingerprint="f1"), "Its labels are a list, not an object."),
            (alert(annotations="x"), "Its annotations are text, not an object."),
            ({"labels": {"a": "b"}}, "It has no status."),
            (alert(status=1), "Its status is neither firing nor resolved: a number."),
            (alert(status=""), "Its status is neither firing nor resolved: blank."),
            (alert(status="\x1b[1mpending"), "Its status is neither firing nor resolved: pending."),
            (alert(startsAt=12345), "startsAt is a number, not a time."),
            (alert(endsAt=False), "endsAt is true or false, not a time."),
            (alert(startsAt="soon"), "startsAt is not an RFC 3339 time: soon"),
            (alert(startsAt="9999-12-31T23:59:59-01:00"), "startsAt is a time that does not exist"),
        ],
    )
    def test_a_bad_alert_is_put_aside_with_its_reason_and_the_rest_are_read(self, bad: object, reason: str) -> None:
        delivery = parse(envelope(alert(), bad, alert(), receiver="noc", added={"by": "v0.40"}))
        assert len(delivery.observations) == 2
        (rejected,) = delivery.rejected
        assert rejected.reason.startswith(f"Alert 2 of 3: {reason}")
        assert json.loads(rejected.body) == json.loads(envelope(bad, receiver="noc", added={"by": "v0.40"}))

    def test_what_was_put_aside_can_be_replayed(self) -> None:
        body = envelope(alert(fingerprint="f1"), alert(fingerprint="f2", labels={"odd": "\ud800\0"}, status="?"))
        (bad,) = parse(body).rejected
        (again,) = parse(bad.body).rejected
        assert again.body == bad.body
        assert again.reason == bad.reason.replace("Alert 2 of 2", "Alert 1 of 1")
        mended = only(parse(bad.body.replace(b'"?"', b'"firing"')))
        assert mended.alert_key == "f2@am:9093"
        assert mended.group_key == parse(body).observations[0].group_key

    @pytest.mark.parametrize(("number", "heavy"), [(50_000, 0), (1_001, 0), (100, 100_000)])
    def test_a_flood_of_bad_alerts_is_kept_together_not_each_with_a_copy_of_the_envelope(
        self, number: int, heavy: int
    ) -> None:
        body = envelope(alert(), *[0] * number, heavy="x" * heavy)
        (together,) = parse(body).rejected
        assert together.reason == (
            f"{number} alerts, too many to be kept one by one. Alert 2 of {number + 1}: It is a number, not an object."
        )
        assert json.loads(together.body)["alerts"] == [0] * number
        assert len(together.body) < len(body)

    @pytest.mark.parametrize(("number", "heavy"), [(1_000, 0), (50, 100_000)])
    def test_up_to_there_each_is_kept_on_its_own(self, number: int, heavy: int) -> None:
        delivery = parse(envelope(alert(), *[0] * number, heavy="x" * heavy))
        assert {json.loads(bad.body)["alerts"] == [0] for bad in delivery.rejected} == {True}
        assert len(delivery.rejected) == number

    def test_a_heavy_unknown_field_is_kept_once(self) -> None:
        delivery = parse(envelope(*[alert()] * 2000, heavy="x" * 100_000))
        first, *rest = delivery.observations
        assert first.extra == {"heavy": "x" * 100_000}
        assert all(seen.extra == {} for seen in rest)


class TestEnvelope:
    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (b"{}", "no field alerts"),
            (b'{"alerts": null}', "alerts are null, not a list"),
            (b'{"alerts": {"status": "firing"}}', "alerts are an object, not a list"),
            (b'{"alerts": []}', "list of alerts is empty"),
            (b"[]", "is a list, not an object"),
            (b"", "is empty"),
        ],
    )
    def test_a_body_without_an_alert_is_never_a_success(self, body: bytes, reason: str) -> None:
        with pytest.raises(Unreadable, match=reason):
            parse(body)

    @pytest.mark.parametrize(("sent", "count"), [(0, 0), (7, 7), (10**30, 2**31 - 1)])
    def test_the_number_cut_off_fits_the_store(self, sent: int, count: int) -> None:
        assert list(parse(envelope(alert(), truncatedAlerts=sent)).truncated.values()) == [count]

    @pytest.mark.parametrize("sent", ["-1", -1, True, 2.5, [3], None])
    def test_a_number_cut_off_that_is_none_is_kept_to_be_seen(self, sent: object) -> None:
        delivery = parse(envelope(alert(), truncatedAlerts=sent))
        assert list(delivery.truncated.values()) == [0]
        assert only(delivery).extra == {"truncatedAlerts": sent}

    def test_an_alerts_own_unknown_fields_are_kept(self) -> None:
        seen = only(parse(envelope(alert(values={"B\u202e": 22.5}, silenceURL="http://x"), orgId=1)))
        assert seen.extra == {"orgId": 1, "values": {"B": 22.5}, "silenceURL": "http://x"}


class TestTimes:
    def test_labels_without_a_start_are_an_alert(self) -> None:
        assert only(parse(envelope({"status": "Firing ", "labels": {"a": "b"}}))).started_at is None

    def test_a_start_after_the_end_stays_as_sent(self) -> None:
        seen = only(parse(envelope(alert(status="RESOLVED", endsAt="2026-11-21T18:00:00Z"))))
        assert not seen.firing
        assert (seen.started_at, seen.ended_at) == (instant(19, 0, 0), instant(18, 0, 0))

    def test_an_end_while_firing_is_no_end_and_is_kept_to_be_seen(self) -> None:
        seen = only(parse(envelope(alert(endsAt="2026-11-21T20:00:00Z"))))
        assert seen.ended_at is None
        assert seen.extra == {"endsAt": "2026-11-21T20:00:00Z"}
