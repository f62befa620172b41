"""The colours that mean something, taken from the theme in force; styles are made once and shared."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.style import Style
from textual.theme import Theme

from noc_tui.domain.sign import Sign

if TYPE_CHECKING:
    from textual.app import App

_SIGN_COLOURS = {
    Sign.OVERRUN: "overrun",
    Sign.SOON: "soon",
    Sign.HALF: "calm",
    Sign.EARLY: "calm",
    Sign.CLOSED: "dim",
    Sign.PAUSED: "paused",
    Sign.ALERT: "overrun",
    Sign.KEPT: "good",
    Sign.NONE: "dim",
}
_SEVERITY_COLOURS = ("overrun", "soon", "text", "text", "dim")


def _theme(name: str, *, dark: bool, colours: dict[str, str]) -> Theme:
    return Theme(
        name=name,
        primary=colours["calm"],
        secondary=colours["paused"],
        accent=colours["calm"],
        warning=colours["soon"],
        error=colours["overrun"],
        success=colours["good"],
        foreground=colours["text"],
        background=colours["ground"],
        surface=colours["ground"],
        panel=colours["bar"],
        dark=dark,
        variables={f"noc-{name}": colour for name, colour in colours.items()},
    )


THEMES = {
    "dark": _theme("dark", dark=True, colours={
        "ground": "#0b0f14", "bar": "#131a23", "cursor": "#1c2a3a", "text": "#c9d1d9", "strong": "#f0f3f6",
        "dim": "#7d8590", "faint": "#30363d", "overrun": "#ff7b72", "soon": "#e3b341", "calm": "#58a6ff",
        "paused": "#bc8cff", "good": "#56d364",
    }),
    "light": _theme("light", dark=False, colours={
        "ground": "#ffffff", "bar": "#eef1f4", "cursor": "#d7e6f7", "text": "#24292f", "strong": "#000000",
        "dim": "#59636e", "faint": "#d0d7de", "overrun": "#b3140c", "soon": "#8a5300", "calm": "#0550ae",
        "paused": "#6639ba", "good": "#116329",
    }),
    "contrast": _theme("contrast", dark=True, colours={
        "ground": "#000000", "bar": "#000000", "cursor": "#0000aa", "text": "#ffffff", "strong": "#ffffff",
        "dim": "#d0d0d0", "faint": "#808080", "overrun": "#ff6b6b", "soon": "#ffff00", "calm": "#7fdbff",
        "paused": "#ff9dff", "good": "#7fff7f",
    }),
}  # fmt: skip


@lru_cache(maxsize=256)
def _style(colour: str, ground: str, bold: bool, underline: bool) -> Style:
    return Style(color=colour, bgcolor=ground, bold=bold or None, underline=underline or None)


class Palette:
    """The theme's colours by meaning."""

    def __init__(self, app: App[object]) -> None:
        self._colours = app.theme_variables

    def colour(self, name: str) -> str:
        """The colour of a meaning: text, dim, overrun, soon, calm, paused, good, cursor…"""
        return self._colours[f"noc-{name}"]

    def style(self, name: str, ground: str = "ground", *, bold: bool = False, underline: bool = False) -> Style:
        """Text of that meaning on that ground."""
        return _style(self.colour(name), self.colour(ground), bold, underline)


def sign_colour(sign: Sign) -> str:
    """The meaning whose colour a sign takes."""
    return _SIGN_COLOURS[sign]


def severity_colour(rank: int) -> str:
    """The meaning whose colour a severity takes, by rank."""
    return _SEVERITY_COLOURS[rank]
