"""Everything that is known of a customer: sites, people, equipment, contracts, how much is open."""

from __future__ import annotations

from dataclasses import dataclass

from noc_tui.desk.contract_page import Agreed, agreed, why_not_valid
from noc_tui.domain.setup import ContactRow, ContractRow, CustomerRow, EquipmentRow, SiteRow
from noc_tui.store.read import people, setup
from noc_tui.store.read.connection import Reader

_OPEN = "SELECT count(*) FROM ticket WHERE customer_id = :customer AND status IN ('new', 'open', 'pending')"


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """A customer with all that hangs on it; what is retired too."""

    customer: CustomerRow
    sites: tuple[SiteRow, ...]
    contacts: tuple[ContactRow, ...]
    equipment: tuple[EquipmentRow, ...]
    contracts: tuple[tuple[ContractRow, Agreed, str | None], ...]
    """Each contract in its newest version, what it says, and why it does not hold on the day."""
    open_tickets: int

    def site(self, site_id: int | None) -> str:
        """The name of one of the sites; empty for None."""
        return next((site.name for site in self.sites if site.id == site_id), "")


def customer_page(read: Reader, name: str, day: str) -> CustomerPage:
    """The customer of that code, name or alias as of an ISO day of the room's zone. Raises NotFound."""
    customer = setup.find_customer(read, name)
    found = setup.contracts(read, customer.id)
    return CustomerPage(
        customer=customer,
        sites=tuple(people.sites(read, customer.id)),
        contacts=tuple(people.contacts(read, customer.id)),
        equipment=tuple(people.equipment(read, customer.id)),
        contracts=tuple((contract, agreed(read, contract), why_not_valid(contract, day)) for contract in found),
        open_tickets=int(read.value(_OPEN, {"customer": customer.id})),
    )
