"""What every screen of the room shares: header and keys, the live store, messages, and acting on tickets and alerts."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen

from noc_tui import figures
from noc_tui.clock import from_us, to_us
from noc_tui.desk.batch import Outcome, each
from noc_tui.desk.live import LiveRoom
from noc_tui.domain.errors import Mistake, NocError, Refused
from noc_tui.domain.presence import Doing
from noc_tui.drafts import Drafts
from noc_tui.screens.form_draft import FormDraft
from noc_tui.text import line
from noc_tui.widgets.header import Header, Keys
from noc_tui.widgets.key_names import key_for

if TYPE_CHECKING:
    from noc_tui.app import NocApp
    from noc_tui.store.tx import Tx

T = TypeVar("T")
PLACES = ("Queue", "Board")
"""Where a shift is spent; their digits lead there."""
_SAID_S = 8.0
_BUSY_S = 0.6
"""A write that takes longer is waiting for the store, and says so."""


class AsksFirst(Exception):
    """Nothing is done yet: a screen shows what would be. `then` goes on with its answer."""

    def __init__(self, screen: ModalScreen[Any], then: Callable[[Any], Awaitable[None]]) -> None:
        super().__init__()
        self.screen = screen
        self.then = then


class RoomScreen(Screen[None]):
    """A full screen of the room. Subclasses compose between header and keys."""

    AUTO_FOCUS: ClassVar[str | None] = ""
    PLACE: ClassVar[str] = ""
    """Which of the places it is; a page that opens over one has none."""
    HINTS: ClassVar[Sequence[tuple[str, str]]] = ()
    """The bottom line: a key by its name in the settings file, and a word."""
    HINTED: ClassVar[Sequence[type[DOMNode]]] = ()
    """Widgets of the screen whose keys are among the hints."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", "keys", id="room.help"),
        Binding("q", "leave", "leave", id="room.leave"),
    ]

    def __init__(self, live: LiveRoom) -> None:
        super().__init__()
        self.live = live
        self._said_until = 0.0
        self._was_in_sight = False
        self._notice = ""
        """What is said until it holds no more."""
        self._draft: FormDraft | None = None
        """What is written in the form that is open over it."""

    @property
    def room_app(self) -> NocApp:
        """The application."""
        return cast("NocApp", self.app)

    def now(self) -> int:
        """The present, UTC microseconds."""
        return to_us(self.live.room.clock())

    def header(self) -> Header:
        """The top line."""
        actor = self.live.actor
        below = (screen.PLACE for screen in reversed(self.app.screen_stack) if isinstance(screen, RoomScreen))
        here = self.PLACE or next(filter(None, below), PLACES[0])
        return Header(PLACES, here, f"{actor.name} L{actor.level}")

    def keys(self) -> Keys:
        """The bottom line."""
        return Keys(self._with_keys(self.HINTS))

    def hint(self, hints: Sequence[tuple[str, str]]) -> None:
        """Other keys on the bottom line: by the name of their binding, with a word each."""
        for keys in self.query(Keys):
            keys.offer(self._with_keys(hints))

    def _with_keys(self, hints: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
        kinds, own = (type(self), *self.HINTED, type(self.app)), self.room_app.own_keys
        return [(key_for(name, kinds, own), word) for name, word in hints]

    def tick(self) -> None:
        """A second has passed."""
        wall = figures.wall(from_us(self.now()).astimezone(self.room_app.zone))
        for header in self.query(Header):
            header.show_time(wall)
            header.show_state(*self.room_app.store_state)
        if self._said_until and self.room_app.time_passed() > self._said_until:
            self._say_no_more()

    def keep_begun(self) -> None:
        """Keeps what was begun to be written: each second, and before the end."""
        if self._draft is not None:
            self._draft.keep()

    def whereabouts(self) -> tuple[str | None, Doing]:
        """The key of the ticket that somebody is on here, if any, and what they do on it: the others see it."""
        written_on: str | None = getattr(self.app.screen, "about_ticket", None)  # of a form that stands over it
        return written_on, Doing.READING if written_on is None else Doing.WRITING

    def on_screen_resume(self) -> None:
        """It is in sight, or free of what stood over it, and things may have moved meanwhile."""
        self.room_app.say_where()
        self.others_moved()
        if self._was_in_sight:
            self.room_changed()
        self._was_in_sight = True

    def others_moved(self) -> None:
        """Others went to a ticket, left one, or do something else on it."""

    def opened(self, ticket_id: int) -> None:
        """A ticket was opened from here."""

    def room_changed(self) -> None:
        """Somebody committed something."""

    def room_replaced(self) -> None:
        """It is another store now."""

    def say(self, text: str, *, trouble: bool = False) -> None:
        """A message on the bottom line, for a few seconds: plain text, never markup."""
        shown = self.room_app.shown()
        if shown is not None and shown is not self:
            shown.say(text, trouble=trouble)  # another covers it, or it was left, before the answer came
            return
        for keys in self.query(Keys):
            keys.say(line(text), "soon" if trouble else "good")
            self._said_until = self.room_app.time_passed() + _SAID_S

    def _say_no_more(self) -> None:
        self._said_until = 0.0
        for keys in self.query(Keys):
            keys.say(line(self._notice), "soon" if self._notice else "text")

    def notice(self, text: str) -> None:
        """A message on the bottom line that stays, or comes back after others, until it is empty."""
        before, self._notice = self._notice, text
        if text:
            self.say(text, trouble=True)
        elif before:
            self._say_no_more()

    async def attempt(self, doing: Awaitable[T]) -> T | None:
        """Waits for a read or an operation; whatever goes wrong is said, and gives None."""
        try:
            return await doing
        except Exception as error:
            self.say(str(in_words(error)), trouble=True)
            return None

    async def act(self, do: Callable[[Tx], T]) -> T:
        """Runs an operation in a transaction of its own; where it has to wait for the store, that is said."""
        waiting = self.app.set_timer(_BUSY_S, self._say_busy)
        try:
            return await self.live.act(do)
        finally:
            waiting.stop()

    async def act_on(self, keys: Sequence[str], do: Callable[[Tx, str], object], done: str) -> None:
        """Does something to tickets or alerts by key and says what became of it.

        Raises the NocError where nothing was done: all were refused, or the store cannot be written.
        """
        outcomes = await self.act(lambda tx: each(tx, keys, do))
        refused = [outcome.refusal for outcome in outcomes if outcome.refusal]
        if len(refused) == len(outcomes):
            raise refused[0] if len(refused) == 1 else Refused(_told(outcomes, done))
        self.say(_told(outcomes, done), trouble=bool(refused))

    def act_on_the_side(self, doing: Coroutine[Any, Any, None]) -> None:
        """Lets something be done and said while the keys go on; it is done even where this screen is left meanwhile."""
        self.see_to(doing, _nothing_more)

    def see_to(self, doing: Awaitable[None], ended: Callable[[NocError | None], Awaitable[None]]) -> None:
        """The same; `ended` hears what went wrong, or None, once it is decided."""
        self.app.run_worker(self.attempt(self._see_through(doing, ended)), group="act")

    async def _see_through(self, doing: Awaitable[None], ended: Callable[[NocError | None], Awaitable[None]]) -> None:
        """Waits for an operation, and for the answer where it asks first; then `ended` hears what went wrong."""
        error: NocError | None = None
        try:
            await doing
        except AsksFirst as asks:
            then = asks.then
            await self.app.push_screen(asks.screen, lambda answer: self.see_to(then(answer), ended))
            return
        except Exception as raised:
            error = in_words(raised)
            self.say(str(error), trouble=True)
        await ended(error)

    def _say_busy(self) -> None:
        self.say("The store is busy: waiting in line…", trouble=True)

    async def show_form(
        self,
        form: ModalScreen[T | None],
        then: Callable[[T], Awaitable[None]],
        again: Callable[[T, NocError], Awaitable[None]] | None = None,
    ) -> None:
        """Puts a form over the screen and goes on with what it gives, if it gives anything.

        Returns when the form has the keys: what is typed from then on, however fast, is the form's. What could not
        be done goes to `again` with the reason, so that nothing typed is lost; what was not even handed in, because
        the program ended, is in the form when it is next opened.
        """

        draft = self._draft = FormDraft(cast("ModalScreen[object]", form), self.room_app.drafts)

        def given(answer: T | None) -> None:
            self._draft = None
            if answer is None:
                if draft.leave():
                    self.say("What you wrote is kept: it is there when you open that again.")
                return

            async def ended(error: NocError | None) -> None:
                draft.settle(saved=error is None)
                if error is not None and again is not None:
                    await again(answer, error)

            draft.hand_in(answer)
            self.see_to(then(answer), ended)

        await self.app.push_screen(form, given)
        self.room_app.say_where()

    async def action_leave(self) -> None:
        """Leaves the room, if that is meant: q lies beside a, and a shift is long."""
        from noc_tui.widgets.form import Picker

        async def leave(answer: str) -> None:
            if answer == "leave":
                self.app.exit(0)

        options = (("stay", "stay", ""), ("leave", "leave", _what_is_lost(self.room_app.drafts)))
        await self.show_form(Picker("Leave the control room?", options), leave)

    async def action_help(self) -> None:
        """The keys in force here."""
        from noc_tui.screens.help import HelpScreen

        await self.app.push_screen(HelpScreen(self.room_app.keys_in_force()))


async def _nothing_more(_: NocError | None) -> None:
    """What was said of it is all."""


def in_words(error: Exception) -> NocError:
    """What is told of an error: its own words, or that it is the program's mistake.

    Raises the error itself where NOC_DEBUG asks where it is: then it ends the program and shows.
    """
    if isinstance(error, NocError):
        return error
    if os.environ.get("NOC_DEBUG"):
        raise error
    return Mistake(error)


def _what_is_lost(drafts: Drafts) -> str:
    if not drafts.unkept:
        return "nothing is lost: Ctrl+Q leaves at once"
    begun = "one text begun" if drafts.unkept == 1 else f"{drafts.unkept} texts begun"
    return f"{begun} will be lost: {drafts.trouble}"


def _told(outcomes: Sequence[Outcome[object]], done: str) -> str:
    refused = [outcome.refusal for outcome in outcomes if outcome.refusal]
    if not refused:
        return done if len(outcomes) == 1 else f"{done}: {len(outcomes)} of {len(outcomes)}"
    return f"{done}: {len(outcomes) - len(refused)} of {len(outcomes)}; {refused[0]}"
