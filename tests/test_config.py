"""Settings: where they come from, and what is said where they are wrong."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from noc_tui import config
from noc_tui.domain.errors import BadInput


def write(text: str) -> None:
    path = config.settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('thme = "dark"', "there is no setting “thme”; there are db, operator, theme, keys"),
        ('theme = "mauve"', "theme = 'mauve' is none of dark, light, contrast"),
        ("theme = 5", 'theme is text: theme = "…"'),
        ("db = 5", "db is text"),
        ('keys = "a"', 'lines such as  ticket.take = "a"'),
        ("[keys]\nticket.take = 5", 'lines such as  ticket.take = "a"'),
        ("theme = ", "Invalid value"),
        ("\x00", "config.toml: "),
    ],
)
def test_what_is_wrong_is_named_with_file_and_field(text: str, told: str) -> None:
    write(text)

    with pytest.raises(BadInput) as refusal:
        config.load()
    assert refusal.value.message.startswith(f"{config.settings_file()}: ")
    assert told in refusal.value.message


def test_the_line_comes_before_the_environment_and_that_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write('db = "file.db"\noperator = "of_file"')
    assert (config.load().db, config.load().operator) == ("file.db", "of_file")

    monkeypatch.setenv("NOC_DATABASE_URL", "environment.db")
    monkeypatch.setenv("NOC_OPERATOR", "of_environment")
    assert (config.load().db, config.load().operator) == ("environment.db", "of_environment")
    assert config.load("line.db", "of_line") == config.Config("line.db", "of_line")


def test_without_a_setting_the_store_lies_in_the_users_data_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert config.load().db == f"sqlite:///{home}/data/noc-tui/room.db"

    monkeypatch.setenv("XDG_DATA_HOME", "not/absolute")
    assert config.load().db == f"sqlite:///{home}/.local/share/noc-tui/room.db"
    for useless in ("", "not/absolute"):
        monkeypatch.setenv("HOME", useless)
        assert config.load().db == f"sqlite:///{pwd.getpwuid(os.getuid()).pw_dir}/.local/share/noc-tui/room.db"


def test_who_has_no_home_can_still_name_a_store(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_uid: int) -> None:
        raise KeyError

    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name)
    monkeypatch.setattr(pwd, "getpwuid", nobody)

    assert config.load("room.db").db == "room.db"
    with pytest.raises(BadInput, match="no home folder"):
        config.load()
