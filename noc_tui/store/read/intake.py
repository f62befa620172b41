"""What the intake keeps beside the alerts, read over the plain driver: tokens, and bodies that could not be read."""

from __future__ import annotations

from noc_tui.domain.errors import NotFound
from noc_tui.domain.intake import Held, TokenRow
from noc_tui.store.read.connection import Reader

_GRANTED = (
    "SELECT t.id, t.source, c.code, t.hint, t.created_at, t.created_by, t.revoked_at FROM source_token t "
    "LEFT JOIN customer c ON c.id = t.customer_id"
)
_HELD = "SELECT id, source, scope, received_at, reason, length(body), seen, status, settled_at FROM quarantine"
_WAITING = " WHERE status = 'held'"


def tokens(read: Reader) -> list[TokenRow]:
    """Every token ever made, by source and age."""
    return [TokenRow(*row) for row in read.rows(f"{_GRANTED} ORDER BY t.source, t.id")]


def find_token(read: Reader, token_id: int) -> TokenRow:
    """The token of that id. Raises NotFound."""
    row = read.one(f"{_GRANTED} WHERE t.id = :id", {"id": token_id})
    if row is None:
        raise NotFound(f"There is no token {token_id}.", "`noc setup tokens` lists them.")
    return TokenRow(*row)


def valid_hashes(read: Reader, source: str) -> list[tuple[str, int | None]]:
    """The hashes of a source's tokens that were not revoked, each with the id of the customer it speaks for."""
    sql = "SELECT hash, customer_id FROM source_token WHERE source = :source AND revoked_at IS NULL"
    return [(row[0], row[1]) for row in read.rows(sql, {"source": source})]


def held_bodies(read: Reader, *, settled: bool, limit: int) -> list[Held]:
    """The newest bodies in quarantine; those replayed or dismissed only where asked for."""
    where = "" if settled else _WAITING
    return [Held(*row) for row in read.rows(f"{_HELD}{where} ORDER BY id DESC LIMIT :limit", {"limit": limit})]


def count_held(read: Reader, *, settled: bool) -> int:
    """How many bodies are in quarantine; those replayed or dismissed only where asked for."""
    return int(read.value("SELECT count(*) FROM quarantine" + ("" if settled else _WAITING)))


def waiting_ids(read: Reader) -> list[int]:
    """The ids of all bodies that wait to be replayed or dismissed, oldest first."""
    return [row[0] for row in read.rows(f"SELECT id FROM quarantine{_WAITING} ORDER BY id")]


def find_held(read: Reader, held_id: int) -> Held:
    """The body of that id, without its bytes. Raises NotFound."""
    row = read.one(f"{_HELD} WHERE id = :id", {"id": held_id})
    if row is None:
        raise NotFound(f"There is no rejected body {held_id}.", "`noc intake rejected list --all` lists them.")
    return Held(*row)


def body_of(read: Reader, held: Held) -> bytes:
    """The bytes of a body as they arrived."""
    return bytes(read.value("SELECT body FROM quarantine WHERE id = :id", {"id": held.id}))
