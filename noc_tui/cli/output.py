"""What commands write: data on stdout, talk on stderr, never a control character from outside."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from noc_tui.domain.errors import NocError
from noc_tui.text import clean, fit, line, width

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "magenta": "35"}


class NobodyReads(Exception):
    """The program at the other end of the pipe has left (`noc ticket list --json | head`)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of text and how it is to stand out on a terminal."""

    text: str
    style: str = ""
    right: bool = False


def say(text: str) -> None:
    """Lines of data, tabs as blanks. Raises NobodyReads, and NocError where they cannot be written."""
    _put(clean(text).expandtabs(4))


def tell(text: str) -> None:
    """Lines to the person at the keyboard."""
    try:
        print(_encodable(clean(text).expandtabs(4), sys.stderr.encoding), file=sys.stderr)
    except OSError:
        silence(sys.stderr.fileno())  # talk that nobody hears must not end the work


def indented(head: str, text: str) -> str:
    """Foreign text behind a heading: its further lines stand below its first, and pass for nothing else."""
    rows = clean(text).split("\n")
    return head + f"\n{' ' * width(head)}".join(rows)


def emit_json(record: Mapping[str, object]) -> None:
    """One object on a line; everything beyond ASCII is escaped, so no terminal can be fooled."""
    _put(json.dumps(record, separators=(",", ":")))


def finish() -> None:
    """Hands on what is still in the buffer. Raises as `say` does."""
    _put("", end="")


def how_many(shown: int, total: int, one: str) -> str:
    """`50 of 10000 tickets`."""
    return f"{shown} of {total} {one}" if total == 1 else f"{shown} of {total} {one}s"


class Table:
    """Aligned columns, printed as their rows come; a column never gets narrower than it was.

    On a terminal the column `stretch` is cut so that lines do not wrap; in a pipe nothing is cut.
    """

    def __init__(self, headers: Sequence[str], *, stretch: int | None = None, headed: bool = True) -> None:
        self._headers = headers
        self._stretch = stretch
        self._sizes = [width(head) for head in headers]
        self._begun = not headed

    def add(self, rows: Sequence[Sequence[Cell | str]]) -> None:
        """Prints these rows, below the headers where they are the first."""
        cells = [[item if isinstance(item, Cell) else Cell(item) for item in row] for row in rows]
        texts = [[line(cell.text) for cell in row] for row in cells]
        self._sizes = [max([size, *(width(row[i]) for row in texts)]) for i, size in enumerate(self._sizes)]
        sizes, colour = self._on_paper(), _colours()
        if not self._begun:
            self._begun = True
            rights = [any(row[i].right for row in cells) for i in range(len(sizes))]
            heads = zip(self._headers, sizes, rights, strict=True)
            _put(_joined([_styled(fit(head, size, right=right), "dim", colour) for head, size, right in heads]))
        for row, plain in zip(cells, texts, strict=True):
            parts = zip(row, plain, sizes, strict=True)
            _put(_joined([_styled(fit(text, size, right=c.right), c.style, colour) for c, text, size in parts]))

    def _on_paper(self) -> list[int]:
        sizes = list(self._sizes)
        if self._stretch is not None and sys.stdout.isatty():
            spare = shutil.get_terminal_size().columns - sum(sizes) - 2 * (len(sizes) - 1)
            sizes[self._stretch] = max(8, sizes[self._stretch] + min(0, spare))
        return sizes


def table(headers: Sequence[str], rows: Sequence[Sequence[Cell | str]], *, stretch: int | None = None) -> None:
    """A table whose rows are all there."""
    Table(headers, stretch=stretch).add(rows)


def lines(rows: Sequence[Sequence[Cell | str]]) -> None:
    """Aligned columns without a head."""
    Table(("",) * len(rows[0]), headed=False).add(rows)


def _put(text: str, end: str = "\n") -> None:
    try:
        print(_encodable(text, sys.stdout.encoding), end=end, flush=not end)
    except BrokenPipeError as error:
        silence(sys.stdout.fileno())
        raise NobodyReads from error
    except OSError as error:
        silence(sys.stdout.fileno())
        raise NocError(f"The output could not be written: {error.strerror}.", "What was to be done is done.") from error


def silence(handle: int) -> None:
    """Sends whatever is still written to a file into nothing: not even the end of the program trips over it."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, handle)
    os.close(nothing)


def _joined(parts: Sequence[str]) -> str:
    return "  ".join(parts).rstrip()


def _colours() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _styled(text: str, style: str, colour: bool) -> str:
    if not colour or not style or not text.strip():
        return text
    codes = ";".join(_CODES[name] for name in style.split())
    return f"\x1b[{codes}m{text}\x1b[0m"


def _encodable(text: str, encoding: str | None) -> str:
    """The text with what the terminal's encoding lacks replaced."""
    name = encoding or "utf-8"
    return text if name.lower().startswith("utf") else text.encode(name, "replace").decode(name)
