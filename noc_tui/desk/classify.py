"""What a request is: its category and priority, and with them the targets that its clocks run on (F5)."""

from __future__ import annotations

from noc_tui.desk.actors import require
from noc_tui.desk.timeline import open_work, refuse_unless
from noc_tui.domain.errors import BadInput, Refused
from noc_tui.domain.event import TicketEvent
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import ACTIVE, Category, Priority, Role
from noc_tui.store.tx import Tx
from noc_tui.text import clean


def classify(
    tx: Tx,
    key: str,
    *,
    category: Category | None = None,
    priority: Priority | None = None,
    why: str = "",
    version: int | None = None,
) -> TicketRow:
    """Puts a ticket in a category, or gives it a priority: its clocks are worked out anew from its events.

    Raises BadInput where nothing is said, Refused where nothing would change, WrongState where it is not active.
    """
    require(tx.actor, Role.OPERATOR, "classify tickets")
    if category is None and priority is None:
        raise BadInput("Nothing is said of the ticket.", "Give a category or a priority.")
    work = open_work(tx, key, version)
    refuse_unless(work.row, ACTIVE, "classified")
    detail: dict[str, object] = {}
    if category is not None and category != work.row.category:
        detail["category"] = category
    if priority is not None and priority != work.row.priority:
        detail["priority"] = priority
    if not detail:
        raise Refused(f"{work.row.key} is classified like that already.", "Say what is to change.")
    work.append(TicketEvent.CLASSIFIED, {**detail, "text": clean(why).strip()})
    return work.save()
