"""TOML files that people write: read, with every mistake told by file, line and field."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from noc_tui.domain.errors import BadInput
from noc_tui.toml_places import line_of

_LINE = re.compile(r"\(at line (\d+), column \d+\)")
LONGEST = 1_000_000
"""Characters; what is longer is no settings file."""
_HINT = "Give the path of a TOML file."
_DEEPEST = 40
"""Tables and lists inside each other: no settings file needs a quarter of it, and whatever walks it stays far from
the end of its stack."""
_LONGEST_CHARACTER = 4
"""Bytes of UTF-8."""


@dataclass(frozen=True, slots=True)
class Document:
    """A TOML file as read."""

    name: str
    """As the user named it."""
    text: str
    data: dict[str, Any]

    def mistake(self, where: str, message: str, hint: str = "") -> BadInput:
        """The refusal of a field, given by its path (`targets.blocking_anomaly.response`)."""
        field = f"{where}: " if where else ""
        return BadInput(f"{self.name}, line {line_of(self.text, where)}: {field}{message}", hint)


def read_document(path: str, longest: int = LONGEST) -> Document:
    """The file at a path. Raises BadInput where it cannot be read, naming the line where it is no TOML."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(longest * _LONGEST_CHARACTER + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "no file can be called so"
        raise BadInput(f"{path} cannot be read: {why}.", _HINT) from error
    if len(content) > longest * _LONGEST_CHARACTER:
        raise _too_long(path)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{path}, line {number}: it is no UTF-8 text.", "Save the file as UTF-8.") from error
    return parse_document(path, text.replace("\r\n", "\n"), longest)


def files_named(paths: Iterable[str]) -> list[str]:
    """These files, and in place of a folder its `*.toml` in the order of their names.

    Raises BadInput for a folder that has none, or that cannot be read.
    """
    files: list[str] = []
    for path in paths:
        try:
            inside = sorted(map(str, Path(path).glob("*.toml"))) if Path(path).is_dir() else [path]
        except OSError as error:
            raise BadInput(f"{path} cannot be read: {error.strerror}.", _HINT) from error
        if not inside:
            raise BadInput(f"{path} holds no file that ends in .toml.", _HINT)
        files += inside
    return list(dict.fromkeys(files))


def parse_document(name: str, text: str, longest: int = LONGEST) -> Document:
    """A file's text. Raises BadInput, naming the line, where it is no TOML."""
    text = text.removeprefix("\ufeff")  # Windows programs begin a file with a byte-order mark
    if len(text) > longest:
        raise _too_long(name)
    try:
        return Document(name, text, {field: _plain(value) for field, value in tomllib.loads(text).items()})
    except RecursionError as error:
        raise BadInput(f"{name}: lists or tables lie more than {_DEEPEST} deep in each other.", _HINT) from error
    except ValueError as error:
        said = str(error)
        number = _LINE.search(said)
        line = number[1] if number else str(max(1, len(text.splitlines())))
        raise BadInput(f"{name}, line {line}: no TOML: {_LINE.sub('', said).strip()}.") from error


def _too_long(name: str) -> BadInput:
    return BadInput(f"{name} is too long for a settings file.", _HINT)


def _plain(value: Any, depth: int = 1) -> Any:
    """The value as JSON would have it: a date that stands without quotes is what is written there.

    Raises RecursionError for what lies too deep.
    """
    if depth > _DEEPEST:
        raise RecursionError
    if isinstance(value, dict):
        return {name: _plain(inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner, depth + 1) for inner in value]
    return value.isoformat() if isinstance(value, date | time) else value
