"""`noc sla compute`: lines in, answers out, in order, whatever the lines are; and no store is needed."""

from __future__ import annotations

import json
import resource
from pathlib import Path
from typing import Any

import pytest

from noc_tui.domain.errors import BadInput
from tests.cli.commands import Noc
from tests.cli.processes import Done, environment, typed
from tests.sla.calendars import CASES, OFFICE, cases

ADD: dict[str, Any] = {
    "id": "a", "calendar": OFFICE, "op": "add", "start": "2026-03-10T18:20:00+01:00", "minutes": 60,
}  # fmt: skip
DUE = {"due": "2026-03-11T08:30:00Z"}


def jsonl(*records: object) -> bytes:
    return "\n".join(json.dumps(record) for record in records).encode()


def strictly(line: str) -> Any:
    """A line as a program reads it that knows JSON and nothing beside."""

    def refuse(word: str) -> object:
        raise ValueError(word)

    return json.loads(line, parse_constant=refuse)


def test_the_worked_cases_are_answered_as_they_were_worked_out(noc: Noc) -> None:
    ran = noc("sla", "compute", str(CASES))

    assert (ran.status, ran.err) == (0, "")
    assert ran.records == [{"id": case["id"], "result": case["expect"]} for case in cases()]
    assert len(ran.records) == 400


BAD: list[tuple[bytes, str | None, str]] = [
    (b"nonsense", None, "no JSON"),
    (b'{"id": "a"', None, "no JSON"),
    (b"\xff\xfe\x00", None, "no JSON"),
    (b'{"id": "\xe9"}', None, "no JSON"),
    (b"null", None, "expected an object"),
    (b'["id", "b"]', None, "expected an object"),
    (b'{"id": "b"}', "b", "op: None is unknown"),
    (jsonl(ADD | {"id": "n"}).replace(b"60", b"NaN"), "n", "minutes: nan"),
    (jsonl(ADD | {"id": "i"}).replace(b"60", b"-Infinity"), "i", "minutes: -inf"),
    (jsonl(ADD | {"id": "f"}).replace(b"60", b"1e400"), "f", "minutes: inf"),
    (jsonl(ADD).replace(b'"a"', b"NaN").replace(b"60", b"null"), None, "minutes"),
    (jsonl(ADD).replace(b'"a"', b"[1e400]").replace(b"60", b"null"), None, "minutes"),
    (jsonl(ADD | {"id": "h", "minutes": 10**30}), "h", "does not open long enough"),
    (jsonl(ADD | {"id": "g"}).replace(b"60", b"6" * 5000), None, "4300 digits"),
    (b'{"id": "d", "op": ' + b"[" * 100_000, None, "no JSON"),
    (b'{"id": "e", "op": "add", "calendar": ' + b"[" * 500 + b"]" * 500 + b"}", "e", "calendar"),
    (jsonl(ADD | {"id": "y", "start": "9999-12-31T23:59:59-23:59"}), "y", "1900 to 2199"),
    (jsonl(ADD | {"id": "o", "start": "0001-01-01T00:00:00+23:59"}), "o", "1900 to 2199"),
    (jsonl(ADD | {"id": "w", "start": "2026-02-30T00:00:00Z"}), "w", "is no instant"),
    (jsonl(ADD | {"id": "z", "start": "2026-03-10T18:20:00"}), "z", "no offset"),
    (jsonl(ADD | {"id": "p", "calendar": OFFICE | {"timezone": "../../etc/passwd"}}), "p", "no zone is called"),
    (jsonl(ADD | {"id": "c", "calendar": OFFICE | {"holidays": {"country": "__init__"}}}), "c", "does not know"),
    (jsonl(ADD | {"id": "t", "op": ["add"]}), "t", "op: ['add'] is unknown"),
]


@pytest.mark.parametrize(("line", "name", "said"), BAD)
def test_a_bad_line_is_answered_with_what_is_wrong_and_the_rest_go_on(
    noc: Noc, line: bytes, name: str | None, said: str
) -> None:
    ran = noc("sla", "compute", "-", stdin=b"\n".join([jsonl(ADD), line, jsonl(ADD | {"id": 2})]))

    assert (ran.status, ran.err) == (3, "")
    first, second, third = map(strictly, ran.out.splitlines())
    assert (first, third) == ({"id": "a", "result": DUE}, {"id": 2, "result": DUE})
    assert (set(second), second["id"]) == ({"id", "error"}, name)
    assert said in second["error"]


def test_all_of_them_at_once_are_answered_in_order(noc: Noc) -> None:
    ran = noc("sla", "compute", stdin=b"\r\n".join(line for line, _, _ in BAD) + b"\n")

    assert ran.status == 3
    assert [strictly(line)["id"] for line in ran.out.splitlines()] == [name for _, name, _ in BAD]
    assert ran.out.isascii()


def test_ids_come_back_as_they_were(noc: Noc) -> None:
    ids = ["a", 1, 1.5, None, True, {"n": [1]}, "\x1b[31m\u202e", "\ud800", ""]

    ran = noc("sla", "compute", stdin=jsonl(*(ADD | {"id": name} for name in ids)))

    assert ran.status == 0
    assert [record["id"] for record in ran.records] == ids
    assert "\x1b" not in ran.out


def test_blank_lines_are_passed_over_and_nothing_is_answered_with_nothing(noc: Noc) -> None:
    assert (noc("sla", "compute", stdin=b"\n \n\r\n").out, noc("sla", "compute", stdin=b"").status) == ("", 0)
    assert len(noc("sla", "compute", stdin=b"\n\n" + jsonl(ADD) + b"\n\n").records) == 1


def test_a_file_that_cannot_be_read_is_refused(noc: Noc, tmp_path: Path) -> None:
    for path in (tmp_path / "gone.jsonl", tmp_path):
        with pytest.raises(BadInput, match=f"{path} cannot be read"):
            noc("sla", "compute", str(path))


def compute(path: Path, **env: str) -> Done:
    return typed("sla", "compute", path, env=environment(**env))


def test_no_store_is_opened_let_alone_made(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl"
    path.write_bytes(jsonl(ADD))

    ran = compute(path, NOC_DATABASE_URL="postgresql://127.0.0.1:1/none")

    assert (ran.status, ran.records, ran.err) == (0, [{"id": "a", "result": DUE}], "")
    assert [entry for entry in home.rglob("*") if entry.is_file()] == []


def test_fifteen_hundred_lines_take_less_than_three_seconds_of_work(tmp_path: Path) -> None:
    lines = CASES.read_bytes().splitlines()
    path = tmp_path / "many.jsonl"
    path.write_bytes(b"\n".join((lines * 4)[:1500]))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    ran = compute(path)

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (ran.status, len(ran.records)) == (0, 1500)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 3.0
