"""A foreign JSON body, read with suspicion: what comes out is an object that is safe to walk and to store."""

from __future__ import annotations

import json
from collections.abc import Iterable
from math import isfinite
from typing import Any

from noc_tui.domain.errors import Unreadable
from noc_tui.text import clean, line

MAX_DEPTH = 64
"""Levels of nesting that are read: far below Python's recursion limit, so that later walks are safe."""

_HINT = "Send one JSON object in UTF-8."


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`; raises Unreadable with a plain reason for anything else.

    A byte-order mark is skipped, of duplicate keys the last wins, control characters inside strings are let
    through, and NaN, Infinity or 1e400 become the text that was sent. Strings may hold NUL and lone
    surrogates: text passes `clean`, `line` or `cleaned` before it goes anywhere.
    """
    value = _decoded(_text(body))
    if not isinstance(value, dict):
        raise Unreadable(f"The body is {kind(value)}, not an object.", _HINT)
    if _deeper_than(MAX_DEPTH, value):
        raise Unreadable(f"The body is nested deeper than {MAX_DEPTH} levels.", _HINT)
    return value


def cleaned(value: object) -> object:
    """The same JSON value with every name on one clean line and every text clean.

    Of two names that look the same once clean, the last wins. For values that `read_object` let through.
    """
    match value:
        case str():
            return clean(value)
        case dict():
            return {line(name): cleaned(item) for name, item in value.items()}
        case list():
            return [cleaned(item) for item in value]
    return value


def as_text(value: object) -> str:
    """A string as it is, any other JSON value as its JSON text; not cleaned."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def kind(value: object) -> str:
    """What a JSON value is, in words that fit into a reason."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
    return "an object"


def _text(body: bytes) -> str:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"The body is not UTF-8 from byte {error.start + 1} on.", _HINT) from None
    if not text.strip():
        raise Unreadable("The body is empty.", _HINT)
    return text


def _decoded(text: str) -> object:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        where = f"at line {error.lineno} column {error.colno}: {error.msg.removesuffix(' at').lower()}"
        if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
            raise Unreadable(f"The JSON is cut off {where}.", _HINT) from None
        raise Unreadable(f"The JSON is wrong {where}.", _HINT) from None
    except ValueError:
        raise Unreadable("The JSON holds a whole number with too many digits.", _HINT) from None
    except RecursionError:
        raise Unreadable(f"The body is nested deeper than {MAX_DEPTH} levels.", _HINT) from None


def _float_or_text(literal: str) -> float | str:
    number = float(literal)
    return number if isfinite(number) else literal


_DECODER = json.JSONDecoder(parse_float=_float_or_text, parse_constant=str, strict=False)


def _deeper_than(limit: int, value: object) -> bool:
    level = [value]
    for _ in range(limit):
        level = [inner for outer in level for inner in _items(outer) if isinstance(inner, (dict, list))]
        if not level:
            return False
    return True


def _items(value: object) -> Iterable[object]:
    match value:
        case dict():
            return value.values()
        case list():
            return value
    return ()
