"""What is written down about the program still holds."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer import Context, Exit, TyperException
from typer.core import TyperGroup
from typer.main import get_command

from noc_tui.__main__ import _common, _has_command, _wanted
from noc_tui.cli.main import NOUNS, trunk
from noc_tui.domain.errors import BadInput
from scripts import cli_reference

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SHELL = re.compile(r"^```(?:sh|bash|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
ENDS = {"|", "||", "&&", ";", "&", "(", ")", ">", ">>", "<", "2>", "$("}


def test_the_reference_is_what_the_commands_say_of_themselves() -> None:
    assert (ROOT / "docs" / "cli.md").read_text() == cli_reference.reference(), "run python scripts/cli_reference.py"


def test_every_command_is_in_the_reference() -> None:
    written = (ROOT / "docs" / "cli.md").read_text()
    paths = [path for noun in NOUNS for path, _ in cli_reference.commands(noun)]

    assert len(paths) > 35
    for path in paths:
        assert re.search(rf"^(?:### )?noc {re.escape(path)}(?: |$)", written, re.MULTILINE), path


def test_every_line_that_calls_noc_in_the_documents_is_understood() -> None:
    lines = [(page.name, words) for page in PAGES for words in calls(page.read_text())]

    assert len(lines) > 40
    for page, words in lines:
        assert (page, words, wrong(words)) == (page, words, None)


@pytest.mark.parametrize(
    "line",
    ["noc tcket list", "noc ticket lst", "noc ticket list --nope", "noc ticket wait 1 --for nobody", "noc alert ack",
     "noc --db", "noc --view"],
)  # fmt: skip
def test_a_line_that_is_not_understood_is_found(line: str) -> None:
    (words,) = calls(f"```sh\n{line}\n```\n")

    assert wrong(words)


def test_pipes_comments_continued_lines_and_prompts_are_seen_through() -> None:
    text = "```sh\n$ A=1 noc queue \\\n  --json | noc ticket take - # all\nsudo noc-tui && noc db info > x\n```\n"

    assert list(calls(text)) == [["queue", "--json"], ["ticket", "take", "-"], ["db", "info"]]
    assert list(calls("```toml\nnoc = 1\n```\n")) == []


def calls(text: str) -> Iterator[list[str]]:
    """The words after each `noc` that a shell would run in the fenced blocks of a page."""
    for block in SHELL.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            lexer = shlex.shlex(line.removeprefix("$ "), posix=True, punctuation_chars=True)
            lexer.whitespace_split = True
            words: list[str] | None = None
            begins = True
            for token in [*lexer, ";"]:
                if token in ENDS:
                    if words is not None:
                        yield words
                    words, begins = None, True
                elif words is not None:
                    words.append(token)
                elif begins and token == "noc":
                    words = []
                else:
                    begins = begins and "=" in token  # a variable before the command


def wrong(words: list[str]) -> str | None:
    """Why these words after `noc` are not understood; None where they are."""
    try:
        _, rest = _common(words)
        if not _has_command(rest):
            _wanted(rest)
        elif rest != ["--version"]:
            _parse(rest)
    except (TyperException, BadInput) as error:
        return str(error)
    except Exit:
        pass  # --help
    return None


def _parse(words: list[str]) -> None:
    command: Any = get_command(trunk)
    context = Context(command, info_name="noc")
    while isinstance(command, TyperGroup) and words and not words[0].startswith("-"):
        name, command, words = command.resolve_command(context, words)
        context = Context(command, info_name=name, parent=context)
    command.make_context(context.info_name, words, parent=context.parent)
