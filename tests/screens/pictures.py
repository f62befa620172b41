"""Screens as plain text, compared with how they looked before.

`NOC_TEST_NEW_PICTURES=1` writes them anew: look at what changed before it is committed.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.screens.desks import Desk

FOLDER = Path(__file__).parent / "snapshots"
NEW = os.environ.get("NOC_TEST_NEW_PICTURES") == "1"


def looks_as_before(desk: Desk, name: str) -> None:
    """Compares the screen with the picture of that name and the screen's size."""
    size = desk.app.size
    path = FOLDER / f"{name}-{size.width}x{size.height}.txt"
    if NEW:
        path.write_text(desk.text + "\n", encoding="utf-8")
    assert path.exists(), f"{path.name} is a new picture: NOC_TEST_NEW_PICTURES=1 draws it"
    assert desk.text.split("\n") == path.read_text("utf-8").removesuffix("\n").split("\n")
