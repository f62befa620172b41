"""The nearest clocks in large digits: what is left, of what, who has it, and the share of the target used."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from noc_tui import figures
from noc_tui.domain.queue import Band, Kind, Line, QueueRow, TimeLeft
from noc_tui.domain.sign import Sign, sign_of, used_share
from noc_tui.text import fit, width
from noc_tui.text import line as cleaned
from noc_tui.widgets.board_digits import big
from noc_tui.widgets.columns import Piece, layout
from noc_tui.widgets.palette import Palette, severity_colour, sign_colour
from noc_tui.widgets.pieces import differences, segments

MOST = 4
_BLOCK = 38
"""Cells that a clock needs at least."""
_MARGIN = 2
_TALL = 8
"""Rows in which there is room for blank lines, and for key and holder on a line of their own."""
_SHARE = 12
_COLUMNS = {column.head: column.show for column in layout(120).columns}

Row = tuple[Piece, ...]
Time = Callable[[QueueRow, int], TimeLeft]


class BoardClocks(Widget):
    """At most four of the lines that are due next, side by side."""

    def __init__(self, time: Time, now: Callable[[], int], lines: Sequence[Line]) -> None:
        super().__init__()
        self._time = time
        self._now = now
        self._lines = _due(lines)
        self._painted: dict[int, Row] = {}

    def show(self, lines: Sequence[Line]) -> None:
        """Other lines from now on, those that are due next."""
        self._lines = _due(lines)
        self.tick()

    def tick(self) -> None:
        """Paints what reads otherwise than painted."""
        rows = self._rows()
        for y in range(self.size.height):
            row = rows[y] if y < len(rows) else ()
            for first, count in differences(self._painted.get(y, row), row):
                self.refresh(Region(first, y, count, 1))

    def render_line(self, y: int) -> Strip:
        """A line across all of them."""
        rows, palette = self._rows(), Palette(self.app)
        row = self._painted[y] = rows[y] if y < len(rows) else ()
        return Strip(segments(row, palette)).adjust_cell_length(self.size.width, palette.style("text"))

    def _rows(self) -> list[Row]:
        size, tall, now = self.size.width, self.size.height >= _TALL, self._now()
        places = max(1, min(MOST, size // _BLOCK))
        room = size // places - _MARGIN
        clocks = [_clock(line, self._time(line.row, now), room, tall=tall) for line in self._lines[:places]]
        if not clocks:
            return [(), (Piece(fit("  Nothing here runs towards a due time.", size), "dim"),)]
        margin = Piece(" " * _MARGIN)
        return [tuple(piece for row in rows for piece in (margin, *row)) for rows in zip(*clocks, strict=True)]


def _due(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.row.band == Band.DUE][:MOST]


def _clock(line: Line, left: TimeLeft, room: int, *, tall: bool) -> list[Row]:
    """One clock, every row `room` cells wide."""
    sign = sign_of(line.row, left)
    colour = severity_colour(line.row.severity) if sign is Sign.ALERT else sign_colour(sign)
    digits = big(figures.left(left.remaining_s))
    beside = _beside(line, left, sign, colour, room - 2 * _MARGIN - width(digits[0]))
    rows = [
        _filled((Piece(figure, colour, True), Piece("  "), *words), room)
        for figure, words in zip(digits, beside, strict=True)
    ]
    customer, subject = Piece(_text(line, "customer"), "strong", True), Piece(_text(line, "subject"))
    who = f"{_text(line, 'lvl')} {_text(line, 'who')}".strip()
    if tall:
        what: list[Row] = [(Piece(f"{_text(line, 'key')}  {who}", "dim"),), (customer,), (subject,)]
        return [_filled((), room), *rows, *(_filled(row, room) for row in what)]
    beside_it = max(0, room - _MARGIN - width(who) - 2)
    named = Piece(fit(customer.text, min(width(customer.text), beside_it)), customer.colour, customer.bold)
    return [*rows, _filled((named, Piece(f"  {who}", "dim")), room), _filled((subject,), room)]


def _beside(line: Line, left: TimeLeft, sign: Sign, colour: str, room: int) -> tuple[Row, Row, Row]:
    """Beside the digits: the sign in words and which clock it is, and the share of the target that is used."""
    share = used_share(line.row, left)
    full = round(share * _SHARE)
    of = f"{'all' if share >= 1 else f'{int(share * 100)}%'} of {figures.span(line.row.target_s or 0)}"
    word = f"{sign.mark} {sign.word}"
    clock = "" if line.row.kind == Kind.ALERT else f"  {_text(line, 'clock')}"
    return (
        (
            Piece(word, colour, sign in {Sign.OVERRUN, Sign.SOON, Sign.ALERT}),
            Piece(clock if width(word + clock) <= room else "", "dim"),
        ),
        (Piece("━" * full, colour), Piece("─" * (_SHARE - full), "faint")),
        (Piece(f"{of} used" if width(of) + 5 <= room else of, "dim"),),
    )


def _text(line: Line, head: str) -> str:
    """What the list shows of a line in a column."""
    return cleaned(_COLUMNS[head](line).text)


def _filled(pieces: Row, room: int) -> Row:
    """Pieces cut and padded to `room` cells, the last of them blank."""
    found = []
    free = room - _MARGIN
    for piece in pieces:
        text = fit(piece.text, min(free, width(piece.text)))
        found.append(Piece(text, piece.colour, piece.bold))
        free -= width(text)
    return (*found, Piece(" " * (free + _MARGIN)))
