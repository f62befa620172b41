"""Who else is on a ticket, told at the end of its title."""

from __future__ import annotations

from collections.abc import Sequence

from noc_tui.desk.presence import here_too
from noc_tui.domain.presence import Looker
from noc_tui.text import fit, line, width
from noc_tui.widgets.columns import LOOKS, Piece
from noc_tui.widgets.sheet import Text


def with_lookers(title: Text, lookers: Sequence[Looker], cells: int) -> Text:
    """A title in a line of so many cells, with who else is there at its end; what is told takes half of it at most."""
    said = f"{LOOKS} {line(here_too(lookers))}"
    told = fit(said, min(width(said), cells // 2))
    room = max(0, cells - width(told) - 2)
    pieces: list[Piece] = []
    for piece in title:
        words = fit(piece.text, min(room, width(piece.text)))
        pieces.append(Piece(words, piece.colour, piece.bold))
        room -= width(words)
    return *pieces, Piece(" " * (room + 2)), Piece(told, "soon" if lookers else "good")
