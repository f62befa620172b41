"""`noc customer show`: a customer on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from noc_tui.cli import session
from noc_tui.cli.output import Cell, emit_json, lines, say
from noc_tui.domain.setup import ContactRow, CustomerRow, EquipmentRow, SiteRow

if TYPE_CHECKING:
    from noc_tui.desk.contract_page import Agreed
    from noc_tui.desk.customer_page import CustomerPage
    from noc_tui.domain.setup import ContractRow


def show_customer(name: str, *, json: bool) -> None:
    """Prints everything on a customer as it stands today."""
    from noc_tui.desk.customer_page import customer_page
    from noc_tui.desk.terms import room_zone

    room = session.room()
    with room.reading() as read, read.snapshot():
        today = room.clock().astimezone(room_zone(read)).date().isoformat()
        page = customer_page(read, name, today)
    emit_json(_record(page)) if json else _show(page)


def customer_record(one: CustomerRow) -> dict[str, object]:
    """A customer as JSON has it."""
    return {"code": one.code, "name": one.name, "aliases": list(one.aliases), "city": one.city,
            "operator": one.operator, "active": one.active}  # fmt: skip


def site_record(one: SiteRow) -> dict[str, object]:
    """A site as JSON has it."""
    return {"name": one.name, "city": one.city, "address": one.address, "active": one.active}


def contact_record(one: ContactRow, site: str) -> dict[str, object]:
    """A person at a customer's as JSON has it."""
    return {"name": one.name, "mail": one.mail, "phone": one.phone, "role": one.role, "site": site or None,
            "active": one.active}  # fmt: skip


def equipment_record(one: EquipmentRow, site: str) -> dict[str, object]:
    """A device as JSON has it."""
    return {"name": one.name, "kind": one.kind, "technology": one.technology, "site": site or None,
            "access": one.access, "redundant": one.redundant, "active": one.active}  # fmt: skip


def _record(page: CustomerPage) -> dict[str, object]:
    return {
        **customer_record(page.customer),
        "sites": [site_record(one) for one in page.sites],
        "contacts": [contact_record(one, page.site(one.site_id)) for one in page.contacts],
        "equipment": [equipment_record(one, page.site(one.site_id)) for one in page.equipment],
        "contracts": [_contract_record(*one) for one in page.contracts],
        "open_tickets": page.open_tickets,
    }


def _contract_record(contract: ContractRow, says: Agreed, not_valid: str | None) -> dict[str, object]:
    return {"code": contract.code, "version": contract.v, "profile": says.profile, "calendar": says.calendar,
            "from": says.valid_from, "to": says.valid_to, "monitoring": says.monitoring, "in_force": not_valid is None,
            "spec": dict(says.spec)}  # fmt: skip


def _show(page: CustomerPage) -> None:
    one = page.customer
    say(f"{one.code}  {one.name}{'' if one.active else '  (no longer a customer)'}")
    if one.aliases:
        say(f"also known as {', '.join(one.aliases)}")
    told = [one.city, f"looked after by {one.operator}" if one.operator else ""]
    told.append(f"{page.open_tickets} open ticket{'' if page.open_tickets == 1 else 's'}")
    say(", ".join(filter(None, told)))
    _section("sites", [(site.name, site.city, site.address, _gone(site.active)) for site in page.sites])
    _section("people", [
        (who.name, str(who.role), who.phone, who.mail, page.site(who.site_id), _gone(who.active))
        for who in page.contacts
    ])  # fmt: skip
    _section("equipment", [
        (what.name, what.kind, what.technology or "", what.access or "", "redundant" if what.redundant else "",
         page.site(what.site_id), _gone(what.active))
        for what in page.equipment
    ])  # fmt: skip
    say("contracts" if page.contracts else "contracts: none")
    for contract in page.contracts:
        for text in _contract_lines(*contract):
            say(text)


def _section(head: str, rows: Sequence[Sequence[str]]) -> None:
    say(head if rows else f"{head}: none")
    if rows:
        used = [place for place in range(len(rows[0])) if any(row[place] for row in rows)]
        lines([[Cell(""), *(Cell(row[place]) for place in used)] for row in rows])


def _gone(active: bool) -> str:
    return "" if active else "retired"


def _contract_lines(contract: ContractRow, says: Agreed, not_valid: str | None) -> Iterator[str]:
    until = f"to {says.valid_to}" if says.valid_to else "without an end"
    yield (
        f"  {contract.code} v{contract.v}  {says.profile}, hours {says.calendar}, from {says.valid_from} {until}: "
        + (not_valid or "in force")
    )
    for text in _covered(says.spec):
        yield f"    {text}"


def _covered(spec: Mapping[str, object]) -> Iterator[str]:
    from noc_tui.desk.contract_page import words_in

    for field in ("technologies", "activities", "exclusions", "options"):
        words = words_in(spec, field)
        if words:
            yield f"{field}: {', '.join(words)}"
    access, hours = spec.get("access"), spec.get("hours")
    if isinstance(access, Mapping):
        yield f"access: {', '.join(f'{system} by {means}' for system, means in access.items())}"
    elif access:
        yield f"access: {access}"
    if isinstance(hours, Mapping) and hours:
        yield f"hours of work: {hours['amount']:g} a {hours['per']}"
