"""What a form's answers would do to the clocks, shown before they do it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from noc_tui.clock import from_us
from noc_tui.domain.words import Category, Grade, Reason
from noc_tui.screens.room_screen import RoomScreen, in_words
from noc_tui.widgets.items import Answers

if TYPE_CHECKING:
    from noc_tui.desk.what_if import Supposed
    from noc_tui.widgets.form import Preview

AS_IS = "-"
"""The answer that leaves something as it is."""


def foresee(screen: RoomScreen, keys: Sequence[str], suppose: Callable[[RoomScreen, Answers], Supposed]) -> Preview:
    """Tells what the answers would do to the first of these tickets."""

    async def preview(answers: Answers) -> str:
        from noc_tui.desk.what_if import Supposed, told, what_if

        try:
            supposed, now = suppose(screen, answers), screen.now()
            if supposed == Supposed():
                return ""
            changes = await screen.live.read(lambda read: what_if(read, keys[0], supposed, now))
        except Exception as error:
            return in_words(error).message
        which = f"{keys[0]}, the first of {len(keys)}:\n" if len(keys) > 1 else ""
        return which + told(changes, now, screen.room_app.zone)

    return preview


def waiting(screen: RoomScreen, answers: Answers) -> Supposed:
    """A wait as the form says it. Raises BadInput for a time that cannot be understood."""
    from noc_tui.desk.moments import parse_moment
    from noc_tui.desk.what_if import Supposed

    given = answers["until"].strip()
    until = parse_moment(given, from_us(screen.now()), screen.room_app.zone) if given else None
    return Supposed(wait=Reason(answers["reason"]), until=until, usual_end=until is None)


def classified(_: RoomScreen, answers: Answers) -> Supposed:
    """Category, impact and urgency as the form says them."""
    from noc_tui.desk.what_if import Supposed

    return Supposed(
        category=category_in(answers), impact=grade_in(answers, "impact"), urgency=grade_in(answers, "urgency")
    )


def category_in(answers: Answers) -> Category | None:
    """The category chosen; None leaves it as it is."""
    return None if answers["category"] == AS_IS else Category(answers["category"])


def grade_in(answers: Answers, name: str) -> Grade | None:
    """The impact or urgency chosen; None leaves it as it is."""
    return None if answers[name] == AS_IS else Grade(answers[name])
