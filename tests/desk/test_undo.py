"""Taking back: what was done is as if it had not been, and what others built on it stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.alerts import acknowledge, open_ticket_for, resolve
from noc_tui.desk.batch import each
from noc_tui.desk.calls import book_call, drop_call
from noc_tui.desk.doctor import examine
from noc_tui.desk.due import work_due
from noc_tui.desk.ending import cancel, reopen, solve
from noc_tui.desk.joining import join_alert, link, merge, split
from noc_tui.desk.legal import start_legal
from noc_tui.desk.undo import find_action, last_actions, undo, undo_last
from noc_tui.desk.work import assign, note, take, wait
from noc_tui.domain.errors import BadInput, Forbidden, NotFound, Refused
from noc_tui.domain.legal import Regime
from noc_tui.domain.words import AlertStatus, Reason, Severity, Status, Visibility
from noc_tui.store.room import Room
from noc_tui.store.tx import Tx
from tests.desk.derived import differences
from tests.desk.monitoring import alert_of, ends, fires, hear, occurrences_of
from tests.desk.taking_back import last_action, take_back
from tests.rooms import (
    ADA,
    ANNA,
    BRUNO,
    LIA,
    VERA,
    SetClock,
    do,
    kinds,
    local,
    look,
    opened,
    rows,
)
from tests.rooms import ticket_of as at

ONE, TWO = "NOC-2026-000001", "NOC-2026-000002"
MINOR = {"severity": Severity.MINOR}


# What is taken back


def test_the_last_thing_done_on_a_ticket_is_taken_back_and_the_one_before_it_next(room: Room) -> None:
    key = opened(room).key
    do(room, ANNA, take, key)
    do(room, ANNA, wait, key, Reason.VENDOR)

    assert do(room, ANNA, undo_last, key).what.startswith("waits for vendor until")
    assert at(room, key).status == Status.OPEN
    assert do(room, ANNA, undo_last, key).what == "taken"
    assert (at(room, key).status, at(room, key).assignee) == (Status.NEW, None)
    assert kinds(room, at(room, key)) == ["taken", "paused", "undone", "undone"], "nothing is lost"


def test_an_undoing_is_taken_back_in_the_same_way(room: Room) -> None:
    key = opened(room).key
    do(room, ANNA, solve, key, "Restarted")
    undoing = take_back(room)
    assert at(room, key).status == Status.NEW

    do(room, ANNA, undo, undoing)

    assert at(room, key).status == Status.RESOLVED


def test_an_opening_taken_back_leaves_a_cancelled_ticket_that_can_be_opened_again(room: Room) -> None:
    key = opened(room).key
    take_back(room)
    assert (at(room, key).status, at(room, key).response.phase) == (Status.CANCELLED, "waived")

    do(room, BRUNO, reopen, key, "It was a request after all")

    assert (at(room, key).status, at(room, key).response.phase) == (Status.NEW, "running")
    assert list(examine(room)) == []


def test_the_alert_of_an_opening_taken_back_is_in_the_queue_again(room: Room) -> None:
    hear(room, fires(**MINOR))
    do(room, ANNA, open_ticket_for, 1)
    take_back(room)

    assert alert_of(room).ticket_id is None
    assert rows(room, "SELECT key FROM queue") == [("alert 1",)]


def test_a_resolve_by_hand_taken_back_lets_the_alert_fire_and_its_occurrence_last(room: Room) -> None:
    hear(room, fires(**MINOR))
    do(room, ANNA, resolve, 1)
    take_back(room)

    assert alert_of(room).status == AlertStatus.FIRING
    assert [occurrence.ended_at for occurrence in occurrences_of(room)] == [None]
    assert differences(room) == []


def test_what_a_cancelled_tickets_alert_did_meanwhile_is_known_when_it_comes_back(room: Room, clock: SetClock) -> None:
    hear(room, fires())
    do(room, ANNA, cancel, "1", "A test")
    cancelling = last_action(room)
    clock.move(minutes=5)
    hear(room, ends(end="2026-11-23 09:03"))

    do(room, ANNA, undo, cancelling)

    assert (at(room, "1").status, at(room, "1").alerts_firing, alert_of(room).ticket_id) == (Status.NEW, 0, 1)
    assert differences(room) == []


def test_a_wait_that_ended_while_somebody_wrote_a_note_is_not_begun_again_with_the_note(
    room: Room, clock: SetClock
) -> None:
    key = opened(room).key
    do(room, ANNA, wait, key, Reason.VENDOR, until=clock.now + timedelta(hours=1))
    clock.move(hours=2)
    do(room, ANNA, note, key, "They called")
    take_back(room)

    assert at(room, key).status == Status.OPEN


def test_many_done_at_once_are_taken_back_at_once_but_for_those_on_which_others_built(room: Room) -> None:
    keys = [opened(room).key for _ in range(3)]
    do(room, ANNA, each, keys, lambda tx, key: assign(tx, key, team="Reti"))
    together = last_action(room)
    do(room, BRUNO, take, keys[1])

    outcomes = do(room, ANNA, undo, together)

    assert [outcome.key for outcome in outcomes if outcome.refusal is None] == [keys[0], keys[2]]
    assert str(outcomes[1].refusal).startswith(f"On {keys[1]} more was done since: bruno, taken (Mon 23 Nov 09:00).")
    assert [at(room, key).team for key in keys] == [None, "Reti", None]
    (first,) = do(room, ANNA, undo, together, only=[keys[0]])
    assert "was taken back already (anna" in str(first.refusal)


# What keeps an action


def built_on(room: Room, key: str, clock: SetClock, what: str) -> str:
    """Anna puts the ticket to wait; then something happens to it. Gives her action."""
    do(room, ANNA, wait, key, Reason.VENDOR, until=clock.now + timedelta(hours=1))
    action = last_action(room)
    clock.move(minutes=90 if what == "it wakes" else 5)
    match what:
        case "it wakes":
            work_due(room, "desk")
        case "it is noted":
            do(room, BRUNO, note, key, "Seen", visibility=Visibility.PUBLIC)
        case "it is linked":
            do(room, BRUNO, link, key, opened(room).key)
        case "the law is asked":
            do(room, BRUNO, start_legal, key, Regime.NIS2, "Data seen")
        case "it is assigned":
            do(room, BRUNO, assign, key, to="bruno")
        case "assigned, and that taken back":
            do(room, BRUNO, assign, key, to="bruno")
            take_back(room, BRUNO)
        case "its alert fires again":
            do(room, BRUNO, acknowledge, 1)
            hear(room, ends(end="2026-11-23 09:01", **MINOR), fires("2026-11-23 09:03", **MINOR))
    return action


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("it wakes", "the room, resumed"),
        ("it is noted", None),
        ("it is linked", None),
        ("the law is asked", None),
        ("it is assigned", "bruno, assigned to bruno"),
        ("assigned, and that taken back", None),
        ("its alert fires again", None),
    ],
)
def test_what_stands_on_a_wait_keeps_it_and_nothing_else_does(
    room: Room, clock: SetClock, what: str, said: str | None
) -> None:
    hear(room, fires(**MINOR))
    key = do(room, ANNA, open_ticket_for, 1).key
    action = built_on(room, key, clock, what)

    (outcome,) = do(room, ANNA, undo, action)

    assert said is None if outcome.refusal is None else said is not None and said in str(outcome.refusal)
    assert differences(room) == []


def test_a_wake_up_stands_on_nothing_but_its_wait(room: Room, clock: SetClock) -> None:
    key = opened(room).key
    do(room, BRUNO, wait, key, Reason.VENDOR, until=clock.now + timedelta(hours=1))
    do(room, ANNA, assign, key, team="Reti")
    assigning = last_action(room)
    clock.move(hours=2)
    work_due(room, "desk")

    (outcome,) = do(room, ANNA, undo, assigning)

    assert (outcome.refusal, at(room, key).team, at(room, key).status) == (None, None, Status.OPEN)


def test_what_is_given_back_must_find_things_as_it_left_them(room: Room) -> None:
    key = opened(room).key
    do(room, ANNA, take, key)
    undoing = take_back(room)
    do(room, BRUNO, take, key)

    (outcome,) = do(room, ANNA, undo, undoing)

    assert "more was done since: bruno, taken" in str(outcome.refusal)


def test_a_split_stays_once_somebody_works_on_the_new_ticket(room: Room) -> None:
    key = opened(room).key
    new = do(room, ANNA, split, key, "Another thing").key
    action = last_action(room)
    do(room, BRUNO, take, new)

    (outcome,) = do(room, ANNA, undo, action)

    assert (outcome.key, at(room, new).status) == (new, Status.OPEN)
    assert f"On {new} more was done since: bruno, taken" in str(outcome.refusal)


def test_what_opened_a_ticket_is_taken_back_only_by_its_name_and_says_that_it_cancels_it(room: Room) -> None:
    key = opened(room).key
    opening = last_action(room)
    do(room, ANNA, note, key, "Seen")

    assert do(room, ANNA, undo_last, key).what == "a note"
    with pytest.raises(Refused, match=rf"only its opening is left\. Cancel it, or name .*--action {opening[:8]}"):
        do(room, ANNA, undo_last, key)
    assert at(room, key).status == Status.NEW

    (outcome,) = do(room, ANNA, undo, opening)
    assert outcome.row is not None
    assert outcome.row.what == f"opened by phone; {key} is cancelled by it"
    with pytest.raises(Refused, match="You have done nothing"):
        do(room, ANNA, undo_last, key)


# Merges and splits, though somebody works on


@pytest.fixture
def merged(room: Room, clock: SetClock) -> str:
    """The merge of a second ticket, with its alert and its call-back, into a first."""
    opened(room)
    clock.move(minutes=10)
    opened(room)
    hear(room, fires(**MINOR))
    do(room, ANNA, join_alert, 1, TWO)
    do(room, ANNA, book_call, TWO, local("2026-11-23 15:00"))
    do(room, ANNA, merge, TWO, ONE)
    return last_action(room)


def test_a_merge_is_taken_back_though_others_work_on_what_took_it_in(room: Room, merged: str) -> None:
    do(room, BRUNO, acknowledge, 1)
    do(room, BRUNO, take, ONE)
    do(room, BRUNO, assign, ONE, team="Reti")
    do(room, BRUNO, note, ONE, "Seen")
    do(room, BRUNO, wait, ONE, Reason.CUSTOMER)

    (outcome,) = do(room, ANNA, undo, merged)

    assert outcome.refusal is None
    one, two = at(room, ONE), at(room, TWO)
    assert (one.status, one.assignee, one.team, one.call_at) == (Status.PENDING, "bruno", "Reti", None)
    assert (two.status, two.call_at, alert_of(room).ticket_id) == (Status.NEW, to_us(local("2026-11-23 15:00")), two.id)
    assert (one.alerts_firing, two.alerts_firing, alert_of(room).holder) == (0, 1, "bruno")
    for _ in range(4):  # and what they did is theirs to take back, step by step
        do(room, BRUNO, undo_last, ONE)
    assert (at(room, ONE).status, at(room, ONE).assignee, at(room, ONE).team) == (Status.NEW, None, None)
    assert list(examine(room)) == []


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (lambda tx: solve(tx, ONE, "Restarted"), f"On {ONE} more was done since: bruno, solved"),
        (lambda tx: cancel(tx, ONE, "A test"), f"On {ONE} more was done since: bruno, cancelled"),
        (lambda tx: split(tx, ONE, "Its line", alerts=[1]), "On alert 1 more was done since: bruno"),
        (lambda tx: drop_call(tx, ONE, text="No need"), f"On {ONE} more was done since: bruno"),
    ],
)
def test_what_became_of_the_merged_ticket_itself_keeps_the_merge(
    room: Room, merged: str, later: Callable[[Tx], object], said: str
) -> None:
    do(room, BRUNO, later)

    (outcome,) = do(room, ANNA, undo, merged)

    assert said in str(outcome.refusal)
    assert at(room, TWO).status == Status.MERGED


def test_a_merge_stays_once_what_took_it_in_was_merged_further(room: Room) -> None:
    one, two, three = (opened(room, "CDS").key for _ in range(3))  # nothing is promised: any way round
    do(room, ANNA, merge, three, two)
    action = last_action(room)
    do(room, BRUNO, merge, two, one)

    (outcome,) = do(room, ANNA, undo, action)

    assert f"On {two} more was done since: bruno, merged into {one}" in str(outcome.refusal)


def test_a_split_is_taken_back_though_others_work_on_what_it_was_split_off(room: Room) -> None:
    key = opened(room).key
    new = do(room, ANNA, split, key, "Another thing").key
    action = last_action(room)
    do(room, BRUNO, take, key)

    (outcome,) = do(room, ANNA, undo, action)

    assert outcome.refusal is None
    assert (at(room, key).assignee, at(room, new).status) == ("bruno", Status.CANCELLED)
    assert do(room, BRUNO, undo_last, key).what == "taken"
    assert list(examine(room)) == []


def test_only_whoever_did_it_or_a_shift_lead_takes_it_back(room: Room) -> None:
    key = opened(room).key
    do(room, ANNA, take, key)
    action = last_action(room)
    for actor, error in ((BRUNO, "done by anna: only they, or a shift lead"), (VERA, "vera is viewer here")):
        with pytest.raises(Forbidden, match=error):
            do(room, actor, undo, action)
    with pytest.raises(Refused, match="You have done nothing"):
        do(room, BRUNO, undo_last, key)

    assert do(room, LIA, undo, action)[0].refusal is None


def test_what_a_source_did_is_not_taken_back(room: Room) -> None:
    hear(room, fires())
    with pytest.raises(Refused, match="What alertmanager did is not taken back"):
        do(room, ADA, undo, last_action(room))
    with pytest.raises(NotFound):
        do(room, ADA, undo, "nothing")


def test_actions_are_listed_with_what_they_did_and_named_by_their_beginning(room: Room) -> None:
    first, second = opened(room).key, opened(room).key
    do(room, BRUNO, take, first)
    do(room, ANNA, each, [first, second], lambda tx, key: assign(tx, key, team="Reti"))
    do(room, ANNA, note, second, "Seen")
    take_back(room)

    listed = look(room, last_actions, "anna", 10)

    assert [(one.what, list(one.names), one.undone, one.undoes) for one in listed] == [
        ("taken back: a note", [second], False, True),
        ("a note", [second], True, False),
        ("Reti", [first, second], False, False),
        ("opened by phone", [second], False, False),
        ("opened by phone", [first], False, False),
    ]
    assert look(room, find_action, listed[2].id[:8]) == listed[2].id
    assert [one.opens for one in listed] == [False, False, False, True, True]
    with pytest.raises(NotFound, match="There is no action"):
        look(room, find_action, "not one of them")
    for short in ("", " ", listed[2].id[:5]):
        with pytest.raises(BadInput, match="is too little of an action's name: 6 characters at least"):
            look(room, find_action, short)
