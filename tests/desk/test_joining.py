"""Tickets put together and taken apart: nothing is lost by it, and no promise ends that somebody relies on."""

from __future__ import annotations

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.alerts import acknowledge, open_ticket_for
from noc_tui.desk.booked_call import booked_call
from noc_tui.desk.calls import book_call
from noc_tui.desk.doctor import examine
from noc_tui.desk.ending import cancel, reopen
from noc_tui.desk.joining import Joined, Way, join_alert, link, links_of, merge, split, unlink, ways_to_join
from noc_tui.desk.terms import room_zone
from noc_tui.desk.thread import thread
from noc_tui.desk.undo import undo_last
from noc_tui.desk.work import note, take, wait
from noc_tui.domain.errors import BadInput, Refused, WrongState
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import AlertStatus, Category, Priority, Reason, Severity, Status
from noc_tui.store.room import Room
from tests.desk.derived import differences
from tests.desk.monitoring import alert_of, ends, fires, hear
from tests.desk.side_by_side import meanwhile
from tests.rooms import (
    ANNA,
    BRUNO,
    SetClock,
    do,
    history,
    kinds,
    local,
    look,
    on_postgres,
    opened,
    rows,
    ticket_of,
)

MINOR = {"severity": Severity.MINOR}


def heads(room: Room, ticket: TicketRow) -> list[str]:
    """The thread in its headings."""
    return [entry.head for entry in thread(history(room, ticket), look(room, room_zone))]


def ways(room: Room, key: str, other: str) -> list[Way]:
    """What can be done with two tickets now."""
    return look(room, ways_to_join, key, other, to_us(room.clock()))


# Merging


def test_a_ticket_told_twice_becomes_one_and_both_threads_say_so(
    room: Room, older: TicketRow, newer: TicketRow, clock: SetClock
) -> None:
    do(room, BRUNO, note, newer.key, "She calls again")

    merged = do(room, ANNA, merge, newer.key, older.key, "the same\x1b[31m mailbox")

    assert (merged.status, merged.merged_into, merged.closed_at) == (Status.MERGED, older.key, to_us(clock.now))
    assert merged.response.phase == "waived"
    assert heads(room, merged)[-2:] == ["", f"merged into {older.key}"]
    assert history(room, merged)[-1].detail["text"] == "the same mailbox"
    assert heads(room, older)[-1] == f"takes in {newer.key}"
    assert ticket_of(room, older.key).response == older.response, "its clocks go on as they were"
    assert rows(room, "SELECT key FROM queue") == [(older.key,)]
    assert list(examine(room)) == []


def test_whoever_was_promised_a_call_is_called_on_the_other_ticket(
    room: Room, older: TicketRow, newer: TicketRow
) -> None:
    at = local("2026-11-23 15:00")
    do(room, ANNA, book_call, newer.key, at, who="bruno", name="Marta", number="0341 224471")
    (first, *_) = ways(room, newer.key, older.key)
    assert first.told.endswith("its call-back goes over")

    do(room, ANNA, merge, newer.key, older.key)

    kept = ticket_of(room, older.key)
    call = booked_call(kept, history(room, kept))
    assert call is not None
    assert (call.at, call.who, call.name, call.number) == (to_us(at), "bruno", "Marta", "0341 224471")
    do(room, ANNA, undo_last, older.key)
    assert (ticket_of(room, older.key).call_at, ticket_of(room, newer.key).call_at) == (None, to_us(at))
    assert list(examine(room)) == []


def test_the_alerts_of_a_merged_ticket_go_over_with_what_is_known_of_them(room: Room, older: TicketRow) -> None:
    hear(room, fires(group_key="g"), fires(alert_key="if2", group_key="g"))
    hear(room, ends(alert_key="if2", group_key="g"))
    do(room, ANNA, acknowledge, 1)

    do(room, ANNA, merge, "2", older.key)

    assert [alert_of(room, ident).ticket_id for ident in (1, 2)] == [older.id, older.id]
    assert alert_of(room).status == AlertStatus.ACKNOWLEDGED
    assert (ticket_of(room, older.key).alerts_firing, ticket_of(room, "2").alerts_firing) == (1, 0)
    assert f"alert 1 went over to {older.key}" in heads(room, ticket_of(room, "2"))
    hear(room, fires("2026-11-23 09:30", alert_key="if2", group_key="g"))
    assert ticket_of(room, older.key).alerts_firing == 2, "it is the other that hears of it from now on"
    assert differences(room) == []


def test_a_merge_is_taken_back_whole(room: Room, older: TicketRow) -> None:
    hear(room, fires())
    do(room, ANNA, wait, "2", Reason.VENDOR)
    before = ticket_of(room, "2")
    do(room, ANNA, merge, "2", older.key)
    hear(room, ends())

    taken_back = do(room, ANNA, undo_last, older.key)

    assert taken_back.names == [before.key, older.key, "alert 1"]
    after = ticket_of(room, "2")
    assert (after.status, after.wake_at, after.merged_into) == (before.status, before.wake_at, None)
    assert (after.alerts_firing, alert_of(room).ticket_id) == (0, 2), "that it is over reached the other meanwhile"
    assert ticket_of(room, older.key).alerts_firing == 0
    assert differences(room) == []


def test_a_merged_ticket_is_worked_on_no_more(room: Room, older: TicketRow, newer: TicketRow) -> None:
    do(room, ANNA, merge, newer.key, older.key)
    for deed in (take, lambda tx, key: note(tx, key, "Seen"), lambda tx, key: reopen(tx, key, "Again")):
        with pytest.raises(WrongState, match="Work on the ticket that it was merged into"):
            do(room, ANNA, deed, newer.key)


# Splitting


def test_what_is_split_off_dates_from_the_same_report_and_runs_on_the_same_terms(
    room: Room, older: TicketRow, clock: SetClock
) -> None:
    hear(room, fires(**MINOR), fires(alert_key="if2", **MINOR))
    for ident in (1, 2):
        do(room, ANNA, join_alert, ident, older.key)
    clock.move(hours=1)

    new = do(room, ANNA, split, older.key, "And the printer", alerts=[2], text="It prints nothing")

    assert (new.key, new.subject, new.status) == ("NOC-2026-000002", "And the printer", Status.NEW)
    assert (new.opened_at, new.response.due) == (older.opened_at, older.response.due)
    for same in ("customer_id", "contract_version_id", "profile_version_id", "category", "origin", "channel"):
        assert getattr(new, same) == getattr(older, same)
    assert (alert_of(room, 1).ticket_id, alert_of(room, 2).ticket_id) == (older.id, new.id)
    assert (ticket_of(room, older.key).alerts_firing, ticket_of(room, new.key).alerts_firing) == (1, 1)
    assert heads(room, new)[0] == f"split off {older.key}"
    assert f"{new.key} split off" in heads(room, older)
    assert list(examine(room)) == []


def test_a_split_is_taken_back_whole(room: Room, older: TicketRow) -> None:
    hear(room, fires(**MINOR))
    do(room, ANNA, join_alert, 1, older.key)
    new = do(room, ANNA, split, older.key, "Its line", alerts=[1])

    do(room, ANNA, undo_last, older.key)

    assert ticket_of(room, new.key).status == Status.CANCELLED
    assert (alert_of(room).ticket_id, ticket_of(room, older.key).alerts_firing) == (older.id, 1)
    assert differences(room) == []


def test_what_cannot_be_split(room: Room, older: TicketRow) -> None:
    hear(room, fires(**MINOR))
    with pytest.raises(BadInput, match="needs a subject"):
        do(room, ANNA, split, older.key, " ")
    with pytest.raises(BadInput, match=f"Alert 1 is not in {older.key}"):
        do(room, ANNA, split, older.key, "Its line", alerts=[1])
    do(room, ANNA, cancel, older.key, "A test")
    with pytest.raises(WrongState, match="it cannot be split"):
        do(room, ANNA, split, older.key, "Its line")
    assert rows(room, "SELECT count(*) FROM ticket") == [(1,)]


# Linking


def test_a_link_stands_on_both_until_it_is_taken_away_and_changes_nothing_else(
    room: Room, older: TicketRow, clock: SetClock
) -> None:
    other = opened(room, "OSP", subject="Their mail too")
    do(room, ANNA, link, older.key, other.key)

    assert links_of(history(room, older)) == {other.key: "Their mail too"}
    assert links_of(history(room, other)) == {older.key: older.subject}
    with pytest.raises(Refused, match="are linked already"):
        do(room, BRUNO, link, other.key, older.key)
    do(room, BRUNO, unlink, other.key, older.key)
    assert links_of(history(room, older)) == links_of(history(room, other)) == {}
    with pytest.raises(Refused, match="are not linked"):
        do(room, BRUNO, unlink, older.key, other.key)
    with pytest.raises(BadInput, match="cannot be linked to itself"):
        do(room, ANNA, link, older.key, older.key)


# Alerts


def test_an_alert_is_put_into_a_ticket_and_out_of_another(room: Room, older: TicketRow) -> None:
    hear(room, fires(**MINOR))
    do(room, ANNA, open_ticket_for, 1)

    joined = do(room, BRUNO, join_alert, 1, older.key)

    assert (joined.key, joined.alerts_firing, alert_of(room).ticket_id) == (older.key, 1, older.id)
    assert ticket_of(room, "2").alerts_firing == 0
    assert kinds(room, ticket_of(room, "2"))[-1] == "alert_left"
    with pytest.raises(Refused, match=f"Alert 1 is in {older.key} already"):
        do(room, BRUNO, join_alert, 1, older.key)
    do(room, BRUNO, undo_last, older.key)
    assert (alert_of(room).ticket_id, ticket_of(room, "2").alerts_firing) == (2, 1)
    assert differences(room) == []


def test_what_alert_cannot_be_put_into_a_ticket(room: Room, older: TicketRow) -> None:
    hear(room, fires(customer_hint="OSP", **MINOR), fires(alert_key="if2", **MINOR))
    hear(room, ends(alert_key="if2", **MINOR))
    with pytest.raises(Refused, match=f"Alert 1 and {older.key} are of two customers"):
        do(room, ANNA, join_alert, 1, older.key)
    with pytest.raises(WrongState, match="Alert 2 is resolved"):
        do(room, ANNA, join_alert, 2, older.key)


# What can be done


def test_the_ways_to_join_two_say_what_they_would_do_and_what_is_possible_comes_first(
    room: Room, older: TicketRow, newer: TicketRow
) -> None:
    hear(room, fires(**MINOR))
    do(room, ANNA, join_alert, 1, newer.key)

    found = ways(room, older.key, newer.key)

    assert [(way.how, way.possible) for way in found] == [
        (Joined.TAKE_IN, True), (Joined.LINK, True), (Joined.MERGE, False),
    ]  # fmt: skip
    assert found[0].told == "its clocks end; alerts that go over: 1"
    assert found[2].told.startswith(f"no: {older.key} is older")
    do(room, ANNA, link, older.key, newer.key)
    assert Joined.UNLINK in {way.how for way in ways(room, older.key, newer.key)}


def test_a_split_keeps_the_priority_and_the_category_that_triage_gave(room: Room) -> None:
    key = opened(room, category=Category.CLARIFICATION, priority=Priority.P3, technology="mail").key

    new = do(room, ANNA, split, key, "Another question")

    assert (new.category, new.priority, new.technology) == (Category.CLARIFICATION, Priority.P3, "mail")


@on_postgres
def test_two_who_merge_crosswise_do_not_wait_for_each_other_for_ever(room: Room, clock: SetClock) -> None:
    first, second = opened(room, "CDS").key, opened(room, "CDS").key

    with pytest.raises(WrongState, match="is merged"):
        meanwhile(room, ANNA, lambda tx: merge(tx, first, second), lambda: do(room, BRUNO, merge, second, first))

    assert differences(room) == []
