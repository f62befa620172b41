"""What looks like a request, and tickets found by their words."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from noc_tui.clock import to_us
from noc_tui.desk.alerts import open_ticket_for, shelve
from noc_tui.desk.ending import cancel, close, solve
from noc_tui.desk.look_alikes import (
    LookAlike,
    as_look_alikes,
    find_by_words,
    look_alikes,
    look_alikes_of,
    open_like_alert,
)
from noc_tui.desk.undo import undo_last
from noc_tui.desk.work import note
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.words import Severity, Status
from noc_tui.store.room import Room
from tests.desk.monitoring import fires, hear
from tests.rooms import ANNA, SetClock, do, local, look, opened, rows

MINOR = {"severity": Severity.MINOR}


def solved(room: Room, clock: SetClock, subject: str, how: str, customer: str = "OSP") -> str:
    """A past ticket that anna solved in an hour."""
    key = opened(room, customer, subject=subject).key
    clock.move(hours=1)
    do(room, ANNA, solve, key, how)
    do(room, ANNA, close, key)
    return key


def like(room: Room, clock: SetClock, words: str, customer: str | None = "ACME", **options: Any) -> list[LookAlike]:
    """What looks like a request of a customer that is being told."""
    ((ident,),) = rows(room, "SELECT id FROM customer WHERE code = :code", code=customer) if customer else ((None,),)
    given: dict[str, Any] = {"ticket_id": None, "equipment_id": None, "technology": None} | options
    return look(room, look_alikes, customer_id=ident, text=words, now=to_us(clock.now), **given)


def at_device(room: Room, *keys: str) -> int:
    """Puts a device of ACME there, and these tickets on it."""
    with room.write(SYSTEM_ACTOR) as tx:
        tx.connection.execute(
            text(
                "INSERT INTO equipment (id, customer_id, name, kind, redundant, active) VALUES (7, "
                "(SELECT id FROM customer WHERE code = 'ACME'), 'edge-rtr-01', 'router', false, true)"
            )
        )
        for key in keys:
            tx.connection.execute(text("UPDATE ticket SET equipment_id = 7 WHERE key = :key"), {"key": key})
    return 7


def test_a_past_ticket_with_the_same_words_tells_how_it_was_solved(room: Room, clock: SetClock) -> None:
    key = solved(room, clock, "VPN drops at noon", "Replaced the expired\ncertificate.")

    (found,) = like(room, clock, "The VPN is down since noon")

    assert (found.key, found.why, found.open, found.status) == (key, "the same words", False, Status.CLOSED)
    assert (found.solved, found.by, found.level, found.took_s) == ("Replaced the expired certificate.", "anna", 1, 3600)


def test_what_is_open_comes_first_then_alerts_then_what_was_solved(room: Room, clock: SetClock) -> None:
    past = solved(room, clock, "VPN drops at noon", "Replaced the certificate.")
    theirs = opened(room, subject="Printer jams").key
    opened(room, "OSP", subject="Something else")
    hear(room, fires(**MINOR))

    found = like(room, clock, "VPN down")

    assert [(one.key, one.why) for one in found] == [
        (theirs, "same customer"), ("alert 1", "alert firing there"), (past, "the same words"),
    ]  # fmt: skip
    assert found[1].subject.startswith("InterfaceDown edge-rtr-01")


def test_what_another_customer_has_open_is_alike_by_a_word_that_says_something(room: Room, clock: SetClock) -> None:
    opened(room, "OSP", subject="Voice menu for the summer")
    vpn, mail = opened(room, "OSP", subject="VPN down").key, opened(room, "BDA", subject="No mail to the world").key

    found = like(room, clock, "The VPN for mail is slow")

    assert {(one.key, one.whose) for one in found} == {(vpn, "OSP"), (mail, "BDA")}


def test_the_same_device_is_nearer_than_the_same_customer_and_technology(room: Room, clock: SetClock) -> None:
    other = opened(room, subject="No mail leaves").key
    mail = opened(room, subject="Mail is slow", technology="mail").key
    same = opened(room, subject="Router restarts").key
    past = solved(room, clock, "Router hums", "Cleaned the fan.", "ACME")
    device = at_device(room, same, past)
    hear(room, fires(customer_hint="", resource="edge-rtr-01", **MINOR))

    found = like(room, clock, "Line is dead", equipment_id=device, technology="mail")

    assert [(one.key, one.why) for one in found] == [
        (same, "same device"), (mail, "same customer, mail"), (other, "same customer"),
        ("alert 1", "alert firing there"), (past, "same device"),
    ]  # fmt: skip


def test_of_the_same_words_those_of_the_customer_come_first(room: Room, clock: SetClock) -> None:
    own = solved(room, clock, "VPN drops at noon", "Ours.", "ACME")
    others = [solved(room, clock, "VPN drops at noon", "Theirs.") for _ in range(3)]

    found = like(room, clock, "VPN drops at noon")

    assert [one.key for one in found] == [own, *reversed(others)]


def test_a_ticket_with_alerts_is_like_another_with_the_same_event(room: Room, clock: SetClock) -> None:
    hear(room, fires(**MINOR), fires(alert_key="if2", customer_hint="OSP", **MINOR))
    own, other = (do(room, ANNA, open_ticket_for, ident).key for ident in (1, 2))

    (found,) = look(room, look_alikes_of, own, to_us(clock.now))

    assert (found.key, found.why) == (other, "same event")


def test_what_is_no_help_is_left_out(room: Room, clock: SetClock) -> None:
    key = opened(room, subject="VPN drops").key
    do(room, ANNA, cancel, opened(room, subject="VPN drops").key, "Twice")
    hear(room, fires(**MINOR))
    do(room, ANNA, shelve, 1, local("2026-11-23 12:00"))

    assert look(room, look_alikes_of, key, to_us(clock.now)) == []
    clock.set("2026-11-23 12:00")
    assert [one.key for one in look(room, look_alikes_of, key, to_us(clock.now))] == ["alert 1"]


def test_a_solution_that_was_taken_back_is_told_no_more(room: Room, clock: SetClock) -> None:
    key = opened(room, "OSP", subject="VPN drops").key
    do(room, ANNA, solve, key, "Nonsense")
    do(room, ANNA, undo_last, key)
    do(room, ANNA, solve, key, "Replaced the certificate.")

    assert [one.solved for one in like(room, clock, "VPN drops")] == ["Replaced the certificate."]


def test_however_much_is_open_half_of_the_places_are_for_what_was_solved(room: Room, clock: SetClock) -> None:
    for _ in range(6):
        solved(room, clock, "VPN drops", "Restarted.")
    for _ in range(9):
        opened(room)
    hear(room, *(fires(alert_key=f"if{n}", **MINOR) for n in range(4)))

    found = like(room, clock, "VPN drops")

    assert [one.open for one in found] == [True] * 4 + [False] * 4
    assert [one.key.startswith("alert") for one in found[:4]] == [False, False, True, True]


HOSTILE = ['x" OR subject:y', "NEAR(a b)", "*", "'; --", "a AND", "-", "\\", "(", "café:*", '"', "^vpn", "{a b}: c"]


@pytest.mark.parametrize("words", HOSTILE)
def test_foreign_words_are_words(room: Room, clock: SetClock, words: str) -> None:
    opened(room, "OSP", subject=f"It says {words} vpn")

    like(room, clock, words)
    found, total = look(room, find_by_words, words, 5)

    assert len(found) == total <= 1


def test_words_that_all_tickets_have_are_asked_for_together(room: Room, clock: SetClock, many: None) -> None:
    found = like(room, clock, "line down", None)

    assert len(found) == 8
    assert {one.subject for one in found} == {"line down"}


@pytest.fixture
def many(room: Room, monkeypatch: pytest.MonkeyPatch, clock: SetClock) -> None:
    """A room in which three tickets with a word make it a common one."""
    monkeypatch.setattr("noc_tui.store.read.search._COMMON", 3)
    for subject in ("line slow", "mail down", *["line down"] * 9):
        solved(room, clock, subject, "Restarted.", "CDS")


# By words


def test_tickets_are_found_by_all_words_a_beginning_a_key_and_what_was_written(room: Room) -> None:
    first = opened(room, subject="VPN drops at noon").key
    second = opened(room, subject="VPN is slow").key
    do(room, ANNA, note, second, "The gateway in Lecco answers late")

    def found(words: str, **options: bool) -> list[str]:
        rows_found, total = look(room, find_by_words, words, 10, **options)
        assert len(rows_found) == total
        return [row.key for row in rows_found]

    assert set(found("vpn")) == {first, second}
    assert found("vpn", newest=True) == [second, first]
    assert found("VPN lecco") == [second]
    assert found("gatew*") == [second]
    assert found("gatew") == []
    assert found(first) == [first]
    assert found("vpn nothing") == found("") == found("…") == []


def test_of_many_that_are_found_the_total_is_told(room: Room) -> None:
    for _ in range(3):
        opened(room, subject="VPN drops")

    found, total = look(room, find_by_words, "vpn", 2)

    assert (len(found), total) == (2, 3)


# To choose from


def test_an_alert_belongs_to_an_open_ticket_of_its_customer(room: Room, clock: SetClock) -> None:
    opened(room, "OSP")
    key = opened(room, subject="edge-rtr-01 is silent").key
    hear(room, fires(**MINOR))

    assert [one.key for one in look(room, open_like_alert, 1, to_us(clock.now))] == [key]


def test_tickets_picked_by_hand_stand_with_the_oldest_first(room: Room, clock: SetClock) -> None:
    first = opened(room).key
    clock.move(minutes=1)
    second = opened(room).key

    assert [one.key for one in look(room, as_look_alikes, [second, "1"])] == [first, second]
