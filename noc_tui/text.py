"""Foreign text made harmless: what came from outside passes `clean` on its way in and on its way out."""

from __future__ import annotations

import re

_LINE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Controls (C0 but tab and newline, DEL, C1), bidi marks and overrides, zero-width and invisible operators and
# format controls, soft hyphen, interlinear marks, the byte-order mark, tag characters and non-characters.
_UNSAFE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
_ESCAPE_SEQUENCES = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor movement
    "|\x1b[\\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)"  # OSC, DCS, SOS, PM, APC with their payload
    "|\x9b[0-?]*[ -/]*[@-~]"
    "|\x1b[ -/]*[0-~]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(value: object, limit: int | None = None) -> str:
    """Text of any origin as plain lines: escapes, controls, bidi and invisible characters are gone.

    Lone surrogates become U+FFFD. Newlines and tabs stay. With `limit`, at most that many characters, the
    last an ellipsis where something was cut.
    """
    text = value if isinstance(value, str) else str(value)
    if not (text.isascii() and text.isprintable()):
        text = _SURROGATES.sub("\ufffd", text)
        text = _ESCAPE_SEQUENCES.sub("", text)
        text = _LINE_BREAKS.sub("\n", text)
        text = _UNSAFE.sub("", text)
    return _shorten(text, limit)


def line(value: object, limit: int | None = None) -> str:
    """`clean` on a single line: every run of white space is one blank."""
    return _shorten(" ".join(clean(value).split()), limit)


def _shorten(text: str, limit: int | None) -> str:
    if limit is None or len(text) <= limit:
        return text
    return text[: limit - 1] + "…" if limit > 0 else ""


def width(text: str) -> int:
    """The cells that a terminal gives to `text`."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # its tables are read only where they are needed

    return cell_len(text)


def fit(text: str, cells: int, *, right: bool = False) -> str:
    """`text` in exactly `cells` cells: padded with blanks, or cut with an ellipsis.

    A tab, a newline or a control would take a width of its own on the terminal: such text passes `line`.
    """
    if cells <= 0:
        return ""
    if not text.isprintable():
        text = line(text)
    size = width(text)
    if size > cells:
        text = _cut(text, cells - 1) + "…"
        size = width(text)
    pad = " " * (cells - size)
    return pad + text if right else text + pad


def _cut(text: str, cells: int) -> str:
    if text.isascii():
        return text[:cells]
    from rich.cells import set_cell_size

    return set_cell_size(text, cells)
