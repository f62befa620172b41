"""Call-backs: booked with time and who calls, seen wherever work is looked for, made, moved and dropped."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from noc_tui.clock import to_us
from noc_tui.desk.booked_call import BookedCall
from noc_tui.desk.calls import book_call, call_made, drop_call, propose_caller, usual_caller
from noc_tui.desk.doctor import examine
from noc_tui.desk.ending import cancel, close, reopen, solve
from noc_tui.desk.opening import create_ticket
from noc_tui.desk.thread import thread
from noc_tui.desk.tickets import ticket_page
from noc_tui.desk.work import assign, note, take
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.errors import BadInput, Forbidden, NotFound, Refused, Stale, WrongState
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Channel, Origin, Status, Visibility
from noc_tui.store.room import Room
from tests.desk.monitoring import ends, fires, hear
from tests.desk.terms_of import NINE_TO_FIVE, new_calendar, wall
from tests.desk.told import clock_in, explained
from tests.rooms import ANNA, BRUNO, LIA, ROME, VERA, SetClock, do, history, kinds, local, look, opened, ticket_of

THREE = local("2026-11-23 15:00")
"""In the afternoon of the Monday on which the tests begin, at nine."""


def arrange(room: Room, *statements: str) -> None:
    """Sets people up, whatever the commands for it will be."""
    with room.write(SYSTEM_ACTOR) as tx:
        for statement in statements:
            tx.connection.execute(text(statement))


def from_contact(room: Room) -> TicketRow:
    """A ticket of Anna Bianchi's, who works at ACME."""
    arrange(
        room,
        "INSERT INTO contact (customer_id, name, mail, phone, digits, role, active) SELECT id, 'Anna Bianchi', "
        "'bianchi@acme.example', '02 12345', '0212345', 'requester', 1 = 1 FROM customer WHERE code = 'ACME'",
    )
    (ident, customer) = look(room, lambda read: read.rows("SELECT id, customer_id FROM contact")[0])

    def from_her(tx: object) -> TicketRow:
        return create_ticket(
            tx,  # type: ignore[arg-type]
            customer_id=customer,
            subject="No mail leaves the office",
            origin=Origin.CUSTOMER,
            channel=Channel.PHONE,
            category=None,
            more={"contact_id": ident},
        )

    return do(room, ANNA, from_her)


def call_of(room: Room, key: str) -> BookedCall | None:
    return look(room, lambda read: ticket_page(read, key).call)


def told(room: Room, key: str) -> list[str]:
    """The heads of a ticket's thread, after its opening."""
    page = look(room, ticket_page, key)
    return [entry.head for entry in thread(page.events, ROME)[1:]]


# Booking


def test_a_call_back_has_its_time_its_caller_and_whom_to_ask_for(room: Room) -> None:
    key = opened(room).key

    booked = do(room, ANNA, book_call, key, THREE, who="BRUNO", name="Anna\x07 Bianchi", number="02 123", text="VPN")

    assert (wall(booked.call_at), booked.call_who, wall(booked.call_from)) == (
        "2026-11-23 15:00", "bruno", "2026-11-23 09:00",
    )  # fmt: skip
    at = to_us(THREE)
    assert call_of(room, key) == BookedCall(
        at, "bruno", "Anna Bianchi", "02 123", "phone", "VPN", booked.opened_at, "anna"
    )
    assert told(room, key) == ["to be called back 15:00 by bruno: Anna Bianchi, 02 123"]
    assert booked.contact == ticket_of(room, key).contact
    assert history(room, booked)[-1].visibility == Visibility.INTERNAL


def test_an_answer_by_mail_is_promised_in_the_same_way(room: Room) -> None:
    key = from_contact(room).key

    do(room, ANNA, book_call, key, THREE, by=Channel.MAIL)
    do(room, ANNA, call_made, key, reached=True, text="Here is the guide")

    assert told(room, key) == [
        "to be answered by mail 15:00 by anna: Anna Bianchi, bianchi@acme.example",
        "answered by mail",
    ]


def test_who_asked_is_called_where_nobody_else_is_named(room: Room) -> None:
    key = from_contact(room).key

    do(room, ANNA, book_call, key, THREE)
    assert told(room, key)[-1] == "to be called back 15:00 by anna: Anna Bianchi, 02 12345"

    do(room, ANNA, book_call, key, THREE, name="Carlo Neri")
    assert told(room, key)[-1] == "to be called back 15:00 by anna: Carlo Neri", "not by her number"


def test_booking_again_moves_it_and_keeps_what_is_not_said(room: Room, clock: SetClock) -> None:
    key = opened(room).key
    do(room, ANNA, book_call, key, THREE, who="bruno", name="Anna Bianchi", number="02 123", text="VPN")
    clock.move(hours=1)

    moved = do(room, LIA, book_call, key, local("2026-11-24 09:30"))

    assert (wall(moved.call_at), moved.call_who, wall(moved.call_from)) == (
        "2026-11-24 09:30", "bruno", "2026-11-23 10:00",
    )  # fmt: skip
    call = call_of(room, key)
    assert call is not None
    assert (call.name, call.number, call.text, call.booked_by) == ("Anna Bianchi", "02 123", "VPN", "lia")


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (local("2026-11-23 09:00"), "Mon 23 Nov 2026 09:00 has passed."),
        (local("2026-11-22 15:00"), "has passed."),
        (local("2027-11-25 09:00"), "a year ahead at most"),
    ],
)
def test_a_call_back_is_to_come_and_within_a_year(room: Room, at: datetime, said: str) -> None:
    key = opened(room).key

    with pytest.raises(BadInput, match=said):
        do(room, ANNA, book_call, key, at)

    assert kinds(room, ticket_of(room, key)) == []


def test_nobody_is_called_by_the_web_or_by_somebody_who_is_not_there(room: Room) -> None:
    key = opened(room).key

    with pytest.raises(BadInput, match="called back by web"):
        do(room, ANNA, book_call, key, THREE, by=Channel.WEB)
    with pytest.raises(NotFound, match="“carla” is no operator"):
        do(room, ANNA, book_call, key, THREE, who="carla")
    with pytest.raises(Refused, match="vera is viewer here and may not work on tickets"):
        do(room, ANNA, book_call, key, THREE, who="vera")
    with pytest.raises(Forbidden):
        do(room, VERA, book_call, key, THREE)
    assert kinds(room, ticket_of(room, key)) == []


def test_a_decision_on_an_older_ticket_is_refused(room: Room) -> None:
    ticket = opened(room)
    do(room, BRUNO, note, ticket.key, "I have her on the phone")

    with pytest.raises(Stale):
        do(room, ANNA, book_call, ticket.key, THREE, version=ticket.version)


# Who calls


def test_the_customers_own_operator_is_proposed_first(room: Room) -> None:
    new_calendar(room, {**NINE_TO_FIVE, "name": "days"})
    arrange(
        room,
        "UPDATE customer SET operator = 'lia' WHERE code = 'ACME'",
        "UPDATE operator SET team = 'Reti', shift = 'days' WHERE login IN ('ada', 'vera')",
    )
    key = opened(room, team="Reti").key
    ticket = do(room, ANNA, assign, key, to="anna")

    at_three, at_night = to_us(THREE), to_us(local("2026-11-23 22:00"))
    nearest = [("lia", "ACME's own operator"), ("anna", "holds the ticket")]
    assert look(room, propose_caller, ticket, at_three) == [*nearest, ("ada", "team Reti, on shift then")]
    assert look(room, propose_caller, ticket, at_night) == nearest
    assert look(room, usual_caller, ticket, "bruno") == "lia"
    assert do(room, BRUNO, book_call, key, THREE).call_who == "lia"


def test_who_has_left_is_not_proposed(room: Room) -> None:
    arrange(
        room,
        "UPDATE customer SET operator = 'lia' WHERE code = 'ACME'",
        "UPDATE operator SET active = (1 = 0) WHERE login = 'lia'",
    )
    held = do(room, ANNA, take, opened(room).key)

    assert look(room, propose_caller, held, to_us(THREE)) == [("anna", "holds the ticket")]
    assert do(room, BRUNO, book_call, held.key, THREE).call_who == "anna"
    assert do(room, BRUNO, book_call, opened(room).key, THREE).call_who == "bruno", "nobody else knows of it"


# Made, dropped, over


def test_who_was_reached_has_been_contacted(room: Room, clock: SetClock) -> None:
    key = opened(room, "TEL").key
    do(room, ANNA, book_call, key, THREE, name="Rita")
    assert ticket_of(room, key).contact.phase == "running"
    clock.set("2026-11-23 09:20")

    made = do(room, ANNA, call_made, key, reached=True, text="She restarts it", spent=timedelta(minutes=10))

    assert (made.call_at, made.call_from, made.call_who) == (None, None, None)
    assert (made.contact.phase, made.spent_s) == ("stopped", 600)
    assert told(room, key)[-1] == "called back (10 min worked)"
    assert history(room, made)[-1].visibility == Visibility.PUBLIC
    lines = [line.what for line in clock_in(explained(room, key), "contact").lines]
    assert "stopped by the contact (anna)" in lines


def test_where_nobody_was_there_the_contact_is_still_owed_and_the_next_call_is_booked(
    room: Room, clock: SetClock
) -> None:
    key = opened(room, "TEL").key
    do(room, ANNA, book_call, key, THREE, who="bruno", name="Rita", number="0341 1")
    clock.set("2026-11-23 15:05")

    tried = do(room, BRUNO, call_made, key, reached=False, again=local("2026-11-23 16:00"))

    assert (wall(tried.call_at), tried.call_who, tried.contact.phase) == ("2026-11-23 16:00", "bruno", "running")
    assert told(room, key)[-2:] == ["called, nobody reached", "to be called back 16:00 by bruno: Rita, 0341 1"]
    do(room, BRUNO, call_made, key, reached=False)
    assert ticket_of(room, key).call_at is None


def test_what_is_not_needed_is_dropped_and_contacts_nobody(room: Room) -> None:
    key = opened(room, "TEL").key
    do(room, ANNA, book_call, key, THREE)

    dropped = do(room, BRUNO, drop_call, key, text="She wrote meanwhile")

    assert (dropped.call_at, dropped.contact.phase) == (None, "running")
    assert told(room, key)[-1] == "the call back is not needed"


def test_what_is_not_booked_is_neither_made_nor_dropped(room: Room) -> None:
    key = opened(room).key

    with pytest.raises(WrongState, match="No call-back is booked on NOC-2026-000001") as refusal:
        do(room, ANNA, call_made, key, reached=True, text="All is well")
    assert "write a note" in refusal.value.hint
    with pytest.raises(WrongState, match="No call-back is booked"):
        do(room, ANNA, drop_call, key)


def test_who_was_reached_was_told_something(room: Room) -> None:
    key = opened(room).key
    do(room, ANNA, book_call, key, THREE)

    with pytest.raises(BadInput, match="What was said"):
        do(room, ANNA, call_made, key, reached=True, text=" ")
    with pytest.raises(BadInput, match="has passed"):
        do(room, ANNA, call_made, key, reached=False, again=local("2026-11-23 08:00"))
    assert ticket_of(room, key).call_at == to_us(THREE)


def test_the_solution_and_the_end_of_a_ticket_end_the_promise_too(room: Room) -> None:
    for end in (lambda tx, key: solve(tx, key, "Restarted"), lambda tx, key: cancel(tx, key, "Opened twice")):
        key = opened(room).key
        do(room, ANNA, book_call, key, THREE)

        ended = do(room, ANNA, end, key)

        assert (ended.call_at, ended.call_from, ended.call_who) == (None, None, None)
        with pytest.raises(WrongState, match="cannot be given a call-back"):
            do(room, ANNA, book_call, key, THREE)
        back = do(room, ANNA, reopen, key, "It is back")
        assert back.call_at is None, "what was promised before was kept or is void: it is agreed anew"
        assert do(room, ANNA, book_call, key, THREE).call_at == to_us(THREE)


def test_a_workaround_that_is_no_solution_leaves_the_promise(room: Room) -> None:
    key = opened(room, "BDA").key
    do(room, ANNA, book_call, key, THREE)

    worked_around = do(room, ANNA, solve, key, "Rerouted", workaround=True)

    assert (worked_around.status, worked_around.call_at) == (Status.OPEN, to_us(THREE))


def test_alerts_do_not_end_what_a_person_has_promised(room: Room) -> None:
    hear(room, fires())
    key = "NOC-2026-000001"
    do(room, ANNA, book_call, key, THREE)

    hear(room, ends())

    assert ticket_of(room, key).call_at == to_us(THREE)


def test_the_doctor_finds_nothing_wrong_with_calls(room: Room, clock: SetClock) -> None:
    for number, then in enumerate((None, call_made, drop_call, close)):
        key = opened(room).key
        do(room, ANNA, book_call, key, THREE, who="bruno")
        if then is call_made:
            do(room, ANNA, call_made, key, reached=True, text="Said", spent=timedelta(minutes=5 + number))
        elif then is drop_call:
            do(room, ANNA, drop_call, key)
        elif then is close:
            do(room, ANNA, solve, key, "Restarted")
            do(room, ANNA, close, key)

    assert list(examine(room)) == []
