"""One thing done to many, and the same as a rehearsal of which nothing stays."""

from __future__ import annotations

from functools import partial

import pytest

from noc_tui.desk.batch import AT_ONCE, Outcome, each, new_action, pieces, rehearse
from noc_tui.desk.opening import open_ticket
from noc_tui.desk.work import assign, take, wait
from noc_tui.domain.errors import NotFound, Refused
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Reason
from noc_tui.store.read.tickets import find_ticket
from noc_tui.store.room import Room
from noc_tui.store.tx import Tx
from tests.demo.demo_rooms import content_of
from tests.desk.derived import differences
from tests.rooms import ANNA, BRUNO, do, history, opened, rows, ticket_of


def wait_for_them(tx: Tx, keys: list[str]) -> list[Outcome[TicketRow]]:
    return each(tx, keys, lambda tx, key: wait(tx, key, Reason.VENDOR), find=find_ticket)


def test_a_refusal_leaves_the_others_done(room: Room) -> None:
    keys = [opened(room).key for _ in range(3)]
    do(room, BRUNO, take, keys[1])

    one, two, three, four = do(room, ANNA, each, [*keys, "99"], take)

    assert [one.row and one.row.assignee, three.row and three.row.assignee] == ["anna", "anna"]
    assert isinstance(two.refusal, Refused)
    assert isinstance(four.refusal, NotFound)
    assert [ticket_of(room, key).assignee for key in keys] == ["anna", "bruno", "anna"]
    assert differences(room) == []


def test_each_row_comes_with_what_it_was(room: Room) -> None:
    ticket = opened(room)

    known, unknown = do(room, ANNA, each, [ticket.key, "99"], take, find=find_ticket)

    assert known.before == ticket
    assert (unknown.before, unknown.row) == (None, None)


def test_nothing_stays_of_a_rehearsal(room: Room) -> None:
    keys = [opened(room).key for _ in range(2)]
    everything, feed = content_of(room), rows(room, "SELECT seq, kind, key FROM change ORDER BY seq")

    outcomes = rehearse(partial(room.run, ANNA), lambda tx: wait_for_them(tx, keys))
    (key,) = rehearse(partial(room.run, ANNA), lambda tx: [open_ticket(tx, subject="Not meant").key])

    assert [outcome.row and outcome.row.pending_reason for outcome in outcomes] == [Reason.VENDOR, Reason.VENDOR]
    assert content_of(room) == everything
    assert rows(room, "SELECT seq, kind, key FROM change ORDER BY seq") == feed
    assert room.memory == {}
    assert opened(room).key == key, "the number was given back"
    assert differences(room) == []


def test_a_rehearsal_that_fails_says_why(room: Room) -> None:
    with pytest.raises(NotFound, match="no ticket 99"):
        rehearse(partial(room.run, ANNA), lambda tx: take(tx, "99"))


def test_what_is_done_in_pieces_is_one_action(room: Room) -> None:
    keys = [opened(room).key for _ in range(2)]
    action = new_action()

    for key in keys:
        do(room, ANNA, each, [key], lambda tx, key: assign(tx, key, level=2), action=action)

    assert {history(room, ticket_of(room, key))[-1].action_id for key in keys} == {action}
    assert action != new_action()


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (1, [1]), (AT_ONCE, [AT_ONCE]), (AT_ONCE + 1, [AT_ONCE, 1])])
def test_pieces_are_small_and_leave_nothing_out(count: int, sizes: list[int]) -> None:
    found = list(pieces(range(count)))

    assert [len(piece) for piece in found] == sizes
    assert [row for piece in found for row in piece] == list(range(count))
