"""What can be done to a ticket in which state, and what is said where it cannot."""

from __future__ import annotations

import pytest

from noc_tui.domain.errors import Forbidden, NotFound, Stale, WrongState
from noc_tui.domain.words import ACTIVE, Status
from noc_tui.store.room import Room
from tests.desk.deeds import DEEDS, STATES, ticket_in
from tests.rooms import ANNA, BRUNO, LIA, VERA, SetClock, do, history, opened, rows, ticket_of

ALL = frozenset(STATES)
OVER = frozenset({Status.RESOLVED, Status.CLOSED, Status.CANCELLED})
ALLOWED = {
    "taken": ACTIVE,
    "assigned": ACTIVE,
    "noted": ALL,
    "noted publicly": ALL - {Status.CLOSED, Status.CANCELLED},
    "put to wait": ACTIVE,
    "resumed": {Status.PENDING},
    "solved": ACTIVE,
    "worked around": ACTIVE,
    "closed": {Status.RESOLVED},
    "reopened": OVER,
    "cancelled": ACTIVE,
}
LEADS_TO = {
    "put to wait": Status.PENDING,
    "resumed": Status.OPEN,
    "solved": Status.RESOLVED,
    "worked around": Status.RESOLVED,  # the contract of these tickets counts it (C10)
    "closed": Status.CLOSED,
    "cancelled": Status.CANCELLED,
}
OPENS = {"taken", "assigned"}


def expected(deed: str, status: Status, *, held: bool) -> Status:
    if deed in OPENS and status is Status.NEW:
        return Status.OPEN
    if deed == "reopened":
        return Status.OPEN if held else Status.NEW
    return LEADS_TO.get(deed, status)


@pytest.mark.parametrize("deed", DEEDS)
def test_a_state_allows_it(room: Room, deed: str) -> None:
    for status in ALLOWED[deed]:
        before = ticket_in(room, status)

        after = do(room, ANNA, DEEDS[deed], before.key)

        assert after.status == expected(deed, status, held=before.assignee is not None), status
        assert after == ticket_of(room, before.key)
        assert after.version > before.version


@pytest.mark.parametrize("deed", [deed for deed in DEEDS if ALLOWED[deed] != ALL])
def test_any_other_state_is_named_in_the_refusal_with_a_way_on(room: Room, deed: str) -> None:
    for status in ALL - ALLOWED[deed]:
        before = ticket_in(room, status)
        changes = rows(room, "SELECT count(*) FROM change")

        with pytest.raises(WrongState, match=f"{before.key} is {status}") as refusal:
            do(room, ANNA, DEEDS[deed], before.key)

        assert refusal.value.hint
        assert ticket_of(room, before.key) == before
        assert rows(room, "SELECT count(*) FROM change") == changes


@pytest.mark.parametrize("deed", DEEDS)
def test_a_viewer_may_do_nothing(room: Room, deed: str) -> None:
    ticket = ticket_in(room, next(status for status in STATES if status in ALLOWED[deed]))

    with pytest.raises(Forbidden, match="vera is viewer") as refusal:
        do(room, VERA, DEEDS[deed], ticket.key)

    assert "operator" in refusal.value.hint
    assert ticket_of(room, ticket.key) == ticket


@pytest.mark.parametrize("deed", DEEDS)
def test_a_shift_lead_may_do_what_an_operator_may(room: Room, deed: str) -> None:
    ticket = ticket_in(room, next(status for status in STATES if status in ALLOWED[deed]))

    assert do(room, LIA, DEEDS[deed], ticket.key).version > ticket.version


@pytest.mark.parametrize("deed", DEEDS)
def test_who_decides_on_an_old_reading_is_told_who_changed_what_and_when(
    room: Room, clock: SetClock, deed: str
) -> None:
    seen = ticket_in(room, next(status for status in STATES if status in ALLOWED[deed]))
    clock.set("2026-11-23 09:05")
    now = do(room, BRUNO, DEEDS["noted"], seen.key)
    clock.set("2026-11-23 11:00")

    with pytest.raises(Stale, match=rf"{seen.key} has changed.*bruno noted 09:05") as refusal:
        do(room, ANNA, DEEDS[deed], seen.key, version=seen.version)

    assert refusal.value.hint
    assert ticket_of(room, seen.key) == now
    assert do(room, ANNA, DEEDS[deed], seen.key, version=now.version).version > now.version


def test_of_many_changes_the_last_are_told(room: Room, clock: SetClock) -> None:
    seen = opened(room)
    do(room, BRUNO, DEEDS["noted"], seen.key)
    do(room, BRUNO, DEEDS["taken"], seen.key)
    do(room, BRUNO, DEEDS["put to wait"], seen.key)
    do(room, LIA, DEEDS["resumed"], seen.key)

    with pytest.raises(Stale, match="bruno taken 09:00; bruno paused 09:00; lia resumed 09:00"):
        do(room, ANNA, DEEDS["noted"], seen.key, version=seen.version)


def test_a_version_that_never_was_is_stale_too(room: Room) -> None:
    ticket = opened(room)

    with pytest.raises(Stale, match=ticket.key):
        do(room, ANNA, DEEDS["noted"], ticket.key, version=99)


@pytest.mark.parametrize("deed", DEEDS)
def test_what_is_not_there_cannot_be_worked_on(room: Room, deed: str) -> None:
    with pytest.raises(NotFound, match="no ticket 41") as refusal:
        do(room, ANNA, DEEDS[deed], "41")

    assert refusal.value.hint


def test_events_carry_their_actor_one_action_and_numbers_from_one(room: Room, clock: SetClock) -> None:
    ticket = opened(room)
    clock.move(minutes=3)
    do(room, BRUNO, DEEDS["put to wait"], ticket.key)
    do(room, LIA, DEEDS["put to wait"], ticket.key)

    events = history(room, ticket)

    assert [event.kind for event in events] == ["opened", "terms", "paused", "resumed", "paused"]
    assert [event.seq for event in events] == [1, 2, 3, 4, 5]
    assert [event.actor for event in events] == ["anna", "anna", "bruno", "lia", "lia"]
    actions = [event.action_id for event in events]
    assert actions[0] == actions[1] != actions[2] != actions[3] == actions[4]


def test_recorded_at_never_goes_back_when_the_clock_does(room: Room, clock: SetClock) -> None:
    ticket = opened(room)
    first = history(room, ticket)[-1].recorded_at
    clock.move(minutes=-10)
    do(room, ANNA, DEEDS["noted"], ticket.key)

    noted = history(room, ticket)[-1]

    assert noted.recorded_at == first
    assert noted.at < first
