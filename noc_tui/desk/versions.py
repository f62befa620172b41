"""Calendars and profiles: each save is a new version, and open tickets follow only where somebody says so."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlmodel import insert

from noc_tui import resources
from noc_tui.clock import from_us
from noc_tui.desk.actors import require
from noc_tui.desk.faults import install_faults
from noc_tui.desk.terms import words
from noc_tui.domain.errors import BadInput, Refused
from noc_tui.domain.setup import VersionRow
from noc_tui.domain.words import Role
from noc_tui.models.terms import CalendarVersion, ProfileVersion
from noc_tui.sla.calendar import freeze_holidays, never_opens, parse_calendar
from noc_tui.sla.errors import ProfileError, SlaError
from noc_tui.sla.profile import check_overrides, check_profile
from noc_tui.store.read import setup
from noc_tui.store.tx import Tx
from noc_tui.text import line
from noc_tui.toml_file import parse_document

HOLIDAYS_FROM, HOLIDAYS_TO = 2015, 2040
"""Years for which library holidays are written into a calendar's version."""
_TABLES = {"calendar": CalendarVersion, "profile": ProfileVersion}

Mistake = Callable[[str, str], BadInput]
"""Makes the refusal of a field, by its path and what is wrong with it: a file's reader adds file and line."""


def mistake_in(what: str) -> Mistake:
    """The refusal of a field of something that stands in no file."""
    return lambda where, message: BadInput(f"{what}: {f'{where}: ' if where else ''}{message}")


def install_shipped(tx: Tx) -> None:
    """Brings the shipped calendars, profiles and kinds of incident into a store that has none of that name."""
    require(tx.actor, Role.ADMIN, "bring back what ships")
    for kind, save in (("calendar", save_calendar), ("profile", save_profile)):
        for name in resources.names(f"{kind}s", ".toml"):
            path = f"{kind}s/{name}"
            document = parse_document(path, resources.read_text(path))
            if setup.newest_version(tx.read, _versioned(kind), document.data["name"]) is None:
                save(tx, document.data, mistake=document.mistake)
    install_faults(tx)


def _versioned(kind: str) -> setup.Versioned:
    return "calendar" if kind == "calendar" else "profile"


def save_calendar(tx: Tx, document: Mapping[str, Any], *, mistake: Mistake | None = None) -> VersionRow:
    """A calendar, or its next version, its holidays written out.

    Raises BadInput where the document is wrong, and where the calendar never opens in the next 400 days; Refused where
    its newest version says the same, to the dates of its holidays.
    """
    require(tx.actor, Role.LEAD, "write calendars")
    mistake = mistake or mistake_in(f"Calendar {document.get('name')}")
    name = _named(document, mistake)
    _refuse_near_twin(tx, "calendar", name, mistake)
    spec = {field: value for field, value in document.items() if field not in {"name", "title"}}
    if "holidays" not in spec:
        spec.pop("holiday_rule", None)  # dates written by hand have no rule, and are not to give way to one
    try:
        spec = freeze_holidays(spec, HOLIDAYS_FROM, HOLIDAYS_TO)
        never = never_opens(parse_calendar(spec), from_us(tx.now).date())
    except SlaError as error:
        where, _, message = error.message.partition(": ")
        raise (mistake(where, message) if message else mistake("", error.message)) from error
    if never:
        raise mistake("hours", f"it never opens: {never}. Give it hours on which work is done.")
    return _save(tx, "calendar", name, document.get("title", ""), spec)


def save_profile(tx: Tx, document: Mapping[str, Any], *, mistake: Mistake | None = None) -> VersionRow:
    """A profile, or its next version.

    Raises BadInput where the document or the calendar it names is wrong, Refused where its newest version says the
    same.
    """
    require(tx.actor, Role.LEAD, "write profiles")
    mistake = mistake or mistake_in(f"Profile {document.get('name')}")
    name = _named(document, mistake)
    _refuse_near_twin(tx, "profile", name, mistake)
    try:
        check_profile(document, words())
    except ProfileError as error:
        raise mistake(error.where, error.said) from error
    _refuse_unknown_calendars(tx, {"calendar": document["calendar"], **_on_call(document)}, mistake)
    spec = {field: value for field, value in document.items() if field not in {"name", "title"}}
    return _save(tx, "profile", name, document.get("title", ""), spec)


def check_contract_words(tx: Tx, spec: Mapping[str, object], mistake: Mistake) -> None:
    """Raises BadInput where a contract says something otherwise than its profile that it cannot."""
    try:
        check_overrides(spec, words())
    except ProfileError as error:
        raise mistake(error.where, error.said) from error
    _refuse_unknown_calendars(tx, _on_call(spec), mistake)


def _on_call(document: Mapping[str, Any]) -> dict[str, str]:
    return {f"on_call.{category}": calendar for category, calendar in (document.get("on_call") or {}).items()}


def _refuse_unknown_calendars(tx: Tx, named: Mapping[str, str], mistake: Mistake) -> None:
    for where, name in named.items():
        if setup.newest_version(tx.read, "calendar", name) is None:
            known = ", ".join(version.name for version in setup.newest_versions(tx.read, "calendar"))
            raise mistake(where, f"there is no calendar “{name}”. There are: {known}.")


def _named(document: Mapping[str, Any], mistake: Mistake) -> str:
    name = document.get("name")
    if not isinstance(name, str) or not name or line(name, 60) != name or " " in name:
        raise mistake("name", "expected one word that the calendar or profile goes by.")
    if not isinstance(document.get("title", ""), str):
        raise mistake("title", "expected a text.")
    return name


def _refuse_near_twin(tx: Tx, kind: setup.Versioned, name: str, mistake: Mistake) -> None:
    """Raises BadInput where a new name differs from one that is there in letter case alone."""
    there = [version.name for version in setup.newest_versions(tx.read, kind)]
    twins = [one for one in there if one.casefold() == name.casefold()]
    if twins and name not in twins:
        raise mistake("name", f"“{twins[0]}” is there already; write it like that.")


def _save(tx: Tx, kind: setup.Versioned, name: str, title: str, spec: Mapping[str, object]) -> VersionRow:
    before = setup.newest_version(tx.read, kind, name)
    title, text = line(title, 120), json.dumps(spec, ensure_ascii=False, default=str)
    if before is not None and (before.title, before.spec) == (title, json.loads(text)):
        raise Refused(f"{kind.capitalize()} {name} says that already.", f"`noc {kind} show {name}` tells it.")
    row = {
        "name": name,
        "v": before.v + 1 if before else 1,
        "title": title,
        "spec": text,
        "at": tx.now,
        "actor": tx.actor.name,
    }
    tx.connection.execute(insert(_TABLES[kind]), [row])
    tx.changed("setup", f"{kind} {name}")
    added = setup.newest_version(tx.read, kind, name)
    assert added is not None
    return added
