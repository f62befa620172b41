"""What could not be read is not lost: it is replayed when it can be, or dismissed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.quarantine import Replayed, dismiss, replay
from noc_tui.desk.reception import Parse, receive
from noc_tui.domain.errors import Forbidden, NotFound, Unreadable, WrongState
from noc_tui.domain.observation import Delivery, Observation, Rejected
from noc_tui.domain.words import AlertStatus
from noc_tui.store.read.intake import body_of, count_held, find_held, held_bodies, waiting_ids
from noc_tui.store.read.setup import find_customer
from noc_tui.store.room import Room
from tests.desk.monitoring import SOURCE, alert_of, ends, fires
from tests.rooms import ANNA, BRUNO, VERA, SetClock, do, look, rows, ticket_of

BODY = b"\x00not \xff JSON"


def cannot(reason: str = "The JSON is wrong.") -> Parse:
    """A parser that understands nothing."""

    def parse(_body: bytes) -> Delivery:
        raise Unreadable(reason)

    return parse


def can(*observations: Observation, rejected: Sequence[Rejected] = (), key: str = "") -> Parse:
    """A parser that has learnt what the body means."""
    return lambda _body: Delivery(SOURCE, key, observations, tuple(rejected))


def held(room: Room, body: bytes = BODY, customer: str | None = None) -> int:
    """A body in quarantine. Gives its number."""
    found = look(room, find_customer, customer) if customer else None
    (number,) = receive(room, SOURCE, body, cannot(), found).receipt.quarantined
    return number


def replayed(room: Room, number: int, parse: Parse) -> Replayed:
    return do(room, ANNA, replay, number, parse)


def test_a_body_is_held_as_it_came_with_the_reason(room: Room, clock: SetClock) -> None:
    number = held(room)

    kept = look(room, find_held, number)

    assert look(room, body_of, kept) == BODY
    assert (kept.source, kept.scope, kept.reason, kept.size) == (SOURCE, "", "The JSON is wrong.", len(BODY))
    assert (kept.received_at, kept.status, kept.seen, kept.settled_at) == (to_us(clock.now), "held", 1, None)


def test_the_same_body_again_is_counted_and_not_kept_twice(room: Room) -> None:
    assert held(room) == held(room)
    assert look(room, find_held, 1).seen == 2
    assert held(room, customer="TEL") == 2  # of another sender


def test_a_replay_takes_it_in_as_the_source_and_not_as_the_person(room: Room, clock: SetClock) -> None:
    number = held(room)
    clock.move(minutes=10)

    done = replayed(room, number, can(fires()))

    assert done.receipt is not None
    assert (done.receipt.accepted, done.receipt.tickets) == (1, ("NOC-2026-000001",))
    assert not ticket_of(room, "1").touched
    assert {actor for (actor,) in rows(room, "SELECT DISTINCT actor FROM event")} == {"intake:alertmanager"}
    settled = look(room, find_held, number)
    assert (settled.status, settled.settled_at) == ("replayed", to_us(clock.now))


def test_a_replay_speaks_for_the_customer_whose_token_it_came_with(room: Room) -> None:
    number = held(room, customer="TEL")

    replayed(room, number, can(fires(customer_hint="ACME")))

    assert alert_of(room).customer_id == look(room, find_customer, "TEL").id


def test_a_replayed_firing_that_is_older_than_the_resolve_is_history(room: Room) -> None:
    number = held(room)
    receive(room, SOURCE, b"later", can(ends()))

    replayed(room, number, can(fires()))

    assert alert_of(room).status == AlertStatus.RESOLVED
    assert rows(room, "SELECT count(*) FROM ticket") == [(0,)]


def test_what_still_cannot_be_read_stays_held_with_the_new_reason(room: Room) -> None:
    number = held(room)

    done = replayed(room, number, cannot("It is still wrong."))

    assert done.receipt is None
    assert done.held == look(room, find_held, number)
    assert (done.held.status, done.held.reason) == ("held", "It is still wrong.")


def test_what_the_room_refuses_stays_held_and_nothing_of_it_is_done(room: Room) -> None:
    number = held(room)

    done = replayed(room, number, can(fires(), fires(alert_key="if2", labels={"a": object()})))

    assert done.receipt is None
    assert done.held.status == "held"
    assert done.held.reason.startswith("The program failed on it: TypeError")
    assert rows(room, "SELECT (SELECT count(*) FROM alert), (SELECT count(*) FROM event)") == [(0, 0)]


def test_alerts_of_it_that_still_cannot_be_read_are_held_on_their_own(room: Room) -> None:
    number = held(room)

    done = replayed(room, number, can(fires(), rejected=[Rejected("Alert 2 is wrong.", BODY)]))

    assert done.receipt is not None
    (left,) = done.receipt.quarantined
    assert left != number
    assert look(room, waiting_ids) == [left]
    assert look(room, find_held, number).status == "replayed"


def test_a_body_is_replayed_once(room: Room) -> None:
    number = held(room)
    replayed(room, number, can(fires()))

    with pytest.raises(WrongState, match="was replayed on Mon 23 Nov 09:00"):
        replayed(room, number, can(fires()))
    with pytest.raises(WrongState, match="cannot be dismissed"):
        do(room, BRUNO, dismiss, number)


def test_a_dismissed_body_stays_readable_and_leaves_the_list(room: Room) -> None:
    number = held(room)

    gone = do(room, ANNA, dismiss, number)

    assert gone.status == "dismissed"
    assert look(room, held_bodies, settled=False, limit=10) == []
    assert look(room, held_bodies, settled=True, limit=10) == [gone]
    assert look(room, body_of, gone) == BODY
    with pytest.raises(WrongState):
        replayed(room, number, can(fires()))


def test_the_same_body_after_that_is_held_anew(room: Room) -> None:
    number = held(room)
    do(room, ANNA, dismiss, number)

    assert held(room) != number


def test_the_newest_come_first_and_are_counted_to_the_last(room: Room) -> None:
    numbers = [held(room, bytes([index])) for index in range(5)]
    do(room, ANNA, dismiss, numbers[2])

    listed = look(room, held_bodies, settled=False, limit=3)

    assert [one.id for one in listed] == [numbers[4], numbers[3], numbers[1]]
    assert look(room, count_held, settled=False) == 4
    assert look(room, count_held, settled=True) == 5
    assert look(room, waiting_ids) == [numbers[0], numbers[1], numbers[3], numbers[4]]


def test_who_may_only_look_may_not_replay_or_dismiss(room: Room) -> None:
    number = held(room)

    with pytest.raises(Forbidden):
        do(room, VERA, replay, number, can(fires()))
    with pytest.raises(Forbidden):
        do(room, VERA, dismiss, number)


def test_a_number_that_nothing_has_is_not_found(room: Room) -> None:
    with pytest.raises(NotFound):
        replayed(room, 7, can(fires()))
    with pytest.raises(NotFound):
        do(room, ANNA, dismiss, 7)


def test_whoever_looks_is_told_at_once(room: Room) -> None:
    number = held(room)
    do(room, ANNA, dismiss, number)

    assert rows(room, "SELECT kind, key FROM change ORDER BY seq DESC LIMIT 1") == [("quarantine", str(number))]
