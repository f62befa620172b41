"""Technologies, teams, kinds of incident, and the rules by which a ticket finds its team."""

from __future__ import annotations

import pytest

from noc_tui.desk.organisation import put_fault, put_team, put_technology, set_rules
from noc_tui.desk.room import open_room
from noc_tui.desk.versions import install_shipped
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.errors import BadInput, Forbidden, NotFound
from noc_tui.domain.setup import FaultRow, NamedRow, RuleRow
from noc_tui.domain.words import Category
from noc_tui.store.read import people
from noc_tui.store.room import Room
from tests.rooms import ANNA, LIA, SetClock, Stores, do, look, rows
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
    mine = do(room, LIA, put_fault, "bug", kind="program", title="Programming mistake")
    more = do(room, LIA, put_fault, "power_cut", kind="hardware")
    with room.write(SYSTEM_ACTOR) as tx:
        tx.connection.exec_driver_sql("DELETE FROM fault WHERE name = 'ddos'")

    do(room, SYSTEM_ACTOR, install_shipped)

    found = {fault.name: fault for fault in look(room, people.faults)}
    assert found["bug"] == mine == FaultRow("bug", "program", "Programming mistake")
    assert found["power_cut"] == more
    assert found["ddos"].kind == "attack"


def test_a_store_made_before_gets_them_when_it_is_upgraded(stores: Stores, clock: SetClock) -> None:
    with stores.blank() as url:
        migrated(url, "0004")
        room = open_room(url, clock)

        assert len(look(room, people.faults)) == 9
        room.close()


def test_technologies_and_teams_are_known_by_name(room: Room) -> None:
    assert do(room, LIA, put_technology, "mail", title="Mail") == NamedRow("mail", "Mail")
    assert do(room, LIA, put_technology, "mail") == NamedRow("mail", "Mail")
    assert do(room, LIA, put_team, "Reti", title="") == NamedRow("Reti", "")
    assert do(room, LIA, put_team, "Reti", title="Networks").title == "Networks"
    with pytest.raises(BadInput, match="Team: name: empty"):
        do(room, LIA, put_team, "")
    with pytest.raises(Forbidden):
        do(room, ANNA, put_team, "Reti")


def test_rules_are_set_as_a_whole_and_numbered_anew(room: Room) -> None:
    do(room, LIA, put_team, "Reti")
    do(room, LIA, put_technology, "network")

    first = do(
        room,
        LIA,
        set_rules,
        [RuleRow(7, "NETWORK", None, None, "reti"), RuleRow(1, None, Category.FEATURE, "ddos", "Reti")],
    )
    assert first == [RuleRow(1, "network", None, None, "Reti"), RuleRow(2, None, "new_feature", "ddos", "Reti")]

    assert do(room, LIA, set_rules, [RuleRow(1, None, None, None, "Reti")]) == [RuleRow(1, None, None, None, "Reti")]
    assert do(room, LIA, set_rules, []) == []


@pytest.mark.parametrize(
    ("rule", "error", "said"),
    [
        (RuleRow(1, "steam", None, None, "Reti"), NotFound, "no technology “steam”"),
        (RuleRow(1, None, "repair", None, "Reti"), BadInput, "“repair” is no category"),
        (RuleRow(1, None, None, "rain", "Reti"), NotFound, "no kind of incident “rain”"),
        (RuleRow(1, None, None, None, "Rete"), NotFound, "no team “Rete”"),
        (RuleRow(1, None, None, None, " "), BadInput, "names the team"),
    ],
)
def test_a_rule_that_names_what_is_not_there_is_refused_with_all_the_others(
    room: Room, rule: RuleRow, error: type[Exception], said: str
) -> None:
    do(room, LIA, put_team, "Reti")
    do(room, LIA, put_technology, "network")

    with pytest.raises(error, match=said):
        do(room, LIA, set_rules, [RuleRow(1, None, None, None, "Reti"), rule])

    assert rows(room, "SELECT count(*) FROM rule") == [(0,)]
