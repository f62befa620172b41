"""The application: one room, its screens, one clock, and what the change feed says."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual._styles_cache import StylesCache
from textual.app import SystemCommand
from textual.binding import Binding
from textual.message import Message
from textual.screen import Screen

from noc_tui.clock import from_us, to_us
from noc_tui.config import Config
from noc_tui.desk.live import LiveRoom
from noc_tui.desk.room import open_room
from noc_tui.desk.terms import room_zone
from noc_tui.desk.welcome import is_new
from noc_tui.domain.errors import NocError, StoreBusy, StoreDamaged, StoreGone
from noc_tui.drafts import Drafts
from noc_tui.screens.hang_up import end_with_the_terminal
from noc_tui.screens.queue import new_queue_screen
from noc_tui.screens.room_screen import RoomScreen, in_words
from noc_tui.screens.typed import TypedInOrder
from noc_tui.widgets.palette import THEMES
from noc_tui.widgets.spans import exactly

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.command import Provider

    from noc_tui.domain.presence import Looker
    from noc_tui.store.room import Room

_WARM_UP_S = 1.0
_TROUBLE = ((StoreBusy, "locked"), (StoreGone, "gone"), (StoreDamaged, "damaged"))


class RoomChanged(Message):
    """Somebody committed. A burst of these is one."""

    def can_replace(self, message: Message) -> bool:
        """One that waits is enough."""
        return isinstance(message, RoomChanged)


class OthersMoved(Message):
    """Others went to a ticket or left one. A burst of these is one."""

    def can_replace(self, message: Message) -> bool:
        """One that waits is enough."""
        return isinstance(message, OthersMoved)


class StoreReplaced(Message):
    """It is another store now: restored, or put back after it was gone."""


class StoreTrouble(Message):
    """The store cannot be read, or can again (None)."""

    def __init__(self, error: NocError | None) -> None:
        super().__init__()
        self.error = error


def _import_screens() -> None:
    """What is opened a hundred times a shift is not to be waited for the first time."""
    from noc_tui.desk import look_alikes, matrix
    from noc_tui.screens import triage
    from noc_tui.widgets import form

    _ = (look_alikes, matrix, triage, form)
    if gc.get_freeze_count():
        gc.freeze()  # these stay as well


_REMEMBERED = 128
"""Widgets that are gone and may be remembered."""


def _forget_what_is_gone() -> None:
    """Textual remembers a thousand widgets with all that they painted: to look for garbage among it takes 0.1 s."""
    if StylesCache.get_inner_outer.cache_info().currsize > _REMEMBERED:
        StylesCache.get_inner_outer.cache_clear()


_USE = ("ticket", "queue", "page", "list", "sheet", "strip")
"""Groups of keys in the order in which somebody looks for them."""


def _by_use(entry: tuple[str, str, str]) -> tuple[int, str]:
    group = entry[2].partition(".")[0]
    return (_USE.index(group) if group in _USE else len(_USE), entry[2])


def _commands() -> type[Provider]:
    from noc_tui.screens.commands import RoomCommands

    return RoomCommands


class NocApp(TypedInOrder):
    """The control room."""

    CSS_PATH = "noc.tcss"
    TITLE = "noc"
    COMMANDS: ClassVar = {_commands}
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar = [
        Binding("ctrl+p", "command_palette", "commands", show=False, id="app.commands", priority=True),
        Binding("ctrl+q", "quit", "quit", show=False, id="app.quit", priority=True),
    ]

    def __init__(self, live: LiveRoom, first: RoomScreen, config: Config) -> None:
        super().__init__()
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = config.theme
        self.live = live
        self._first = first
        self.own_keys = {name: keys for name, keys in config.keys.items() if keys.strip(" ,")}
        """Binding id → keys, where the user has others."""
        self._keys_named = list(config.keys)
        self.zone = live.read_now(room_zone)
        self.store_state = ("good", "●", "live")
        self.drafts = Drafts(live.room.location.shown, live.actor.name)
        """What was begun to be written: notes by the ticket's key, forms by their title."""
        self._trouble_since = ""
        self._mistake = ""
        self._keys_looked_at = False
        self.lookers: Mapping[int, tuple[Looker, ...]] = {}
        """Ticket id → the others that are on it, as the screen shows it."""
        self.happening: Callable[[], None] | None = None
        """What happens in the room by itself, each second on the writing thread: the demo room's life."""

    def get_default_screen(self) -> RoomScreen:
        """The first screen stands at the bottom, so that nothing is painted before it."""
        return self._first

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our colours exist before a theme is chosen."""
        return dict(THEMES["dark"].variables)

    def on_mount(self) -> None:
        """Keys, the first screen, the feed, and a second's beat."""
        self.set_keymap(dict(self.own_keys))
        self.live.follow(self._heard, self._lost, self._moved)
        self.set_interval(1.0, self._beat)
        self.set_timer(_WARM_UP_S, self._settle)
        for number in (signal.SIGHUP, signal.SIGTERM):  # the line is cut, or somebody ends us: in order all the same
            asyncio.get_running_loop().add_signal_handler(number, self.exit, None, 128 + number)

    def exit(self, result: int | None = None, return_code: int = 0, message: object = None) -> None:
        """Ends; what was begun to be written is kept."""
        self._keep_begun()
        super().exit(result, return_code)

    def ready(self) -> None:
        """The first screen is painted: the user's own keys are looked at."""
        if self._keys_named and not self._keys_looked_at:
            self._keys_looked_at = True
            self._look_at_keys()

    def get_system_commands(self, screen: Screen[object]) -> Sequence[SystemCommand]:
        """Themes and the keys are the only commands that are not a key's."""
        return ()

    def on_room_changed(self) -> None:
        """Passes it on to the screen that is shown."""
        screen = self.shown()
        if screen is not None:
            screen.room_changed()

    def say_where(self) -> None:
        """Lets the others see on which ticket somebody is here, if it is another than before."""
        screen = self.shown()
        if screen is not None:
            self.live.be(*screen.whereabouts())

    def on_others_moved(self) -> None:
        """Passes it on; asked each second too, since who crashed says nothing."""
        lookers, screen = self.live.lookers(), self.shown()
        if lookers != self.lookers:
            self.lookers = lookers
            if screen is not None:
                screen.others_moved()

    def on_store_replaced(self) -> None:
        """No screen relies on what it knew of the old one."""
        for screen in self.screen_stack:
            if isinstance(screen, RoomScreen):
                screen.room_replaced()

    def on_store_trouble(self, message: StoreTrouble) -> None:
        """Says so at the top."""
        if message.error is None:
            self.store_state = ("good", "●", "live")
            self._say("The store is back.")
            self.on_room_changed()
        else:
            self.trouble(message.error)

    def trouble(self, error: NocError) -> None:
        """The store could not be read: what is shown was read before."""
        if self.store_state[0] == "good":
            wall = from_us(to_us(self.live.room.clock())).astimezone(self.zone)
            self._trouble_since = f"{wall:%H:%M}"
        word = next((word for kind, word in _TROUBLE if isinstance(error, kind)), "failing")
        self.store_state = ("overrun", "◌", f"store {word} since {self._trouble_since}")
        self._say(str(error), trouble=True)

    def mistaken(self, error: Exception) -> None:
        """Something went wrong by the program's mistake, perhaps each second: it is said once."""
        told = str(in_words(error))
        if told != self._mistake:
            self._mistake = told
            self._say(told, trouble=True)

    def load_demo(self, room: Room) -> bool:
        """Fills the room with the demo's people and work; called on the writing thread."""
        from noc_tui.demo.loading import load

        load(room, self.live.actor.name)
        return True

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        super()._display(screen, exactly(renderable))

    def time_passed(self) -> float:
        """Seconds on a clock that never goes back."""
        return time.monotonic()

    def keys_in_force(self) -> list[tuple[str, str, str]]:
        """Key, what it does, and its name for the settings file."""
        found: dict[str, tuple[str, str, str]] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if not binding.description or not binding.id:
                continue  # the framework's own
            shown = self.get_key_display(binding)
            before = found.get(binding.action)
            keys = f"{before[0]} {shown}" if before else shown
            found[binding.action] = (keys, binding.description, binding.id)
        return sorted(found.values(), key=_by_use)

    def _settle(self) -> None:
        """The start is over: what it made stays, and is never again gone through in search of garbage."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        self.live.warm_up(_import_screens)

    def _look_at_keys(self) -> None:
        from noc_tui.screens.own_keys import complaints

        wrong = complaints({**dict.fromkeys(self._keys_named, ""), **self._keymap}, NocApp)
        if wrong:
            self._say(f"See [keys] in the settings file: {'; '.join(wrong)}.", trouble=True)

    def _heard(self, changes: Sequence[tuple[str, str]]) -> None:
        if self.live.is_replaced(changes):
            self.live.forget()
            self.post_message(StoreReplaced())
        self.post_message(RoomChanged())

    def _moved(self) -> None:
        self.post_message(OthersMoved())

    def _lost(self, error: NocError | None) -> None:
        self.post_message(StoreTrouble(error))

    def shown(self) -> RoomScreen | None:
        """The screen in sight, be there a form over it or not."""
        return next((screen for screen in reversed(self.screen_stack) if isinstance(screen, RoomScreen)), None)

    def _say(self, text: str, *, trouble: bool = False) -> None:
        screen = self.shown()
        if screen is not None:
            screen.say(text, trouble=trouble)

    def _is_cut_off(self) -> bool:
        """Whether the terminal is gone: a hang-up that nobody told us of, and reading from it never waits again."""
        return not self.is_headless and not os.isatty(0)

    def _beat(self) -> None:
        if self._is_cut_off():
            self.exit(return_code=1)
            return
        if self.happening is not None:
            self._live_on(self.happening)
        screen = self.shown()
        if screen is None:
            return
        screen.tick()
        self.say_where()
        self.on_others_moved()
        self._keep_begun()
        _forget_what_is_gone()
        if self.store_state[0] == "good":
            self._work_due()
        else:
            self._look_again()

    def _keep_begun(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, RoomScreen):
                screen.keep_begun()

    @work(exclusive=True, group="life")
    async def _live_on(self, happen: Callable[[], None]) -> None:
        try:
            await self.live.in_background(lambda _: happen())
        except NocError:
            pass  # of the store, and whoever reads says so; it goes on when the store is back
        except Exception as error:
            self.mistaken(error)

    @work(exclusive=True, group="due")
    async def _work_due(self) -> None:
        try:
            for said in await self.live.work_due():
                self._say(said, trouble=True)
        except NocError as error:
            self.trouble(error)
        except Exception as error:
            self.mistaken(error)

    @work(exclusive=True, group="look")
    async def _look_again(self) -> None:
        try:
            await self.live.read(lambda read: read.value("SELECT count(*) FROM setting"))
        except NocError:
            return
        if not self.live.watching_in_vain:
            self.on_store_trouble(StoreTrouble(None))


def run(
    config: Config,
    living: Callable[[LiveRoom], Callable[[], None]] | None = None,
    *,
    screen: str = "queue",
    **wanted: str,
) -> int:
    """Opens the room on the terminal: `filter`, `view` and `sort` say what the queue, or the `board`, shows first.

    `living` gives what is to happen in the room by itself, called each second on the writing thread.
    Gives the exit status: 0, or 1 where it broke, or 128 and the number of the signal that ended it.
    """
    live = LiveRoom(open_room(config.db), config.operator)
    try:
        live.begin()
        app = NocApp(live, _first_screen(live, wanted, screen), config)
        app.happening = living(live) if living is not None else None
        if os.isatty(0):
            end_with_the_terminal()
        app.run()
    finally:
        live.close()
    return 1 if app.return_code is None else app.return_code  # None: it was not left, it broke


def _first_screen(live: LiveRoom, wanted: dict[str, str], screen: str = "queue") -> RoomScreen:
    if not wanted and screen == "queue" and live.read_now(is_new):
        from noc_tui.screens.welcome import welcome_screen

        return welcome_screen(live)
    text, sort = wanted.get("filter", ""), wanted.get("sort", "due")
    if "view" in wanted:
        from noc_tui.desk.views import find_view

        view = live.read_now(lambda read: find_view(read, wanted["view"]))
        text, sort = f"{view.filter} {text}".strip(), wanted.get("sort", view.sort)
    if screen == "board":
        from noc_tui.screens.board import BoardScreen

        return new_queue_screen(live, BoardScreen, text=text)
    return new_queue_screen(live, text=text, sort=sort)
