"""Where the store is, who acts, and what the user likes: the command line, the environment, the settings file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from noc_tui.domain.errors import BadInput

APP = "noc-tui"
THEMES = ("dark", "light", "contrast")


@dataclass(frozen=True, slots=True)
class Config:
    """What holds for one run of the program."""

    db: str
    operator: str | None = None
    theme: str = "dark"
    keys: Mapping[str, str] = field(default_factory=dict)
    """Binding id → keys, where the user has others."""


def load(db: str | None = None, operator: str | None = None) -> Config:
    """The settings in force: what is given here, else the environment, else the settings file, else the defaults.

    Raises BadInput where the settings file is wrong, naming file and field.
    """
    path = settings_file()
    settings = _read(path) if path.exists() else {}
    theme = settings.get("theme", "dark")
    if theme not in THEMES:
        raise BadInput(f"{path}: theme = {theme!r} is none of {', '.join(THEMES)}.")
    keys = settings.get("keys", {})
    if not isinstance(keys, dict) or not all(isinstance(value, str) for value in keys.values()):
        raise BadInput(f'{path}: [keys] holds lines such as  ticket.take = "a".')
    return Config(
        db=db or os.environ.get("NOC_DATABASE_URL") or settings.get("db") or default_store(),
        operator=operator or os.environ.get("NOC_OPERATOR") or settings.get("operator"),
        theme=theme,
        keys=keys,
    )


def settings_file() -> Path:
    """The user's settings, in the user's config folder."""
    return _folder("XDG_CONFIG_HOME", ".config") / "config.toml"


def default_store() -> str:
    """The store of a user who names none: an SQLite file in the user's data folder."""
    return f"sqlite:///{_folder('XDG_DATA_HOME', '.local/share') / 'room.db'}"


def _folder(variable: str, otherwise: str) -> Path:
    set_to = os.environ.get(variable)
    return (Path(set_to) if set_to else Path.home() / otherwise) / APP


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: {error}", "Correct or remove the file.") from error
