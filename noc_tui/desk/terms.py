"""The terms a ticket runs on: calendars and promises, from the versions that its `terms` event names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from noc_tui.clock import from_us, to_us
from noc_tui.domain.errors import NotFound, StoreDamaged
from noc_tui.domain.event import Draft, TicketEvent
from noc_tui.domain.words import Category, Priority, Reason
from noc_tui.sla.business import BusinessCalendar
from noc_tui.sla.calendar import CalendarSpec, parse_calendar, widened
from noc_tui.sla.errors import ProfileError
from noc_tui.store.read import setup
from noc_tui.store.read.connection import Reader

if TYPE_CHECKING:
    from noc_tui.domain.setup import ContractRow, VersionRow
    from noc_tui.domain.ticket import TicketRow
    from noc_tui.sla.clock import Target
    from noc_tui.sla.profile import Promises, Words

ON_REQUEST = "on_request"
"""The profile of whoever has no contract (F7)."""
DEFAULT_ZONE = "Europe/Rome"
_MORNING = 7
"""A day's work begins after this hour, also where the calendar never closes."""

Targets = Mapping[str, "Target | None"]


@dataclass(frozen=True, slots=True)
class TermsRef:
    """Which versions are meant; contract is None where the customer has none in force."""

    contract_version_id: int | None
    profile_version_id: int
    calendar_version_id: int
    on_call: tuple[tuple[str, int], ...] = ()
    """Category and calendar version that widens the coverage for it."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Versions resolved into what the clocks need."""

    ref: TermsRef
    calendar: BusinessCalendar
    """The contract's hours; see TermsBook.calendar for those of a category."""
    promises: Promises
    default_category: Category
    monitoring: bool
    profile: str
    contract: str | None

    @property
    def workaround_counts(self) -> bool:
        """Whether a workaround stops the restore clock (G2, C10)."""
        return self.promises.workaround_counts

    def targets_for(self, category: str, priority: str | None) -> Targets:
        """The target of each clock, None where nothing is promised."""
        return self.promises.targets_for(category, priority)


class TermsBook:
    """Terms and calendars by version. Versions never change, so what was read once is kept."""

    def __init__(self) -> None:
        self._terms: dict[TermsRef, Terms] = {}
        self._calendars: dict[tuple[int, int | None], BusinessCalendar] = {}
        self._specs: dict[int, CalendarSpec] = {}
        self._promises: dict[tuple[int, int | None], Promises] = {}

    def calendar(self, read: Reader, version_id: int, on_call_id: int | None = None) -> BusinessCalendar:
        """The compiled calendar of a version, widened by another where work on call is owed too (F4)."""
        found = self._calendars.get((version_id, on_call_id))
        if found is None:
            spec = self._spec(read, version_id)
            if on_call_id is not None:
                spec = widened(spec, self._spec(read, on_call_id))
            found = self._calendars[version_id, on_call_id] = BusinessCalendar(spec)
        return found

    def calendar_of(self, read: Reader, ticket: TicketRow) -> BusinessCalendar:
        """The calendar that a ticket's clocks count by."""
        return self.calendar(read, ticket.calendar_version_id, ticket.on_call_version_id)

    def known(self, version_id: int | None, on_call_id: int | None = None) -> BusinessCalendar | None:
        """A calendar that was read before; None for None, and for one that was forgotten."""
        return None if version_id is None else self._calendars.get((version_id, on_call_id))

    def terms(self, read: Reader, ref: TermsRef) -> Terms:
        """The terms of these versions."""
        found = self._terms.get(ref)
        if found is None:
            found = self._terms[ref] = self._read(read, ref)
        return found

    def promises(self, read: Reader, ticket: TicketRow) -> Promises:
        """What was promised on a ticket."""
        return self._promised(read, ticket.profile_version_id, ticket.contract_version_id)

    def _spec(self, read: Reader, version_id: int) -> CalendarSpec:
        if version_id not in self._specs:
            self._specs[version_id] = parse_calendar(setup.version_by_id(read, "calendar", version_id).spec)
        return self._specs[version_id]

    def _promised(self, read: Reader, profile_id: int, contract_id: int | None) -> Promises:
        found = self._promises.get((profile_id, contract_id))
        if found is None:
            profile = setup.version_by_id(read, "profile", profile_id)
            contract = setup.contract_by_id(read, contract_id) if contract_id is not None else None
            found = promises_of(profile.spec, contract.spec if contract else {})
            self._promises[profile_id, contract_id] = found
        return found

    def _read(self, read: Reader, ref: TermsRef) -> Terms:
        promises = self._promised(read, ref.profile_version_id, ref.contract_version_id)
        contract = setup.contract_by_id(read, ref.contract_version_id) if ref.contract_version_id else None
        return Terms(
            ref=ref,
            calendar=self.calendar(read, ref.calendar_version_id),
            promises=promises,
            default_category=Category(promises.default_category or Category.NON_BLOCKING),
            monitoring=contract.monitoring if contract else False,
            profile=setup.version_by_id(read, "profile", ref.profile_version_id).name,
            contract=contract.code if contract else None,
        )


def words() -> Words:
    """The words that profiles and contracts may use."""
    from noc_tui.sla.profile import Words  # who only reads lists has no use for it

    return Words(tuple(Category), tuple(Priority), tuple(Reason))


def promises_of(profile: Mapping[str, object], contract: Mapping[str, object]) -> Promises:
    """What both documents promise. Raises StoreDamaged: they were checked when they were written."""
    from noc_tui.sla.profile import merged, read_promises

    try:
        return read_promises(merged(profile, contract), words())
    except ProfileError as error:
        raise StoreDamaged(f"A profile or contract in the store is not as it must be: {error}.") from error


def terms_draft(ref: TermsRef, at: int) -> Draft:
    """The event that pins a ticket to versions of contract, profile and calendar."""
    detail: dict[str, object] = {
        "contract": ref.contract_version_id,
        "profile": ref.profile_version_id,
        "calendar": ref.calendar_version_id,
    }
    if ref.on_call:
        detail["on_call"] = dict(ref.on_call)
    return Draft(TicketEvent.TERMS, at, detail)


def room_zone(read: Reader) -> ZoneInfo:
    """The zone in which the room writes dates."""
    return ZoneInfo(setup.setting(read, "zone", DEFAULT_ZONE))


def next_morning(calendar: BusinessCalendar, now: int, zone: ZoneInfo) -> int:
    """The opening of the next day with business hours: when a wait ends of which nobody says it. UTC microseconds."""
    tomorrow = (local(now, zone) + timedelta(days=1)).replace(hour=_MORNING, minute=0, second=0, microsecond=0)
    return calendar.next_open_s(to_us(tomorrow) // 1_000_000) * 1_000_000


def local(us: int, zone: ZoneInfo) -> datetime:
    """A stored instant on the room's wall clock."""
    return from_us(us).astimezone(zone)


def contracts_in_force(
    read: Reader, customer_id: int | None, day: date, runs_on: int | None = None
) -> list[ContractRow]:
    """A customer's contracts that hold on a day, the one begun last first.

    Before them all comes the one of which `runs_on` is a version: what a ticket runs on does not change by itself.
    """
    if customer_id is None:
        return []
    held = setup.valid_contracts(read, customer_id, day.isoformat())
    own = setup.contract_by_id(read, runs_on).code if runs_on is not None else None
    return sorted(held, key=lambda contract: contract.code != own)


def holds_for(contract: ContractRow, reported: date, today: date) -> bool:
    """Whether a contract's version holds for a ticket: it did not end before the report, and has begun by today."""
    ended = contract.valid_to is not None and contract.valid_to < reported.isoformat()
    return not ended and contract.valid_from <= today.isoformat()


def terms_in_force(read: Reader, customer_id: int | None, day: date, runs_on: int | None = None) -> TermsRef:
    """The terms that a report of that day runs on: the first `contracts_in_force`, else support on request (F7).

    A contract names its profile and its calendars; their newest versions hold for what is opened from now on.
    Raises NotFound where the room has no `on_request` profile to fall back on.
    """
    held = contracts_in_force(read, customer_id, day, runs_on)
    return terms_of_contract(read, held[0]) if held else terms_on_request(read)


def terms_on_request(read: Reader) -> TermsRef:
    """Support on Request (F7). Raises NotFound where the room has no such profile."""
    profile = setup.newest_version(read, "profile", ON_REQUEST)
    if profile is None:
        raise NotFound(
            f"The room has no profile “{ON_REQUEST}”.", "`noc setup shipped` brings the shipped profiles back."
        )
    return terms_of_profile(read, profile)


def terms_of_profile(read: Reader, profile: VersionRow) -> TermsRef:
    """A profile in its own hours, without a contract. Raises NotFound where a calendar that it names is not there."""
    calendar = _newest_calendar(read, str(profile.spec.get("calendar", "office")), profile.name)
    return TermsRef(None, profile.id, calendar, _on_call(read, promises_of(profile.spec, {}), profile.name))


def terms_of_contract(read: Reader, contract: ContractRow) -> TermsRef:
    """A contract on the newest versions of what it names."""
    profile = setup.newest_of(read, "profile", contract.profile_version_id)
    calendar = setup.newest_of(read, "calendar", contract.calendar_version_id)
    on_call = _on_call(read, promises_of(profile.spec, contract.spec), contract.code)
    return TermsRef(contract.id, profile.id, calendar.id, on_call)


def _on_call(read: Reader, promises: Promises, named_by: str) -> tuple[tuple[str, int], ...]:
    """Category and newest calendar version that widens the coverage for it."""
    named = sorted(promises.on_call.items())
    return tuple((category, _newest_calendar(read, name, named_by)) for category, name in named)


def _newest_calendar(read: Reader, name: str, named_by: str) -> int:
    calendar = setup.newest_version(read, "calendar", name)
    if calendar is None:
        raise NotFound(f"{named_by} names a calendar “{name}” that is not there.", "`noc calendar list` shows them.")
    return calendar.id
