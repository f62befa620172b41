"""Customers with their sites, people and equipment: found by name, changed in place, retired and never deleted."""

from __future__ import annotations

from typing import Any

import pytest

from noc_tui.desk.customers import add_customer, edit_customer, put_contact, put_equipment, put_site
from noc_tui.domain.errors import BadInput, Forbidden, NotFound, Refused
from noc_tui.domain.words import ContactRole
from noc_tui.store.read import people
from noc_tui.store.read.setup import find_customer
from noc_tui.store.room import Room
from tests.desk.organised import organise
from tests.rooms import ADA, ANNA, LIA, do, look, rows


def test_a_customer_has_an_operator_of_its_own(room: Room) -> None:
    new = do(room, LIA, add_customer, "new", "Nuova Ditta", operator="BRUNO")

    assert (new.code, new.operator, new.active) == ("NEW", "bruno", True)
    with pytest.raises(NotFound, match="nobody"):
        do(room, LIA, edit_customer, "NEW", operator="nobody")
    assert do(room, LIA, edit_customer, "NEW", operator="").operator is None


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("x" * 121, {}, "name: 121 characters are too many"),
        ("New", {"aliases": ["x" * 121]}, "aliases: 121 characters"),
        ("New", {"city": "x" * 81}, "city: 81 characters"),
    ],
)
def test_what_is_too_long_is_refused_rather_than_cut(room: Room, name: str, more: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        do(room, LIA, add_customer, "NEW", name, **more)


def test_what_is_not_given_stays(room: Room) -> None:
    do(room, LIA, edit_customer, "ACME", city="Milano")
    acme = do(room, LIA, edit_customer, "acme spa", name="ACME Europa")

    assert (acme.name, acme.city, acme.aliases) == ("ACME Europa", "Milano", ("acme spa", "Acme Holding"))
    with pytest.raises(BadInput, match="Nothing was given"):
        do(room, LIA, edit_customer, "ACME")


def test_a_customer_keeps_out_of_the_names_of_others(room: Room) -> None:
    with pytest.raises(Refused, match="is BDA"):
        do(room, LIA, edit_customer, "ACME", name="banca DELL'adda")
    with pytest.raises(Refused, match="is TEL"):
        do(room, LIA, edit_customer, "ACME", aliases=["tel"])

    assert do(room, LIA, edit_customer, "ACME", name="Acme Holding", aliases=["ACME Italia"]).aliases == (
        "ACME Italia",
    )


def test_a_retired_customer_is_still_there(room: Room) -> None:
    assert not do(room, LIA, edit_customer, "ACME", active=False).active

    assert look(room, find_customer, "ACME").name == "ACME Italia"
    assert do(room, LIA, edit_customer, "ACME", active=True).active


def test_operators_do_not_edit_customers(room: Room) -> None:
    for operation, words in (
        (edit_customer, {"city": "Lecco"}),
        (put_site, {"name": "Lecco"}),
        (put_contact, {"name": "Anna Bianchi"}),
        (put_equipment, {"name": "mx-01"}),
    ):
        with pytest.raises(Forbidden, match="anna is operator"):
            do(room, ANNA, operation, "ACME", **words)  # type: ignore[arg-type]


def test_a_person_is_found_by_the_name_in_any_case_and_changed_in_place(room: Room) -> None:
    do(room, LIA, put_site, "ACME", "Sede Lecco", city="Lecco")
    anna = do(room, LIA, put_contact, "ACME", "Anna Bianchi", phone="+39 (0341) 555-0101", site="sede lecco")

    again = do(
        room, LIA, put_contact, "acme", "ANNA bianchi", mail="anna@acme.example", role=ContactRole.REFERENTE, site=""
    )

    assert again.id == anna.id
    assert (again.name, again.phone, again.role, again.site_id) == (
        "Anna Bianchi", "+39 (0341) 555-0101", ContactRole.REFERENTE, None,
    )  # fmt: skip
    assert rows(room, "SELECT digits FROM contact") == [("3903415550101",)]
    assert do(room, LIA, put_contact, "ACME", "Anna Bianchi", phone="").phone == ""
    assert rows(room, "SELECT digits FROM contact") == [("",)]


def test_a_new_name_is_refused_where_somebody_has_it(room: Room) -> None:
    anna = do(room, LIA, put_contact, "ACME", "Anna Bianchi")
    do(room, LIA, put_contact, "ACME", "Ugo Verdi")

    with pytest.raises(Refused, match="has “ugo verdi” already"):
        do(room, LIA, put_contact, "ACME", "Anna Bianchi", rename="ugo verdi")

    married = do(room, LIA, put_contact, "ACME", "Anna Bianchi", rename="Anna Verdi")
    assert (married.id, married.name) == (anna.id, "Anna Verdi")
    assert do(room, LIA, put_contact, "BDA", "Ugo Verdi").customer_id != anna.customer_id


@pytest.mark.parametrize(
    ("words", "said"),
    [({"mail": "anna at acme"}, "mail: “anna at acme” is no mail address"), ({"phone": "ask her"}, "no phone number")],
)
def test_what_is_no_mail_address_or_number_is_refused(room: Room, words: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        do(room, LIA, put_contact, "ACME", "Anna Bianchi", **words)  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="Site: name: empty"):
        do(room, LIA, put_site, "ACME", " ")

    assert not rows(room, "SELECT 1 FROM contact")


def test_equipment_is_of_a_technology_that_the_room_lists(room: Room) -> None:
    free = do(room, LIA, put_equipment, "ACME", "mx-01", technology="post", access="vpn", redundant=True)
    assert (free.technology, free.access, free.redundant) == ("post", "vpn", True)

    do(room, ADA, organise, technologies=["mail"])
    with pytest.raises(NotFound, match="no technology “pst”") as refusal:
        do(room, LIA, put_equipment, "ACME", "mx-01", technology="pst")

    assert refusal.value.hint == "There are: mail."
    again = do(room, LIA, put_equipment, "ACME", "MX-01", technology="MAIL", access="")
    assert (again.id, again.technology, again.access) == (free.id, "mail", None)
    assert not do(room, LIA, put_equipment, "ACME", "mx-01", active=False).active
    assert len(look(room, people.equipment, free.customer_id)) == 1


def test_a_site_that_is_not_there_is_refused(room: Room) -> None:
    with pytest.raises(NotFound, match="ACME has no site “Roma”") as refusal:
        do(room, LIA, put_equipment, "ACME", "mx-01", site="Roma")

    assert refusal.value.hint == 'noc customer site ACME "Roma" adds it.'
    do(room, LIA, put_site, "ACME", "Lecco")
    with pytest.raises(NotFound) as again:
        do(room, LIA, put_contact, "ACME", "Ugo", site="Roma")
    assert again.value.hint == "There are: Lecco."


def test_each_change_is_told_to_the_other_screens(room: Room) -> None:
    before = rows(room, "SELECT max(seq) FROM change")[0][0] or 0

    do(room, LIA, put_site, "ACME", "Lecco")

    assert rows(room, "SELECT kind, key FROM change WHERE seq > :seq", seq=before) == [("setup", "customer ACME")]
