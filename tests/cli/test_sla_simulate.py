"""`noc sla simulate`: what past tickets would have met, as a table, as a list and for scripts."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from noc_tui.desk.ending import solve
from noc_tui.desk.work import take
from noc_tui.domain.errors import BadInput, NotFound
from noc_tui.store.room import Room
from tests.cli.commands import Noc
from tests.cli.processes import environment
from tests.rooms import ANNA, SetClock, do, on_sqlite, opened, url_of


@pytest.fixture
def past(room: Room, clock: SetClock) -> Room:
    """Two tickets: one in the morning, and one over a night that an office sleeps through."""
    for opening, taking in (("23 09:00", "23 10:00"), ("23 16:00", "24 09:00")):
        clock.set(f"2026-11-{opening}")
        key = opened(room).key
        clock.set(f"2026-11-{taking}")
        do(room, ANNA, take, key)
        clock.move(minutes=30)
        do(room, ANNA, solve, key, "Restarted")
    return room


def test_the_share_that_was_kept_stands_beside_the_share_that_would_have_been(noc: Noc, past: Room) -> None:
    assert noc("sla", "simulate", "--profile", "extended", "--since", "2026-11-23").out == (
        "2 tickets opened since 2026-11-23, as they were and under extended:\n"
        "clock     terms     met  breached  still going  no target    kept\n"
        "response  were        2         0            0          0  100.0%\n"
        "response  extended    1         1            0          0   50.0%\n"
        "restore   were        2         0            0          0  100.0%\n"
        "restore   extended    2         0            0          0  100.0%\n"
    )


def test_each_clock_that_would_have_ended_otherwise_is_listed(noc: Noc, past: Room) -> None:
    plain = noc("sla", "simulate", "--profile", "extended", "--list")
    scripted = noc("sla", "simulate", "--profile", "extended", "--list", "--json")

    assert plain.out.splitlines()[0] == "NOC-2026-000002  response under extended: met → breached (-13:00 left)"
    assert scripted.records == [
        {
            "key": "NOC-2026-000002",
            "clock": "response",
            "category": "blocking_anomaly",
            "under": "extended",
            "was": "met",
            "would": "breached",
            "remaining_s": -13 * 3600,
        },
        {
            "tickets": 2,
            "since": f"{date(2026, 8, 26)}",  # ninety days before
            "under": "extended",
            "clocks": {
                "response": {"was": {"met": 2}, "would": {"met": 1, "breached": 1}},
                "restore": {"was": {"met": 2}, "would": {"met": 2}},
            },
        },
    ]


def test_every_profile_stands_in_a_row_of_its_own_and_nothing_is_kept_where_nothing_was_promised(
    noc: Noc, room: Room, clock: SetClock
) -> None:
    key = opened(room, "CDS").key  # no contract
    clock.move(minutes=30)
    do(room, ANNA, solve, key, "Restarted")

    assert noc("sla", "simulate", "--profile", "base", "--profile", "extended", "--since", "2026-11-23").out == (
        "1 tickets opened since 2026-11-23, as they were and under base, extended:\n"
        "clock     terms     met  breached  still going  no target    kept\n"
        "response  were        0         0            0          1       —\n"
        "response  base        1         0            0          0  100.0%\n"
        "response  extended    1         0            0          0  100.0%\n"
        "restore   were        0         0            0          1       —\n"
        "restore   base        0         0            0          1       —\n"
        "restore   extended    1         0            0          0  100.0%\n"
    )
    told = noc("sla", "simulate", "--all-profiles", "--since", "2026-11-23", "--json").records
    assert [one["under"] for one in told] == ["advanced", "base", "extended", "on_request", "professional"]
    assert [one["clocks"].keys() for one in told if one["under"] == "on_request"] == [{}.keys()]


def test_of_one_customer_from_a_day_on_in_other_hours(noc: Noc, past: Room) -> None:
    def counted(*words: str) -> int:
        (record,) = noc("sla", "simulate", *words, "--json").records
        return int(record["tickets"])

    assert counted("--calendar", "always") == 2
    assert counted("--calendar", "always", "--since", "2026-11-24") == 0
    assert counted("--profile", "base", "--customer", "acme spa") == 2
    assert counted("--profile", "base", "--customer", "OSP") == 0
    assert counted("--profile", "extended", "--calendar", "office", "--since", "0001-01-01") == 2
    assert counted("--profile", "extended", "--since", "9999-12-31") == 0


def test_a_question_that_cannot_be_answered_is_refused(noc: Noc, past: Room) -> None:
    for line, said in (
        ("", "Under which terms"),
        ("--since 2026-01-01", "Under which terms"),
        ("--profile base --all-profiles", "Some profiles or all of them"),
        ("--profile base --since yesterday", "“yesterday” is no day"),
        ("--profile base --since 2026-02-30", "“2026-02-30” is no day"),
    ):
        with pytest.raises(BadInput, match=said):
            noc("sla", "simulate", *line.split())
    for line, said in (
        ("--profile base --profile gold", "There is no profile “gold”"),
        ("--profile gold", "There is no profile “gold”"),
        ("--calendar never", "There is no calendar “never”"),
        ("--profile gold --since 9999-12-31", "There is no profile “gold”"),
    ):
        with pytest.raises(NotFound, match=said):
            noc("sla", "simulate", *line.split())
    with pytest.raises(NotFound, match="no customer “Umbrella”"):
        noc("sla", "simulate", "--profile", "base", "--customer", "Umbrella")


def test_a_room_without_tickets_has_nothing_to_judge(noc: Noc, room: Room) -> None:
    ran = noc("sla", "simulate", "--profile", "extended", "--json")

    assert (ran.status, ran.records) == (
        0, [{"tickets": 0, "since": "2026-08-25", "under": "extended", "clocks": {}}],
    )  # fmt: skip


@on_sqlite
@pytest.mark.parametrize("line", ["simulate --profile base --since 2026-01-01 --list --json", "verify --all"])
def test_who_reads_only_the_beginning_hears_no_complaint(past: Room, line: str) -> None:
    with past.write(ANNA) as tx:
        tx.connection.exec_driver_sql("UPDATE ticket SET response_due = 0, restore_due = 0")
    argv = [sys.executable, "-m", "noc_tui", "--db", url_of(past), "sla", *line.split()]
    env = environment(PYTHONUNBUFFERED="1")  # the first line finds nobody there

    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read().decode()

    assert told == ""


def test_where_nothing_was_opened_lately_it_says_how_to_go_further_back(noc: Noc, room: Room) -> None:
    assert noc("sla", "simulate", "--profile", "base", "--since", "2026-11-23").out == (
        "No ticket was opened since 2026-11-23: --since goes further back.\n"
    )
