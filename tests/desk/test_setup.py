"""Who works here, for whom, and on which promises."""

from __future__ import annotations

from datetime import date

import pytest

from noc_tui.desk.actors import find_operator, resolve_actor
from noc_tui.desk.contracts import add_contract
from noc_tui.desk.customers import add_customer
from noc_tui.desk.operators import add_operator
from noc_tui.desk.room import open_room
from noc_tui.desk.versions import save_calendar
from noc_tui.domain.errors import BadInput, Forbidden, NotFound, Refused
from noc_tui.domain.words import Role
from noc_tui.store.read.setup import find_customer, newest_version, operators, valid_contracts
from noc_tui.store.room import Room
from tests.rooms import ADA, ANNA, LIA, VERA, SetClock, Stores, do, look, opened, rows

HOURS = {"mon": [["08:00", "12:00"]]}


def test_customers_and_contracts_are_a_leads_to_write(room: Room) -> None:
    for actor in (VERA, ANNA):
        with pytest.raises(Forbidden, match=f"{actor.name} is {actor.role}") as refusal:
            do(room, actor, add_customer, "NEW", "Nuova Ditta")
        assert "shift lead" in refusal.value.hint
        with pytest.raises(Forbidden):
            do(room, actor, add_contract, "CDS", code="CD-1", profile="base")

    assert do(room, LIA, add_customer, "NEW", "Nuova Ditta").code == "NEW"
    assert do(room, LIA, add_contract, "NEW", code="NE-1", profile="base").monitoring


def test_operators_are_an_admins_to_add(room: Room) -> None:
    with pytest.raises(Forbidden, match="lia is shift lead") as refusal:
        do(room, LIA, add_operator, "nina", "Nina")
    assert "admin" in refusal.value.hint

    assert do(room, ADA, add_operator, "Nina", "Nina Galli", level=3).login == "nina"


def test_words_on_a_known_operator_replace_those_before(room: Room) -> None:
    do(room, ADA, add_operator, "ANNA", "Anna Riva", role=Role.LEAD, level=2, team="Reti")

    anna = look(room, resolve_actor, "anna")

    assert (anna.role, anna.level, anna.team) == (Role.LEAD, 2, "Reti")
    assert len(look(room, operators)) == 5


@pytest.mark.parametrize("login", ["", "two words", "system", "intake:mail"])
def test_an_operator_has_a_login_that_nobody_else_acts_under(room: Room, login: str) -> None:
    with pytest.raises(BadInput) as refusal:
        do(room, ADA, add_operator, login, "Somebody")

    assert refusal.value.hint


def test_who_acts_is_found_by_login_whatever_its_case(room: Room) -> None:
    assert look(room, resolve_actor, " Anna ").name == "anna"
    assert look(room, find_operator, "LIA") == "lia"
    with pytest.raises(NotFound, match="“carlo” is no operator") as refusal:
        look(room, resolve_actor, "carlo")
    assert "--as NAME" in refusal.value.hint


def test_who_no_longer_works_here_acts_no_more(room: Room) -> None:
    with room.write(ADA) as tx:
        tx.connection.exec_driver_sql("UPDATE operator SET active = '0' WHERE login = 'anna'")

    with pytest.raises(Forbidden, match="anna no longer works here") as refusal:
        look(room, resolve_actor, "anna")
    assert refusal.value.hint
    with pytest.raises(NotFound):
        look(room, find_operator, "anna")


def test_a_room_without_operators_is_its_users_own(stores: Stores, clock: SetClock) -> None:
    with stores.blank() as url:
        room = open_room(url, clock)
        assert look(room, resolve_actor, "franco").role is Role.ADMIN
        first = do(room, look(room, resolve_actor, "franco"), add_operator, "franco", "Franco", role=Role.VIEWER)
        assert first.role is Role.ADMIN
        room.close()


@pytest.mark.parametrize("name", ["", "  ", "system", "System", "intake:mail", "\x1b[31m\u202e"])
def test_nobody_is_called_as_the_program_is_or_not_at_all(
    room: Room, stores: Stores, clock: SetClock, name: str
) -> None:
    with stores.blank() as url:
        empty = open_room(url, clock)
        for somewhere in (room, empty):
            with pytest.raises(BadInput, match="Nobody is called") as refusal:
                look(somewhere, find_operator, name)
            assert refusal.value.hint
        empty.close()


def test_where_there_are_no_operators_a_name_is_kept_clean_and_as_a_login(stores: Stores, clock: SetClock) -> None:
    with stores.blank() as url:
        room = open_room(url, clock)

        assert look(room, find_operator, " \x1b[31mFran\u202eco ") == "franco"
        assert look(room, resolve_actor, "Franco").name == "franco"

        room.close()


@pytest.mark.parametrize(("code", "name"), [("CÀ", "Cà del Lago"), ("ŽIŽ", "Žižkov"), ("X1", "Groß & Co")])
def test_a_customer_is_found_by_its_code_and_name_in_any_alphabet(room: Room, code: str, name: str) -> None:
    added = do(room, LIA, add_customer, code, name, aliases=("Über uns",))

    for word in (code, code.lower(), name.upper(), "ÜBER UNS"):
        assert look(room, find_customer, word) == added
    with pytest.raises(Refused, match="already") as refusal:
        do(room, LIA, add_customer, code.lower(), "Another")
    assert refusal.value.hint


@pytest.mark.parametrize(
    ("code", "name", "aliases"),
    [("acme", "Other", ()), ("NEW", "acme italia", ()), ("NEW", "New", ("ACME SPA",)), ("NEW", "Banca dell'Adda", ())],
)
def test_no_two_customers_answer_to_one_name(room: Room, code: str, name: str, aliases: tuple[str, ...]) -> None:
    with pytest.raises(Refused, match="already") as refusal:
        do(room, LIA, add_customer, code, name, aliases=aliases)

    assert refusal.value.hint
    assert rows(room, "SELECT count(*) FROM customer") == [(5,)]


@pytest.mark.parametrize(("code", "name"), [("", "Somebody"), ("NEW", " "), ("two words", "Somebody")])
def test_a_customer_needs_a_code_without_blanks_and_a_name(room: Room, code: str, name: str) -> None:
    with pytest.raises(BadInput) as refusal:
        do(room, LIA, add_customer, code, name)

    assert refusal.value.hint


def test_a_renewal_written_ahead_leaves_the_contract_in_force_until_then(room: Room) -> None:
    do(room, LIA, add_contract, "ACME", code="AC-1", profile="extended", valid_from=date(2027, 1, 1))

    assert in_force(room, "ACME", "2026-12-31") == (1, "professional")
    assert in_force(room, "ACME", "2027-01-01") == (2, "extended")


def test_a_contract_that_is_ended_early_is_over_then(room: Room) -> None:
    do(
        room,
        LIA,
        add_contract,
        "ACME",
        code="AC-1",
        profile="professional",
        valid_from=date(2026, 1, 1),
        valid_to=date(2026, 11, 30),
    )

    assert in_force(room, "ACME", "2026-11-30") == (2, "professional")
    assert in_force(room, "ACME", "2026-12-01") is None


def test_of_two_contracts_the_one_begun_last_holds(room: Room) -> None:
    do(room, LIA, add_contract, "ACME", code="AC-2", profile="base", valid_from=date(2026, 6, 1))

    assert in_force(room, "ACME", "2026-05-31") == (1, "professional")
    assert in_force(room, "ACME", "2026-06-01") == (1, "base")


def in_force(room: Room, customer: str, day: str) -> tuple[int, str] | None:
    held = look(room, valid_contracts, look(room, find_customer, customer).id, day)
    if not held:
        return None
    contract = held[0]
    profile = rows(room, "SELECT name FROM profile_version WHERE id = :id", id=contract.profile_version_id)
    return contract.v, profile[0][0]


def test_a_contract_is_refused_where_it_makes_no_sense(room: Room) -> None:
    with pytest.raises(NotFound, match="no customer “nobody”"):
        do(room, LIA, add_contract, "nobody", code="X", profile="base")
    with pytest.raises(NotFound, match="no profile “gold”") as profile:
        do(room, LIA, add_contract, "CDS", code="X", profile="gold")
    assert "professional" in profile.value.hint
    with pytest.raises(NotFound, match="no calendar “lunar”") as calendar:
        do(room, LIA, add_contract, "CDS", code="X", profile="base", calendar="lunar")
    assert "office" in calendar.value.hint
    with pytest.raises(BadInput, match="end after its start"):
        do(room, LIA, add_contract, "CDS", code="X", profile="base", valid_to=date(2020, 1, 1))
    with pytest.raises(BadInput, match="code: “CD 1” has blanks"):
        do(room, LIA, add_contract, "CDS", code="CD 1", profile="base")
    with pytest.raises(Refused, match="another customer's"):
        do(room, LIA, add_contract, "CDS", code="AC-1", profile="base")


def test_a_calendar_gets_versions_with_its_holidays_written_out(room: Room) -> None:
    document = {"name": "office", "timezone": "Europe/Rome", "holidays": {"country": "IT"}, "hours": HOURS}
    ticket = opened(room)

    added = do(room, LIA, save_calendar, document)

    assert added.v == 2
    assert added.spec["holiday_dates"]["2026-12-08"]  # type: ignore[index]
    assert "holidays" not in added.spec
    assert ticket.calendar_version_id != added.id
    newest = look(room, newest_version, "calendar", "office")
    assert newest == added


@pytest.mark.parametrize("hours", [{}, {"mon": []}, {"mon": [["25:00", "26:00"]]}, {"someday": [["08:00", "09:00"]]}])
def test_a_calendar_that_never_opens_or_cannot_be_read_is_refused(room: Room, hours: object) -> None:
    with pytest.raises(BadInput, match="Calendar never"):
        do(room, LIA, save_calendar, {"name": "never", "timezone": "Europe/Rome", "hours": hours})

    assert look(room, newest_version, "calendar", "never") is None
