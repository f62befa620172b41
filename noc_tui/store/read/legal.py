"""Legal deadlines, read over the plain driver."""

from __future__ import annotations

from noc_tui.domain.legal import LegalLine, LegalRow
from noc_tui.store.read.connection import Reader

_RUNS_ON = (
    "SELECT 1 FROM legal_clock k JOIN ticket o ON o.id = k.ticket_id "
    "WHERE o.key = t.merged_into AND k.regime = l.regime AND k.step = l.step"
)


def legal_lines(read: Reader, *, every: bool = False, limit: int = 1000) -> list[LegalLine]:
    """The deadlines that are still to be met, what is due next first; with `every` those met too.

    What runs on the ticket that a merged one became a part of is to be met there.
    """
    open_only = "" if every else f"WHERE l.done_at IS NULL AND NOT EXISTS ({_RUNS_ON}) "
    rows = read.rows(
        "SELECT l.ticket_id, l.regime, l.step, l.aware_at, l.due, l.done_at, t.key, t.subject, c.name "
        "FROM legal_clock l JOIN ticket t ON t.id = l.ticket_id LEFT JOIN customer c ON c.id = t.customer_id "
        f"{open_only}ORDER BY l.due, l.ticket_id, l.step LIMIT :limit",
        {"limit": limit},
    )
    return [LegalLine(LegalRow(*row[:6]), row[6], row[7], row[8] or "") for row in rows]
