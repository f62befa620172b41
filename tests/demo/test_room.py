"""Setting up the demo room: its customers, contracts and people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from noc_tui.clock import to_us
from noc_tui.demo.hours import DAYS
from noc_tui.demo.room import set_up_room
from noc_tui.desk.actors import resolve_actor
from noc_tui.desk.opening import open_ticket
from noc_tui.desk.routing import propose
from noc_tui.desk.terms import terms_in_force
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.errors import Refused
from noc_tui.domain.words import Category, ContactRole, Role
from noc_tui.sla.profile import OPTIONS
from noc_tui.store.read import people, setup
from noc_tui.store.room import Room
from tests.demo.demo_rooms import GIADA, content_of, demo_room
from tests.rooms import SetClock, Stores, do, local, look

TODAY = date(2026, 11, 23)
NIGHT = "2026-11-23 03:00"


@pytest.fixture
def empty(stores: Stores, clock: SetClock) -> Iterator[Room]:
    with demo_room(stores, clock) as room:
        yield room


def test_it_has_the_customers_and_people_of_an_italian_support_company(empty: Room) -> None:
    customers = look(empty, setup.customers)
    operators = look(empty, setup.operators)

    assert len(customers) == 47
    assert {"Banca dell'Adda", "Ospedale San Carlo", "Ceramiche Lario"} <= {customer.name for customer in customers}
    assert {(person.level, person.role) for person in operators} >= {
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


def test_customers_have_sites_people_and_equipment(empty: Room) -> None:
    for customer in look(empty, setup.customers):
        contacts = look(empty, people.contacts, customer.id)
        assert look(empty, people.sites, customer.id)
        assert look(empty, people.equipment, customer.id)
        assert 2 <= len(contacts) <= 4
        assert all(person.mail.endswith(".example") and person.phone.startswith("+39 ") for person in contacts)
    hospital = look(empty, setup.find_customer, "OSC")
    referente = [one.name for one in look(empty, people.contacts, hospital.id) if one.role == ContactRole.REFERENTE]
    assert referente == ["Marta Invernizzi"]
    assert hospital.operator == "colombo"


def test_every_technology_has_a_team_that_knows_it(empty: Room) -> None:
    for technology in look(empty, people.listed, "technology"):
        found = look(
            empty, propose, technology=technology.name, category=Category.BLOCKING, fault=None, now=to_us(local(NIGHT))
        )
        assert found.mates, technology
    change = look(empty, propose, technology="mail", category=Category.CHANGE, fault=None, now=to_us(local(NIGHT)))
    attack = look(empty, propose, technology="mail", category=Category.BLOCKING, fault="ddos", now=to_us(local(NIGHT)))
    assert (change.team, attack.team) == ("Progetti", "Sicurezza L3")


def test_somebody_of_level_one_is_there_at_any_hour(empty: Room) -> None:
    for hour in ("03:00", "09:00", "17:00", "23:00"):
        at = to_us(local(f"2026-11-22 {hour}"))
        mates = look(empty, propose, technology=None, category=Category.CLARIFICATION, fault=None, now=at).mates
        assert any(mate.on_shift for mate in mates), hour


def test_contracts_of_every_kind_are_among_them(empty: Room) -> None:
    specs = {contract.code: contract.spec for contract in look(empty, setup.contracts)}

    assert specs["SM-03"]["hours"] == {"amount": 30, "per": "quarter"}
    assert specs["OSC-04"]["exclusions"] == ["medical devices connected to the network"]
    assert specs["TT-02"]["access"] == "none"
    assert isinstance(specs["BA-17"]["access"], dict)
    assert {option for spec in specs.values() for option in spec.get("options", ())} == set(OPTIONS)  # type: ignore[attr-defined]


def test_a_room_in_use_is_left_as_it_is(room: Room, clock: SetClock) -> None:
    before = content_of(room)

    with pytest.raises(Refused, match="set up already"):
        do(room, SYSTEM_ACTOR, set_up_room, clock.now, "giada")

    assert content_of(room) == before
