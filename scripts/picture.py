"""Draws the README's pictures with the program itself: the demo room on a Friday afternoon, at 160x42."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from noc_tui.app import NocApp
from noc_tui.config import Config
from noc_tui.demo.loading import load
from noc_tui.desk.live import LiveRoom
from noc_tui.desk.room import open_room
from noc_tui.screens.queue import new_queue_screen

AT = datetime(2026, 11, 20, 16, 12, tzinfo=UTC)
SIZE = (160, 42)
PICTURES = {
    "queue": ("down", "down", "down", "space"),
    "triage": ("/", *"phase:triage origin:customer", "enter", "t", "1", "tab", "tab", "h", "tab", "h"),
}
"""Name and the keys that lead there."""


async def draw(target: Path, keys: Sequence[str]) -> None:
    """Writes a picture as SVG."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/room.db"
        room = open_room(url, lambda: AT)
        load(room, "rossi", at=AT, seed=7)
        live = LiveRoom(room, "rossi")
        live.begin()
        app = NocApp(live, new_queue_screen(live), Config(db=url))
        async with app.run_test(size=SIZE) as pilot:
            for key in keys:
                await pilot.press({"/": "slash", ":": "colon", " ": "space"}.get(key, key))
                await pilot.pause(0.1)
            await pilot.pause(0.5)
            target.write_text(_plain(app.export_screenshot(title="noc")), encoding="utf-8")
        live.close()


def _plain(svg: str) -> str:
    """The picture without fonts from elsewhere: whatever monospace font the reader has."""
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


if __name__ == "__main__":
    for name, keys in PICTURES.items():
        asyncio.run(draw(Path(sys.argv[1] if len(sys.argv) > 1 else "docs") / f"{name}.svg", keys))
