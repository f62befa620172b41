"""Where one key is to do something to many: it is shown first what that would be, and can be taken back as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noc_tui.domain.errors import Refused
from noc_tui.screens.review import Ended, ReviewScreen
from noc_tui.screens.room_screen import AsksFirst
from noc_tui.screens.taking_back import take_back, taken_back_told

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
            told = f"{told}; {taken_back_told(await take_back(screen.live, review.action))}"
        screen.say(told)

    return AsksFirst(review, then)
