"""What a line of the queue says at a glance: a sign, a word for it, and the meaning that gives it its colour."""

from __future__ import annotations

from enum import Enum

from noc_tui.domain.queue import Kind, QueueRow, TimeLeft


class Sign(Enum):
    """Sign and word; the theme gives each its colour."""

    OVERRUN = ("▲", "overrun")
    SOON = ("◕", "soon")
    HALF = ("◑", "half used")
    EARLY = ("◔", "in time")
    CLOSED = ("☾", "closed hours")
    PAUSED = ("‖", "paused")
    ALERT = ("ϟ", "new alert")
    KEPT = ("√", "kept")
    NONE = ("·", "no target")

    @property
    def mark(self) -> str:
        """One cell."""
        return self.value[0]

    @property
    def word(self) -> str:
        """The same in words."""
        return self.value[1]


def used_share(row: QueueRow, left: TimeLeft) -> float:
    """The share of the target that is used, 0 to 1; 1 once it is overrun."""
    if row.target_s is None or left.remaining_s is None:
        return 0.0
    if left.remaining_s <= 0 or row.target_s <= 0:
        return 1.0
    return min(1.0, max(0.0, 1 - left.remaining_s / row.target_s))


def sign_of(row: QueueRow, left: TimeLeft) -> Sign:
    """The sign of a line whose clock reads so."""
    if left.remaining_s is None:
        return Sign.PAUSED if row.pending_reason else Sign.NONE
    if left.remaining_s < 0:
        return Sign.OVERRUN
    if left.status in {"met", "paused"}:
        return Sign.KEPT if left.status == "met" else Sign.PAUSED
    if row.kind == Kind.ALERT:
        return Sign.ALERT
    if left.outside_hours:
        return Sign.CLOSED
    if row.soon_s is not None and left.remaining_s < row.soon_s:
        return Sign.SOON
    return Sign.HALF if row.half_s is not None and left.remaining_s <= row.half_s else Sign.EARLY
