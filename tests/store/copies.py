"""A store and its copies, opened side by side."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from noc_tui.desk.room import open_room
from noc_tui.store.room import Room
from tests.rooms import SetClock, rows, url_of


def again(room: Room) -> Room:
    """The same room as another process opens it."""
    return open_room(url_of(room), room.clock)


def subjects(room: Room) -> list[str]:
    return [subject for (subject,) in rows(room, "SELECT subject FROM ticket ORDER BY id")]


def path_of(room: Room) -> Path:
    assert room.location.path is not None
    return room.location.path


def at(path: Path, clock: SetClock) -> Room:
    return open_room(f"sqlite:///{path}", clock)


def migrated(url: str, version: str) -> None:
    """Makes or brings a store as far as an older program did."""
    config = Config()
    config.set_main_option("script_location", "noc_tui:store/migrations")
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as config.attributes["connection"]:
        command.upgrade(config, version)
    engine.dispose()
