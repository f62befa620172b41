"""The rules that hold for every source: what a delivery changes, and what it must not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.alerts import acknowledge, resolve
from noc_tui.desk.sources import source_notice
from noc_tui.domain.alert import Occurrence
from noc_tui.domain.observation import Rejected
from noc_tui.domain.words import AlertStatus, Severity
from noc_tui.store.read.setup import find_customer
from noc_tui.store.room import Room
from tests.desk.derived import differences
from tests.desk.monitoring import alert_of, all_alerts_of, ends, fires, hear, occurrences_of
from tests.rooms import ANNA, SetClock, do, local, look, rows

MINOR = {"severity": Severity.MINOR}


def us(text: str) -> int:
    return to_us(local(text))


def test_an_alert_is_kept_with_all_that_its_sender_said(room: Room, clock: SetClock) -> None:
    labels = {"alertname": "InterfaceDown", "site": "lhr1"}
    receipt = hear(room, fires(labels=labels, annotations={"runbook": "x"}, extra={"new": [1]}, group_key="g"))

    alert = alert_of(room)

    assert (receipt.accepted, receipt.news, receipt.repeated) == (1, 1, False)
    assert (alert.status, alert.count, alert.holder, alert.flags) == (AlertStatus.FIRING, 1, None, "")
    assert (alert.resource, alert.event) == ("edge-rtr-01 Gi0/0/1", "InterfaceDown")
    assert alert.started_at == alert.started_raw == us("2026-11-23 08:50")
    assert alert.first_seen == alert.last_seen == alert.seen_at == to_us(clock.now)
    assert (alert.labels, alert.annotations) == ('{"alertname":"InterfaceDown","site":"lhr1"}', '{"runbook":"x"}')
    assert alert.extra == '{"new":[1]}'
    assert occurrences_of(room) == [Occurrence(1, alert.started_raw, alert.started_at, None)]


def test_a_delivery_seen_before_moves_last_seen_and_freshness_alone(room: Room, clock: SetClock) -> None:
    hear(room, fires(), key="d1")
    before, events = alert_of(room), rows(room, "SELECT count(*) FROM event")
    changes = rows(room, "SELECT count(*) FROM change")
    clock.move(hours=4)

    receipt = hear(room, fires(), key="d1")

    after = alert_of(room)
    assert (receipt.accepted, receipt.news, receipt.repeated, receipt.tickets) == (1, 0, True, ())
    assert after.last_seen == to_us(clock.now)
    assert (after.count, after.status, after.version) == (before.count, before.status, before.version)
    assert rows(room, "SELECT count(*) FROM event") == events
    assert rows(room, "SELECT count(*) FROM change") == changes
    assert rows(room, "SELECT last_seen, deliveries FROM source") == [(to_us(clock.now), 2)]
    assert rows(room, "SELECT key, count, last_at FROM delivery") == [("d1", 2, to_us(clock.now))]


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_repeat_does_not_wake_what_is_resolved(room: Room, clock: SetClock, by_hand: bool) -> None:
    hear(room, fires(), key="d1")
    if by_hand:
        do(room, ANNA, resolve, 1)
    else:
        hear(room, ends(), key="d2")
    before = alert_of(room)
    clock.move(minutes=5)

    hear(room, fires(), key="d1")
    hear(room, fires(), key="the group was sent again whole")

    assert alert_of(room) == before


def test_the_same_body_under_another_token_is_another_delivery(room: Room) -> None:
    acme, tel = look(room, find_customer, "ACME"), look(room, find_customer, "TEL")

    first = hear(room, fires(), key="d1", token_of=acme)
    second = hear(room, fires(), key="d1", token_of=tel)

    assert (first.repeated, second.repeated) == (False, False)
    assert sorted(all_alerts_of(room)) == ["ACME/if1", "TEL/if1"]


def test_without_the_senders_times_down_up_down_is_not_lost(room: Room, clock: SetClock) -> None:
    down, up = fires(None, **MINOR), ends(None, None, **MINOR)
    seen = []
    for observation in (down, up, down):
        clock.move(minutes=1)
        hear(room, observation)
        seen.append((alert_of(room).status, alert_of(room).count))

    assert seen == [(AlertStatus.FIRING, 1), (AlertStatus.RESOLVED, 1), (AlertStatus.FIRING, 2)]
    assert [occurrence.ended_at is None for occurrence in occurrences_of(room)] == [True, False]


def test_without_times_down_told_twice_is_one_occurrence(room: Room, clock: SetClock) -> None:
    hear(room, fires(None, **MINOR))
    clock.move(minutes=1)
    receipt = hear(room, fires(None, **MINOR))

    assert (receipt.news, alert_of(room).count, alert_of(room).last_seen) == (0, 1, to_us(clock.now))


def test_a_resolve_for_an_unknown_alert_opens_nothing_and_is_remembered(room: Room) -> None:
    receipt = hear(room, ends())

    assert receipt.tickets == ()
    assert (alert_of(room).status, alert_of(room).count) == (AlertStatus.RESOLVED, 1)
    late = hear(room, fires())  # it was on its way all along
    assert (late.news, late.tickets) == (0, ())
    assert (alert_of(room).status, alert_of(room).count) == (AlertStatus.RESOLVED, 1)
    assert rows(room, "SELECT count(*) FROM ticket") == [(0,)]
    assert rows(room, "SELECT count(*) FROM queue") == [(0,)]


def test_an_end_told_again_is_one_event_and_only_a_later_one_moves_it(room: Room) -> None:
    hear(room, fires(**MINOR))
    for end in ("2026-11-23 08:55", "2026-11-23 08:55", "2026-11-23 08:53", "2026-11-23 08:57"):
        hear(room, ends(end=end, **MINOR))

    assert rows(room, "SELECT count(*) FROM event WHERE kind = 'resolved'") == [(2,)]
    assert alert_of(room).ended_at == occurrences_of(room)[0].ended_at == us("2026-11-23 08:57")


def test_a_firing_older_than_the_last_resolve_is_history(room: Room) -> None:
    hear(room, fires())
    hear(room, ends())
    receipt = hear(room, fires("2026-11-23 08:20"))

    alert = alert_of(room)
    assert (receipt.news, receipt.tickets) == (0, ())
    assert (alert.status, alert.count, alert.started_at) == (AlertStatus.RESOLVED, 2, us("2026-11-23 08:50"))
    starts = [occurrence.started_at for occurrence in occurrences_of(room)]
    assert starts == [us("2026-11-23 08:50"), us("2026-11-23 08:20")]


def test_the_resolve_of_an_earlier_occurrence_ends_that_one_alone(room: Room) -> None:
    hear(room, fires("2026-11-23 08:20"))
    hear(room, fires("2026-11-23 08:50"))

    receipt = hear(room, ends("2026-11-23 08:20", "2026-11-23 08:40"))

    assert (receipt.news, alert_of(room).status, alert_of(room).count) == (0, AlertStatus.FIRING, 2)
    assert [occurrence.ended_at for occurrence in occurrences_of(room)] == [None, us("2026-11-23 08:40")]


def test_a_fault_that_begins_the_moment_the_last_one_ended_fires_in_either_order(room: Room) -> None:
    old_end, new_start = ends("2026-11-23 08:20", "2026-11-23 08:50", **MINOR), fires("2026-11-23 08:50", **MINOR)
    hear(room, old_end, new_start)
    hear(room, new_start, old_end)
    assert alert_of(room).status == AlertStatus.FIRING

    hear(room, fires("2026-11-23 08:50", alert_key="if2", **MINOR))
    hear(room, ends("2026-11-23 08:20", "2026-11-23 08:50", alert_key="if2", **MINOR))

    assert alert_of(room, 2).status == AlertStatus.FIRING


def test_the_same_key_with_a_later_start_is_a_new_occurrence(room: Room, clock: SetClock) -> None:
    hear(room, fires(**MINOR))
    hear(room, ends(**MINOR))
    clock.move(minutes=10)
    receipt = hear(room, fires("2026-11-23 09:05", **MINOR))

    alert = alert_of(room)
    assert (receipt.news, alert.status, alert.count) == (1, AlertStatus.FIRING, 2)
    assert (alert.started_at, alert.seen_at) == (us("2026-11-23 09:05"), to_us(clock.now))
    assert len(occurrences_of(room)) == 2


def test_a_group_sent_again_whole_is_news_only_of_the_member_that_changed(room: Room) -> None:
    one, two = fires(group_key="g"), fires(group_key="g", alert_key="if2")
    hear(room, one, two, key="d1")

    receipt = hear(room, ends(group_key="g"), two, key="d2")

    assert (receipt.accepted, receipt.news) == (2, 1)
    assert (alert_of(room).status, alert_of(room, 2).status) == (AlertStatus.RESOLVED, AlertStatus.FIRING)
    assert (alert_of(room, 2).count, alert_of(room, 2).version) == (1, 2)


def test_other_words_on_the_same_occurrence_change_what_is_shown_and_nothing_else(room: Room) -> None:
    hear(room, fires(**MINOR))
    do(room, ANNA, acknowledge, 1)

    receipt = hear(room, fires(summary="Gi0/0/1 down, backup up", annotations={"since": "8:50"}, **MINOR))

    alert = alert_of(room)
    assert (receipt.news, alert.summary) == (0, "Gi0/0/1 down, backup up")
    assert alert.annotations == '{"since":"8:50"}'
    assert (alert.status, alert.holder, alert.count) == (AlertStatus.ACKNOWLEDGED, "anna", 1)


def test_alerts_that_the_sender_cut_off_are_shown_until_it_cuts_none(room: Room, clock: SetClock) -> None:
    receipt = hear(room, fires(group_key="g"), truncated={"g": 998})
    assert receipt.truncated == 998
    assert rows(room, "SELECT source, group_key, truncated FROM source_group") == [("alertmanager", "g", 998)]
    assert rows(room, "SELECT count(*) FROM change WHERE kind = 'source'") == [(1,)]

    hear(room, fires(group_key="g"), truncated={"g": 0})

    assert rows(room, "SELECT truncated FROM source_group") == [(0,)]


def test_a_group_that_is_whole_needs_no_note(room: Room) -> None:
    hear(room, fires(group_key="g"), truncated={"g": 0})

    assert rows(room, "SELECT * FROM source_group") == []


def test_a_time_in_the_future_is_clamped_and_flagged(room: Room, clock: SetClock) -> None:
    hear(room, fires("2099-01-01 00:00", **MINOR))

    alert = alert_of(room)

    assert (alert.started_at, alert.started_raw) == (to_us(clock.now), us("2099-01-01 00:00"))
    assert (alert.flags, alert.status) == ("future", AlertStatus.FIRING)


def test_a_lie_about_the_future_does_not_hide_what_follows(room: Room, clock: SetClock) -> None:
    hear(room, fires("2099-01-01 00:00", **MINOR))
    clock.move(minutes=5)
    hear(room, ends("2099-01-01 00:00", "2099-01-01 00:01", **MINOR))
    assert (alert_of(room).status, alert_of(room).ended_at) == (AlertStatus.RESOLVED, to_us(clock.now))
    clock.move(minutes=5)

    receipt = hear(room, fires("2026-11-23 09:08", **MINOR))

    alert = alert_of(room)
    assert (receipt.news, alert.status, alert.count) == (1, AlertStatus.FIRING, 2)
    assert (alert.started_at, alert.flags) == (us("2026-11-23 09:08"), "")


@pytest.mark.parametrize("late_liar", ["start", "end", "both"])
def test_a_known_alert_whose_senders_clock_runs_ahead_is_flagged_too(
    room: Room, clock: SetClock, late_liar: str
) -> None:
    hear(room, fires(**MINOR))
    assert alert_of(room).flags == ""

    if late_liar == "start":
        hear(room, fires("2026-11-23 09:30", **MINOR))
    elif late_liar == "end":
        hear(room, ends(end="2026-11-23 09:30", **MINOR))
    else:
        hear(room, ends("2026-11-23 09:20", "2026-11-23 09:30", **MINOR))

    alert = alert_of(room)
    assert alert.flags == "future"
    assert max(alert.started_at, alert.ended_at or 0) == to_us(clock.now)


def test_a_clock_a_minute_ahead_is_only_clamped(room: Room, clock: SetClock) -> None:
    ahead = clock.now + timedelta(seconds=60)
    hear(room, fires(None, started_at=ahead, **MINOR))

    assert (alert_of(room).started_at, alert_of(room).flags) == (to_us(clock.now), "")


@pytest.mark.parametrize("hint", ["ACME", "acme", "ACME Italia", " Acme Spa ", "acme holding"])
def test_an_alert_finds_its_customer_by_code_name_or_alias(room: Room, hint: str) -> None:
    hear(room, fires(customer_hint=hint))

    assert alert_of(room).customer_id == look(room, find_customer, "ACME").id


def test_an_unknown_customer_is_kept_as_the_sender_names_it(room: Room) -> None:
    hear(room, fires(customer_hint="Nuova Ditta"))

    alert = alert_of(room)
    assert (alert.customer_id, alert.customer_hint) == (None, "Nuova Ditta")
    assert rows(room, "SELECT customer_id, key FROM queue") == [(None, "alert 1")]


def test_a_customers_token_speaks_for_that_customer_whatever_the_label_says(room: Room) -> None:
    tel = look(room, find_customer, "TEL")

    hear(room, fires(customer_hint="ACME"), token_of=tel)

    alert = alert_of(room)
    assert (alert.customer_id, alert.alert_key) == (tel.id, "TEL/if1")
    assert rows(room, "SELECT customer_id FROM ticket") == [(tel.id,)]
    assert rows(room, "SELECT name, scope FROM source") == [("alertmanager", "TEL")]


def test_two_customers_with_the_same_equipment_are_kept_apart(room: Room) -> None:
    acme, tel = look(room, find_customer, "ACME"), look(room, find_customer, "TEL")
    for customer in (acme, tel):
        hear(room, fires(group_key="g"), token_of=customer)

    hear(room, ends(group_key="g"), token_of=acme)

    by_key = all_alerts_of(room)
    assert by_key["ACME/if1"].status == AlertStatus.RESOLVED
    assert by_key["TEL/if1"].status == AlertStatus.FIRING
    assert by_key["ACME/if1"].group_key != by_key["TEL/if1"].group_key


def test_a_bad_alert_goes_to_quarantine_whole_and_the_rest_is_taken(room: Room, clock: SetClock) -> None:
    bad = Rejected("Alert 2 of 2: It has no status.", b'{"alerts":[{}], "x": "\\u0000\xff"}')

    receipt = hear(room, fires(), key="d1", rejected=(bad,))

    assert (receipt.accepted, receipt.quarantined) == (1, (1,))
    kept = rows(room, "SELECT source, reason, received_at, seen, status, body FROM quarantine")
    assert [(*row[:5], bytes(row[5])) for row in kept] == [
        ("alertmanager", bad.reason, to_us(clock.now), 1, "held", bad.body)
    ]


def test_the_same_bad_body_again_is_counted_and_not_kept_twice(room: Room) -> None:
    bad = Rejected("It has no status.", b"{}")

    first = hear(room, rejected=(bad,))
    again = hear(room, rejected=(bad,))
    other = hear(room, rejected=(Rejected("It has no status.", b"[]"),))

    assert (first.quarantined, again.quarantined, other.quarantined) == ((1,), (1,), (2,))
    assert rows(room, "SELECT id, seen FROM quarantine ORDER BY id") == [(1, 2), (2, 1)]


def test_each_source_has_its_freshness(room: Room, clock: SetClock) -> None:
    begun = to_us(clock.now)
    hear(room, fires())
    hear(room, fires(), token_of=look(room, find_customer, "TEL"))
    clock.move(minutes=5)
    hear(room, fires("2026-11-23 09:04"))

    assert rows(room, "SELECT scope, first_seen, last_seen, deliveries FROM source ORDER BY scope") == [
        ("", begun, to_us(clock.now), 2),
        ("TEL", begun, begun, 1),
    ]


def test_a_delivery_is_taken_whole_or_not_at_all(room: Room) -> None:
    tables = ("alert", "ticket", "event", "occurrence", "delivery", "source", "queue", "change", "quarantine")
    before = [rows(room, f"SELECT count(*) FROM {table}") for table in tables]

    with pytest.raises(TypeError):  # the second alert cannot be written down
        hear(room, fires(), fires(alert_key="if2", extra={"x": object()}), key="d1", rejected=(Rejected("", b""),))

    assert [rows(room, f"SELECT count(*) FROM {table}") for table in tables] == before
    assert hear(room, fires(), key="d1").tickets == ("NOC-2026-000001",)


def test_each_customers_group_is_told_apart_where_alerts_are_cut_off(room: Room) -> None:
    acme, tel = look(room, find_customer, "ACME"), look(room, find_customer, "TEL")
    hear(room, fires(group_key="g"), token_of=acme, truncated={"g": 5})

    hear(room, fires(group_key="g"), token_of=tel, truncated={"g": 0})

    assert look(room, source_notice) == "5 alerts cut by alertmanager"


def test_a_delivery_told_again_says_anew_what_was_cut_off(room: Room) -> None:
    for key, count in (("A", 5), ("B", 0), ("A", 5)):
        hear(room, fires(group_key="g"), key=key, truncated={"g": count})

    assert look(room, source_notice) == "5 alerts cut by alertmanager"


def test_the_last_sight_never_goes_back_when_the_clock_does(room: Room, clock: SetClock) -> None:
    hear(room, fires(**MINOR), key="d1")
    clock.move(seconds=60)
    hear(room, fires(summary="Still down", **MINOR), key="d2")
    latest = to_us(clock.now)
    clock.move(seconds=-30)

    hear(room, fires(summary="Still down", **MINOR), key="d2")
    hear(room, fires(summary="Still down", **MINOR), key="d3")
    assert alert_of(room).last_seen == latest

    hear(room, ends(**MINOR))
    assert rows(room, "SELECT max(recorded_at) FROM event WHERE subject_kind = 'alert'") == [(latest,)]
    assert differences(room) == []


def test_an_event_is_recorded_no_earlier_than_the_one_before_whatever_the_row_says(room: Room, clock: SetClock) -> None:
    hear(room, fires(**MINOR))
    with room.write(ANNA) as tx:
        tx.connection.exec_driver_sql("UPDATE alert SET last_seen = 5")
    clock.move(minutes=-10)

    do(room, ANNA, acknowledge, 1)

    recorded = rows(room, "SELECT recorded_at FROM event WHERE subject_kind = 'alert' ORDER BY seq")
    assert recorded[0] == recorded[1]
