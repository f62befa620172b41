"""Setting up a room: what is shipped, customers, contracts, operators, tokens."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import date
from hashlib import sha256

from sqlmodel import col, insert, update

from noc_tui.clock import from_us
from noc_tui.desk.actors import require
from noc_tui.desk.terms import room_zone
from noc_tui.desk.versions import Mistake, check_contract_words, mistake_in
from noc_tui.domain.errors import BadInput, Refused
from noc_tui.domain.event import is_person
from noc_tui.domain.setup import ContractRow, CustomerRow, OperatorRow, VersionRow
from noc_tui.domain.words import Role
from noc_tui.models.alert import SourceToken
from noc_tui.models.room import Operator
from noc_tui.models.terms import ContractVersion, Customer
from noc_tui.store.read import setup
from noc_tui.store.tx import Tx
from noc_tui.text import line


def add_customer(tx: Tx, code: str, name: str, *, aliases: tuple[str, ...] = (), city: str = "") -> CustomerRow:
    """A new customer. Raises Refused where code, name or an alias is taken."""
    require(tx.actor, Role.LEAD, "add customers")
    code, name = line(code, 20).upper(), line(name, 120)
    if not code or not name or " " in code:
        raise BadInput("A customer needs a code without blanks, and a name.", 'noc customer add BDA "Banca dell\'Adda"')
    others = tuple(line(alias, 120) for alias in aliases)
    for word in (code, name, *others):
        taken = setup.match_customer(tx.read, word)
        if taken is not None:
            raise Refused(f"“{word}” is {taken.code} ({taken.name}) already.", "Choose another code, name or alias.")
    customer = Customer(code=code, name=name, aliases=json.dumps(others, ensure_ascii=False), city=line(city, 80))
    tx.session.add(customer)
    tx.session.flush()
    tx.changed("setup", f"customer {code}")
    return setup.find_customer(tx.read, code)


def add_contract(
    tx: Tx,
    customer: str,
    *,
    code: str,
    profile: str,
    calendar: str | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    monitoring: bool | None = None,
    spec: Mapping[str, object] | None = None,
    mistake: Mistake | None = None,
) -> ContractRow:
    """A contract, or its next version where the code is known. Without `monitoring`, as the profile says (G4, F8).

    `spec` is what it says otherwise than its profile. Raises NotFound for an unknown customer, BadInput for an unknown
    profile or calendar, dates that cross, and a `spec` that is wrong.
    """
    require(tx.actor, Role.LEAD, "write contracts")
    found = setup.find_customer(tx.read, customer)
    code = line(code, 40)
    terms = _newest(tx, "profile", profile)
    hours = _newest(tx, "calendar", calendar or str(terms.spec.get("calendar", "office")))
    start = valid_from or from_us(tx.now).astimezone(room_zone(tx.read)).date()
    if not code or (valid_to is not None and valid_to < start):
        raise BadInput("A contract needs a code, and an end after its start.", "--from 2026-01-01 --to 2026-12-31")
    check_contract_words(tx, spec or {}, mistake or mistake_in(f"Contract {code}"))
    before = tx.read.one("SELECT max(v), min(customer_id) FROM contract_version WHERE code = :code", {"code": code})
    if before and before[1] not in {None, found.id}:
        raise Refused(f"Contract {code} is another customer's.", "Choose another code.")
    row = ContractVersion(
        code=code,
        v=(before[0] or 0) + 1 if before else 1,
        customer_id=found.id,
        profile_version_id=terms.id,
        calendar_version_id=hours.id,
        valid_from=start.isoformat(),
        valid_to=valid_to.isoformat() if valid_to else None,
        monitoring=bool(terms.spec.get("monitoring", False)) if monitoring is None else monitoring,
        spec=json.dumps(dict(spec or {}), ensure_ascii=False, default=str),
        at=tx.now,
        actor=tx.actor.name,
    )
    tx.session.add(row)
    tx.session.flush()
    tx.changed("setup", f"contract {code}")
    assert row.id is not None
    return setup.contract_by_id(tx.read, row.id)


def _newest(tx: Tx, kind: setup.Versioned, name: str) -> VersionRow:
    found = setup.newest_version(tx.read, kind, name)
    if found is None:
        known = ", ".join(version.name for version in setup.newest_versions(tx.read, kind))
        raise BadInput(f"There is no {kind} “{name}”.", f"There are: {known}")
    return found


def add_operator(
    tx: Tx, login: str, name: str, *, role: Role = Role.OPERATOR, level: int = 1, team: str | None = None
) -> OperatorRow:
    """A new operator, or new words on one that is known. The first of a room becomes its admin."""
    require(tx.actor, Role.ADMIN, "add operators")
    login, name = line(login, 40).lower(), line(name, 80)
    if not login or " " in login or level not in {1, 2, 3}:
        raise BadInput("An operator needs a login without blanks and a level of 1, 2 or 3.", "noc operator add anna")
    if not is_person(login):
        raise BadInput(f"The program itself acts as “{login}”.", "Choose another login.")
    everybody = setup.operators(tx.read)
    role = role if everybody else Role.ADMIN
    row = {"name": name or login, "role": role.value, "level": level, "team": team, "active": True}
    if any(operator.login == login for operator in everybody):
        tx.connection.execute(update(Operator).where(col(Operator.login) == login).values(**row))
    else:
        tx.connection.execute(insert(Operator), [{"login": login, **row}])
    tx.changed("setup", f"operator {login}")
    return next(operator for operator in setup.operators(tx.read) if operator.login == login)


def first_customer(
    tx: Tx, *, code: str, name: str, profile: str, monitoring: bool, login: str, operator: str
) -> CustomerRow:
    """The least a room needs: a customer, its contract, and whoever sets it up as the room's admin."""
    customer = add_customer(tx, code, name)
    add_contract(tx, customer.code, code=f"{customer.code}-1", profile=profile, monitoring=monitoring)
    add_operator(tx, login, operator)
    return customer


def make_token(tx: Tx, source: str, customer: str | None = None) -> str:
    """A new bearer token for a source, shown this once: only its hash is kept."""
    require(tx.actor, Role.ADMIN, "make tokens")
    found = setup.find_customer(tx.read, customer) if customer else None
    token = f"noc_{secrets.token_urlsafe(32)}"
    tx.session.add(
        SourceToken(
            source=source,
            customer_id=found.id if found else None,
            hash=token_hash(token),
            hint=token[:8],
            created_at=tx.now,
            created_by=tx.actor.name,
        )
    )
    tx.session.flush()
    tx.changed("setup", f"token {source}")
    return token


def token_hash(token: str) -> str:
    """What the store keeps of a token: 256 random bits need no slow hash."""
    return sha256(token.encode()).hexdigest()
