"""The version of the schema: asked in plain SQL, brought up to date by Alembic."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from noc_tui.domain.errors import Refused, StoreVersion
from noc_tui.store.location import Location
from noc_tui.store.read.connection import Reader

if TYPE_CHECKING:
    from sqlalchemy import Connection

HEAD = "0005"
"""The newest migration."""
_UPGRADE_LOCK = 0x6E6F6375
_IS_THERE = {
    "postgresql": "SELECT to_regclass('alembic_version')",
    "sqlite": "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'",
}


def stored_version(reader: Reader) -> str | None:
    """The schema's version in the store, or None where it has no tables of ours."""
    if reader.value(_IS_THERE[reader.dialect]) is None:
        return None
    version: str | None = reader.value("SELECT version_num FROM alembic_version")
    return version


def needs_upgrade(reader: Reader) -> bool:
    """Whether migrations are due. Raises StoreVersion where the store is newer than the program."""
    version = stored_version(reader)
    if version is not None and version > HEAD:
        raise StoreVersion(
            f"The store has schema {version}, this program knows {HEAD}.",
            "Install the newer noc-tui: nothing was changed.",
        )
    return version != HEAD


def refuse_strange(reader: Reader, location: Location) -> None:
    """Raises Refused where an SQLite file without our schema has tables: it is somebody else's."""
    if reader.dialect == "sqlite" and reader.value("SELECT count(*) FROM sqlite_master WHERE type = 'table'"):
        raise Refused(f"{location.shown} holds another program's data.", "Name another file for the room.")


def create_file(location: Location) -> bool:
    """Makes the empty SQLite file, readable by its owner alone. Says whether it was missing."""
    path = location.path
    if path is None or path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    return True


def upgrade(connection: Connection) -> None:
    """Runs what migrations are due, in the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})")  # two may come at once
    config = Config()
    config.set_main_option("script_location", "noc_tui:store/migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
