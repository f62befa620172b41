"""Where in a TOML text a field stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

Path = tuple[str | int, ...]
"""Names of tables and fields, and the places of entries of arrays, from 0."""
_TOKEN = re.compile(
    r"""(?P<skip>[ \t\r]+|\#[^\n]*)
    |(?P<text>\"{3}(?:\\.|[^\\])*?\"{3}(?!")|'{3}.*?'{3}(?!')|"(?:\\.|[^"\\\n])*"|'[^'\n]*')
    |(?P<mark>[][{}=,.\n])
    |(?P<bare>[^\s\]\[{}=,.\#"']+)""",
    re.VERBOSE | re.DOTALL,
)
_PART = re.compile(r"\[(\d+)\]|[^.\[\]]+")


def line_of(text: str, where: str) -> int:
    """The line on which a field stands, or the table or entry around it: `customer[3].contact[1].mail`.

    `text` is TOML that was read already. An array's entries count from 0.
    """
    found = _places(text)
    wanted = tuple(int(part[1]) if part[1] else part[0] for part in _PART.finditer(where))
    while wanted and wanted not in found:
        wanted = wanted[:-1]
    return found.get(wanted, 1)


@lru_cache(maxsize=8)
def _places(text: str) -> dict[Path, int]:
    return _Walk(text).places()


class _Walk:
    """Goes through a text once, from piece to piece."""

    def __init__(self, text: str) -> None:
        self._pieces = self._read(text)
        self._line = 1
        self._piece = ""
        self._found: dict[Path, int] = {}
        self._entries: dict[Path, int] = {}
        """The last entry of each array of tables."""
        self._next()

    def places(self) -> dict[Path, int]:
        """The first line of every table, field and entry of an array."""
        table: Path = ()
        while self._piece:
            if self._piece == "\n":
                self._next()
            elif self._piece == "[":
                table = self._head()
            else:
                self._field(table)
        return self._found

    def _read(self, text: str) -> Iterator[str]:
        """The tokens, `_line` on that of each."""
        line = 1
        for match in _TOKEN.finditer(text):
            piece = match[0]
            if match.lastgroup != "skip":
                self._line = line
                yield piece
            line += piece.count("\n")

    def _next(self) -> str:
        """Steps on, and gives what was stepped over."""
        before, self._piece = self._piece, next(self._pieces, "")
        return before

    def _head(self) -> Path:
        """`[customer.address]`, or `[[customer.site]]`: below the last entry of each array that it names."""
        line = self._line
        self._next()
        many = self._piece == "["
        if many:
            self._next()
        names = self._names("]")
        for _ in range(1 + many):
            self._next()
        path: Path = ()
        for place, name in enumerate(names, 1):
            path = (*path, name)
            self._found.setdefault(path, line)
            if many and place == len(names):
                self._entries[path] = self._entries.get(path, -1) + 1
            if path in self._entries:
                path = (*path, self._entries[path])
                self._found.setdefault(path, line)
        return path

    def _field(self, table: Path) -> None:
        """`name.inner = value`, in a table."""
        line = self._line
        path = table
        for name in self._names("="):
            path = (*path, name)
            self._found.setdefault(path, line)
        self._next()
        self._value(path)

    def _names(self, end: str) -> list[str]:
        """The parts of a dotted name, up to the mark behind it."""
        names = []
        while self._piece not in {end, ""}:
            piece = self._next()
            if piece != ".":
                names.append(piece.strip("\"'"))
        return names

    def _value(self, path: Path) -> None:
        if self._piece == "[":
            self._array(path)
        elif self._piece == "{":
            self._inline_table(path)
        else:
            while self._piece not in {",", "]", "}", "\n", ""}:
                self._next()

    def _array(self, path: Path) -> None:
        self._next()
        entry = 0
        while self._piece not in {"]", ""}:
            if self._piece in {"\n", ","}:
                self._next()
                continue
            self._found[*path, entry] = self._line
            self._value((*path, entry))
            entry += 1
        self._next()

    def _inline_table(self, path: Path) -> None:
        self._next()
        while self._piece not in {"}", ""}:
            if self._piece in {"\n", ","}:
                self._next()
            else:
                self._field(path)
        self._next()
