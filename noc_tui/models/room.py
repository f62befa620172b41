"""The room itself: its people, settings, saved views, and what keeps several processes in step."""

from __future__ import annotations

from sqlmodel import SQLModel

from noc_tui.models.columns import instant, key, words


class Operator(SQLModel, table=True):
    """Who works here."""

    __tablename__ = "operator"

    id: int | None = key()
    login: str = words(unique=True)
    name: str = words()
    role: str = words()
    level: int = 1
    team: str | None = words(default=None)
    active: bool = True


class Setting(SQLModel, table=True):
    """What holds for the whole room, e.g. its time zone."""

    __tablename__ = "setting"

    name: str = words(primary_key=True)
    value: str = words()


class Counter(SQLModel, table=True):
    """Numbers given out in order, counted in the transaction that uses them."""

    __tablename__ = "counter"

    name: str = words(primary_key=True)
    value: int = instant()


class SavedView(SQLModel, table=True):
    """A named filter and order of the queue."""

    __tablename__ = "saved_view"

    name: str = words(primary_key=True)
    filter: str = words()
    sort: str = words()
    owner: str = words()
    at: int = instant()


class Change(SQLModel, table=True):
    """The change feed: one row per thing that a commit touched."""

    __tablename__ = "change"
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: int | None = key()
    kind: str = words()
    key: str = words()
    at: int | None = instant(default=None)
    """When it was written; None is before changes were dated."""


class DueWork(SQLModel, table=True):
    """What falls due by itself."""

    __tablename__ = "due_work"

    kind: str = words(primary_key=True)
    ref: str = words(primary_key=True)
    at: int = instant(index=True)


class Lease(SQLModel, table=True):
    """Who does the due work, and until when."""

    __tablename__ = "lease"

    name: str = words(primary_key=True)
    holder: str = words()
    until: int = instant()
