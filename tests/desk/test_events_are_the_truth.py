"""Whatever is done to a room, its rows are what its events make: tickets, alerts, occurrences, queue and due work."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from noc_tui.desk.alerts import acknowledge, open_ticket_for, resolve, shelve
from noc_tui.desk.ending import solve
from noc_tui.desk.intake import take_in
from noc_tui.desk.opening import open_ticket
from noc_tui.desk.work import assign, note, wait
from noc_tui.domain.actor import SYSTEM_ACTOR, Actor, intake_actor
from noc_tui.domain.errors import Refused
from noc_tui.domain.observation import Delivery
from noc_tui.domain.words import Category, Priority, Reason, Severity, Visibility
from noc_tui.store.room import Room
from tests.desk.deeds import DEEDS
from tests.desk.derived import differences
from tests.desk.monitoring import SOURCE, ends, fires, hear
from tests.rooms import ADA, ANNA, BRUNO, LIA, SetClock, Stores, do, opened

people = st.sampled_from([ANNA, BRUNO, LIA, ADA])
actors = people | st.sampled_from([SYSTEM_ACTOR, intake_actor(SOURCE)])
alert_ids = st.integers(1, 6)
minutes_ago = st.integers(0, 300)
faults = st.fixed_dictionaries(
    {
        "alert_key": st.sampled_from(["if1", "if2", "if3"]),
        "severity": st.sampled_from(Severity),
        "customer_hint": st.sampled_from(["ACME", "TEL", ""]),
        "group_key": st.sampled_from(["", "g"]),
    }
)
hours_ahead = st.sampled_from([0.5, 3, 20, 100])


class Shift(RuleBasedStateMachine):
    """A shift in which anything may happen; refusals change nothing."""

    tickets = Bundle("tickets")

    def __init__(self, stores: Stores) -> None:
        super().__init__()
        self.clock = SetClock("2026-11-23 08:00")
        self.opening = stores.room(self.clock)
        self.room: Room = self.opening.__enter__()

    def teardown(self) -> None:
        self.opening.__exit__(None, None, None)

    @invariant()
    def rows_are_what_events_make(self) -> None:
        assert differences(self.room) == []

    @rule(minutes=st.sampled_from([1, 25, 130, 600, 2000]))
    def time_goes_by(self, minutes: int) -> None:
        self.clock.move(minutes=minutes, seconds=7)

    @rule(
        target=tickets,
        customer=st.sampled_from(["ACME", "BDA", "CDS", "TEL", None]),
        category=st.none() | st.sampled_from(Category),
        priority=st.none() | st.sampled_from(Priority),
    )
    def somebody_calls(self, customer: str | None, category: Category | None, priority: Priority | None) -> str:
        return opened(self.room, customer, category=category, priority=priority).key

    @rule(key=tickets, actor=actors, deed=st.sampled_from(sorted(DEEDS)))
    def somebody_works(self, key: str, actor: Actor, deed: str) -> None:
        with suppress(Refused):
            do(self.room, actor, DEEDS[deed], key)

    @rule(number=st.integers(1, 3), actor=people, deed=st.sampled_from(sorted(DEEDS)))
    def somebody_works_on_what_came_first(self, number: int, actor: Actor, deed: str) -> None:
        with suppress(Refused):
            do(self.room, actor, DEEDS[deed], str(number))

    @rule(key=tickets, actor=people, to=st.none() | st.just("bruno"), level=st.sampled_from([None, 1, 2, 3]))
    def somebody_passes_it_on(self, key: str, actor: Actor, to: str | None, level: int | None) -> None:
        with suppress(Refused):
            do(self.room, actor, assign, key, to=to, level=level, nobody=to is None)

    @rule(key=tickets, reason=st.sampled_from(Reason), hours=hours_ahead, visibility=st.sampled_from(Visibility))
    def it_waits(self, key: str, reason: Reason, hours: float, visibility: Visibility) -> None:
        until = self.clock.now + timedelta(hours=hours)
        with suppress(Refused):
            do(self.room, ANNA, wait, key, reason, until=until, visibility=visibility)

    @rule(
        about=faults,
        begun=minutes_ago,
        lasted=st.none() | st.integers(0, 60),
        repeats=st.booleans(),
    )
    def monitoring_speaks(self, about: dict[str, Any], begun: int, lasted: int | None, repeats: bool) -> None:
        start = self.clock.now - timedelta(minutes=begun)
        about = about | {"started_at": start.replace(minute=0), "annotations": {"n": str(begun)}}
        said = fires(None, **about)
        if lasted is not None:
            said = ends(None, None, **about, ended_at=start + timedelta(minutes=lasted))
        delivery = f"{said}" if repeats else ""
        for _ in range(2 if repeats else 1):
            hear(self.room, said, key=delivery)

    @rule(number=alert_ids, actor=people, hours=hours_ahead)
    def somebody_shelves(self, number: int, actor: Actor, hours: float) -> None:
        with suppress(Refused):
            do(self.room, actor, shelve, number, self.clock.now + timedelta(hours=hours))

    @rule(number=alert_ids, actor=people, operation=st.sampled_from([acknowledge, resolve, open_ticket_for]))
    def somebody_looks_at_an_alert(self, number: int, actor: Actor, operation: Callable[..., object]) -> None:
        with suppress(Refused):
            do(self.room, actor, operation, number)

    @rule(key=tickets)
    def one_row_of_many_is_refused(self, key: str) -> None:
        with self.room.write(ANNA) as tx:
            note(tx, key, "One of many")
            with suppress(Refused), tx.savepoint():
                note(tx, key, "This one too")
                solve(tx, key, "")

    @rule(key=tickets)
    def everything_is_taken_back(self, key: str) -> None:
        with suppress(ZeroDivisionError), self.room.write(ANNA) as tx:
            note(tx, key, "Forgotten")
            open_ticket(tx, subject="Never opened", customer="BDA")
            1 / 0  # noqa: B018


def test_rows_are_what_events_make_whatever_is_done(stores: Stores) -> None:
    walks = settings(max_examples=10, stateful_step_count=25)
    run_state_machine_as_test(lambda: Shift(stores), settings=walks)  # type: ignore[arg-type]


def test_a_delivery_with_everything_in_it_leaves_rows_as_events_make_them(room: Room) -> None:
    about = {"group_key": "g"}
    with room.write(intake_actor(SOURCE)) as tx:
        take_in(tx, Delivery(SOURCE, "d", (fires(**about), ends(**about), fires("2026-11-23 08:57", **about))))

    assert differences(room) == []
