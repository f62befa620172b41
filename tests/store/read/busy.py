"""A room in the middle of a busy week: lines of every kind in its queue, and tickets that are over."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from random import Random

from noc_tui.desk.alerts import acknowledge, shelve
from noc_tui.desk.ending import solve
from noc_tui.desk.work import assign, take, wait
from noc_tui.domain.errors import Refused
from noc_tui.domain.words import Category, Priority, Reason, Severity
from noc_tui.store.room import Room
from tests.desk.deeds import DEEDS
from tests.desk.monitoring import fires, hear
from tests.rooms import ANNA, BRUNO, LIA, SetClock, do, opened

SUBJECTS = (
    "100% packet loss",
    "link_a down",
    "linkXa down",
    'L\'utente "Rossi" non accede',
    "C:\\temp is full",
    "Città senza rete",
    "50 % slower",
    "No mail leaves the office",
)
CUSTOMERS = ("ACME", "BDA", "CDS", "OSP", "TEL", None)
TEAMS = ("Reti", "Sistemi 100%", "a_b", None)


def fill(room: Room, clock: SetClock) -> None:
    """Forty tickets and a dozen alerts over four days; the clock stands at Thursday noon afterwards."""
    dice = Random(11)
    for number in range(40):
        clock.move(minutes=dice.choice([3, 40, 130]))
        ticket = opened(
            room,
            dice.choice(CUSTOMERS),
            subject=dice.choice(SUBJECTS),
            category=dice.choice([None, *Category]),
            priority=dice.choice([None, *Priority]),
            technology=dice.choice(["voip", "reti", None]),
            team=dice.choice(TEAMS),
        )
        actor = dice.choice([ANNA, BRUNO, LIA])
        with suppress(Refused):
            if dice.random() < 0.5:
                do(room, actor, take, ticket.key)
            if dice.random() < 0.3:
                do(room, LIA, assign, ticket.key, level=dice.choice([2, 3]))
            if dice.random() < 0.35:
                until = clock.now + timedelta(hours=dice.choice([1, 30, 90]))
                do(room, actor, wait, ticket.key, dice.choice(list(Reason)), until=until)
            if dice.random() < 0.25:
                do(room, actor, DEEDS[dice.choice(["solved", "cancelled"])], ticket.key)
        if number % 4 == 0:
            alert(room, clock, dice, number)
    clock.set("2026-11-26 08:00")
    late = do(room, ANNA, take, opened(room, "OSP").key)  # to be restored by 10:00
    for time in ("08:05", "08:20", "08:50", "10:10", "11:40"):  # to be taken within four hours
        clock.set(f"2026-11-26 {time}")
        opened(room, "OSP")
    clock.set("2026-11-26 12:00")
    do(room, ANNA, wait, late.key, Reason.CUSTOMER)
    done = opened(room, "OSP")
    do(room, ANNA, solve, done.key, "Restarted")
    do(room, ANNA, DEEDS["closed"], done.key)


def alert(room: Room, clock: SetClock, dice: Random, number: int) -> None:
    severity = dice.choice(list(Severity))
    customer = dice.choice(["ACME", "CDS", "OSP", ""])
    start = clock.now - timedelta(minutes=2)
    receipt = hear(
        room,
        fires(None, started_at=start, alert_key=f"if{number}", severity=severity, customer_hint=customer),
    )
    if receipt.tickets or dice.random() < 0.5:
        return
    alert_id = number // 4 + 1
    if dice.random() < 0.5:
        do(room, ANNA, acknowledge, alert_id)
    else:
        do(room, BRUNO, shelve, alert_id, clock.now + timedelta(hours=100))
