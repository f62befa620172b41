"""Who calls: by number, address, device or name, as it is typed; and guessed from what came in."""

from __future__ import annotations

from typing import Any

import pytest

from noc_tui.desk.caller import Found, contact_called, guess, site_called, who_is
from noc_tui.desk.customers import add_customer, put_contact, put_equipment, put_site
from noc_tui.desk.tickets import ticket_page
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.errors import NotFound
from noc_tui.store.read.setup import find_customer
from noc_tui.store.room import Room
from tests.desk.front_desk import FrontDesk, furnish
from tests.desk.monitoring import fires, hear
from tests.rooms import do, look, opened


@pytest.fixture
def desk(room: Room) -> FrontDesk:
    return furnish(room)


def found(room: Room, text: str) -> list[Found]:
    return look(room, who_is, text)


def told(room: Room, text: str) -> list[tuple[str, str]]:
    """Customer and why, of everybody who fits."""
    return [(one.customer.code, one.why) for one in found(room, text)]


@pytest.mark.parametrize("typed", ["224471", "0341 224471", "+39 0341 224471", "0039 0341-224471", "+39 0341"])
def test_a_caller_is_found_by_the_beginning_or_the_end_of_their_number(room: Room, desk: FrontDesk, typed: str) -> None:
    (one,) = found(room, typed)

    assert (one.contact, one.site, one.customer.code) == (desk.marta, desk.site, "ACME")
    assert one.why.startswith("phone …")


def test_an_end_that_two_numbers_have_shows_both(room: Room, desk: FrontDesk) -> None:
    assert told(room, "4471") == [("ACME", "phone …4471"), ("BDA", "phone …4471")]


def test_a_caller_is_found_by_part_of_their_address(room: Room, desk: FrontDesk) -> None:
    assert told(room, "it@") == [("ACME", "mail it@…")]
    assert told(room, "IT@Acme.example") == [("ACME", "mail IT@…")]
    assert told(room, "@banca") == [("BDA", "mail @…")]


def test_a_colleague_nobody_knows_is_of_the_customer_whose_people_write_from_there(room: Room, desk: FrontDesk) -> None:
    (one,) = found(room, "new.colleague@acme.example")
    assert (one.customer.code, one.contact) == ("ACME", None)

    do(room, SYSTEM_ACTOR, put_contact, "BDA", "Elia Perego", mail="elia@freemail.example")
    do(room, SYSTEM_ACTOR, put_contact, "TEL", "Sara Crippa", mail="sara@freemail.example")
    assert found(room, "somebody@freemail.example") == []


def test_a_device_is_found_and_a_customers_name_beside_it_narrows(room: Room, desk: FrontDesk) -> None:
    do(room, SYSTEM_ACTOR, put_equipment, "TEL", "mx-01", kind="mail gateway", technology="mail")

    assert told(room, "mx-01") == [("BDA", "device mx-01"), ("TEL", "device mx-01")]
    assert told(room, "mx-01 lario") == [("TEL", "device mx-01")]
    assert told(room, "banca MX-01") == [("BDA", "device mx-01")]
    assert [one.equipment for one in found(room, "mx-acme")] == [desk.mx]


def test_a_name_is_found_whatever_it_names(room: Room, desk: FrontDesk) -> None:
    do(room, SYSTEM_ACTOR, put_site, "ACME", "Magazzino", city="Como")

    assert told(room, "acme hold")[0] == ("ACME", "customer")
    assert told(room, "marta riva") == [("ACME", "contact")]
    assert told(room, "magazz") == [("ACME", "site")]
    assert told(room, "BDA")[0] == ("BDA", "customer")
    assert told(room, "a") == told(room, "") == told(room, "zzz") == []


def test_letters_with_accents_are_found_in_either_case(room: Room, desk: FrontDesk) -> None:
    do(room, SYSTEM_ACTOR, add_customer, "VIG", "Viganò Trasporti", city="Forlì")
    do(room, SYSTEM_ACTOR, put_site, "VIG", "ALPÈ")

    for typed in ("VIGANÒ", "viganò", "Viganò t", "FORLÌ"):
        assert told(room, typed) == [("VIG", "customer")], typed
    assert told(room, "Alpè VIGANÒ") == [("VIG", "site")]


def test_a_name_is_found_though_its_accents_are_not_typed(room: Room, desk: FrontDesk) -> None:
    do(room, SYSTEM_ACTOR, add_customer, "VIG", "Viganò Trasporti", city="Forlì")
    do(room, SYSTEM_ACTOR, put_contact, "VIG", "Élodie Niccolò")

    for typed in ("elodie", "Elodie Niccolo", "vigano elodie"):
        assert told(room, typed) == [("VIG", "contact")], typed
    assert told(room, "vigano") == told(room, "forli") == [("VIG", "customer")]
    assert told(room, "olodie") == told(room, "vigani") == []


def test_the_beginning_of_a_number_finds_all_who_have_it_however_it_was_written(room: Room, desk: FrontDesk) -> None:
    for name, phone in (("Ugo", "0341 555 0198"), ("Gina", "+39 0341 555 0197"), ("Ida", "0039 0341 555 0196")):
        do(room, SYSTEM_ACTOR, put_contact, "BDA", name, phone=phone)

    everybody = [("BDA", "phone …0197"), ("BDA", "phone …0196"), ("BDA", "phone …0198")]
    for typed in ("0341555", "0341 555", "+390341555", "0039 0341 555"):
        assert told(room, typed) == everybody, typed


def test_signs_of_a_search_language_mean_themselves(room: Room, desk: FrontDesk) -> None:
    for typed in ("%", "__", "%@%", "!_", "it_@", "\\'\"--"):
        assert found(room, typed) == [], typed


def test_who_is_no_longer_there_is_not_found(room: Room, desk: FrontDesk) -> None:
    do(room, SYSTEM_ACTOR, put_contact, "ACME", "Marta Riva", active=False)
    do(room, SYSTEM_ACTOR, put_equipment, "ACME", "mx-acme-01", active=False)

    assert found(room, "224471") == found(room, "it@acme.example") == found(room, "mx-acme") == []


def test_no_more_than_asked_for(room: Room, desk: FrontDesk) -> None:
    def name_them(tx: Any) -> None:
        for number in range(20):
            put_equipment(tx, "ACME", f"sw-{number:02}")

    do(room, SYSTEM_ACTOR, name_them)

    assert len(found(room, "sw-")) == 8
    assert [one.why for one in look(room, who_is, "sw-", 2)] == ["device sw-00", "device sw-01"]


def guessed(room: Room, key: str) -> Found | None:
    return look(room, lambda read: guess(read, ticket_page(read, key)))


def test_who_wrote_is_guessed_from_what_was_written(room: Room, desk: FrontDesk) -> None:
    by_mail = opened(room, None, description="From: it@acme.example\nmx-acme-01 does not answer")
    by_phone = opened(room, None, description="Called from 0341 224471, will call again at 15")

    first, second = guessed(room, by_mail.key), guessed(room, by_phone.key)

    assert first is not None
    assert second is not None
    assert (first.customer.code, first.contact, first.equipment) == ("ACME", desk.marta, desk.mx)
    assert (second.contact, second.site) == (desk.marta, desk.site)


def test_what_is_affected_is_guessed_from_the_alert(room: Room, desk: FrontDesk) -> None:
    labels = {"instance": "mx-acme-01.acme.example:9100", "job": "node"}
    (key,) = hear(room, fires(resource="/var", labels=labels)).tickets

    one = guessed(room, key)

    assert one is not None
    assert (one.customer.code, one.equipment, one.why) == ("ACME", desk.mx, "device mx-acme-01")


def test_a_name_that_two_customers_use_is_no_guess_and_another_customers_no_answer(room: Room, desk: FrontDesk) -> None:
    do(room, SYSTEM_ACTOR, put_equipment, "TEL", "mx-01")

    assert guessed(room, opened(room, None, subject="mx-01 down").key) is None
    one = guessed(room, opened(room, "TEL", subject="mx-01 down", description="ivo@banca-adda.example wrote").key)
    assert one is not None
    assert (one.customer.code, one.contact) == ("TEL", None)
    assert one.equipment is not None


def test_a_common_word_is_taken_for_a_device_only_where_the_customer_is_known(room: Room, desk: FrontDesk) -> None:
    do(room, SYSTEM_ACTOR, put_equipment, "ACME", "server")

    assert guessed(room, opened(room, None, subject="Our server is slow").key) is None
    one = guessed(room, opened(room, "ACME", subject="Our server is slow").key)
    assert one is not None
    assert one.equipment is not None


def test_a_contact_is_named_by_name_address_or_number(room: Room, desk: FrontDesk) -> None:
    customer_id = look(room, find_customer, "ACME").id

    do(room, SYSTEM_ACTOR, put_contact, "ACME", "Aldo Nava", phone="0341 998877")
    for text in ("marta riva", "IT@acme.example", "0341 224471"):
        assert look(room, contact_called, customer_id, text) == desk.marta
    assert look(room, contact_called, customer_id, "+39 0341 998877").name == "Aldo Nava"
    with pytest.raises(NotFound):
        look(room, contact_called, customer_id, " ")  # not whoever has no address
    with pytest.raises(NotFound, match="no contact of theirs") as refusal:
        look(room, contact_called, customer_id, "Ivo")
    assert refusal.value.hint == "There are: Aldo Nava, Marta Riva"


def test_a_part_of_a_name_is_enough_where_nobody_else_is_called_so(room: Room, desk: FrontDesk) -> None:
    customer_id = look(room, find_customer, "ACME").id
    do(room, SYSTEM_ACTOR, put_contact, "ACME", "Mario Riva")
    do(room, SYSTEM_ACTOR, put_contact, "ACME", "Marta", active=False)
    do(room, SYSTEM_ACTOR, put_site, "ACME", "Sede Monza")

    assert look(room, contact_called, customer_id, "marta") == desk.marta
    assert look(room, contact_called, customer_id, "ri mart") == desk.marta
    assert look(room, site_called, customer_id, "monza").name == "Sede Monza"
    with pytest.raises(NotFound, match="“Riva” may be 2 of theirs") as refusal:
        look(room, contact_called, customer_id, "Riva")
    assert refusal.value.hint == "Do you mean Mario Riva or Marta Riva?"
    with pytest.raises(NotFound, match="no contact of theirs"):
        look(room, contact_called, customer_id, "arta")
