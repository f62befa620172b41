"""`noc ticket import`: the history of another desk, told ticket by ticket, and found again by its numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from noc_tui.domain.errors import BadInput, Forbidden, NotFound
from tests.cli.commands import Noc
from tests.desk.histories import SAMPLES, change, log, real_rows
from tests.rooms import on_sqlite

MAP = ("--map", "servicenow")


@pytest.fixture
def file(tmp_path: Path) -> str:
    """Two tickets, and a third of which a row cannot be understood."""
    return log(tmp_path, [
        change("INC1"),
        change("INC1", at="02-03-2016 10:00", state="Resolved"),
        change("INC2", at="02-03-2016 09:00"),
        change("INC2", at="02-03-2016 09:00"),
        change("INC3", at="yesterday"),
    ])  # fmt: skip


def test_every_ticket_is_told_and_every_row_that_is_not_understood(noc: Noc, file: str) -> None:
    ran = noc("ticket", "import", file, *MAP)

    assert ran.out == "INC1 new: NOC-2016-000001, 4 events\nINC2 new: NOC-2016-000002, 3 events\n"
    assert ran.err == (
        "Line 6, INC3: changed_at “yesterday” is no date as the map has it (%d-%m-%Y %H:%M).\n"
        "INC3 is left out: line 6 not understood.\n"
        "2 new, 0 grown, 0 moved, 0 unchanged, 1 refused; events: 7; rows repeated: 1, not understood: 1.\n"
        "What is new is nobody's and runs on request: --customer says whose it is, also in a second import.\n"
    )
    assert ran.status == 3


def test_for_scripts_it_is_an_object_a_ticket(noc: Noc, file: str) -> None:
    ran = noc("ticket", "import", file, *MAP, "--json")

    assert ran.records == [
        {"number": "INC1", "verdict": "new", "key": "NOC-2016-000001", "events": 4, "repeated": 0, "why": None},
        {"number": "INC2", "verdict": "new", "key": "NOC-2016-000002", "events": 3, "repeated": 1, "why": None},
        {"number": "INC3", "verdict": "refused", "key": None, "events": 0, "repeated": 0,
         "why": "line 6 not understood"},
    ]  # fmt: skip


def test_a_dry_run_changes_nothing(noc: Noc, file: str) -> None:
    ran = noc("ticket", "import", file, *MAP, "--dry-run")

    assert (ran.out, ran.status) == ("INC1 new: 4 events\nINC2 new: 3 events\n", 3)
    assert "What is new is nobody's" in ran.err
    assert ran.err.endswith("Dry run: nothing was changed.\n")
    assert noc("ticket", "list", "status:all").out == "No ticket matches.\n"


@on_sqlite
def test_where_nothing_new_came_in_nobody_is_told_whose_it_would_be(
    noc: Noc, file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    noc("ticket", "import", file, *MAP)
    again = noc("ticket", "import", file, *MAP)
    nothing = noc("ticket", "import", log(tmp_path, [], name="nothing"), *MAP)
    for refused in ([str(tmp_path / "nowhere.csv"), *MAP], [file, "--map", "remedy"]):
        with pytest.raises(BadInput):
            noc("ticket", "import", *refused)
    with pytest.raises(Forbidden):
        noc("ticket", "import", file, *MAP, as_="anna")

    assert "on request" not in again.err + nothing.err + capsys.readouterr().err


def test_the_status_says_whether_all_some_or_nothing_came_in(noc: Noc, tmp_path: Path) -> None:
    good, bad = change("GOOD"), change("BAD", state="Frozen")

    assert noc("ticket", "import", log(tmp_path, [good]), *MAP).status == 0
    assert noc("ticket", "import", log(tmp_path, [good, bad]), *MAP).status == 3
    assert noc("ticket", "import", log(tmp_path, [bad]), *MAP).status == 1
    assert noc("ticket", "import", log(tmp_path, []), *MAP).status == 0


def test_a_ticket_is_found_by_the_number_that_it_had(noc: Noc, file: str) -> None:
    noc("ticket", "import", file, *MAP)

    def listed(*words: str) -> list[str]:
        return [str(record["key"]) for record in noc("ticket", "list", *words, "--json").records]

    assert noc("ticket", "show", "INC1", "--json").records[0]["external_ref"] == "INC1"
    assert listed("status:all", "INC1") == listed("status:all", "inc1") == ["NOC-2016-000001"]
    assert listed("INC2") == ["NOC-2016-000002"]
    assert listed("status:all", "-INC1") == ["NOC-2016-000002"]
    assert listed("status:all", "INC") == listed("INC1") == []


def test_a_customer_may_be_named_whose_tickets_they_are(noc: Noc, file: str) -> None:
    noc("ticket", "import", file, *MAP, "--customer", "acme spa")

    assert noc("ticket", "show", "INC1", "--json").records[0]["customer"] == "ACME"
    with pytest.raises(NotFound, match="no customer “Umbrella”"):
        noc("ticket", "import", file, *MAP, "-c", "Umbrella")


def test_what_came_in_as_nobodys_is_given_to_its_customer_by_a_second_import(noc: Noc, file: str) -> None:
    noc("ticket", "import", file, *MAP)

    foreseen = noc("ticket", "import", file, *MAP, "-c", "ACME", "--dry-run")
    ran = noc("ticket", "import", file, *MAP, "-c", "ACME")

    assert foreseen.out == ran.out == "INC1 moved: NOC-2016-000001, 2 events\nINC2 moved: NOC-2016-000002, 2 events\n"
    assert "on request" not in ran.err
    assert "0 new, 0 grown, 2 moved, 0 unchanged, 1 refused" in ran.err
    assert noc("ticket", "show", "INC1", "--json").records[0]["customer"] == "ACME"


@on_sqlite
def test_how_each_profile_would_have_fared_is_simulated(noc: Noc, tmp_path: Path) -> None:
    noc("ticket", "import", log(tmp_path, real_rows(30)), *MAP)

    def kept(profile: str) -> dict[str, dict[str, int]]:
        (record,) = noc("sla", "simulate", "--profile", profile, "--since", "2016-01-01", "--json").records
        assert record["tickets"] == 30
        return {clock: counts["would"] for clock, counts in record["clocks"].items()}

    assert kept("base").keys() == {"response"}
    assert kept("on_request") == {}
    for profile in ("professional", "advanced", "extended"):
        assert {sum(counts.values()) for counts in kept(profile).values()} == {30}


@on_sqlite
def test_a_map_of_ones_own_is_given_by_its_path(noc: Noc, tmp_path: Path) -> None:
    shipped = (SAMPLES.parents[2] / "data" / "maps" / "otrs.toml").read_text(encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text(shipped.replace('delimiter = ";"', 'delimiter = ";;"'), encoding="utf-8")
    sample = str(SAMPLES / "otrs_ticket_list.csv")

    with pytest.raises(BadInput, match=r"own.toml, line \d+: delimiter: expected the one character"):
        noc("ticket", "import", sample, "--map", str(own))
    assert noc("ticket", "import", sample, "--map", "otrs").status == 0


@on_sqlite
def test_operators_do_not_bring_tickets_in(noc: Noc, file: str) -> None:
    with pytest.raises(Forbidden, match="may not bring tickets in"):
        noc("ticket", "import", file, *MAP, as_="anna")
