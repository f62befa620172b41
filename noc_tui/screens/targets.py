"""What a key works on: the tickets and alerts that are marked, else the one under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from noc_tui.store.tx import Tx

OnTicket = Callable[["Tx", str], object]
OnAlert = Callable[["Tx", int], object]


@dataclass(frozen=True, slots=True)
class Targets:
    """What a key works on: keys of tickets, ids of alerts."""

    tickets: Sequence[str] = ()
    alerts: Sequence[str] = ()
    versions: dict[str, int] = field(default_factory=dict)
    """Per ticket the version on which the decision is made, where it is known; it goes up when a newer one was read."""

    def __bool__(self) -> bool:
        return bool(self.tickets or self.alerts)

    def as_read(self, do: Callable[..., object]) -> OnTicket:
        """The operation on the version that was read: refused where another person wrote since."""
        return lambda tx, key: do(tx, key, version=self.versions.get(key))

    @property
    def names(self) -> list[str]:
        """Each by its name: `NOC-2026-000123`, `alert 7`."""
        return [*self.tickets, *(f"alert {ident}" for ident in self.alerts)]

    @property
    def named(self) -> str:
        """The first, and how many more."""
        return self.names[0] if len(self.names) == 1 else f"{self.names[0]} and {len(self.names) - 1} more"
