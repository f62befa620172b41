"""Contracts: what was promised to whom, each change a new version."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from noc_tui.clock import from_us
from noc_tui.desk.actors import require
from noc_tui.desk.contract_page import ALERTING, Agreed, agreed, differences, with_option, words_in
from noc_tui.desk.setup_fields import read_fields
from noc_tui.desk.terms import room_zone
from noc_tui.desk.versions import Mistake, check_contract_words, mistake_in
from noc_tui.domain.errors import BadInput, NotFound, Refused
from noc_tui.domain.setup import ContractRow, CustomerRow, VersionRow
from noc_tui.domain.words import Role
from noc_tui.models.terms import ContractVersion
from noc_tui.store.read import people, setup
from noc_tui.store.tx import Tx
from noc_tui.text import line

Words = Mapping[str, Sequence[str]]
"""Words of the document's lists, by the list's name."""


@dataclass(frozen=True, slots=True)
class ContractEdit:
    """What the next version of a contract says otherwise; None leaves it as it is."""

    profile: str | None = None
    calendar: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    endless: bool = False
    """Its end is taken away."""
    monitoring: bool | None = None
    document: Mapping[str, object] | None = None
    """Stands in place of the whole document; the changes below come on top."""
    add: Words = field(default_factory=dict)
    drop: Words = field(default_factory=dict)
    access: Mapping[str, str] = field(default_factory=dict)
    """System → means; under the empty name the means for all of them."""
    drop_access: Sequence[str] = ()
    hours: Mapping[str, object] | None = None
    """Empty takes the limit away."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A version that was checked and may be written."""

    code: str
    customer: CustomerRow
    says: Agreed
    profile: VersionRow
    calendar: VersionRow


def add_contract(
    tx: Tx,
    customer: str,
    *,
    code: str,
    profile: str,
    calendar: str | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    monitoring: bool | None = None,
    spec: Mapping[str, object] | None = None,
    mistake: Mistake | None = None,
) -> ContractRow:
    """A contract, or its next version where the code is known.

    `spec` is what it says otherwise than its profile, and what it covers. Its alerts open tickets where the profile
    says so (G4), or the option `alerting_manager` (F8), which `monitoring` sets. Raises NotFound for an unknown
    customer, profile or calendar, BadInput for a code with blanks, dates that cross, and a `spec` that is wrong.
    """
    require(tx.actor, Role.LEAD, "write contracts")
    found, code = setup.find_customer(tx.read, customer), read_fields("contract", {"code": code})["code"]
    start = valid_from or from_us(tx.now).astimezone(room_zone(tx.read)).date()
    wanted = _Wanted(profile, calendar, start, valid_to, monitoring, spec or {})
    return _write(tx, _draft(tx, found, code, wanted, mistake or mistake_in(f"Contract {code}")))


def edit_contract(tx: Tx, code: str, edit: ContractEdit, *, mistake: Mistake | None = None) -> ContractRow:
    """The next version of a contract, from what its newest one says. Everything that `edit` does not name stays.

    Hours of its own stay; a contract in its profile's hours goes to those of a new profile. Raises NotFound for an
    unknown contract, a word to be dropped that is not there, and a technology that the room does not list, Refused
    where nothing would change, and what `add_contract` raises.
    """
    require(tx.actor, Role.LEAD, "write contracts")
    before = setup.contract_version(tx.read, line(code, 40))
    was, customer = agreed(tx.read, before), setup.customer_by_id(tx.read, before.customer_id)
    draft = _draft(tx, customer, before.code, _wanted(tx, was, edit), mistake or mistake_in(f"Contract {before.code}"))
    if not differences(was, draft.says):
        raise Refused(f"Contract {before.code} says that already.", f"`noc contract show {before.code}` tells it.")
    return _write(tx, draft)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a version is to say, still to be checked."""

    profile: str
    calendar: str | None
    valid_from: date
    valid_to: date | None
    monitoring: bool | None
    """None as profile and options say."""
    spec: Mapping[str, object]


def _draft(tx: Tx, customer: CustomerRow, code: str, wanted: _Wanted, mistake: Mistake) -> _Draft:
    profile = _newest(tx, "profile", wanted.profile)
    calendar = _newest(tx, "calendar", wanted.calendar or _own_hours(profile))
    start, end = wanted.valid_from, wanted.valid_to
    if end is not None and end < start:
        raise BadInput("A contract needs an end after its start.", "--from 2026-01-01 --to 2026-12-31")
    check_contract_words(tx, wanted.spec, mistake)
    monitors, spec = _monitoring(profile, wanted, mistake)
    owner = tx.read.value("SELECT min(customer_id) FROM contract_version WHERE code = :code", {"code": code})
    if owner not in {None, customer.id}:
        raise Refused(f"Contract {code} is another customer's.", "Choose another code.")
    to = end.isoformat() if end else None
    says = Agreed(profile.name, calendar.name, start.isoformat(), to, monitors, spec)
    return _Draft(code, customer, says, profile, calendar)


def _monitoring(profile: VersionRow, wanted: _Wanted, mistake: Mistake) -> tuple[bool, Mapping[str, object]]:
    """Whether alerts open tickets, and the document that says the same."""
    included, chosen = bool(profile.spec.get("monitoring")), ALERTING in words_in(wanted.spec, "options")
    if wanted.monitoring is None:
        return included or chosen, wanted.spec
    if chosen and not wanted.monitoring:
        raise mistake("options", f"{ALERTING} has alerts open tickets, and --no-monitoring denies it.")
    if wanted.monitoring and not included:
        return True, with_option(wanted.spec, ALERTING)
    return wanted.monitoring, wanted.spec


def _write(tx: Tx, draft: _Draft) -> ContractRow:
    says = draft.says
    row = ContractVersion(
        code=draft.code,
        v=setup.newest_v(tx.read, "contract", draft.code) + 1,
        customer_id=draft.customer.id,
        profile_version_id=draft.profile.id,
        calendar_version_id=draft.calendar.id,
        valid_from=says.valid_from,
        valid_to=says.valid_to,
        monitoring=says.monitoring,
        spec=json.dumps(dict(says.spec), ensure_ascii=False, default=str),
        at=tx.now,
        actor=tx.actor.name,
    )
    tx.session.add(row)
    tx.session.flush()
    tx.changed("setup", f"contract {draft.code}")
    assert row.id is not None
    return setup.contract_by_id(tx.read, row.id)


def _newest(tx: Tx, kind: setup.Versioned, name: str) -> VersionRow:
    found = setup.newest_version(tx.read, kind, name)
    if found is None:
        known = ", ".join(version.name for version in setup.newest_versions(tx.read, kind))
        raise NotFound(f"There is no {kind} “{name}”.", f"There are: {known}")
    return found


def _own_hours(profile: VersionRow) -> str:
    return str(profile.spec.get("calendar", "office"))


def _wanted(tx: Tx, was: Agreed, edit: ContractEdit) -> _Wanted:
    """What the version before says, changed."""
    before = _newest(tx, "profile", was.profile)
    kept = was.calendar if edit.profile is None or was.calendar != _own_hours(before) else None
    end = date.fromisoformat(was.valid_to) if was.valid_to else None
    spec = _edited(tx, was.spec, edit)
    return _Wanted(
        profile=edit.profile or was.profile,
        calendar=edit.calendar or kept,
        valid_from=edit.valid_from or date.fromisoformat(was.valid_from),
        valid_to=None if edit.endless else edit.valid_to or end,
        monitoring=_kept_silent(before, was, spec) if edit.monitoring is None else edit.monitoring,
        spec=spec,
    )


def _kept_silent(before: VersionRow, was: Agreed, spec: Mapping[str, object]) -> bool | None:
    """False where alerts open no ticket although the profile has monitoring, until the option is chosen."""
    silent = not was.monitoring and bool(before.spec.get("monitoring"))
    return False if silent and ALERTING not in words_in(spec, "options") else None


def _edited(tx: Tx, was: Mapping[str, object], edit: ContractEdit) -> dict[str, object]:
    spec = dict(was if edit.document is None else edit.document)
    if edit.monitoring is False:
        _put(spec, "options", [word for word in words_in(spec, "options") if word != ALERTING])
    for name, dropped in edit.drop.items():
        _put(spec, name, _without(words_in(spec, name), dropped, name))
    for name, added in edit.add.items():
        words = [line(word, 120) for word in added]
        if name == "technologies":
            _refuse_unlisted(tx, words)
        _put(spec, name, list(dict.fromkeys([*words_in(spec, name), *words])))
    if edit.access or edit.drop_access:
        _put(spec, "access", _access(spec.get("access"), edit))
    if edit.hours is not None:
        _put(spec, "hours", dict(edit.hours))
    return spec


def _put(spec: dict[str, object], name: str, value: Sequence[str] | Mapping[str, object] | str) -> None:
    """A field of the document; one that would be empty is left out."""
    if value:
        spec[name] = value
    else:
        spec.pop(name, None)


def _without(words: Sequence[str], dropped: Sequence[str], field: str) -> list[str]:
    for word in dropped:
        if word not in words:
            there = f"There are: {', '.join(words)}" if words else "It names none."
            raise NotFound(f"“{word}” is not among its {field}.", there)
    return [word for word in words if word not in dropped]


def _refuse_unlisted(tx: Tx, technologies: Sequence[str]) -> None:
    """A mistyped technology would cover nothing; a room that lists none takes any."""
    listed = [row.name for row in people.listed(tx.read, "technology")]
    for word in technologies if listed else ():
        if word not in listed:
            near = get_close_matches(word, listed)
            hint = f"Do you mean {', '.join(near)}?" if near else f"There are: {', '.join(listed)}"
            raise NotFound(f"The room has no technology “{word}”.", hint)


def _access(was: object, edit: ContractEdit) -> Mapping[str, object] | str:
    """The agreed means: a text for all systems, or one for each."""
    given = {line(system, 80): line(means, 120) for system, means in edit.access.items()}
    if "" in given:
        if len(given) > 1:
            raise BadInput("Access is by one means to all systems, or by one for each.", "--access SYSTEM=MEANS")
        return given[""]
    if "all" in edit.drop_access:
        return given
    if isinstance(was, str) and was:
        raise BadInput(f"Access is by {was} to all systems.", "To say it for each: --drop-access all first.")
    table = dict(was) if isinstance(was, Mapping) else {}
    for system in edit.drop_access:
        if system not in table:
            raise NotFound(f"No access to “{system}” was agreed.", f"There are: {', '.join(table) or 'none'}")
        del table[system]
    return {**table, **given}
