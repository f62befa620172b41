"""Where in a TOML text a field stands: entries of arrays by their place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noc_tui.toml_file import parse_document
from noc_tui.toml_places import line_of
from noc_tui.toml_writing import dumps

ROOM = '''\
[[customer]] # 1
code = "A"
note = """
[[customer]]
code = "not this one"
"""

[[customer]] # 8
code = "B"
contact = [
  { name = "Anna", mail = "anna" }, # 11
  # { name = "nobody" }
  { name = "Ugo [", mail = "ugo" }, # 13
]

[customer.address] # 16
street = 'Via "Roma" 1'

[[customer.site]] # 19
name = "first"

[[customer.site]] # 22
name = "second"
phones = ["1", # 24
  "2", [1,
  2]]

[[customer]] # 28
code = "C"

[[customer.site]] # 31
name = "third"
"quoted key" = { deep.er = { est = 1.5 } } # 33

[room] # 35
'''


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("customer", 1),
        ("customer[0]", 1),
        ("customer[0].code", 2),
        ("customer[1]", 8),
        ("customer[1].code", 9),
        ("customer[1].contact", 10),
        ("customer[1].contact[0].mail", 11),
        ("customer[1].contact[1]", 13),
        ("customer[1].contact[1].mail", 13),
        ("customer[1].contact[2].mail", 10),
        ("customer[1].address.street", 17),
        ("customer[1].site[0]", 19),
        ("customer[1].site[1].name", 23),
        ("customer[1].site[1].phones[0]", 24),
        ("customer[1].site[1].phones[1]", 25),
        ("customer[1].site[1].phones[2][1]", 26),
        ("customer[2]", 28),
        ("customer[2].site[0]", 31),
        ("customer[2].site[0].name", 32),
        ("customer[2].site[0].quoted key.deep.er.est", 33),
        ("customer[2].site[1].name", 31),
        ("customer[3].code", 1),
        ("room.zone", 35),
    ],
)
def test_an_entry_is_found_by_its_place(where: str, line: int) -> None:
    parse_document("room.toml", ROOM)

    assert line_of(ROOM, where) == line


NAMES = st.text("abcdefgh", min_size=1, max_size=4)
VALUES = st.recursive(
    st.text(max_size=8) | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, min_size=1, max_size=3),
    max_leaves=10,
)


@settings(max_examples=40)
@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=4))
def test_every_field_of_a_document_stands_on_a_line_that_names_it(document: dict[str, Any]) -> None:
    text = dumps(document)
    rows = text.split("\n")

    for path, name in fields(document):
        assert name in rows[line_of(text, path) - 1], path


def fields(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The path and name of every field that is a plain value."""
    if isinstance(value, dict):
        for name, inner in value.items():
            here = f"{path}.{name}" if path else name
            if not isinstance(inner, dict | list):
                yield here, name
            yield from fields(inner, here)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from fields(inner, f"{path}[{place}]")
