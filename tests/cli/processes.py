"""Commands as they are typed, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Done:
    """What a process left behind."""

    status: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """The JSON objects on stdout, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]


def environment(**changed: str | None) -> dict[str, str]:
    """This test's environment, with some of it changed or, where None, gone."""
    given: Mapping[str, str | None] = {**os.environ, "PYTHONPATH": str(ROOT), **changed}
    return {name: value for name, value in given.items() if value is not None}


def typed(*words: str | Path, stdin: bytes | int = b"", env: Mapping[str, str] | None = None, **options: Any) -> Done:
    """`noc` with these words."""
    given: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": 60}
    given |= {"input": stdin} if isinstance(stdin, bytes) else {"stdin": stdin}
    argv = [sys.executable, "-m", "noc_tui", *map(str, words)]
    ran = subprocess.run(argv, check=False, env=env or environment(), **(given | options))
    return Done(ran.returncode, (ran.stdout or b"").decode(), (ran.stderr or b"").decode())
