"""Somebody wrote while this was being written: both stand side by side, and neither is lost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from noc_tui.domain.errors import Stale
from noc_tui.screens.room_screen import AsksFirst, RoomScreen
from noc_tui.text import clean, line
from noc_tui.widgets.columns import Piece
from noc_tui.widgets.items import Answers, told
from noc_tui.widgets.sheet import Sheet, Text, wrapped

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from noc_tui.screens.targets import Targets
    from noc_tui.widgets.items import Item

_WIDE = 110
_LONGEST = 50_000
"""Lines of what was written here."""
Mine = Sequence[tuple[str, str]]
"""What was written, as labels and words."""


class Way(Enum):
    """What is to become of it."""

    SAVE = 0
    """It is saved too, on top of what the others wrote."""
    EDIT = 1
    DROP = 2


class NewerScreen(ModalScreen[Way]):
    """Theirs left or above, mine right or below; Esc goes back to what was being written."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "go('SAVE')", "save mine too", id="newer.save", priority=True),
        Binding("escape", "go('EDIT')", "edit mine", id="newer.edit"),
        Binding("D", "go('DROP')", "drop mine", id="newer.drop"),
    ]

    def __init__(self, stale: Stale, mine: Mine, now: int, zone: ZoneInfo) -> None:
        super().__init__()
        self.about_ticket = stale.name
        self._stale = stale
        self._mine_told = mine
        self._now = now
        self._zone = zone
        self._theirs, self._mine = Sheet(id="newer-theirs"), Sheet(id="newer-mine")

    def compose(self) -> ComposeResult:
        """Title, both sides, the keys."""
        with Vertical(id="newer"):
            yield Static(Content(f"{line(self._stale.name)} has changed since you read it"), id="form-title")
            with Container(id="newer-sides"):
                yield self._theirs
                yield self._mine
            keys = "Ctrl+S save mine too · Esc edit mine · D drop mine · Tab other side"
            yield Static(Content(keys), id="form-keys")

    def on_mount(self) -> None:
        """What is new has the keys."""
        self._fit()
        self.set_focus(self._theirs)

    def on_resize(self) -> None:
        """Narrow: one above the other."""
        self._fit()
        self.call_after_refresh(self._lay_out)

    def _fit(self) -> None:
        self.set_class(self.app.size.width < _WIDE, "narrow")

    def _lay_out(self) -> None:
        from noc_tui.screens import pages  # no form is to wait for that

        cells = max(20, self._theirs.size.width - 1)
        news = pages.since(self._stale.events, self._stale.read, self._now, self._zone, cells)
        self._theirs.show([_head("written since"), *(news or [(Piece("its version is another", "dim"),)])])
        self._mine.show([_head("yours, not saved yet"), *self._own(max(20, self._mine.size.width - 1))])

    def _own(self, cells: int) -> list[Text]:
        lines: list[Text] = []
        for label, words in self._mine_told:
            lines += [(Piece(line(label), "dim"),), *((Piece(row),) for row in wrapped(clean(words), cells, _LONGEST))]
        return lines

    def action_go(self, way: str) -> None:
        """Decides."""
        self.dismiss(Way[way])


def _head(word: str) -> Text:
    return (Piece(word, "soon", True),)


def shows_both(screen: RoomScreen, stale: Stale, mine: Mine, save: Callable[[int], Awaitable[None]]) -> AsksFirst:
    """To be raised where an operation met a newer version; `save` does it again on the version that it is given.

    Going back to edit raises `stale`, as if nobody had asked; where mine is dropped nothing is done.
    """

    async def then(way: Way | None) -> None:
        if way is Way.SAVE:
            await save(stale.version)
        elif way is Way.DROP:
            screen.say("Yours is dropped; nothing of it was saved.")
        else:
            raise stale

    return AsksFirst(NewerScreen(stale, mine, screen.now(), screen.room_app.zone), then)


def over_newer(
    screen: RoomScreen, targets: Targets, items: Sequence[Item], then: Callable[[Answers], Awaitable[None]]
) -> Callable[[Answers], Awaitable[None]]:
    """`then` for a form's answers; where somebody wrote on the ticket meanwhile both are shown before it is done."""

    async def do(answers: Answers) -> None:
        try:
            await then(answers)
        except Stale as stale:
            if stale.name not in targets.tickets:
                raise
            targets.versions[stale.name] = stale.version  # from here on that was read too

            async def save(_: int) -> None:
                await do(answers)

            raise shows_both(screen, stale, told(items, answers), save) from stale

    return do
