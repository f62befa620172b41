"""Large digits, three rows of thin lines, for a wall."""

from __future__ import annotations

_SHAPES = {
    "0": ("┌─┐", "│ │", "└─┘"),
    "1": (" ╶┐", "  │", "  ╵"),
    "2": ("╶─┐", "┌─┘", "└─╴"),
    "3": ("╶─┐", " ─┤", "╶─┘"),
    "4": ("╷ ╷", "└─┤", "  ╵"),
    "5": ("┌─╴", "└─┐", "╶─┘"),
    "6": ("┌─╴", "├─┐", "└─┘"),
    "7": ("╶─┐", "  │", "  ╵"),
    "8": ("┌─┐", "├─┤", "└─┘"),
    "9": ("┌─┐", "└─┤", "╶─┘"),
    "-": ("  ", "╶─", "  "),
    ":": (" ╷ ", "   ", " ╵ "),
}
ROWS = 3


def big(text: str) -> tuple[str, str, str]:
    """Figures three rows tall; a letter stays as small as it is, beside the foot of its figure."""
    shapes = [_SHAPES.get(character, (" ", " ", character)) for character in text]
    top, middle, foot = ("".join(shape[row] for shape in shapes) for row in range(ROWS))
    return top, middle, foot
