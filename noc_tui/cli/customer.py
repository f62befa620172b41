"""`noc customer`: whom the room works for, with their sites, people and equipment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from noc_tui.cli import session
from noc_tui.cli.batch import JSON
from noc_tui.cli.customer_page import contact_record, customer_record, equipment_record, show_customer, site_record
from noc_tui.cli.differences import put_told
from noc_tui.cli.output import emit_json, say, table, tell
from noc_tui.domain.errors import NotFound
from noc_tui.domain.words import ContactRole

if TYPE_CHECKING:
    from noc_tui.domain.setup import ContactRow, EquipmentRow
    from noc_tui.store.tx import Tx

_Put = tuple[dict[str, object] | None, dict[str, object]]
"""Something of a customer's before (None where it is new) and after, as JSON has it."""
app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
CUSTOMER = typer.Argument(..., metavar="CUSTOMER", help="Code, name or alias.")
SITE = typer.Option(None, metavar="NAME", help="At which of the customer's sites; an empty name is none.")
RENAME = typer.Option(None, "--name", metavar="NAME", help="Another name from now on.")
ACTIVE = typer.Option(None, "--active/--retire", help="Retired, it stays in what was; it is offered no more.")


@app.command("list")
def list_(json: bool = JSON) -> None:
    """List customers with their contracts."""
    from noc_tui.store.read.setup import contracts, customers

    with session.room().reading() as read:
        found = customers(read)
        codes: dict[int, list[str]] = {}
        for contract in contracts(read):
            codes.setdefault(contract.customer_id, []).append(contract.code)
    if json:
        for one in found:
            emit_json({**customer_record(one), "contracts": codes.get(one.id, [])})
        return
    if not found:
        say('No customer yet: noc customer add BDA "Banca dell\'Adda"')
        return
    rows = [
        (one.code, one.name if one.active else f"{one.name} (retired)", one.city,
         ", ".join(codes.get(one.id, ["no contract"])))
        for one in found
    ]  # fmt: skip
    table(("code", "name", "city", "contracts"), rows, stretch=1)


@app.command()
def show(customer: str = CUSTOMER, json: bool = JSON) -> None:
    """Show everything on a customer: sites, people, equipment, contracts and what they cover, open tickets."""
    show_customer(customer, json=json)


@app.command()
def add(
    code: str = typer.Argument(..., metavar="CODE", help="Short, without blanks: BDA."),
    name: str = typer.Argument(..., metavar="NAME", help="As people write it: Banca dell'Adda."),
    alias: list[str] = typer.Option(
        [], metavar="NAME", help="A further name, as monitoring writes it; may be given often."
    ),
    city: str = typer.Option("", metavar="NAME", help="Where it is."),
    operator: str = typer.Option("", metavar="LOGIN", help="Who looks after them first."),
    json: bool = JSON,
) -> None:
    """Add a customer."""
    from noc_tui.desk.customers import add_customer

    one = session.run(
        lambda tx: add_customer(tx, code, name, aliases=alias, city=city, operator=operator or None), make=True
    )
    emit_json(customer_record(one)) if json else say(f"{one.code} {one.name}")


@app.command()
def edit(
    customer: str = CUSTOMER,
    name: str = typer.Option(None, metavar="NAME", help="Another name."),
    alias: list[str] = typer.Option([], metavar="NAME", help="A further name; may be given often."),
    drop_alias: list[str] = typer.Option([], metavar="NAME", help="A further name that goes; may be given often."),
    city: str = typer.Option(None, metavar="NAME", help="Where it is."),
    operator: str = typer.Option(None, metavar="LOGIN", help="Who looks after them first; an empty login is nobody."),
    active: bool = ACTIVE,
    json: bool = JSON,
) -> None:
    """Change what is known of a customer."""
    from noc_tui.desk.customers import edit_customer
    from noc_tui.store.read.setup import find_customer

    def do(tx: Tx) -> None:
        before = find_customer(tx.read, customer)
        strange = [word for word in drop_alias if word.casefold() not in map(str.casefold, before.aliases)]
        if strange:
            raise NotFound(f"{before.code} is not known as “{strange[0]}”.", f"noc customer show {before.code}")
        dropped = {word.casefold() for word in drop_alias}
        aliases = [word for word in before.aliases if word.casefold() not in dropped] + alias
        one = edit_customer(
            tx,
            before.code,
            name=name,
            aliases=aliases if alias or drop_alias else None,
            city=city,
            operator=operator,
            active=active,
        )
        told.update(customer_record(one))

    told: dict[str, object] = {}
    session.run(do)
    emit_json(told) if json else say(f"{told['code']} {told['name']}")


@app.command()
def site(
    customer: str = CUSTOMER,
    site_name: str = typer.Argument(..., metavar="SITE", help="The site's name: Sede Lecco."),
    name: str = RENAME,
    city: str = typer.Option(None, metavar="NAME", help="Where it is."),
    address: str = typer.Option(None, metavar="TEXT", help="Street and number."),
    active: bool = ACTIVE,
    json: bool = JSON,
) -> None:
    """Add a site of a customer's, or change the one of that name."""
    from noc_tui.desk.customers import named_of, put_site
    from noc_tui.store.read.people import sites

    def do(tx: Tx) -> _Put:
        before = named_of(tx.read, customer, sites, site_name)
        one = put_site(tx, customer, site_name, rename=name, city=city, address=address, active=active)
        return site_record(before) if before else None, site_record(one)

    _tell("site", session.run(do), json=json)


@app.command()
def contact(
    customer: str = CUSTOMER,
    person: str = typer.Argument(..., metavar="PERSON", help="Name and surname: Anna Bianchi."),
    name: str = RENAME,
    mail: str = typer.Option(None, metavar="ADDRESS", help="Mail address, by which they are found."),
    phone: str = typer.Option(None, metavar="NUMBER", help="Phone number, by which they are found."),
    role: ContactRole = typer.Option(None, help="A referente sees all of the customer's tickets."),
    site: str = SITE,
    active: bool = ACTIVE,
    json: bool = JSON,
) -> None:
    """Add a person at a customer's, or change what is known of the one of that name."""
    from noc_tui.desk.customers import named_of, put_contact, who_share_a_phone
    from noc_tui.store.read.people import contacts

    def do(tx: Tx) -> tuple[_Put, list[str]]:
        found = named_of(tx.read, customer, contacts, person)
        before = contact_record(found, _site_of(tx, found)) if found else None
        one = put_contact(
            tx, customer, person, rename=name, mail=mail, phone=phone, role=role, site=site, active=active
        )
        others = who_share_a_phone(tx.read, one) if phone else []
        return (before, contact_record(one, _site_of(tx, one))), [other.name for other in others]

    told, others = session.run(do)
    _tell("contact", told, json=json)
    if others:
        tell(f"That number is also {', '.join(others)}'s.")


@app.command()
def equipment(
    customer: str = CUSTOMER,
    device: str = typer.Argument(..., metavar="DEVICE", help="As monitoring names it: mx-01."),
    name: str = RENAME,
    kind: str = typer.Option(None, metavar="TEXT", help="What it is: firewall, pbx."),
    technology: str = typer.Option(None, metavar="NAME", help="One of the room's technologies; empty is none."),
    site: str = SITE,
    access: str = typer.Option(
        None, metavar="TEXT", help="The agreed means of remote access; none is none, empty is as the contract says."
    ),
    redundant: bool = typer.Option(None, "--redundant/--single", help="Has it a spare that may be put in service?"),
    active: bool = ACTIVE,
    json: bool = JSON,
) -> None:
    """Add a device of a customer's, or change what is known of the one of that name."""
    from noc_tui.desk.customers import named_of, put_equipment
    from noc_tui.store.read.people import equipment

    def do(tx: Tx) -> _Put:
        found = named_of(tx.read, customer, equipment, device)
        before = equipment_record(found, _site_of(tx, found)) if found else None
        one = put_equipment(
            tx,
            customer,
            device,
            rename=name,
            kind=kind,
            technology=technology,
            site=site,
            access=access,
            redundant=redundant,
            active=active,
        )
        return before, equipment_record(one, _site_of(tx, one))

    _tell("equipment", session.run(do), json=json)


def _site_of(tx: Tx, one: ContactRow | EquipmentRow) -> str:
    from noc_tui.store.read.people import site_by_id

    return site_by_id(tx.read, one.site_id).name if one.site_id else ""


def _tell(what: str, put: _Put, *, json: bool) -> None:
    before, after = put
    emit_json(after) if json else say(put_told(what, before, after))
