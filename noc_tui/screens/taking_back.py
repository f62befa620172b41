"""Taking back all that one key did, some rows a transaction, so that nobody waits long for the store."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from noc_tui.desk.live import LiveRoom

if TYPE_CHECKING:
    from noc_tui.desk.batch import Outcome
    from noc_tui.desk.undo import TakenBack


async def take_back(live: LiveRoom, action_id: str) -> list[Outcome[TakenBack]]:
    """Takes an action back wherever nothing stands on it. Raises NotFound, and Forbidden for another person's."""
    from noc_tui.desk.batch import PAUSE_S, new_action, pieces
    from noc_tui.desk.undo import groups_of, undo

    groups, undoing = await live.read(lambda read: groups_of(read, action_id)), new_action()
    outcomes: list[Outcome[TakenBack]] = []
    for number, some in enumerate(pieces(groups)):
        if number:
            await asyncio.sleep(PAUSE_S)
        outcomes += await live.act(partial(undo, action_id=action_id, only=some, action=undoing))
    return outcomes


def taken_back_told(outcomes: Sequence[Outcome[TakenBack]]) -> str:
    """On how many of how many, and why not on the first that was refused."""
    refusals = [outcome.refusal for outcome in outcomes if outcome.refusal is not None]
    told = f"taken back on {len(outcomes) - len(refusals)} of {len(outcomes)}"
    return f"{told}; {refusals[0]}" if refusals else told
