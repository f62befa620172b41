"""The terms that a ticket runs on: those in force when it was opened, whatever is written after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.classify import classify
from noc_tui.desk.contracts import add_contract
from noc_tui.desk.doctor import examine
from noc_tui.desk.queue import QueueView
from noc_tui.desk.terms import terms_in_force
from noc_tui.desk.work import take, wait
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.errors import BadInput, NotFound, StoreDamaged
from noc_tui.domain.queue import Kind
from noc_tui.domain.sign import Sign, sign_of
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Category, Priority, Reason
from noc_tui.store.room import Room
from tests.desk.terms_of import (
    NINE_TO_FIVE,
    agreed,
    minutes,
    new_calendar,
    new_contract,
    new_profile,
    shipped,
    wall,
)
from tests.rooms import ANNA, BLOCKING, LIA, NON_BLOCKING, SetClock, do, local, look, opened, rows, ticket_of

HOUR = 3600


def an_hour(room: Room) -> None:
    new_profile(room, "professional", lambda doc: minutes(doc, "blocking_anomaly", "response", 60))


def later_hours(room: Room) -> None:
    new_calendar(room, NINE_TO_FIVE | {"hours": {"mon": [["10:00", "20:00"]]}})


def another_contract(room: Room) -> None:
    new_contract(room, spec={"targets": {"blocking_anomaly": {"response": {"minutes": 30}}}})


@pytest.mark.parametrize(
    ("change", "due"),
    [(an_hour, "2026-11-23 10:00"), (later_hours, "2026-11-23 14:00"), (another_contract, "2026-11-23 09:30")],
)
def test_a_change_of_terms_holds_for_what_is_opened_from_then_on_and_never_for_what_is_open(
    room: Room, clock: SetClock, change: Callable[[Room], None], due: str
) -> None:
    before = opened(room)
    assert wall(before.response.due) == "2026-11-23 14:30"

    change(room)

    assert ticket_of(room, before.key) == before
    assert wall(opened(room).response.due) == due
    clock.move(minutes=5)
    taken = do(room, ANNA, take, before.key)  # worked on, it keeps them too
    assert wall(taken.response.due) == "2026-11-23 14:30"
    assert list(examine(room)) == []


def test_a_contract_written_on_an_old_profile_runs_on_its_newest_version(room: Room) -> None:
    an_hour(room)
    later_hours(room)

    ref = look(room, terms_in_force, ticket_of(room, opened(room).key).customer_id, date(2026, 11, 23))
    with room.reading() as read:
        versions = [
            read.one(f"SELECT name, v FROM {kind}_version WHERE id = :id", {"id": ident})
            for kind, ident in (("profile", ref.profile_version_id), ("calendar", ref.calendar_version_id))
        ]

    assert [tuple(version or ()) for version in versions] == [("professional", 2), ("office", 2)]


def test_what_a_contract_says_otherwise_stays_where_its_profile_changes(room: Room) -> None:
    another_contract(room)
    new_profile(room, "professional", lambda doc: minutes(doc, "blocking_anomaly", "restore", 45))

    ticket = opened(room)

    assert (ticket.response.target_s, ticket.restore.target_s) == (30 * 60, 45 * 60)


# On call (F4)


@pytest.fixture
def on_call(room: Room) -> Room:
    """ACME has somebody on call round the clock, for blocking anomalies alone."""
    new_contract(room, spec={"on_call": {"blocking_anomaly": "always"}})
    return room


def night(clock: SetClock) -> None:
    clock.set("2026-11-23 20:00")


def test_work_on_call_widens_the_coverage_of_its_category_and_of_no_other(on_call: Room, clock: SetClock) -> None:
    night(clock)

    blocking, other = opened(on_call), opened(on_call, category=NON_BLOCKING)

    assert wall(blocking.response.due) == "2026-11-24 00:00"
    assert wall(other.response.due) == "2026-11-24 18:00"
    assert blocking.on_call_version_id is not None
    assert other.on_call_version_id is None


def test_on_call_at_night_every_view_counts_the_night(on_call: Room, clock: SetClock) -> None:
    night(clock)
    blocking, other = opened(on_call).key, opened(on_call, category=NON_BLOCKING).key

    clock.move(hours=1, minutes=30)

    on_call_now, asleep = agreed(on_call, blocking), agreed(on_call, other)
    assert (wall(on_call_now.due), on_call_now.remaining_s, on_call_now.outside_hours) == (
        "2026-11-24 00:00", 150 * 60, False,
    )  # fmt: skip
    assert (wall(asleep.due), asleep.remaining_s, asleep.outside_hours) == ("2026-11-24 18:00", 8 * HOUR, True)

    clock.set("2026-11-24 00:30")

    late = agreed(on_call, blocking)
    assert (late.remaining_s, late.outside_hours) == (-30 * 60, False)
    assert list(examine(on_call)) == []


def test_another_category_counts_by_the_other_hours_from_the_opening_on(on_call: Room, clock: SetClock) -> None:
    night(clock)
    ticket = opened(on_call)
    clock.move(hours=1)

    calmer = do(on_call, ANNA, classify, ticket.key, category=NON_BLOCKING)

    assert calmer.on_call_version_id is None
    asleep = agreed(on_call, ticket.key)
    assert (wall(asleep.due), asleep.remaining_s, asleep.outside_hours) == ("2026-11-24 18:00", 8 * HOUR, True)

    worse = do(on_call, ANNA, classify, ticket.key, category=BLOCKING)

    assert worse.on_call_version_id == ticket.on_call_version_id
    awake = agreed(on_call, ticket.key)
    assert (wall(awake.due), awake.remaining_s, awake.outside_hours) == ("2026-11-24 00:00", 3 * HOUR, False)
    assert list(examine(on_call)) == []


def test_a_wait_stops_the_clock_at_night_too_and_every_view_knows_when_it_ends(on_call: Room, clock: SetClock) -> None:
    night(clock)
    ticket = opened(on_call)
    clock.move(hours=1)
    do(on_call, ANNA, wait, ticket.key, Reason.CUSTOMER, until=local("2026-11-23 23:00"))
    clock.set("2026-11-23 22:00")

    still = agreed(on_call, ticket.key)
    assert (still.due, still.remaining_s) == (None, 3 * HOUR)

    clock.set("2026-11-23 23:30")  # nobody wrote down that the wait is over

    again = agreed(on_call, ticket.key)
    assert (wall(again.due), again.remaining_s, again.outside_hours) == ("2026-11-24 02:00", 150 * 60, False)


def test_on_call_hours_add_to_the_contracts_and_keep_their_own_holidays(room: Room, clock: SetClock) -> None:
    weekend = {"name": "weekend", "timezone": "Europe/Rome", "closed": ["2026-12-05"], "hours": {
        day: [["08:00", "20:00"]] for day in ("sat", "sun", "mon")}}  # fmt: skip
    new_calendar(room, weekend)
    new_contract(room, spec={"on_call": {"blocking_anomaly": "weekend"}})

    clock.set("2026-11-27 17:00")  # a Friday; 1 h in the office, 3 h on Saturday
    assert wall(opened(room).response.due) == "2026-11-28 11:00"
    clock.set("2026-12-04 17:00")  # the Saturday after is closed
    assert wall(opened(room).response.due) == "2026-12-06 11:00"
    clock.set("2026-12-07 07:00")  # Monday: both are open, no minute counts twice
    assert wall(opened(room).response.due) == "2026-12-07 12:00"


def test_the_newest_on_call_hours_hold_for_what_is_opened_next(on_call: Room, clock: SetClock) -> None:
    night(clock)
    before = opened(on_call)

    new_calendar(on_call, shipped("calendar", "always") | {"hours": {"tue": [["06:00", "07:00"]]}})

    assert ticket_of(on_call, before.key) == before
    assert wall(opened(on_call).response.due) == "2026-11-24 11:30"  # 1 h at dawn, 3 h in the office
    assert agreed(on_call, before.key).outside_hours is False


def test_a_profile_can_have_work_on_call_for_whoever_has_no_contract(room: Room, clock: SetClock) -> None:
    def with_a_promise(document: dict[str, object]) -> None:
        document["targets"] = {"blocking_anomaly": {"response": {"minutes": 60}}}
        document["on_call"] = {"blocking_anomaly": "always"}

    new_profile(room, "on_request", with_a_promise)
    night(clock)

    ticket = opened(room, "CDS")

    assert ticket.contract_version_id is None
    assert wall(ticket.response.due) == "2026-11-23 21:00"


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        ({"on_call": {"blocking_anomaly": "nowhere"}}, "on_call.blocking_anomaly"),
        ({"on_call": {"emergency": "always"}}, "on_call.emergency"),
        ({"targets": {"blocking_anomaly": {"response": {"minutes": "4 h"}}}}, "targets.blocking_anomaly.response"),
        ({"warnings": {"half": "most"}}, "warnings.half"),
        ({"monitoring": True}, "monitoring"),
    ],
)
def test_a_contract_that_says_what_it_cannot_is_refused_by_its_code_and_field(
    room: Room, spec: dict[str, object], field: str
) -> None:
    count = rows(room, "SELECT count(*) FROM contract_version")

    with pytest.raises(BadInput, match=f"Contract AC-1: {field}"):
        do(room, LIA, add_contract, "ACME", code="AC-1", profile="professional", spec=spec)

    assert rows(room, "SELECT count(*) FROM contract_version") == count


def test_a_calendar_that_is_gone_is_missed_by_whoever_names_it(on_call: Room) -> None:
    with on_call.write(SYSTEM_ACTOR) as tx:
        tx.connection.exec_driver_sql("UPDATE calendar_version SET name = 'gone' WHERE name = 'always'")

    with pytest.raises(NotFound, match="AC-1 names a calendar “always” that is not there"):
        opened(on_call)


def test_a_profile_that_was_changed_in_the_store_is_told_by_its_field(room: Room) -> None:
    with room.write(SYSTEM_ACTOR) as tx:
        tx.connection.exec_driver_sql(
            """UPDATE profile_version SET spec = '{"calendar": "office", "workaround_counts": "yes"}'"""
        )

    with pytest.raises(StoreDamaged, match="workaround_counts: 'yes' is neither true nor false"):
        opened(room)


# When a clock turns


def signs(room: Room, clock: SetClock, ticket: TicketRow, *times: str) -> list[Sign]:
    """The ticket's sign in the queue at these times of the day."""
    found = []
    for time in times:
        clock.set(f"2026-11-23 {time}")
        with room.reading() as read:
            view = QueueView(read, room.clock)
            line = view.find(read, (Kind.TICKET, ticket.id))
        assert line is not None
        found.append(sign_of(line.row, view.time(line.row, to_us(clock.now))))
    return found


def test_a_clock_turns_at_half_of_its_target_and_with_less_than_an_hour_left(room: Room, clock: SetClock) -> None:
    ticket = opened(room)  # 4 h from 09:00: due 14:30

    times = ("09:00", "10:59:59", "11:00", "12:00", "12:00:01", "13:00", "14:30", "14:30:01")

    assert signs(room, clock, ticket, *times) == [
        Sign.EARLY, Sign.EARLY, Sign.HALF, Sign.HALF, Sign.SOON, Sign.CLOSED, Sign.SOON, Sign.OVERRUN,
    ]  # fmt: skip


def test_a_profile_says_when_its_clocks_turn(room: Room, clock: SetClock) -> None:
    new_profile(room, "professional", lambda doc: doc.update(warnings={"half": "75%", "soon": "15m"}))

    ticket = opened(room)

    assert signs(room, clock, ticket, "11:59:59", "12:00", "14:15", "14:15:01") == [
        Sign.EARLY, Sign.HALF, Sign.HALF, Sign.SOON,
    ]  # fmt: skip


def test_a_contract_says_otherwise_and_only_for_itself(room: Room, clock: SetClock) -> None:
    new_contract(room, spec={"warnings": {"half": "25%", "soon": "2h30m"}})
    new_contract(room, "CDS", "CD-1")
    theirs, others = opened(room), opened(room, "CDS")

    assert signs(room, clock, theirs, "09:59:59", "10:00", "10:30", "10:30:01") == [
        Sign.EARLY, Sign.HALF, Sign.HALF, Sign.SOON,
    ]  # fmt: skip
    assert signs(room, clock, others, "10:30:01", "11:00") == [Sign.EARLY, Sign.HALF]
    assert list(examine(room)) == []


def test_turns_follow_the_target_of_the_category(room: Room, clock: SetClock) -> None:
    ticket = opened(room)
    do(room, ANNA, classify, ticket.key, category=NON_BLOCKING, priority=Priority.P3)  # 8 h: due 18:00 but for lunch

    assert signs(room, clock, ticket, "12:00", "14:30", "16:00") == [Sign.EARLY, Sign.HALF, Sign.HALF]
    assert ticket_of(room, ticket.key).category == Category.NON_BLOCKING
