"""What commands write: data on stdout, talk on stderr, never a control character from outside."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from noc_tui.text import clean, fit, line, width

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "magenta": "35"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of text and how it is to stand out on a terminal."""

    text: str
    style: str = ""
    right: bool = False


def say(text: str) -> None:
    """A line of data."""
    print(_encodable(clean(text), sys.stdout.encoding))


def tell(text: str) -> None:
    """A line to the person at the keyboard."""
    print(_encodable(clean(text), sys.stderr.encoding), file=sys.stderr)


def emit_json(record: Mapping[str, object]) -> None:
    """One object on a line; everything beyond ASCII is escaped, so no terminal can be fooled."""
    print(json.dumps(record, separators=(",", ":")))


def table(headers: Sequence[str], rows: Sequence[Sequence[Cell | str]], *, stretch: int | None = None) -> None:
    """Aligned columns. On a terminal the column `stretch` is cut so that lines do not wrap; in a pipe nothing is cut."""
    cells = [[item if isinstance(item, Cell) else Cell(item) for item in row] for row in rows]
    texts = [[line(cell.text) for cell in row] for row in cells]
    sizes = [max([width(head), *(width(row[i]) for row in texts)]) for i, head in enumerate(headers)]
    terminal = sys.stdout.isatty()
    if terminal and stretch is not None:
        spare = shutil.get_terminal_size().columns - sum(sizes) - 2 * (len(sizes) - 1)
        sizes[stretch] = max(8, sizes[stretch] + min(0, spare))
    rights = [any(row[i].right for row in cells) for i in range(len(headers))]
    print(_joined([_styled(fit(head, sizes[i], right=rights[i]), "dim", terminal) for i, head in enumerate(headers)]))
    for row, plain in zip(cells, texts, strict=True):
        print(_joined([
            _styled(fit(text, sizes[i], right=cell.right), cell.style, terminal)
            for i, (cell, text) in enumerate(zip(row, plain, strict=True))
        ]))  # fmt: skip


def _joined(parts: Sequence[str]) -> str:
    return _encodable("  ".join(parts).rstrip(), sys.stdout.encoding)


def _styled(text: str, style: str, terminal: bool) -> str:
    if not terminal or not style or not text.strip():
        return text
    codes = ";".join(_CODES[name] for name in style.split())
    return f"\x1b[{codes}m{text}\x1b[0m"


def _encodable(text: str, encoding: str | None) -> str:
    """The text with what the terminal's encoding lacks replaced."""
    name = encoding or "utf-8"
    return text if name.lower().startswith("utf") else text.encode(name, "replace").decode(name)
