"""How the customer's systems are reached: by the means agreed, for each of them or for all (F6, Y7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from noc_tui.domain.setup import EquipmentRow

_NONE = frozenset({"", "-", "no", "none", "nessuno"})


@dataclass(frozen=True, slots=True)
class Access:
    """The agreed means, or why there is none."""

    means: str | None
    ruled_out: bool = False
    """It is known that there is none: else nobody has said yet."""
    why: str = ""


def access_to(spec: Mapping[str, object], device: EquipmentRow | None, technology: str | None) -> Access:
    """The means for a device by its own word, else by the contract's for its name, kind or technology, or for all."""
    if device is not None and device.access is not None:
        return _means(device.access, f"none was agreed for {device.name}")
    agreed = spec.get("access")
    if agreed is None:
        return Access(None, why="the contract does not say")
    if isinstance(agreed, str):
        return _means(agreed, "the contract has none")
    if not isinstance(agreed, Mapping):
        return Access(None, why="the contract does not say")
    by_system = {str(system).casefold(): str(means) for system, means in agreed.items()}
    names = [device.name, device.kind, device.technology] if device else []
    for name in (*names, technology):
        if name and name.casefold() in by_system:
            return _means(by_system[name.casefold()], f"none was agreed for {name}")
    if device is not None:
        return Access(None, ruled_out=True, why=f"none was agreed for {device.name}")
    return Access(None, why=f"by system ({', '.join(by_system)}): which is it?")


def _means(said: str, none: str) -> Access:
    if said.strip().casefold() in _NONE:
        return Access(None, ruled_out=True, why=none)
    return Access(said.strip())
