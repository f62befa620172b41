"""Where one key is to do something to many: it is shown first what that would be, and can be taken back as a whole."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from noc_tui.domain.errors import Refused
from noc_tui.screens.review import Ended, ReviewScreen
from noc_tui.screens.room_screen import AsksFirst

if TYPE_CHECKING:
    from noc_tui.desk.review import Do
    from noc_tui.screens.targets import Targets
    from noc_tui.screens.ticket_work import WorkScreen


def reviewed_first(screen: WorkScreen, targets: Targets, done: str, do: Do) -> AsksFirst:
    """Asks, row by row, whether `do` is to be done to these; `done` is the word for it."""
    review = ReviewScreen(screen.live, f"Review: {done} {targets.named}", targets.names, do)

    async def then(ended: Ended | None) -> None:
        if ended in {None, Ended.NOT_DONE}:
            raise Refused("Nothing was changed.")
        screen.done()
        told = f"{done} {targets.named}: {review.counts}"
        if ended is Ended.UNDO:
            told = f"{told}; {await _taken_back(screen, review.action)}"
        screen.say(told)

    return AsksFirst(review, then)


async def _taken_back(screen: WorkScreen, action: str) -> str:
    """Takes an action back, some rows at a time, and says of how many."""
    from noc_tui.desk.batch import PAUSE_S, new_action, pieces
    from noc_tui.desk.undo import groups_of, undo

    groups, undoing = await screen.live.read(lambda read: groups_of(read, action)), new_action()
    refusals = []
    for number, some in enumerate(pieces(groups)):
        if number:
            await asyncio.sleep(PAUSE_S)
        outcomes = await screen.live.act(partial(undo, action_id=action, only=some, action=undoing))
        refusals += [outcome.refusal for outcome in outcomes if outcome.refusal is not None]
    told = f"taken back on {len(groups) - len(refusals)} of {len(groups)}"
    return f"{told}; {refusals[0]}" if refusals else told
