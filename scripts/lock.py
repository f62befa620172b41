"""Writes requirements.lock and requirements-dev.lock from pyproject.toml: names, versions and hashes only.

The newest versions that fit together are resolved once, by the pip of the Python that runs this. Wheels that
differ by machine are then asked for on every machine in `MACHINES`, so that one lock serves them all.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14", "3.15")
# For each kind of machine the platform tags it takes, the oldest first: its wheels fit the most machines.
MACHINES = {
    "Linux x86_64": ("manylinux2014_x86_64", "manylinux_2_17_x86_64", "manylinux_2_28_x86_64"),
    "Linux aarch64": ("manylinux2014_aarch64", "manylinux_2_17_aarch64", "manylinux_2_28_aarch64"),
    "macOS arm64": ("macosx_14_0_arm64",),
    "macOS x86_64": ("macosx_14_0_x86_64",),
}


class Wheel(NamedTuple):
    """A wheel as the package index offers it."""

    pin: str
    """`name==version`, the name normalised."""
    sha256: str
    everywhere: bool
    """Fits every machine and Python 3."""


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    dev = project["project"]["optional-dependencies"]["dev"]

    run_wheels = resolve(runtime)
    run_pins = {wheel.pin for wheel in run_wheels}
    dev_wheels = [wheel for wheel in resolve([*run_pins, *dev]) if wheel.pin not in run_pins]

    hashes = all_hashes([*run_wheels, *dev_wheels])
    write("requirements.lock", run_wheels, hashes)
    write("requirements-dev.lock", dev_wheels, hashes)


def resolve(requirements: Iterable[str]) -> list[Wheel]:
    """The wheels that satisfy `requirements` and all they need, for this machine."""
    return ask_pip(sorted(requirements), ())


def all_hashes(wheels: Sequence[Wheel]) -> dict[str, set[str]]:
    """The SHA-256 of every wheel of the same versions that some machine may need, by pin."""
    hashes: defaultdict[str, set[str]] = defaultdict(set)
    for wheel in wheels:
        hashes[wheel.pin].add(wheel.sha256)
    differing = sorted(wheel.pin for wheel in wheels if not wheel.everywhere)
    for machine, tags in MACHINES.items():
        for python in PYTHONS:
            print(f"Hashes for {machine}, Python {python}")
            platforms = [word for tag in tags for word in ("--platform", tag)]
            options = ("--no-deps", "--target", "unused", "--python-version", python, *platforms)
            for wheel in ask_pip(differing, options):
                hashes[wheel.pin].add(wheel.sha256)
    return hashes


def ask_pip(requirements: Sequence[str], options: Sequence[str]) -> list[Wheel]:
    """What pip would install for `requirements`, without doing it. Ends the program where there is no way."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
        command += ["--only-binary", ":all:", "--report", str(report), *options, *requirements]
        done = subprocess.run(command, check=False)
        if done.returncode:
            sys.exit("pip found no set of wheels for this; the lock files are as they were.")
        return [wheel_of(entry) for entry in json.loads(report.read_text(encoding="utf-8"))["install"]]


def wheel_of(entry: dict[str, Any]) -> Wheel:
    """One entry of pip's installation report."""
    name = re.sub(r"[-_.]+", "-", entry["metadata"]["name"]).lower()
    download = entry["download_info"]
    _, _, sha256 = download["archive_info"]["hash"].partition("sha256=")
    return Wheel(f"{name}=={entry['metadata']['version']}", sha256, download["url"].endswith("-none-any.whl"))


def write(file: str, wheels: Sequence[Wheel], hashes: dict[str, set[str]]) -> None:
    """Writes a lock file in pip's format, sorted, so that a change of version is a small difference."""
    text = "# Written by `make lock` from pyproject.toml.\n"
    for pin in sorted(wheel.pin for wheel in wheels):
        text += " \\\n    ".join([pin, *(f"--hash=sha256:{sha256}" for sha256 in sorted(hashes[pin]))]) + "\n"
    (ROOT / file).write_text(text, encoding="utf-8")
    print(f"{file}: {len(wheels)} packages")


if __name__ == "__main__":
    main()
