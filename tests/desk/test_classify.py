"""What a request turns out to be, and what that makes of its clocks: all of it is asked again from the opening on."""

from __future__ import annotations

import pytest

from noc_tui.desk.classify import classify
from noc_tui.desk.doctor import examine
from noc_tui.desk.ending import cancel, close, solve
from noc_tui.desk.work import note, take, wait
from noc_tui.domain.errors import BadInput, Forbidden, NotFound, Refused, Stale, WrongState
from noc_tui.domain.event import TicketEvent
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Category, Grade, Priority, Reason, Status, Visibility
from noc_tui.store.room import Room
from tests.desk.derived import differences
from tests.desk.monitoring import ends, fires, hear
from tests.desk.terms_of import agreed, new_contract, wall
from tests.rooms import ANNA, BLOCKING, BRUNO, NON_BLOCKING, VERA, SetClock, do, history, kinds, opened, ticket_of

HOUR = 3600


def due(ticket: TicketRow) -> str:
    return wall(ticket.response.due)


def test_another_category_has_its_own_targets_from_the_opening_on(room: Room, clock: SetClock) -> None:
    """F3, F5: 4 h for a blocking anomaly, 8 for another, nothing for a question."""
    ticket = opened(room)
    clock.move(hours=1)

    other = do(room, ANNA, classify, ticket.key, category=NON_BLOCKING)
    assert (due(other), other.response.target_s, other.category) == ("2026-11-24 09:00", 8 * HOUR, NON_BLOCKING)
    assert agreed(room, ticket.key).remaining_s == 7 * HOUR

    question = do(room, ANNA, classify, ticket.key, category=Category.CLARIFICATION)
    assert (due(question), question.response.target_s, question.response.phase) == ("", None, "none")

    back = do(room, ANNA, classify, ticket.key, category=BLOCKING)
    assert (back.response, back.restore) == (ticket.response, ticket.restore)
    assert kinds(room, back) == [TicketEvent.CLASSIFIED] * 3
    assert list(examine(room)) == []


def test_a_priority_moves_the_clocks_where_the_contract_names_it(room: Room) -> None:
    new_contract(room, spec={"targets": {"blocking_anomaly": {"P1": {"response": {"minutes": 30}}}}})
    ticket = opened(room)

    urgent = do(room, ANNA, classify, ticket.key, priority=Priority.P1)
    assert (due(urgent), urgent.severity) == ("2026-11-23 09:30", 0)
    assert urgent.restore.target_s == ticket.restore.target_s

    calm = do(room, ANNA, classify, ticket.key, priority=Priority.P4)
    assert (due(calm), calm.severity) == ("2026-11-23 14:30", 3)
    assert differences(room) == []


def test_a_restore_that_runs_already_is_counted_by_the_new_target(room: Room, clock: SetClock) -> None:
    ticket = opened(room)
    clock.set("2026-11-23 10:00")
    do(room, ANNA, take, ticket.key)
    clock.set("2026-11-23 15:00")

    other = do(room, ANNA, classify, ticket.key, category=NON_BLOCKING)

    assert wall(other.restore.due) == "2026-11-24 10:00"
    assert (other.response.phase, other.response.used_s) == ("stopped", HOUR)


def test_what_was_in_time_may_be_late_by_the_target_it_should_have_had(room: Room, clock: SetClock) -> None:
    ticket = opened(room, category=NON_BLOCKING)
    clock.set("2026-11-23 16:00")  # after 5 h 30
    do(room, ANNA, take, ticket.key)

    worse = do(room, ANNA, classify, ticket.key, category=BLOCKING)

    assert worse.response.used_s > (worse.response.target_s or 0)
    assert due(worse) == "2026-11-23 14:30"


def test_a_wait_stays_a_wait_and_stops_what_the_new_target_lets_it_stop(room: Room, clock: SetClock) -> None:
    new_contract(room, spec={"targets": {"non_blocking_anomaly": {"response": {"minutes": 60}}}})  # nothing stops it
    ticket = opened(room)
    do(room, ANNA, wait, ticket.key, Reason.CUSTOMER)
    clock.move(minutes=30)

    other = do(room, ANNA, classify, ticket.key, category=NON_BLOCKING)

    assert (other.status, other.pending_reason) == (Status.PENDING, Reason.CUSTOMER)
    assert (other.response.phase, due(other)) == ("running", "2026-11-23 10:00")
    assert agreed(room, ticket.key).remaining_s == 1800


def test_to_classify_is_neither_response_nor_contact(room: Room, clock: SetClock) -> None:
    ticket = opened(room, "TEL")
    clock.move(minutes=10)

    classified = do(room, ANNA, classify, ticket.key, priority=Priority.P2)

    assert (classified.contact, classified.response) == (ticket.contact, ticket.response)
    assert (classified.status, classified.assignee) == (Status.NEW, None)


def test_a_contact_that_was_made_counts_for_the_category_that_promises_one(room: Room, clock: SetClock) -> None:
    ticket = opened(room, "TEL", category=NON_BLOCKING)
    clock.move(minutes=10)
    do(room, ANNA, note, ticket.key, "We are on it", visibility=Visibility.PUBLIC)
    clock.move(hours=2)

    worse = do(room, ANNA, classify, ticket.key, category=BLOCKING)

    assert (worse.contact.phase, worse.contact.used_s, worse.contact.target_s) == ("stopped", 600, 1800)


def test_only_what_changed_is_written_with_why(room: Room) -> None:
    ticket = opened(room, priority=Priority.P3)

    do(
        room, ANNA, classify, ticket.key,
        category=BLOCKING, priority=Priority.P1, why=" \x1b[31mThe whole site is down\u202e\n",
    )  # fmt: skip

    event = history(room, ticket)[-1]
    assert event.detail == {"priority": "P1", "text": "The whole site is down"}
    assert (event.actor, event.visibility) == ("anna", Visibility.INTERNAL)


def test_impact_and_urgency_make_the_priority(room: Room) -> None:
    ticket = opened(room)

    assert do(room, ANNA, classify, ticket.key, impact=Grade.HIGH).priority is None
    both = do(room, ANNA, classify, ticket.key, urgency=Grade.MEDIUM)
    assert (both.impact, both.urgency, both.priority) == (Grade.HIGH, Grade.MEDIUM, Priority.P2)
    assert history(room, both)[-1].detail == {"urgency": "medium", "priority": "P2", "text": ""}
    with pytest.raises(BadInput, match="Impact low and urgency medium make P4, and P1 is said"):
        do(room, ANNA, classify, ticket.key, impact=Grade.LOW, priority=Priority.P1)


def test_what_it_is_about_and_how_long_it_will_take(room: Room) -> None:
    """G3, N2: a kind of incident, a technology, and level 1's estimate."""
    ticket = opened(room)

    told = do(room, ANNA, classify, ticket.key, fault="bug", technology="mail", estimate_s=5400)

    assert (told.fault, told.technology, told.estimate_s) == ("bug", "mail", 5400)
    assert told.response == ticket.response
    with pytest.raises(NotFound, match="no kind of incident “gremlins”"):
        do(room, ANNA, classify, ticket.key, fault="gremlins")
    with pytest.raises(BadInput, match="An estimate is more than nothing"):
        do(room, ANNA, classify, ticket.key, estimate_s=-1)


def test_who_classified_has_touched_the_ticket_so_an_alerts_end_leaves_it_open(room: Room, clock: SetClock) -> None:
    (key,) = hear(room, fires()).tickets
    do(room, ANNA, classify, key, priority=Priority.P1)
    clock.move(minutes=5)

    hear(room, ends())

    assert (ticket_of(room, key).touched, ticket_of(room, key).status) == (True, Status.NEW)


def test_what_changes_nothing_is_refused(room: Room) -> None:
    ticket = opened(room, priority=Priority.P3)

    with pytest.raises(BadInput, match="Nothing is said of the ticket"):
        do(room, ANNA, classify, ticket.key, why="because")
    with pytest.raises(Refused, match=f"{ticket.key} is classified like that already"):
        do(room, ANNA, classify, ticket.key, category=BLOCKING, priority=Priority.P3)
    with pytest.raises(NotFound):
        do(room, ANNA, classify, "999", priority=Priority.P1)
    with pytest.raises(Forbidden, match="classify tickets"):
        do(room, VERA, classify, ticket.key, priority=Priority.P1)
    assert kinds(room, ticket) == []


def test_what_is_over_is_not_classified_any_more(room: Room) -> None:
    solved, closed, cancelled = opened(room), opened(room), opened(room)
    do(room, ANNA, solve, solved.key, "Restarted")
    do(room, ANNA, solve, closed.key, "Restarted")
    do(room, ANNA, close, closed.key)
    do(room, ANNA, cancel, cancelled.key, "Opened twice")

    for ticket, state in ((solved, "resolved"), (closed, "closed"), (cancelled, "cancelled")):
        with pytest.raises(WrongState, match=f"is {state}: it cannot be classified"):
            do(room, ANNA, classify, ticket.key, priority=Priority.P1)


def test_what_another_said_meanwhile_is_told_first(room: Room) -> None:
    ticket = opened(room)
    do(room, BRUNO, classify, ticket.key, category=NON_BLOCKING)

    with pytest.raises(Stale, match="bruno classified"):
        do(room, ANNA, classify, ticket.key, priority=Priority.P1, version=ticket.version)
