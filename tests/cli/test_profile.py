"""`noc profile`: what is promised, in words and for scripts, and changed from a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from noc_tui import resources
from noc_tui.domain.errors import BadInput, Forbidden, NotFound
from noc_tui.domain.event import TicketEvent
from noc_tui.store.room import Room
from tests.cli.asked import asked
from tests.cli.commands import Noc
from tests.cli.test_foreign_text import HOSTILE, harm
from tests.desk.terms_of import wall
from tests.rooms import kinds, on_sqlite, opened, rows, ticket_of, url_of

PROFESSIONAL = resources.read_text("profiles/professional.toml")
STRICT = PROFESSIONAL.replace("minutes = 240", "minutes = 60")
PRIORITY = """
[targets.blocking_anomaly.P1.contact]
minutes = 15
"""

Write = Callable[[str], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file and gives its path."""

    def write(text: str) -> str:
        path = tmp_path / "promises.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_the_profiles_are_listed_with_their_hours(noc: Noc) -> None:
    listed = noc("profile", "list").out.splitlines()

    assert [line.split()[:3] for line in listed] == [
        ["name", "version", "hours"], ["advanced", "1", "long"], ["base", "1", "office"], ["extended", "1", "always"],
        ["on_request", "1", "office"], ["professional", "1", "office"],
    ]  # fmt: skip
    assert noc("profile", "list", "--json").records[2] == {
        "name": "extended", "version": 1, "title": "Extended, 24 hours, 365 days", "calendar": "always",
    }  # fmt: skip


def test_what_is_promised_is_told_in_words(noc: Noc) -> None:
    assert noc("profile", "show", "professional").out == (
        "professional v1  Professional, office hours\n"
        "hours office\n"
        "blocking anomaly: response 4 h (stands while it waits for customer, visit); "
        "restore 4 h (stands while it waits for customer, visit)\n"
        "non blocking anomaly: response 8 h (stands while it waits for customer, visit); "
        "restore 8 h (stands while it waits for customer, visit)\n"
        "clocks turn at 50 % used, and again at 1 h left\n"
        "a workaround stops the restore clock\n"
        "versions\n"
        "  v1  2026-01-02 09:00  system\n"
    )
    base = noc("profile", "show", "base").out
    assert "clarification: response by the next business day (stands while it waits for customer)\n" in base
    assert "a workaround does not stop the restore clock\n" in base
    assert "no target: as soon as possible" in noc("profile", "show", "on_request").out


def test_what_a_file_says_is_what_is_shown(noc: Noc, write: Write) -> None:
    text = STRICT.replace('half = "50%"', 'half = "2h30m"').replace('soon = "1h"', 'soon = "90%"')
    on_call = '\n[on_call]\nblocking_anomaly = "always"\n'

    assert noc("profile", "add", write(text + PRIORITY + on_call)).out == "profile professional v2\n"

    shown = noc("profile", "show", "professional").out
    assert "on call for blocking anomaly: always\n" in shown
    assert "blocking anomaly, P1: contact 15 min; response 1 h" in shown
    assert "clocks turn at 2 h 30 left, and again at 90 % used\n" in shown


def test_scripts_get_the_whole_document(noc: Noc) -> None:
    (record,) = noc("profile", "show", "extended", "--json").records

    assert (record["name"], record["version"], record["calendar"]) == ("extended", 1, "always")
    assert record["targets"]["blocking_anomaly"]["restore"] == {
        "minutes": 120, "from": "response", "stopped_by": ["customer", "visit"],
    }  # fmt: skip


def test_a_profile_that_is_none_is_not_found(noc: Noc) -> None:
    with pytest.raises(NotFound, match="There is no profile “gold”"):
        noc("profile", "show", "gold")


# A new version


def test_open_tickets_follow_or_keep_it_as_the_line_says(noc: Noc, room: Room, write: Write) -> None:
    before, other = opened(room), opened(room, "BDA")

    with pytest.raises(BadInput, match="1 open ticket runs on profile professional as it is"):
        noc("profile", "add", write(STRICT))
    kept = noc("profile", "add", write(STRICT), "--keep")
    assert (kept.out, kept.err) == ("profile professional v2\n", "")
    assert ticket_of(room, before.key) == before

    followed = noc("profile", "add", write(STRICT.replace("minutes = 60", "minutes = 30")), "--follow")

    assert (followed.out, followed.err) == ("profile professional v3\n", "1 open ticket follows.\n")
    assert wall(ticket_of(room, before.key).response.due) == "2026-11-23 09:30"
    assert kinds(room, before) == [TicketEvent.TERMS]
    assert ticket_of(room, other.key) == other


@on_sqlite
def test_at_a_terminal_it_is_asked(room: Room, write: Write) -> None:
    key = opened(room).key

    status, shown = asked("--db", url_of(room), "--as", "ada", "profile", "add", write(STRICT), answer="y")

    assert (status, "1 open ticket runs on profile professional as it is. Do they follow?" in shown) == (0, True)
    assert wall(ticket_of(room, key).response.due) == "2026-11-23 10:00"


def test_a_file_that_is_wrong_changes_nothing_and_is_told_by_line_and_field(noc: Noc, room: Room, write: Write) -> None:
    lines = PROFESSIONAL.splitlines()
    response = lines.index("[targets.blocking_anomaly.response]") + 1
    field = "targets.blocking_anomaly.response"
    before = rows(room, "SELECT count(*) FROM profile_version")
    for text, said in (
        (PROFESSIONAL.replace("minutes = 240", "minutes = 1.5", 1), f"line {response + 1}: {field}.minutes: "),
        (PROFESSIONAL.replace("minutes = 240", "hours = 4", 1), f"line {response + 1}: {field}.hours: unknown"),
        (PROFESSIONAL.replace("minutes = 240", f"minutes = {10**9}", 1), f"line {response + 1}: {field}.minutes: "),
        (PROFESSIONAL.replace('"office"', '"never"', 1), "line 3: calendar: there is no calendar “never”"),
        (PROFESSIONAL + PRIORITY.replace("P1", "P9"), f"line {len(lines) + 2}: targets.blocking_anomaly.P9: unknown"),
        (PROFESSIONAL + '[on_call]\nnew_feature = "never"\n', f"line {len(lines) + 2}: on_call.new_feature: there"),
        ("[[name]]\n", "line 1: name: expected one word"),
        ('name = "gold"\n', "line 1: calendar: missing"),
    ):
        with pytest.raises(BadInput) as error:
            noc("profile", "add", write(text), "--keep")
        assert error.value.message.startswith(f"{write(text)}, {said}")
    assert rows(room, "SELECT count(*) FROM profile_version") == before


def test_who_leads_a_shift_writes_profiles(noc: Noc, write: Write) -> None:
    with pytest.raises(Forbidden, match="write profiles"):
        noc("profile", "add", write(STRICT), as_="anna")

    assert noc("profile", "add", write(STRICT), as_="lia").status == 0


def test_a_hostile_title_is_text(noc: Noc, write: Write) -> None:
    escaped = "".join(f"\\U{ord(char):08X}" for char in HOSTILE)
    assert noc("profile", "add", write(f'name = "evil"\ncalendar = "office"\ntitle = "{escaped}"')).status == 0

    for line in ("list", "show evil", "list --json", "show evil --json"):
        ran = noc("profile", *line.split())
        assert (ran.status, harm(ran.out)) == (0, set()), line
    assert "[red]markup[/red]" in noc("profile", "show", "evil").out
