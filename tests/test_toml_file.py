"""Files that people write: whatever is wrong is told by file, line and field."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from noc_tui import resources
from noc_tui.desk.versions import save_calendar, save_profile
from noc_tui.domain.errors import BadInput
from noc_tui.store.room import Room
from noc_tui.toml_file import parse_document, read_document
from noc_tui.toml_places import line_of
from tests.rooms import ADA, do, on_sqlite

WRITTEN = """\
# what was agreed
title = "Gold"          # 2
warnings = { half = "75%", soon = "1h" }
default.category = "blocking_anomaly"

[hours]
mon = [
  ["08:30", "12:30"],
  ["14:00", "18:00"],
]
tue = [["08:30", "12:30"]] # 11

[targets.blocking_anomaly.response] # 13
minutes = 240
stopped_by = [
  "customer",
]

[ targets . "blocking_anomaly" . 'restore' ]
from = "response"

[targets.clarification]
response = { minutes = 480 } # 23
P1.response.minutes = 60     # 24

[open]
"2026-12-24" = [["08:30", "12:30"]] # 27
2026-12-31 = []
notes = [
  ["half a day"],
]
last = 1 # 32
"""

SHIPPED = [(f"{kind}s", name) for kind in ("calendar", "profile") for name in resources.names(f"{kind}s", ".toml")]
SAVE: dict[str, Callable[..., Any]] = {"calendars": save_calendar, "profiles": save_profile}


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("title", 2),
        ("warnings", 3),
        ("warnings.half", 3),
        ("default", 4),
        ("default.category", 4),
        ("hours", 6),
        ("hours.mon", 7),
        ("hours.mon[1]", 9),
        ("hours.tue[0]", 11),
        ("hours.wed", 6),
        ("targets.blocking_anomaly.response", 13),
        ("targets.blocking_anomaly.response.minutes", 14),
        ("targets.blocking_anomaly.response.stopped_by[0]", 16),
        ("targets.blocking_anomaly.response.rule", 13),
        ("targets.blocking_anomaly.restore", 19),
        ("targets.blocking_anomaly.restore.from", 20),
        ("targets.clarification", 22),
        ("targets.clarification.response.minutes", 23),
        ("targets.clarification.P1.response.minutes", 24),
        ("open", 26),
        ("open.2026-12-24[0]", 27),
        ("open.2026-12-31", 28),
        ("open.last", 32),
        ("on_call.blocking_anomaly", 1),
        ("targets", 13),
        ("targets.blocking_anomaly", 13),
        ("targets.clarification.P1", 24),
        ("targets.new_feature", 13),
        ("", 1),
    ],
)
def test_a_field_is_found_on_its_line_or_on_that_of_what_is_around_it(where: str, line: int) -> None:
    assert line_of(WRITTEN, where) == line


def test_the_sample_is_toml_and_a_field_is_told_as_it_was_named() -> None:
    document = parse_document("gold.toml", WRITTEN)

    refusal = document.mistake("targets.clarification.response.minutes", "too long.", "Write less.")

    assert isinstance(refusal, BadInput)
    assert refusal.message == "gold.toml, line 23: targets.clarification.response.minutes: too long."
    assert refusal.hint == "Write less."
    assert document.mistake("", "empty.").message == "gold.toml, line 1: empty."


def test_a_date_without_quotes_is_the_date_that_is_written() -> None:
    document = parse_document("a.toml", "closed = [2026-12-24, '2026-12-31']\nat = { noon = 12:00:00 }")

    assert document.data == {"closed": ["2026-12-24", "2026-12-31"], "at": {"noon": "12:00:00"}}


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("title = ", 1, "Invalid value"),
        ("a = 1\n\n[hours\n", 3, "Expected"),
        ("a = 1\na = 2\n", 2, "Cannot overwrite a value"),
        ("[a]\n[a]\n", 2, "Cannot declare"),
        ('a = "x\n', 1, "Illegal character"),
        ("a = 1\nb = 2026-02-30\n", 2, "Invalid date"),
        ("\x00", 1, "Invalid statement"),
        ("a = " + "9" * 5000, 1, "4300 digits"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(BadInput) as error:
        parse_document("bad.toml", text)

    assert error.value.message.startswith(f"bad.toml, line {line}: no TOML: ")
    assert said in error.value.message
    assert "at line" not in error.value.message


@pytest.mark.parametrize("deep", ["[" * 100_000, "[" * 45 + "]" * 45, "{ b = " * 45 + "1" + " }" * 45])
def test_what_lies_too_deep_is_told_in_words(deep: str) -> None:
    with pytest.raises(BadInput) as error:
        parse_document("bad.toml", f"a = {deep}")

    assert error.value.message == "bad.toml: lists or tables lie more than 40 deep in each other."


def test_a_file_as_windows_writes_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "bom.toml").write_bytes(b'\xef\xbb\xbftitle = "Gold"\r\nlast = 1\r\n')

    document = read_document(str(tmp_path / "bom.toml"))

    assert document.data == {"title": "Gold", "last": 1}
    assert document.mistake("last", "wrong").message.endswith("line 2: last: wrong")


def test_a_byte_that_is_no_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    latin = tmp_path / "latin.toml"
    latin.write_bytes('a = 1\ntitle = "Reperibilità"\n'.encode("latin-1"))

    with pytest.raises(BadInput) as error:
        read_document(str(latin))

    assert error.value.message == f"{latin}, line 2: it is no UTF-8 text."
    assert error.value.hint == "Save the file as UTF-8."


def test_an_empty_file_is_a_document_that_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.toml").touch()

    assert read_document(str(tmp_path / "empty.toml")).data == {}


def test_a_file_that_cannot_be_read_is_refused_by_its_name(tmp_path: Path) -> None:
    long, gone = tmp_path / "long.toml", tmp_path / "gone.toml"
    long.write_text("# long\n" * 200_000, encoding="utf-8")

    for path, why in (
        (gone, "No such file or directory"),
        (tmp_path, "Is a directory"),
        (long, "too long for a settings file"),
        (Path("/dev/zero"), "too long for a settings file"),
    ):
        with pytest.raises(BadInput, match=why) as error:
            read_document(str(path))
        assert error.value.message.startswith(str(path))
        assert error.value.hint == "Give the path of a TOML file."


@pytest.mark.parametrize(("folder", "name"), SHIPPED)
@on_sqlite
def test_what_ships_is_saved_as_it_is_and_known_by_its_file(room: Room, folder: str, name: str) -> None:
    document = parse_document(name, resources.read_text(f"{folder}/{name}"))

    saved = do(room, ADA, SAVE[folder], {**document.data, "title": "Ours"}, mistake=document.mistake)

    assert saved.name == Path(name).stem
    assert saved.v == 2


@pytest.mark.parametrize(("folder", "name"), SHIPPED)
@on_sqlite
def test_a_broken_copy_of_what_ships_is_refused_with_file_line_and_field(
    room: Room, tmp_path: Path, folder: str, name: str
) -> None:
    right = resources.read_text(f"{folder}/{name}")
    breaks = _BREAKS[folder]
    broken = 0
    for good, bad, field, said in breaks:
        if good not in right:
            continue
        broken += 1
        line = right[: right.index(good)].count("\n") + 1
        path = tmp_path / f"{broken}-{name}"
        path.write_text(right.replace(good, bad, 1), encoding="utf-8")
        document = read_document(str(path))

        with pytest.raises(BadInput) as error:
            do(room, ADA, SAVE[folder], document.data, mistake=document.mistake)

        assert error.value.message.startswith(f"{path}, line {line}: {field}: ")
        assert said in error.value.message
    assert broken >= 3


_BREAKS: dict[str, list[tuple[str, str, str, str]]] = {
    "calendars": [
        ('timezone = "Europe/Rome"', 'timezone = "Europe/Roma"', "timezone", "Europe/Roma"),
        ('country = "IT"', 'country = "Italia"', "holidays", "Italia"),
        ("mon = [[", "mon = [[5, ", "hours.mon[0]", "expected two times"),
        ('fri = [["08:', 'fri = [["8:', "hours.fri[0]", "'8:"),
        ('fri = [["00:00"', 'fri = [["24:00"', "hours.fri[0]", "24:00 ends a day"),
        ('name = "', 'name = "an ', "name", "expected one word"),
        ('title = "', 'title = 5 # "', "title", "expected a text"),
    ],
    "profiles": [
        ("monitoring = ", 'monitoring = "on" # ', "monitoring", "neither true nor false"),
        ("workaround_counts = ", "workaround_counts = 1 # ", "workaround_counts", "neither true nor false"),
        ('half = "50%"', 'half = "half"', "warnings.half", "'half' is no turn"),
        ('default_category = "non_', 'default_category = "not_', "default_category", "'not_blocking_anomaly' is none"),
        ('calendar = "', 'calendar = "x', "calendar", "there is no calendar “x"),
        ("[targets.blocking_anomaly.response]", "[targets.emergency.response]", "targets.emergency", "no such"),
        ("[targets.blocking_anomaly.response]", "[targets.blocking_anomaly.repair]", "targets.blocking_anomaly.repair",
         "unknown; known are contact, response, restore"),
        ("minutes = 240", 'minutes = "4h"', "targets.blocking_anomaly.response.minutes", "'4h'"),
        ('from = "response"', 'from = "start"', "targets.blocking_anomaly.restore.from", "'start'"),
        ('stopped_by = ["customer"', 'stopped_by = ["rain"', "targets.blocking_anomaly.response.stopped_by", "'rain'"),
        ('rule = "next', 'rule = "last', "targets.blocking_anomaly.response.rule", "'last_business_day'"),
    ],
}  # fmt: skip
