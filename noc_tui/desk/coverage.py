"""The first check: is there a contract on that day, and does it cover what is asked, by what means (C7, F6, F7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from noc_tui.desk.access import Access, access_to
from noc_tui.desk.activities import categories_covered
from noc_tui.desk.contract_page import words_in
from noc_tui.desk.hours import PaidHours, hours_used, window_told
from noc_tui.desk.terms import (
    TermsBook,
    TermsRef,
    contracts_in_force,
    holds_for,
    local,
    promises_of,
    room_zone,
    terms_of_contract,
    terms_on_request,
)
from noc_tui.domain.setup import ContractRow, EquipmentRow, VersionRow
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Category, Reason
from noc_tui.store.read import people, setup
from noc_tui.store.read.connection import Reader

ON_REQUEST_OFFER = "Support on Request: as soon as possible, no target, its cost is worked out when the work ends."
_OPTIONS = {
    "evo": "Evo Support: kept up to date",
    "courtesy_devices": "courtesy devices",
    "redundancy": "a redundant system may be put in service",
}


class Verdict(StrEnum):
    """Whether the work is covered."""

    COVERED = "covered"
    NOT_COVERED = "not covered"
    NO_CONTRACT = "no contract"
    UNKNOWN = "not known yet"


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """One thing that was looked at; `ok` is None where it cannot be said, or decides nothing."""

    ok: bool | None
    text: str
    passing: bool = False
    """True of this moment: shown, and no part of the ticket's record."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The verdict with all that it was reached by."""

    verdict: Verdict
    title: str
    lines: tuple[CoverageLine, ...]
    why: str
    """Why it is not covered, or not known, and what can be done; empty where it is covered."""
    window: str
    """Whether the hours are open now, and what is left of today's, or when they open."""
    hours: PaidHours | None
    """The hours of work that are paid for; None where none are agreed."""
    access: str | None
    """The agreed means of remote access (Y7)."""
    terms: TermsRef
    """What the ticket runs on by that contract, or without one."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be covered, reported on which day, looked at when."""

    category: str
    technology: str | None
    device: EquipmentRow | None
    day: date
    now: int
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return local(self.now, self.zone).date()


@dataclass(frozen=True, slots=True)
class _Finding:
    """A line, and whether it speaks for the verdict."""

    line: CoverageLine
    decides: bool = False


def coverage(
    read: Reader,
    *,
    customer_id: int | None,
    at: int,
    technology: str | None,
    category: str,
    equipment_id: int | None,
    now: int,
    runs_on: int | None = None,
    book: TermsBook | None = None,
) -> Coverage:
    """What the contract valid on the day of the report `at` says of such work; hours and window as of `now`.

    Where several hold, it is the first that does not leave it out. `runs_on` is the contract's version that a ticket
    runs on: it comes first, and holds though it was signed after the report, unless it ended before. Instants are UTC
    microseconds; `book` keeps what was read before. Raises NotFound for an unknown customer or device.
    """
    zone = room_zone(read)
    day, book = local(at, zone).date(), book or TermsBook()
    device = people.equipment_by_id(read, equipment_id) if equipment_id is not None else None
    asked = _Asked(category, technology or (device.technology if device else None), device, day, now, zone)
    weighed = [_weighed(read, contract, asked) for contract in _contracts(read, customer_id, asked, runs_on)]
    covering = next((one for one in weighed if one.verdict is not Verdict.NOT_COVERED), None)
    found = covering or (weighed[0] if weighed else _without(read, customer_id, day))
    ref = found.terms
    calendar = book.calendar(read, ref.calendar_version_id, dict(ref.on_call).get(category))
    return replace(found, window=window_told(calendar, now, zone))


def _contracts(read: Reader, customer_id: int | None, asked: _Asked, runs_on: int | None) -> list[ContractRow]:
    """The contracts to be looked at, the ticket's own first where it holds for it."""
    held = contracts_in_force(read, customer_id, asked.day, runs_on)
    own = setup.contract_by_id(read, runs_on) if runs_on is not None else None
    if own is None or own.customer_id != customer_id or own.code in {contract.code for contract in held}:
        return held
    return [own, *held] if holds_for(own, asked.day, asked.today) else held


def _without(read: Reader, customer_id: int | None, day: date) -> Coverage:
    """Without a contract; the window is told by the caller."""
    ref = terms_on_request(read)
    if customer_id is None:
        why = "Nobody knows yet whose it is: find the customer."
        return Coverage(Verdict.UNKNOWN, "no customer yet", (), why, "", None, None, ref)
    told = _without_contract(read, customer_id, day)
    why = f"{told[0].upper()}{told[1:]}. {ON_REQUEST_OFFER}"
    return Coverage(Verdict.NO_CONTRACT, "no contract", (CoverageLine(False, told),), why, "", None, None, ref)


def _weighed(read: Reader, contract: ContractRow, asked: _Asked) -> Coverage:
    """What a contract says of it; the window is told by the caller."""
    ref = terms_of_contract(read, contract)
    profile = setup.version_by_id(read, "profile", ref.profile_version_id)
    access = access_to(contract.spec, asked.device, asked.technology)
    findings = [
        _valid(contract, asked.day, asked.today),
        *_technology(contract, asked.technology, asked.device),
        *_activity(contract, asked.category),
        _remote_access(access, remote_work=_holds_for_remote_work(profile)),
        *_options(contract, profile, asked.device),
        *_left_out(contract, asked.technology, asked.device, asked.category),
    ]
    verdict, why = _verdict(findings)
    hours = hours_used(read, contract, asked.now, asked.zone)
    return Coverage(
        verdict=verdict,
        title=f"{contract.code} {profile.name.replace('_', ' ').capitalize()}",
        lines=(*(finding.line for finding in findings), *_used_up(hours)),
        why=why,
        window="",
        hours=hours,
        access=access.means,
        terms=ref,
    )


def _verdict(findings: Sequence[_Finding]) -> tuple[Verdict, str]:
    against = [finding.line.text for finding in findings if finding.decides and finding.line.ok is False]
    if against:
        return Verdict.NOT_COVERED, f"{against[0][0].upper()}{against[0][1:]}. {ON_REQUEST_OFFER}"
    open_questions = [finding.line.text for finding in findings if finding.decides and finding.line.ok is None]
    if open_questions:
        return Verdict.UNKNOWN, f"{open_questions[0][0].upper()}{open_questions[0][1:]}."
    return Verdict.COVERED, ""


def _without_contract(read: Reader, customer_id: int, day: date) -> str:
    """Why there is no contract on that day: it ended, it begins later, or there never was one."""
    known, today = setup.contracts(read, customer_id), day.isoformat()
    begun = (setup.contract_begun(read, contract.code, today) for contract in known)
    ended = max(((one.valid_to, one.code) for one in begun if one is not None and one.valid_to), default=None)
    to_come = min(((one.valid_from, one.code) for one in known if one.valid_from > today), default=None)
    told = [f"{ended[1]} ended on {_day(ended[0])}"] if ended else []
    told += [f"{to_come[1]} begins on {_day(to_come[0])}"] if to_come else []
    return ", ".join(told) or "no contract was ever written"


def _valid(contract: ContractRow, day: date, today: date) -> _Finding:
    if contract.valid_to is None:
        text = f"valid since {_day(contract.valid_from)}, without an end"
    elif contract.valid_to < today.isoformat():
        since = max(day.isoformat(), contract.valid_from)  # it may have been signed after the report
        text = f"was valid on {_day(since)}, ended on {_day(contract.valid_to)}"
    else:
        text = f"valid to {_day(contract.valid_to)}"
    return _Finding(CoverageLine(True, text), decides=True)


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d %b %Y}".lstrip("0")


def _technology(contract: ContractRow, asked: str | None, device: EquipmentRow | None) -> Iterator[_Finding]:
    covered, excluded = words_in(contract.spec, "technologies"), words_in(contract.spec, "exclusions")
    for number, word in enumerate(excluded, 1):
        if any(_same(word, what) for what in _things(asked, device)):
            yield _Finding(CoverageLine(False, f"{word} is excluded (exclusion {number})"), decides=True)
            return
    if not covered:
        yield _Finding(CoverageLine(True, f"{asked} is covered, as every technology is" if asked else "covers all"))
        return
    if asked is None:
        yield _Finding(CoverageLine(None, f"which technology is it? Covered: {', '.join(covered)}"), decides=True)
        return
    for number, word in enumerate(covered, 1):
        if _same(word, asked):
            yield _Finding(CoverageLine(True, f"{asked} is covered (line {number})"), decides=True)
            return
    text = f"{asked} is not among what is covered: {', '.join(covered)}"
    yield _Finding(CoverageLine(False, text), decides=True)


def _activity(contract: ContractRow, category: str) -> Iterator[_Finding]:
    said = category.replace("_", " ")
    for number, word in enumerate(words_in(contract.spec, "exclusions"), 1):
        if category in categories_covered([word]):
            yield _Finding(CoverageLine(False, f"{said} is excluded (exclusion {number})"), decides=True)
            return
    if category == Category.FEATURE and "evo" in words_in(contract.spec, "options"):
        yield _Finding(CoverageLine(True, "new features come with Evo Support"), decides=True)
        return
    activities = words_in(contract.spec, "activities")
    covered = categories_covered(activities)
    if not covered:
        return  # no activity of the five is named: all are covered
    for number, word in enumerate(activities, 1):
        if category in categories_covered([word]):
            yield _Finding(CoverageLine(True, f"{said} is covered (activity {number})"), decides=True)
            return
    text = f"{said} is not among the activities covered: {', '.join(activities)}"
    yield _Finding(CoverageLine(False, text), decides=True)


def _remote_access(access: Access, *, remote_work: bool) -> _Finding:
    """F6: without remote access a profile whose targets hold for remote work is Support on Request only."""
    if access.means is not None:
        return _Finding(CoverageLine(True, f"remote access over {access.means}"), decides=True)
    if not access.ruled_out:
        return _Finding(CoverageLine(None, f"remote access: {access.why}"))
    text = f"no remote access: {access.why}"
    return _Finding(CoverageLine(False if remote_work else None, text), decides=remote_work)


def _holds_for_remote_work(profile: VersionRow) -> bool:
    """A profile's targets hold for remote work where a visit stops them (F3)."""
    promises = promises_of(profile.spec, {})
    targets = (target for clocks in promises.targets.values() for target in clocks.values())
    return any(target is not None and Reason.VISIT in target.stopped_by for target in targets)


def _options(contract: ContractRow, profile: VersionRow, device: EquipmentRow | None) -> Iterator[_Finding]:
    chosen = words_in(contract.spec, "options")
    included = bool(profile.spec.get("monitoring"))
    if contract.monitoring:
        yield _Finding(
            CoverageLine(True, "monitoring is part of the service, 24x7" if included else "Alerting Manager")
        )
    else:
        without = "no monitoring" if included else "no Alerting Manager"
        yield _Finding(CoverageLine(None, f"{without}: alerts are kept, and open no ticket"))
    for name, text in _OPTIONS.items():
        if name in chosen and (name != "redundancy" or device is None or device.redundant):
            yield _Finding(CoverageLine(True, text))


def _left_out(
    contract: ContractRow, asked: str | None, device: EquipmentRow | None, category: str
) -> Iterator[_Finding]:
    """What the contract leaves out in words of its own (G9): for people to weigh."""
    for word in words_in(contract.spec, "exclusions"):
        if any(_same(word, what) for what in _things(asked, device)) or category in categories_covered([word]):
            continue  # told above, where it decides
        yield _Finding(CoverageLine(None, f"excluded: {word}"))


def _used_up(hours: PaidHours | None) -> Iterator[CoverageLine]:
    """Work whose paid hours are used up stays covered: it goes on, and is paid extra."""
    if hours is not None and hours.used_up:
        yield CoverageLine(False, f"hours {hours.told}", passing=True)


def _things(asked: str | None, device: EquipmentRow | None) -> list[str]:
    """What the work is about, by any name that an exclusion may use."""
    names = [asked, device.technology, device.kind, device.name] if device else [asked]
    return [name for name in names if name]


def _same(word: str, other: str) -> bool:
    return " ".join(word.replace("_", " ").casefold().split()) == " ".join(other.replace("_", " ").casefold().split())


def record_of(found: Coverage) -> Mapping[str, object]:
    """The verdict as the ticket's record keeps it: on what it was decided."""
    lines = [line for line in found.lines if not line.passing]
    return {"verdict": found.verdict.value, "contract": found.title, "lines": _as_records(lines)}


def coverage_json(found: Coverage) -> dict[str, object]:
    """The whole verdict with the keys that scripts rely on; hours in seconds."""
    return {
        **record_of(found),
        "lines": _as_records(found.lines),
        "why": found.why,
        "window": found.window,
        "hours": found.hours.told if found.hours else None,
        "hours_used_s": found.hours.used_s if found.hours else None,
        "hours_of_s": found.hours.of_s if found.hours else None,
        "access": found.access,
    }


def _as_records(lines: Sequence[CoverageLine]) -> list[dict[str, object]]:
    return [{"ok": line.ok, "text": line.text} for line in lines]


def uncovered(found: Coverage) -> str:
    """What to say of work that nothing covers, behind its name; empty where something does, or nobody knows yet."""
    if found.verdict is Verdict.NO_CONTRACT:
        return f"is not covered by any contract: {found.lines[0].text}. {ON_REQUEST_OFFER}"
    return f"is not covered. {found.why}" if found.verdict is Verdict.NOT_COVERED else ""


def coverage_of(read: Reader, ticket: TicketRow, now: int) -> Coverage:
    """The coverage of a ticket as it is on record; hours and window as of `now`, UTC microseconds."""
    return coverage(
        read,
        customer_id=ticket.customer_id,
        at=ticket.opened_at,
        technology=ticket.technology,
        category=ticket.category,
        equipment_id=ticket.equipment_id,
        now=now,
        runs_on=ticket.contract_version_id,
    )
