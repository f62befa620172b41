"""The terms a ticket runs on: calendar and targets, from the versions that its `terms` event names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from noc_tui.clock import from_us
from noc_tui.domain.errors import NotFound
from noc_tui.domain.words import CLOCKS, Category
from noc_tui.sla.business import BusinessCalendar
from noc_tui.sla.calendar import parse_calendar
from noc_tui.store.read import setup
from noc_tui.store.read.connection import Reader

if TYPE_CHECKING:
    from noc_tui.sla.clock import Target

ON_REQUEST = "on_request"
"""The profile of whoever has no contract (F7)."""
DEFAULT_ZONE = "Europe/Rome"

Targets = Mapping[str, "Target | None"]


@dataclass(frozen=True, slots=True)
class TermsRef:
    """Which versions are meant; contract is None where the customer has none in force."""

    contract_version_id: int | None
    profile_version_id: int
    calendar_version_id: int


@dataclass(frozen=True, slots=True)
class Terms:
    """Versions resolved into what the clocks need."""

    ref: TermsRef
    calendar: BusinessCalendar
    targets: Mapping[str, object]
    """Category → clock → target document, as profile and contract give it; priorities nest one level deeper."""
    workaround_counts: bool
    default_category: Category
    monitoring: bool
    profile: str
    contract: str | None

    def targets_for(self, category: str, priority: str | None) -> Targets:
        """The target of each clock, None where nothing is promised: the most specific wins."""
        from noc_tui.sla.clock import parse_target  # who only reads lists has no use for it

        documents = self.targets.get(category)
        if not isinstance(documents, Mapping):
            return dict.fromkeys(CLOCKS)
        special = documents.get(priority) if priority else None
        chosen = {**documents, **special} if isinstance(special, Mapping) else documents
        return {clock: parse_target(chosen[clock]) if chosen.get(clock) else None for clock in CLOCKS}


class TermsBook:
    """Terms and calendars by version. Versions never change, so what was read once is kept."""

    def __init__(self) -> None:
        self._terms: dict[TermsRef, Terms] = {}
        self._calendars: dict[int, BusinessCalendar] = {}
        self._targets: dict[tuple[TermsRef, str, str | None], Targets] = {}

    def calendar(self, read: Reader, version_id: int) -> BusinessCalendar:
        """The compiled calendar of a version."""
        found = self._calendars.get(version_id)
        if found is None:
            spec = setup.version_by_id(read, "calendar", version_id).spec
            found = self._calendars[version_id] = BusinessCalendar(parse_calendar(spec))
        return found

    def known(self, version_id: int | None) -> BusinessCalendar | None:
        """A calendar that was read before; None for None, and for one that was forgotten."""
        return None if version_id is None else self._calendars.get(version_id)

    def terms(self, read: Reader, ref: TermsRef) -> Terms:
        """The terms of these versions."""
        found = self._terms.get(ref)
        if found is None:
            found = self._terms[ref] = self._read(read, ref)
        return found

    def targets(self, terms: Terms, category: str, priority: str | None) -> Targets:
        """`Terms.targets_for`, remembered."""
        key = (terms.ref, category, priority)
        found = self._targets.get(key)
        if found is None:
            found = self._targets[key] = terms.targets_for(category, priority)
        return found

    def _read(self, read: Reader, ref: TermsRef) -> Terms:
        profile = setup.version_by_id(read, "profile", ref.profile_version_id)
        contract = setup.contract_by_id(read, ref.contract_version_id) if ref.contract_version_id else None
        spec = {**profile.spec, **(contract.spec if contract else {})}
        return Terms(
            ref=ref,
            calendar=self.calendar(read, ref.calendar_version_id),
            targets=_merged(profile.spec.get("targets"), contract.spec.get("targets") if contract else None),
            workaround_counts=bool(spec.get("workaround_counts", True)),
            default_category=Category(str(spec.get("default_category", Category.NON_BLOCKING))),
            monitoring=contract.monitoring if contract else False,
            profile=profile.name,
            contract=contract.code if contract else None,
        )


def _merged(of_profile: object, of_contract: object) -> Mapping[str, object]:
    merged = dict(of_profile) if isinstance(of_profile, Mapping) else {}
    for category, clocks in (of_contract if isinstance(of_contract, Mapping) else {}).items():
        merged[category] = {**merged.get(category, {}), **clocks}
    return merged


def room_zone(read: Reader) -> ZoneInfo:
    """The zone in which the room writes dates."""
    return ZoneInfo(setup.setting(read, "zone", DEFAULT_ZONE))


def local(us: int, zone: ZoneInfo) -> datetime:
    """A stored instant on the room's wall clock."""
    return from_us(us).astimezone(zone)


def terms_in_force(read: Reader, customer_id: int | None, day: date) -> TermsRef:
    """The terms that a report of that day runs on: the valid contract's, else support on request (F7).

    Raises NotFound where the room has no `on_request` profile to fall back on.
    """
    contract = setup.valid_contract(read, customer_id, day.isoformat()) if customer_id is not None else None
    if contract is not None:
        return TermsRef(contract.id, contract.profile_version_id, contract.calendar_version_id)
    profile = setup.newest_version(read, "profile", ON_REQUEST)
    if profile is None:
        raise NotFound(
            f"The room has no profile “{ON_REQUEST}”.", "`noc setup shipped` brings the shipped profiles back."
        )
    calendar = setup.newest_version(read, "calendar", str(profile.spec.get("calendar", "office")))
    if calendar is None:
        raise NotFound(f"Profile {profile.name} names a calendar that is not there.", "`noc calendar list` shows them.")
    return TermsRef(None, profile.id, calendar.id)
