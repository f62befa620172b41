"""The room itself: its people, settings, saved views, and what keeps several processes in step."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from noc_tui.models.columns import given, instant, key, words


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
    competences: str = given("[]", "[]")
    """A JSON list: technologies, and whatever else they know."""
    shift: str | None = words(default=None)
    """The calendar in whose hours they are on shift."""


class Technology(SQLModel, table=True):
    """What a ticket may be about, technically."""

    __tablename__ = "technology"

    name: str = words(primary_key=True)
    title: str = words()


class Team(SQLModel, table=True):
    """A team, or an internal function."""

    __tablename__ = "team"

    name: str = words(primary_key=True)
    title: str = words()


class Fault(SQLModel, table=True):
    """A kind of incident (G3): `bug` of the kind `software`."""

    __tablename__ = "fault"

    name: str = words(primary_key=True)
    kind: str = words()
    title: str = words()


class Rule(SQLModel, table=True):
    """Which team a ticket goes to: the first rule that fits, by position. What is None fits everything."""

    __tablename__ = "rule"

    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    technology: str | None = words(default=None)
    category: str | None = words(default=None)
    fault: str | None = words(default=None)
    team: str = words()


class Presence(SQLModel, table=True):
    """Who looks at which ticket, until when unless they say so again. Past that they are gone."""

    __tablename__ = "presence"

    session: str = words(primary_key=True)
    who: str = words()
    ticket_id: int | None = instant(default=None)
    doing: str = words()
    until: int = instant()


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
