"""Reading another desk's export: each row once and in order, and a word on every one that is not understood."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noc_tui.clock import from_us
from noc_tui.desk.importing_map import read_map
from noc_tui.desk.importing_rows import MOST_ROWS
from noc_tui.desk.importing_story import Told, story
from noc_tui.domain.errors import BadInput
from tests.desk.histories import HEAD, REAL, SAMPLES, change, log, real_rows, understood
from tests.rooms import ROME

SOME = real_rows(30)


def stories(path: str) -> dict[str, list[Told]]:
    """What is told of each ticket of a file, in their order."""
    plan = read_map("servicenow")
    return {one.number: story(plan, one.rows) for one in understood(path)[0]}


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), twice=st.integers(0, len(SOME)))
def test_shuffled_and_repeated_rows_tell_the_same_stories(seed: int, twice: int, tmp_path: Path) -> None:
    plain = stories(log(tmp_path, SOME))
    random = Random(seed)
    rows = [*SOME, *random.choices(SOME, k=twice)]
    random.shuffle(rows)

    shuffled = stories(log(tmp_path, rows))

    assert (list(shuffled), shuffled) == (list(plain), plain)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_longer_export_begins_with_the_same_story(data: st.DataObject, tmp_path: Path) -> None:
    number = data.draw(st.sampled_from(sorted({row["number"] for row in SOME})))
    plan = read_map("servicenow")
    (one,) = (history for history in understood(log(tmp_path, SOME))[0] if history.number == number)
    cut = data.draw(st.integers(1, len(one.rows)))

    part, whole = story(plan, one.rows[:cut]), story(plan, one.rows)

    assert part == whole[: len(part)]


def test_another_order_of_day_and_month_is_told_row_by_row(tmp_path: Path) -> None:
    def american(text: str) -> str:
        day, month, rest = text.split("-", 2)
        return f"{month}-{day}-{rest}"

    rows = [row | {name: american(row[name]) for name in ("opened_at", "sys_updated_at")} for row in SOME]
    histories, rejected = understood(log(tmp_path, rows))

    late = {row["number"] for row in SOME if any(int(row[n][:2]) > 12 for n in ("opened_at", "sys_updated_at"))}
    assert {one.number for one in histories if one.refused} == late
    assert {row.number for row in rejected} == late
    assert all("is no date as the map has it (%d-%m-%Y %H:%M)" in row.why for row in rejected)


BAD = [
    ({"opened_at": "?"}, "it says no opened_at (opened_at)"),
    ({"sys_updated_at": "31-02-2016 09:00"}, "changed_at “31-02-2016 09:00” is no date as the map has it"),
    ({"sys_updated_at": "2016-03-02 09:00"}, "changed_at “2016-03-02 09:00” is no date as the map has it"),
    ({"resolved_at": "soon"}, "resolved_at “soon” is no date as the map has it"),
    ({"sys_updated_at": "02-03-2036 09:00"}, "changed_at “02-03-2036 09:00” is yet to come"),
    ({"opened_at": "31-12-1969 09:00"}, "opened_at “31-12-1969 09:00” lies before 1970"),
    ({"opened_at": "01-01-0001 00:00"}, "opened_at “01-01-0001 00:00” "),
    ({"incident_state": "Frozen"}, "the map knows no state “Frozen”"),
    ({"incident_state": "?"}, "it says no state (incident_state)"),
    ({"priority": "urgent"}, "the map knows no priority “urgent”"),
    ({"contact_type": "Fax"}, "the map knows no channel “Fax”"),
    (
        {"sys_updated_at": "23-02-2016 09:00"},
        "changed_at (sys_updated_at) “23-02-2016 09:00” lies before opened_at (opened_at) “02-03-2016 09:00”",
    ),
    ({"sys_updated_at": "01-03-2016 08:59"}, "changed_at (sys_updated_at) “01-03-2016 08:59” lies before opened_at"),
    ({"resolved_at": "02-03-2016 08:59"}, "resolved_at (resolved_at) “02-03-2016 08:59” lies before opened_at"),
    ({"closed_at": "01-03-2016 10:00"}, "closed_at (closed_at) “01-03-2016 10:00” lies before opened_at"),
    ({"sys_mod_count": "-1"}, "changes “-1” is no number"),
    ({"sys_mod_count": "9" * 5000}, "is no number"),
]


@pytest.mark.parametrize(("wrong", "why"), BAD)
def test_a_row_not_understood_is_told_and_its_ticket_left_out_whole(
    wrong: dict[str, str], why: str, tmp_path: Path
) -> None:
    rows = [change("GOOD"), change("BAD"), change("BAD", state="Active") | wrong, change("BAD", state="Resolved")]
    histories, (rejected,) = understood(log(tmp_path, rows))

    assert (rejected.line, rejected.number) == (4, "BAD")
    assert why in rejected.why
    assert {one.number: (len(one.rows), one.refused) for one in histories} == {
        "GOOD": (1, ""), "BAD": (0, "line 4 not understood"),
    }  # fmt: skip


def test_a_change_up_to_a_day_before_the_opening_is_another_clocks(tmp_path: Path) -> None:
    ((one,), rejected) = understood(log(tmp_path, [change(at="01-03-2016 09:00")]))

    assert (len(one.rows), rejected) == (1, [])


def test_a_ticket_list_that_closes_before_it_opens_is_told_by_its_columns(tmp_path: Path) -> None:
    lines = (SAMPLES / "otrs_ticket_list.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "list.csv"
    path.write_text("".join(lines[:2]).replace("15:40:02;Network", "09:12:43;Network"), encoding="utf-8")

    ((one,), (rejected,)) = understood(str(path), "otrs")

    assert (rejected.line, rejected.why) == (
        2, "closed_at (Close Time) “2024-03-05 09:12:43” lies before opened_at (Created) “2024-03-05 09:12:44”",
    )  # fmt: skip
    assert one.refused == "line 2 not understood"


def in_order(folder: Path, *rows: dict[str, str]) -> list[str]:
    """When and in which state a ticket's rows are told."""
    ((one,), _) = understood(log(folder, rows))
    return [f"{from_us(row.changed_at).astimezone(ROME):%d %H:%M} {row.state}" for row in one.rows]


def test_where_changes_are_counted_their_count_is_the_order_and_a_straggler_holds_nothing_up(tmp_path: Path) -> None:
    solved = change(at="02-03-2016 11:03", state="Resolved", sys_mod_count="2")
    straggler = change(at="02-03-2016 11:10", sys_mod_count="1", sys_updated_by="Updated by 750")
    closed = change(at="05-03-2016 12:00", state="Closed", sys_mod_count="10")
    first = change(at="02-03-2016 09:52", sys_mod_count="1")

    assert in_order(tmp_path, straggler, first, closed, solved) == [
        "02 09:52 New", "02 11:03 New", "02 11:03 Resolved", "05 12:00 Closed",
    ]  # fmt: skip
    assert in_order(tmp_path, straggler | {"sys_mod_count": "?"}, first, closed, solved) == [
        "02 09:52 New", "02 11:03 Resolved", "02 11:10 New", "05 12:00 Closed",
    ]  # fmt: skip


def test_what_is_dated_before_the_opening_opened_it_whatever_was_counted(tmp_path: Path) -> None:
    assert in_order(
        tmp_path,
        change(at="02-03-2016 09:20", state="Active", sys_mod_count="1"),
        change(at="02-03-2016 07:00", sys_mod_count="2"),
    ) == ["02 07:00 New", "02 09:20 Active"]


def test_a_row_of_no_ticket_is_nobodys(tmp_path: Path) -> None:
    histories, rejected = understood(log(tmp_path, [change("?"), change("GOOD"), change("N" * 61)]))

    assert [(row.line, row.number, row.why) for row in rejected] == [
        (2, None, "it names no ticket"), (4, None, "it names no ticket"),
    ]  # fmt: skip
    assert [one.number for one in histories] == ["GOOD"]


def test_a_row_with_too_few_or_too_many_cells_is_not_understood(tmp_path: Path) -> None:
    path = Path(log(tmp_path, [change("GOOD"), change("SHORT"), change("LONG")]))
    head, good, short, long = path.read_text().splitlines()
    path.write_text("\n".join([head, "", good, short.rpartition(",")[0], long + ",x", ""]))

    histories, rejected = understood(str(path))

    assert [(row.line, row.number, row.why) for row in rejected] == [
        (4, "SHORT", "it has 35 cells, the head has 36"), (5, "LONG", "it has 37 cells, the head has 36"),
    ]  # fmt: skip
    assert [one.number for one in histories if not one.refused] == ["GOOD"]


def test_a_cell_may_hold_lines_nul_bytes_and_much_text(tmp_path: Path) -> None:
    text = "first\nsecond\0" + "x" * 900_000
    histories, rejected = understood(log(tmp_path, [change("GOOD", u_symptom=text), change("AFTER", state="?")]))
    (good,) = (one for one in histories if not one.refused)

    assert good.rows[0].notes[4] == text.replace("\0", "")
    assert [(row.line, row.number) for row in rejected] == [(4, "AFTER")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty: not even the names of its columns are there"),
        (b"\n\n", "is empty"),
        (b"number,incident_state\nINC1,New\n", "has no column, or two, of the name “opened_at”"),
        (b"a;b;c\n1;2;3\n", "There are: a;b;c"),
        (",".join([*HEAD, "number"]).encode(), "has no column, or two, of the name “number”"),
        (b"\xff\xfen\0u\0m\0", "it is no utf-8 text"),
    ],
)
def test_a_file_that_is_another_is_refused_before_anything_is_done(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)

    with pytest.raises(BadInput, match=said):
        understood(str(path))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (b'INC2,"New,x\n', "line 3: no CSV from here on: unexpected end of data"),
        (b'INC2,"N"ew,x\n', "line 3: no CSV from here on"),
        (b"INC2," + b"x" * 1_000_001 + b"\n", "line 3: no CSV from here on: field larger than field limit"),
        (
            b'INC2,"New\nstill new",x,"opens\n' + b"INC3,x\n" * 9 + b'INC4,"ends",x\n',
            "line 4: no CSV from here on: ',' expected after",
        ),
        (
            b'INC2,"two ""and""\nlines",x\nINC3,"New,x\n' + b"INC4,x\n" * 9,
            "line 5: no CSV from here on: unexpected end",
        ),
        (b'INC2,"New' + b"x\n" * 500_001, "line 3: no CSV from here on: field larger"),
        ("INC2,Città,x\n".encode("latin-1"), "line 3: it is no utf-8 text"),
        (b"INC2,New,x\n" * 3000 + b"INC3,\xe0,x\n" + b"INC4,New,x\n" * 3000, "line 3003: it is no utf-8 text"),
        (b"INC2,New,\xc3", "line 3: it is no utf-8 text"),
    ],
)
def test_a_file_that_breaks_off_in_its_form_is_refused_whole(more: bytes, said: str, tmp_path: Path) -> None:
    path = Path(log(tmp_path, [change()]))
    path.write_bytes(path.read_bytes() + more)

    with pytest.raises(BadInput, match=said):
        understood(str(path))


def test_a_file_without_rows_has_no_tickets(tmp_path: Path) -> None:
    assert understood(log(tmp_path, [])) == ([], [])


def test_a_folder_or_no_file_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere.csv"):
        with pytest.raises(BadInput, match="cannot be read"):
            understood(str(path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_mark_of_the_byte_order_is_no_part_of_the_first_column(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "marked.csv"
    path.write_bytes(Path(log(tmp_path, [change(category="Città")])).read_text().encode(encoding))

    ((one,), _) = understood(str(path))

    assert one.rows[0].subject == "Città"


def test_a_number_that_stands_in_thousands_of_rows_is_no_tickets(tmp_path: Path) -> None:
    rows = (change("ALL", sys_mod_count=str(n)) for n in range(MOST_ROWS + 1))
    ((one,), _) = understood(log(tmp_path, rows))

    assert one.refused == "more than 5000 changes are no ticket's: is the number in that column?"


def test_the_real_log_is_understood_to_the_last_row() -> None:
    histories, rejected = understood(str(REAL))

    assert (len(histories), sum(len(one.rows) for one in histories), rejected) == (447, 2971, [])
