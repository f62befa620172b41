"""What a key is called on the screen, and which key does a thing where the user has other ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import format_key

_NAMES = {"space": "Space", "enter": "Enter", "escape": "Esc", "tab": "Tab"}


def bindings_of(kind: type[DOMNode]) -> Iterator[Binding]:
    """The keys of a widget or screen as they are shipped, its own first."""
    for base in kind.__mro__:
        for binding in vars(base).get("BINDINGS", ()):
            if isinstance(binding, Binding):
                yield binding


def key_for(name: str, kinds: Iterable[type[DOMNode]], own: Mapping[str, str]) -> str:
    """The first key for what goes by this name among these; `a/b` gives both. `own` is the user's, by name."""
    if "/" in name:
        return "/".join(key_for(part, kinds, own) for part in name.split("/"))
    shipped = next((binding.key for kind in kinds for binding in bindings_of(kind) if binding.id == name), "")
    return key_name((own.get(name, "").strip() or shipped).partition(",")[0].strip())


def key_name(key: str) -> str:
    """A key as it is written on the screen: `Enter`, `^P`, `?`."""
    control, plus, rest = key.partition("+")
    if plus and control == "ctrl":
        return f"^{rest.upper()}"
    return _NAMES.get(key) or format_key(key)
