"""The demo customers as the store knows them, with the terms that held for each on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from random import Random

from noc_tui.clock import from_us
from noc_tui.demo.content import Client, Content
from noc_tui.desk.terms import Terms, TermsBook, terms_in_force, terms_of_contract
from noc_tui.domain.errors import Refused
from noc_tui.domain.setup import ContractRow
from noc_tui.store.read import setup
from noc_tui.store.read.connection import Reader


@dataclass(frozen=True, slots=True)
class Account:
    """A customer with its contracts."""

    client: Client
    customer_id: int
    contracts: Sequence[tuple[ContractRow, Terms]]


class Accounts:
    """The customers to draw from: the more devices, the more often."""

    def __init__(self, read: Reader, book: TermsBook, content: Content, now: datetime) -> None:
        """Reads customers and contracts; whose monitoring opens tickets is decided at `now`, on the room's wall clock.

        Raises Refused where the store is no demo room.
        """
        day = now.date()
        self._zone = now.tzinfo
        self._without = book.terms(read, terms_in_force(read, None, day))
        self.everybody = [_account(read, book, client) for client in content.clients]
        self.monitored = [
            account
            for account in self.everybody
            if any(contract.monitoring and _holds(contract, day.isoformat()) for contract, _ in account.contracts)
        ]

    def terms(self, account: Account, at: int) -> Terms:
        """The terms of a report at an instant (UTC seconds)."""
        day = from_us(at * 1_000_000).astimezone(self._zone).date().isoformat()
        for contract, terms in account.contracts:
            if _holds(contract, day):
                return terms
        return self._without


class Draw:
    """Picks one of these accounts, by size."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self._accounts = accounts
        self._sizes = list(accumulate(len(account.client.devices) for account in accounts))

    def __call__(self, rng: Random) -> Account:
        return rng.choices(self._accounts, cum_weights=self._sizes)[0]


def _account(read: Reader, book: TermsBook, client: Client) -> Account:
    customer = setup.match_customer(read, client.code)
    if customer is None:
        raise Refused("This room has not the demo room's customers.", "`noc demo` makes a room of its own.")
    known = setup.contracts(read, customer.id)
    known.sort(key=lambda contract: (contract.valid_from, contract.id), reverse=True)
    terms = [(contract, book.terms(read, terms_of_contract(read, contract))) for contract in known]
    return Account(client, customer.id, terms)


def _holds(contract: ContractRow, day: str) -> bool:
    return contract.valid_from <= day and (contract.valid_to is None or contract.valid_to >= day)
