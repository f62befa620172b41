"""Documents written as TOML: what is read back is what was written."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noc_tui import resources
from noc_tui.text import clean
from noc_tui.toml_file import parse_document
from noc_tui.toml_writing import dumps

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PLAIN = (
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | WORDS
    | st.dates()
    | st.datetimes()
    | st.times()
)
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4), max_leaves=12
)
DOCUMENTS = st.dictionaries(WORDS, VALUES, max_size=5)


@given(DOCUMENTS)
def test_what_is_written_reads_back_equal(document: dict[str, object]) -> None:
    assert tomllib.loads(dumps(document)) == document


@given(DOCUMENTS)
def test_a_terminal_can_show_what_is_written(document: dict[str, object]) -> None:
    written = dumps(document)

    assert clean(written) == written


@pytest.mark.parametrize("kind", ["calendars", "profiles"])
def test_every_document_that_ships_reads_back_equal(kind: str) -> None:
    for name in resources.names(kind, ".toml"):
        document = parse_document(name, resources.read_text(f"{kind}/{name}")).data
        assert parse_document(name, dumps(document)).data == document


def test_words_stand_before_tables_and_long_lists_on_lines_of_their_own() -> None:
    document = {
        "hours": {"mon": [["08:30", "12:30"], ["14:00", "18:00"]]},
        "name": "office",
        "since": date(2026, 1, 1),
        "at": time(9, 30),
        "made": datetime(2026, 1, 1, 9, 30, tzinfo=UTC),
        "nothing": None,
        "closed": [f"2026-12-{day}" for day in range(24, 32)],
        "open": {"2026-12-24": []},
        "targets": {"blocking": {"response": {"minutes": 240}}},
        "site": [{"name": "Lecco"}, {"name": "Como", "room": {"floor": 2}}],
        "empty": {},
    }

    assert (
        dumps(document)
        == """\
name = "office"
since = 2026-01-01
at = 09:30:00
made = 2026-01-01T09:30:00+00:00
closed = [
    "2026-12-24",
    "2026-12-25",
    "2026-12-26",
    "2026-12-27",
    "2026-12-28",
    "2026-12-29",
    "2026-12-30",
    "2026-12-31",
]

[hours]
mon = [["08:30", "12:30"], ["14:00", "18:00"]]

[open]
2026-12-24 = []

[targets.blocking.response]
minutes = 240

[[site]]
name = "Lecco"

[[site]]
name = "Como"

[site.room]
floor = 2

[empty]
"""
    )


def test_a_value_that_toml_cannot_have_is_refused() -> None:
    with pytest.raises(TypeError, match="TOML has no complex"):
        dumps({"number": 1j})
