"""What was begun in triage, as text that outlives a cut line: the fields, who was found, who may read the note."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from noc_tui.desk.qualification import Qualification
from noc_tui.domain.words import Visibility
from noc_tui.text import clean, line

_WHO = ("customer_id", "contact_id", "site_id", "equipment_id")
_CALLER, _REQUEST, _READS = "caller", "on_request", "visibility"


def written(filled: Mapping[str, str], choice: Qualification, visibility: Visibility) -> str:
    """A draft of the fields as they are filled, and of what they do not say."""
    who = {name: str(getattr(choice, name) or "") for name in _WHO}
    more = {_CALLER: choice.caller, _REQUEST: "yes" if choice.on_request else "", _READS: visibility.value}
    return json.dumps({**filled, **who, **more}, ensure_ascii=False)


def begun_in(draft: str) -> Mapping[str, str]:
    """What a draft holds, by name; nothing where it is none."""
    try:
        begun = json.loads(draft or "{}")
    except ValueError:
        return {}
    if not isinstance(begun, dict):
        return {}
    return {name: clean(value) for name, value in begun.items() if isinstance(value, str)}


def taken_up(choice: Qualification, begun: Mapping[str, str]) -> Qualification:
    """A qualification with who was found when it was begun, and on which word."""
    choice = replace(choice, caller=line(begun.get(_CALLER, "")), on_request=bool(begun.get(_REQUEST)))
    if not begun.get("customer_id", "").isdecimal():
        return choice
    ids = (begun.get(name, "") for name in _WHO)
    customer, contact, site, equipment = (int(ident) if ident.isdecimal() else None for ident in ids)
    return replace(choice, customer_id=customer, contact_id=contact, site_id=site, equipment_id=equipment)


def is_other(choice: Qualification, known: Qualification) -> bool:
    """Whether somebody else was found than was known, or named."""
    return any(getattr(choice, name) != getattr(known, name) for name in (*_WHO, _CALLER))


def reader_in(begun: Mapping[str, str], otherwise: Visibility) -> Visibility:
    """Who is to read the note."""
    found = begun.get(_READS)
    return Visibility(found) if found in list(Visibility) else otherwise
