"""What is told in Italian: complete, with the same words to fill in, and nothing that is never said."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

import noc_tui
from noc_tui import resources
from noc_tui.desk import explain
from noc_tui.domain.errors import BadInput
from noc_tui.domain.legal import Step
from noc_tui.domain.words import Category, ClockName, Reason
from noc_tui.i18n import LANGUAGES, speak

STATUSES = ("none", "pending", "running", "paused", "met", "breached")
ITALIAN = resources.read_toml("locale/it.toml")


def written(expression: ast.expr) -> Iterator[str]:
    """The texts that an expression may be, where they stand in the source."""
    match expression:
        case ast.Constant(str(text)):
            yield text
        case ast.IfExp():
            yield from written(expression.body)
            yield from written(expression.orelse)


def said(function: ast.AST) -> Iterator[str]:
    """The texts that a function passes to `say`, by their own words or by a name that it gives them."""
    named = {
        target.id: list(written(node.value))
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and _is_say(node.func):
            text = node.args[0]
            yield from named.get(text.id, ()) if isinstance(text, ast.Name) else written(text)


def _is_say(callee: ast.expr) -> bool:
    return (isinstance(callee, ast.Name) and callee.id == "say") or (
        isinstance(callee, ast.Attribute) and callee.attr == "_say"
    )


def in_the_source() -> set[str]:
    """Every text in a module that speaks a language."""
    sources = (path.read_text(encoding="utf-8") for path in Path(noc_tui.__file__).parent.rglob("*.py"))
    trees = [ast.parse(source) for source in sources if "from noc_tui.i18n import" in source]
    functions = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {text for function in functions for text in said(function)}


def words(values: Iterable[str]) -> set[str]:
    return {value.replace("_", " ") for value in values}


def dates() -> set[str]:
    days = [date(2026, 11, number) for number in range(2, 9)]
    months = [date(2026, number, 1) for number in range(1, 13)]
    return {f"{day:%a}" for day in days} | {f"{month:%b}" for month in months}


SAID = (
    in_the_source()
    | set(explain._PLAIN.values())
    | words([*Category, *Reason, *ClockName, *Step, *STATUSES])
    | dates()
)  # fmt: skip


def test_the_source_is_read_as_it_is_written() -> None:
    assert {
        "{time} promised",
        "{time} left",
        "{time} over",
        "waits for {name}",
        "no longer waits for {name}",
        "starts with the {name}",
        "holiday: {name}",
        "opened again",
        "no contract",
    } <= in_the_source()
    assert len(in_the_source()) > 20


@pytest.mark.parametrize("text", sorted(SAID))
def test_every_text_has_an_italian_one_with_the_same_words_to_fill_in(text: str) -> None:
    assert text in ITALIAN
    assert fields(ITALIAN[text]) == fields(text)
    assert speak("it")(text) == ITALIAN[text] != ""


def fields(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_no_italian_text_stands_there_that_nobody_says() -> None:
    assert sorted(set(ITALIAN) - SAID) == []


def test_english_is_what_the_code_says_and_what_has_no_translation_stays_english() -> None:
    for text in SAID:
        assert speak("en")(text) == text
    assert speak("it")("a text that nobody has written yet") == "a text that nobody has written yet"
    assert speak("it")("") == ""


def test_a_language_that_is_not_there_is_refused_with_those_that_are() -> None:
    for language in ("de", "", "IT", "it_IT", "../it"):
        with pytest.raises(BadInput, match=f"There are: {', '.join(LANGUAGES)}"):
            speak(language)
