"""The demo room's customers, contracts and people."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from dateutil.relativedelta import relativedelta

from noc_tui import resources
from noc_tui.demo.hours import DAYS
from noc_tui.desk.setup import add_contract, add_customer, add_operator
from noc_tui.desk.terms import room_zone
from noc_tui.domain.errors import Refused
from noc_tui.domain.words import Role
from noc_tui.store.read import setup
from noc_tui.store.tx import Tx

_IN_FORCE_DAYS = DAYS + 30
"""Every contract has run longer than the room's past goes back."""


def set_up_room(tx: Tx, now: datetime, login: str) -> None:
    """Fills a new room with the demo's customers, contracts and operators, contracts ending relative to `now`.

    Whoever sits at the keyboard becomes an operator too: `login` is made an admin on level 2, unless it is one of
    the demo's people. Raises Refused where the room has customers or operators already.
    """
    if setup.customers(tx.read) or setup.operators(tx.read):
        raise Refused("This room is set up already.", "Give the demo a store of its own: --db sqlite:///demo.db")
    document = resources.read_toml("demo/room.toml")
    for person in document["operator"]:
        add_operator(
            tx,
            person["login"],
            person["name"],
            role=Role(person["role"]),
            level=person["level"],
            team=person["team"],
        )
    if all(operator.login != login.casefold() for operator in setup.operators(tx.read)):
        add_operator(tx, login, login, role=Role.ADMIN, level=2)
    today = now.astimezone(room_zone(tx.read)).date()
    for customer in document["customer"]:
        _add_customer(tx, customer, today)


def _add_customer(tx: Tx, customer: dict[str, Any], today: date) -> None:
    code, contract = customer["code"], customer["contract"]
    add_customer(tx, code, customer["name"], aliases=tuple(customer["aliases"]), city=customer["city"])
    begins, ends = _validity(today, contract["months_left"])
    add_contract(
        tx,
        code,
        code=contract["code"],
        profile=contract["profile"],
        calendar=contract.get("calendar"),
        valid_from=begins,
        valid_to=ends,
        monitoring=True if contract["alerting_manager"] else None,
        spec={name: contract[name] for name in ("technologies", "exclusions", "access") if name in contract},
    )


def _validity(today: date, months_left: int) -> tuple[date, date]:
    """Whole years that end in so many months, as few as reach back over the room's past."""
    ends = today + relativedelta(months=months_left)
    years = ceil(((ends - today).days + _IN_FORCE_DAYS) / 365)
    return ends - relativedelta(years=years) + timedelta(days=1), ends
