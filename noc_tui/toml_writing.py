"""Documents written as TOML, as a person would: words first, then tables, nothing on a line that is too long for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from math import isfinite, isnan

from noc_tui.text import clean

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_LONGEST = 100


def dumps(document: Mapping[str, object]) -> str:
    """The document as TOML that reads back equal; a field that is None is left out, since TOML has no word for it.

    What a terminal would obey is written as an escape. Raises TypeError for a value that TOML cannot have.
    """
    return "\n".join(_table(document, ())).strip("\n") + "\n"


def _table(table: Mapping[str, object], path: tuple[str, ...]) -> Iterator[str]:
    """The lines below a table's head: its own words, then the tables in it."""
    given = {name: value for name, value in table.items() if value is not None}
    nested = {name: value for name, value in given.items() if isinstance(value, Mapping) or _is_tables(value)}
    for name, value in given.items():
        if name not in nested:
            yield from _entry(name, value)
    for name, value in nested.items():
        here = (*path, name)
        if isinstance(value, Mapping):
            if not value or any(not isinstance(inner, Mapping) for inner in value.values()):
                yield from ("", f"[{_dotted(here)}]")
            yield from _table(value, here)
            continue
        assert isinstance(value, list | tuple)
        for one in value:
            yield from ("", f"[[{_dotted(here)}]]", *_table(one, here))


def _is_tables(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _entry(name: str, value: object) -> Iterator[str]:
    line = f"{_key(name)} = {_value(value)}"
    if len(line) <= _LONGEST or not isinstance(value, list | tuple):
        yield line
        return
    yield f"{_key(name)} = ["
    for one in value:
        yield f"    {_value(one)},"
    yield "]"


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case int():
            return str(value)
        case float():
            return repr(value) if isfinite(value) else "nan" if isnan(value) else "inf" if value > 0 else "-inf"
        case date() | time():
            return value.isoformat()
        case Mapping():
            inner = ", ".join(f"{_key(name)} = {_value(one)}" for name, one in value.items() if one is not None)
            return f"{{ {inner} }}" if inner else "{}"
        case Sequence():
            return f"[{', '.join(_value(one) for one in value)}]"
    raise TypeError(f"TOML has no {type(value).__name__}")


def _dotted(path: Sequence[str]) -> str:
    return ".".join(_key(name) for name in path)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(text: str) -> str:
    return f'"{"".join(map(_char, text))}"'


def _char(char: str) -> str:
    if char in _ESCAPED:
        return _ESCAPED[char]
    if char.isprintable() and clean(char) == char:
        return char
    return f"\\u{ord(char):04X}" if ord(char) < 0x10000 else f"\\U{ord(char):08X}"
