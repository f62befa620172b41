"""Where two lines differ: every cell that looks otherwise is found, and few that do not."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from noc_tui.widgets.columns import Piece
from noc_tui.widgets.pieces import differences

PIECES = st.lists(
    st.builds(Piece, st.text("ab ━長", max_size=6), st.sampled_from(["calm", "dim"]), st.booleans()), max_size=8
)


def cells(pieces: list[Piece]) -> list[tuple[str, str, bool]]:
    """Cell by cell, as plainly as can be; a wide character's second cell is its own."""
    found = []
    for piece in pieces:
        for character in piece.text:
            look = (piece.colour, piece.bold) if character != " " else ("", False)
            found += [(character, *look)] + [("", *look)] * (character == "長")
    return found


def test_the_same_line_differs_nowhere() -> None:
    assert differences([Piece("ab"), Piece("  ", "dim")], [Piece("ab  ", "text")]) == []


def test_each_stretch_is_found_and_near_ones_are_one() -> None:
    before = [Piece("0:17  ━━━━┃                    x")]

    assert differences(before, [Piece("0:16  ━━━━┃                    x")]) == [(3, 1)]
    assert differences(before, [Piece("0:16  ━━━┃                     x")]) == [(3, 8)]
    assert differences(before, [Piece("0:16  ━━━━┃                    y")]) == [(3, 1), (31, 1)]
    assert differences(before, [Piece("0:17  ━━━━┃                    x", "dim")]) == [(0, 11), (31, 1)]


def test_a_line_that_ends_sooner_is_cleared() -> None:
    assert differences([Piece("abc")], []) == [(0, 3)]
    assert differences([], [Piece("a")]) == [(0, 1)]


@given(PIECES, PIECES)
def test_every_cell_that_looks_otherwise_is_in_a_stretch_and_each_stretch_begins_and_ends_with_one(
    before: list[Piece], after: list[Piece]
) -> None:
    old, new = cells(before), cells(after)
    size = max(len(old), len(new))
    old += [(" ", "", False)] * (size - len(old))
    new += [(" ", "", False)] * (size - len(new))
    other = {place for place in range(size) if old[place] != new[place]}
    found = differences(before, after)

    covered = {cell for first, count in found for cell in range(first, first + count)}
    assert other <= covered
    assert all({first, first + count - 1} <= other for first, count in found)
    assert all(begin - first - count >= 8 for (first, count), (begin, _) in pairwise(found))
