"""A transaction that others were in the way of is done again, the whole of it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from noc_tui.desk.contracts import add_contract
from noc_tui.desk.customers import add_customer
from noc_tui.desk.work import note
from noc_tui.domain.errors import Collided, Refused, StoreBusy
from noc_tui.store.room import Room
from noc_tui.store.tx import Tx
from tests.desk.derived import differences
from tests.desk.side_by_side import meanwhile
from tests.rooms import ANNA, LIA, history, on_postgres, opened, rows


def test_what_it_gives_is_committed_once(room: Room) -> None:
    ticket = opened(room)

    assert room.run(ANNA, lambda tx: note(tx, ticket.key, "Seen")).version == 3
    assert len(history(room, ticket)) == 3


def test_what_was_done_before_others_were_in_the_way_is_undone_and_done_again(room: Room) -> None:
    ticket = opened(room)
    tries: list[str] = []

    def do(tx: Tx) -> int:
        noted = note(tx, ticket.key, "Seen")
        tries.append(tx.action_id)
        if len(tries) < 3:
            raise StoreBusy("The store is locked by another process.")
        return noted.version

    assert room.run(ANNA, do) == 3
    assert (len(tries), len(set(tries))) == (3, 3)
    assert len(history(room, ticket)) == 3


def test_it_gives_up_where_the_line_does_not_move(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("noc_tui.store.room.WRITE_PATIENCE_S", 0.0)

    def do(_tx: Tx) -> None:
        raise StoreBusy("The store is locked by another process.")

    with pytest.raises(StoreBusy):
        room.run(ANNA, do)


def test_a_refusal_is_no_reason_to_try_again(room: Room) -> None:
    tries: list[Tx] = []

    def do(tx: Tx) -> None:
        tries.append(tx)
        raise Refused("No.")

    with pytest.raises(Refused, match="No"):
        room.run(ANNA, do)

    assert len(tries) == 1


@on_postgres
def test_two_who_lock_the_same_rows_in_opposite_orders_are_both_done(room: Room) -> None:
    one, two = opened(room), opened(room)
    met = threading.Barrier(2)
    tries: list[str] = []

    def write(first: int, second: int) -> None:
        def do(tx: Tx) -> None:
            tries.append(f"{first} then {second}")
            for number in (first, second):
                tx.connection.execute(text("UPDATE ticket SET team = 'Reti' WHERE id = :id"), {"id": number})
                if number == first and len(tries) <= 2:
                    met.wait(30)

        room.run(ANNA, do)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(write, one.id, two.id), pool.submit(write, two.id, one.id)]:
            done.result(30)

    assert len(tries) == 3


@on_postgres
def test_who_writes_the_same_at_the_same_time_is_told_what_is_there_now(room: Room) -> None:
    def second() -> None:
        room.run(LIA, lambda tx: add_customer(tx, "DUP", "Altra Ditta"))

    with pytest.raises(Refused, match="“DUP” is DUP \\(Ditta\\) already"):
        meanwhile(room, LIA, lambda tx: add_customer(tx, "DUP", "Ditta"), second)


@on_postgres
def test_two_versions_of_a_contract_at_once_are_two(room: Room) -> None:
    def version(tx: Tx) -> int:
        return add_contract(tx, "CDS", code="CD-1", profile="base").v

    assert meanwhile(room, LIA, version, lambda: room.run(LIA, version)) == 2
    assert rows(room, "SELECT v FROM contract_version WHERE code = 'CD-1' ORDER BY v") == [(1,), (2,)]


@on_postgres
def test_without_a_second_try_it_is_a_refusal_all_the_same(room: Room) -> None:
    def second() -> None:
        with room.write(LIA) as tx:
            add_customer(tx, "DUP", "Altra Ditta")

    with pytest.raises(Collided, match="Somebody else has just written the same") as refusal:
        meanwhile(room, LIA, lambda tx: add_customer(tx, "DUP", "Ditta"), second)

    assert isinstance(refusal.value, Refused)
    assert refusal.value.hint
    assert differences(room) == []
