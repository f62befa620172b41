"""`noc sla compute`: lines in, answers out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from noc_tui.cli.output import emit_json
from noc_tui.domain.errors import BadInput
from noc_tui.sla.compute import answer

_TRIPPED = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)
"""What a line may still raise that no one thought of: the rest go on."""


def compute_lines(file: str) -> int:
    """Answers each line of a file, or of stdin for `-`, in order; blank lines are passed over. Gives how many failed.

    Raises BadInput where the file cannot be read.
    """
    failed = 0
    with _opened(file) as source:
        for line in source:
            if line.strip():
                said = _answered(line)
                failed += "error" in said
                emit_json(said)
    return failed


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        source = Path(file).open("rb")  # noqa: SIM115
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}.", "Give a file, or - for stdin.") from error
    with source:
        yield source


def _answered(line: bytes) -> dict[str, object]:
    try:
        case = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": f"no JSON: {error}"}
    try:
        said = answer(case)
    except _TRIPPED as error:
        name = case.get("id") if isinstance(case, dict) else None
        said = {"id": name, "error": f"{type(error).__name__}: {error}"}
    return said if _can_be_written(said["id"]) else {**said, "id": None}


def _can_be_written(name: object) -> bool:
    """Whether an id comes back as JSON: NaN and Infinity are read, and are none."""
    try:
        json.dumps(name, allow_nan=False)
    except (ValueError, RecursionError):
        return False
    return True
