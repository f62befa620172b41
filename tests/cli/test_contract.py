"""`noc contract add --terms FILE`: what a contract says otherwise than its profile, and who follows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from noc_tui.domain.errors import BadInput, Forbidden
from noc_tui.domain.event import TicketEvent
from noc_tui.store.room import Room
from tests.cli.asked import asked
from tests.cli.commands import Noc
from tests.cli.test_foreign_text import HOSTILE, harm
from tests.desk.terms_of import wall
from tests.rooms import SetClock, kinds, on_sqlite, opened, rows, ticket_of, url_of

HALF_AN_HOUR = """\
exclusions = ["printers"]
access = "VPN"

[targets.blocking_anomaly.response]
minutes = 30

[on_call]
blocking_anomaly = "always"
"""
AC_1 = ("contract", "add", "ACME", "AC-1", "--profile", "professional", "--from", "2026-01-01")

Write = Callable[[str], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file and gives its path."""

    def write(text: str) -> str:
        path = tmp_path / "terms.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_what_it_says_otherwise_holds_for_its_next_ticket(noc: Noc, room: Room, clock: SetClock, write: Write) -> None:
    added = noc(*AC_1, "--terms", write(HALF_AN_HOUR))

    assert (added.status, added.out) == (0, "AC-1 v2: ACME, professional, hours office\n")
    clock.set("2026-11-23 20:00")
    assert wall(opened(room).response.due) == "2026-11-23 20:30"
    explained = noc("sla", "explain", "1").out
    assert "contract AC-1 v2" in explained
    assert "on call always v1" in explained


def test_open_tickets_follow_or_keep_it_as_the_line_says(noc: Noc, room: Room, write: Write) -> None:
    before, other = opened(room), opened(room, "TEL")
    terms = write(HALF_AN_HOUR)

    with pytest.raises(BadInput, match="1 open ticket runs on contract AC-1 as it is"):
        noc(*AC_1, "--terms", terms)
    kept = noc(*AC_1, "--terms", terms, "--keep", "--json")
    assert [record["version"] for record in kept.records] == [2]
    assert ticket_of(room, before.key) == before

    followed = noc(*AC_1, "--terms", terms, "--follow")

    assert (followed.out, followed.err) == (
        "AC-1 v3: ACME, professional, hours office\n", "1 open ticket follows.\n",
    )  # fmt: skip
    assert wall(ticket_of(room, before.key).response.due) == "2026-11-23 09:30"
    assert kinds(room, before) == [TicketEvent.TERMS]
    assert ticket_of(room, other.key) == other


def test_a_code_between_blanks_is_the_same_contract(noc: Noc, room: Room) -> None:
    opened(room)

    with pytest.raises(BadInput, match="1 open ticket runs on contract AC-1 as it is"):
        noc("contract", "add", "ACME", "  AC-1 ", "--profile", "extended")


def test_a_new_contract_asks_about_nobody(noc: Noc, room: Room) -> None:
    opened(room)

    added = noc("contract", "add", "ACME", "AC-2", "--profile", "extended")

    assert (added.status, added.err) == (0, "")
    assert wall(opened(room).response.due) == "2026-11-23 13:00"  # begun last, it is the one in force


@on_sqlite
@pytest.mark.parametrize(("answer", "due"), [("y", "2026-11-23 09:30"), ("n", "2026-11-23 14:30")])
def test_at_a_terminal_it_is_asked(room: Room, write: Write, answer: str, due: str) -> None:
    key = opened(room).key

    status, shown = asked("--db", url_of(room), "--as", "ada", *AC_1, "--terms", write(HALF_AN_HOUR), answer=answer)

    assert (status, "runs on contract AC-1 as it is. Do they follow? [y/N]" in shown) == (0, True)
    assert wall(ticket_of(room, key).response.due) == due


def test_a_file_that_is_wrong_changes_nothing_and_is_told_by_line_and_field(noc: Noc, room: Room, write: Write) -> None:
    before = rows(room, "SELECT count(*) FROM contract_version")
    for text, said in (
        (HALF_AN_HOUR.replace("30", '"30"'), "line 5: targets.blocking_anomaly.response.minutes: "),
        (HALF_AN_HOUR.replace("blocking_anomaly.r", "blocking.r"), "line 4: targets.blocking: no such category"),
        (HALF_AN_HOUR.replace('"always"', '"never"'), "line 8: on_call.blocking_anomaly: there is no calendar “never”"),
        (HALF_AN_HOUR.replace('["printers"]', '"printers"'), "line 1: exclusions: expected a list of words"),
        (HALF_AN_HOUR.replace('"VPN"', "7"), "line 2: access: expected a text"),
        (HALF_AN_HOUR.replace("access", "calendar"), "line 2: calendar: unknown; known are targets"),
        (HALF_AN_HOUR + "[", "line 9: no TOML"),
    ):
        with pytest.raises(BadInput) as error:
            noc(*AC_1, "--keep", "--terms", write(text))
        assert error.value.message.startswith(f"{write(text)}, {said}")
    assert rows(room, "SELECT count(*) FROM contract_version") == before


def test_who_leads_a_shift_writes_contracts(noc: Noc, write: Write) -> None:
    with pytest.raises(Forbidden, match="write contracts"):
        noc(*AC_1, "--terms", write(HALF_AN_HOUR), as_="anna")

    assert noc(*AC_1, "--terms", write(HALF_AN_HOUR), as_="lia").status == 0


def test_what_is_told_of_a_hostile_file_is_text(noc: Noc, write: Write) -> None:
    escaped = "".join(f"\\U{ord(char):08X}" for char in HOSTILE)
    assert noc(*AC_1, "--terms", write(f'exclusions = ["{escaped}"]\naccess = "{escaped}"\n')).status == 0

    with pytest.raises(BadInput) as error:
        noc(*AC_1, "--terms", write(f'[targets."{escaped}"]\n'))
    assert "no such category" in error.value.message
    assert harm(noc("contract", "list").out) == set()
