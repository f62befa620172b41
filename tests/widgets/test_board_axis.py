"""The axis as it is drawn: times that do not run into each other, folds, and the tracks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from noc_tui.domain.board import Chart, Fold, Shape, Tick, Track
from noc_tui.widgets.board_axis import rule_pieces, times_pieces, track_pieces
from noc_tui.widgets.columns import Piece

FOLDS = (
    Fold(10, ("closed until Mon 08:30", "until Mon 08:30", "Mon 08:30")),
    Fold(40, ("lunch",)),
    Fold(59, ("closed until Tue 08:30", "Tue 08:30")),
)
TICKS = (
    Tick(10, "18:00", ""),
    Tick(40, "12:30", "Mon"),
    Tick(59, "18:00", "Mon"),
    Tick(16, "09:00", "Mon"),
    Tick(26, "10:00", "Mon"),
    Tick(36, "11:00", "Mon"),
    Tick(46, "15:00", "Mon"),
)
WEEKEND = Chart(60, TICKS, FOLDS)


def text(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


def track(shape: Shape, end: int = 0, *words: str, closed: tuple[int, ...] = (), size: int = 40) -> str:
    folds = frozenset({10, 30})
    return text(track_pieces(Track(shape, end, words, frozenset(closed)), folds, size, "calm"))


def test_times_stand_above_their_marks_and_the_first_of_a_day_names_it() -> None:
    assert text(times_pieces(WEEKEND)) == "now     18:00   Mon 09:00       11:00 12:30 15:00      18:00"


def test_a_closing_names_the_day_where_it_is_the_first_of_it() -> None:
    chart = Chart(40, (Tick(12, "13:00", "Sat"), Tick(15, "08:00", "Mon"), Tick(33, "20:00", "Mon")), (Fold(12, ()),))

    assert text(times_pieces(chart)) == "now     Sat 13:00            Mon 20:00  "


def test_folds_say_what_they_are_as_fully_as_they_have_room() -> None:
    assert text(rule_pieces(WEEKEND)) == "├─────────╫ closed until Mon 08:30 ─┴───╫ lunch ───────────╫"


def test_nothing_to_mark_is_a_plain_rule() -> None:
    assert text(rule_pieces(Chart(8))) == "├───────"
    assert text(times_pieces(Chart(8))) == "now     "


def test_a_bar_is_thin_where_its_clock_stands() -> None:
    assert track(Shape.BAR, 20, closed=(4, 5)) == "━━━━──━━━━╫━━━━━━━━━┃         ┊         "
    assert track(Shape.BAR, 0) == "┃         ┊                   ┊         "
    assert track(Shape.BAR, 10) == "━━━━━━━━━━┃                   ┊         "


def test_a_bar_that_leaves_the_axis_says_when_it_ends() -> None:
    assert track(Shape.BEYOND, 40, "Mon 10:00") == "━━━━━━━━━━╫━━━━━━━━━━━━━━━━━ Mon 10:00 ▶"
    assert track(Shape.BEYOND, 9, "vendor, due Mon 10:00", "Mon 10:00", size=9) == "━━━━━━━━▶"


def test_what_has_no_bar_is_said_in_words() -> None:
    waits = Track(Shape.WORDS, 0, ("customer, wakes Mon 10:00", "customer"))

    def shown(size: int) -> str:
        return text(track_pieces(waits, frozenset(), size, "paused"))

    assert shown(30) == "‖ customer, wakes Mon 10:00   "
    assert shown(20) == "‖ customer          "
    assert shown(5) == "‖    "
    assert track(Shape.WORDS, 0, "no target").startswith("no target ┊")
    assert track(Shape.OVERRUN).startswith("◀         ┊")
    assert track(Shape.OVERRUN, 0, "parts").startswith("◀ ‖ parts ┊")


def test_a_pause_that_stops_no_clock_is_told_behind_the_bar() -> None:
    assert track(Shape.BAR, 12, "vendor, wakes Mon 10:00", "vendor") == "━━━━━━━━━━╫━┃ ‖ vendor, wakes Mon 10:00 "
    assert track(Shape.BAR, 25, "vendor, wakes Mon 10:00", "vendor") == "━━━━━━━━━━╫━━━━━━━━━━━━━━┃ ‖ vendor     "
    assert track(Shape.BAR, 38, "vendor").endswith("━┃ ")


CELLS = st.integers(0, 119)
WORDS = st.lists(st.text(max_size=30), max_size=3).map(tuple)
CHARTS = st.builds(
    Chart,
    st.integers(1, 120),
    st.lists(st.builds(Tick, CELLS, st.just("10:00"), st.sampled_from(["", "Mon", "30 Nov"])), max_size=12).map(tuple),
    st.lists(st.builds(Fold, CELLS, WORDS), max_size=5, unique_by=lambda fold: fold.cell).map(
        lambda folds: tuple(sorted(folds, key=lambda fold: fold.cell))
    ),
)


@given(CHARTS)
def test_times_and_rule_fill_the_axis_and_no_time_runs_into_another(chart: Chart) -> None:
    inside = Chart(
        chart.width,
        tuple(tick for tick in chart.ticks if tick.cell < chart.width),
        tuple(fold for fold in chart.folds if fold.cell < chart.width),
    )
    times, rule = text(times_pieces(inside)), text(rule_pieces(inside))

    assert cell_len(times) == cell_len(rule) == inside.width
    assert set(times.split()) <= {"now", "n…", "…", "10:00", "Mon", "30", "Nov"}


@given(st.sampled_from(Shape), st.integers(1, 120), CELLS, WORDS, st.frozensets(CELLS), st.frozensets(CELLS))
def test_a_track_fills_the_axis_whatever_is_on_it(
    shape: Shape, size: int, end: int, words: tuple[str, ...], closed: frozenset[int], folds: frozenset[int]
) -> None:
    inside = frozenset(cell for cell in folds if cell < size)
    for colour in ("calm", "paused"):
        drawn = text(track_pieces(Track(shape, min(end, size - 1), words, closed), inside, size, colour))
        assert cell_len(drawn) == size


@pytest.mark.parametrize("words", ["長い休み", "e\u0301te\u0301", "a\tb\x1b[31m"])
def test_words_of_any_width_take_their_cells_and_no_more(words: str) -> None:
    drawn = text(rule_pieces(Chart(20, (), (Fold(4, (words,)),))))

    assert cell_len(drawn) == 20
    assert drawn.startswith("├───╫")
    assert drawn.isprintable()
