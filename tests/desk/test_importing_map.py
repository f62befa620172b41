"""How an export is read is a file that people write: whatever is wrong in it is told by line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from noc_tui import resources
from noc_tui.desk.importing_map import parse_map, read_map
from noc_tui.domain.errors import BadInput
from noc_tui.toml_file import parse_document

WRITTEN = """\
source = "ours"
delimiter = ";"
missing = ["", "n/a"]
dates = "%m/%d/%Y %I:%M %p"
zone = "America/New_York"
encoding = "cp1252"
automatic = ["Robot  1"]

[columns] # 9
number = "Key"
state = "Status"
opened_at = "Created"
changed_at = ["Updated", "Created"]
priority = "Priority"

[notes] # 16
Site = "Site"

[states] # 19
"To Do" = { status = "new" }
"Waiting" = { status = "pending", reason = "vendor" }

[priority] # 23
"High" = "P1"
"""


def test_a_map_is_read_as_it_is_written() -> None:
    plan = parse_map(parse_document("ours.toml", WRITTEN))

    assert (plan.source, plan.delimiter, plan.encoding, str(plan.zone)) == ("ours", ";", "cp1252", "America/New_York")
    assert plan.columns["changed_at"] == ("Updated", "Created")
    assert plan.automatic == {"Robot 1"}
    assert plan.states["Waiting"].reason == "vendor"
    assert plan.words == {"priority": {"High": "P1"}}


@pytest.mark.parametrize("name", [name.removesuffix(".toml") for name in resources.names("maps", ".toml")])
def test_what_ships_is_right(name: str) -> None:
    assert read_map(name).source == name


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('source = "ours"', "", "line 1: source: expected a text"),
        ('source = "ours"', 'source = "our desk"', "line 1: source: expected one word"),
        ('delimiter = ";"', 'delimiter = ";;"', "line 2: delimiter: expected the one character"),
        ('["", "n/a"]', '"n/a"', "line 3: missing: expected a text, or a list of texts"),
        ("%m/%d/%Y %I:%M %p", "%m/%d/%Y", "line 4: dates: expected \"iso\", or day, month, year, hour and minute"),
        ("%m/%d/%Y %I:%M %p", "dd-mm-yyyy", "line 4: dates: expected"),
        ("America/New_York", "Mars/Olympus", "line 5: zone: there is no time zone “Mars/Olympus”"),
        ("cp1252", "klingon", "line 6: encoding: there is no encoding “klingon”"),
        ('number = "Key"\n', "", "line 9: columns: number is missing: say which column has it"),
        ('number = "Key"', "number = []", "line 10: columns.number: expected at least one text"),
        ('state = "Status"', "state = 7", "line 11: columns.state: expected a text"),
        ('priority = "Priority"', 'colour = "Priority"', "line 14: columns.colour: nothing is known by that name"),
        ('Site = "Site"', "Site = 1", "line 17: notes.Site: expected a text"),
        ('{ status = "new" }', '"new"', "line 20: states.To Do: expected"),
        ('status = "new"', 'status = "fresh"', "line 20: states.To Do.status: expected one of: new open pending"),
        ('status = "new"', 'status = "merged"', "line 20: states.To Do.status: expected one of"),
        ('status = "new"', 'status = "new", note = 3', "line 20: states.To Do.note: expected a text"),
        (', reason = "vendor"', "", "line 21: states.Waiting: a pending state, and no other, has a reason"),
        ('reason = "vendor"', 'reason = "weather"', "line 21: states.Waiting.reason: expected one of: customer"),
        ('"High" = "P1"', '"High" = "P9"', "line 24: priority.High: expected one of: P1 P2 P3 P4"),
        ('\n[priority] # 23\n"High" = "P1"\n', "", "priority: a column has it, so say what each of its words is here"),
        ("[states] # 19", "[stages]", "line 19: stages: there is no such field"),
        ("[notes] # 16", "[[notes]]", "line 16: notes: expected a table"),
    ],
)  # fmt: skip
def test_a_wrong_map_is_told_by_line_and_field(before: str, after: str, said: str) -> None:
    assert before in WRITTEN
    with pytest.raises(BadInput) as refused:
        parse_map(parse_document("ours.toml", WRITTEN.replace(before, after, 1)))

    assert str(refused.value).startswith("ours.toml, line ")
    assert said in str(refused.value)


def test_a_map_without_states_says_nothing_of_a_ticket() -> None:
    with pytest.raises(BadInput, match="states: say what each of their states is here"):
        parse_map(parse_document("ours.toml", WRITTEN.partition("[states]")[0]))


def test_a_name_that_is_no_map_is_told_those_there_are() -> None:
    with pytest.raises(BadInput, match=r"There is no map “remedy”\. There are: otrs, servicenow; or give the path"):
        read_map("remedy")
    with pytest.raises(BadInput, match=r"nowhere.toml cannot be read"):
        read_map("nowhere.toml")


def test_a_file_that_is_there_is_read_whatever_it_is_called_or_told_to_be_no_map(tmp_path: Path) -> None:
    export, own = tmp_path / "incidents.csv", tmp_path / "ours"
    export.write_text("number,state\nINC1,New\n", encoding="utf-8")
    own.write_text(WRITTEN, encoding="utf-8")

    assert read_map(str(own)).source == "ours"
    with pytest.raises(BadInput, match=r"This cannot be read as a map: .*incidents\.csv, line 1: no TOML: ") as refused:
        read_map(str(export))
    assert refused.value.hint == "There are: otrs, servicenow; or give the path of a TOML file."
    with pytest.raises(BadInput, match=r"This cannot be read as a map: .* cannot be read: Is a directory\."):
        read_map(str(tmp_path))
