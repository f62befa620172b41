"""The kinds of incident that ship with the program (G3)."""

from __future__ import annotations

from sqlmodel import insert

from noc_tui import resources
from noc_tui.models.room import Fault
from noc_tui.store.read import people
from noc_tui.store.tx import Tx


def install_faults(tx: Tx) -> None:
    """Brings the shipped kinds of incident (G3) into a store that has none of that name."""
    there = {fault.name for fault in people.faults(tx.read)}
    shipped = resources.read_toml("taxonomy.toml")["fault"]
    missing = [{**fault} for fault in shipped if fault["name"] not in there]
    if missing:
        tx.connection.execute(insert(Fault), missing)
        tx.changed("setup", "faults")
