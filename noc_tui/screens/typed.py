"""Keys one after the other, however fast they come."""

from __future__ import annotations

from collections import deque
from functools import partial

from textual import events
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.message import Message
from textual.message_pump import MessagePump

from noc_tui.text import clean

_PATIENCE_S = 2.0
Typed = events.Key | events.Paste
_ROUNDS = 3
"""What a key sets off is told from widget to widget: a line is submitted, a filter wanted, the screen shows it."""


class KeySettled(Message):
    """Follows a key through the widgets: when it arrives for the last time, the key has been dealt with."""

    def __init__(self, number: int, rounds: int, target: MessagePump) -> None:
        super().__init__()
        self.number = number
        self.rounds = rounds
        self.target = target


class TypedInOrder(App[int]):
    """Hands a key on only when the one before has done its work.

    The framework gives every key at once to the widget that has the focus when it arrives. Over a slow line, or
    from somebody who knows the keys by heart, `n` and the words of the note come in one burst: without this the
    words would be taken for commands.
    """

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[Typed] = deque()
        self._number = 0
        self._under_way = False

    async def on_event(self, event: events.Event) -> None:
        """What is typed or pasted waits for its turn; everything else goes on as always.

        A clipboard holds what somebody else has written: what a terminal would obey does not get into a box.
        """
        if isinstance(event, events.Paste) and not event.is_forwarded:
            event = events.Paste(clean(event.text))
        if not isinstance(event, Typed) or event.is_forwarded:
            await super().on_event(event)
        elif self._under_way:
            self._waiting.append(event)
        else:
            await self._hand_on(event)

    async def on_key_settled(self, message: KeySettled) -> None:
        """The key has been dealt with, or what it set off is still under way."""
        message.stop()
        if message.rounds > 1 and message.number == self._number:
            self._follow(message.target, message.rounds - 1)
        else:
            await self._next(message.number)

    def pop_screen(self) -> AwaitComplete:
        """What a key has closed may never answer: the screen below does in its place."""
        popped = super().pop_screen()
        if self._under_way:
            self._follow(self.focused or self.screen, _ROUNDS)
        return popped

    async def _hand_on(self, event: Typed) -> None:
        self._under_way = True
        self._number += 1
        target = self.focused or self.screen
        await super().on_event(event)
        self._follow(target, _ROUNDS)
        self.set_timer(_PATIENCE_S, partial(self._next, self._number))  # a widget that is gone answers nothing

    def _follow(self, target: MessagePump, rounds: int) -> None:
        if not target.post_message(KeySettled(self._number, rounds, target)) and self.screen_stack:
            present = self.focused or self.screen
            present.post_message(KeySettled(self._number, rounds, present))

    async def _next(self, number: int) -> None:
        if number != self._number or not self._under_way:
            return
        self._under_way = False
        if self._waiting:
            await self._hand_on(self._waiting.popleft())
