"""TOML files that people write: read, with every mistake told by file, line and field."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from noc_tui.domain.errors import BadInput

_TABLE = re.compile(r"\s*\[\[?\s*([^\]#]+?)\s*\]\]?")
_ENTRY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
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
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise BadInput(f"{path} cannot be read: {why}.", "Give the path of a TOML file.") from error
    return parse_document(path, text)


def parse_document(name: str, text: str) -> Document:
    """A file's text. Raises BadInput, naming the line, where it is no TOML."""
    if len(text) > _LONGEST:
        raise BadInput(f"{name} is too long for a settings file.", "Give the path of a TOML file.")
    try:
        return Document(name, text, tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        said = str(error)
        number = _LINE.search(said)
        line = number[1] if number else str(max(1, len(text.splitlines())))
        raise BadInput(f"{name}, line {line}: no TOML: {_LINE.sub('', said).strip()}.") from error


def line_of(text: str, where: str) -> int:
    """The line on which a field stands, or the nearest thing around it that is written."""
    wanted = _INDEX.sub("", where).split(".")
    table: list[str] = []
    best, depth = 1, 0
    for number, line in enumerate(text.splitlines(), 1):
        header, entry = _TABLE.match(line), _ENTRY.match(line)
        if header:
            table = _parts(header[1])
        elif not entry:
            continue
        here = table if header else [*table, *_parts(entry[1] if entry else "")]
        if len(here) > depth and wanted[: len(here)] == here:
            best, depth = number, len(here)
    return best


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]
