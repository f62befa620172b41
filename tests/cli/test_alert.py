"""`noc alert`: what monitoring said, and what people do about it."""

from __future__ import annotations

import pytest

from noc_tui.domain.errors import BadInput, NotFound
from noc_tui.domain.words import Severity
from noc_tui.store.room import Room
from tests.cli.commands import Noc
from tests.demo.demo_rooms import content_of
from tests.desk.monitoring import ends, fires, hear
from tests.rooms import SetClock, rows

KEYS = [
    "id", "source", "status", "severity", "severity_text", "customer", "customer_hint", "resource", "event", "summary",
    "count", "first_seen", "last_seen", "started_at", "ended_at", "ticket", "holder", "shelved_until", "flags",
    "version",
]  # fmt: skip
STRANGER = {"customer_hint": "somebody else"}


def test_alerts_are_listed_last_seen_first(noc: Noc, room: Room, clock: SetClock) -> None:
    hear(room, fires())
    clock.move(minutes=1)
    hear(room, fires(alert_key="if2", event="LinkFlap", severity=Severity.MINOR, **STRANGER))
    clock.move(minutes=1)
    hear(room, fires("2026-11-23 09:01", alert_key="if3", **STRANGER))
    hear(room, ends("2026-11-23 09:01", "2026-11-23 09:02", alert_key="if3", **STRANGER))

    shown = noc("alert", "list")

    assert [line.split()[:5] for line in shown.out.splitlines()[1:-1]] == [
        ["2", "firing", "minor", "?", "somebody"],
        ["1", "firing", "critical", "ACME", "InterfaceDown"],
    ]
    assert shown.out.splitlines()[-1] == "2 of 2 alerts"
    assert [one["id"] for one in noc("alert", "list", "--all", "--json").records] == [3, 2, 1]
    assert noc("alert", "list", "--all", "--limit", "1", "--json").err == "1 of 3 alerts\n"


def test_no_alert_is_said_in_words(noc: Noc) -> None:
    assert noc("alert", "list").out == "No alert is open.\n"
    assert noc("alert", "list", "--json").err == "No alert is open.\n"


def test_an_alert_has_these_keys_in_this_order(noc: Noc, room: Room) -> None:
    hear(room, fires(labels={"site": "Lecco"}, annotations={"runbook": "see\nbelow"}))

    (listed,), (shown,) = (noc("alert", *words, "--json").records for words in (("list",), ("show", "1")))

    assert list(listed) == KEYS
    assert (listed["customer"], listed["ticket"]) == ("ACME", "NOC-2026-000001")
    assert list(shown) == [*KEYS, "labels", "annotations", "extra", "occurrences"]
    assert shown == listed | {
        "labels": {"site": "Lecco"},
        "annotations": {"runbook": "see\nbelow"},
        "extra": {},
        "occurrences": [{"started_at": "2026-11-23T07:50:00Z", "ended_at": None}],
    }


def test_an_alert_on_paper_says_what_was_done(noc: Noc, room: Room) -> None:
    hear(room, fires(labels={"site": "Lecco"}, annotations={"runbook": "see\n09:00  ada  all is well"}, **STRANGER))
    noc("alert", "ack", "alert 1")
    noc("alert", "shelve", "1", "--until", "tomorrow 9:00", "-m", "New disk\ntomorrow")

    lines = noc("alert", "show", "1").out.splitlines()

    assert lines[0] == "alert 1  critical InterfaceDown edge-rtr-01 Gi0/0/1"
    assert lines[2].split(" · ") == [
        "shelved by ada until Tue 09:00", "customer unknown (says somebody else)", "from alertmanager", "no ticket",
    ]  # fmt: skip
    assert "1 occurrence, first seen 09:00, last seen 09:00" in lines
    assert lines[4:] == [
        "  site = Lecco",
        "  runbook: see",
        "           09:00  ada  all is well",
        "       08:50  alertmanager   ϟ fired",
        "       09:00  ada            √ acknowledged",
        "       09:00  ada            ‖ shelved until Tue 09:00 New disk",
        "                             tomorrow",
    ]


def test_ack_shelve_resolve_and_ticket(noc: Noc, room: Room) -> None:
    for key in ("if1", "if2", "if3"):
        hear(room, fires(alert_key=key, **STRANGER))

    assert noc("alert", "ack", "1").out == "alert 1 acknowledged by ada: InterfaceDown edge-rtr-01 Gi0/0/1\n"
    assert noc("alert", "shelve", "2").out == "alert 2 shelved by ada: InterfaceDown edge-rtr-01 Gi0/0/1\n"
    assert noc("alert", "resolve", "2", "-m", "-", stdin=b"Gone").out.startswith("alert 2 resolved: ")
    opened = noc("alert", "ticket", "3", "--json")

    assert (opened.records[0]["key"], opened.records[0]["alerts"]) == ("NOC-2026-000001", [3])
    assert noc("alert", "ticket", "3").status == 1
    assert rows(room, "SELECT status FROM alert ORDER BY id") == [("acknowledged",), ("resolved",), ("firing",)]


def test_a_trial_changes_nothing_and_refusals_are_counted(noc: Noc, room: Room) -> None:
    hear(room, fires(**STRANGER))
    before = content_of(room)

    for verb in ("ack", "shelve", "resolve", "ticket"):
        tried = noc("alert", verb, "1", "77", "x", "--dry-run", "--json")
        assert tried.status == 3, verb
        assert [one.get("refused") for one in tried.records] == [None, "There is no alert 77.", "“x” is no alert's id."]

    assert content_of(room) == before


def test_what_the_queue_calls_an_alert_is_understood(noc: Noc, room: Room) -> None:
    hear(room, fires(alert_key="if1", **STRANGER))
    hear(room, fires(alert_key="if2", **STRANGER))
    keys = "\n".join(line["key"] for line in noc("queue", "kind:alert", "--json").records)

    ran = noc("alert", "ack", "-", stdin=keys.encode())

    assert (keys, ran.status) == ("alert 1\nalert 2", 0)


def test_what_cannot_be_is_refused(noc: Noc, room: Room) -> None:
    hear(room, fires(**STRANGER))

    with pytest.raises(NotFound):
        noc("alert", "show", "77")
    with pytest.raises(BadInput):
        noc("alert", "show", "99999999999999999999")
    with pytest.raises(BadInput, match="no time"):
        noc("alert", "shelve", "1", "--until", "never")
    assert "30 days at most" in noc("alert", "shelve", "1", "--until", "90d").err
    assert "has passed" in noc("alert", "shelve", "1", "--until", "2026-11-22 09:00").err
