"""What a request is: its category, grades and kind, and with them the targets that its clocks run on (F5, G3)."""

from __future__ import annotations

from noc_tui.desk.actors import require
from noc_tui.desk.matrix import priority_said
from noc_tui.desk.qualification import estimate_checked
from noc_tui.desk.room_words import fault_named, technology_named
from noc_tui.desk.timeline import open_work, refuse_unless
from noc_tui.domain.errors import BadInput, Refused
from noc_tui.domain.event import TicketEvent
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import ACTIVE, Category, Grade, Priority, Role
from noc_tui.store.tx import Tx
from noc_tui.text import clean


def classify(
    tx: Tx,
    key: str,
    *,
    category: Category | None = None,
    priority: Priority | None = None,
    impact: Grade | None = None,
    urgency: Grade | None = None,
    fault: str | None = None,
    technology: str | None = None,
    estimate_s: int | None = None,
    why: str = "",
    version: int | None = None,
) -> TicketRow:
    """Says what a ticket is: its clocks are worked out anew from its events. What is None stays as it is.

    Impact and urgency make the priority, by the matrix. Raises BadInput where nothing is said, or a priority that the
    grades do not make; NotFound for a fault or technology that the room does not have; Refused where nothing would
    change; WrongState where it is not active.
    """
    require(tx.actor, Role.OPERATOR, "classify tickets")
    said = (category, priority, impact, urgency, fault, technology, estimate_s)
    if all(value is None for value in said):
        raise BadInput("Nothing is said of the ticket.", "Give a category, a priority, or impact and urgency.")
    work = open_work(tx, key, version)
    refuse_unless(work.row, ACTIVE, "classified")
    wanted = {
        "category": category,
        "impact": impact,
        "urgency": urgency,
        "priority": priority_said(work.row, impact, urgency, priority),
        "fault": fault_named(tx.read, fault),
        "technology": technology_named(tx.read, technology),
        "estimate_s": estimate_checked(estimate_s),
    }
    detail = {name: value for name, value in wanted.items() if value not in {None, getattr(work.row, name)}}
    if not detail:
        raise Refused(f"{work.row.key} is classified like that already.", "Say what is to change.")
    work.append(TicketEvent.CLASSIFIED, {**detail, "text": clean(why).strip()})
    return work.save()
