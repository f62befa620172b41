"""The lock files are complete, hold nothing but names, versions and hashes, and follow pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PIN = re.compile(r"([a-z0-9-]+)==([a-z0-9.!+]+)((?: --hash=sha256:[0-9a-f]{64})+)")


@pytest.mark.parametrize("file", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_holds_names_versions_and_hashes_only(file: str) -> None:
    assert pins(file)
    assert [line for line in logical_lines(file) if not PIN.fullmatch(line)] == []


def test_what_the_program_needs_is_locked() -> None:
    wanted = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]

    assert unmet(wanted, pins("requirements.lock")) == []


def test_what_the_tests_need_is_locked_on_top_of_it() -> None:
    runtime, dev = pins("requirements.lock"), pins("requirements-dev.lock")

    assert unmet(PROJECT["project"]["optional-dependencies"]["dev"], runtime | dev) == []
    assert runtime.keys() & dev.keys() == set()


def logical_lines(file: str) -> list[str]:
    """The lines that pip sees: continued ones joined, comments left out."""
    text = (ROOT / file).read_text("utf-8")
    return [line for line in re.sub(r" \\\n +", " ", text).splitlines() if not line.startswith("#")]


def pins(file: str) -> dict[str, str]:
    """The locked version of each package."""
    return {match[1]: match[2] for line in logical_lines(file) if (match := PIN.fullmatch(line))}


def unmet(requirements: list[str], locked: dict[str, str]) -> list[str]:
    """The requirements for which no fitting version is locked; `make lock` is the cure."""
    return [
        text
        for text in requirements
        if (requirement := Requirement(text))
        and not requirement.specifier.contains(locked.get(canonicalize_name(requirement.name), "0"))
    ]
