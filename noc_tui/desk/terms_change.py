"""Which of a ticket's terms are others than before, by name and version."""

from __future__ import annotations

from collections.abc import Iterator

from noc_tui.domain.ticket import TicketRow
from noc_tui.store.read import setup
from noc_tui.store.read.connection import Reader

_TERMS = ("contract_version_id", "profile_version_id", "calendar_version_id", "on_call_version_id")


def terms_change(read: Reader, before: TicketRow, after: TicketRow) -> str:
    """`contract AC-1 v1 → v2, profile professional v1 → extended v1`; empty where the terms are the same."""
    if all(getattr(before, name) == getattr(after, name) for name in _TERMS):
        return ""
    told = []
    for (what, was), (_, now) in zip(_versions(read, before), _versions(read, after), strict=True):
        if was != now:
            same = was is not None and now is not None and was[0] == now[0]
            told.append(f"{what} {_name(was)} → {f'v{now[1]}' if same and now else _name(now)}")
    return ", ".join(told)


def _versions(read: Reader, ticket: TicketRow) -> Iterator[tuple[str, tuple[str, int] | None]]:
    """What a ticket runs on: what it is, with its name and number, None for none."""
    contract = setup.contract_by_id(read, ticket.contract_version_id) if ticket.contract_version_id else None
    yield "contract", (contract.code, contract.v) if contract else None
    profile = setup.version_by_id(read, "profile", ticket.profile_version_id)
    yield "profile", (profile.name, profile.v)
    for what, ident in (("hours", ticket.calendar_version_id), ("on call", ticket.on_call_version_id)):
        calendar = setup.version_by_id(read, "calendar", ident) if ident is not None else None
        yield what, (calendar.name, calendar.v) if calendar else None


def _name(version: tuple[str, int] | None) -> str:
    return f"{version[0]} v{version[1]}" if version else "none"
