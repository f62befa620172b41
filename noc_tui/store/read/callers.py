"""Finding who calls, as it is typed: customers, contacts, sites and equipment by parts of what is known of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from noc_tui.domain.setup import ContactRow, CustomerRow, EquipmentRow
from noc_tui.store.read.connection import Reader, Row
from noc_tui.store.read.people import contact_row, equipment_row
from noc_tui.store.read.setup import customer_row

Kind = Literal["customer", "contact", "site", "equipment"]
_CUSTOMER = "u.id, u.code, u.name, u.aliases, u.city, u.operator, u.active"
_WIDTH = 7
"""Columns of a customer."""
_CONTACT = "c.id, c.customer_id, c.site_id, c.name, c.mail, c.phone, c.role, c.active"
_EQUIPMENT = "e.id, e.customer_id, e.site_id, e.name, e.kind, e.technology, e.access, e.redundant, e.active"
_OF_CONTACT = f"SELECT {_CUSTOMER}, {_CONTACT} FROM contact c JOIN customer u ON u.id = c.customer_id"
_OF_EQUIPMENT = f"SELECT {_CUSTOMER}, {_EQUIPMENT} FROM equipment e JOIN customer u ON u.id = e.customer_id"
_OF_SITE = f"SELECT {_CUSTOMER}, s.id, s.name FROM site s JOIN customer u ON u.id = s.customer_id"
_WHOSE = "(u.name || ' ' || u.code || ' ' || u.aliases || ' ' || u.city)"
_HERE = "AND {of}.active AND u.active"


@dataclass(frozen=True, slots=True)
class Hit:
    """A customer, and what of theirs was found."""

    customer: CustomerRow
    name: str
    """What it is called."""
    contact: ContactRow | None = None
    equipment: EquipmentRow | None = None
    site_id: int | None = None


def _contact(row: Row) -> Hit:
    contact = contact_row(row[_WIDTH:])
    return Hit(customer_row(row[:_WIDTH]), contact.name, contact=contact, site_id=contact.site_id)


def _equipment(row: Row) -> Hit:
    device = equipment_row(row[_WIDTH:])
    return Hit(customer_row(row[:_WIDTH]), device.name, equipment=device, site_id=device.site_id)


def _site(row: Row) -> Hit:
    return Hit(customer_row(row[:_WIDTH]), row[_WIDTH + 1], site_id=row[_WIDTH])


def by_digits(read: Reader, ends: Sequence[str], limit: int, *, begins: Sequence[str] = ()) -> list[Hit]:
    """The contacts whose phone number ends or begins with one of these."""
    patterns = [*(f"%{digits}" for digits in ends), *(f"{digits}%" for digits in begins)]
    params: dict[str, object] = {f"number{place}": pattern for place, pattern in enumerate(patterns)}
    tests = [f"c.digits LIKE :{name}" for name in params]
    params["limit"] = limit
    where = f"({' OR '.join(tests)}) {_HERE.format(of='c')}"
    found = read.rows(f"{_OF_CONTACT} WHERE {where} ORDER BY u.name, c.name LIMIT :limit", params)
    return [_contact(row) for row in found]


def by_mail(read: Reader, part: str, limit: int) -> list[Hit]:
    """The contacts in whose mail address this stands, those whose address begins so first."""
    like, word = _like(read), _escaped(part)
    found = read.rows(
        f"{_OF_CONTACT} WHERE c.mail {like.format('part')} {_HERE.format(of='c')} "
        f"ORDER BY c.mail {like.format('first')} DESC, c.mail LIMIT :limit",
        {"part": f"%{word}%", "first": f"{word}%", "limit": limit},
    )
    return [_contact(row) for row in found]


def whose_words(read: Reader, words: Sequence[str], *, loosely: bool = False) -> list[bool]:
    """For each word, whether it stands in what any customer is called, or where one is."""
    has = _Has(read, words, loosely)
    asked = ", ".join(f"EXISTS (SELECT 1 FROM customer u WHERE {has(_WHOSE, word)})" for word in words)
    return [bool(there) for there in read.rows(f"SELECT {asked}", has.params)[0]]


def by_words(
    read: Reader, kind: Kind, words: Sequence[str], whose: Sequence[bool], limit: int, *, loosely: bool = False
) -> list[Hit]:
    """What of that kind is called so: one word at least is its own, the others may be its customer's (`whose`).

    A name that is just so comes first, then those that begin so. `loosely` takes any letter for one that may have an
    accent: some of what is found is called otherwise.
    """
    select, of, own, make = _FOUND[kind]
    like, first, has = _like(read), _escaped(words[0]), _Has(read, words, loosely)
    mine = [has(own, word) for word in words]
    only_mine = [test for test, theirs in zip(mine, whose, strict=True) if not theirs or kind == "customer"]
    tests = only_mine or [f"({' OR '.join(mine)})"]
    for word, test in zip(words, mine, strict=True):
        if test not in only_mine and len(words) > 1:
            theirs = f"SELECT u.id FROM customer u WHERE {has(_WHOSE, word)}"
            tests.append(f"({test} OR {of}.customer_id IN ({theirs}))")
    order = f"{of}.name {like.format('just')} DESC, {of}.name {like.format('begins')} DESC, {of}.name, u.name"
    active = "AND u.active" if kind == "customer" else _HERE.format(of=of)
    found = read.rows(
        f"{select} WHERE {' AND '.join(tests)} {active} ORDER BY {order} LIMIT :limit",
        has.params | {"just": first, "begins": f"{first}%", "limit": limit},
    )
    return [make(row) for row in found]


def _just_customer(row: Row) -> Hit:
    customer = customer_row(row)
    return Hit(customer, customer.name)


_FOUND: Mapping[Kind, tuple[str, str, str, Callable[[Row], Hit]]] = {
    "customer": (f"SELECT {_CUSTOMER} FROM customer u", "u", _WHOSE, _just_customer),
    "contact": (_OF_CONTACT, "c", "c.name", _contact),
    "site": (_OF_SITE, "s", "(s.name || ' ' || s.city)", _site),
    "equipment": (_OF_EQUIPMENT, "e", "e.name", _equipment),
}
"""Per kind: what is read, its table, what it is called by, and how a row becomes a hit."""


def equipment_named(read: Reader, names: Collection[str], customer_id: int | None = None) -> list[Hit]:
    """The equipment that has one of these names, letter case aside."""
    if not names:
        return []
    params: dict[str, object] = {f"n{number}": name.lower() for number, name in enumerate(names)}
    where = f"lower(e.name) IN ({', '.join(f':{name}' for name in params)}) {_HERE.format(of='e')}"
    if customer_id is not None:
        where += " AND e.customer_id = :customer"
        params["customer"] = customer_id
    return [_equipment(row) for row in read.rows(f"{_OF_EQUIPMENT} WHERE {where} ORDER BY e.id", params)]


def contacts_with_mail(read: Reader, mails: Collection[str]) -> list[Hit]:
    """The contacts that have one of these addresses, letter case aside."""
    if not mails:
        return []
    params = {f"m{number}": mail.lower() for number, mail in enumerate(mails)}
    where = f"lower(c.mail) IN ({', '.join(f':{name}' for name in params)}) {_HERE.format(of='c')}"
    return [_contact(row) for row in read.rows(f"{_OF_CONTACT} WHERE {where} ORDER BY c.id", params)]


class _Has:
    """Tests whether words stand in a column, letter case aside."""

    def __init__(self, read: Reader, words: Sequence[str], loosely: bool = False) -> None:
        plain = "lower({})" if read.dialect == "sqlite" else 'lower({} COLLATE "C")'
        stands = f"{'instr' if read.dialect == 'sqlite' else 'strpos'}({plain}, :{{}}) > 0"
        self._test = f"{{}} {_like(read)}" if loosely else stands
        self._names: dict[str, list[str]] = {}
        self.params: dict[str, object] = {}
        for number, word in enumerate(words):
            ways = [_loose(word)] if loosely else _spelt(word)
            spelt = {f"w{number}_{way}": one for way, one in enumerate(ways)}
            self._names[word] = list(spelt)
            self.params |= spelt

    def __call__(self, column: str, word: str) -> str:
        """The test of one of the words on a column."""
        return f"({' OR '.join(self._test.format(column, name) for name in self._names[word])})"


def _spelt(word: str) -> list[str]:
    """A word in small letters; those beyond the plain ones, which the databases leave as they are, in either case."""
    ways = (word, word.lower(), word.upper(), word.capitalize())
    return list(dict.fromkeys(way.encode().lower().decode() for way in ways))


def _loose(word: str) -> str:
    """A pattern in which any character stands for a letter that is often written with an accent."""
    return f"%{''.join('_' if char in _ACCENTED else _escaped(char) for char in word.casefold())}%"


_ACCENTED = frozenset("aeioucns")


def _like(read: Reader) -> str:
    """The case of plain letters aside, on either database; the C collation makes PostgreSQL five times as fast."""
    return ('COLLATE "C" ILIKE' if read.dialect == "postgresql" else "LIKE") + " :{} ESCAPE '!'"


def _escaped(word: str) -> str:
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
