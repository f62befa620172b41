"""`noc setup settings`: the settings file, written once, in which each setting explains itself."""

from __future__ import annotations

import os
import stat

import pytest

from noc_tui import config
from noc_tui.cli.main import run
from noc_tui.domain.errors import Refused


def test_it_is_written_once_and_its_name_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    first = run({}, ["setup", "settings"])
    path = config.settings_file()
    path.write_text(path.read_text() + '\ntheme = "light"\n')
    second = run({}, ["setup", "settings"])

    written = capsys.readouterr()
    assert (first, second) == (0, 0)
    assert written.out == f"{path}\n" * 2
    assert written.err == "It is there already, and stays as it is.\n"
    assert config.load().theme == "light"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_folder_that_takes_no_file_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", os.devnull)

    with pytest.raises(Refused, match="cannot be written"):
        run({}, ["setup", "settings"])


def test_it_explains_every_setting_and_each_line_works_once_its_sign_is_gone() -> None:
    run({}, ["setup", "settings"])
    written = config.settings_file().read_text()

    assert config.load() == config.load("", "")
    assert config.load().theme == "dark"
    for line in written.splitlines():
        assert line == "" or line.startswith("#")
    settings = [line[1:] for line in written.splitlines() if line[:1] == "#" and line[1:2] not in {"", " "}]
    assert {line.split(" ")[0].strip("[]").split(".")[0] for line in settings} == {
        "db", "operator", "theme", "keys", "ticket", "queue",
    }  # fmt: skip
    config.settings_file().write_text("\n".join(line for line in settings if "postgresql" not in line))
    assert config.load() == config.Config(
        db="sqlite:////srv/noc/room.db",
        operator="rossi",
        theme="dark",
        keys={"ticket.take": "a", "ticket.wait": "w", "queue.filter": "slash,f"},
    )
