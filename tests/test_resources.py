"""The files that ship with the program."""

from __future__ import annotations

import pytest

from noc_tui.domain.errors import NotFound
from noc_tui.resources import read_text, read_toml


def test_a_shipped_file_is_read_once_and_shared() -> None:
    assert "[alertmanager]" in read_text("severity.toml")
    assert read_toml("severity.toml")["alertmanager"]["default"] == "warning"
    assert read_toml("severity.toml") is read_toml("severity.toml")


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(NotFound, match="absent/file"):
        read_toml("absent/file.toml")
