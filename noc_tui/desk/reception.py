"""What the room does with a delivery, whichever way it came: kept as alerts, or whole in quarantine; never lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from noc_tui.desk.intake import Receipt, take_in
from noc_tui.domain.actor import intake_actor
from noc_tui.domain.errors import NocError, StoreError, Unreadable
from noc_tui.domain.observation import Delivery, Rejected
from noc_tui.domain.setup import CustomerRow
from noc_tui.store.room import Room
from noc_tui.store.schema import stored_version

__all__ = ["Parse", "Received", "Room", "receive", "schema_version", "understand", "why"]

Parse = Callable[[bytes], Delivery]
"""Reads a body. Raises Unreadable where nothing in it is understood."""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a body: it is on disk when this is handed out."""

    receipt: Receipt
    reasons: tuple[str, ...]
    """Why each body of `receipt.quarantined` could not be read."""

    @property
    def understood(self) -> bool:
        """Whether any alert was found in it."""
        return self.receipt.accepted > 0


def receive(room: Room, source: str, body: bytes, parse: Parse, customer: CustomerRow | None = None) -> Received:
    """Takes a body in, in one transaction; `customer` is whom the sender's token speaks for.

    What cannot be read is kept in quarantine. So is the whole body where the room refuses what it says, or the
    program fails on it: the sender would send it for ever. Raises StoreError where nothing was stored.
    """
    delivery = understand(source, body, parse)
    try:
        return _store(room, delivery, customer)
    except StoreError:
        raise
    except Exception as error:
        return _store(room, _unreadable(source, body, why(error)), customer)


def understand(source: str, body: bytes, parse: Parse) -> Delivery:
    """The delivery in a body; where there is none, one that holds the whole body as rejected."""
    try:
        delivery = parse(body)
    except Exception as error:  # foreign bytes: whatever they trip must not stop the next delivery
        return _unreadable(source, body, why(error))
    if not delivery.observations and not delivery.rejected:
        return _unreadable(source, body, "There is no alert in it.")
    return delivery


def _unreadable(source: str, body: bytes, reason: str) -> Delivery:
    return Delivery(source, "", (), (Rejected(reason, body),))


def why(error: Exception) -> str:
    """The reason that is kept with a body in quarantine."""
    if isinstance(error, Unreadable):
        return error.message
    if isinstance(error, NocError):
        return f"The room refused it: {error}"
    return f"The program failed on it: {type(error).__name__}: {error}"


def _store(room: Room, delivery: Delivery, customer: CustomerRow | None) -> Received:
    receipt = room.run(intake_actor(delivery.source), lambda tx: take_in(tx, delivery, customer))
    return Received(receipt, tuple(rejected.reason for rejected in delivery.rejected))


def schema_version(room: Room) -> str | None:
    """The version of the store's schema, asked just now; None where it has none. Raises StoreError."""
    with room.reading() as read:
        return stored_version(read)
