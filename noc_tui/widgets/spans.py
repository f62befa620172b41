"""What a repaint writes to the terminal: the cells that were asked for, and nothing that stands left of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.control import Control
from textual._compositor import ChopsUpdate

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


class Spans(ChopsUpdate):
    """A partial repaint. The framework's own (8.2) writes each line from the widget's edge up to what has changed."""

    def render_segments(self, console: Console) -> str:
        """The spans, each behind a jump to its place."""
        written = []
        for y, first, last in self.spans:
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=True):
                start, stop = max(x, first), min(end, last)
                if strip is not None and start < stop:
                    written.append(Control.move_to(start, y).segment.text)
                    written.append(strip.crop(start - x, stop - x).render(console))
        return "".join(written)


def exactly(update: RenderableType | None) -> RenderableType | None:
    """A partial repaint that writes only its spans; anything else as it is."""
    return Spans(update.chops, update.spans, update.chop_ends) if type(update) is ChopsUpdate else update
