"""Where a room is kept, as people write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from noc_tui.desk.opening import open_ticket
from noc_tui.desk.room import open_room
from noc_tui.domain.errors import BadInput, StoreDamaged, StoreGone
from noc_tui.store.location import parse_location
from noc_tui.store.read.connection import open_sqlite
from tests.rooms import ADA, do, rows


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("room.db", "here/room.db"),
        ("sub/room.db", "here/sub/room.db"),
        ("sqlite:///room.db", "here/room.db"),
        ("sqlite:///sub/room.db", "here/sub/room.db"),
        ("sqlite:room.db", "here/room.db"),
        ("sqlite:////srv/noc/room.db", "/srv/noc/room.db"),
        ("sqlite:/srv/noc/room.db", "/srv/noc/room.db"),
        ("/srv/noc/room.db", "/srv/noc/room.db"),
        ("sqlite:///room.db?timeout=3", "here/room.db"),
        ("~/room.db", "home/room.db"),
        ("sqlite:///~/room.db", "home/room.db"),
    ],
)
def test_an_sqlite_file_is_named_by_url_or_path(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, url: str, path: str
) -> None:
    monkeypatch.chdir(tmp_path)
    first, _, rest = path.partition("/")
    expected = {"here": tmp_path, "home": home}.get(first, Path("/")) / rest

    location = parse_location(url)

    assert (location.path, location.dialect) == (expected, "sqlite")
    assert location.shown == str(expected)


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg", "postgres"])
def test_a_postgresql_database_goes_by_each_of_its_usual_schemes(scheme: str) -> None:
    location = parse_location(f"{scheme}://noc@db.example:5432/room")

    assert (location.path, location.dialect) == (None, "postgresql")
    assert location.dsn == "postgresql://noc@db.example:5432/room"


@pytest.mark.parametrize(
    "rest",
    ["noc:secret@db/room", "noc:a@secret@db/room", "db/room?user=noc&password=secret", "noc:secret@db/room?x=secret"],
)
def test_no_message_shows_a_password(rest: str) -> None:
    shown = parse_location(f"postgresql://{rest}").shown

    assert "secret" not in shown
    assert shown.endswith("db/room")


@pytest.mark.parametrize("url", ["mysql://db/room", "https://example.org/room.db", "sqlite+aiosqlite:///room.db"])
def test_another_database_is_refused_with_those_that_work(url: str) -> None:
    with pytest.raises(BadInput, match="no database that noc can use") as refusal:
        parse_location(url)

    assert "sqlite:///FILE" in refusal.value.hint
    assert "postgresql+psycopg://" in refusal.value.hint


@pytest.mark.parametrize("url", ["", ":memory:", "sqlite:", "sqlite://", "sqlite:///", "sqlite:///:memory:"])
def test_a_store_in_memory_is_refused_since_nobody_else_could_see_it(url: str) -> None:
    with pytest.raises(BadInput, match="gone with the process") as refusal:
        parse_location(url)

    assert refusal.value.hint


@pytest.mark.parametrize("name", ["room 1.db", "sala#2.db", "why?.db", "100%.db", "a%20b.db", "città.db", "a;b&c.db"])
def test_reading_and_writing_meet_in_one_file_whatever_its_name(tmp_path: Path, name: str) -> None:
    room = open_room(str(tmp_path / name))

    do(room, ADA, open_ticket, subject="No mail")

    assert rows(room, "SELECT subject FROM ticket") == [("No mail",)]
    room.close()
    assert {path.name for path in tmp_path.iterdir()} == {name}


def test_a_store_that_is_not_there_is_named_with_a_way_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreGone, match=r"no store at .*nowhere\.db") as refusal:
        open_sqlite(tmp_path / "nowhere.db")

    assert "noc db upgrade" in refusal.value.hint
    assert not (tmp_path / "nowhere.db").exists()


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_bytes(b"Dear colleagues, " * 100)

    with pytest.raises(StoreDamaged) as refusal:
        open_room(str(path)).reader()

    assert refusal.value.hint
    assert path.read_bytes() == b"Dear colleagues, " * 100


def test_a_folder_that_cannot_be_made_is_said_to_be_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreGone) as refusal:
        open_room(str(tmp_path / "file" / "room.db")).reader()

    assert refusal.value.hint


@pytest.mark.external
def test_a_server_that_does_not_answer_is_said_to_be_out_of_reach() -> None:
    with pytest.raises(StoreGone) as refusal:
        open_room("postgresql://noc@127.0.0.1:1/room").reader()

    assert refusal.value.hint
