"""`noc db` and `noc doctor`."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.errors import Refused, StoreDamaged, StoreGone
from noc_tui.store.room import Room
from noc_tui.store.schema import HEAD
from tests.cli.commands import Noc
from tests.desk.monitoring import fires, hear
from tests.rooms import opened, rows

pytestmark = pytest.mark.parametrize("stores", ["sqlite"], indirect=True)


@pytest.fixture
def live(room: Room) -> Path:
    assert room.location.path is not None
    return room.location.path


def test_info_says_where_the_store_is_and_what_is_in_it(noc: Noc, room: Room, live: Path) -> None:
    opened(room)

    (told,) = noc("db", "info", "--json").records

    assert told.pop("bytes") > 100_000
    assert told.pop("change") > 0
    assert told == {
        "store": str(live), "kind": "sqlite", "schema": HEAD, "tickets": 1, "queue": 1, "alerts": 0, "events": 2,
        "rejected": 0,
    }  # fmt: skip
    assert "tickets    1\n" in noc("db", "info").out


def test_backup_and_restore_say_where_things_are(noc: Noc, room: Room, live: Path, tmp_path: Path) -> None:
    (made,) = noc("db", "backup", str(tmp_path / "b"), "--json").records
    opened(room)
    with pytest.raises(Refused, match="--force"):
        noc("db", "backup", str(tmp_path / "b"))

    (restored,) = noc("db", "restore", str(tmp_path / "b"), "--json").records

    assert made == {"file": str(tmp_path / "b"), "size": (tmp_path / "b").stat().st_size, "schema": HEAD}
    assert rows(room, "SELECT count(*) FROM ticket") == [(0,)]
    assert Path(restored["aside"]).parent == live.parent
    assert f"{restored['aside']}-2; noc db restore" in noc("db", "restore", str(tmp_path / "b")).err


def test_upgrade_makes_a_store_where_there_is_none(noc: Noc, live: Path) -> None:
    assert noc("db", "upgrade").out == f"{live}: schema {HEAD}, up to date\n"
    live.unlink()
    for command in (("db", "info"), ("doctor",), ("db", "backup", str(live.with_name("b")))):
        with pytest.raises(StoreGone):
            noc(*command)
    assert not live.exists()

    assert noc("db", "upgrade").out == f"{live}: schema none → {HEAD}\n"


def test_the_doctor_says_in_json_too_that_all_is_well(noc: Noc, room: Room) -> None:
    opened(room)
    hear(room, fires())

    assert noc("doctor", "--json").records == [{"sound": True, "tickets": 2, "alerts": 1}]


def test_the_doctor_says_what_helps_a_file_that_is_broken(noc: Noc, room: Room, live: Path, tmp_path: Path) -> None:
    opened(room)
    noc("db", "backup", str(tmp_path / "b"))
    room.close()
    restores = "`noc db restore FILE` brings back what `noc db backup` wrote"
    with closing(sqlite3.connect(live)) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = store.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ticket'").fetchone()
    with live.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)

    torn = noc("doctor")
    assert torn.status == 1
    assert restores in torn.err
    assert "noc doctor" not in torn.out + torn.err
    live.write_text("a shopping list\n" * 99)
    with pytest.raises(StoreDamaged) as refusal:
        noc("doctor")
    assert restores in refusal.value.hint

    noc("db", "restore", str(tmp_path / "b"))
    assert noc("doctor").status == 0


def test_the_doctor_leaves_with_1_where_anything_differs(noc: Noc, room: Room, live: Path) -> None:
    opened(room)
    sound = noc("doctor")
    with room.write(SYSTEM_ACTOR) as tx:
        tx.connection.exec_driver_sql("UPDATE ticket SET assignee = 'bruno'")
    told, listed = noc("doctor"), noc("doctor", "--json")

    assert (sound.status, sound.out) == (0, "")
    assert sound.err == f"{live}: 1 tickets and alerts are as their events say.\n"
    assert (told.status, told.out) == (1, "NOC-2026-000001: assignee is bruno, not nothing\n")
    assert (listed.status, listed.records) == (
        1,
        [{"subject": "NOC-2026-000001", "column": "assignee", "stored": "bruno", "derived": None}],
    )
