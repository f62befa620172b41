"""The hours of a contract in words: whether they are open, what is left, and how much of the paid work is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from noc_tui import figures
from noc_tui.clock import to_us
from noc_tui.desk.terms import local, room_zone
from noc_tui.domain.setup import ContractRow
from noc_tui.domain.ticket import TicketRow
from noc_tui.sla.business import BusinessCalendar
from noc_tui.sla.errors import NeverOpens
from noc_tui.store.read import setup
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.worked import worked_s

_SECOND = 1_000_000
_HOUR = 3600
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def window_told(calendar: BusinessCalendar, now: int, zone: ZoneInfo) -> str:
    """Today's windows and the open time left of them; closed, when they open. `now` is UTC microseconds."""
    second = now // _SECOND
    if not calendar.is_open_s(second):
        try:
            return f"closed, opens {figures.moment(calendar.next_open_s(second) * _SECOND, now, zone)}"
        except NeverOpens:
            return "closed, and does not open any more"
    if calendar.next_close_s(second) is None:
        return "open now, round the clock"
    here = local(now, zone)
    start, end = (_midnight(here + timedelta(days=ahead)) for ahead in (0, 1))
    windows = [f"{_time(a, start, zone)}–{_time(b, start, zone)}" for a, b in calendar.windows_s(start, end)]
    return f"open now {' '.join(windows)}, {figures.left(calendar.between_s(second, end))} left"


def _midnight(day: datetime) -> int:
    return to_us(datetime.combine(day.date(), time(), day.tzinfo)) // _SECOND


def _time(second: int, midnight: int, zone: ZoneInfo) -> str:
    """A time of the day; its end is 24:00."""
    here = local(second * _SECOND, zone)
    return "24:00" if second > midnight and (here.hour, here.minute) == (0, 0) else f"{here:%H:%M}"


@dataclass(frozen=True, slots=True)
class PaidHours:
    """The hours of work that a contract pays for in the present month, quarter or year."""

    used_s: int
    of_s: int
    per: str

    @property
    def used_up(self) -> bool:
        """Whether more work is paid extra."""
        return self.used_s >= self.of_s

    @property
    def told(self) -> str:
        """`31 of 40 used this quarter, 9 left`."""
        told = f"{_hours(self.used_s)} of {_hours(self.of_s)}"
        if self.used_up:
            return f"used up: {told} this {self.per}"
        return f"{told} used this {self.per}, {_hours(self.of_s - self.used_s)} left"


def hours_used(read: Reader, contract: ContractRow, now: int, zone: ZoneInfo) -> PaidHours | None:
    """Of the hours of work paid for in the period of `now`, how many are used; None where none are agreed."""
    agreed = contract.spec.get("hours")
    if not isinstance(agreed, Mapping):
        return None
    per = str(agreed["per"])
    start, end = period(local(now, zone), per)
    used = worked_s(read, contract.code, to_us(start), to_us(end))
    return PaidHours(used, round(agreed["amount"] * _HOUR), per)


def hours_used_up(read: Reader, ticket: TicketRow, now: int) -> str:
    """That the paid hours of the contract on which a ticket runs are used up at `now`; empty where they are not."""
    if ticket.contract_version_id is None:
        return ""
    contract = setup.contract_by_id(read, ticket.contract_version_id)
    paid = hours_used(read, contract, now, room_zone(read))
    return f"{contract.code}: hours {paid.told}. More is paid extra." if paid and paid.used_up else ""


def _hours(seconds: int) -> str:
    return f"{round(seconds / _HOUR, 1):g}"


def period(here: datetime, per: str) -> tuple[datetime, datetime]:
    """The month, quarter or year in which a local instant lies: from its first midnight to the next one's."""
    months = _MONTHS[per]
    first = (here.year * 12 + here.month - 1) // months * months
    starts = (divmod(number, 12) for number in (first, first + months))
    start, end = (datetime(year, month + 1, 1, tzinfo=here.tzinfo) for year, month in starts)
    return start, end
