"""`noc customer`: whom the room works for, with their sites, people and equipment."""

from __future__ import annotations

import pytest

from noc_tui.domain.errors import BadInput, Forbidden, NotFound
from noc_tui.store.room import Room
from tests.cli.commands import Noc
from tests.rooms import opened


def test_a_customer_is_set_up_by_hand_and_shown_whole(noc: Noc, room: Room) -> None:
    noc("customer", "add", "NEW", "Nuova Ditta", "--alias", "nuova", "--city", "Lecco", "--operator", "bruno")
    assert noc("customer", "site", "new", "Sede Lecco", "--city", "Lecco", "--address", "Via Example 1").out == (
        "site Sede Lecco: added\n"
    )
    person = ("customer", "contact", "NEW", "Anna Bianchi", "--phone", "0341 555 0101")
    assert noc(*person, "--mail", "anna@nuova.example", "--role", "referente").out == "contact Anna Bianchi: added\n"
    assert noc("customer", "contact", "NEW", "anna bianchi", "--site", "Sede Lecco").out == (
        "contact Anna Bianchi: site — → Sede Lecco\n"
    )
    device = noc("customer", "equipment", "NEW", "mx-01", "--kind", "mail server", "--access", "vpn", "--redundant")
    assert device.out == "equipment mx-01: added\n"
    noc("contract", "add", "NEW", "N-1", "--profile", "extended", "--to", "2027-12-31")
    opened(room, "NEW")
    opened(room, "NEW")

    assert noc("customer", "show", "nuova").out.splitlines() == [
        "NEW  Nuova Ditta",
        "also known as nuova",
        "Lecco, looked after by bruno, 2 open tickets",
        "sites",
        "  Sede Lecco  Lecco  Via Example 1",
        "people",
        "  Anna Bianchi  referente  0341 555 0101  anna@nuova.example  Sede Lecco",
        "equipment",
        "  mx-01  mail server  vpn  redundant",
        "contracts",
        "  N-1 v1  extended, hours always, from 2026-11-23 to 2027-12-31: in force",
    ]
    shown = noc("customer", "show", "NEW", "--json").records[0]
    assert shown["contacts"] == [
        {"name": "Anna Bianchi", "mail": "anna@nuova.example", "phone": "0341 555 0101", "role": "referente",
         "site": "Sede Lecco", "active": True}
    ]  # fmt: skip
    assert shown["contracts"][0]["in_force"]
    assert shown["open_tickets"] == 2


def test_what_became_otherwise_is_told(noc: Noc) -> None:
    noc("customer", "site", "ACME", "Sede", "--city", "Lecco")
    assert noc("customer", "site", "ACME", "sede", "--city", "Como", "--name", "Sede Como").out == (
        "site Sede: name Sede → Sede Como, city Lecco → Como\n"
    )
    assert noc("customer", "site", "ACME", "Sede Como", "--city", "Como").out == (
        "site Sede Como: it is that already\n"
    )
    noc("customer", "equipment", "ACME", "mx-01")
    assert noc("customer", "equipment", "ACME", "mx-01", "--redundant", "--retire").out == (
        "equipment mx-01: redundant no → yes, active yes → no\n"
    )


def test_a_number_that_somebody_else_has_is_told(noc: Noc) -> None:
    assert noc("customer", "contact", "ACME", "Ugo", "--phone", "0341 555 0101").err == ""
    shared = noc("customer", "contact", "ACME", "Eva", "--phone", "0341-5550101")
    assert (shared.out, shared.err) == ("contact Eva: added\n", "That number is also Ugo's.\n")

    with pytest.raises(BadInput, match="“1” is no phone number; one has 5 digits or more"):
        noc("customer", "contact", "ACME", "Eva", "--phone", "1")


def test_what_a_contract_covers_stands_with_the_customer(noc: Noc, tmp_path_factory: pytest.TempPathFactory) -> None:
    terms = tmp_path_factory.mktemp("terms") / "terms.toml"
    terms.write_text(
        'technologies = ["mail"]\nactivities = ["anomalies"]\nexclusions = ["ATM"]\noptions = ["evo"]\n'
        'access = { mail = "vpn" }\nhours = { amount = 40, per = "quarter" }\n', "utf-8"
    )  # fmt: skip
    noc("contract", "add", "CDS", "CD-1", "--profile", "extended", "--from", "2027-01-01", "--terms", str(terms))

    assert noc("customer", "show", "CDS").out.splitlines()[-7:] == [
        "  CD-1 v1  extended, hours always, from 2027-01-01 without an end: begins on 2027-01-01",
        "    technologies: mail",
        "    activities: anomalies",
        "    exclusions: ATM",
        "    options: evo",
        "    access: mail by vpn",
        "    hours of work: 40 a quarter",
    ]


def test_a_customer_is_changed_and_retired(noc: Noc) -> None:
    assert noc("customer", "edit", "acme", "--alias", "acme-mon", "--drop-alias", "ACME SPA", "--name", "ACME").out == (
        "ACME ACME\n"
    )
    assert noc("customer", "edit", "ACME", "--retire", "--json").records == [
        {"code": "ACME", "name": "ACME", "aliases": ["Acme Holding", "acme-mon"], "city": "", "operator": None,
         "active": False}
    ]  # fmt: skip
    assert "ACME (retired)" in noc("customer", "list").out
    assert noc("customer", "show", "ACME").out.splitlines()[0] == "ACME  ACME  (no longer a customer)"
    noc("customer", "edit", "ACME", "--active")
    assert "retired" not in noc("customer", "list").out


def test_what_is_retired_is_shown_as_such(noc: Noc) -> None:
    noc("customer", "site", "ACME", "Sede")
    noc("customer", "equipment", "ACME", "old-01", "--site", "Sede", "--retire")
    noc("customer", "contact", "ACME", "Ugo", "--name", "Ugo Verdi", "--retire")

    assert noc("customer", "show", "ACME").out.splitlines()[3:9] == [
        "sites", "  Sede", "people", "  Ugo Verdi  requester  retired", "equipment", "  old-01  Sede  retired"
    ]  # fmt: skip


def test_what_makes_no_sense_is_refused(noc: Noc) -> None:
    with pytest.raises(NotFound, match="nobody"):
        noc("customer", "show", "nobody")
    with pytest.raises(NotFound, match="has no site “Roma”"):
        noc("customer", "contact", "ACME", "Ugo", "--site", "Roma")
    with pytest.raises(NotFound, match="not known as “x”"):
        noc("customer", "edit", "ACME", "--drop-alias", "x")
    with pytest.raises(BadInput, match="Nothing was given"):
        noc("customer", "edit", "ACME")
    with pytest.raises(Forbidden):
        noc("customer", "site", "ACME", "Sede", as_="anna")
    assert noc("customer", "contact", "ACME", "Ugo", "--role", "boss").status == 2
