"""What the shape of the code promises and import-linter's contracts cannot say."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "noc_tui"
FOLDERS = [PACKAGE, ROOT / "tests", ROOT / "bench", ROOT / "scripts"]
LONGEST = 400

NOW = {
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "sqlalchemy.func.now",
}


def test_only_the_clock_asks_what_time_it_is() -> None:
    asked = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path != PACKAGE / "clock.py"
        for line, name in mentions_of_now(path.read_text(encoding="utf-8"))
    ]

    assert not asked, "these want a noc_tui.clock.Clock handed to them"


@pytest.mark.parametrize(
    "source",
    [
        "import datetime\ndatetime.datetime.now(datetime.UTC)",
        "import datetime as dt\ndt.datetime.utcnow()",
        "from datetime import datetime as instant\nfield(default_factory=instant.now)",
        "from datetime import date\ndate.today()",
        "import time\ntime.time()",
        "def later():\n    from time import time as seconds\n    return seconds()",
    ],
)
def test_the_present_is_found_under_any_name(source: str) -> None:
    assert list(mentions_of_now(source))


@pytest.mark.parametrize(
    "source",
    [
        "import time\ntime.monotonic()",
        "def due(now):\n    return now()",
        "from noc_tui.clock import system_clock\nsystem_clock()",
    ],
)
def test_a_clock_that_was_handed_over_may_be_asked(source: str) -> None:
    assert not list(mentions_of_now(source))


def test_package_init_files_are_empty_so_that_importing_a_module_loads_only_that_module() -> None:
    inits = [path for path in PACKAGE.rglob("__init__.py") if path.parent != PACKAGE]

    assert len(inits) > 5
    assert [path for path in inits if path.stat().st_size] == []


def test_a_file_is_one_room() -> None:
    files = [path for folder in FOLDERS for kind in ("*.py", "*.tcss") for path in folder.rglob(kind)]
    files = [path for path in files if path.parent.name != "versions"]  # a migration lists columns
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in files}

    assert {file: length for file, length in lengths.items() if length > LONGEST} == {}


def mentions_of_now(source: str) -> Iterator[tuple[int, str]]:
    """Line and full name of everything in `source` that tells the present time."""
    tree = ast.parse(source)
    names = imported_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            name = full_name(node, names)
            if name in NOW:
                yield node.lineno, name


def imported_names(tree: ast.AST) -> dict[str, str]:
    """The full name of what each imported name stands for."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname: alias.name for alias in node.names if alias.asname}
            names |= {alias.name: alias.name for alias in node.names if not alias.asname}
        elif isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def full_name(node: ast.expr, names: dict[str, str]) -> str:
    """`dt.datetime.now` as `datetime.datetime.now`; empty for what is no imported name."""
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute):
        owner = full_name(node.value, names)
        return f"{owner}.{node.attr}" if owner else ""
    return ""
