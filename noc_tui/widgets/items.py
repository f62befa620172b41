"""What a form asks for: plain data, so that a screen can name it before a form is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few: value and word."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    value: str


@dataclass(frozen=True, slots=True)
class Field:
    """A line to write in; optional ones may stay empty."""

    name: str
    label: str
    hint: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """Room for several lines."""

    name: str
    label: str
    value: str = ""


Item = Choice | Field | Box
Answers = Mapping[str, str]


def filled(items: Sequence[Item], answers: Answers) -> list[Item]:
    """The items as they were answered; an option that is none keeps the one that was there."""
    return [replace(item, value=answers[item.name]) if _fits(item, answers) else item for item in items]


def told(items: Sequence[Item], answers: Answers) -> list[tuple[str, str]]:
    """Label and words of each answer that says anything: what somebody wrote and chose."""
    found = ((item.label, _words(item, answers.get(item.name, ""))) for item in items)
    return [(label, words) for label, words in found if words.strip()]


def _words(item: Item, answer: str) -> str:
    return dict(item.options).get(answer, "") if isinstance(item, Choice) else answer


def _fits(item: Item, answers: Answers) -> bool:
    if isinstance(item, Choice):
        return answers.get(item.name) in [value for value, _ in item.options]
    return item.name in answers
