"""`noc contract show`: one contract on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noc_tui.cli import session
from noc_tui.cli.history import history_records, show_history
from noc_tui.cli.output import emit_json, say
from noc_tui.domain.errors import NotFound
from noc_tui.store.read.setup import contract_begun, contract_code, contract_version, saved_versions
from noc_tui.text import line

if TYPE_CHECKING:
    from noc_tui.desk.contract_page import ContractPage
    from noc_tui.domain.setup import ContractRow
    from noc_tui.store.read.connection import Reader


def show_contract(code: str, version: int | None, day: str, *, json: bool) -> None:
    """Prints what a version of a contract says on an ISO day (default: today), and every version there was.

    Without a version the one that holds on that day is meant where a day is named, else the newest.
    """
    from noc_tui.desk.contract_page import contract_lines, contract_page
    from noc_tui.desk.terms import room_zone

    room = session.room()
    with room.reading() as read, read.snapshot():
        zone = room_zone(read)
        contract = _meant(read, line(code), version, day)
        page = contract_page(read, contract, day or room.clock().astimezone(zone).date().isoformat())
    history = [(change.saved, change.changes) for change in page.history]
    if json:
        emit_json({**_record(page), "history": history_records(history)})
        return
    for told in contract_lines(page):
        say(told)
    show_history(history, zone)


def _meant(read: Reader, code: str, version: int | None, day: str) -> ContractRow:
    if version is not None or not day:
        return contract_version(read, code, version)
    code = contract_code(read, code)
    found = contract_begun(read, code, day)
    if found is not None:
        return found
    first = contract_version(read, code, saved_versions(read, "contract", code)[0].v)
    raise NotFound(f"Contract {code} begins on {first.valid_from}.", "Name a later day.")


def _record(page: ContractPage) -> dict[str, object]:
    said = page.agreed
    return {
        "code": page.contract.code,
        "version": page.contract.v,
        "customer": page.customer.code,
        "profile": page.profile.name,
        "profile_version": page.profile.v,
        "calendar": page.calendar.name,
        "calendar_version": page.calendar.v,
        "from": said.valid_from,
        "to": said.valid_to,
        "in_force": page.not_valid is None,
        "monitoring": said.monitoring,
        "document": dict(said.spec),
    }
