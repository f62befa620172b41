"""Keys one after the other, however fast they come."""

from __future__ import annotations

from collections import deque
from functools import partial

from textual import events
from textual.app import App
from textual.message import Message

_PATIENCE_S = 0.5


class KeySettled(Message):
    """Follows a key through the widgets: when it arrives, the key has been dealt with."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class TypedInOrder(App[int]):
    """Hands a key on only when the one before has done its work.

    The framework gives every key at once to the widget that has the focus when it arrives. Over a slow line, or
    from somebody who knows the keys by heart, `n` and the words of the note come in one burst: without this the
    words would be taken for commands.
    """

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[events.Key] = deque()
        self._number = 0
        self._under_way = False

    async def on_event(self, event: events.Event) -> None:
        """A key from the terminal waits for its turn; everything else goes on as always."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif self._under_way:
            self._waiting.append(event)
        else:
            await self._hand_on(event)

    async def on_key_settled(self, message: KeySettled) -> None:
        """The key has been dealt with."""
        message.stop()
        await self._next(message.number)

    async def _hand_on(self, event: events.Key) -> None:
        self._under_way = True
        self._number += 1
        target = self.focused or self.screen
        await super().on_event(event)
        if not target.post_message(KeySettled(self._number)):
            await self._next(self._number)
            return
        self.set_timer(_PATIENCE_S, partial(self._next, self._number))  # a widget that is gone answers nothing

    async def _next(self, number: int) -> None:
        if number != self._number or not self._under_way:
            return
        self._under_way = False
        if self._waiting:
            await self._hand_on(self._waiting.popleft())
