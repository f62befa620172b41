"""Read in the source: no text that may come from outside is ever handed to Textual as markup."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "noc_tui"
SOURCES = [PACKAGE / "app.py", *sorted((PACKAGE / "screens").glob("*.py")), *sorted((PACKAGE / "widgets").glob("*.py"))]

WIDGETS = {"Static", "Input", "TextArea"}
"""Of Textual's own widgets those that we use; what the others do with text would have to be looked at first."""
SHOWS_ITS_ARGUMENT = {"Static", "Label", "Hit", "DiscoveryHit"}
PARSES = {"from_markup", "notify", "render_markup", "border_title", "border_subtitle", "tooltip", "markup"}


def markup_in(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of every place where a string would be parsed."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute | ast.Name) and _name(node) in PARSES:
            yield node.lineno, _name(node)
        elif isinstance(node, ast.keyword) and node.arg in PARSES and not _is_false(node.value):
            yield node.value.lineno, str(node.arg)
        elif isinstance(node, ast.Call) and _name(node.func) in SHOWS_ITS_ARGUMENT:
            if not all(_is_plain(argument) for argument in _shown(node)):
                yield node.lineno, _name(node.func)
        elif isinstance(node, ast.ImportFrom) and node.module == "textual.widgets":
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name not in WIDGETS)


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _shown(call: ast.Call) -> list[ast.expr]:
    """The argument that is shown: the first; of a hit of the palette its second."""
    if _name(call.func) == "Hit":
        return call.args[1:2]
    return [*call.args[:1], *(word.value for word in call.keywords if word.arg in {"content", "renderable"})]


def _is_plain(node: ast.expr) -> bool:
    """Whether it is text that Textual takes as it is: Content, a literal of ours, or what a matcher has made of one."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and "[" not in node.value
    return isinstance(node, ast.Call) and _name(node.func) in {"Content", "highlight"}


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_text_is_handed_over_as_markup(path: Path) -> None:
    assert list(markup_in(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "Static(title)",
        "Static(f'{title}')",
        "widgets.Label(line(subject))",
        "Static('[b]ours[/b]')",
        "Static(content=title)",
        "Static(Content.from_markup(title))",
        "self.notify(text)",
        "app.notify('Saved')",
        "self.border_title = subject",
        "DiscoveryHit(words, run)",
        "Hit(score, words, run)",
        "Log(markup=True)",
        "from textual.widgets import DataTable",
        "from textual.widgets import Static, Label",
    ],
)
def test_what_would_be_parsed_is_found(source: str) -> None:
    assert list(markup_in(source))


@pytest.mark.parametrize(
    "source",
    ["Static(Content(title))", "Static('Esc back')", "Static(id='x')", "Hit(score, matcher.highlight(words), run)",
     "Log(markup=False)", "from textual.widgets import Static", "words.update(others)"],
)  # fmt: skip
def test_what_is_taken_as_it_is_may_stay(source: str) -> None:
    assert not list(markup_in(source))
