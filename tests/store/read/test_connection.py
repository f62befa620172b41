"""One face for both databases: named parameters in, tuples out, errors in our words."""

from __future__ import annotations

import pytest

from noc_tui.domain.errors import StoreDamaged
from noc_tui.domain.event import Subject
from noc_tui.store.read.connection import for_psycopg
from noc_tui.store.read.tickets import all_tickets, all_timelines
from noc_tui.store.room import Room
from tests.desk.monitoring import fires, hear
from tests.rooms import history, opened, rows


@pytest.mark.parametrize(
    ("ours", "psycopgs"),
    [
        ("SELECT :a, :b_2", "SELECT %(a)s, %(b_2)s"),
        ("SELECT :a::text", "SELECT %(a)s::text"),
        ("x LIKE '100%' AND y = :y", "x LIKE '100%%' AND y = %(y)s"),
        ("SELECT '12:30'", "SELECT '12:30'"),
    ],
)
def test_parameters_by_name_become_the_drivers(ours: str, psycopgs: str) -> None:
    assert for_psycopg(ours) == psycopgs


@pytest.mark.parametrize("value", ["it's", 'a "b"', "100%", "%s", "%(a)s", ":a", "\\", "è ☃ 𝄞", "", "'; --"])
def test_a_value_comes_back_as_it_went(room: Room, value: str) -> None:
    assert rows(room, "SELECT CAST(:a AS TEXT), length(CAST(:a AS TEXT))", a=value) == [(value, len(value))]


def test_a_table_that_is_not_there_is_said_to_be_missing(room: Room) -> None:
    with pytest.raises(StoreDamaged, match="no such table") as refusal:
        rows(room, "SELECT * FROM nowhere")

    assert "noc db upgrade" in refusal.value.hint


@pytest.mark.parametrize("in_snapshot", [True, False])
def test_everything_in_the_store_can_be_gone_through_piece_by_piece(room: Room, in_snapshot: bool) -> None:
    tickets = [opened(room) for _ in range(5)]
    hear(room, fires(), fires(alert_key="if2"))

    with room.reading() as read:
        if in_snapshot:
            with read.snapshot():
                found = [*all_tickets(read)], dict(all_timelines(read, Subject.TICKET))
        else:
            found = [*all_tickets(read)], dict(all_timelines(read, Subject.TICKET))

    assert found[0][:5] == tickets
    assert found[1][tickets[0].id] == history(room, tickets[0])


def test_two_can_be_gone_through_side_by_side(room: Room) -> None:
    tickets = [opened(room) for _ in range(5)]

    with room.reading() as read, read.snapshot():
        pairs = [*zip(all_tickets(read), all_timelines(read, Subject.TICKET), strict=True)]

    assert [(ticket.id, ticket_id) for ticket, (ticket_id, _) in pairs] == [(t.id, t.id) for t in tickets]
