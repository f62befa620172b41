"""Working on a ticket: who takes it, who is told, what it waits for."""

from __future__ import annotations

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.ending import cancel, close, reopen, solve
from noc_tui.desk.work import assign, note, resume, take, wait
from noc_tui.domain.actor import SYSTEM_ACTOR, Actor
from noc_tui.domain.errors import BadInput, NotFound, Refused
from noc_tui.domain.words import Phase, Reason, Status, Visibility
from noc_tui.store.room import Room
from tests.rooms import ANNA, BRUNO, LIA, SetClock, do, history, kinds, local, opened, rows, ticket_of


def test_who_takes_a_ticket_holds_it_and_diagnosis_begins(room: Room) -> None:
    taken = do(room, ANNA, take, opened(room).key)

    assert (taken.assignee, taken.status, taken.phase) == ("anna", Status.OPEN, Phase.DIAGNOSIS)


def test_the_second_of_two_operators_is_told_who_took_it_and_how_to_get_it(room: Room, clock: SetClock) -> None:
    ticket = do(room, ANNA, take, opened(room).key)
    clock.move(hours=1)

    with pytest.raises(Refused, match=r"held by anna since .*09:00") as refusal:
        do(room, BRUNO, take, ticket.key)

    assert f"noc ticket assign {ticket.key} --to bruno" in refusal.value.hint
    assert ticket_of(room, ticket.key) == ticket


def test_taking_what_is_yours_is_refused(room: Room) -> None:
    ticket = do(room, ANNA, take, opened(room).key)

    with pytest.raises(Refused, match="yours already") as refusal:
        do(room, ANNA, take, ticket.key)

    assert refusal.value.hint


def test_what_was_assigned_to_you_still_wants_to_be_taken(room: Room) -> None:
    ticket = do(room, LIA, assign, opened(room).key, to="anna")

    with pytest.raises(Refused, match="held by anna"):
        do(room, BRUNO, take, ticket.key)

    assert ticket.response.phase == "running"
    assert do(room, ANNA, take, ticket.key).response.phase == "stopped"


def test_what_waits_can_be_taken_and_waits_on(room: Room) -> None:
    ticket = do(room, BRUNO, wait, opened(room).key, Reason.CUSTOMER)

    taken = do(room, ANNA, take, ticket.key)

    assert (taken.status, taken.assignee, taken.pending_reason) == (Status.PENDING, "anna", "customer")


def test_a_ticket_goes_to_a_person_a_team_a_level_and_a_phase(room: Room) -> None:
    ticket = do(room, LIA, assign, opened(room).key, to="ANNA", team=" Reti ", level=2, phase=Phase.INTERVENTION)

    assert (ticket.assignee, ticket.team, ticket.level) == ("anna", "Reti", 2)
    assert (ticket.status, ticket.phase) == (Status.OPEN, Phase.INTERVENTION)


def test_a_team_alone_holds_nothing_and_can_be_taken_off_again(room: Room) -> None:
    ticket = do(room, LIA, assign, opened(room).key, team="Reti")

    assert (ticket.status, ticket.assignee, ticket.team) == (Status.NEW, None, "Reti")
    assert do(room, LIA, assign, ticket.key, team="").team is None


def test_a_ticket_taken_from_a_person_is_free_again(room: Room) -> None:
    ticket = do(room, ANNA, take, opened(room).key)

    freed = do(room, LIA, assign, ticket.key, nobody=True)

    assert (freed.assignee, freed.status) == (None, Status.OPEN)
    assert do(room, BRUNO, take, ticket.key).assignee == "bruno"


def test_assigning_says_whom_or_is_refused(room: Room) -> None:
    ticket = do(room, LIA, assign, opened(room).key, to="anna", level=2)

    with pytest.raises(BadInput, match="whom") as refusal:
        do(room, LIA, assign, ticket.key)
    assert refusal.value.hint
    with pytest.raises(BadInput, match="no level 4") as refusal:
        do(room, LIA, assign, ticket.key, level=4)
    assert refusal.value.hint
    with pytest.raises(NotFound, match="“carlo” is no operator") as missing:
        do(room, LIA, assign, ticket.key, to="carlo")
    assert "anna" in missing.value.hint
    with pytest.raises(Refused, match="vera is viewer here and may not work on tickets") as viewer:
        do(room, LIA, assign, ticket.key, to="Vera")
    assert viewer.value.hint
    with pytest.raises(Refused, match="like that already") as same:
        do(room, LIA, assign, ticket.key, to="anna", level=2)
    assert same.value.hint
    assert ticket_of(room, ticket.key) == ticket


@pytest.mark.parametrize("words", ["", "  \n", "\x1b[2J"])
def test_empty_words_are_refused_with_a_question(room: Room, words: str) -> None:
    active, over = opened(room).key, opened(room).key
    do(room, ANNA, cancel, over, "Opened twice")

    for operation, key in ((note, active), (solve, active), (cancel, active), (reopen, over)):
        with pytest.raises(BadInput) as refusal:
            do(room, ANNA, operation, key, words)
        assert refusal.value.hint


def test_words_from_the_keyboard_are_kept_clean_and_whole(room: Room) -> None:
    ticket = opened(room)
    do(room, ANNA, note, ticket.key, "Line down\x07\n  since 8 \x1b[31mred ")

    assert history(room, ticket)[-1].detail == {"text": "Line down\n  since 8 red"}


def test_waiting_keeps_its_reason_and_wake_up(room: Room, clock: SetClock) -> None:
    waiting = do(room, ANNA, wait, opened(room).key, Reason.CUSTOMER, until=local("2026-11-23 16:00"))

    assert (waiting.status, waiting.pending_reason) == (Status.PENDING, "customer")
    assert waiting.wake_at == to_us(local("2026-11-23 16:00"))
    assert rows(room, "SELECT kind, at FROM due_work") == [("wake", waiting.wake_at)]
    resumed = do(room, ANNA, resume, waiting.key)
    assert (resumed.status, resumed.pending_reason, resumed.wake_at) == (Status.OPEN, None, None)
    assert rows(room, "SELECT * FROM due_work") == []


@pytest.mark.parametrize(
    ("reason", "phase"),
    [
        (Reason.CUSTOMER, Phase.TRIAGE),
        (Reason.VENDOR, Phase.INTERVENTION),
        (Reason.VISIT, Phase.INTERVENTION),
        (Reason.PARTS, Phase.INTERVENTION),
    ],
)
def test_waiting_for_a_vendor_a_visit_or_parts_is_intervention(room: Room, reason: Reason, phase: Phase) -> None:
    """Y5."""
    assert do(room, ANNA, wait, opened(room).key, reason).phase == phase


@pytest.mark.parametrize(
    ("now", "customer", "wakes"),
    [
        ("2026-11-23 09:00", "ACME", "2026-11-24 08:30"),
        ("2026-11-23 03:00", "ACME", "2026-11-24 08:30"),
        ("2026-11-27 17:00", "ACME", "2026-11-30 08:30"),  # over the weekend
        ("2026-12-07 10:00", "ACME", "2026-12-09 08:30"),  # the 8th is a holiday
        ("2026-12-31 10:00", "CDS", "2027-01-04 08:30"),  # a Friday follows that is New Year's Day
        ("2026-11-28 10:00", "OSP", "2026-11-29 07:00"),  # watched round the clock
        ("2027-03-27 10:00", "OSP", "2027-03-28 07:00"),  # the night of summer time
    ],
)
def test_the_wake_up_is_the_opening_of_the_next_business_day(
    room: Room, clock: SetClock, now: str, customer: str, wakes: str
) -> None:
    clock.set(now)

    assert do(room, ANNA, wait, opened(room, customer).key, Reason.CUSTOMER).wake_at == to_us(local(wakes))


def test_a_wake_up_that_has_passed_is_refused(room: Room, clock: SetClock) -> None:
    ticket = opened(room)

    for until in (clock.now, local("2026-11-23 08:59")):
        with pytest.raises(BadInput, match="has passed") as refusal:
            do(room, ANNA, wait, ticket.key, Reason.CUSTOMER, until=until)
        assert refusal.value.hint


def test_what_waits_can_wait_for_something_else(room: Room, clock: SetClock) -> None:
    ticket = do(room, ANNA, wait, opened(room).key, Reason.CUSTOMER)
    clock.move(hours=1)

    waiting = do(room, ANNA, wait, ticket.key, Reason.VENDOR, until=local("2026-11-25 10:00"))

    assert kinds(room, waiting) == ["paused", "resumed", "paused"]
    assert (waiting.pending_reason, waiting.wake_at) == ("vendor", to_us(local("2026-11-25 10:00")))
    assert rows(room, "SELECT at FROM due_work") == [(waiting.wake_at,)]


@pytest.mark.parametrize("ending", ["solve", "cancel", "work around"])
def test_no_wake_up_outlives_its_wait(room: Room, ending: str) -> None:
    ticket = do(room, ANNA, wait, opened(room, "BDA").key, Reason.CUSTOMER)

    if ending == "cancel":
        ended = do(room, ANNA, cancel, ticket.key, "Withdrawn")
    else:
        ended = do(room, ANNA, solve, ticket.key, "Restarted", workaround=ending == "work around")

    assert (ended.pending_reason, ended.wake_at) == (None, None)
    assert rows(room, "SELECT * FROM due_work") == []


def test_who_solves_what_nobody_holds_holds_it(room: Room) -> None:
    assert do(room, ANNA, solve, opened(room).key, "Restarted").assignee == "anna"


def test_a_solution_for_a_ticket_that_another_holds_leaves_it_theirs(room: Room) -> None:
    ticket = do(room, BRUNO, take, opened(room).key)

    assert do(room, ANNA, solve, ticket.key, "Restarted").assignee == "bruno"


def test_solved_and_closed_keep_their_instants_until_it_is_opened_again(room: Room, clock: SetClock) -> None:
    ticket = opened(room)
    clock.move(hours=1)
    solved = do(room, ANNA, solve, ticket.key, "Restarted", visibility=Visibility.INTERNAL)
    at_solving = to_us(clock.now)
    clock.move(hours=1)
    closed = do(room, ANNA, close, ticket.key, text="Heard nothing more")

    assert (solved.resolved_at, solved.closed_at) == (at_solving, None)
    assert (closed.resolved_at, closed.closed_at) == (at_solving, to_us(clock.now))
    again = do(room, ANNA, reopen, ticket.key, "It is back")
    assert (again.resolved_at, again.closed_at, again.status) == (None, None, Status.OPEN)


def test_what_nobody_held_is_new_when_it_is_opened_again(room: Room) -> None:
    ticket = do(room, ANNA, cancel, opened(room).key, "Opened twice")

    assert do(room, ANNA, reopen, ticket.key, "It was not").status == Status.NEW


def test_the_program_itself_can_act_and_is_no_person(room: Room) -> None:
    ticket = do(room, SYSTEM_ACTOR, wait, opened(room).key, Reason.CUSTOMER)

    assert do(room, SYSTEM_ACTOR, resume, ticket.key).status == Status.OPEN
    assert history(room, ticket)[-1].actor == "system"
    assert not SYSTEM_ACTOR.is_person
    assert not Actor("intake:alertmanager").is_person
