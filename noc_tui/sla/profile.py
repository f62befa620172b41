"""Profiles as documents: targets per category and priority, when a clock turns, what a workaround is worth.

A contract writes the same words to override its profile's; the merged document is read by `read_promises`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from noc_tui.sla.clock import CLOCKS, Target, parse_target
from noc_tui.sla.errors import ProfileError, TargetError

OVERRIDES = ("targets", "warnings", "workaround_counts", "default_category", "on_call")
"""What a contract may say otherwise than its profile."""
COVERAGE = ("technologies", "activities", "exclusions", "options", "access", "hours")
"""What a contract covers and leaves out, what was chosen beside it, how systems are reached, and how many hours of
work are paid for: no clock depends on it."""
OPTIONS = ("alerting_manager", "evo", "courtesy_devices", "redundancy")
"""What is chosen at signing (F8, F9, Y5, Y9)."""
PERIODS = ("month", "quarter", "year")
FIELDS = ("name", "title", "calendar", "monitoring", *OVERRIDES)
LONGEST_MINUTES = 366 * 24 * 60
"""What is promised in more open minutes is no promise, and calendars end before it does."""
_TARGET = ("minutes", "rule", "from", "stopped_by")
_TURN = re.compile(r"(\d{1,3})%|(?:(\d{1,3})h)?(?:(\d{1,4})m)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Turn:
    """When a clock turns: at a share of its target used, or with so many seconds left. One of the two is set."""

    percent: int | None = None
    left_s: int | None = None

    def remaining_s(self, target_s: int) -> int:
        """The open seconds left at which a clock of that target turns."""
        if self.percent is not None:
            return target_s - target_s * self.percent // 100
        return self.left_s or 0


@dataclass(frozen=True, slots=True)
class Warnings:
    """The two turns of a clock before it is overrun: half is in time but moving, soon wants somebody now."""

    half: Turn = Turn(percent=50)
    soon: Turn = Turn(left_s=3600)


DEFAULT_WARNINGS = Warnings()


@dataclass(frozen=True, slots=True)
class Words:
    """The words that a document may use, given by whoever knows them."""

    categories: Sequence[str]
    priorities: Sequence[str]
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class Promises:
    """What a profile, and a contract on top of it, promise."""

    targets: Mapping[tuple[str, str | None], Mapping[str, Target | None]]
    """By category and priority; priority None holds for every priority that is not named."""
    warnings: Warnings = DEFAULT_WARNINGS
    workaround_counts: bool = True
    default_category: str | None = None
    on_call: Mapping[str, str] = field(default_factory=dict)
    """Category → the calendar that widens the coverage for it (F4)."""

    def targets_for(self, category: str, priority: str | None) -> Mapping[str, Target | None]:
        """The target of each clock, None where nothing is promised: the most specific wins."""
        return self.targets.get((category, priority)) or self.targets.get((category, None)) or dict.fromkeys(CLOCKS)


def merged(profile: Mapping[str, object], contract: Mapping[str, object]) -> dict[str, object]:
    """The profile's document with what the contract says otherwise: a target replaces a target, a word a word."""
    out = {name: profile[name] for name in OVERRIDES if name in profile}
    out |= {name: value for name, value in contract.items() if name in OVERRIDES and name != "targets"}
    out["targets"] = _deep(_mapping(profile.get("targets")), _mapping(contract.get("targets")))
    return out


def _deep(below: Mapping[str, object], above: Mapping[str, object]) -> dict[str, object]:
    """Categories and priorities merged, clocks replaced whole."""
    out = dict(below)
    for name, value in above.items():
        before = out.get(name)
        nests = name not in CLOCKS and isinstance(value, Mapping) and isinstance(before, Mapping)
        out[name] = _deep(_mapping(before), _mapping(value)) if nests else value
    return out


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def check_profile(doc: Mapping[str, object], words: Words) -> None:
    """Raises ProfileError, naming the field, where a profile's document is not as it must be."""
    _only(doc, FIELDS, "")
    for name in ("name", "calendar"):
        if not isinstance(doc.get(name), str) or not doc[name]:
            raise ProfileError(name, "missing; expected a word.")
    if not isinstance(doc.get("title", ""), str):
        raise ProfileError("title", "expected a text.")
    _bool(doc, "monitoring")
    read_promises({name: value for name, value in doc.items() if name in OVERRIDES}, words)


def check_overrides(doc: Mapping[str, object], words: Words) -> None:
    """Raises ProfileError where a contract says something otherwise that it cannot."""
    _only(doc, (*OVERRIDES, *COVERAGE), "")
    for name in ("technologies", "activities", "exclusions", "options"):
        if not _is_list_of_words(doc.get(name, [])):
            raise ProfileError(name, "expected a list of words.")
    strange = sorted(set(_words(doc.get("options"))) - set(OPTIONS))
    if strange:
        raise ProfileError("options", f"{strange[0]!r} is none of {', '.join(OPTIONS)}.")
    _check_access(doc.get("access"))
    _check_hours(doc.get("hours"))
    read_promises(doc, words)


def _check_access(value: object) -> None:
    """A means for all systems, or a table of system and means."""
    texts = value.values() if isinstance(value, Mapping) else [value]
    if value is not None and not all(isinstance(text, str) for text in texts):
        raise ProfileError("access", "expected a text, or a table of system and text.")


def _check_hours(value: object) -> None:
    given = _object(value, "hours")
    _only(given, ("amount", "per"), "hours")
    if not given:
        return
    amount = given.get("amount")
    if not isinstance(amount, int | float) or isinstance(amount, bool) or not 0 < amount <= 100_000:
        raise ProfileError("hours.amount", f"{amount!r} is no number of hours.")
    if given.get("per") not in PERIODS:
        raise ProfileError("hours.per", f"{given.get('per')!r} is none of {', '.join(PERIODS)}.")


def _words(value: object) -> Sequence[str]:
    return [str(word) for word in value] if isinstance(value, list | tuple) else []


def _is_list_of_words(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(word, str) for word in value)


def read_promises(doc: Mapping[str, object], words: Words) -> Promises:
    """A merged document, read. Raises ProfileError naming the field."""
    workaround = _bool(doc, "workaround_counts")
    category = doc.get("default_category")
    if category is not None and category not in words.categories:
        raise ProfileError("default_category", f"{category!r} is none of {', '.join(words.categories)}.")
    return Promises(
        targets=_targets(doc.get("targets"), words),
        warnings=_warnings(doc.get("warnings")),
        workaround_counts=True if workaround is None else workaround,
        default_category=None if category is None else str(category),
        on_call=_on_call(doc.get("on_call"), words),
    )


def _targets(value: object, words: Words) -> dict[tuple[str, str | None], Mapping[str, Target | None]]:
    found: dict[tuple[str, str | None], Mapping[str, Target | None]] = {}
    for category, given in _object(value, "targets").items():
        where = f"targets.{category}"
        if category not in words.categories:
            raise ProfileError(where, f"no such category; known are {', '.join(words.categories)}.")
        documents = _object(given, where)
        _only(documents, (*CLOCKS, *words.priorities), where)
        plain = {name: documents[name] for name in CLOCKS if name in documents}
        found[category, None] = _clocks(plain, where, words)
        for priority in words.priorities:
            if priority in documents:
                special = _object(documents[priority], f"{where}.{priority}")
                _only(special, CLOCKS, f"{where}.{priority}")
                found[category, priority] = _clocks({**plain, **special}, f"{where}.{priority}", words)
    return found


def _clocks(documents: Mapping[str, object], where: str, words: Words) -> dict[str, Target | None]:
    """A target each; `{}` takes the profile's promise back."""
    return {clock: _target(documents.get(clock), f"{where}.{clock}", words) for clock in CLOCKS}


def _target(value: object, where: str, words: Words) -> Target | None:
    doc = _object(value, where)
    if not doc:
        return None
    _only(doc, _TARGET, where)
    try:
        target = parse_target(doc)
    except TargetError as error:
        said = error.message.removeprefix("target: ")
        field = said.partition(" ")[0]
        raise ProfileError(f"{where}.{field}" if field in doc else where, said) from error
    if target.minutes is not None and target.minutes > LONGEST_MINUTES:
        raise ProfileError(f"{where}.minutes", f"{target.minutes} are too many; a year has {LONGEST_MINUTES}.")
    strange = sorted(target.stopped_by - set(words.reasons))
    if strange:
        raise ProfileError(f"{where}.stopped_by", f"{strange[0]!r} is none of {', '.join(words.reasons)}.")
    return target


def _warnings(value: object) -> Warnings:
    given = _object(value, "warnings")
    _only(given, ("half", "soon"), "warnings")
    turns = {name: _turn(text, f"warnings.{name}") for name, text in given.items()}
    return Warnings(turns.get("half", DEFAULT_WARNINGS.half), turns.get("soon", DEFAULT_WARNINGS.soon))


def _turn(value: object, where: str) -> Turn:
    read = _TURN.fullmatch(value) if isinstance(value, str) and value else None
    if read is None or (read[1] and int(read[1]) > 100):
        raise ProfileError(where, f'{value!r} is no turn; write "75%" of the target used, or "1h30m" left.')
    if read[1]:
        return Turn(percent=int(read[1]))
    return Turn(left_s=int(read[2] or 0) * 3600 + int(read[3] or 0) * 60)


def _on_call(value: object, words: Words) -> dict[str, str]:
    found = {}
    for category, calendar in _object(value, "on_call").items():
        if category not in words.categories:
            raise ProfileError(f"on_call.{category}", f"no such category; known are {', '.join(words.categories)}.")
        if not isinstance(calendar, str) or not calendar:
            raise ProfileError(f"on_call.{category}", "expected the name of a calendar.")
        found[category] = calendar
    return found


def _bool(doc: Mapping[str, object], name: str) -> bool | None:
    value = doc.get(name)
    if value is not None and not isinstance(value, bool):
        raise ProfileError(name, f"{value!r} is neither true nor false.")
    return value


def _object(value: object, where: str) -> Mapping[str, object]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ProfileError(where, "expected a table.")
    return value


def _only(doc: Mapping[str, object], known: Sequence[str], where: str) -> None:
    for name in doc:
        if name not in known:
            raise ProfileError(f"{where}.{name}".lstrip("."), f"unknown; known are {', '.join(known)}.")
