"""`noc ticket show` says who is on the ticket at that moment."""

from __future__ import annotations

from noc_tui.clock import to_us
from noc_tui.domain.presence import Doing
from noc_tui.store.room import Room
from noc_tui.store.seat import Seat
from tests.cli.commands import Noc
from tests.rooms import SetClock, opened


def test_who_is_on_a_ticket_is_told_until_they_are_gone(noc: Noc, room: Room, clock: SetClock) -> None:
    key, now = opened(room).key, to_us(clock())
    for who, doing in (("bruno", Doing.READING), ("anna", Doing.WRITING)):
        seat = Seat(room.location, who)
        seat.say(who, key, doing, now, now + 15_000_000)
        seat.close()

    assert "\non it now: anna (writing), bruno (reading)\n" in noc("ticket", "show", "1").out
    clock.move(seconds=15)
    assert "on it now" not in noc("ticket", "show", "1").out
