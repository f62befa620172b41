"""Texts in another language: English is written in the code, what stands in `data/locale` is said instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from gettext import NullTranslations

from noc_tui import resources
from noc_tui.domain.errors import BadInput

LANGUAGES = ("en", "it")

Say = Callable[[str], str]
"""English in, the language's words out; what has no translation stays English."""


class _Catalogue(NullTranslations):
    """gettext's interface over a table of texts, so that a translator edits one readable file and nothing is built."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__()
        self._texts = texts

    def gettext(self, message: str) -> str:
        return self._texts.get(message, message)


@cache
def speak(language: str) -> Say:
    """The texts of a language. Raises BadInput for one that is not there."""
    if language not in LANGUAGES:
        raise BadInput(f"There are no texts in “{language}”.", f"There are: {', '.join(LANGUAGES)}.")
    if language == "en":
        return NullTranslations().gettext
    return _Catalogue(resources.read_toml(f"locale/{language}.toml")).gettext
