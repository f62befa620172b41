"""TOML files that people write: read, with every mistake told by file, line and field."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, time
from itertools import takewhile
from operator import eq
from pathlib import Path
from typing import Any

from noc_tui.domain.errors import BadInput

_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_DOTTED = rf"((?:{_PART.pattern})(?:\s*\.\s*(?:{_PART.pattern}))*)"
_TABLE = re.compile(rf"\s*\[\[?\s*{_DOTTED}\s*\]\]?\s*(?:#.*)?$")
_ENTRY = re.compile(rf"\s*{_DOTTED}\s*=")
_INDEX = re.compile(r"\[\d+\]")
_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_LONGEST = 1_000_000
"""Characters; what is longer is no settings file."""


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


def read_document(path: str) -> Document:
    """The file at a path. Raises BadInput where it cannot be read, naming the line where it is no TOML."""
    try:
        with Path(path).open(encoding="utf-8") as file:
            text = file.read(_LONGEST + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise BadInput(f"{path} cannot be read: {why}.", "Give the path of a TOML file.") from error
    return parse_document(path, text)


def parse_document(name: str, text: str) -> Document:
    """A file's text. Raises BadInput, naming the line, where it is no TOML."""
    if len(text) > _LONGEST:
        raise BadInput(f"{name} is too long for a settings file.", "Give the path of a TOML file.")
    try:
        return Document(name, text, {field: _plain(value) for field, value in tomllib.loads(text).items()})
    except (ValueError, RecursionError) as error:
        said = str(error)
        number = _LINE.search(said)
        line = number[1] if number else str(max(1, len(text.splitlines())))
        raise BadInput(f"{name}, line {line}: no TOML: {_LINE.sub('', said).strip()}.") from error


def _plain(value: Any) -> Any:
    """The value as JSON would have it: a date that stands without quotes is what is written there."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | time) else value


def line_of(text: str, where: str) -> int:
    """The line on which a field stands, or the first that has most of its path."""
    wanted = _INDEX.sub("", where).split(".")
    table: list[str] = []
    best, depth = 1, 0
    for number, line in enumerate(text.split("\n"), 1):
        header, entry = _TABLE.match(line), _ENTRY.match(line)
        if header:
            table = _parts(header[1])
        elif not entry:
            continue
        here = table if header else [*table, *_parts(entry[1] if entry else "")]
        shared = sum(takewhile(bool, map(eq, here, wanted)))
        if shared > depth:
            best, depth = number, shared
    return best


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]
