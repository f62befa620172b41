"""Pieces of coloured text as segments, and where two lines of them differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from rich.segment import Segment

from noc_tui.text import width
from noc_tui.widgets.columns import Piece
from noc_tui.widgets.palette import Palette

_Cell = tuple[str, str, bool]
_BLANK: _Cell = (" ", "", False)
_NEAR = 8
"""To go to another place on the terminal's line takes as many bytes."""


def segments(pieces: Iterable[Piece], palette: Palette, *, here: bool = False) -> list[Segment]:
    """Pieces as segments, neighbours of one colour joined: every change of colour costs some 30 bytes on the line."""
    ground = "cursor" if here else "ground"
    found: list[Segment] = []
    text, colour, bold = "", "text", False
    for piece in pieces:
        if not piece.text:
            continue
        if text and (piece.text.isspace() or (piece.colour == colour and piece.bold == bold)):
            text += piece.text
            continue
        if text:
            found.append(Segment(text, palette.style(colour, ground, bold=bold)))
        text, colour, bold = piece.text, piece.colour, piece.bold
    found.append(Segment(text, palette.style(colour, ground, bold=bold)))
    return found


def differences(before: Sequence[Piece], after: Sequence[Piece]) -> list[tuple[int, int]]:
    """First cell and number of the cells that look otherwise, stretch by stretch; near ones are one stretch."""
    if before == after:
        return []
    pairs = enumerate(zip_longest(_cells(before), _cells(after), fillvalue=_BLANK))
    found: list[tuple[int, int]] = []
    for place in (place for place, (old, new) in pairs if old != new):
        if found and place - sum(found[-1]) < _NEAR:
            found[-1] = found[-1][0], place + 1 - found[-1][0]
        else:
            found.append((place, 1))
    return found


def _cells(pieces: Iterable[Piece]) -> list[_Cell]:
    """What stands in each cell: a blank has no colour, a wide character is followed by an empty cell."""
    cells: list[_Cell] = []
    for piece in pieces:
        text, colour, bold = piece.text, piece.colour, piece.bold
        looks = [_BLANK if character == " " else (character, colour, bold) for character in text]
        if width(text) == len(text):
            cells += looks
        else:
            for look in looks:
                cells += [look, *[("", colour, bold)] * (width(look[0]) - 1)]
    return cells
