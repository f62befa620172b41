"""`noc setup check`, `diff`, `apply`, `export`: a room from files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from noc_tui import resources
from noc_tui.cli.main import run
from noc_tui.domain.errors import BadInput, Forbidden, Refused
from noc_tui.store.room import Room
from tests.cli.commands import Noc
from tests.cli.test_foreign_text import HOSTILE, harm
from tests.rooms import kinds, on_sqlite, opened, rows, ticket_of

ROOM = """\
[[technology]]
name = "mail"

[[customer]]
code = "ACME"
city = "Milano"

[[customer.contact]]
name = "Anna Bianchi"
phone = "02 555 0101"

[[customer.contract]]
code = "AC-1"
profile = "professional"
from = 2026-01-01
monitoring = true
exclusions = ["printers"]
"""

Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file into the test's folder and gives its path."""

    def write(text: str, name: str = "room.toml") -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return write


def test_what_would_change_is_shown_then_done_then_there(noc: Noc, room: Room, write: Write) -> None:
    file = write(ROOM)

    shown = noc("setup", "diff", file)
    assert shown.out.splitlines()[:11] == [
        "+ technology mail",
        "~ customer ACME",
        "    city  — → Milano",
        "+ contact ACME / Anna Bianchi",
        "    phone  02 555 0101",
        "~ contract ACME / AC-1",
        "    exclusions  — → printers",
        "= fault bug, code_injection, corrupted_data, ddos, exhausted_resources, routing, unexpected_input, "
        "vulnerability, wrong_configuration: not in the files, kept",
        "= calendar always, long, office, office-bergamo, office-brescia, office-como, office-lecco, office-milano: "
        "not in the files, kept",
        "= profile advanced, base, extended, on_request, professional: not in the files, kept",
        "= operator ada, anna, bruno, lia, vera: not in the files, kept",
    ]
    assert not rows(room, "SELECT 1 FROM technology")

    done = noc("setup", "apply", file)
    assert done.out.splitlines() == [
        "+ technology mail", "~ customer ACME", "+ contact ACME / Anna Bianchi", "~ contract ACME / AC-1"
    ]  # fmt: skip
    assert done.err == "2 new, 2 changed.\n"
    assert rows(room, "SELECT city FROM customer WHERE code = 'ACME'") == [("Milano",)]

    assert noc("setup", "apply", file).err == "Nothing to change: the room is as the files say.\n"
    assert noc("setup", "diff", file).err == "Nothing would change: the room is as the files say.\n"


def test_the_same_as_json(noc: Noc, write: Write) -> None:
    file = write(ROOM)

    shown = noc("setup", "diff", file, "--json").records

    assert shown[1] == {"change": "changed", "kind": "customer", "customer": None, "name": "ACME",
                        "fields": {"city": {"old": "", "new": "Milano"}}}  # fmt: skip
    assert shown[2]["customer"] == "ACME"
    assert shown[2]["name"] == "Anna Bianchi"
    assert {"change": "kept", "kind": "contract", "customer": "BDA", "name": "BD-1", "fields": {}} in shown
    assert noc("setup", "apply", file, "--json").records == shown
    assert {one["change"] for one in noc("setup", "apply", file, "--json").records} == {"kept"}


def test_a_right_file_is_said_to_be_right_and_leaves_the_room_alone(noc: Noc, room: Room, write: Write) -> None:
    file = write(resources.read_text("room.example.toml"))

    checked = noc("setup", "check", file)

    assert (checked.status, checked.out, checked.err) == (0, "", f"{file}: no mistake.\n")
    assert not rows(room, "SELECT 1 FROM technology")


def test_a_folder_is_one_document_in_the_order_of_names(noc: Noc, tmp_path: Path, write: Write) -> None:
    write('[[team]]\nname = "Reti"\n[[rule]]\nteam = "Reti"', "20-teams.toml")
    write('[[customer]]\ncode = "NEW"\n', "30-customers.toml")
    write('not toml = "by name"', "notes.txt")
    write("broken = [", "40-broken.toml")

    with pytest.raises(Refused) as unreadable:
        noc("setup", "check", str(tmp_path))
    assert unreadable.value.message.startswith(f"{tmp_path}/40-broken.toml, line 1: no TOML")
    (tmp_path / "40-broken.toml").unlink()
    with pytest.raises(Refused) as refusal:
        noc("setup", "apply", str(tmp_path))
    assert refusal.value.message == f"{tmp_path}/30-customers.toml, line 1: customer[0].name: missing."
    assert refusal.value.hint == "1 mistake: nothing was changed."
    write('[[customer]]\ncode = "NEW"\nname = "Nuova"', "30-customers.toml")
    assert noc("setup", "apply", str(tmp_path)).out.splitlines() == ["+ team Reti", "~ rules", "+ customer NEW"]

    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match="holds no file"):
        noc("setup", "check", str(tmp_path / "empty"))


def test_open_tickets_follow_or_keep_a_contract_as_the_line_says(noc: Noc, room: Room, write: Write) -> None:
    on_it, file = opened(room), write(ROOM)

    with pytest.raises(BadInput, match="1 open ticket runs on contract AC-1 as it is"):
        noc("setup", "apply", file)
    assert not rows(room, "SELECT 1 FROM technology")

    followed = noc("setup", "apply", file, "--follow")
    assert followed.err == "2 new, 2 changed.\n1 open ticket follows.\n"
    assert ticket_of(room, on_it.key).contract_version_id != on_it.contract_version_id

    changed = write(ROOM.replace("printers", "plotters"))
    for more in ((), ("--json",)):
        assert noc("setup", "diff", changed, *more).err == (
            "1 open ticket runs on contract AC-1 as it is.\n"
            "`noc setup apply` asks whether they follow: --follow or --keep says it.\n"
        )
    kept = noc("setup", "apply", changed, "--keep")
    assert kept.err == "0 new, 1 changed.\n"
    assert kinds(room, on_it) == ["terms"]


def test_a_contract_that_begins_later_asks_nobody(noc: Noc, room: Room, write: Write) -> None:
    opened(room)

    file = write(ROOM.replace("2026-01-01", "2027-01-01"))
    assert noc("setup", "diff", file).err == ""
    done = noc("setup", "apply", file)

    assert done.err == "2 new, 2 changed.\n"


def test_calendar_and_profile_are_followed_too(noc: Noc, room: Room, write: Write) -> None:
    opened(room)
    exported = noc("setup", "export").out
    other = exported.replace('fri = [["08:30", "12:30"], ["14:00", "18:00"]]', 'fri = [["08:30", "12:30"]]', 2)

    done = noc("setup", "apply", write(other.replace("minutes = 240", "minutes = 200")), "--follow")

    assert "~ calendar office\n" in done.out
    assert "~ profile professional\n" in done.out
    assert done.err.count("1 open ticket follows.") == 2


def test_what_is_written_out_is_what_the_room_is(noc: Noc, room: Room, write: Write) -> None:
    noc("setup", "apply", write(ROOM))

    file = write(noc("setup", "export").out)

    again = noc("setup", "diff", file)
    assert (again.status, again.out) == (0, "")
    assert noc("setup", "apply", file, "--json").out == ""


def test_what_an_operator_may_not_do_by_hand_no_file_does_for_them(noc: Noc, room: Room, write: Write) -> None:
    opened(room)  # who may not do it is not asked first whether that one follows
    with pytest.raises(Forbidden, match="anna is operator"):
        noc("setup", "apply", write(ROOM), as_="anna")
    with pytest.raises(Forbidden, match="may not set up operators"):
        noc("setup", "apply", write(f'{ROOM}[[operator]]\nlogin = "nina"\n'), as_="lia")
    assert noc("setup", "check", write(ROOM), as_="anna").status == 0


def test_files_are_looked_at_before_there_is_a_store_and_none_is_made(
    tmp_path: Path, home: Path, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    new, whole, wrong = tmp_path / "new.db", write(resources.read_text("room.example.toml")), write(ROOM, "wrong.toml")
    own = home / "data/noc-tui/room.db"
    for options, place in (({"db": f"sqlite:///{new}"}, new), ({}, own)):
        told = f"There is no store at {place} yet: `noc setup apply` makes it.\n"
        assert run(options, ["setup", "check", whole]) == 0
        assert capsys.readouterr().err == f"{told}{whole}: no mistake.\n"
        with pytest.raises(Refused, match=r"line 4: customer\[0\].name: missing"):
            run(options, ["setup", "check", wrong])
        assert capsys.readouterr().err == told
        assert run(options, ["setup", "diff", whole]) == 0
        shown = capsys.readouterr()
        assert shown.err == told
        assert not place.exists()
    assert not own.parent.exists()

    run({"db": f"sqlite:///{new}"}, ["setup", "apply", whole])
    applied = capsys.readouterr().out.splitlines()
    assert applied == [row for row in shown.out.splitlines() if row[0] in "+~"]


@on_sqlite
def test_hostile_words_in_a_file_are_harmless(noc: Noc, room: Room, write: Write) -> None:
    words = "".join(f"\\U{ord(char):08X}" for char in HOSTILE)
    file = write(f'[[customer]]\ncode = "NEW"\nname = "New"\ncity = "{words}"\naliases = ["{words}"]\n', "long.toml")
    with pytest.raises(Refused) as refusal:
        noc("setup", "apply", file)
    assert not harm(str(refusal.value))
    some = "".join(f"\\U{ord(char):08X}" for char in HOSTILE[:90])
    file = write(f'[[customer]]\ncode = "NEW"\nname = "{some}"\n[[customer.site]]\nname = "x{some}"\n')
    for command in (("diff", file), ("diff", file, "--json"), ("apply", file), ("export",)):
        ran = noc("setup", *command)
        assert "red" in ran.out
        assert not harm(ran.out + ran.err)
