"""The kinds of incident that ship with the program, beside those of a room's own (G3)."""

from __future__ import annotations

from noc_tui.desk.room import open_room
from noc_tui.desk.versions import install_shipped
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.setup import FaultRow
from noc_tui.store.read import people
from noc_tui.store.room import Room
from tests.desk.organised import organise
from tests.rooms import LIA, SetClock, Stores, do, look
from tests.store.copies import migrated

SHIPPED = {
    "software": {"bug", "vulnerability", "wrong_configuration", "unexpected_input"},
    "hardware": {"routing", "exhausted_resources", "corrupted_data"},
    "attack": {"ddos", "code_injection"},
}


def test_the_kinds_of_incident_ship_with_the_program(room: Room) -> None:
    found = look(room, people.faults)

    assert {kind: {fault.name for fault in found if fault.kind == kind} for kind in SHIPPED} == SHIPPED
    assert all(fault.title for fault in found)


def test_a_room_has_kinds_of_its_own_and_what_ships_leaves_them_alone(room: Room) -> None:
    do(room, LIA, organise, faults=[("bug", "program"), ("power_cut", "hardware")])
    with room.write(SYSTEM_ACTOR) as tx:
        tx.connection.exec_driver_sql("DELETE FROM fault WHERE name = 'ddos'")

    do(room, SYSTEM_ACTOR, install_shipped)

    found = {fault.name: fault for fault in look(room, people.faults)}
    assert found["bug"] == FaultRow("bug", "program", "bug")
    assert found["power_cut"] == FaultRow("power_cut", "hardware", "power cut")
    assert found["ddos"].kind == "attack"


def test_a_store_made_before_gets_them_when_it_is_upgraded(stores: Stores, clock: SetClock) -> None:
    with stores.blank() as url:
        migrated(url, "0004")
        room = open_room(url, clock)

        assert len(look(room, people.faults)) == 9
        room.close()
