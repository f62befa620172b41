"""Alertmanager's labels and annotations in an operator's words."""

from __future__ import annotations

import pytest

from noc_tui.domain.observation import Observation
from noc_tui.domain.words import Severity
from noc_tui.intake.alertmanager import parse
from tests.intake.alertmanager_bodies import alert, envelope, only


def labelled(**labels: object) -> Observation:
    return only(parse(envelope(alert(labels=labels))))


class TestWords:
    @pytest.mark.parametrize(
        ("labels", "resource"),
        [
            ({"instance": "edge-rtr-01:9100"}, "edge-rtr-01"),
            ({"instance": "edge-rtr-01:9100", "ifName": "Gi0/0/1"}, "edge-rtr-01 Gi0/0/1"),
            ({"instance": "edge-rtr-01", "interface": "eth0"}, "edge-rtr-01 eth0"),
            ({"instance": "10.0.0.1:9116"}, "10.0.0.1"),
            ({"instance": "[2001:db8::1]:9100"}, "2001:db8::1"),
            ({"instance": "2001:db8::9100"}, "2001:db8::9100"),
            ({"instance": "db-01:5432"}, "db-01:5432"),
            ({"instance": "prom:9090"}, "prom:9090"),
            ({"instance": "https://shop.example:9443/health"}, "https://shop.example:9443/health"),
            ({"instance": " \u200b", "Hostname": "sw-7", "job": "snmp"}, "sw-7"),
            ({"job": "blackbox", "target": "shop.example"}, "shop.example"),
            ({"job": "backup", "service": "restic"}, "restic"),
            ({"pod": "api-5f", "node": "k8s-3"}, "k8s-3"),
            ({"interface": "eth0"}, "eth0"),
            ({"instance": "sw-7", "INSTANCE": "sw-8"}, "sw-7"),
            ({"other": "x"}, ""),
        ],
    )
    def test_the_resource_is_what_an_operator_would_call_it(self, labels: dict[str, str], resource: str) -> None:
        seen = labelled(**labels)
        assert seen.resource == resource

    @pytest.mark.parametrize(
        ("labels", "event"),
        [
            ({"alertname": "Down", "rule": "x"}, "Down"),
            ({"alertname": "", "rule": "x"}, "x"),
            ({"RuleName": "x"}, "x"),
            ({"a": "b"}, "alert"),
        ],
    )
    def test_the_event_is_the_alerts_name(self, labels: dict[str, str], event: str) -> None:
        assert labelled(**labels).event == event

    @pytest.mark.parametrize(
        ("annotations", "summary"),
        [
            ({"summary": "s", "message": "m", "description": "d"}, "s"),
            ({"summary": " ", "message": "m", "title": "t"}, "m"),
            ({"title": "t", "description": "d"}, "t"),
            ({"description": "first\n  second\tthird"}, "first second third"),
            ({"Summary": "s"}, "s"),
            ({}, "Down sw-7"),
            (None, "Down sw-7"),
        ],
    )
    def test_the_summary_is_one_line(self, annotations: object, summary: str) -> None:
        body = envelope(alert(labels={"alertname": "Down", "instance": "sw-7"}, annotations=annotations))
        assert only(parse(body)).summary == summary

    def test_a_long_description_is_cut_on_the_line_and_whole_in_the_annotations(self) -> None:
        seen = only(parse(envelope(alert(annotations={"description": "word " * 1000}))))
        assert len(seen.summary) <= 500
        assert seen.summary.endswith("…")
        assert seen.annotations["description"] == "word " * 1000

    @pytest.mark.parametrize("label", ["customer", "Cliente", "tenant", "client"])
    def test_the_customer_is_named_by_any_of_its_labels(self, label: str) -> None:
        assert labelled(**{label: " ACME\n"}).customer_hint == "ACME"

    def test_severity_is_free_text(self) -> None:
        for sent, ours, shown in (
            (" Page ", Severity.CRITICAL, "Page"),
            ("mauve", Severity.WARNING, "mauve"),
            (3, Severity.WARNING, "3"),
        ):
            seen = labelled(alertname="Down", severity=sent)
            assert (seen.severity, seen.severity_text) == (ours, shown)
        assert labelled(alertname="Down").severity_text == ""
        assert labelled(alertname="Down", priority="P1").severity is Severity.CRITICAL

    def test_a_label_that_is_no_text_is_its_json(self) -> None:
        seen = labelled(alertname="Down", port=80, up=False, tags=["a", "è"], none=None)
        assert seen.labels == {
            "alertname": "Down",
            "port": "80",
            "up": "false",
            "tags": '["a", "è"]',
            "none": "null",
        }

    def test_label_text_keeps_its_lines_and_label_names_are_one_line(self) -> None:
        assert labelled(**{"a\nb": "c\r\nd\x1b[0m"}).labels == {"a b": "c\nd"}
