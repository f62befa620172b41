"""Calendars and profiles as the documents that people write."""

from __future__ import annotations

from typing import Any

from noc_tui.domain.errors import NotFound
from noc_tui.domain.setup import VersionRow
from noc_tui.sla.calendar import thaw_holidays
from noc_tui.store.read import setup
from noc_tui.store.read.connection import Reader


def find_version(read: Reader, kind: setup.Versioned, name: str) -> VersionRow:
    """The newest version of a calendar or profile. Raises NotFound."""
    found = setup.newest_version(read, kind, name)
    if found is None:
        raise NotFound(f"There is no {kind} “{name}”.", f"`noc {kind} list` shows them.")
    return found


def without_idle_words(document: dict[str, Any]) -> None:
    """Takes out what no version keeps: an empty title, and dates beside the rule that writes them."""
    if not document.get("title"):
        document.pop("title", None)
    if "holidays" in document:
        document.pop("holiday_dates", None)


def document_of(version: VersionRow) -> dict[str, Any]:
    """The document of a version as it was written, with the rule of its holidays in place of their dates."""
    title = {"title": version.title} if version.title else {}
    return {"name": version.name, **title, **thaw_holidays(version.spec)}
