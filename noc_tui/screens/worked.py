"""What forms ask about the work itself: how long it took, and whether the call still went on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from noc_tui.screens.room_screen import RoomScreen
from noc_tui.widgets.items import Answers, Choice, Field

if TYPE_CHECKING:
    from datetime import timedelta

WORKED = Field("spent", "worked", "45m, 1h30; may stay empty")
_IN_CALL = "in_call"
CALL = Choice("call", "when", [("after", "after the call"), (_IN_CALL, "in the call")], "after")


async def call_may_go_on(screen: RoomScreen, keys: Sequence[str]) -> bool:
    """Whether whoever sits here may say that it was solved in the call: of one ticket, whose call they took."""
    from noc_tui.desk.ending import may_be_in_call

    if len(keys) > 1:
        return False
    me = screen.live.actor.name
    return bool(await screen.attempt(screen.live.read(lambda read: may_be_in_call(read, keys[0], me))))


def worked_in(answers: Answers) -> timedelta | None:
    """The time that a form says was worked; None for none. Raises BadInput for what is no time."""
    from noc_tui.desk.worked_time import parse_span

    given = answers["spent"].strip()
    return parse_span(given) if given else None


def in_call(answers: Answers) -> bool:
    """Whether a form says that it was solved while the first call went on (N1); not where it did not ask."""
    return answers.get(CALL.name) == _IN_CALL
