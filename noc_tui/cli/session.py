"""What the commands of one run share: the settings, the room, who acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from noc_tui import config
from noc_tui.cli.output import tell
from noc_tui.desk.room import open_room
from noc_tui.domain.errors import StoreGone

if TYPE_CHECKING:
    from datetime import datetime

    from noc_tui.domain.actor import Actor
    from noc_tui.store.read.connection import Reader
    from noc_tui.store.room import Room
    from noc_tui.store.tx import Tx

T = TypeVar("T")


@dataclass(slots=True)
class _Run:
    """One command line: what it gave for every command, and the room once it was opened."""

    options: dict[str, str] = field(default_factory=dict)
    room: Room | None = None


_run = _Run()


def begin(options: Mapping[str, str]) -> None:
    """A new run; `db` and `as` are what the line gave for every command."""
    _run.options = dict(options)
    _run.room = None


def end() -> None:
    """Lets go of the room."""
    if _run.room is not None:
        _run.room.close()
        _run.room = None


def settings() -> config.Config:
    """The settings in force for this run."""
    return config.load(_run.options.get("db"), _run.options.get("as"))


def store_named() -> bool:
    """Whether the store was named by anybody: then a wrong name is possible."""
    return settings().db != config.default_store()


def is_missing(opened: Room) -> bool:
    """Whether nothing is at the place of the store."""
    path = opened.location.path
    return not opened.exists() if path is None else not path.exists()


def store_given() -> bool:
    """Whether the command line names a store."""
    return "db" in _run.options


def use_store(url: str) -> None:
    """Another store for the rest of this run."""
    end()
    _run.options["db"] = url


def room(*, make: bool = False, quiet: bool = False) -> Room:
    """The room of this run, its store upgraded where that is due, and made where the command may (`make`).

    Raises StoreGone where a store was named and there is none: a mistyped path or a missing disk is not to look
    like a calm room.
    """
    if _run.room is None:
        opened = open_room(settings().db)
        if not make and store_named() and is_missing(opened):
            raise StoreGone(
                f"There is no store at {opened.location.shown}.",
                "`noc` alone or `noc db upgrade` makes an empty one, `noc demo` shows one.",
            )
        opened.ensure()
        if opened.created and not quiet:
            tell(f"Made a new, empty store: {opened.location.shown}")
        _run.room = opened
    return _run.room


@contextmanager
def room_to_be() -> Iterator[Room]:
    """The room of this run, or where it has no store yet, a new one that is thrown away: nothing is made at its place.

    Says so, since a wrong name is possible.
    """
    if _run.room is None:
        opened = open_room(settings().db)
        if is_missing(opened):
            tell(f"There is no store at {opened.location.shown} yet: `noc setup apply` makes it.")
            with _throw_away() as empty:
                yield empty
            return
    yield room()


@contextmanager
def _throw_away() -> Iterator[Room]:
    """An empty room with what ships, gone at the end of the block."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="noc-") as folder:
        empty = open_room(f"sqlite:///{folder}/room.db")
        try:
            yield empty
        finally:
            empty.close()


def actor(read: Reader) -> Actor:
    """Who acts in this run. Raises NotFound where it is no operator of the room."""
    from noc_tui.desk.actors import resolve_actor

    return resolve_actor(read, settings().operator)


def moment(text: str) -> datetime:
    """The instant that an option means on the room's wall clock. Raises BadInput."""
    from noc_tui.desk.moments import parse_moment
    from noc_tui.desk.terms import room_zone

    opened = room()
    with opened.reading() as read:
        return parse_moment(text, opened.clock(), room_zone(read))


@contextmanager
def writing(*, make: bool = False) -> Iterator[Tx]:
    """A transaction of whoever acts in this run; `make` as for `room`."""
    opened = room(make=make)
    with opened.write(_whoever_acts(opened)) as tx:
        yield tx


def run(do: Callable[[Tx], T], *, make: bool = False) -> T:
    """The same for what can be done again where others were in its way. Gives what it gives."""
    opened = room(make=make)
    return opened.run(_whoever_acts(opened), do)


def _whoever_acts(opened: Room) -> Actor:
    with opened.reading() as read:
        return actor(read)
