"""Foreign JSON."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noc_tui.domain.errors import Unreadable
from noc_tui.intake.json_body import MAX_DEPTH, as_text, cleaned, kind, read_object

any_text = st.text(st.characters(codec=None), max_size=20)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text, inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b'{"a": "\xff"}', "not UTF-8 from byte 8"),
        ("{}".encode("utf-16"), "not UTF-8 from byte 1"),
        (b'{"a": "b', "is cut off"),
        (b'{"a": ', "is cut off"),
        (b'{"a": [1, 2', "is cut off"),
        (b"{'a': 1}", "is wrong at line 1 column 2"),
        (b'{"a": 1}{"b": 2}', "is wrong"),
        (b"<html>", "is wrong"),
        (b"[1]", "is a list, not an object"),
        (b'"x"', "is text, not an object"),
        (b"null", "is null, not an object"),
        (b"true", "is true or false, not an object"),
        (b"1.5", "is a number, not an object"),
        (b'{"a": ' + b"7" * 5000 + b"}", "too many digits"),
        (b'{"a": ' * 100_000, "nested deeper"),
        (b"[" * 100_000 + b"]" * 100_000, "nested deeper"),
    ],
)
def test_what_cannot_be_read_says_why(body: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason) as refusal:
        read_object(body)
    assert refusal.value.hint


def nested(levels: int) -> bytes:
    return b'{"a": ' * (levels - 1) + b"{}" + b"}" * (levels - 1)


def test_nesting_is_read_up_to_its_limit() -> None:
    assert cleaned(read_object(nested(MAX_DEPTH))) == json.loads(nested(MAX_DEPTH))
    with pytest.raises(Unreadable, match=f"deeper than {MAX_DEPTH} levels"):
        read_object(nested(MAX_DEPTH + 1))


def test_a_byte_order_mark_is_skipped() -> None:
    assert read_object(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


def test_of_duplicate_keys_the_last_wins() -> None:
    assert read_object(b'{"a": 1, "a": 2}') == {"a": 2}


def test_numbers_that_json_cannot_hold_are_kept_as_the_text_that_was_sent() -> None:
    sent = read_object(b'{"a": NaN, "b": Infinity, "c": -Infinity, "d": 1e400, "e": -1E+999, "f": 1.5e3}')
    assert sent == {"a": "NaN", "b": "Infinity", "c": "-Infinity", "d": "1e400", "e": "-1E+999", "f": 1500.0}
    json.dumps(sent, allow_nan=False)


def test_control_characters_inside_a_string_do_not_cost_the_body() -> None:
    assert cleaned(read_object(b'{"a": "one\ntwo\x00"}')) == {"a": "one\ntwo"}


def test_nul_surrogates_and_escapes_are_cleaned_at_every_depth() -> None:
    sent = read_object(rb'{"k\u0000\u001b[31m": [{"x\ny": "a\ud800\u202eb"}, 1, null, true]}')
    assert cleaned(sent) == {"k": [{"x y": "a\ufffdb"}, 1, None, True]}


def test_the_text_of_a_value_is_its_json() -> None:
    values = ["plain", 1, 1.5, True, None, ["é"], {"a": 1}]
    assert [as_text(value) for value in values] == ["plain", "1", "1.5", "true", "null", '["é"]', '{"a": 1}']


def test_every_kind_of_value_has_a_name() -> None:
    names = ["null", "true or false", "a number", "a number", "text", "a list", "an object"]
    values: list[object] = [None, False, 1, 1.5, "", [], {}]
    assert [kind(value) for value in values] == names


@given(st.binary())
def test_any_bytes_are_an_object_or_unreadable(body: bytes) -> None:
    with suppress(Unreadable):
        assert isinstance(read_object(body), dict)


@given(st.dictionaries(any_text, any_json, max_size=5))
def test_any_object_comes_through_fit_to_be_stored(sent: dict[str, object]) -> None:
    read = cleaned(read_object(json.dumps(sent).encode()))
    json.dumps(read, ensure_ascii=False, allow_nan=False).encode()
