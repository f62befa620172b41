"""A set-up file that is wrong: every mistake is told by file, line and field, and nothing is done."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noc_tui.clock import to_us
from noc_tui.desk.room_document import mistakes_in
from noc_tui.domain.errors import Refused
from noc_tui.store.room import Room
from noc_tui.toml_file import Document
from tests.desk.room_files import EXAMPLE, brought_in, document, mistakes
from tests.rooms import look, on_sqlite, rows


def test_every_mistake_is_named_and_nothing_is_done(room: Room) -> None:
    wrong = [
        ('zone = "Europe/Rome"', 'zone = "Europe/Roma"', "room.zone: no zone is called 'Europe/Roma'"),
        ('name = "mail"', 'nome = "mail"', "technology[1].nome: unknown; known are name, title."),
        ('fault = "ddos"', 'fault = "dos"', "rule[0].fault: there is no fault “dos”. There are: bug"),
        ('category = "new_feature"', 'category = "new"', "rule[2].category: 'new' is none of blocking_anomaly"),
        ('tue = [["22:00", "06:00"]]', 'tue = [["22:00", 6]]', "calendar[1].hours.tue[0]: 6 is no time of the day"),
        ('wed = [["22:00", "06:00"]]', 'wed = "night"', "calendar[1].hours.wed: expected a list."),
        ("minutes = 60", 'minutes = "1h"', "profile[0].targets.blocking_anomaly.response.minutes: minutes is '1h'"),
        ('half = "50%"', 'half = "50"', "profile[0].warnings.half: '50' is no turn"),
        ("level = 3", "level = 4", "operator[0].level: 4 is no level"),
        ('team = "Reti"\ncompetences', 'team = "Rete"\ncompetences', "operator[1].team: there is no team “Rete”."),
        ('shift = "office"  ', 'shift = "offices"', "operator[0].shift: there is no calendar “offices”."),
        ('operator = "colombo"', 'operator = "cristoforo"', "customer[0].operator: there is no operator “cristoforo”."),
        (
            "a.bianchi@b",
            "a.bianchi at b",
            "customer[0].contact[0].mail: “a.bianchi at bancadelladda.example” is no mail",
        ),
        ('phone = "0341', 'phone = "call me" # "', "customer[0].contact[1].phone: “call me” is no phone number;"),
        ('kind = "mail server"', "kind = 5", "customer[0].equipment[0].kind: expected a text."),
        ("redundant = true", 'redundant = "yes"', "customer[0].equipment[1].redundant: expected true or false."),
        ("to = 2028-12-31", "to = 2025-12-31", "customer[0].contract[0].to: 2025-12-31 is before its first day"),
        ('per = "quarter"', 'per = "week"', "customer[0].contract[0].hours.per: 'week' is none of month"),
        (
            '"network", "mail"] ',
            '"network", "male"] ',
            "customer[0].contract[0].technologies[1]: there is no technology",
        ),
        ("active = false  ", 'active = "no" # ', "customer[1].active: expected true or false."),
    ]
    text, expected = EXAMPLE, []
    for good, bad, told in wrong:
        expected.append(f"1.toml, line {text[: text.index(good)].count(chr(10)) + 1}: {told}")
        text = text.replace(good, bad, 1)

    found = mistakes(room, text)

    for head in expected:
        assert any(one.startswith(head) for one in found), head
    assert len(found) == len(expected) + 2  # the technology that lost its name: that it is missing, and who names it
    with pytest.raises(Refused) as refusal:
        brought_in(room, text)
    assert refusal.value.message.splitlines() == [one.replace("1.toml", "room.toml") for one in found]
    assert refusal.value.hint == f"{len(found)} mistakes: nothing was changed."
    assert not rows(room, "SELECT 1 FROM technology")


def test_several_files_are_one_document_and_each_is_named(room: Room) -> None:
    teams = '[[team]]\nname = "Reti"\n'
    people_ = '\n\n[[operator]]\nlogin = "nina"\nteam = "Reti"\n\n[[operator]]\nlogin = "olga"\nteam = "Rete"\n'

    assert mistakes(room, people_, teams) == [
        "1.toml, line 9: operator[1].team: there is no team “Rete”. There are: Reti."
    ]
    assert mistakes(room, teams, teams) == ["2.toml, line 1: team[0]: a second time; it stands in 1.toml, line 1."]


def test_a_room_that_lists_no_technologies_and_teams_takes_any_word(room: Room) -> None:
    text = (
        '[[customer]]\ncode = "CDS"\n[[customer.equipment]]\nname = "x"\ntechnology = "steam"\n[[rule]]\nteam = "any"'
    )
    assert not mistakes(room, text)

    brought_in(room, f'{text}\n[[technology]]\nname = "steam"\n[[team]]\nname = "any"')

    assert len(mistakes(room, text.replace('"steam"', '"stream"').replace('"any"', '"many"'))) == 2


def test_what_the_room_says_already_is_not_questioned(room: Room) -> None:
    brought_in(room, '[[team]]\nname = "Sistemi"')

    assert not mistakes(room, '[[operator]]\nlogin = "bruno"\nteam = "Reti"')  # bruno's, though no such team is listed
    assert mistakes(room, '[[operator]]\nlogin = "anna"\nteam = "Reti"')


def test_two_customers_of_one_name_are_refused(room: Room) -> None:
    text = '[[customer]]\ncode = "NEW"\nname = "New"\naliases = ["n", "acme SPA"]\n\n'
    text += '[[customer]]\ncode = "N"\nname = "Old"'

    assert mistakes(room, text) == ["1.toml, line 4: customer[0].aliases[1]: “acme SPA” is ACME already.",
                                    "1.toml, line 7: customer[1].code: “N” is NEW already."]  # fmt: skip


def test_a_contract_stays_with_its_customer(room: Room) -> None:
    text = '[[customer]]\ncode = "CDS"\n[[customer.contract]]\ncode = "AC-1"\nprofile = "base"'

    (refused,) = mistakes(room, text)

    assert refused == "1.toml, line 4: customer[0].contract[0].code: AC-1 is a contract of ACME; choose another code."


def test_somebody_stays_admin(room: Room) -> None:
    said = "nobody who works here would be admin; somebody must be."
    retired = '[[operator]]\nlogin = "anna"\n[[operator]]\nlogin = "ada"\nactive = false'
    assert mistakes(room, retired) == [f"1.toml, line 5: operator[1].active: {said}"]
    lowered = '[[operator]]\nlogin = "ada"\nactive = true\nrole = "shift_lead"'
    assert mistakes(room, lowered) == [f"1.toml, line 4: operator[0].role: {said}"]
    assert not mistakes(
        room, '[[operator]]\nlogin = "ada"\nactive = false\n[[operator]]\nlogin = "lia"\nrole = "admin"'
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("customer = 5", "customer: expected tables: [[customer]]."),
        ("customer = [5]", "customer[0]: expected a table."),
        ("room = 5", "room: expected a table."),
        ("rules = []", "rules: unknown; known are room, technology"),
        ('[[customer]]\nname = "X"', "customer[0].code: missing."),
        ('[[customer]]\ncode = "X"', "customer[0].name: missing."),
        ('[[customer]]\ncode = "X"\nname = "X"\nsite = "Lecco"',
         "customer[0].site: expected tables: [[customer.site]]."),
        ('[[team]]\nname = ""', "team[0].name: empty; expected a name."),
        ('[[operator]]\nlogin = "system"', "operator[0].login: the program itself acts as “system”"),
        ('[[customer]]\ncode = "A B"\nname = "X"', "customer[0].code: “A B” has blanks; expected one word."),
        (f'[[team]]\nname = "{"x" * 61}"', "team[0].name: 61 characters are too many; it may have 60."),
        ('[[calendar]]\nname = "never"\ntimezone = "UTC"\nhours = {}', "calendar[0].hours: it never opens"),
        ('[[calendar]]\nname = "x"', "calendar[0].timezone: expected the name of a zone"),
        ('[[calendar]]\nname = "x"\ntimezone = "UTC"\nholidays = { country = "XX" }\nhours.mon = [["08:00", "09:00"]]',
         "calendar[0].holidays: the holidays library does not know XX."),
        ('[[site]]\nname = "Lecco"',
         "site: it belongs to a customer: write [[customer.site]] below its [[customer]]."),
        ('[[calendar]]\nname = "x"\ntimezone = "UTC"\nhours.mon = [["08:00", "12:00"], ["11:00", "14:00"]]',
         "calendar[0].hours.mon[1]: 11:00–14:00 overlaps 08:00–12:00 of the same day."),
        ('[[profile]]\nname = "x"', "profile[0].calendar: missing; expected a word."),
        ('[[profile]]\nname = "x"\ncalendar = "lunar"', "profile[0].calendar: there is no calendar “lunar”."),
        ('[[profile]]\nname = "x"\ncalendar = "office"\non_call = { blocking_anomaly = "lunar" }',
         "profile[0].on_call.blocking_anomaly: there is no calendar “lunar”."),
    ],
)  # fmt: skip
def test_whatever_a_file_is_wrong_about_is_told(room: Room, text: str, told: str) -> None:
    assert any(f": {told}" in one for one in mistakes(room, text)), mistakes(room, text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[technology]]\ntitle = "E-mail"\n[[rule]]\ntechnology = "mail"\nteam = "Reti"',
         ["technology[0].name: missing."]),
        ('[[team]]\nname = 5\n[[team]]\nname = "Reti"\n[[rule]]\nteam = "Rete"',
         ["team[0].name: expected a text.", "rule[0].team: there is no team “Rete”. There are: Reti."]),
        ('[[operator]]\nlogin = "two words"\n[[customer]]\ncode = "CDS"\noperator = "nina"',
         ["operator[0].login: “two words” has blanks; expected one word.",
          "customer[0].operator: there is no operator “nina”. There are: ada, anna, bruno, lia, vera."]),
        ('[[customer]]\nname = "ACME Italia"\n[[customer.contract]]\ncode = "AC-1"\nprofile = "base"\n'
         '[[customer.contact]]\nname = "Ugo"\nsite = "Lecco"\n[[customer.site]]\nname = 5',
         ["customer[0].code: missing.", "customer[0].contact[0].site: there is no site “Lecco”. There are: none.",
          "customer[0].site[0].name: expected a text."]),
        ('[[customer]]\ncode = "CDS"\n[[customer.contract]]\ncode = "CD-1"\nprofile = "base"\n'
         'from = "1 May"\nto = 2020-01-01',
         ["customer[0].contract[0].from: '1 May' is no day; write it as 2026-12-31."]),
        (f'[[customer]]\ncode = "NEW"\nname = "{"x" * 121}"',
         ["customer[0].name: 121 characters are too many; it may have 120."]),
        ('[[operator]]\nlogin = "ada"\nrole = "amdin"\n[[operator]]\nlogin = "lia"\nrole = "shift_lead"',
         ["operator[0].role: 'amdin' is none of viewer, operator, shift_lead, admin."]),
        ('[customer]\ncode = "X"', ["customer: expected tables: [[customer]]."]),
        ('[[customer]]\ncode = "CDS"\n[customer.contract]\ncode = "CD-1"',
         ["customer[0].contract: expected tables: [[customer.contract]]."]),
        ('[[customer]]\ncode = "CDS"\n[[customer.contract]]\ncode = "CD 1"\nprofile = "base"',
         ["customer[0].contract[0].code: “CD 1” has blanks; expected one word."]),
    ],
)  # fmt: skip
def test_what_follows_from_a_mistake_is_no_mistake_of_its_own(room: Room, text: str, told: list[str]) -> None:
    assert [one.partition(": ")[2] for one in mistakes(room, text)] == told


def test_what_has_no_name_in_two_files_is_not_the_same(room: Room) -> None:
    nameless = '[[team]]\ntitle = "Networks"'

    assert [one.partition(": ")[2] for one in mistakes(room, nameless, nameless)] == ["team[0].name: missing."] * 2


def test_near_twins_are_refused_with_what_is_there(room: Room) -> None:
    brought_in(room, '[[technology]]\nname = "mail"')
    twins = '[[team]]\nname = "Reti"\n[[team]]\nname = "reti"\n[[technology]]\nname = "MAIL"\n'
    hours = 'timezone = "UTC"\nhours.mon = [["08:00", "12:00"]]'

    assert mistakes(room, f'{twins}[[calendar]]\nname = "Office"\n{hours}') == [
        "1.toml, line 4: team[1].name: “Reti” is there already; write it like that.",
        "1.toml, line 6: technology[0].name: “mail” is there already; write it like that.",
        "1.toml, line 8: calendar[0].name: “office” is there already; write it like that.",
    ]


def every_path(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything that a document holds."""
    if path:
        yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in inside:
        yield from every_path(inner, (*path, name))


ANYTHING = st.sampled_from([5, -1.5, True, "", "x", "2026-01-01", [], {}, [1], ["x"], [["x"]], {"a": 1}])


@on_sqlite
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(list(every_path(document(EXAMPLE).data))), value=ANYTHING)
def test_whatever_stands_in_a_field_it_is_read_or_told(room: Room, path: tuple[Any, ...], value: Any) -> None:
    data = deepcopy(document(EXAMPLE).data)
    table = data
    for name in path[:-1]:
        table = table[name]
    table[path[-1]] = value

    found = look(room, mistakes_in, [Document("room.toml", EXAMPLE, data)], to_us(room.clock()))

    assert all(error.message.startswith("room.toml, line ") for error in found)
