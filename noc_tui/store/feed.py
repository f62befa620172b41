"""The change feed: what other processes, and this one, committed since we last looked."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from threading import Event
from typing import Any

from noc_tui.domain.errors import NocError, StoreGone
from noc_tui.store.location import Location
from noc_tui.store.read.connection import Reader, open_postgres, open_sqlite, store_error

Change = tuple[str, str]
"""Kind and key of what was touched; ("store", "") where everything may have changed."""
EVERYTHING: Change = ("store", "")
PRESENCE_CHANNEL = "noc_presence"
"""PostgreSQL's notification channel for who is on which ticket: not part of the feed."""
POLL_S = 0.1
RETRY_S = 1.0
_WAIT_MS = 500
"""A store that stays locked for longer is told as such."""


def is_everything(changes: Sequence[Change]) -> bool:
    """Whether nothing that was read before can be relied on."""
    return EVERYTHING in changes


def _nobody_looks(_: Reader) -> None:
    pass


def watch(
    location: Location,
    stop: Event,
    changed: Callable[[Sequence[Change]], None],
    trouble: Callable[[NocError | None], None],
    stirred: Callable[[Reader], None] = _nobody_looks,
) -> None:
    """Calls `changed` at the start and after every commit until `stop` is set; blocks, so it wants a thread of its own.

    `trouble` hears of a store that cannot be watched, and None once it can again; then everything may have changed.
    `stirred` is called at the start and after every commit that may have been one of presence, which the feed does not
    tell of, with a reader for as long as it runs.
    """
    broken = False
    while not stop.is_set():
        feed: _SqliteFeed | _PostgresFeed
        try:
            feed = _PostgresFeed(location) if location.path is None else _SqliteFeed(location)
        except (NocError, OSError) as error:
            trouble(store_error(error))
            broken = True
            stop.wait(RETRY_S)
            continue
        changed([EVERYTHING] if broken else [])  # somebody may have committed while nobody watched
        if broken:
            broken = False
            trouble(None)
        try:
            stirred(feed.reader)
            feed.follow(stop, changed, stirred)
        except NocError as error:
            trouble(error)
            broken = True
            stop.wait(RETRY_S)
        finally:
            feed.close()


class _Feed:
    """One connection that reads the feed above the last number it saw."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._last = int(reader.value("SELECT coalesce(max(seq), 0) FROM change"))

    def news(self) -> list[Change]:
        """What was committed since the last call; everything where the store was replaced, or the feed is forgotten."""
        ends = self.reader.one("SELECT coalesce(min(seq), 0), coalesce(max(seq), 0) FROM change")
        assert ends is not None
        oldest, newest = ends
        if newest == self._last:
            return []
        if newest < self._last or oldest > self._last + 1:
            self._last = newest
            return [EVERYTHING]
        rows = self.reader.rows(
            "SELECT seq, kind, key FROM change WHERE seq > :last ORDER BY seq", {"last": self._last}
        )
        self._last = rows[-1][0] if rows else newest
        return list(dict.fromkeys((kind, key) for _, kind, key in rows))

    def close(self) -> None:
        """Lets go of the connection."""
        self.reader.close()


class _SqliteFeed(_Feed):
    """Asks `PRAGMA data_version` (5 µs) whether anybody else committed."""

    def __init__(self, location: Location) -> None:
        assert location.path is not None
        self._path = location.path
        reader = open_sqlite(location.path, wait_ms=_WAIT_MS)
        self._version = reader.value("PRAGMA data_version")  # before what is in it: nothing comes between unseen
        super().__init__(reader)
        self._inode = self._path.stat().st_ino

    def follow(
        self, stop: Event, changed: Callable[[Sequence[Change]], None], stirred: Callable[[Reader], None]
    ) -> None:
        """Polls until `stop`. Raises StoreGone where the file is no longer the one that was opened."""
        looked = time.monotonic()
        while not stop.wait(POLL_S):
            version = self.reader.value("PRAGMA data_version")
            if version != self._version:
                self._version = version
                news = self.news()
                if news:
                    changed(news)
                stirred(self.reader)
            if time.monotonic() - looked > RETRY_S:
                looked = time.monotonic()
                self._still_there()

    def _still_there(self) -> None:
        try:
            same = self._path.stat().st_ino == self._inode
        except OSError:
            same = False
        if not same:
            raise StoreGone(
                f"The store {self._path} was moved or removed.", "Put it back; what is shown was read before."
            )


class _PostgresFeed(_Feed):
    """Sleeps until PostgreSQL notifies."""

    def __init__(self, location: Location) -> None:
        reader = open_postgres(location.dsn)
        for channel in ("noc_change", PRESENCE_CHANNEL):
            reader.rows_none(f"LISTEN {channel}")
        self._connection: Any = reader.driver
        super().__init__(reader)

    def follow(
        self, stop: Event, changed: Callable[[Sequence[Change]], None], stirred: Callable[[Reader], None]
    ) -> None:
        """Waits for notifications until `stop`."""
        while not stop.is_set():
            try:
                heard = {notice.channel for notice in self._connection.notifies(timeout=0.5, stop_after=1)}
            except Exception as error:
                raise store_error(error) from error
            news = self.news()
            if news:
                changed(news)
            if PRESENCE_CHANNEL in heard:
                stirred(self.reader)
