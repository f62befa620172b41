"""The queue's filter: `field:value` words, a few flags, and free text."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from noc_tui.domain.errors import BadInput
from noc_tui.domain.words import ACTIVE, SEVERITIES, AlertStatus, Category, Origin, Phase, Priority, Reason, Status

FIELDS = {
    "customer": "customer",
    "level": "level",
    "status": "status",
    "phase": "phase",
    "category": "category",
    "priority": "priority",
    "severity": "severity",
    "technology": "technology",
    "tech": "technology",
    "team": "team",
    "assignee": "assignee",
    "who": "assignee",
    "origin": "origin",
    "reason": "pending_reason",
    "source": "source",
    "clock": "clock",
    "kind": "kind",
}
"""What may stand before the colon, and the column it means."""
FLAGS = ("overrun", "soon", "today", "paused", "nobody", "mine", "incall")
_FLAG_WORDS = {**{flag: flag for flag in FLAGS}, "overdue": "overrun", "unassigned": "nobody", "me": "mine"}
_KNOWN: dict[str, Iterable[str]] = {
    "status": (*Status, "active", "all", AlertStatus.FIRING, AlertStatus.SHELVED, AlertStatus.ACKNOWLEDGED),
    "phase": Phase,
    "category": Category,
    "priority": Priority,
    "severity": SEVERITIES,
    "origin": Origin,
    "pending_reason": (*Reason, "shelved"),
    "clock": ("contact", "response", "restore", "call", "alert"),
    "kind": ("ticket", "alert"),
    "level": ("1", "2", "3"),
}
_SHORT = {
    "blocking": Category.BLOCKING,
    "non-blocking": Category.NON_BLOCKING,
    "nonblocking": Category.NON_BLOCKING,
    "change": Category.CHANGE,
    "feature": Category.FEATURE,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A column and the values it may have (or must not)."""

    column: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A parsed filter; the empty one lets everything through."""

    conditions: tuple[Condition, ...] = ()
    flags: tuple[str, ...] = ()
    """Words of FLAGS, each with a minus before it where it is negated."""
    words: tuple[str, ...] = ()

    @property
    def past(self) -> bool:
        """Whether it asks for tickets that are over, which are not in the queue."""
        over = {Status.RESOLVED, Status.CLOSED, Status.CANCELLED, Status.MERGED, "all"}
        return "incall" in self.flags or self._asks_for(over)

    @property
    def present(self) -> bool:
        """Whether it asks for what is in the queue."""
        beyond = self.past or self.taken
        return not beyond or self._asks_for({*ACTIVE, "active", "all", AlertStatus.FIRING, AlertStatus.SHELVED})

    @property
    def taken(self) -> bool:
        """Whether it asks for alerts that somebody looks after, which are not in the queue."""
        return self._asks_for({AlertStatus.ACKNOWLEDGED})

    def _asks_for(self, statuses: Set[str]) -> bool:
        return any(c.column == "status" and not c.negated and statuses & set(c.values) for c in self.conditions)


def parse_filter(text: str) -> Filter:
    """Reads `customer:acme level:1,2 overdue -team:reti vpn`. Raises BadInput for an unknown field or value."""
    conditions: list[Condition] = []
    flags: list[str] = []
    words: list[str] = []
    for token in _tokens(text):
        name, colon, value = token.partition(":")
        negated = name.startswith("-") and len(name) > 1
        column = FIELDS.get(name.removeprefix("-").lower()) if colon else None
        if colon and column is None and _looks_like_a_field(name.removeprefix("-"), value):
            raise BadInput(f"There is no field “{name}”.", f"Fields: {' '.join(sorted(FIELDS))}")
        if column is not None:
            if value:
                conditions.append(_condition(column, value, negated))
        elif not colon and name.removeprefix("-").lower() in _FLAG_WORDS:
            flags.append(("-" if negated else "") + _FLAG_WORDS[name.removeprefix("-").lower()])
        else:
            words.append(token)
    return Filter(tuple(conditions), tuple(dict.fromkeys(flags)), tuple(words))


def _looks_like_a_field(name: str, value: str) -> bool:
    """Whether a mistyped field is likelier than text with a colon, such as `Re:`, `C:\\temp` or `http://…`."""
    return name.isalpha() and name.islower() and len(name) > 2 and value != "" and value[0] not in "/\\"


def _condition(column: str, value: str, negated: bool) -> Condition:
    values = [_value(column, part) for part in value.split(",") if part]
    return Condition(column, tuple(values), negated)


def _value(column: str, value: str) -> str:
    low = value.lower()
    if column == "level":
        low = low.removeprefix("l")
    if column == "category":
        low = str(_SHORT.get(low, low))
    known = _KNOWN.get(column)
    if known is None:
        return value
    matches = [str(word) for word in known if str(word).lower().startswith(low)]
    if not matches:
        raise BadInput(f"“{value}” is no {column.replace('_', ' ')}.", f"There are: {' '.join(map(str, known))}")
    return next((word for word in matches if word.lower() == low), matches[0])


def _tokens(text: str) -> list[str]:
    """Words separated by blanks; double quotes hold blanks together."""
    tokens, current, quoted, begun = [], "", False, False
    for char in text:
        if char == '"':
            quoted, begun = not quoted, True
        elif char.isspace() and not quoted:
            if current or begun:
                tokens.append(current)
            current, begun = "", False
        else:
            current, begun = current + char, True
    if current:
        tokens.append(current)
    return [token for token in tokens if token]
