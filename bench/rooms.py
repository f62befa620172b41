"""Rooms to measure in: made once by the demo's generator, and kept where a path says so."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from noc_tui.demo.history import fill
from noc_tui.demo.room import set_up_room
from noc_tui.desk.contracts import add_contract
from noc_tui.desk.customers import add_customer, put_contact, put_equipment
from noc_tui.desk.room import open_room
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.store.read import setup
from noc_tui.store.room import Room
from noc_tui.store.tx import Tx

OPERATOR = "bench"
"""Who sits at the keyboard of the measured program."""
_NAMES = ("Mario", "Lucia", "Paolo", "Elena", "Franco", "Teresa", "Bruno", "Silvia", "Dario", "Marta")


def demo_room(path: Path, tickets: int, opened: int) -> float:
    """A store with so many tickets and a tenth as many alerts; one that is there already stays as it is.

    Gives the seconds it took. Its open tickets are due around the instant at which it was made: one that is kept
    for days holds more of what is overrun, and fewer clocks that show seconds.
    """
    if path.exists():
        return 0.0
    making = path.with_suffix(".making")
    print(f"Making {tickets:,} tickets, {opened:,} open…", file=sys.stderr, flush=True)
    began = time.monotonic()
    room = open_room(f"sqlite:///{making}")
    try:
        _fill(room, tickets, opened)
    finally:
        room.close()
    making.rename(path)
    return time.monotonic() - began


def _fill(room: Room, tickets: int, opened: int) -> None:
    with room.write(SYSTEM_ACTOR) as tx:
        set_up_room(tx, room.clock(), OPERATOR)
    fill(room, seed=1, tickets=tickets, alerts=tickets // 10, open_share=opened / max(tickets, 1))


def add_customers(path: Path, wanted: int, people: int = 10, devices: int = 20) -> None:
    """Brings a room to so many customers, each with a contract, people and devices; those there stay as they are."""
    room = open_room(f"sqlite:///{path}")
    try:
        with room.write(SYSTEM_ACTOR) as tx:
            there = len(setup.customers(tx.read))
            for number in range(there, wanted):
                _add_customer(tx, number, people, devices)
    finally:
        room.close()


def _add_customer(tx: Tx, number: int, people: int, devices: int) -> None:
    customer = add_customer(tx, f"K{number:04d}", f"Officine {_NAMES[number % len(_NAMES)]} {number:04d}")
    add_contract(tx, customer.code, code=f"K{number:04d}-1", profile="professional")
    for place in range(people):
        first = _NAMES[(number + place) % len(_NAMES)].lower()
        put_contact(
            tx,
            customer.code,
            f"{first.title()} {place}",
            mail=f"{first}-{number:04d}-{place}@officine.example",
            phone=f"+39 030 {number:04d}{place:03d}",
        )
    for place in range(devices):
        put_equipment(tx, customer.code, f"sw-{number:04d}-{place:02d}", kind="switch", technology="network")
