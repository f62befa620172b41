"""What a sender's word for severity means to us. The tables are in data/severity.toml, one per source."""

from __future__ import annotations

from functools import cache

from noc_tui.domain.words import Severity
from noc_tui.resources import read_toml


def severity_of(source: str, word: str) -> Severity:
    """Our severity for the `word` that `source` uses; the source's default for a word not in its table.

    Only case and the blanks around it are folded. A source without a table is a fault of ours: KeyError.
    """
    words, default = _table(source)
    return words.get(word.strip().casefold(), default)


@cache
def _table(source: str) -> tuple[dict[str, Severity], Severity]:
    table = read_toml("severity.toml")[source]
    words = {word.casefold(): Severity(ours) for word, ours in table["words"].items()}
    return words, Severity(table["default"])
