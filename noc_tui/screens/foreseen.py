"""What a form's answers would do to the clocks, shown before they do it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from noc_tui.clock import from_us
from noc_tui.domain.words import Category, Priority, Reason
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


def foresee_opening(screen: RoomScreen) -> Preview:
    """Tells what a ticket opened with these answers would run on."""

    async def preview(answers: Answers) -> str:
        from noc_tui.desk.what_if import if_opened

        customer, now = answers["customer"].strip() or None, screen.now()
        category, priority = category_in(answers), priority_in(answers)
        try:
            return await screen.live.read(lambda read: if_opened(read, customer, category, priority, now))
        except Exception as error:
            return str(in_words(error))

    return preview


def waiting(screen: RoomScreen, answers: Answers) -> Supposed:
    """A wait as the form says it. Raises BadInput for a time that cannot be understood."""
    from noc_tui.desk.moments import parse_moment
    from noc_tui.desk.what_if import Supposed

    given = answers["until"].strip()
    until = parse_moment(given, from_us(screen.now()), screen.room_app.zone) if given else None
    return Supposed(wait=Reason(answers["reason"]), until=until, usual_end=until is None)


def classified(_: RoomScreen, answers: Answers) -> Supposed:
    """Category and priority as the form says them."""
    from noc_tui.desk.what_if import Supposed

    return Supposed(category=category_in(answers), priority=priority_in(answers))


def category_in(answers: Answers) -> Category | None:
    """The category chosen; None leaves it as it is."""
    return None if answers["category"] == AS_IS else Category(answers["category"])


def priority_in(answers: Answers) -> Priority | None:
    """The priority chosen; None leaves it as it is."""
    return None if answers["priority"] == AS_IS else Priority(answers["priority"])
