"""What each thing done to a ticket means for its three clocks: contact, response (intervention) and restore."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.contracts import add_contract
from noc_tui.desk.ending import cancel, close, reopen, solve
from noc_tui.desk.terms import TermsBook
from noc_tui.desk.tickets import ClockReading, read_clocks
from noc_tui.desk.work import assign, note, resume, take, wait
from noc_tui.domain.actor import SYSTEM_ACTOR, Actor
from noc_tui.domain.ticket import ClockColumns, TicketRow
from noc_tui.domain.words import Phase, Reason, Status, Visibility
from noc_tui.store.room import Room
from tests.rooms import ANNA, BRUNO, LIA, NON_BLOCKING, SetClock, do, local, opened

HOUR = 3600


def readings(room: Room, ticket: TicketRow, now: datetime) -> dict[str, ClockReading]:
    with room.reading() as read:
        calendar = TermsBook().calendar(read, ticket.calendar_version_id)
    return read_clocks(ticket, calendar, to_us(now))


def stopped(clock: ClockColumns) -> bool:
    return clock.phase == "stopped"


def test_the_first_take_is_the_response_and_starts_the_restore_clock(room: Room, clock: SetClock) -> None:
    """F3: restore counts from the intervention."""
    ticket = opened(room)
    clock.set("2026-11-23 10:30")

    taken = do(room, ANNA, take, ticket.key)

    assert (taken.response.phase, taken.response.used_s) == ("stopped", 90 * 60)
    assert (taken.restore.phase, taken.restore.since) == ("running", to_us(clock.now))
    assert taken.restore.due == to_us(local("2026-11-23 16:00"))


def test_a_second_take_moves_no_clock(room: Room, clock: SetClock) -> None:
    ticket = do(room, ANNA, take, opened(room).key)
    clock.move(hours=1)
    do(room, LIA, assign, ticket.key, to="bruno")

    taken = do(room, BRUNO, take, ticket.key)

    assert (taken.response, taken.restore) == (ticket.response, ticket.restore)


def test_assigning_noting_and_waiting_are_no_response(room: Room, clock: SetClock) -> None:
    ticket = opened(room)
    do(room, LIA, assign, ticket.key, to="anna")
    do(room, ANNA, note, ticket.key, "We are on it", visibility=Visibility.PUBLIC)
    do(room, ANNA, wait, ticket.key, Reason.VENDOR)

    resumed = do(room, ANNA, resume, ticket.key)

    assert (resumed.response, resumed.restore) == (ticket.response, ticket.restore)
    assert resumed.response.phase == "running"


def test_what_the_program_does_is_neither_response_nor_contact(room: Room, clock: SetClock) -> None:
    ticket = opened(room, "TEL")

    for actor in (SYSTEM_ACTOR, Actor("intake:mail")):
        do(room, actor, note, ticket.key, "We have your request", visibility=Visibility.PUBLIC)
        do(room, actor, wait, ticket.key, Reason.VENDOR, visibility=Visibility.PUBLIC)
    taken = do(room, SYSTEM_ACTOR, take, ticket.key)
    now = do(room, SYSTEM_ACTOR, solve, ticket.key, "Came back by itself")

    assert (taken.response, taken.contact) == (ticket.response, ticket.contact)
    assert now.contact == ticket.contact
    assert now.response.phase == "stopped"  # by the restore: nothing is owed any more


def test_the_first_public_entry_by_a_person_is_the_contact(room: Room, clock: SetClock) -> None:
    ticket = opened(room, "TEL")
    clock.set("2026-11-23 09:10")
    assert do(room, ANNA, note, ticket.key, "No idea yet").contact == ticket.contact
    clock.set("2026-11-23 09:20")

    told = do(room, ANNA, note, ticket.key, "We are on it", visibility=Visibility.PUBLIC)

    assert (told.contact.phase, told.contact.used_s) == ("stopped", 20 * 60)
    assert told.response == ticket.response
    clock.set("2026-11-23 09:25")
    assert do(room, BRUNO, note, ticket.key, "Still", visibility=Visibility.PUBLIC).contact == told.contact


@pytest.mark.parametrize("visibility", list(Visibility))
def test_asking_the_customer_in_a_wait_is_contact_where_they_can_read_it(room: Room, visibility: Visibility) -> None:
    ticket = opened(room, "TEL")

    waiting = do(room, ANNA, wait, ticket.key, Reason.VENDOR, text="Ordered", visibility=visibility)

    assert stopped(waiting.contact) == (visibility is Visibility.PUBLIC)


def test_a_solution_is_response_and_contact_where_there_was_none(room: Room, clock: SetClock) -> None:
    ticket = opened(room, "TEL")
    clock.set("2026-11-23 09:45")

    solved = do(room, ANNA, solve, ticket.key, "Restarted")

    assert stopped(solved.response)
    assert stopped(solved.contact)
    assert (solved.response.used_s, solved.contact.used_s) == (45 * 60, 45 * 60)
    assert (solved.restore.phase, solved.restore.used_s) == ("stopped", 0)
    late = readings(room, solved, clock.now)["contact"]
    assert (late.left.status, late.left.remaining_s) == ("breached", -15 * 60)


def test_a_solution_that_the_customer_cannot_read_is_no_contact(room: Room) -> None:
    solved = do(room, ANNA, solve, opened(room, "TEL").key, "Restarted", visibility=Visibility.INTERNAL)

    assert solved.contact.phase == "running"
    assert stopped(solved.response)


@pytest.mark.parametrize(
    ("reason", "stands"),
    [(Reason.CUSTOMER, True), (Reason.VISIT, True), (Reason.VENDOR, False), (Reason.PARTS, False)],
)
def test_a_wait_stops_only_the_clocks_whose_target_lists_its_reason(
    room: Room, clock: SetClock, reason: Reason, stands: bool
) -> None:
    """F3: targets hold for remote work, so waiting for a visit stops them."""
    ticket = do(room, ANNA, take, opened(room).key)
    clock.move(hours=1)
    waiting = do(room, ANNA, wait, ticket.key, reason)
    clock.move(hours=1)

    left = readings(room, waiting, clock.now)["restore"].left

    assert (left.status, left.remaining_s) == (("paused", 3 * HOUR) if stands else ("running", 2 * HOUR))
    assert (left.due is None) == stands
    resumed = do(room, ANNA, resume, ticket.key)
    due = "2026-11-23 15:30" if stands else "2026-11-23 14:30"
    assert resumed.restore.due == to_us(local(due))


def test_under_the_base_profile_a_visit_stops_nothing(room: Room) -> None:
    """G1."""
    assert do(room, ANNA, wait, opened(room, "BDA").key, Reason.VISIT).response.phase == "running"
    assert do(room, ANNA, wait, opened(room, "BDA").key, Reason.CUSTOMER).response.phase == "paused"


def test_a_wait_begun_before_the_response_holds_the_restore_clock_too(room: Room, clock: SetClock) -> None:
    ticket = do(room, ANNA, wait, opened(room).key, Reason.CUSTOMER)
    clock.move(hours=1)

    taken = do(room, ANNA, take, ticket.key)

    assert (taken.response.phase, taken.response.used_s) == ("stopped", 0)
    assert (taken.restore.phase, taken.restore.used_s) == ("paused", 0)


def test_waiting_for_something_else_lets_the_clock_go_on(room: Room, clock: SetClock) -> None:
    ticket = do(room, ANNA, take, opened(room).key)
    do(room, ANNA, wait, ticket.key, Reason.CUSTOMER)
    clock.move(hours=1)

    waiting = do(room, ANNA, wait, ticket.key, Reason.VENDOR)

    assert (waiting.restore.phase, waiting.restore.used_s) == ("running", 0)
    assert waiting.restore.since == to_us(clock.now)


def test_a_wait_past_its_wake_up_is_over_for_whoever_reads_the_clock(room: Room, clock: SetClock) -> None:
    ticket = do(room, ANNA, take, opened(room).key)
    clock.set("2026-11-23 10:00")
    waiting = do(room, ANNA, wait, ticket.key, Reason.CUSTOMER, until=local("2026-11-23 11:00"))

    asleep = readings(room, waiting, local("2026-11-23 10:59"))["restore"].left
    awake = readings(room, waiting, local("2026-11-23 11:30"))["restore"].left

    assert (asleep.status, asleep.remaining_s) == ("paused", 3 * HOUR)
    assert (awake.status, awake.remaining_s) == ("running", 2.5 * HOUR)
    assert awake.due == to_us(local("2026-11-23 15:30"))


def test_closed_hours_are_no_pause_and_take_nothing_off(room: Room, clock: SetClock) -> None:
    clock.set("2026-11-23 17:00")
    taken = do(room, ANNA, take, opened(room).key)

    night = readings(room, taken, local("2026-11-23 22:00"))["restore"].left

    assert (night.status, night.outside_hours, night.remaining_s) == ("running", True, 3 * HOUR)
    assert night.due == to_us(local("2026-11-24 11:30"))


def test_a_target_that_was_missed_says_by_how_much(room: Room, clock: SetClock) -> None:
    ticket = opened(room)

    just = readings(room, ticket, local("2026-11-23 14:30"))["response"].left
    late = readings(room, ticket, local("2026-11-24 09:30"))["response"].left

    assert (just.status, just.remaining_s) == ("running", 0)
    assert (late.status, late.remaining_s) == ("breached", -4.5 * HOUR)


def test_time_between_solution_and_reopening_is_not_counted(room: Room, clock: SetClock) -> None:
    ticket = do(room, ANNA, take, opened(room).key)
    clock.set("2026-11-23 10:00")
    do(room, ANNA, solve, ticket.key, "Restarted")
    clock.set("2026-11-24 09:00")
    do(room, ANNA, close, ticket.key)
    clock.set("2026-11-25 09:00")

    again = do(room, BRUNO, reopen, ticket.key, "It is back")

    assert (again.restore.phase, again.restore.used_s) == ("running", HOUR)
    assert again.restore.due == to_us(local("2026-11-25 12:00"))
    assert again.response == ticket.response
    clock.set("2026-11-25 11:00")
    assert do(room, ANNA, solve, ticket.key, "Replaced").restore.used_s == 3 * HOUR


def test_a_cancelled_ticket_promises_nothing_until_it_is_opened_again(room: Room, clock: SetClock) -> None:
    ticket = do(room, ANNA, take, opened(room, "TEL").key)

    gone = do(room, ANNA, cancel, ticket.key, "Opened twice")

    assert {gone.contact.phase, gone.response.phase, gone.restore.phase} == {"waived"}
    shown = readings(room, gone, clock.now).values()
    assert {(reading.left.status, reading.left.due, reading.promised) for reading in shown} == {("none", None, True)}
    again = do(room, ANNA, reopen, ticket.key, "It was not")
    assert (again.contact, again.response, again.restore) == (ticket.contact, ticket.response, ticket.restore)


def test_cancelling_waives_no_promise_that_was_never_made(room: Room, clock: SetClock) -> None:
    gone = do(room, ANNA, cancel, opened(room, "CDS").key, "Opened twice")

    assert not any(reading.promised for reading in readings(room, gone, clock.now).values())


def test_a_workaround_is_no_restore_under_the_base_profile(room: Room, clock: SetClock) -> None:
    """G2: the cause is corrected first."""
    ticket = do(room, ANNA, wait, opened(room, "BDA").key, Reason.CUSTOMER)
    clock.move(hours=1)

    around = do(room, ANNA, solve, ticket.key, "Rerouted", workaround=True)

    assert (around.status, around.phase, around.assignee) == (Status.OPEN, Phase.INTERVENTION, "anna")
    assert (around.resolved_at, around.pending_reason) == (None, None)
    assert stopped(around.response)


def test_a_workaround_leaves_a_restore_clock_running_where_the_contract_says_so(room: Room, clock: SetClock) -> None:
    targets = {"blocking_anomaly": {"restore": {"minutes": 60, "from": "opened"}}}
    do(
        room,
        LIA,
        add_contract,
        "CDS",
        code="CD-1",
        profile="base",
        valid_from=date(2026, 1, 1),
        spec={"targets": targets},
    )
    ticket = opened(room, "CDS")
    clock.move(minutes=20)

    around = do(room, ANNA, solve, ticket.key, "Rerouted", workaround=True)
    clock.move(minutes=20)
    solved = do(room, ANNA, solve, ticket.key, "Replaced")

    assert (around.restore.phase, around.restore.due) == ("running", ticket.restore.due)
    assert (solved.status, solved.restore.used_s) == (Status.RESOLVED, 40 * 60)


def test_a_workaround_restores_under_the_three_profiles(room: Room, clock: SetClock) -> None:
    """C10."""
    ticket = do(room, ANNA, take, opened(room).key)
    clock.move(hours=1)

    around = do(room, ANNA, solve, ticket.key, "Rerouted", workaround=True)

    assert (around.status, around.restore.phase, around.restore.used_s) == (Status.RESOLVED, "stopped", HOUR)


@pytest.mark.parametrize(("profile", "counts"), [("base", True), ("professional", False)])
def test_a_contract_has_the_last_word_on_workarounds(room: Room, profile: str, counts: bool) -> None:
    do(
        room,
        LIA,
        add_contract,
        "CDS",
        code="CD-1",
        profile=profile,
        valid_from=date(2026, 1, 1),
        spec={"workaround_counts": counts},
    )

    around = do(room, ANNA, solve, opened(room, "CDS").key, "Rerouted", workaround=True)

    assert (around.status == Status.RESOLVED) == counts


@pytest.mark.parametrize(
    ("customer", "response", "restore"),
    [("ACME", 480, 480), ("OSP", 480, 240), ("CDS", None, None)],
)
def test_targets_follow_profile_and_category(
    room: Room, customer: str, response: int | None, restore: int | None
) -> None:
    """F3, F7."""
    ticket = opened(room, customer, category=NON_BLOCKING)

    assert ticket.response.target_s == (None if response is None else response * 60)
    assert ticket.restore.target_s == (None if restore is None else restore * 60)
