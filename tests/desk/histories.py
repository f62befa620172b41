"""Exports of another desk, as files to bring in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from noc_tui.clock import to_us
from noc_tui.desk.importing import Imported, bring_in
from noc_tui.desk.importing_map import read_map
from noc_tui.desk.importing_rows import History, Rejected, gathered
from noc_tui.domain.actor import Actor
from noc_tui.store.room import Room
from tests.rooms import LIA, ROME

SAMPLES = Path(__file__).parents[1] / "data" / "history"
REAL = SAMPLES / "servicenow_incident_log.csv"
HEAD = REAL.read_text(encoding="utf-8").splitlines()[0].split(",")
NOW = to_us(datetime(2026, 11, 23, tzinfo=UTC))


def change(number: str = "INC1", state: str = "New", at: str = "02-03-2016 09:00", **more: str) -> dict[str, str]:
    """A row of the log: by default a ticket just opened, by phone, for the team Mail."""
    return dict.fromkeys(HEAD, "?") | {
        "number": number,
        "incident_state": state,
        "opened_at": "02-03-2016 09:00",
        "opened_by": "Opened by  8",
        "sys_updated_at": at,
        "sys_updated_by": "Updated by 21",
        "contact_type": "Phone",
        "category": "Mail",
        "assignment_group": "Mail",
        **more,
    }


def log(folder: Path, rows: Iterable[Mapping[str, str]], head: Sequence[str] = tuple(HEAD), name: str = "log") -> str:
    """A file with these rows; its path."""
    text = io.StringIO()
    writer = csv.DictWriter(text, head)
    writer.writeheader()
    writer.writerows(rows)
    path = folder / f"{name}.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    return str(path)


def real_rows(tickets: int | None = None) -> list[dict[str, str]]:
    """The rows of the first tickets of the real log, or of all."""
    with REAL.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wanted = set(list(dict.fromkeys(row["number"] for row in rows))[:tickets])
    return [row for row in rows if row["number"] in wanted]


def understood(path: str, plan: str = "servicenow", zone: ZoneInfo = ROME) -> tuple[list[History], list[Rejected]]:
    """What is read of a file, ticket by ticket, and what is not."""
    rejected: list[Rejected] = []
    with gathered(path, read_map(plan), zone, NOW, rejected.append) as found:
        return list(found.histories()), rejected


def brought_in(
    room: Room, path: str, plan: str = "servicenow", *, actor: Actor = LIA, customer_id: int | None = None
) -> list[Imported]:
    """What becomes of each ticket of a file."""
    read = read_map(plan)
    with gathered(path, read, ROME, NOW, lambda _: None) as found:
        return list(bring_in(room, actor, read, found.histories(), customer_id=customer_id))
