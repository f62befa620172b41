"""Tickets and the queue: both derived, in the transaction that writes the events."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from noc_tui.models.columns import BigId, given, instant, key, reference, words

NAMED, HAVING = text("external_ref IS NOT NULL"), text("equipment_id IS NOT NULL")
PAST = text("status NOT IN ('new', 'open', 'pending')")
PENDING = text("pending_reason IS NOT NULL")
NOBODY = text("assignee IS NULL")
OPEN_STEP = text("done_at IS NULL")
_ORDER = ("band", "at", "kind", "ref")


class Ticket(SQLModel, table=True):
    """See noc_tui.domain.ticket.TicketRow; each clock takes five columns."""

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("year", "number", name="uq_ticket_year_number"),
        Index("ix_ticket_opened", "opened_at", "id"),
        Index("ix_ticket_customer", "customer_id", "opened_at"),
        Index("ix_ticket_external", "external_ref", sqlite_where=NAMED, postgresql_where=NAMED),
        Index("ix_ticket_equipment", "equipment_id", sqlite_where=HAVING, postgresql_where=HAVING),
        Index("ix_ticket_past", text("(-updated_at)"), "id", sqlite_where=PAST, postgresql_where=PAST),
    )

    id: int | None = key()
    key: str = words(unique=True)
    year: int
    number: int
    subject: str = words()
    customer_id: int | None = reference("customer.id", default=None)
    contact_id: int | None = reference("contact.id", default=None)
    site_id: int | None = reference("site.id", default=None)
    equipment_id: int | None = reference("equipment.id", default=None)
    contract_version_id: int | None = reference("contract_version.id", default=None)
    profile_version_id: int = reference("profile_version.id")
    calendar_version_id: int = reference("calendar_version.id")
    on_call_version_id: int | None = reference("calendar_version.id", default=None)
    origin: str = words()
    channel: str = words()
    status: str = words()
    phase: str = words()
    level: int
    category: str = words()
    impact: str | None = words(default=None)
    urgency: str | None = words(default=None)
    priority: str | None = words(default=None)
    severity: int
    fault: str | None = words(default=None)
    technology: str | None = words(default=None)
    team: str | None = words(default=None)
    assignee: str | None = words(default=None)
    pending_reason: str | None = words(default=None)
    wake_at: int | None = instant(default=None)
    call_at: int | None = instant(default=None)
    call_from: int | None = instant(default=None)
    call_who: str | None = words(default=None)
    merged_into: str | None = words(default=None)
    external_ref: str | None = words(default=None)
    estimate_s: int | None = instant(default=None)
    spent_s: int = given(0, "0")
    opened_at: int = instant()
    resolved_at: int | None = instant(default=None)
    closed_at: int | None = instant(default=None)
    updated_at: int = instant()
    solved_in_call: bool = given(False, "false")
    touched: bool
    alerts_firing: int
    contact_phase: str = words()
    contact_target_s: int | None = instant(default=None)
    contact_used_s: int = instant()
    contact_since: int | None = instant(default=None)
    contact_due: int | None = instant(default=None)
    response_phase: str = words()
    response_target_s: int | None = instant(default=None)
    response_used_s: int = instant()
    response_since: int | None = instant(default=None)
    response_due: int | None = instant(default=None)
    restore_phase: str = words()
    restore_target_s: int | None = instant(default=None)
    restore_used_s: int = instant()
    restore_since: int | None = instant(default=None)
    restore_due: int | None = instant(default=None)
    version: int


class LegalClock(SQLModel, table=True):
    """A legal deadline of a ticket, derived from its events: see noc_tui.desk.legal."""

    __tablename__ = "legal_clock"
    __table_args__ = (Index("ix_legal_clock_due", "due", sqlite_where=OPEN_STEP, postgresql_where=OPEN_STEP),)

    ticket_id: int = Field(primary_key=True, foreign_key="ticket.id", sa_type=BigId)
    regime: str = words(primary_key=True)
    step: str = words(primary_key=True)
    aware_at: int = instant()
    due: int = instant()
    done_at: int | None = instant(default=None)


class TimeEntry(SQLModel, table=True):
    """Time that somebody worked on a ticket, derived from the event of that number."""

    __tablename__ = "time_entry"

    ticket_id: int = Field(primary_key=True, foreign_key="ticket.id", sa_type=BigId)
    seq: int = Field(primary_key=True)
    at: int = instant(index=True)
    spent_s: int = instant()
    actor: str = words()


class TicketText(SQLModel, table=True):
    """A ticket's words, to be searched: SQLite keeps an FTS5 index on it, PostgreSQL one on its tsvector."""

    __tablename__ = "ticket_text"

    ticket_id: int = Field(primary_key=True, foreign_key="ticket.id", sa_type=BigId)
    body: str = words()


class Queue(SQLModel, table=True):
    """The lines of the queue in their order: see noc_tui.domain.queue.QueueRow.

    A table of its own, not columns on two others: the order runs over tickets and alerts, a filter reads only what
    is open, and the rows lie on disk as they are shown.
    """

    __tablename__ = "queue"
    __table_args__ = (
        UniqueConstraint("kind", "ref", name="uq_queue_line"),
        Index("ix_queue_nobody", *_ORDER, sqlite_where=NOBODY, postgresql_where=NOBODY),
        Index("ix_queue_paused", *_ORDER, "pending_reason", sqlite_where=PENDING, postgresql_where=PENDING),
        Index("ix_queue_customer", "customer_id", *_ORDER),
        Index("ix_queue_assignee", "assignee", *_ORDER),
        {"sqlite_with_rowid": False},
    )

    band: int = Field(primary_key=True, sa_type=BigId)
    at: int = instant(primary_key=True)
    kind: int = Field(primary_key=True, sa_type=BigId)
    ref: int = Field(primary_key=True, sa_type=BigId)
    overrun_at: int | None = instant(default=None)
    key: str = words()
    subject: str = words()
    customer_id: int | None = reference("customer.id", default=None)
    severity: int
    status: str = words()
    level: int
    phase: str = words()
    category: str | None = words(default=None)
    priority: str | None = words(default=None)
    technology: str | None = words(default=None)
    team: str | None = words(default=None)
    assignee: str | None = words(default=None)
    origin: str = words()
    source: str | None = words(default=None)
    pending_reason: str | None = words(default=None)
    wake_at: int | None = instant(default=None)
    opened_at: int = instant()
    clock: str | None = words(default=None)
    clock_phase: str | None = words(default=None)
    target_s: int | None = instant(default=None)
    used_s: int = instant()
    since: int | None = instant(default=None)
    due: int | None = instant(default=None)
    calendar_id: int | None = reference("calendar_version.id", default=None)
    on_call_id: int | None = reference("calendar_version.id", default=None)
    half_s: int | None = instant(default=None)
    soon_s: int | None = instant(default=None)
    alerts_firing: int
    count: int
    version: int
