"""Any order of the same deliveries, repeats included, ends in the same alerts."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noc_tui.desk.intake import take_in
from noc_tui.domain.actor import intake_actor
from noc_tui.domain.alert import AlertRow
from noc_tui.domain.observation import Delivery, Observation
from noc_tui.domain.words import AlertStatus, Severity
from noc_tui.intake.alertmanager import parse
from noc_tui.store.read.alerts import alert_by_key, occurrences
from noc_tui.store.room import Room
from tests.desk.monitoring import SOURCE, ends, fires
from tests.intake.alertmanager_bodies import sample
from tests.rooms import SetClock, local, look

run = itertools.count(1)
"""Every example has keys of its own, so that all can share a room."""
in_one_room = settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])

CAPTURED = (
    "real_01_firing_single",
    "real_02_grouped_second_alert_joins",
    "real_04_group_firing_but_one_inner_resolved",
    "real_08_group_resolved",
    "real_09_reopened_same_fingerprint_new_startsAt",
    "real_18_resolved_with_startsAt_eq_endsAt",
    "real_19_truncated_storm",
)
WRITTEN = ("firing", "resolved", "out_of_order_old_firing_after_resolve", "resolve_before_fire", "truncated")
TRUTH = {
    "c7995469cedaba71": (AlertStatus.FIRING, 2),
    "bf9977224b826abf": (AlertStatus.RESOLVED, 2),
    "7b5bdb39ba2afa42": (AlertStatus.FIRING, 1),
    "bd6df6ae5d8e61c0": (AlertStatus.FIRING, 1),
    "0a1b2c3d4e5f6071": (AlertStatus.RESOLVED, 2),
    "ffffffffffffffff": (AlertStatus.RESOLVED, 1),
}
"""What Alertmanager held at the end of the capture, per fingerprint, and how often it had fired."""


def named(delivery: Delivery, number: int) -> Delivery:
    """The delivery under keys of an example's own."""
    renamed = [
        replace(seen, alert_key=f"{number}/{seen.alert_key}", group_key=f"{number}/{seen.group_key}")
        for seen in delivery.observations
    ]
    return replace(delivery, key=f"{number}/{delivery.key}", observations=tuple(renamed))


def hear_all(room: Room, clock: SetClock, deliveries: Sequence[Delivery]) -> None:
    for delivery in deliveries:
        clock.move(seconds=1)
        with room.write(intake_actor(SOURCE)) as tx:
            take_in(tx, delivery)


def known(room: Room, key: str) -> AlertRow:
    found = look(room, alert_by_key, SOURCE, key)
    assert found is not None
    return found


@in_one_room
@given(order=st.permutations([*CAPTURED, *WRITTEN, *CAPTURED]))
def test_captured_deliveries_in_any_order_end_alike(room: Room, clock: SetClock, order: list[str]) -> None:
    """Each real one comes twice, as Alertmanager repeats them."""
    number = next(run)

    hear_all(room, clock, [named(parse(sample(name)), number) for name in order])

    for fingerprint, (status, count) in TRUTH.items():
        host = "am.example:9093" if fingerprint[0] in "0f" else "vm:59093"
        alert = known(room, f"{number}/{fingerprint}@{host}")
        assert (alert.status, alert.count) == (status, count), fingerprint


def minute(number: int) -> str:
    return f"2026-11-23 07:{number:02d}"


@st.composite
def faults(draw: st.DrawFn) -> list[tuple[int, int | None]]:
    """Occurrences one after the other, in minutes; the next may begin as the last one ends, which may still go on."""
    marks = sorted(draw(st.lists(st.integers(0, 50), min_size=1, max_size=6)))
    pairs: list[tuple[int, int | None]] = []
    for start, end in itertools.zip_longest(marks[::2], marks[1::2]):
        if pairs and pairs[-1][0] == start:
            continue  # the same start would be the same occurrence
        pairs.append((start, end))
    return pairs


def told(key: str, occurrence: tuple[int, int | None]) -> list[Observation]:
    start, end = occurrence
    about = {"alert_key": key, "severity": Severity.MINOR}
    down = fires(minute(start), **about)
    return [down] if end is None else [down, ends(minute(start), minute(end), **about)]


@settings(in_one_room, max_examples=30)
@given(data=st.data(), occurrences_told=faults())
def test_one_fault_after_another_is_told_in_any_order(
    room: Room, clock: SetClock, data: st.DataObject, occurrences_told: list[tuple[int, int | None]]
) -> None:
    key = f"faults {next(run)}"
    whole = [observation for occurrence in occurrences_told for observation in told(key, occurrence)]
    order = data.draw(st.permutations([*whole, *data.draw(st.lists(st.sampled_from(whole), max_size=3))]))

    hear_all(room, clock, [Delivery(SOURCE, "", (observation,)) for observation in order])

    alert = known(room, key)
    goes_on = occurrences_told[-1][1] is None
    assert alert.status == (AlertStatus.FIRING if goes_on else AlertStatus.RESOLVED)
    assert alert.count == len(occurrences_told)
    kept = [(row.started_at, row.ended_at) for row in look(room, occurrences, alert.id)]
    meant = [tuple(None if at is None else us_of(at) for at in pair) for pair in occurrences_told]
    assert kept == meant[::-1]


def us_of(at: int) -> int:
    return int(local(minute(at)).timestamp()) * 1_000_000


messages = st.tuples(st.integers(0, 20), st.none() | st.integers(0, 20)).map(
    lambda pair: (pair[0], None if pair[1] is None else pair[0] + pair[1])
)


@settings(in_one_room, max_examples=30)
@given(data=st.data(), sent=st.lists(messages, min_size=1, max_size=6))
def test_whatever_is_lost_or_overlaps_the_order_does_not_matter(
    room: Room, clock: SetClock, data: st.DataObject, sent: list[tuple[int, int | None]]
) -> None:
    ended = []
    for order in (sent, data.draw(st.permutations(sent))):
        key = f"any {next(run)}"
        hear_all(room, clock, [Delivery(SOURCE, "", (told(key, message)[-1],)) for message in order])
        alert = known(room, key)
        kept = [(row.started_at, row.ended_at) for row in look(room, occurrences, alert.id)]
        ended.append((alert.status, alert.count, alert.ended_at, kept))

    assert ended[0] == ended[1]


@pytest.mark.parametrize("turned", [False, True])
def test_one_delivery_may_hold_the_end_of_one_occurrence_and_the_start_of_the_next(
    room: Room, clock: SetClock, turned: bool
) -> None:
    both = (*told("if1", (10, 20)), fires(minute(20), severity=Severity.MINOR))

    hear_all(room, clock, [Delivery(SOURCE, "", both[::-1] if turned else both)])

    assert (known(room, "if1").status, known(room, "if1").count) == (AlertStatus.FIRING, 2)


def test_what_is_heard_long_after_counts_from_the_senders_times(room: Room, clock: SetClock) -> None:
    start, end = told("if1", (10, 20))
    clock.move(hours=8)
    hear_all(room, clock, [Delivery(SOURCE, "", (start,))])
    clock.now += timedelta(hours=8)
    hear_all(room, clock, [Delivery(SOURCE, "", (end,))])

    assert (known(room, "if1").status, known(room, "if1").ended_at) == (AlertStatus.RESOLVED, us_of(20))
