"""A room's set-up from files: nothing twice, nothing deleted, and out again as it came in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noc_tui.desk.room_document import Comparison, apply_documents, export
from noc_tui.desk.versions import save_calendar
from noc_tui.domain.errors import Forbidden
from noc_tui.domain.words import ContactRole, Role
from noc_tui.store.read import people
from noc_tui.store.read.setup import contracts, find_customer, newest_version, operators, setting, valid_contracts
from noc_tui.store.room import Room
from noc_tui.toml_writing import dumps
from tests.desk.room_files import EXAMPLE, brought_in, compared, document, mistakes
from tests.rooms import ADA, LIA, VERA, SetClock, SqliteStores, do, look, on_sqlite, rows


def test_the_example_sets_up_all_that_a_room_has(room: Room) -> None:
    brought_in(room, EXAMPLE)

    bank = look(room, find_customer, "banca-adda")
    assert (bank.code, bank.city, bank.operator) == ("BDA", "Lecco", "colombo")
    (site,) = look(room, people.sites, bank.id)
    anna, ugo = look(room, people.contacts, bank.id)
    assert (anna.role, anna.site_id, anna.phone) == (ContactRole.REFERENTE, site.id, "+39 0341 555 0199")
    assert (ugo.role, ugo.mail, ugo.site_id) == (ContactRole.REQUESTER, "", None)
    assert rows(room, "SELECT digits FROM contact WHERE name = 'Anna Bianchi'") == [("3903415550199",)]
    router, mail = look(room, people.equipment, bank.id)
    assert (router.redundant, mail.access, mail.technology) == (True, "vpn, then ssh", "mail")
    contract, *_ = look(room, valid_contracts, bank.id, "2027-01-01")
    assert contract.code == "BDA-17"
    assert contract.spec["hours"] == {"amount": 40, "per": "quarter"}
    assert contract.monitoring
    assert not look(room, find_customer, "CDS").active
    colombo = next(one for one in look(room, operators) if one.login == "colombo")
    assert (colombo.role, colombo.level, colombo.team, colombo.shift) == (Role.OPERATOR, 2, "Reti", "shift-night")
    assert colombo.competences == ("network", "Cisco IOS")
    assert [rule.team for rule in look(room, people.rules)] == ["Reti", "Progetti", "Progetti", "Reti", "Sistemi"]
    assert "power_cut" in {fault.name for fault in look(room, people.faults)}
    assert look(room, newest_version, "profile", "gold") is not None


def test_a_second_time_it_changes_nothing(room: Room) -> None:
    first = brought_in(room, EXAMPLE)
    before = rows(room, "SELECT seq, kind, key FROM change ORDER BY seq")

    again = brought_in(room, EXAMPLE)

    assert first.differences
    assert not again.differences
    assert rows(room, "SELECT seq, kind, key FROM change ORDER BY seq") == before


def test_what_is_shown_is_what_is_done(room: Room) -> None:
    shown = compared(room, EXAMPLE)

    assert brought_in(room, EXAMPLE) == shown
    assert not rows(room, "SELECT 1 FROM customer WHERE code = 'NEW'")


def test_what_the_file_does_not_name_stays(room: Room) -> None:
    comparison = brought_in(room, EXAMPLE)

    assert {("customer", "ACME"), ("operator", "anna"), ("contract", "ACME", "AC-1")} <= set(comparison.kept)
    assert look(room, find_customer, "ACME").aliases == ("acme spa", "Acme Holding")
    brought_in(room, '[[customer]]\ncode = "acme"\ncity = "Milano"')
    acme = look(room, find_customer, "ACME")
    assert (acme.name, acme.city, acme.aliases) == ("ACME Italia", "Milano", ("acme spa", "Acme Holding"))


def test_a_change_is_told_field_by_field_and_a_name_is_the_same_in_any_case(room: Room) -> None:
    brought_in(room, EXAMPLE)

    other = EXAMPLE.replace('"Anna Bianchi"', '"ANNA Bianchi"').replace("555 0199", "555 0100").replace('"Lecco"', '""')
    told = {one.name: one.fields for one in compared(room, other).differences}

    assert told[("contact", "BDA", "ANNA Bianchi")] == {
        "name": ("Anna Bianchi", "ANNA Bianchi"),
        "phone": ("+39 0341 555 0199", "+39 0341 555 0100"),
    }
    assert told[("customer", "BDA")] == {"city": ("Lecco", "")}
    brought_in(room, other)
    bank = look(room, find_customer, "BDA")
    assert [one.name for one in look(room, people.contacts, bank.id)] == ["ANNA Bianchi", "Ugo Verdi"]
    assert not compared(room, other).differences


def test_versions_are_new_only_where_something_differs(room: Room) -> None:
    brought_in(room, EXAMPLE)
    versions = "SELECT name, v FROM calendar_version UNION ALL SELECT name, v FROM profile_version"
    before = set(rows(room, versions))

    done = brought_in(room, EXAMPLE.replace("minutes = 60", "minutes = 90").replace("amount = 40", "amount = 50"))

    assert [one.key for one in done.differences] == [("profile", "gold"), ("contract", "BDA", "BDA-17")]
    assert set(rows(room, versions)) - before == {("gold", 2)}
    assert max(rows(room, "SELECT v FROM contract_version WHERE code = 'BDA-17'")) == (2,)


def test_a_contract_left_to_its_profile_follows_it_and_keeps_its_first_day(room: Room, clock: SetClock) -> None:
    text = '[[customer]]\ncode = "CDS"\n[[customer.contract]]\ncode = "CD-1"\nprofile = "base"'
    brought_in(room, text)
    (begun,) = look(room, contracts, look(room, find_customer, "CDS").id)

    clock.move(days=9)

    assert begun.valid_from == "2026-11-23"
    assert begun.monitoring  # G4: it is the profile's
    assert not brought_in(room, text).differences
    other = brought_in(room, text.replace('"base"', '"extended"')).differences
    assert other[0].fields == {
        "profile": ("base", "extended"),
        "calendar": ("office", "always"),
        "monitoring": (True, False),
    }


def test_monitoring_by_option_or_by_its_own_word_is_the_same(room: Room) -> None:
    head = '[[customer]]\ncode = "CDS"\n[[customer.contract]]\ncode = "CD-1"\nprofile = "extended"\n'
    brought_in(room, f"{head}monitoring = true")

    (contract,) = look(room, contracts, look(room, find_customer, "CDS").id)

    assert contract.spec["options"] == ["alerting_manager"]
    assert not compared(room, f"{head}monitoring = true").differences
    assert not compared(room, f'{head}options = ["alerting_manager"]').differences
    (refused,) = mistakes(room, f'{head}options = ["alerting_manager"]\nmonitoring = false')
    assert refused.startswith("1.toml, line 7: customer[0].contract[0].monitoring: the option alerting_manager")


def test_rules_are_one_list_in_the_order_of_the_file(room: Room) -> None:
    brought_in(room, EXAMPLE)

    brought_in(room, '[[rule]]\nteam = "Reti"')
    assert [(rule.position, rule.team) for rule in look(room, people.rules)] == [(1, "Reti")]
    brought_in(room, '[room]\nzone = "Europe/Rome"')
    assert len(look(room, people.rules)) == 1
    brought_in(room, "rule = []")
    assert look(room, people.rules) == []


def test_the_room_has_the_zone_of_the_file(room: Room) -> None:
    brought_in(room, '[room]\nzone = "Europe/Zurich"')

    assert look(room, setting, "zone") == "Europe/Zurich"
    assert not compared(room, '[room]\nzone = "Europe/Zurich"').differences


def test_what_goes_out_comes_in_again_unchanged(room: Room, stores: SqliteStores) -> None:
    brought_in(room, EXAMPLE)
    written = dumps(look(room, export))

    assert compared(room, written) == Comparison([], [])
    with stores.room(room.clock) as other:
        do(other, ADA, apply_documents, [document(written)])
        assert dumps(look(other, export)) == written


def test_a_room_that_was_never_set_up_by_a_file_goes_out_too(room: Room) -> None:
    assert compared(room, dumps(look(room, export))) == Comparison([], [])


def test_holidays_written_out_are_no_difference(room: Room) -> None:
    text = '[[calendar]]\nname = "mine"\ntimezone = "UTC"\nholidays = { country = "IT" }\n'
    text += '[calendar.hours]\nmon = [["08:00", "09:00"]]'
    brought_in(room, text)

    found = look(room, newest_version, "calendar", "mine")

    assert found is not None
    assert "holiday_dates" in found.spec
    assert not compared(room, text).differences
    do(room, ADA, save_calendar, {"name": "mine", "timezone": "UTC", "hours": {"mon": [["08:00", "10:00"]]}})
    assert compared(room, text).differences[0].fields.keys() == {"holidays", "hours"}


def test_what_a_version_does_not_keep_makes_no_difference(room: Room) -> None:
    text = (
        '[[calendar]]\nname = "mine"\ntitle = ""\ntimezone = "UTC"\nholidays = { country = "IT" }\n'
        'holiday_dates = { 2026-11-30 = "Ours" }\n[calendar.hours]\nmon = [["08:00", "09:00"]]\n'
    )
    brought_in(room, text)

    assert not brought_in(room, text).differences


def test_leads_set_up_customers_and_only_admins_operators(room: Room) -> None:
    customer, operator = '[[customer]]\ncode = "NEW"\nname = "New"', '[[operator]]\nlogin = "nina"'
    with pytest.raises(Forbidden):
        brought_in(room, customer, VERA)
    with pytest.raises(Forbidden, match="set up operators"):
        brought_in(room, f"{customer}\n{operator}", LIA)

    assert brought_in(room, customer, LIA).differences
    assert not rows(room, "SELECT 1 FROM operator WHERE login = 'nina'")


def test_hidden_characters_do_not_get_in(room: Room) -> None:
    brought_in(room, '[[customer]]\ncode = "NEW"\nname = "New\\u202E\\u001b[31m one"\n'
               '[[customer.contract]]\ncode = "N-1"\nprofile = "base"\nexclusions = ["the\\u200B ATM"]')  # fmt: skip

    customer = look(room, find_customer, "NEW")
    assert customer.name == "New one"
    assert look(room, contracts, customer.id)[0].spec["exclusions"] == ["the ATM"]


NAMES = st.text("abcXYZ àé'-1", min_size=1, max_size=8).map(str.strip).filter(bool)
TEXTS = st.text("abc XYZ\"\\#àé'=[]", max_size=10)
WORDS = st.text("abcdefgh", min_size=1, max_size=6)
PHONES = st.just("") | st.from_regex(r"\+39 0341 [0-9]{4,8}", fullmatch=True)


def listed(one: st.SearchStrategy[dict[str, Any]], by: str = "name", size: int = 3) -> st.SearchStrategy[Any]:
    return st.lists(one, max_size=size, unique_by=lambda table: table[by].casefold())


@st.composite
def rooms(draw: st.DrawFn) -> dict[str, Any]:
    """A set-up that holds together."""
    technologies = draw(listed(st.fixed_dictionaries({"name": NAMES, "title": TEXTS})))
    teams = draw(listed(st.fixed_dictionaries({"name": NAMES})))
    known = st.sampled_from([one["name"] for one in technologies] or [""])
    rule = st.fixed_dictionaries({"team": st.sampled_from([one["name"] for one in teams] or ["any"])})
    return {
        "technology": technologies,
        "team": teams,
        "rule": draw(st.lists(rule, max_size=3)) if teams else [],
        "customer": draw(listed(customers(known), "code")),
    }


@st.composite
def customers(draw: st.DrawFn, technology: st.SearchStrategy[str]) -> dict[str, Any]:
    code = draw(WORDS.map(lambda word: f"K{word}".upper()))
    sites = draw(listed(st.fixed_dictionaries({"name": NAMES}, optional={"city": TEXTS, "active": st.booleans()})))
    site = st.sampled_from(["", *(one["name"] for one in sites)])
    contact = st.fixed_dictionaries(
        {"name": NAMES}, optional={"phone": PHONES, "role": st.sampled_from(list(ContactRole)), "site": site}
    )
    device = st.fixed_dictionaries(
        {"name": NAMES}, optional={"kind": TEXTS, "technology": technology, "site": site, "redundant": st.booleans()}
    )
    contract = st.fixed_dictionaries(
        {"profile": st.sampled_from(["base", "extended"]), "from": st.dates().map(str)},
        optional={"monitoring": st.booleans(), "exclusions": st.lists(TEXTS, max_size=2), "access": TEXTS},
    )
    return {
        "code": code,
        "name": f"Ditta {code}",
        "city": draw(TEXTS),
        "site": sites,
        "contact": draw(listed(contact)),
        "equipment": draw(listed(device)),
        "contract": [{"code": f"{code}-1", **draw(contract)}],
    }


@on_sqlite
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=rooms(), second=rooms())
def test_any_room_comes_in_once_and_goes_out_as_it_is(
    stores: SqliteStores, clock: SetClock, first: Mapping[str, Any], second: Mapping[str, Any]
) -> None:
    with stores.room(clock) as room:
        for made in (first, second):  # the second into a room that has the first
            text = dumps(made)
            brought_in(room, text)
            assert not compared(room, text).differences
            assert compared(room, dumps(look(room, export))) == Comparison([], [])
