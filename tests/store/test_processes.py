"""A room is worked on by several processes at once: a TUI each, scripts, and the intake."""

from __future__ import annotations

from collections import Counter

from noc_tui.store.room import Room
from tests.desk.derived import differences
from tests.desk.monitoring import fires, hear
from tests.rooms import SetClock, Stores, history, opened, rows, ticket_of, url_of
from tests.store.racers import flap_and_work, open_the_first_ticket, open_tickets, race, take_the_ticket, write_notes

EIGHT = [f"p{number}" for number in range(8)]


def test_of_two_who_take_a_ticket_at_once_one_gets_it_and_the_other_is_told_who(room: Room) -> None:
    ticket = opened(room)

    answers = race(take_the_ticket, url_of(room), ["anna", "bruno"])

    holder = ticket_of(room, ticket.key).assignee
    other = {"anna": "bruno", "bruno": "anna"}[str(holder)]
    told = {name: (how, words) for name, how, words in answers}
    assert told[str(holder)] == ("done", holder)
    assert told[other][0] == "Refused"
    assert f"held by {holder} since" in told[other][1]
    assert [event.kind for event in history(room, ticket)] == ["opened", "terms", "taken"]


def test_eight_write_notes_at_once_and_none_is_lost(room: Room) -> None:
    ticket = opened(room)

    answers = race(write_notes, url_of(room), EIGHT)

    assert answers == [(name, "done", "12") for name in EIGHT]
    written = Counter(str(event.detail["text"]) for event in history(room, ticket)[2:])
    assert written == {f"{name} {number}": 1 for name in EIGHT for number in range(12)}
    assert rows(room, "SELECT count(*) FROM change WHERE kind = 'ticket'") == [(8 * 12 + 1,)]
    assert differences(room) == []


def test_nobody_gets_a_number_that_another_has(room: Room) -> None:
    answers = race(open_tickets, url_of(room), EIGHT[:4])

    keys = [key for _, how, words in answers for key in words.split() if how == "done"]
    assert len(keys) == 24, answers
    year = keys[0].split("-")[1]
    assert sorted(keys) == [f"NOC-{year}-{number:06d}" for number in range(1, 25)]
    assert differences(room) == []


def test_four_who_open_a_room_that_is_not_there_yet_make_one_together(stores: Stores, clock: SetClock) -> None:
    with stores.blank() as url:
        answers = race(open_the_first_ticket, url, EIGHT[:4])

        assert [how for _, how, _ in answers] == ["done"] * 4, answers
        from noc_tui.desk.room import open_room

        room = open_room(url, clock)
        assert rows(room, "SELECT count(*), count(DISTINCT number) FROM ticket") == [(4, 4)]
        assert rows(room, "SELECT count(*) FROM profile_version") == [(5,)]
        room.close()


def test_the_source_and_the_operators_work_on_one_ticket_at_once(room: Room) -> None:
    hear(room, fires(group_key="g"))

    answers = race(flap_and_work, url_of(room), EIGHT[:4])

    assert [how for _, how, _ in answers] == ["done"] * 4, answers
    assert differences(room) == []
