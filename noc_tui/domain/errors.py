"""What can go wrong, as types. Each message says what happened and, in `hint`, what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from noc_tui.domain.event import Event


class NocError(Exception):
    """Any refusal or failure that is told to the user as it stands, without a traceback."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class Mistake(NocError):
    """Something that should not have happened, told in words: the program's mistake, not the user's."""

    def __init__(self, error: Exception) -> None:
        super().__init__(
            f"This should not happen, and is the program's mistake ({type(error).__name__}: {error}).",
            "The same with NOC_DEBUG=1 before it shows where: please report that.",
        )


class Refused(NocError):
    """The operation makes no sense here and now; nothing was changed."""


class NotFound(Refused):
    """Nothing goes by that key or name."""


class WrongState(Refused):
    """The ticket or alert is in a state that does not allow this."""


class NotCovered(Refused):
    """No contract covers the work, and nobody agreed that it is done all the same; `why` says no key and no option."""

    def __init__(self, message: str, hint: str, *, why: str) -> None:
        super().__init__(message, hint)
        self.why = why


class Stale(Refused):
    """Somebody else changed it since it was read: its whole timeline, of which the first `read` events were known."""

    def __init__(
        self, message: str, hint: str = "", *, name: str = "", events: Sequence[Event] = (), read: int = 0
    ) -> None:
        super().__init__(message, hint)
        self.name = name
        """The ticket or alert, as people call it."""
        self.events = events
        self.read = read

    @property
    def version(self) -> int:
        """The newest version: what is saved on it goes through, unless somebody writes again."""
        return len(self.events)


class Collided(Refused):
    """Somebody else wrote the same at the same instant; done again, it is seen."""


class Forbidden(Refused):
    """The actor's role does not allow this."""


class BadInput(Refused):
    """What was typed or sent cannot be understood."""


class StoreError(NocError):
    """The store cannot be used as it is."""


class StoreBusy(StoreError):
    """Another process holds the store longer than we wait."""


class StoreGone(StoreError):
    """The store cannot be reached or opened."""


class StoreDamaged(StoreError):
    """The store opens and its content is not right."""


class StoreVersion(StoreError):
    """The store was written by another version of the program."""


class Unreadable(NocError):
    """A body from outside that cannot be read; it goes to quarantine."""
