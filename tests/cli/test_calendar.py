"""`noc calendar`: when the room works, drawn a month at a time, and changed from a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from noc_tui import resources
from noc_tui.desk.following import follow_terms
from noc_tui.domain.errors import BadInput, Forbidden, NotFound, Refused
from noc_tui.domain.event import TicketEvent
from noc_tui.store.room import Room
from tests.cli.asked import asked
from tests.cli.commands import Noc
from tests.cli.test_foreign_text import HOSTILE, harm
from tests.desk.terms_of import new_calendar, wall
from tests.rooms import LIA, SetClock, do, kinds, on_sqlite, opened, rows, ticket_of, url_of

OFFICE = resources.read_text("calendars/office.toml")
LATER = OFFICE.replace("08:30", "09:30")

Write = Callable[[str], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file and gives its path."""

    def write(text: str) -> str:
        path = tmp_path / "hours.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_the_calendars_are_listed_by_their_newest_version(noc: Noc, room: Room) -> None:
    new_calendar(room, {"name": "office", "title": "Mornings", "timezone": "Europe/Rome",
                        "hours": {"mon": [["08:00", "12:00"]]}})  # fmt: skip

    listed = noc("calendar", "list")

    assert listed.out.splitlines()[0].split() == ["name", "version", "zone", "title"]
    assert "office          2        Europe/Rome  Mornings\n" in listed.out
    assert {"name": "office", "version": 2, "title": "Mornings", "timezone": "Europe/Rome"} in (
        noc("calendar", "list", "--json").records
    )


def test_a_month_is_drawn_with_windows_and_holidays(noc: Noc) -> None:
    drawn = noc("calendar", "show", "office-milano", "--month", "2026-12").out.splitlines()

    assert drawn[0] == ("office-milano v1  Office hours, Milano (Sant'Ambrogio closed) · Europe/Rome · December 2026")
    assert drawn[1:3] == [
        "            0  3  6  9  12 15 18 21",
        "Tue 01 Dec  ········▒███▒·████······  8:00  08:30–12:30, 14:00–18:00",
    ]
    assert drawn[6] == "Sat 05 Dec  ························        closed"
    assert drawn[8] == "Mon 07 Dec  ························        Sant'Ambrogio"
    assert drawn[9] == "Tue 08 Dec  ························        Immacolata Concezione"
    assert drawn[-3:] == [
        "160 h open in 20 of 31 days",
        "versions",
        "  v1  2026-01-02 09:00  system",
    ]
    assert len(drawn) == 2 + 31 + 3


def test_nights_exceptions_and_the_change_of_the_clocks_are_drawn(noc: Noc, room: Room, write: Write) -> None:
    odd = """
    name = "odd"
    timezone = "Europe/Rome"
    closed = [2026-03-27]
    hours = { sat = [["22:00", "06:00"]], fri = [["09:00", "09:20"]], wed = [["08:00", "10:00"], ["10:00", "11:00"]] }
    [open]
    2026-03-25 = [["10:00", "24:00"]]
    2026-03-20 = [["00:00", "24:00"]]
    """
    assert noc("calendar", "add", write(odd)).out == "calendar odd v1\n"

    drawn = noc("calendar", "show", "odd", "--month", "2026-03").out.splitlines()
    days = {int(line.split()[1]): line for line in drawn[2:-3]}

    assert days[20] == "Fri 20 Mar  ████████████████████████  24:00  00:00–24:00, hours of its own"
    assert days[25] == "Wed 25 Mar  ··········██████████████  14:00  10:00–24:00, hours of its own"
    assert days[27] == "Fri 27 Mar  ························         closed that day"
    assert days[13] == "Fri 13 Mar  ·········░··············   0:20  09:00–09:20"
    assert days[18] == "Wed 18 Mar  ········███·············   3:00  08:00–10:00, 10:00–11:00"
    assert days[28] == "Sat 28 Mar  ······················██   2:00  22:00–06:00 next day"
    assert days[22] == "Sun 22 Mar  ██████··················   6:00  from the day before"
    assert days[29] == "Sun 29 Mar  ██████··················   5:00  from the day before"  # the clocks go forward


def test_scripts_get_each_day(noc: Noc) -> None:
    days = noc("calendar", "show", "office", "--month", "2026-12", "--json").records

    assert len(days) == 31
    assert days[0] == {
        "date": "2026-12-01",
        "windows": ["08:30–12:30", "14:00–18:00"],
        "open_s": 8 * 3600,
        "note": "",
    }
    assert days[7] == {"date": "2026-12-08", "windows": [], "open_s": 0, "note": "Immacolata Concezione"}


def test_this_month_is_drawn_where_none_is_named(noc: Noc, clock: SetClock) -> None:
    assert "· November 2026\n" in noc("calendar", "show", "office").out
    clock.set("2026-12-01 00:30")  # still November in London
    assert "· December 2026\n" in noc("calendar", "show", "office").out


def test_a_month_or_a_calendar_that_is_none_is_refused(noc: Noc) -> None:
    for month in ("2026-13", "2026-00", "december", "2026-12-01", "1969-12", "2200-01", "9" * 500):
        with pytest.raises(BadInput, match="is no month"):
            noc("calendar", "show", "office", "--month", month)
    with pytest.raises(NotFound, match="There is no calendar “never”"):
        noc("calendar", "show", "never")
    assert len(noc("calendar", "show", "office", "--month", "1970-01").out.splitlines()) == 36
    assert len(noc("calendar", "show", "always", "--month", "2199-12").out.splitlines()) == 36


# A new version


def test_where_nobody_can_be_asked_the_line_must_say_whether_open_tickets_follow(
    noc: Noc, room: Room, write: Write
) -> None:
    opened(room)
    opened(room)
    count = rows(room, "SELECT count(*) FROM calendar_version")

    with pytest.raises(BadInput, match=r"2 open tickets run on calendar office as it is\. Say --follow"):
        noc("calendar", "add", write(LATER))

    assert rows(room, "SELECT count(*) FROM calendar_version") == count


def test_what_is_refused_anyway_is_refused_before_it_is_asked_who_follows(noc: Noc, room: Room, write: Write) -> None:
    opened(room)

    with pytest.raises(Forbidden, match="write calendars"):
        noc("calendar", "add", write(LATER), as_="anna")
    with pytest.raises(Refused, match="Calendar office says that already"):
        noc("calendar", "add", write(f"# The same, with a comment\n{OFFICE}"))
    assert rows(room, "SELECT max(v) FROM calendar_version") == [(1,)]


def test_open_tickets_follow_where_they_are_told_to(noc: Noc, room: Room, write: Write) -> None:
    before, other = opened(room), opened(room, "OSP")

    ran = noc("calendar", "add", write(LATER), "--follow")

    assert (ran.status, ran.out, ran.err) == (0, "calendar office v2\n", "1 open ticket follows.\n")
    assert wall(before.response.due) == "2026-11-23 14:30"
    assert wall(ticket_of(room, before.key).response.due) == "2026-11-23 15:00"
    assert kinds(room, ticket_of(room, before.key)) == [TicketEvent.TERMS]
    assert ticket_of(room, other.key) == other


def test_open_tickets_keep_their_hours_where_they_are_told_to(noc: Noc, room: Room, write: Write) -> None:
    before = opened(room)

    ran = noc("calendar", "add", write(LATER), "--keep")

    assert (ran.out, ran.err) == ("calendar office v2\n", "")
    assert ticket_of(room, before.key) == before
    assert wall(opened(room).response.due) == "2026-11-23 15:00"


def test_who_has_not_followed_is_asked_about_again_and_who_has_is_not(noc: Noc, room: Room, write: Write) -> None:
    first = opened(room)
    noc("calendar", "add", write(LATER), "--keep")
    second = opened(room)
    do(room, LIA, follow_terms, first.key)

    with pytest.raises(BadInput, match="2 open tickets run on calendar office as it is"):
        noc("calendar", "add", write(OFFICE))
    ran = noc("calendar", "add", write(OFFICE), "--follow")

    assert ran.err == "2 open tickets follow.\n"
    assert wall(ticket_of(room, second.key).response.due) == "2026-11-23 14:30"


def test_nobody_is_asked_where_no_open_ticket_runs_on_it(noc: Noc, room: Room, write: Write) -> None:
    opened(room, "OSP")
    noc("ticket", "cancel", opened(room).key, "-m", "Twice")

    assert noc("calendar", "add", write(LATER)).out == "calendar office v2\n"


@on_sqlite
@pytest.mark.parametrize(("answer", "due"), [("y", "2026-11-23 15:00"), ("n", "2026-11-23 14:30"), ("", "…")])
def test_at_a_terminal_it_is_asked(room: Room, write: Write, answer: str, due: str) -> None:
    key = opened(room).key

    status, shown = asked("--db", url_of(room), "--as", "ada", "calendar", "add", write(LATER), answer=answer)

    assert status == 0
    assert "1 open ticket runs on calendar office as it is. Do they follow? [y/N]" in shown
    assert wall(ticket_of(room, key).response.due) == (due if answer else "2026-11-23 14:30")


def test_a_file_that_is_wrong_changes_nothing_and_is_told_by_line_and_field(noc: Noc, room: Room, write: Write) -> None:
    before = rows(room, "SELECT count(*) FROM calendar_version")
    for text, said in (
        (OFFICE.replace('fri = [["08:30"', 'fri = [["8.30"'), "line 11: hours.fri[0]: '8.30' is no time of the day"),
        (OFFICE.replace("Europe/Rome", "Europe/Roma"), "line 3: timezone: no zone is called 'Europe/Roma'"),
        ('name = "x"\ntimezone = "Europe/Rome"\n[hours]\n', "line 3: hours: it never opens: no weekday has hours"),
        ("name = ", "line 1: no TOML"),
        ("", "line 1: name: expected one word"),
        ('name = "\\u0000"', "line 1: name: expected one word"),
        ('name = ["office"]', "line 1: name: expected one word"),
    ):
        with pytest.raises(BadInput) as error:
            noc("calendar", "add", write(text), "--keep")
        assert error.value.message.startswith(f"{write(text)}, {said}")
    with pytest.raises(BadInput, match="cannot be read: No such file"):
        noc("calendar", "add", "/nowhere.toml")
    assert rows(room, "SELECT count(*) FROM calendar_version") == before


def test_who_leads_a_shift_writes_calendars(noc: Noc, write: Write) -> None:
    with pytest.raises(Forbidden, match="write calendars"):
        noc("calendar", "add", write(LATER), as_="anna")

    assert noc("calendar", "add", write(LATER), as_="lia").status == 0


def test_a_hostile_file_is_text(noc: Noc, room: Room, write: Write) -> None:
    escaped = "".join(f"\\U{ord(char):08X}" for char in HOSTILE)
    text = f"""
    name = "evil"
    title = "{escaped}"
    timezone = "Europe/Rome"
    hours = {{ mon = [["09:00", "10:00"]] }}
    holiday_dates = {{ "2026-11-23" = "{escaped}" }}
    """
    assert noc("calendar", "add", write(text)).out == "calendar evil v1\n"

    for line in ("list", "show evil", "list --json", "show evil --json"):
        ran = noc("calendar", *line.split())
        assert (ran.status, harm(ran.out)) == (0, set()), line
    assert "[red]markup[/red]" in noc("calendar", "show", "evil").out
