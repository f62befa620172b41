"""Open tickets that follow a change of terms: where somebody says so, one thing at a time, and as an event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.coverage import Coverage, Verdict, coverage_of
from noc_tui.desk.doctor import examine
from noc_tui.desk.ending import close, solve
from noc_tui.desk.following import follow_terms, follow_version
from noc_tui.desk.thread import thread
from noc_tui.desk.work import note, take, wait
from noc_tui.domain.errors import Forbidden, NotFound, Refused, Stale, WrongState
from noc_tui.domain.event import TicketEvent
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Reason, Status
from noc_tui.store.read.setup import Promised, newest_v, tickets_on
from noc_tui.store.room import Room
from tests.desk.derived import differences
from tests.desk.monitoring import ends, fires, hear
from tests.desk.terms_of import NINE_TO_FIVE, agreed, minutes, new_calendar, new_contract, new_profile, shipped, wall
from tests.rooms import ADA, ANNA, LIA, NON_BLOCKING, ROME, SetClock, do, history, kinds, look, opened, ticket_of

Kind = Literal["contract", "profile", "calendar"]


def an_hour(room: Room) -> None:
    new_profile(room, "professional", lambda doc: minutes(doc, "blocking_anomaly", "response", 60))


def later_hours(room: Room) -> None:
    new_calendar(room, NINE_TO_FIVE | {"hours": {"mon": [["10:00", "20:00"]]}})


def half_an_hour(room: Room) -> None:
    new_contract(room, spec={"targets": {"blocking_anomaly": {"response": {"minutes": 30}}}})


CHANGES: list[tuple[Kind, str, Callable[[Room], None], str]] = [
    ("profile", "professional", an_hour, "2026-11-23 10:00"),
    ("calendar", "office", later_hours, "2026-11-23 14:00"),
    ("contract", "AC-1", half_an_hour, "2026-11-23 09:30"),
]


def on_older(room: Room, kind: Promised, name: str) -> list[str]:
    """The open tickets that a change of that name would ask about."""
    with room.reading() as read:
        return tickets_on(read, kind, name, newest_v(read, kind, name) - 1)


def judged(room: Room, ticket: TicketRow) -> Coverage:
    """What the contract that it runs on says of a ticket now."""
    return look(room, coverage_of, ticket, to_us(room.clock()))


def sound(room: Room) -> bool:
    return list(examine(room)) == [] and differences(room) == []


@pytest.mark.parametrize(("kind", "name", "change", "due"), CHANGES)
def test_a_ticket_that_follows_is_due_as_if_it_had_been_opened_on_the_new_terms(
    room: Room, clock: SetClock, kind: Kind, name: str, change: Callable[[Room], None], due: str
) -> None:
    ticket = opened(room)
    clock.move(minutes=20)
    change(room)
    assert on_older(room, kind, name) == [ticket.key]

    followed = do(room, LIA, follow_version, ticket.key, kind, name)

    assert wall(followed.response.due) == due
    assert on_older(room, kind, name) == []
    assert kinds(room, followed) == [TicketEvent.TERMS]
    assert (followed.status, followed.assignee, followed.phase) == (ticket.status, None, ticket.phase)
    assert agreed(room, ticket.key).due == followed.response.due
    assert sound(room)


@pytest.mark.parametrize(("kind", "name", "change", "due"), CHANGES)
def test_a_ticket_that_keeps_its_terms_keeps_its_due_date_through_everything(
    room: Room, clock: SetClock, kind: Kind, name: str, change: Callable[[Room], None], due: str
) -> None:
    ticket = opened(room)
    change(room)
    clock.move(minutes=5)

    do(room, ANNA, note, ticket.key, "Looking at it")
    do(room, ANNA, take, ticket.key)

    assert wall(ticket_of(room, ticket.key).response.due) == "2026-11-23 14:30" != due
    assert on_older(room, kind, name) == [ticket.key]
    assert sound(room)


def test_following_one_thing_leaves_the_others_as_they_were(room: Room) -> None:
    ticket = opened(room)
    for _, _, change, _ in CHANGES:
        change(room)

    on_calendar = do(room, LIA, follow_version, ticket.key, "calendar", "office")

    assert on_calendar.calendar_version_id != ticket.calendar_version_id
    assert on_calendar.profile_version_id == ticket.profile_version_id
    assert on_calendar.contract_version_id == ticket.contract_version_id

    on_profile = do(room, LIA, follow_version, ticket.key, "profile", "professional")

    assert on_profile.profile_version_id != ticket.profile_version_id
    assert on_profile.contract_version_id == ticket.contract_version_id
    assert wall(on_profile.response.due) == "2026-11-23 11:00"

    on_contract = do(room, LIA, follow_version, ticket.key, "contract", "AC-1")

    assert wall(on_contract.response.due) == "2026-11-23 10:30"
    assert on_contract == do_nothing(room, ticket)
    assert sound(room)


def do_nothing(room: Room, ticket: TicketRow) -> TicketRow:
    """All of it is followed: there is nothing left that it could follow."""
    with pytest.raises(Refused, match="runs on these terms already"):
        do(room, LIA, follow_terms, ticket.key)
    return ticket_of(room, ticket.key)


def test_a_ticket_two_versions_behind_goes_to_the_newest(room: Room) -> None:
    ticket = opened(room)
    an_hour(room)
    new_profile(room, "professional", lambda doc: minutes(doc, "blocking_anomaly", "response", 15))

    followed = do(room, LIA, follow_version, ticket.key, "profile", "professional")

    assert wall(followed.response.due) == "2026-11-23 09:15"


def test_hours_on_call_follow_too_and_alone(room: Room, clock: SetClock) -> None:
    new_contract(room, spec={"on_call": {"blocking_anomaly": "always"}})
    clock.set("2026-11-23 20:00")
    ticket = opened(room)
    assert wall(ticket.response.due) == "2026-11-24 00:00"
    new_calendar(room, shipped("calendar", "always") | {"hours": {"tue": [["06:00", "07:00"]]}})

    followed = do(room, LIA, follow_version, ticket.key, "calendar", "always")

    assert wall(followed.response.due) == "2026-11-24 11:30"
    assert followed.calendar_version_id == ticket.calendar_version_id
    assert followed.on_call_version_id != ticket.on_call_version_id
    assert agreed(room, ticket.key).outside_hours is True
    assert sound(room)


def test_the_time_used_is_counted_again_by_the_new_hours_and_a_wait_stays_one(room: Room, clock: SetClock) -> None:
    ticket = opened(room)
    clock.set("2026-11-23 11:00")
    do(room, ANNA, wait, ticket.key, Reason.CUSTOMER)
    clock.set("2026-11-23 15:00")
    later_hours(room)

    followed = do(room, LIA, follow_version, ticket.key, "calendar", "office")

    assert (followed.status, followed.pending_reason) == (Status.PENDING, Reason.CUSTOMER)
    assert (followed.response.phase, followed.response.used_s) == ("paused", 3600)  # from 10:00 to 11:00
    assert agreed(room, ticket.key).remaining_s == 3 * 3600
    assert sound(room)


def test_an_alert_that_ends_resolves_a_ticket_that_was_only_put_on_other_terms(room: Room, clock: SetClock) -> None:
    (key,) = hear(room, fires()).tickets
    an_hour(room)
    do(room, LIA, follow_version, key, "profile", "professional")
    clock.move(minutes=10)

    hear(room, ends())

    ticket = ticket_of(room, key)
    assert (ticket.status, ticket.touched) == (Status.RESOLVED, False)
    assert kinds(room, ticket).count(TicketEvent.TERMS) == 1
    assert sound(room)


def test_all_of_it_is_followed_at_once(room: Room, clock: SetClock) -> None:
    ticket = opened(room)
    for _, _, change, _ in CHANGES:
        change(room)

    followed = do(room, LIA, follow_terms, ticket.key)

    assert wall(followed.response.due) == "2026-11-23 10:30"
    event = history(room, followed)[-1]
    assert (event.kind, event.actor, event.at) == (TicketEvent.TERMS, "lia", to_us(clock.now))
    assert event.detail == {
        "contract": followed.contract_version_id,
        "profile": followed.profile_version_id,
        "calendar": followed.calendar_version_id,
    }


def test_who_had_no_contract_follows_onto_the_one_that_was_signed(room: Room) -> None:
    ticket = opened(room, "CDS")
    assert ticket.response.target_s is None
    new_contract(room, "CDS", "CD-1")

    followed = do(room, LIA, follow_terms, ticket.key)

    assert wall(followed.response.due) == "2026-11-23 14:30"
    assert followed.contract_version_id is not None


def test_a_contract_that_had_ended_when_it_was_reported_does_not_hold_for_a_ticket_that_follows(room: Room) -> None:
    ticket = opened(room)
    new_contract(room, valid_to=date(2026, 11, 22))
    assert judged(room, ticket).verdict == Verdict.COVERED, "what it was opened on was promised"

    followed = do(room, LIA, follow_version, ticket.key, "contract", "AC-1")

    assert (followed.contract_version_id, followed.response.target_s) == (None, None)
    found = judged(room, followed)
    assert (found.verdict, found.why.split(".")[0]) == (Verdict.NO_CONTRACT, "AC-1 ended on 22 Nov 2026")
    with pytest.raises(Refused, match="runs on these terms already"):
        do(room, LIA, follow_version, ticket.key, "contract", "AC-1")
    assert sound(room)


def test_where_another_contract_holds_it_is_that_which_is_followed(room: Room) -> None:
    other = new_contract(room, code="AC-0", profile="base", valid_from=date(2025, 1, 1))
    ticket = opened(room)
    new_contract(room, valid_to=date(2026, 11, 22))

    assert do(room, LIA, follow_version, ticket.key, "contract", "AC-1").contract_version_id == other.id


def test_a_contract_that_ends_on_the_day_of_the_report_or_after_it_is_followed(room: Room, clock: SetClock) -> None:
    ticket = opened(room)
    clock.move(days=3)
    ends = new_contract(room, valid_to=date(2026, 11, 23))

    followed = do(room, LIA, follow_version, ticket.key, "contract", "AC-1")

    assert (followed.contract_version_id, judged(room, followed).verdict) == (ends.id, Verdict.COVERED)


def test_a_renewal_holds_for_what_is_open_from_the_day_on_which_it_begins(room: Room, clock: SetClock) -> None:
    ticket = opened(room)
    renewal = new_contract(room, valid_from=date(2026, 11, 25))
    with pytest.raises(Refused, match="runs on these terms already"):
        do(room, LIA, follow_version, ticket.key, "contract", "AC-1")

    clock.move(days=2)

    assert do(room, LIA, follow_version, ticket.key, "contract", "AC-1").contract_version_id == renewal.id


def test_a_ticket_of_nobody_has_no_other_terms(room: Room) -> None:
    ticket = opened(room, None)

    with pytest.raises(Refused, match="runs on these terms already"):
        do(room, LIA, follow_terms, ticket.key)


def test_following_is_for_who_leads_a_shift_and_for_tickets_that_are_open(room: Room) -> None:
    ticket, over = opened(room), opened(room)
    do(room, ANNA, solve, over.key, "Restarted")
    an_hour(room)

    for follow in (
        follow_terms,
        lambda tx, key: follow_version(tx, key, "profile", "professional"),
    ):
        with pytest.raises(Forbidden, match="put tickets on other terms"):
            do(room, ANNA, follow, ticket.key)
        with pytest.raises(WrongState, match="is resolved: it cannot be put on other terms"):
            do(room, ADA, follow, over.key)
        with pytest.raises(NotFound):
            do(room, LIA, follow, "999")
    do(room, ANNA, close, over.key)

    assert on_older(room, "profile", "professional") == [ticket.key]  # what is over is not asked about
    assert kinds(room, ticket) == []


def test_what_another_did_since_it_was_read_is_told_first(room: Room) -> None:
    ticket = opened(room)
    an_hour(room)
    do(room, ANNA, take, ticket.key)

    with pytest.raises(Stale, match="anna taken"):
        do(room, LIA, follow_terms, ticket.key, version=ticket.version)


def test_only_tickets_on_that_name_are_asked_about(room: Room) -> None:
    acme, other, hospital = opened(room), opened(room, category=NON_BLOCKING), opened(room, "OSP")

    assert look(room, tickets_on, "contract", "AC-1", 1) == [acme.key, other.key]
    assert look(room, tickets_on, "profile", "extended", 1) == [hospital.key]
    assert look(room, tickets_on, "calendar", "always", 1) == [hospital.key]
    assert look(room, tickets_on, "calendar", "office", 0) == []
    assert look(room, tickets_on, "profile", "nowhere", 1) == []
    assert (look(room, newest_v, "contract", "AC-1"), look(room, newest_v, "contract", "none")) == (1, 0)


def test_the_thread_tells_that_a_ticket_was_put_on_other_terms(room: Room) -> None:
    ticket = opened(room)
    an_hour(room)
    followed = do(room, LIA, follow_terms, ticket.key)

    opening, following = thread(history(room, followed), ROME)

    assert opening.head == "opened by phone"
    assert (following.who, following.head, following.public) == ("lia", "put on other terms", False)
