"""Rooms to test with: a fresh store each, on either database, with a few customers and people in it."""

from __future__ import annotations

import itertools
import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import psycopg
import pytest

from noc_tui.clock import Clock
from noc_tui.desk import contracts, customers, operators
from noc_tui.desk.opening import open_ticket
from noc_tui.desk.room import open_room
from noc_tui.domain.actor import SYSTEM_ACTOR, Actor
from noc_tui.domain.event import Event, Subject
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Category, Role
from noc_tui.models.schema import METADATA
from noc_tui.store.location import parse_location
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.tickets import find_ticket, timeline
from noc_tui.store.room import Room
from noc_tui.store.tx import Tx

ROME = ZoneInfo("Europe/Rome")

ANNA, BRUNO = Actor("anna"), Actor("bruno")
LIA = Actor("lia", Role.LEAD, level=2)
ADA = Actor("ada", Role.ADMIN)
VERA = Actor("vera", Role.VIEWER)

BLOCKING, NON_BLOCKING = Category.BLOCKING, Category.NON_BLOCKING

on_sqlite = pytest.mark.parametrize("stores", ["sqlite"], indirect=True)
on_postgres = pytest.mark.parametrize("stores", [pytest.param("postgresql", marks=pytest.mark.external)], indirect=True)

P = ParamSpec("P")
T = TypeVar("T")


def local(text: str) -> datetime:
    """`2026-11-23 09:00` on the room's wall clock, as a UTC instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ROME).astimezone(UTC)


class SetClock:
    """A clock that moves only when told."""

    def __init__(self, text: str = "2026-11-23 09:00") -> None:  # a Monday, half an hour after opening
        self.now = local(text)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **how_far: float) -> datetime:
        """Goes on by `hours=2, minutes=5`."""
        self.now += timedelta(**how_far)
        return self.now

    def set(self, text: str) -> datetime:
        """Goes to `2026-11-23 09:00` on the room's wall clock."""
        self.now = local(text)
        return self.now


def do(
    room: Room, actor: Actor, operation: Callable[Concatenate[Tx, P], T], /, *args: P.args, **options: P.kwargs
) -> T:
    """One operation in a transaction of its own."""
    with room.write(actor) as tx:
        return operation(tx, *args, **options)


def look(room: Room, read: Callable[Concatenate[Reader, P], T], /, *args: P.args, **options: P.kwargs) -> T:
    """One question to the store."""
    with room.reading() as reader:
        return read(reader, *args, **options)


def rows(room: Room, sql: str, **params: object) -> list[tuple[Any, ...]]:
    """What a plain query gives."""
    return look(room, Reader.rows, sql, params)


def url_of(room: Room) -> str:
    """The address at which another process finds the room."""
    return room.location.dsn if room.location.path is None else f"sqlite:///{room.location.path}"


def ticket_of(room: Room, key: str) -> TicketRow:
    """A ticket as it stands."""
    return look(room, find_ticket, key)


def history(room: Room, ticket: TicketRow) -> list[Event]:
    """Everything that happened to a ticket."""
    return look(room, timeline, Subject.TICKET, ticket.id)


def kinds(room: Room, ticket: TicketRow) -> list[str]:
    """What happened to a ticket, in one word each, after its opening and terms."""
    return [event.kind for event in history(room, ticket)[2:]]


def opened(room: Room, customer: str | None = "ACME", actor: Actor = ANNA, **options: Any) -> TicketRow:
    """A ticket of a customer who called."""
    options = {"subject": "No mail leaves the office", "category": BLOCKING} | options
    return do(room, actor, open_ticket, customer=customer, **options)


def settle_in(tx: Tx) -> None:
    """Customers with contracts of every kind, and people of every role."""
    operators.add_operator(tx, "ada", "Ada Neri", role=Role.ADMIN)
    operators.add_operator(tx, "anna", "Anna Riva")
    operators.add_operator(tx, "bruno", "Bruno Sala", team="Reti")
    operators.add_operator(tx, "lia", "Lia Conti", role=Role.LEAD, level=2)
    operators.add_operator(tx, "vera", "Vera Longhi", role=Role.VIEWER)
    customers.add_customer(tx, "ACME", "ACME Italia", aliases=("acme spa", "Acme Holding"))
    customers.add_customer(tx, "BDA", "Banca dell'Adda")
    customers.add_customer(tx, "CDS", "Cantina del Sole")
    customers.add_customer(tx, "OSP", "Ospedale di Lecco")
    customers.add_customer(tx, "TEL", "Telefonia Lario")
    since = date(2026, 1, 1)
    contact = {"targets": {"blocking_anomaly": {"contact": {"minutes": 30, "stopped_by": ["customer"]}}}}
    contracts.add_contract(tx, "ACME", code="AC-1", profile="professional", valid_from=since, monitoring=True)
    contracts.add_contract(tx, "BDA", code="BD-1", profile="base", valid_from=since)
    contracts.add_contract(tx, "OSP", code="OS-1", profile="extended", valid_from=since)
    contracts.add_contract(
        tx, "TEL", code="TE-1", profile="professional", valid_from=since, monitoring=True, spec=contact
    )


class Stores(ABC):
    """Gives out rooms in stores of their own, each a copy of one that was prepared once."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._prepared = False

    @contextmanager
    def room(self, clock: Clock) -> Iterator[Room]:
        """A room with what ships, its customers and its people."""
        if not self._prepared:
            self._prepare()
            self._prepared = True
        with self._copy(next(self._numbers)) as url:
            room = open_room(url, clock)
            try:
                yield room
            finally:
                room.close()

    @contextmanager
    def blank(self) -> Iterator[str]:
        """The address of a store that is still to be made."""
        with self._empty(next(self._numbers)) as url:
            yield url

    def _settle(self, url: str) -> None:
        room = open_room(url, SetClock("2026-01-02 09:00"))
        do(room, SYSTEM_ACTOR, settle_in)
        room.close()

    @abstractmethod
    def _prepare(self) -> None: ...

    @abstractmethod
    def _copy(self, number: int) -> AbstractContextManager[str]: ...

    @abstractmethod
    def _empty(self, number: int) -> AbstractContextManager[str]: ...

    @abstractmethod
    def close(self) -> None:
        """Removes what was prepared."""


class SqliteStores(Stores):
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._template = folder / "template.db"

    def _prepare(self) -> None:
        self._settle(f"sqlite:///{self._template}")

    @contextmanager
    def _copy(self, number: int) -> Iterator[str]:
        with self._empty(number) as url:
            shutil.copyfile(self._template, self._folder / str(number) / "room.db")
            yield url

    @contextmanager
    def _empty(self, number: int) -> Iterator[str]:
        folder = self._folder / str(number)
        folder.mkdir()
        try:
            yield f"sqlite:///{folder / 'room.db'}"
        finally:
            shutil.rmtree(folder)

    def close(self) -> None:
        shutil.rmtree(self._folder)


class PostgresStores(Stores):
    """Databases on a server. One that was given back is put to what it was, in a fraction of the time of a new one."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self._admin = psycopg.connect(parse_location(url).dsn, autocommit=True)
        self._prefix = f"noc_test_{os.getpid()}"
        self._spare: list[str] = []
        self._content: dict[str, bytes] = {}
        """Table → its rows in the prepared store, as COPY writes them, parents before children."""

    def _prepare(self) -> None:
        self._create("template")
        self._settle(self._address("template"))
        with self._connected("template") as store:
            for table in (*(table.name for table in METADATA.sorted_tables), "alembic_version"):
                with store.cursor().copy(f'COPY "{table}" TO STDOUT') as rows_of_it:
                    self._content[table] = b"".join(map(bytes, rows_of_it))

    @contextmanager
    def _copy(self, number: int) -> Iterator[str]:
        name = self._spare.pop() if self._spare else None
        if name is None or not self._as_it_was(name):
            name = str(number)
            self._create(name, f"{self._prefix}_template")
        try:
            yield self._address(name)
        finally:
            self._spare.append(name)

    def _as_it_was(self, name: str) -> bool:
        """Puts a database back to the prepared rows; not where a test left it with other tables, or locked."""
        try:
            with self._connected(name) as store, store.transaction():
                store.execute("SET LOCAL lock_timeout = '1s'; ALTER TABLE event DISABLE TRIGGER USER")
                for table in reversed(self._content):
                    store.execute(f'DELETE FROM "{table}"')
                for table, content in self._content.items():
                    with store.cursor().copy(f'COPY "{table}" FROM STDIN') as rows_of_it:
                        rows_of_it.write(content)
                for table, column in _NUMBERED:
                    store.execute(
                        f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), coalesce(max({column}), 1), "
                        f'max({column}) IS NOT NULL) FROM "{table}"'
                    )
                store.execute("ALTER TABLE event ENABLE TRIGGER USER")
        except psycopg.Error:
            self._drop(name)
            return False
        return True

    @contextmanager
    def _empty(self, number: int) -> Iterator[str]:
        self._create(str(number))
        try:
            yield self._address(str(number))
        finally:
            self._drop(str(number))

    def _connected(self, name: str) -> psycopg.Connection[Any]:
        return psycopg.connect(parse_location(self._address(name)).dsn, autocommit=True)

    def _create(self, name: str, template: str = "template1") -> None:
        self._drop(name)
        self._admin.execute(f'CREATE DATABASE "{self._prefix}_{name}" TEMPLATE "{template}"')

    def _drop(self, name: str) -> None:
        # WITH (FORCE) is refused to a role that is no superuser where autovacuum is at work; without, it makes way.
        database = f"{self._prefix}_{name}"
        left = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND usename = user"
        self._admin.execute(left, [database])
        self._admin.execute(f'DROP DATABASE IF EXISTS "{database}"')

    def _address(self, name: str) -> str:
        return urlsplit(self._url)._replace(path=f"/{self._prefix}_{name}").geturl()

    def close(self) -> None:
        for name in ("template", *self._spare):
            self._drop(name)
        self._admin.close()


_NUMBERED = [
    (table.name, column.name) for table in METADATA.sorted_tables if (column := table.autoincrement_column) is not None
]
