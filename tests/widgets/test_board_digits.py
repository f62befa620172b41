"""Large digits."""

from __future__ import annotations

import pytest

from noc_tui.widgets.board_digits import big


def test_a_clock_is_three_rows_tall() -> None:
    assert big("-0:17") == (
        "  ┌─┐ ╷  ╶┐╶─┐",
        "╶─│ │     │  │",
        "  └─┘ ╵   ╵  ╵",
    )


def test_under_ten_minutes_the_units_stand_at_the_foot() -> None:
    assert big("9m40s") == (
        "┌─┐ ╷ ╷┌─┐ ",
        "└─┤ └─┤│ │ ",
        "╶─┘m  ╵└─┘s",
    )


@pytest.mark.parametrize("text", ["", "0", "-358:34", "9m59s", "0123456789"])
def test_all_rows_are_as_wide(text: str) -> None:
    assert len({len(row) for row in big(text)}) == 1


def test_no_two_figures_look_alike() -> None:
    assert len({big(figure) for figure in "0123456789-:"}) == 12
