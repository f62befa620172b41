"""What a key would do to many rows, one by one; Enter does it, and each row says what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from enum import Enum
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from noc_tui.desk.batch import PAUSE_S, new_action, pieces
from noc_tui.desk.live import LiveRoom
from noc_tui.desk.review import Do, Reviewed, carry_out, not_done, review
from noc_tui.domain.errors import Refused
from noc_tui.screens.room_screen import in_words
from noc_tui.screens.whole import whole
from noc_tui.text import clean
from noc_tui.widgets.review_list import ReviewLine, ReviewList


class Ended(Enum):
    """How a review was left."""

    NOT_DONE = 0
    DONE = 1
    UNDO = 2
    """Done, and all of it is to be taken back."""


class _Stage(Enum):
    LOOKING = 0
    ASKING = 1
    DOING = 2
    TOLD = 3


class ReviewScreen(ModalScreen[Ended]):
    """Rows fill in as they are tried, some at a time, so that neither this screen nor another writer waits long."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", "do it; then: the whole ticket", id="review.do"),
        Binding("escape,q", "leave", "leave it", id="review.leave"),
        Binding("u", "undo", "undo all that was done", id="review.undo"),
    ]

    def __init__(self, live: LiveRoom, title: str, names: Sequence[str], do: Do) -> None:
        super().__init__()
        self.live = live
        self._title = title
        self._names = names
        self._do = do
        self.action = new_action()
        """Names all that is done here, so that it can be taken back as one."""
        self._stage = _Stage.LOOKING
        self._rows: list[Reviewed] = []
        self._done: set[str] = set()
        self._stopped = False
        self._trouble = ""
        self._list = ReviewList(id="review-list")

    def compose(self) -> ComposeResult:
        """Title and counts, the rows, the one under the cursor in full, the keys."""
        with Vertical(id="review"):
            yield Static(Content(clean(self._title)), id="form-title")
            yield Static(id="review-counts")
            yield self._list
            yield Static(id="review-row")
            yield Static(id="form-keys")

    def on_mount(self) -> None:
        """Begins to look."""
        self.set_focus(self._list)
        self._look()

    @property
    def counts(self) -> str:
        """How many rows are done, would change, and are refused."""
        refused = sum(row.refusal is not None for row in self._rows)
        fine = len(self._done) if self._stage is _Stage.TOLD else len(self._rows) - refused
        words = [f"{fine} done" if self._stage is _Stage.TOLD else f"{fine} will change"]
        return ", ".join([*words, f"{refused} refused"] if refused else words)

    @work(exclusive=True, group="review")
    async def _look(self) -> None:
        """Tries it on every row and takes it back."""
        try:
            for some in pieces(self._names):
                if self._rows:
                    await asyncio.sleep(PAUSE_S)
                ask = partial(review, actor=self.live.actor, names=some, do=self._do)
                self._rows += await self.live.in_background(ask)
                self._show()
        except Exception as error:
            self._trouble = str(in_words(error))
        else:
            self._stage = _Stage.ASKING
        self._show()

    @work(exclusive=True, group="review")
    async def _carry_out(self) -> None:
        """Does it to those that were not refused; what was not looked at is not done."""
        reached = 0
        rest = [row for row in self._rows if row.refusal is None]
        try:
            for some in pieces(rest):
                if some[0] is not rest[0]:
                    await asyncio.sleep(PAUSE_S)
                if self._stopped:
                    raise Refused("It was stopped before this one.", "Mark it again and do it.")
                act = partial(carry_out, actor=self.live.actor, rows=some, do=self._do, action=self.action)
                self._put(await self.live.in_background(act))
                reached += len(some)
        except Exception as error:
            if not reached:
                self._stage, self._trouble = _Stage.ASKING, str(in_words(error))
                self._show()
                return
            self._put(not_done(rest[reached:], in_words(error)))
        self._stage = _Stage.TOLD
        self._show()
        if len(self._done) == len(self._rows):
            self.dismiss(Ended.DONE)

    def _put(self, told: Sequence[Reviewed]) -> None:
        known = {row.name: row for row in told}
        self._rows = [known.get(row.name, row) for row in self._rows]
        self._done |= {row.name for row in told if row.refusal is None}
        self._show()

    def _show(self) -> None:
        self._list.show([_line(row, done=row.name in self._done) for row in self._rows])
        self.query_one("#review-counts", Static).update(Content(clean(self._trouble or self._progress())))
        self.query_one("#form-keys", Static).update(Content(self._keys()))
        self._show_row()

    def _progress(self) -> str:
        if self._stage is _Stage.LOOKING:
            return f"looking: {len(self._rows)} of {len(self._names)}"
        if self._stage is _Stage.DOING:
            return f"doing it: {len(self._done)} of {sum(row.refusal is None for row in self._rows)}"
        return self.counts

    def _keys(self) -> str:
        refused = " · n next refused" if any(row.refusal is not None for row in self._rows) else ""
        if self._stage is _Stage.TOLD:
            undo = " · u undoes all of it" if self._done else ""
            return f"Enter opens it{refused}{undo} · Esc back"
        if self._stage is _Stage.DOING:
            return "Esc stops: what is done stays done"
        return f"{'Enter does it · ' if self._wanted else ''}Esc back{refused}"

    @property
    def _wanted(self) -> bool:
        """Whether there is anything to do, and all was looked at."""
        return self._stage is _Stage.ASKING and any(row.refusal is None for row in self._rows)

    @on(ReviewList.Moved)
    def _show_row(self) -> None:
        """The row under the cursor: a refusal with its remedy."""
        row = self._rows[self._list.cursor] if self._rows else None
        told = "" if row is None else f"{row.name} {row.subject}\n{row.refusal or row.told}"
        self.query_one("#review-row", Static).update(Content(clean(told)))

    async def action_go_on(self) -> None:
        """Does it; when it is done, opens the ticket or alert under the cursor."""
        if self._wanted:
            self._stage, self._trouble, self._stopped = _Stage.DOING, "", False
            self._show()
            self._carry_out()
        elif self._stage is _Stage.TOLD:
            await self.app.push_screen(whole(self.live, self._rows[self._list.cursor].name))

    def action_leave(self) -> None:
        """Leaves it undone; stops what is under way; is read, when it is done."""
        if self._stage is _Stage.DOING:
            self._stopped = True
        else:
            self.dismiss(Ended.DONE if self._stage is _Stage.TOLD else Ended.NOT_DONE)

    def action_undo(self) -> None:
        """Takes all of it back."""
        if self._stage is _Stage.TOLD and self._done:
            self.dismiss(Ended.UNDO)


def _line(row: Reviewed, *, done: bool) -> ReviewLine:
    refusal = "" if row.refusal is None else row.refusal.message.removeprefix(f"{row.name} ")
    return ReviewLine(row.name, row.subject, refusal or row.told, refused=row.refusal is not None, done=done)
