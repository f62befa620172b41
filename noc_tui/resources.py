"""The files that ship with the program: calendars, profiles, templates, tables of words."""

from __future__ import annotations

from functools import cache
from typing import Any

from noc_tui.domain.errors import NotFound


@cache
def read_text(name: str) -> str:
    """The shipped file `name`, a path below `data/` such as `severity.toml`; raises NotFound."""
    from importlib.resources import files  # costs 20 ms, and most commands read no file

    try:
        return files("noc_tui").joinpath("data", name).read_text(encoding="utf-8")
    except OSError as error:
        raise NotFound(f"The program's own file {name} cannot be read.", "Install it again.") from error


@cache
def read_toml(name: str) -> dict[str, Any]:
    """The shipped TOML file `name` as a dictionary that all callers share: not to be changed."""
    import tomllib

    return tomllib.loads(read_text(name))


@cache
def names(folder: str, ending: str) -> tuple[str, ...]:
    """The shipped files of a folder below `data/` whose names end so, sorted."""
    from importlib.resources import files

    found = files("noc_tui").joinpath("data", folder)
    return tuple(sorted(entry.name for entry in found.iterdir() if entry.name.endswith(ending)))
