"""The sources that the room understands, each with what reads its bodies; a format is imported when it is needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from noc_tui.domain.errors import NotFound
from noc_tui.domain.observation import Delivery
from noc_tui.text import line

Parse = Callable[[bytes], Delivery]
"""A body → what it reports. Raises Unreadable where nothing in it is understood."""


def _alertmanager(body: bytes) -> Delivery:
    from noc_tui.intake.alertmanager import parse

    return parse(body)


_PARSERS: Mapping[str, Parse] = {"alertmanager": _alertmanager}
SOURCES = tuple(_PARSERS)


def parser_of(source: str) -> Parse:
    """What reads the bodies of a source. Raises NotFound for one that the room does not know."""
    parse = _PARSERS.get(source)
    if parse is None:
        raise NotFound(f"There is no source “{line(source, 40)}”.", f"There are: {', '.join(SOURCES)}")
    return parse
