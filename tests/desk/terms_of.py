"""Terms to test with: shipped documents to change, and what every view says of a ticket's clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from noc_tui import resources
from noc_tui.clock import from_us, to_us
from noc_tui.desk.contracts import add_contract
from noc_tui.desk.explain import explain_ticket
from noc_tui.desk.queue import QueueView
from noc_tui.desk.terms import TermsBook
from noc_tui.desk.tickets import customer_codes, ticket_clocks, ticket_json, ticket_page
from noc_tui.desk.versions import save_calendar, save_profile
from noc_tui.desk.what_if import Supposed, what_if
from noc_tui.domain.queue import Kind
from noc_tui.domain.setup import ContractRow, VersionRow
from noc_tui.domain.words import Priority
from noc_tui.store.room import Room
from tests.rooms import LIA, ROME, do

Doc = dict[str, Any]

NINE_TO_FIVE: Doc = {
    "name": "office",
    "timezone": "Europe/Rome",
    "hours": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
}


def shipped(kind: str, name: str) -> Doc:
    """A shipped document, to be changed."""
    return deepcopy(resources.read_toml(f"{kind}s/{name}.toml"))


def new_profile(room: Room, name: str, change: Callable[[Doc], object]) -> VersionRow:
    """The next version of a shipped profile."""
    document = shipped("profile", name)
    change(document)
    return do(room, LIA, save_profile, document)


def new_calendar(room: Room, document: Mapping[str, Any]) -> VersionRow:
    """A calendar, or its next version."""
    return do(room, LIA, save_calendar, document)


def new_contract(room: Room, customer: str = "ACME", code: str = "AC-1", **options: Any) -> ContractRow:
    """A contract, or its next version, in force since last January."""
    given: dict[str, Any] = {"profile": "professional", "valid_from": date(2026, 1, 1)} | options
    return do(room, LIA, add_contract, customer, code=code, **given)


def minutes(document: Doc, category: str, clock: str, count: int) -> None:
    """Another target in a profile."""
    document["targets"][category][clock]["minutes"] = count


@dataclass(frozen=True, slots=True)
class Seen:
    """A clock as a view shows it."""

    due: int | None
    remaining_s: int | None
    outside_hours: bool | None
    """None where the view does not say it."""


def views(room: Room, key: str) -> dict[str, Seen]:
    """What each view says now of the clock that is due next."""
    now = to_us(room.clock())
    with room.reading() as read:
        page = ticket_page(read, key)
        (record,) = ticket_json(read, TermsBook(), [page.ticket], customer_codes(read), now)
        name = record["next_clock"]
        view = QueueView(read, room.clock)
        line = view.find(read, (Kind.TICKET, page.ticket.id))
        told = explain_ticket(read, page, now).data[name]
        (change,) = (one for one in what_if(read, key, Supposed(priority=Priority.P4), now) if one.name == name)
    assert line is not None
    assert line.row.clock == name
    clock = next(reading for reading in ticket_clocks(page, now) if reading.name == name)
    left, there = view.time(line.row, now), clock.left
    told_due = None if told.due is None else told.due * 1_000_000
    return {
        "queue": Seen(left.due, left.remaining_s, left.outside_hours),
        "page": Seen(there.due, there.remaining_s, there.outside_hours),
        "json": Seen(_us(record["next_due"]), record[f"{name}_remaining_s"], record["outside_hours"]),
        "explain": Seen(told_due, told.remaining_s, None),
        "what-if": Seen(change.before_due, change.before_remaining_s, None),
    }


def agreed(room: Room, key: str) -> Seen:
    """What all views say of the next clock. Fails where they do not say the same."""
    found = views(room, key)
    first = found["queue"]
    for name, seen in found.items():
        assert (seen.due, seen.remaining_s) == (first.due, first.remaining_s), name
        assert seen.outside_hours in {None, first.outside_hours}, name
    return first


def _us(text: str | None) -> int | None:
    return None if text is None else to_us(datetime.fromisoformat(text))


def wall(us: int | None) -> str:
    """An instant on the room's wall clock: `2026-11-23 14:30`."""
    return "" if us is None else f"{from_us(us).astimezone(ROME):%Y-%m-%d %H:%M}"
