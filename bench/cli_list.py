"""`noc ticket list` beside taskwarrior's `task limit:50 list`: 50 of so many open tickets, and as many tasks.

    python -m bench.cli_list [--tickets 10000] [--repeat 30] [--store FILE]

Both list the same subjects; the tasks are made from the tickets. The two take turns, after a first run of each that
is not counted, so that both find their files and byte code in memory.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.report import Figure, machine, middle, table
from bench.rooms import demo_room

TARGET = 1.2
"""How much longer than taskwarrior the list may take, at most."""
_PRIORITIES = {"P1": "H", "P2": "M", "P3": "L"}


@dataclass(frozen=True, slots=True)
class Runner:
    """A program that is measured, and how long its runs took."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    wall_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)

    def run(self) -> str:
        """One run that is not measured. Gives all that it wrote."""
        ran = subprocess.run(self.argv, env=self.env, capture_output=True, text=True, check=True)
        return ran.stdout + ran.stderr

    def measure(self) -> None:
        """One run into nothing."""
        began = time.perf_counter()
        with subprocess.Popen(self.argv, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        self.wall_ms.append((time.perf_counter() - began) * 1000)
        self.cpu_ms.append((usage.ru_utime + usage.ru_stime) * 1000)
        if process.returncode:
            raise SystemExit(f"{self.name} left with {process.returncode}")


def main() -> None:
    """Makes the stores, measures, prints."""
    options = _options()
    if shutil.which("task") is None:
        raise SystemExit("taskwarrior (task) is not installed: there is nothing to compare with")
    with tempfile.TemporaryDirectory(prefix="noc-bench-") as folder:
        store = options.store or Path(folder) / "room.db"
        demo_room(store, options.tickets, options.tickets)
        noc = Runner("noc ticket list", [*_noc(), "--db", f"sqlite:///{store}", "ticket", "list"], environment())
        task = Runner("task limit:50 list", ["task", "limit:50", "list"], _tasks(noc, Path(folder) / "tasks"))
        python = Runner("python, doing nothing", [sys.executable, "-c", "pass"], environment())
        _check(noc.run(), f"50 of {options.tickets} tickets")
        _check(task.run(), f"{options.tickets} tasks, 50 shown")
        for _ in range(options.repeat):
            for runner in (noc, task, python):
                runner.measure()
        _print(options, (noc, task, python))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.cli_list", description=__doc__)
    parser.add_argument("--tickets", type=int, default=10_000, help="open tickets, and tasks")
    parser.add_argument("--repeat", type=int, default=30, help="runs of each")
    parser.add_argument("--store", type=Path, help="a store of so many open tickets; made, and kept, if it is missing")
    return parser.parse_args()


def environment() -> dict[str, str]:
    """This environment, with byte code kept as it is for whoever installs the program."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("NOC_", "TASK"))}
    return {name: value for name, value in env.items() if name not in {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}}


def _noc() -> list[str]:
    script = Path(sys.executable).with_name("noc")
    return [str(script)] if script.exists() else [sys.executable, "-m", "noc_tui"]


def _tasks(noc: Runner, folder: Path) -> dict[str, str]:
    """Taskwarrior's environment, its tasks made of the tickets."""
    folder.mkdir()
    (folder / "taskrc").write_text(f"data.location={folder}\nconfirmation=off\nnews.version=99.0.0\n")
    env = environment() | {"TASKRC": str(folder / "taskrc"), "TASKDATA": str(folder)}
    everything = subprocess.run([*noc.argv, "--all", "--json"], env=noc.env, capture_output=True, text=True, check=True)
    tasks = [_task(json.loads(line)) for line in everything.stdout.splitlines()]
    imported = json.dumps(tasks)
    subprocess.run(["task", "import", "-"], input=imported, env=env, capture_output=True, text=True, check=True)
    return env


def _task(ticket: Mapping[str, object]) -> dict[str, object]:
    task = {
        "description": ticket["subject"],
        "status": "pending",
        "entry": _compact(ticket["opened_at"]),
        "due": _compact(ticket["next_due"]),
        "project": ticket["customer"],
        "priority": _PRIORITIES.get(str(ticket["priority"])),
        "tags": [f"L{ticket['level']}"],
    }
    return {name: value for name, value in task.items() if value is not None}


def _compact(instant: object) -> str | None:
    return str(instant).replace("-", "").replace(":", "") if instant else None


def _check(written: str, wanted: str) -> None:
    if wanted not in written:
        raise SystemExit(f"“{wanted}” was to be in:\n{written[-2000:]}")


def _print(options: argparse.Namespace, runners: Sequence[Runner]) -> None:
    noc, task, _ = (statistics.median(runner.wall_ms) for runner in runners)
    print(f"{options.tickets:,} open, {options.repeat} runs of each; medians. {machine()}")
    figures = [_figure(runner.name, runner.wall_ms) for runner in runners]
    cpu = [_figure(f"{runner.name}, CPU", runner.cpu_ms) for runner in runners]
    print(table([*figures, *cpu, Figure("noc / task", noc / task, "", TARGET)]))


def _figure(what: str, times_ms: Sequence[float]) -> Figure:
    median, worst = middle(times_ms, "ms")
    return Figure(what, median, "ms", beside=f"best {min(times_ms):.0f}, {worst}")


if __name__ == "__main__":
    main()
