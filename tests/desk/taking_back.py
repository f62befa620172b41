"""What was done last in a room, and taking it back."""

from __future__ import annotations

from noc_tui.desk.undo import undo
from noc_tui.domain.actor import Actor
from noc_tui.store.room import Room
from tests.rooms import ANNA, do, rows


def last_action(room: Room) -> str:
    """What was done last, whoever did it."""
    ((found,),) = rows(room, "SELECT action_id FROM event ORDER BY id DESC LIMIT 1")
    return str(found)


def take_back(room: Room, actor: Actor = ANNA) -> str:
    """Undoes what was done last as a whole; gives the undoing."""
    (outcome,) = do(room, actor, undo, last_action(room))
    if outcome.refusal is not None:
        raise outcome.refusal
    return last_action(room)
