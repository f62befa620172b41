"""Bodies that could not be read: replayed once the program or the room can, or dismissed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import col, update

from noc_tui.desk.actors import require
from noc_tui.desk.alert_events import lock_alerts
from noc_tui.desk.intake import Receipt, take_in
from noc_tui.desk.reception import Parse, understand, why
from noc_tui.desk.timeline import when
from noc_tui.domain.actor import intake_actor
from noc_tui.domain.errors import StoreError, WrongState
from noc_tui.domain.intake import Held, HeldStatus
from noc_tui.domain.observation import Delivery
from noc_tui.domain.words import Role
from noc_tui.models.alert import Quarantine
from noc_tui.store.read.intake import body_of, find_held
from noc_tui.store.read.setup import find_customer
from noc_tui.store.tx import Tx
from noc_tui.text import line


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay came to."""

    held: Held
    """As it was, or with the new reason where it still cannot be read."""
    receipt: Receipt | None
    """None where it still cannot be read."""


def replay(tx: Tx, held_id: int, parse: Parse) -> Replayed:
    """Reads a body again with its source's parser and takes it in, as if it came now from the same sender.

    Where nothing in it can be read it stays held, with the new reason; alerts of it that still cannot be read are
    held on their own. Raises NotFound, and WrongState where it was replayed or dismissed.
    """
    require(tx.actor, Role.OPERATOR, "replay what was rejected")
    lock_alerts(tx)  # as the intake does, before the body that it may meet again
    held = _waiting(tx, held_id, "replayed")
    delivery = understand(held.source, body_of(tx.read, held), parse)
    if not delivery.observations:
        return _still_held(tx, held, delivery.rejected[0].reason)
    try:
        with tx.savepoint():
            return Replayed(held, _take_in_again(tx, held, delivery))
    except StoreError:
        raise
    except Exception as error:
        return _still_held(tx, held, why(error))


def _take_in_again(tx: Tx, held: Held, delivery: Delivery) -> Receipt:
    customer = find_customer(tx.read, held.scope) if held.scope else None
    _settle(tx, held, HeldStatus.REPLAYED)  # first, so that what is left of it is held anew
    with _acting_as_source(tx, held.source):
        return take_in(tx, delivery, customer)


def _still_held(tx: Tx, held: Held, reason: str) -> Replayed:
    _change(tx, held, reason=line(reason, 500))
    return Replayed(find_held(tx.read, held.id), None)


def dismiss(tx: Tx, held_id: int) -> Held:
    """Says that a body needs no replay; it stays readable. Raises NotFound, and WrongState where it is settled."""
    require(tx.actor, Role.OPERATOR, "dismiss what was rejected")
    held = _waiting(tx, held_id, "dismissed")
    _settle(tx, held, HeldStatus.DISMISSED)
    return find_held(tx.read, held.id)


def _waiting(tx: Tx, held_id: int, doing: str) -> Held:
    if tx.dialect == "postgresql":
        tx.read.rows("SELECT id FROM quarantine WHERE id = :id FOR UPDATE", {"id": held_id})
    held = find_held(tx.read, held_id)
    if held.status != HeldStatus.HELD:
        since = f" on {when(tx.read, held.settled_at)}" if held.settled_at is not None else ""
        raise WrongState(f"Body {held.id} was {held.status}{since}: it cannot be {doing}.", "Nothing is left to do.")
    return held


def _settle(tx: Tx, held: Held, status: HeldStatus) -> None:
    _change(tx, held, status=status.value, settled_at=tx.now)


def _change(tx: Tx, held: Held, **values: object) -> None:
    tx.connection.execute(update(Quarantine).where(col(Quarantine.id) == held.id).values(**values))
    tx.changed("quarantine", held.id)


@contextmanager
def _acting_as_source(tx: Tx, source: str) -> Iterator[None]:
    """What a body says is the source's word, whoever replays it: no person has acted in a ticket by that."""
    person, tx.actor = tx.actor, intake_actor(source)
    try:
        yield
    finally:
        tx.actor = person
