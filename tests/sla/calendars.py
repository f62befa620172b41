"""Calendars that the tests of business time share, and instants as they are read on a wall clock."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

CASES = Path(__file__).parent.parent / "data" / "sla" / "cases.jsonl"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
WEEK = (*WEEKDAYS, "sat", "sun")

Doc = dict[str, Any]


def every_day(*windows: tuple[str, str], days: tuple[str, ...] = WEEK, timezone: str = "Europe/Rome") -> Doc:
    return {"timezone": timezone, "hours": {day: [list(window) for window in windows] for day in days}}


OFFICE = every_day(("08:30", "12:30"), ("14:00", "18:00"), days=WEEKDAYS)
OFFICE_IN_MILAN = OFFICE | {"holidays": {"country": "IT", "subdivision": "MI"}}
ALWAYS = every_day(("00:00", "24:00"))
NIGHTS = every_day(("22:00", "06:00"))


def at(text: str, timezone: str = "Europe/Rome", *, fold: int = 0) -> int:
    """UTC seconds of a local time; `fold` 1 is the second time an hour is passed."""
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(timezone), fold=fold)
    return int(local.timestamp())


def cases() -> list[Doc]:
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
