"""The demo room's customers, contracts and people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from dateutil.relativedelta import relativedelta

from noc_tui import resources
from noc_tui.demo.hours import DAYS
from noc_tui.desk.operators import add_operator
from noc_tui.desk.room_document import apply_documents
from noc_tui.desk.terms import room_zone
from noc_tui.domain.errors import Refused
from noc_tui.domain.words import ContactRole, Role
from noc_tui.store.read import setup
from noc_tui.store.tx import Tx
from noc_tui.toml_file import Document

_FILE = "demo/room.toml"
_IN_FORCE_DAYS = DAYS + 30
"""Every contract has run longer than the room's past goes back."""
_SAID_ALIKE = ("technologies", "activities", "exclusions", "access", "hours", "calendar", "profile", "code")


def set_up_room(tx: Tx, now: datetime, login: str) -> None:
    """Fills a new room with the demo's customers, contracts and operators, contracts ending relative to `now`.

    Whoever sits at the keyboard becomes an operator too: `login` is made an admin on level 2, unless it is one of
    the demo's people. Raises Refused where the room has customers or operators already.
    """
    if setup.customers(tx.read) or setup.operators(tx.read):
        raise Refused("This room is set up already.", "Give the demo a store of its own: --db sqlite:///demo.db")
    today = now.astimezone(room_zone(tx.read)).date()
    apply_documents(tx, [Document(_FILE, resources.read_text(_FILE), _document(today))])
    if all(operator.login != login.casefold() for operator in setup.operators(tx.read)):
        add_operator(tx, login, login, role=Role.ADMIN, level=2)


def _document(today: date) -> dict[str, Any]:
    """The demo's file in the words of a set-up file; it has more, of which stories are made."""
    demo = resources.read_toml(_FILE)
    return {
        "technology": [{"name": name, "title": title} for name, title in demo["technologies"].items()],
        "team": [{"name": team["name"]} for team in demo["team"]],
        "rule": demo["rule"],
        "calendar": demo["calendar"],
        "operator": demo["operator"],
        "customer": [_customer(customer, today) for customer in demo["customer"]],
    }


def _customer(customer: dict[str, Any], today: date) -> dict[str, Any]:
    home = customer["sites"][0]
    return {
        **{field: customer[field] for field in ("code", "name", "aliases", "city", "operator") if field in customer},
        "site": [{"name": site, "city": site if site.istitle() else ""} for site in customer["sites"]],
        "contact": [_contact(one, home) for one in customer["contacts"]],
        "equipment": list(_equipment(customer, home)),
        "contract": [_contract(customer["contract"], today)],
    }


def _contact(one: dict[str, Any], home: str) -> dict[str, Any]:
    role = ContactRole.REFERENTE if one.get("referente") else ContactRole.REQUESTER
    return {"name": one["name"], "mail": one["mail"], "phone": one["phone"], "role": role, "site": home}


def _equipment(customer: dict[str, Any], home: str) -> Iterator[dict[str, Any]]:
    for one in customer["equipment"]:
        yield {**{name: value for name, value in one.items() if name != "model"}, "site": home}


def _contract(contract: dict[str, Any], today: date) -> dict[str, Any]:
    begins, ends = _validity(today, contract["months_left"])
    options = [*(["alerting_manager"] if contract["alerting_manager"] else []), *contract.get("options", [])]
    return {
        **{field: contract[field] for field in _SAID_ALIKE if field in contract},
        "from": begins.isoformat(),
        "to": ends.isoformat(),
        **({"monitoring": True} if contract["alerting_manager"] else {}),
        **({"options": options} if options else {}),
    }


def _validity(today: date, months_left: int) -> tuple[date, date]:
    """Whole years that end in so many months, as few as reach back over the room's past."""
    ends = today + relativedelta(months=months_left)
    years = ceil(((ends - today).days + _IN_FORCE_DAYS) / 365)
    return ends - relativedelta(years=years) + timedelta(days=1), ends
