"""What every test stands on: a home of its own, a fixed zone and language, and the `external` marker."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from noc_tui.store.room import Room
    from tests.rooms import SetClock, Stores

ALL = os.environ.get("NOC_TEST_ALL") == "1"
HOMES = pytest.StashKey[Path]()
LEFT_OUT = pytest.StashKey[int]()

# How fast a machine happens to be is nothing that a property may fail on.
settings.register_profile("noc", deadline=None)
settings.load_profile("noc")


def pytest_configure(config: pytest.Config) -> None:
    """No test, not even a module while it is collected, sees the settings and data of whoever runs it."""
    for name in list(os.environ):
        if name.startswith(("NOC_", "TEXTUAL")) and not name.startswith("NOC_TEST_"):
            del os.environ[name]
    for name in ("LANGUAGE", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS"):
        os.environ.pop(name, None)
    os.environ.update(TZ="UTC", LANG="C.UTF-8", LC_ALL="C.UTF-8")
    time.tzset()

    homes = Path(tempfile.mkdtemp(prefix="noc-test-homes-"))
    config.stash[HOMES] = homes
    config.add_cleanup(lambda: shutil.rmtree(homes, ignore_errors=True))
    live_in(homes, os.environ.__setitem__)


def live_in(home: Path, setenv: Callable[[str, str], object]) -> None:
    setenv("HOME", str(home))
    for name in ("DATA", "CONFIG", "STATE", "CACHE"):
        setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    setenv("XDG_RUNTIME_DIR", str(home / "run"))


@pytest.fixture(autouse=True)
def home(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory that is this test's alone, with its settings and data folders still to be made."""
    path = Path(tempfile.mkdtemp(dir=pytestconfig.stash[HOMES]))
    live_in(path, monkeypatch.setenv)
    return path


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The address of a PostgreSQL database whose role may create others. For `external` tests only."""
    url = os.environ.get("NOC_TEST_POSTGRES", "")
    if not url:
        pytest.fail("NOC_TEST_POSTGRES names no database; .ci/run starts a server and sets it.")
    return url


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.external)])
def stores(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """Gives out rooms on one database, then the same tests run on the other."""
    from tests.rooms import PostgresStores, SqliteStores

    made: Stores
    if request.param == "sqlite":
        made = SqliteStores(tmp_path_factory.mktemp("stores"))
    else:
        made = PostgresStores(request.getfixturevalue("postgres_url"))
    yield made
    made.close()


@pytest.fixture
def clock() -> SetClock:
    """A Monday morning in November, half an hour after opening; it moves only when told."""
    from tests.rooms import SetClock

    return SetClock()


@pytest.fixture
def room(stores: Stores, clock: SetClock) -> Iterator[Room]:
    """A fresh room with customers and people in it, living by `clock`."""
    with stores.room(clock) as room:
        yield room


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves the external tests out, unless NOC_TEST_ALL=1 asks for all."""
    if ALL:
        return
    external = [item for item in items if item.get_closest_marker("external")]
    config.stash[LEFT_OUT] = len(external)
    config.hook.pytest_deselected(items=external)
    items[:] = [item for item in items if not item.get_closest_marker("external")]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A program that an external test names must be there: its absence is a failure, never a skip."""
    for marker in item.iter_markers("external"):
        for program in marker.args:
            if shutil.which(program) is None:
                pytest.fail(f"{program} is not installed, and this test is about it.", pytrace=False)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker has ended: it says how many tests it left out, and each leaves out the same."""
    if "left_out" in getattr(node, "workeroutput", {}):
        node.config.stash[LEFT_OUT] = node.workeroutput["left_out"]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In a worker: hands on what only it has counted."""
    output: dict[str, object] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["left_out"] = session.config.stash.get(LEFT_OUT, 0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    count = config.stash.get(LEFT_OUT, 0)
    if count:
        tests = "1 external test" if count == 1 else f"{count} external tests"
        terminalreporter.write_line(f"{tests} left out, for programs beside Python: NOC_TEST_ALL=1 runs them")
