"""Where a room is kept: an SQLite file, or a PostgreSQL database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from noc_tui.domain.errors import BadInput


@dataclass(frozen=True, slots=True)
class Location:
    """A parsed store URL: either `path` (SQLite) or `dsn` (PostgreSQL) is set."""

    path: Path | None
    dsn: str = ""

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return "postgresql" if self.path is None else "sqlite"

    @property
    def shown(self) -> str:
        """The location for messages: never a password."""
        if self.path is not None:
            return str(self.path)
        scheme, _, rest = self.dsn.partition("?")[0].partition("://")
        _, at, host = rest.rpartition("@")
        return f"{scheme}://{'…@' if at else ''}{host}"


def parse_location(url: str) -> Location:
    """A store URL (`sqlite:///room.db`, `postgresql+psycopg://user@host/room`) or a plain file name.

    Raises BadInput for any other database, and for SQLite in memory, which no second process could see.
    """
    if url.startswith(("postgresql://", "postgresql+psycopg://", "postgres://")):
        return Location(None, "postgresql://" + url.split("://", 1)[1])
    if url.startswith("sqlite:"):
        rest = url.removeprefix("sqlite:").split("?", 1)[0]
        path = rest[2:].removeprefix("/") if rest.startswith("//") else rest
    elif "://" in url:
        raise BadInput(
            f"{url.split(':', 1)[0]}:// is no database that noc can use.",
            "Give sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME.",
        )
    else:
        path = url
    if path in {"", ":memory:"}:
        raise BadInput("A store in memory is gone with the process.", "Give a file: sqlite:///room.db")
    return Location(Path(path).expanduser().absolute())
