"""A contract as it is read: what it says, whether it holds on a day, and what each version changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from noc_tui.desk.promises import promised_lines
from noc_tui.domain.setup import ContractRow, CustomerRow, SavedRow, VersionRow
from noc_tui.store.read import setup
from noc_tui.store.read.connection import Reader

ALERTING = "alerting_manager"
"""The option by which alerts open tickets where the profile does not say so (F8)."""
LISTS = ("technologies", "activities", "exclusions", "options")
_WITHOUT = {"technologies": "every one is covered", "activities": "every one is covered", "exclusions": "none"}
"""What a list that is not there means."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a version of a contract says, everything by its name. Days are ISO days of the room's zone."""

    profile: str
    calendar: str
    valid_from: str
    valid_to: str | None
    monitoring: bool
    """Whether alerts open tickets: by the profile (G4) or by the option (F8)."""
    spec: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ContractChange:
    """One version in a contract's history."""

    saved: SavedRow
    changes: tuple[str, ...]
    """What it says otherwise than the version before; nothing for the first."""


@dataclass(frozen=True, slots=True)
class ContractPage:
    """All that is known of a version of a contract."""

    contract: ContractRow
    customer: CustomerRow
    profile: VersionRow
    """Its profile and hours in the versions that a ticket opened now would run on."""
    calendar: VersionRow
    agreed: Agreed
    not_valid: str | None
    """Why it does not hold on the day that was asked about."""
    history: tuple[ContractChange, ...]
    """Every version, the newest first."""


def contract_page(read: Reader, contract: ContractRow, day: str) -> ContractPage:
    """A version of a contract as it stands on an ISO day, with the history of the contract."""
    return ContractPage(
        contract=contract,
        customer=setup.customer_by_id(read, contract.customer_id),
        profile=setup.newest_of(read, "profile", contract.profile_version_id),
        calendar=setup.newest_of(read, "calendar", contract.calendar_version_id),
        agreed=agreed(read, contract),
        not_valid=why_not_valid(contract, day) or _replaced(read, contract, day),
        history=tuple(contract_history(read, contract.code)),
    )


def agreed(read: Reader, contract: ContractRow) -> Agreed:
    """What a version says. Monitoring that its profile does not bring is the option, also where it was not written."""
    profile = setup.version_by_id(read, "profile", contract.profile_version_id)
    spec = contract.spec
    if contract.monitoring and not profile.spec.get("monitoring"):
        spec = with_option(spec, ALERTING)
    return Agreed(
        profile=profile.name,
        calendar=setup.version_by_id(read, "calendar", contract.calendar_version_id).name,
        valid_from=contract.valid_from,
        valid_to=contract.valid_to,
        monitoring=contract.monitoring,
        spec=spec,
    )


def with_option(spec: Mapping[str, object], option: str) -> dict[str, object]:
    """The document with one option more."""
    return {**spec, "options": list(dict.fromkeys([*words_in(spec, "options"), option]))}


def words_in(spec: Mapping[str, object], field: str) -> list[str]:
    """One of the document's lists of words; empty where it has none."""
    value = spec.get(field)
    return [str(word) for word in value] if isinstance(value, list | tuple) else []


def why_not_valid(contract: ContractRow, day: str) -> str | None:
    """Why a version of a contract does not hold on an ISO day; None where it does."""
    if day < contract.valid_from:
        return f"begins on {contract.valid_from}"
    if contract.valid_to is not None and contract.valid_to < day:
        return f"ended on {contract.valid_to}"
    return None


def _replaced(read: Reader, contract: ContractRow, day: str) -> str | None:
    held = setup.contract_begun(read, contract.code, day)
    return None if held is None or held.id == contract.id else f"v{held.v} stands in its place"


def contract_history(read: Reader, code: str) -> list[ContractChange]:
    """Every version of a contract, the newest first, with what it changed."""
    found: list[ContractChange] = []
    before: Agreed | None = None
    for saved in setup.saved_versions(read, "contract", code):
        now = agreed(read, setup.contract_by_id(read, saved.id))
        found.append(ContractChange(saved, tuple(differences(before, now)) if before else ()))
        before = now
    return found[::-1]


def differences(before: Agreed, after: Agreed) -> list[str]:
    """What changed between two versions, a line each; empty where they say the same."""
    plain = (
        ("profile", before.profile, after.profile),
        ("hours", before.calendar, after.calendar),
        ("from", before.valid_from, after.valid_from),
        ("to", before.valid_to or "no end", after.valid_to or "no end"),
        ("hours of work", said_hours(before.spec.get("hours")), said_hours(after.spec.get("hours"))),
    )
    told = [f"{what}: {was} → {now}" for what, was, now in plain if was != now]
    for field in LISTS:
        told += _list_changes(field, words_in(before.spec, field), words_in(after.spec, field))
    chosen = (ALERTING in words_in(spec, "options") for spec in (before.spec, after.spec))
    if before.monitoring != after.monitoring and len(set(chosen)) == 1:
        told.append(f"alerts open tickets: {_yes(before.monitoring)} → {_yes(after.monitoring)}")
    was, now = (dict(_flat(spec)) for spec in (before.spec, after.spec))
    for path in dict.fromkeys([*was, *now]):
        if was.get(path) != now.get(path):
            told.append(f"{path}: {was.get(path, 'nothing')} → {now.get(path, 'nothing')}")
    return told


def _list_changes(field: str, was: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    signs = [f"+ {word}" for word in now if word not in was] + [f"− {word}" for word in was if word not in now]
    if signs:
        yield f"{field}: {', '.join(signs)}"
    elif list(was) != list(now):
        yield f"{field}: in another order"


def _flat(spec: Mapping[str, object], path: str = "") -> Iterator[tuple[str, str]]:
    """Path and value of everything in a document but its lists of words and its hours of work."""
    for name, value in spec.items():
        if not path and name in {*LISTS, "hours"}:
            continue
        here = f"{path}.{name}" if path else name
        if isinstance(value, Mapping) and value:
            yield from _flat(value, here)
        else:
            yield here, _said(value)


def _said(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "nothing"
    if isinstance(value, Mapping):
        return "no target"  # `{}` takes a promise of the profile back
    return _yes(value) if isinstance(value, bool) else str(value)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def contract_lines(page: ContractPage) -> Iterator[str]:
    """What a version of a contract says, in lines that a person can read; those that belong to a head are indented."""
    said = page.agreed
    yield f"{page.contract.code} v{page.contract.v}  {page.customer.name} ({page.customer.code})"
    yield f"profile {page.profile.name} v{page.profile.v}, hours {page.calendar.name} v{page.calendar.v}"
    until = f"to {said.valid_to}" if said.valid_to else "without an end"
    yield f"from {said.valid_from} {until}: {page.not_valid or 'in force'}"
    yield from _covered(said.spec)
    yield f"options: {', '.join(map(_plain, words_in(said.spec, 'options'))) or 'none'}"
    yield f"alerts open tickets: {_yes(said.monitoring)}"
    yield from _access(said.spec.get("access"))
    yield f"hours of work: {said_hours(said.spec.get('hours'))}"
    yield "promised"
    for line in promised_lines(page.profile.spec, said.spec, calendar=page.calendar.name):
        yield f"  {line}"


def _covered(spec: Mapping[str, object]) -> Iterator[str]:
    """What is covered and left out, numbered as the verdict of a triage names it."""
    for field, without in _WITHOUT.items():
        words = words_in(spec, field)
        yield field if words else f"{field}: {without}"
        for number, word in enumerate(words, 1):
            yield f"  {number:>2}  {word}"


def _access(access: object) -> Iterator[str]:
    """By which agreed means a customer's systems are reached (F6, Y7)."""
    if not access:
        yield "access: no means agreed"
    elif isinstance(access, Mapping):
        yield "access"
        for system, means in access.items():
            yield f"  {system}: {means}"
    else:
        yield f"access: {access}"


def said_hours(hours: object) -> str:
    """How many hours of work are paid for, in which period."""
    return f"{hours['amount']:g} a {hours['per']}" if isinstance(hours, Mapping) and hours else "without a limit"


def _plain(word: str) -> str:
    return word.replace("_", " ")
