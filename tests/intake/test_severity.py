"""Senders' words for severity."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noc_tui.domain.words import Severity
from noc_tui.intake.severity import severity_of
from noc_tui.resources import read_toml


@pytest.mark.parametrize(
    ("word", "ours"),
    [
        ("critical", Severity.CRITICAL),
        ("crit", Severity.CRITICAL),
        ("page", Severity.CRITICAL),
        ("emergency", Severity.CRITICAL),
        ("fatal", Severity.CRITICAL),
        ("disaster", Severity.CRITICAL),
        ("major", Severity.MAJOR),
        ("error", Severity.MAJOR),
        ("high", Severity.MAJOR),
        ("minor", Severity.MINOR),
        ("average", Severity.MINOR),
        ("warning", Severity.WARNING),
        ("warn", Severity.WARNING),
        ("info", Severity.INFO),
        ("informational", Severity.INFO),
        ("notice", Severity.INFO),
        ("none", Severity.INFO),
    ],
)
def test_a_known_word_has_its_severity(word: str, ours: Severity) -> None:
    assert severity_of("alertmanager", word) is ours
    assert severity_of("alertmanager", f" {word.upper()}\t") is ours


@pytest.mark.parametrize("word", ["", "CRITICAL!!", "crit ical", "very bad", "5"])
def test_a_word_nobody_knows_has_the_default(word: str) -> None:
    assert severity_of("alertmanager", word) is Severity.WARNING


@given(st.text())
def test_no_word_is_an_error(word: str) -> None:
    assert severity_of("alertmanager", word) in Severity


def test_every_shipped_table_is_sound() -> None:
    for source, table in read_toml("severity.toml").items():
        assert Severity(table["default"])
        for word, ours in table["words"].items():
            assert word == word.strip().casefold()
            assert severity_of(source, word) is Severity(ours)
