"""Who calls: found by number, address, device or name as it is typed, and guessed from what came in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar
from unicodedata import combining, normalize

from noc_tui.desk.tickets import TicketPage
from noc_tui.domain.errors import NotFound, Refused
from noc_tui.domain.setup import ContactRow, CustomerRow, EquipmentRow, SiteRow
from noc_tui.store.read import callers, people, setup
from noc_tui.store.read.callers import Hit, Kind
from noc_tui.store.read.connection import Reader
from noc_tui.text import line

_LONGEST = 80
"""Characters of what is typed that are looked at."""
LONGEST_CALLER = 120
"""Characters of the name of somebody who is no contact on record."""
_MOST_WORDS = 4
_MOST_TOKENS = 300
_PHONE = re.compile(r"\+?[\d\s./()-]+")
_FEWEST_DIGITS = 3
_WHOLE_NUMBER = 7
"""Digits from which on a number in a text is taken for a caller's."""
_SHORTEST_PART = 2
_FEWEST_LETTERS = 4
"""Of a word that is looked for without its accents."""
_LOOKED_AT = 200
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"\+?\d[\d\s./()-]{5,}\d")
_TOKEN = re.compile(r"\w[\w.-]*\w")
_HOME = "39"
"""The country whose prefix people leave out."""

_MOST_NAMED = 8
"""Names in a hint."""

Thing = TypeVar("Thing", SiteRow, EquipmentRow)
Begun = TypeVar("Begun", ContactRow, SiteRow, EquipmentRow)


@dataclass(frozen=True, slots=True)
class Found:
    """A customer, and who or what of theirs was found."""

    customer: CustomerRow
    contact: ContactRow | None
    site: SiteRow | None
    equipment: EquipmentRow | None
    why: str
    """By what: `phone …4471`, `mail it@…`, `device mx-01`, `customer`."""


def who_is(read: Reader, text: str, limit: int = 8) -> list[Found]:
    """Whoever fits what is typed, best first: digits of a number, part of an address, or words of any name."""
    typed = line(text, _LONGEST)
    if not typed:
        return []
    if "@" in typed:
        return [_found(read, hit, f"mail {typed.partition('@')[0]}@…") for hit in _by_mail(read, typed, limit)]
    digits = people.digits_of(typed)
    if _PHONE.fullmatch(typed) and len(digits) >= _FEWEST_DIGITS:
        found = callers.by_digits(read, _spellings(digits), limit, begins=_beginnings(digits))
        if found:
            return [_found(read, hit, f"phone …{people.digits_of(hit.contact.phone)[-4:]}") for hit in found
                    if hit.contact is not None]  # fmt: skip
    return _by_words(read, typed.split()[:_MOST_WORDS], limit)


def _spellings(digits: str) -> list[str]:
    """A number with and without the prefix of its country."""
    return [digits, digits.removeprefix(_HOME)] if digits.startswith(_HOME) and len(digits) > 9 else [digits]


def _beginnings(digits: str) -> list[str]:
    """How a number may begin of which the first digits were typed: with the prefix of its country, and without."""
    if digits.startswith(_HOME):
        return [digits, digits.removeprefix(_HOME)] if len(digits) >= len(_HOME) + _FEWEST_DIGITS else [digits]
    return [digits, f"{_HOME}{digits}"]


def _by_mail(read: Reader, typed: str, limit: int) -> list[Hit]:
    """The contacts with that address; where there is none, the customer whose people have addresses of that domain."""
    found = callers.by_mail(read, typed, limit)
    domain = typed.partition("@")[2]
    if found or "." not in domain:
        return found
    customers = {hit.customer.id: hit.customer for hit in callers.by_mail(read, f"@{domain}", limit)}
    return [Hit(customer, customer.name) for customer in customers.values()] if len(customers) == 1 else []


def _by_words(read: Reader, words: Sequence[str], limit: int) -> list[Found]:
    if max(map(len, words)) < _SHORTEST_PART:
        return []
    whose = callers.whose_words(read, words)
    hits = [(kind, hit) for kind in _KINDS for hit in callers.by_words(read, kind, words, whose, limit)]
    hits = hits or _but_for_accents(read, words)
    nearest = sorted(hits, key=lambda one: _distance(one[1], words))[:limit]
    return [_found(read, hit, _why(kind, hit)) for kind, hit in nearest]


def _but_for_accents(read: Reader, words: Sequence[str]) -> list[tuple[Kind, Hit]]:
    """Whoever is called so once every accent is left out: `Elodie` is Élodie, `Niccolo` Niccolò."""
    if any(len(word) < _FEWEST_LETTERS for word in words):
        return []
    whose, wanted = callers.whose_words(read, words, loosely=True), [_without_accents(word) for word in words]
    loose = ((kind, callers.by_words(read, kind, words, whose, _LOOKED_AT, loosely=True)) for kind in _KINDS)
    return [(kind, hit) for kind, hits in loose for hit in hits if all(word in _all_names(hit) for word in wanted)]


def _all_names(hit: Hit) -> str:
    customer = hit.customer
    return _without_accents(" ".join((hit.name, customer.name, customer.code, *customer.aliases, customer.city)))


def _without_accents(text: str) -> str:
    return "".join(char for char in normalize("NFD", text.casefold()) if not combining(char))


_KINDS: tuple[Kind, ...] = ("customer", "equipment", "contact", "site")


def _distance(hit: Hit, words: Sequence[str]) -> int:
    """0 for what is just called so, 1 for what begins so, 2 for the rest."""
    own = hit.name.casefold()
    wanted = [word.casefold() for word in words]
    if own in wanted or (own == hit.customer.name.casefold() and hit.customer.code.casefold() in wanted):
        return 0
    return 1 if any(own.startswith(word) for word in wanted) else 2


def _why(kind: Kind, hit: Hit) -> str:
    if hit.equipment is not None:
        return f"device {hit.equipment.name}"
    return {"contact": "contact", "site": "site"}.get(kind, "customer")


def _found(read: Reader, hit: Hit, why: str) -> Found:
    site = people.site_by_id(read, hit.site_id) if hit.site_id is not None else None
    return Found(hit.customer, hit.contact, site, hit.equipment, why)


def guess(read: Reader, page: TicketPage) -> Found | None:
    """Who a ticket is probably from, and about which device: from its alerts, and from what is written in it.

    None where nothing in it names a customer.
    """
    known = page.ticket.customer_id
    device = _one_of(callers.equipment_named(read, _named_devices(page), known))
    person = _one_of(_writers(read, page.description, known))
    customer = page.customer or next((hit.customer for hit in (person, device) if hit), None) or _alerted(read, page)
    if customer is None:
        return None
    person = person if person and person.customer.id == customer.id else None
    device = device if device and device.customer.id == customer.id else None
    site_id = next((hit.site_id for hit in (device, person) if hit and hit.site_id is not None), None)
    why = _guessed_by(person, device)
    site = people.site_by_id(read, site_id) if site_id is not None else None
    return Found(customer, person.contact if person else None, site, device.equipment if device else None, why)


def _guessed_by(person: Hit | None, device: Hit | None) -> str:
    if person is not None and person.contact is not None:
        return f"contact {person.contact.name}"
    return f"device {device.equipment.name}" if device is not None and device.equipment is not None else "customer"


def _alerted(read: Reader, page: TicketPage) -> CustomerRow | None:
    ids = {alert.customer_id for alert in page.alerts if alert.customer_id is not None}
    return setup.customer_by_id(read, ids.pop()) if len(ids) == 1 else None


def _one_of(hits: Sequence[Hit]) -> Hit | None:
    """The first, where all are one customer's: a name that two customers use tells nothing."""
    return hits[0] if len({hit.customer.id for hit in hits}) == 1 else None


def _writers(read: Reader, text: str, customer_id: int | None) -> list[Hit]:
    """The contacts whose address or number stands in a text."""
    mails = list(dict.fromkeys(_MAIL.findall(text)))[:_MOST_TOKENS]
    found = callers.contacts_with_mail(read, mails)
    numbers = (people.digits_of(number) for number in _NUMBER.findall(text)[:_MOST_WORDS])
    for digits in numbers:
        if len(digits) >= _WHOLE_NUMBER:
            found += callers.by_digits(read, _spellings(digits), 2)
    return [hit for hit in found if customer_id in {None, hit.customer.id}]


def _named_devices(page: TicketPage) -> list[str]:
    """The words that may be a device's name: from alerts and their labels, the subject, the description."""
    certain = [word for alert in page.alerts for word in _words_of(alert.resource, *_labels(alert.labels))]
    told = _words_of(page.ticket.subject, page.description)
    likely = [word for word in told if page.customer is not None or any(char in ".-_0123456789" for char in word)]
    return list(dict.fromkeys(word.lower() for word in (*certain, *likely)))[:_MOST_TOKENS]


def _labels(labels: str) -> Iterator[str]:
    """The values of an alert's labels, as its sender wrote them."""
    told = json.loads(labels or "{}")
    yield from (value for value in told.values() if isinstance(value, str))


def _words_of(*texts: str) -> Iterator[str]:
    """Words, and of a host's full name its first part too."""
    for text in texts:
        for word in _TOKEN.findall(text):
            yield word
            yield word.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a ticket is for, checked against each other."""

    customer: CustomerRow | None
    site: SiteRow | None
    contact: ContactRow | None
    equipment: EquipmentRow | None

    @property
    def names(self) -> list[str]:
        """The same as people say it."""
        said = [self.customer.name] if self.customer else []
        said += [f"site {self.site.name}"] if self.site else []
        said += [self.contact.name] if self.contact else []
        return said + ([f"device {self.equipment.name}"] if self.equipment else [])


def identity(
    read: Reader, customer_id: int | None, site_id: int | None, contact_id: int | None, equipment_id: int | None
) -> Identity:
    """These as rows. Raises NotFound for an unknown one, Refused where one of them is another customer's."""
    found = Identity(
        setup.customer_by_id(read, customer_id) if customer_id is not None else None,
        people.site_by_id(read, site_id) if site_id is not None else None,
        people.contact_by_id(read, contact_id) if contact_id is not None else None,
        people.equipment_by_id(read, equipment_id) if equipment_id is not None else None,
    )
    for what, thing in (("site", found.site), ("contact", found.contact), ("device", found.equipment)):
        if thing is not None and thing.customer_id != customer_id:
            owner = setup.customer_by_id(read, thing.customer_id)
            raise Refused(
                f"The {what} {thing.name} is {owner.name}'s.", f"Name the customer {owner.code}, or another {what}."
            )
    return found


def contact_called(read: Reader, customer_id: int, text: str) -> ContactRow:
    """A customer's contact by name, address or number, or the only one whose name has words that begin so.

    Raises NotFound with those whose names do, or with those there are.
    """
    wanted, digits = line(text).casefold(), people.digits_of(text)
    numbers = tuple(_spellings(digits)) if len(digits) >= _WHOLE_NUMBER else ()
    there = [contact for contact in people.contacts(read, customer_id) if contact.active]
    for contact in there:
        same_number = people.digits_of(contact.phone).endswith(numbers)
        if (wanted and wanted in {contact.name.casefold(), contact.mail.casefold()}) or same_number:
            return contact
    return _begun(there, text, "contact")


def equipment_called(read: Reader, customer_id: int, text: str) -> EquipmentRow:
    """A customer's device by name, or the only one whose name has words that begin so. Raises NotFound."""
    return _called(people.equipment(read, customer_id), text, "device")


def site_called(read: Reader, customer_id: int, text: str) -> SiteRow:
    """A customer's site by name, or the only one whose name has words that begin so. Raises NotFound."""
    return _called(people.sites(read, customer_id), text, "site")


def _called(things: Sequence[Thing], text: str, what: str) -> Thing:
    there = [thing for thing in things if thing.active]
    for thing in there:
        if thing.name.casefold() == line(text).casefold():
            return thing
    return _begun(there, text, what)


def _begun(there: Sequence[Begun], text: str, what: str) -> Begun:
    """The only one whose name has a word that begins with each word typed."""
    typed = line(text, _LONGEST).casefold().split()
    fits = [one for one in there if typed and all(_has_word(one.name, begin) for begin in typed)]
    if len(fits) == 1:
        return fits[0]
    if fits:
        names = [one.name for one in fits[:_MOST_NAMED]]
        raise NotFound(f"“{line(text, 40)}” may be {len(fits)} of theirs.", f"Do you mean {' or '.join(names)}?")
    raise NotFound(f"“{line(text, 40)}” is no {what} of theirs.", _there_are([one.name for one in there]))


def _has_word(name: str, begin: str) -> bool:
    return any(word.startswith(begin) for word in name.casefold().split())


def _there_are(names: Sequence[str]) -> str:
    if not names:
        return "None is on record: `noc customer edit` adds one."
    return f"There are: {', '.join(names[:_MOST_NAMED])}{', …' if len(names) > _MOST_NAMED else ''}"
