"""A room where calls are answered: people and things of customers, teams, rules, and a contract that says much."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from noc_tui.clock import to_us
from noc_tui.desk.coverage import Coverage, coverage
from noc_tui.desk.customers import put_contact, put_equipment, put_site
from noc_tui.desk.operators import add_operator
from noc_tui.desk.qualification import Qualification, qualification_of
from noc_tui.desk.said import Said, amended
from noc_tui.desk.tickets import ticket_page
from noc_tui.desk.triage import triage
from noc_tui.domain.actor import SYSTEM_ACTOR, Actor
from noc_tui.domain.setup import ContactRow, EquipmentRow, SiteRow
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Category, ContactRole
from noc_tui.store.read.setup import find_customer
from noc_tui.store.room import Room
from noc_tui.store.tx import Tx
from tests.desk.organised import organise
from tests.desk.terms_of import new_contract
from tests.rooms import ANNA, BLOCKING, do, look

COVERS: dict[str, Any] = {
    "technologies": ["network", "server", "mail"],
    "exclusions": ["clients on the users' PCs", "telephony"],
    "options": ["alerting_manager"],
    "access": "VPN",
}


@dataclass(frozen=True, slots=True)
class FrontDesk:
    """Who and what ACME has."""

    site: SiteRow
    marta: ContactRow
    mx: EquipmentRow
    pbx: EquipmentRow


def furnish(room: Room) -> FrontDesk:
    """People and things of ACME and BDA, teams and rules; ACME's contract says what it covers."""
    new_contract(room, spec=COVERS)
    return do(room, SYSTEM_ACTOR, _furnish)


def _furnish(tx: Tx) -> FrontDesk:
    organise(
        tx,
        technologies=("network", "server", "mail", "telephony"),
        teams=("Systems L1", "Networks L2", "Reti", "Sales"),
        rules=[
            {"category": Category.FEATURE.value, "team": "Sales"},
            {"technology": "network", "team": "Networks L2"},
            {"technology": "mail", "team": "Systems L1"},
        ],
    )
    add_operator(tx, "ferri", "Paolo Ferri", team="Systems L1", competences=["mail", "Postfix"], shift="long")
    add_operator(tx, "greco", "Ida Greco", team="Systems L1", competences=["mail"], shift="office")
    add_operator(tx, "luzzi", "Teo Luzzi", team="Systems L1", competences=["server"], shift="always")
    site = put_site(tx, "ACME", "Lecco", city="Lecco")
    put_contact(tx, "BDA", "Ivo Sala", mail="ivo@banca-adda.example", phone="+39 035 774471")
    put_equipment(tx, "BDA", "mx-01", kind="mail gateway", technology="mail")
    return FrontDesk(
        site,
        put_contact(
            tx, "ACME", "Marta Riva", mail="it@acme.example", phone="+39 0341 224471",
            role=ContactRole.REFERENTE, site="Lecco",
        ),
        put_equipment(tx, "ACME", "mx-acme-01", kind="mail gateway", technology="mail", site="Lecco"),
        put_equipment(tx, "ACME", "pbx-01", kind="switchboard", technology="telephony", access="none"),
    )  # fmt: skip


def judged(room: Room, customer: str = "ACME", category: Category = BLOCKING, **asked: Any) -> Coverage:
    """What the contract says of such work, reported now."""
    now = to_us(room.clock())
    given: dict[str, Any] = {"at": now, "technology": "mail", "equipment_id": None, "now": now} | asked
    with room.reading() as read:
        customer_id = find_customer(read, customer).id
        return coverage(read, customer_id=customer_id, category=category, **given)


def known_of(room: Room, key: str) -> Qualification:
    """What is known of a ticket before anything is typed."""
    return look(room, lambda read: qualification_of(read, ticket_page(read, key)))


def triaged(room: Room, key: str, actor: Actor = ANNA, **said: Any) -> TicketRow:
    """A ticket triaged as it is known, with what is said of it."""
    return do(room, actor, triage, key, replace(known_of(room, key), **said))


def said(room: Room, key: str, actor: Actor = ANNA, **words: Any) -> TicketRow:
    """A ticket triaged by words, the rest as it is on record."""
    return do(room, actor, lambda tx: triage(tx, key, amended(tx.read, key, Said(**words))))
