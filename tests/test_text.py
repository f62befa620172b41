"""Foreign text on its way to a terminal."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from noc_tui.text import clean, fit, line, width

# Arabic, Syriac and Kaithi signs that Unicode calls format characters and that are seen all the same.
VISIBLE_FORMAT = {*map(chr, range(0x600, 0x606)), *"\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"}
UNSAFE_CATEGORIES = {"Cc", "Cf", "Cs", "Zl", "Zp"}

any_text = st.text(st.characters(codec=None))
PIECES = [
    *("\x1b[31m", "\x1b]0;t\x07", "\x1b]52;c;QUJD\x1b\\", "\x1bP", "\x9b2J", "\x9d", "\x1b", "\x00", "\x7f"),
    *("\r", "\n", "\t", "\x85", "\u2028", " ", "\u00a0", "\u3000", "a", "é", "[/red]", "\ud800", "\udc00"),
    *(
        "\u202e",
        "\u2066",
        "\u200b",
        "\u200d",
        "\ufeff",
        "\ufe0f",
        "e\u0301",
        "\u0301",
        "漢",
        "ｶ",
        "👩",
        "👨‍👩‍👧",
        "🇮🇹",
    ),
]
nasty = st.lists(st.sampled_from(PIECES) | any_text).map("".join)


def unsafe(text: str, allowed: str = "\n\t") -> list[str]:
    harmless = VISIBLE_FORMAT | set(allowed)
    return [char for char in text if unicodedata.category(char) in UNSAFE_CATEGORIES and char not in harmless]


@given(nasty)
def test_nothing_that_steers_a_terminal_survives(text: str) -> None:
    assert unsafe(clean(text)) == []
    assert unsafe(line(text), allowed="") == []


@pytest.mark.parametrize("plane", range(17))
def test_every_code_point_is_either_safe_or_gone(plane: int) -> None:
    for code in range(plane * 0x10000, (plane + 1) * 0x10000):
        assert unsafe(clean(f"a{chr(code)}b")) == [], hex(code)
        if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
            assert clean(chr(code)) == "", f"{code:x} is a non-character"


@pytest.mark.parametrize(
    "code",
    [0x34F, 0x115F, 0x1160, 0x17B4, 0x180B, 0x180F, 0x200B, 0x2060, 0x3164, 0xFE0F, 0xFEFF, 0xFFA0, 0xE0100],
)
def test_what_nobody_sees_is_gone(code: int) -> None:
    assert clean(f"a{chr(code)}b") == "ab"


@given(nasty)
def test_clean_text_can_be_stored_and_cleaning_it_again_changes_nothing(text: str) -> None:
    once = clean(text)
    once.encode()
    assert "\x00" not in once
    assert clean(once) == once
    assert line(line(text)) == line(text)


@given(nasty, st.integers(0, 30))
def test_a_limit_holds_and_says_that_it_cut(text: str, limit: int) -> None:
    for shorten in (clean, line):
        whole, short = shorten(text), shorten(text, limit)
        assert len(short) <= limit
        if len(whole) <= limit:
            assert short == whole
        elif limit:
            assert short == whole[: limit - 1] + "…"


@given(nasty)
def test_a_line_is_one_line_with_single_blanks(text: str) -> None:
    single = line(text)
    assert single == single.strip()
    assert [char for char in single if char.isspace() and char != " "] == []
    assert "  " not in single


def test_ordinary_text_is_left_alone() -> None:
    for text in (
        "Interface Gi0/0/1 down",
        "perché città €",
        "漢字",
        "[/red][@click=app.quit]",
        "a\tb\nc",
        "שלום",
    ):
        assert clean(text) == text


def test_escape_sequences_go_whole_with_what_they_carry() -> None:
    assert clean("a\x1b[31mred\x1b[0m") == "ared"
    assert clean("a\x1b]0;title\x07b\x1b]52;c;ZXZpbA==\x07c\x1b]8;;http://x\x1b\\d") == "abcd"
    assert clean("a\x1b[2Jb\x9b1;1Hc\x1bPq#0\x1b\\d") == "abcd"


def test_line_ends_of_every_kind_become_newlines() -> None:
    assert clean("a\r\nb\rc\x0bd\x0ce\x85f\u2028g\u2029h") == "a\nb\nc\nd\ne\nf\ng\nh"


def test_a_lone_surrogate_leaves_a_mark() -> None:
    assert clean("a\ud800b") == "a\ufffdb"


def test_numbers_and_none_are_written_out() -> None:
    assert (clean(7), clean(None), line(1.5)) == ("7", "None", "1.5")


@pytest.mark.parametrize(
    ("piece", "times", "tail"),
    [
        ("\x1b]", 150_000, ""),
        ("\x1b[0 ", 75_000, ""),
        ("\x9b0", 150_000, ""),
        ("\x1b[", 1, "0" * 300_000),
        ("\x1b", 1, " " * 300_000),
        ("\r\t", 150_000, ""),
    ],
    ids=["open OSC", "many CSI", "8-bit CSI", "long CSI", "long escape", "blanks"],
)
def test_malice_costs_no_more_than_its_length(piece: str, times: int, tail: str) -> None:
    began = time.perf_counter()
    line(piece * times + tail)
    assert time.perf_counter() - began < 1


@given(nasty, st.integers(-1, 40), st.booleans())
@example("漢字", 3, False)
@example("漢字", 1, True)
@example("a\tb", 5, False)
@example("e\u0301e\u0301e\u0301", 2, False)
def test_fit_gives_exactly_the_cells_asked_for(text: str, cells: int, right: bool) -> None:
    fitted = fit(text, cells, right=right)
    assert width(fitted) == max(cells, 0)
    assert unsafe(fitted, allowed="") == []


def test_fit_pads_or_cuts_by_cells() -> None:
    assert fit("abc", 5) == "abc  "
    assert fit("abc", 5, right=True) == "  abc"
    assert fit("abcdef", 4) == "abc…"
    assert fit("漢字漢字", 5) == "漢字…"
    assert fit("漢字漢字", 4) == "漢 …"
    assert fit("perché", 6) == "perché"
    assert fit("e\u0301e\u0301e\u0301", 2) == "e\u0301…"
    assert fit("🇮🇹👩", 7) == "🇮🇹👩" + " " * (7 - width("🇮🇹👩"))


def test_fit_keeps_a_row_whole_when_its_text_is_not() -> None:
    assert fit("one\ntwo\tthree", 20) == "one two three       "
    assert fit("\x1b[2Jgone", 6) == "gone  "
