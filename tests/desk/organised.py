"""Technologies, teams, kinds of incident and rules for tests, brought in as a room's document brings them."""

from __future__ import annotations

from collections.abc import Sequence

from noc_tui.desk.room_document import apply_documents
from noc_tui.store.tx import Tx
from noc_tui.toml_file import Document


def organise(
    tx: Tx,
    *,
    technologies: Sequence[str] = (),
    teams: Sequence[str] = (),
    faults: Sequence[tuple[str, str]] = (),
    rules: Sequence[dict[str, str]] = (),
) -> None:
    """Lists these in the room, each kind of incident by its name and kind; rules take the place of those before."""
    said = {
        "technology": [{"name": name, "title": name.capitalize()} for name in technologies],
        "team": [{"name": name} for name in teams],
        "fault": [{"name": name, "kind": kind, "title": name.replace("_", " ")} for name, kind in faults],
        "rule": list(rules),
    }
    apply_documents(tx, [Document("room.toml", "", {name: tables for name, tables in said.items() if tables})])
