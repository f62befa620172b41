"""Tickets that more than one of these rooms begins with."""

from __future__ import annotations

import pytest

from noc_tui.domain.ticket import TicketRow
from noc_tui.store.room import Room
from tests.rooms import SetClock, opened


@pytest.fixture
def older(room: Room) -> TicketRow:
    """A ticket of ACME that was there first."""
    return opened(room)


@pytest.fixture
def newer(room: Room, older: TicketRow, clock: SetClock) -> TicketRow:
    """The same told again, ten minutes later."""
    clock.move(minutes=10)
    return opened(room, subject="Mail again")
