"""What is not merged: where a promise, a legal deadline or a call-back that somebody relies on would be lost."""

from __future__ import annotations

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.calls import book_call, drop_call
from noc_tui.desk.classify import classify
from noc_tui.desk.ending import cancel, close, solve
from noc_tui.desk.joining import Way, merge, ways_to_join
from noc_tui.desk.legal import drop_legal, report_legal, start_legal
from noc_tui.desk.work import take, wait
from noc_tui.domain.errors import BadInput, Forbidden, NotFound, Refused, WrongState
from noc_tui.domain.legal import Regime, Step
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Category, Priority, Reason, Status
from noc_tui.store.read.legal import legal_lines
from noc_tui.store.room import Room
from tests.rooms import ANNA, LIA, VERA, SetClock, do, local, look, opened, ticket_of


def ways(room: Room, key: str, other: str) -> list[Way]:
    """What can be done with two tickets now."""
    return look(room, ways_to_join, key, other, to_us(room.clock()))


def test_a_promise_is_not_lost_by_merging_into_a_younger_ticket(room: Room, older: TicketRow, newer: TicketRow) -> None:
    said = f"{older.key} is older: merge {newer.key} into it, so that its clocks hold."
    with pytest.raises(Refused, match=said):
        do(room, ANNA, merge, older.key, newer.key)

    assert do(room, ANNA, merge, newer.key, older.key).status == Status.MERGED


def test_an_older_ticket_that_is_owed_nothing_goes_into_a_younger_one(room: Room, clock: SetClock) -> None:
    older = opened(room, "CDS").key
    clock.move(minutes=10)

    assert do(room, ANNA, merge, older, opened(room, "CDS").key).status == Status.MERGED


def test_a_promise_is_not_lost_by_merging_into_a_ticket_without_any(room: Room, clock: SetClock) -> None:
    nobodys = opened(room, None).key
    clock.move(minutes=10)
    promised = opened(room).key
    with pytest.raises(Refused, match=f"Nothing is promised on {nobodys}: merge it into {promised}"):
        do(room, ANNA, merge, promised, nobodys)

    assert do(room, ANNA, merge, nobodys, promised).merged_into == promised


def test_what_is_due_sooner_is_not_merged_into_what_is_due_later(room: Room, clock: SetClock) -> None:
    slow = opened(room, category=Category.NON_BLOCKING).key
    clock.move(minutes=10)
    urgent = opened(room, category=Category.BLOCKING, priority=Priority.P1).key
    said = (
        f"{urgent} owes its response by Mon 23 Nov 14:40, {slow} only by Tue 24 Nov 09:00. "
        f"Triage {slow} first so that it is due no later, or link them."
    )
    with pytest.raises(Refused, match=said):
        do(room, ANNA, merge, urgent, slow)
    assert f"no: {said}" in {way.told for way in ways(room, urgent, slow)}

    do(room, ANNA, classify, slow, category=Category.BLOCKING, priority=Priority.P1)

    assert do(room, ANNA, merge, urgent, slow).merged_into == slow


def test_a_promise_that_the_other_ticket_does_not_make_is_not_lost_by_merging(room: Room, clock: SetClock) -> None:
    slow = opened(room, "TEL", category=Category.NON_BLOCKING).key
    clock.move(minutes=10)
    fault = opened(room, "TEL").key

    with pytest.raises(Refused, match=f"{fault} owes its contact by Mon 23 Nov 09:40, {slow} promises none"):
        do(room, ANNA, merge, fault, slow)


def test_a_clock_that_stands_still_counts_as_if_it_went_on_now(room: Room, older: TicketRow, clock: SetClock) -> None:
    do(room, ANNA, take, older.key)
    clock.move(hours=2)
    do(room, ANNA, wait, older.key, Reason.CUSTOMER)  # two hours are left to restore it
    clock.move(hours=1)
    again = opened(room).key

    assert do(room, ANNA, merge, again, older.key).merged_into == older.key

    other, third = opened(room, category=Category.NON_BLOCKING), opened(room)
    do(room, ANNA, take, third.key)
    do(room, ANNA, wait, third.key, Reason.CUSTOMER)
    with pytest.raises(Refused, match=f"{third.key} owes its restore by .*, {other.key} "):
        do(room, ANNA, merge, third.key, other.key)


def test_the_same_promise_is_the_first_ones_though_the_other_was_taken_sooner(
    room: Room, older: TicketRow, newer: TicketRow, clock: SetClock
) -> None:
    do(room, ANNA, take, newer.key)
    clock.move(minutes=20)
    do(room, ANNA, take, older.key)

    assert do(room, ANNA, merge, newer.key, older.key).merged_into == older.key


def test_what_a_law_asks_for_is_not_lost_by_merging(
    room: Room, older: TicketRow, newer: TicketRow, clock: SetClock
) -> None:
    known = clock.now
    do(room, ANNA, start_legal, newer.key, Regime.NIS2, "Their mailbox was read")
    clock.move(minutes=10)
    with pytest.raises(Refused, match=(
        f"The early warning of NIS2 on {newer.key} is due Tue 24 Nov 09:10, {older.key} has none. "
        f"Start it on {older.key} first: known since Mon 23 Nov 09:10"
    )):  # fmt: skip
        do(room, ANNA, merge, newer.key, older.key)

    do(room, ANNA, start_legal, older.key, Regime.NIS2, "Their mailbox was read")
    with pytest.raises(Refused, match=f"on {older.key} only Tue 24 Nov 09:20. Drop it on {older.key} and start it"):
        do(room, ANNA, merge, newer.key, older.key)
    do(room, LIA, drop_legal, older.key, Regime.NIS2, "Known earlier")
    do(room, ANNA, start_legal, older.key, Regime.NIS2, "Their mailbox was read", aware_at=known)

    do(room, ANNA, merge, newer.key, older.key)

    assert {line.key for line in look(room, legal_lines)} == {older.key}
    assert {line.key for line in look(room, legal_lines, every=True)} == {older.key, newer.key}


def test_what_was_handed_in_already_is_no_reason_against_merging(
    room: Room, older: TicketRow, newer: TicketRow
) -> None:
    do(room, ANNA, start_legal, newer.key, Regime.GDPR, "Their mailbox was read")
    for line in look(room, legal_lines):
        do(room, ANNA, report_legal, newer.key, Regime.GDPR, Step(line.row.step))

    assert do(room, ANNA, merge, newer.key, older.key).status == Status.MERGED


def test_what_cannot_be_merged(room: Room, older: TicketRow, newer: TicketRow) -> None:
    others = opened(room, "OSP").key
    with pytest.raises(Refused, match="are of two customers: one would read"):
        do(room, ANNA, merge, others, older.key)
    with pytest.raises(BadInput, match="cannot be merged into itself"):
        do(room, ANNA, merge, older.key, "1")
    with pytest.raises(Forbidden):
        do(room, VERA, merge, newer.key, older.key)
    with pytest.raises(NotFound):
        do(room, ANNA, merge, newer.key, "99")


@pytest.mark.parametrize("over", ["solved", "closed", "cancelled", "merged"])
def test_nothing_is_merged_with_what_is_over(room: Room, older: TicketRow, newer: TicketRow, over: str) -> None:
    third = opened(room).key
    if over == "cancelled":
        do(room, ANNA, cancel, newer.key, "Twice")
    elif over == "merged":
        do(room, ANNA, merge, newer.key, older.key)
    else:
        do(room, ANNA, solve, newer.key, "Restarted")
    if over == "closed":
        do(room, ANNA, close, newer.key)

    with pytest.raises(WrongState, match=f"{newer.key} is .*it cannot be merged"):
        do(room, ANNA, merge, newer.key, older.key)
    with pytest.raises(WrongState, match=f"it cannot be what {third} is merged into"):
        do(room, ANNA, merge, third, newer.key)


def test_of_two_that_were_promised_a_call_none_is_forgotten_by_merging(
    room: Room, older: TicketRow, newer: TicketRow
) -> None:
    do(room, ANNA, book_call, newer.key, local("2026-11-23 15:00"))
    do(room, ANNA, book_call, older.key, local("2026-11-23 11:00"))
    said = (
        f"Call-backs are booked on both: {newer.key} Mon 23 Nov 15:00, {older.key} Mon 23 Nov 11:00. "
        "Make or drop one of them first."
    )
    with pytest.raises(Refused, match=said):
        do(room, ANNA, merge, newer.key, older.key)
    assert f"no: {said}" in {way.told for way in ways(room, newer.key, older.key) if not way.possible}

    do(room, ANNA, drop_call, older.key)

    do(room, ANNA, merge, newer.key, older.key)
    assert ticket_of(room, older.key).call_at == to_us(local("2026-11-23 15:00"))
