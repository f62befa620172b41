"""A room in which there is something to triage, and the way into it."""

from __future__ import annotations

from noc_tui.desk.customers import put_contact, put_equipment, put_site
from noc_tui.desk.opening import open_ticket
from noc_tui.domain.words import Channel, ContactRole
from noc_tui.screens.triage import TriageScreen
from noc_tui.store.tx import Tx
from tests.desk.organised import organise
from tests.screens.desks import Desk

FIRST, SECOND = "NOC-2026-000001", "NOC-2026-000002"


def people(tx: Tx) -> None:
    """Gives ACME a person, a site and a device; two teams and the rules that lead to them."""
    organise(
        tx,
        technologies=("mail", "network"),
        teams=("Systems L1", "Networks L1"),
        faults=[("exhausted_resources", "hardware")],
        rules=[{"technology": "mail", "team": "Systems L1"}, {"team": "Networks L1"}],
    )
    put_site(tx, "ACME", "Lecco", city="Lecco")
    put_contact(tx, "ACME", "Anna Bianchi", mail="it@acme.example", phone="+39 0341 555 0142",
                role=ContactRole.REFERENTE, site="Lecco")  # fmt: skip
    put_equipment(tx, "ACME", "mx-01", kind="mail gateway", technology="mail", site="Lecco")


def mailed(tx: Tx) -> str:
    """A request by mail of that person."""
    text = "From 11:30 no mail leaves the office.\nAnna Bianchi <it@acme.example>"
    return open_ticket(tx, subject="Mail queue > 4000", description=text, channel=Channel.MAIL).key


async def into_triage(desk: Desk) -> TriageScreen:
    """Opens triage on the line under the cursor."""
    await desk.press("t")
    await desk.shows("looks like", "category")
    screen = desk.app.screen
    assert isinstance(screen, TriageScreen)
    return screen
