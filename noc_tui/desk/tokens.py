"""Bearer tokens: which are there, whom one speaks for, taking one back. `desk.setup.make_token` makes them."""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest

from sqlmodel import col, update

from noc_tui.desk.actors import require
from noc_tui.desk.setup import token_hash
from noc_tui.domain.errors import Refused
from noc_tui.domain.intake import TokenRow
from noc_tui.domain.setup import CustomerRow
from noc_tui.domain.words import Role
from noc_tui.models.alert import SourceToken
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.intake import find_token, valid_hashes
from noc_tui.store.read.setup import customer_by_id
from noc_tui.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Grant:
    """What a valid token allows: to send as its source, for one customer or for all."""

    source: str
    customer: CustomerRow | None


def find_grant(read: Reader, source: str, token: str) -> Grant | None:
    """What this token allows at this source; None where it is unknown, revoked or another source's.

    Every hash is compared, each in constant time: how long it takes tells nothing about the tokens.
    """
    presented = token_hash(token)
    found = [customer_id for known, customer_id in valid_hashes(read, source) if compare_digest(known, presented)]
    if not found:
        return None
    return Grant(source, customer_by_id(read, found[0]) if found[0] is not None else None)


def revoke_token(tx: Tx, token_id: int) -> TokenRow:
    """Takes a token back: from the next request on it opens nothing. Raises NotFound, Refused where it was already."""
    require(tx.actor, Role.ADMIN, "revoke tokens")
    token = find_token(tx.read, token_id)
    if token.revoked_at is not None:
        raise Refused(f"Token {token.id} ({token.source}) is revoked already.")
    tx.connection.execute(update(SourceToken).where(col(SourceToken.id) == token.id).values(revoked_at=tx.now))
    tx.changed("setup", f"token {token.source}")
    return find_token(tx.read, token.id)
