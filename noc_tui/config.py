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


_FIELDS = ("db", "operator", "theme", "keys")


def load(db: str | None = None, operator: str | None = None) -> Config:
    """The settings in force: what is given here, else the environment, else the settings file, else the defaults.

    Raises BadInput where the settings file is wrong, naming file and field.
    """
    settings = _settings()
    return Config(
        db=db or os.environ.get("NOC_DATABASE_URL") or settings.get("db") or default_store(),
        operator=operator or os.environ.get("NOC_OPERATOR") or settings.get("operator"),
        theme=settings.get("theme", "dark"),
        keys=_flat(settings.get("keys", {})),
    )


def settings_file() -> Path:
    """The user's settings, in the user's config folder."""
    return _folder("XDG_CONFIG_HOME", ".config") / "config.toml"


def default_store() -> str:
    """The store of a user who names none: an SQLite file in the user's data folder."""
    return f"sqlite:///{_folder('XDG_DATA_HOME', '.local/share') / 'room.db'}"


def drafts_folder() -> Path:
    """Where what was begun to be written is kept: in the user's data folder. Raises BadInput where there is no home."""
    return _folder("XDG_DATA_HOME", ".local/share") / "drafts"


def _folder(variable: str, otherwise: str) -> Path:
    given = Path(os.environ.get(variable, ""))
    return (given if given.is_absolute() else _home() / otherwise) / APP


def _home() -> Path:
    """The user's home folder: HOME where it is one, else as the system knows it. Raises BadInput."""
    given = Path(os.environ.get("HOME", ""))
    if given.is_absolute():
        return given
    import pwd

    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError as error:
        raise BadInput("You have no home folder here.", "Set HOME, or name the store: --db FILE.") from error


def _settings() -> dict[str, Any]:
    """What the settings file says; nothing where there is none. Raises BadInput where it is wrong."""
    import tomllib

    try:
        path = settings_file()
    except BadInput:
        return {}  # without a home there is no file in it
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: {error}", "Correct or remove the file.") from error
    for name, value in settings.items():
        wrong = _wrong(name, value)
        if wrong:
            raise BadInput(f"{path}: {wrong}")
    return settings


def _wrong(name: str, value: object) -> str | None:
    """What is wrong with a setting, or None."""
    if name not in _FIELDS:
        return f"there is no setting “{name}”; there are {', '.join(_FIELDS)}."
    if name == "keys":
        fits = isinstance(value, dict) and all(isinstance(keys, str) for keys in _flat(value).values())
        return None if fits else '[keys] holds lines such as  ticket.take = "a".'
    if not isinstance(value, str):
        return f'{name} is text: {name} = "…".'
    if name == "theme" and value not in THEMES:
        return f"theme = {value!r} is none of {', '.join(THEMES)}."
    return None


def _flat(keys: Mapping[str, Any]) -> dict[str, Any]:
    """Binding id → keys: to TOML, the dot in `ticket.take` is a table of its own."""
    flat: dict[str, Any] = {}
    for name, value in keys.items():
        inner = value if isinstance(value, dict) else {"": value}
        flat |= {f"{name}.{rest}".rstrip("."): keys for rest, keys in inner.items()}
    return flat
