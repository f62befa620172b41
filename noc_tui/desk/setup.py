"""Setting up a room: its first customer, and tokens for what sends to it."""

from __future__ import annotations

import secrets
from hashlib import sha256

from noc_tui.desk.actors import require
from noc_tui.desk.contracts import add_contract
from noc_tui.desk.customers import add_customer
from noc_tui.desk.operators import add_operator
from noc_tui.domain.setup import CustomerRow
from noc_tui.domain.words import Role
from noc_tui.models.alert import SourceToken
from noc_tui.store.read import setup
from noc_tui.store.tx import Tx


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
