"""What was and what is, in words."""

from __future__ import annotations

from collections.abc import Mapping


def value_told(value: object) -> str:
    """A field's value as people read it."""
    match value:
        case None | "":
            return "—"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(value_told, value)) or "none"
        case dict():
            return "nothing"
    return str(value)


def put_told(what: str, before: Mapping[str, object] | None, after: Mapping[str, object]) -> str:
    """Whether something was added, or which of its fields changed: `contact Anna Bianchi: phone 1 → 2`."""
    if before is None:
        return f"{what} {after['name']}: added"
    changes = [
        f"{field} {value_told(before[field])} → {value_told(now)}"
        for field, now in after.items()
        if before[field] != now
    ]
    return f"{what} {before['name']}: {', '.join(changes) or 'it is that already'}"
