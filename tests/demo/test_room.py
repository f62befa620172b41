"""Setting up the demo room: its customers, contracts and people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from noc_tui.demo.hours import DAYS
from noc_tui.demo.room import set_up_room
from noc_tui.desk.actors import resolve_actor
from noc_tui.desk.opening import open_ticket
from noc_tui.desk.terms import terms_in_force
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.errors import Refused
from noc_tui.domain.words import Role
from noc_tui.store.read import setup
from noc_tui.store.room import Room
from tests.demo.demo_rooms import GIADA, content_of, demo_room
from tests.rooms import SetClock, Stores, do, look

TODAY = date(2026, 11, 23)


@pytest.fixture
def empty(stores: Stores, clock: SetClock) -> Iterator[Room]:
    with demo_room(stores, clock) as room:
        yield room


def test_it_has_the_customers_and_people_of_an_italian_support_company(empty: Room) -> None:
    customers = look(empty, setup.customers)
    people = look(empty, setup.operators)

    assert len(customers) == 47
    assert {"Banca dell'Adda", "Ospedale San Carlo", "Ceramiche Lario"} <= {customer.name for customer in customers}
    assert {(person.level, person.role) for person in people} >= {
        (1, Role.OPERATOR),
        (2, Role.LEAD),
        (3, Role.OPERATOR),
    }
    assert look(empty, setup.match_customer, "osp-sancarlo") == look(empty, setup.match_customer, "OSC")


def test_whoever_sits_at_the_keyboard_can_act_there(empty: Room) -> None:
    actor = look(empty, resolve_actor, "giada")

    assert actor == GIADA
    assert do(empty, actor, open_ticket, subject="No mail", customer="OSC").number == 1


def test_one_of_the_demos_own_people_keeps_role_and_level(stores: Stores, clock: SetClock) -> None:
    with demo_room(stores, clock, login="Verdi") as room:
        verdi = look(room, resolve_actor, "Verdi")
        assert (verdi.name, verdi.role, verdi.level, verdi.team) == ("verdi", Role.OPERATOR, 3, "Sicurezza L3")
        assert len(look(room, setup.operators)) == 14


def test_contracts_hold_for_all_of_the_past_and_end_as_many_months_ahead_as_the_content_says(empty: Room) -> None:
    contracts = {contract.code: contract for contract in look(empty, setup.contracts)}

    assert len(contracts) == 47
    assert all(contract.valid_from <= (TODAY - timedelta(days=DAYS)).isoformat() for contract in contracts.values())
    assert contracts["OSC-04"].valid_to == "2028-06-23"
    assert contracts["OSC-04"].monitoring
    assert contracts["OSC-04"].spec["access"] == "vpn"


def test_a_contract_that_has_run_out_leaves_the_customer_on_request(empty: Room) -> None:
    customer = look(empty, setup.find_customer, "SPS")
    before, now = (look(empty, terms_in_force, customer.id, day) for day in (TODAY - timedelta(days=90), TODAY))

    assert before.contract_version_id is not None
    assert now.contract_version_id is None


def test_a_contract_may_have_a_calendar_other_than_its_profiles(empty: Room) -> None:
    customer = look(empty, setup.find_customer, "RT")
    (contract,) = look(empty, setup.contracts, customer.id)

    assert look(empty, setup.version_by_id, "profile", contract.profile_version_id).name == "professional"
    assert look(empty, setup.version_by_id, "calendar", contract.calendar_version_id).name == "office-lecco"


def test_the_base_profile_brings_its_own_monitoring(empty: Room) -> None:
    customer = look(empty, setup.find_customer, "AGB")
    (contract,) = look(empty, setup.contracts, customer.id)

    assert contract.monitoring  # G4, though the customer has no Alerting Manager (F8)


def test_a_room_in_use_is_left_as_it_is(room: Room, clock: SetClock) -> None:
    before = content_of(room)

    with pytest.raises(Refused, match="set up already"):
        do(room, SYSTEM_ACTOR, set_up_room, clock.now, "giada")

    assert content_of(room) == before
