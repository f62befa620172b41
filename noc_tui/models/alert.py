"""Alerts, their occurrences, and what the intake keeps beside them."""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from noc_tui.models.columns import BigId, instant, key, reference, words


class Alert(SQLModel, table=True):
    """See noc_tui.domain.alert.AlertRow."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("source", "alert_key", name="uq_alert_source_key"),
        Index("ix_alert_open", "first_seen", sqlite_where=text("status <> 'resolved'"),
              postgresql_where=text("status <> 'resolved'")),
        Index("ix_alert_seen", "last_seen"),
    )  # fmt: skip

    id: int | None = key()
    source: str = words()
    alert_key: str = words()
    customer_id: int | None = reference("customer.id", default=None)
    customer_hint: str = words()
    resource: str = words()
    event: str = words()
    severity: int
    severity_text: str = words()
    summary: str = words()
    status: str = words()
    count: int
    first_seen: int = instant()
    last_seen: int = instant()
    seen_at: int = instant()
    started_at: int = instant()
    started_raw: int = instant()
    ended_at: int | None = instant(default=None)
    group_key: str = words(index=True)
    ticket_id: int | None = reference("ticket.id", default=None, index=True)
    holder: str | None = words(default=None)
    shelved_until: int | None = instant(default=None)
    flags: str = words()
    labels: str = words()
    annotations: str = words()
    extra: str = words()
    version: int


class Occurrence(SQLModel, table=True):
    """One time a fault was there; identity is the alert and the sender's own start."""

    __tablename__ = "occurrence"

    alert_id: int = Field(primary_key=True, foreign_key="alert.id", sa_type=BigId)
    started_raw: int = instant(primary_key=True)
    started_at: int = instant()
    ended_at: int | None = instant(default=None)


class Delivery(SQLModel, table=True):
    """A delivery that was applied: the same one again changes nothing but `last_at`."""

    __tablename__ = "delivery"

    source: str = words(primary_key=True)
    scope: str = words(primary_key=True)
    key: str = words(primary_key=True)
    first_at: int = instant()
    last_at: int = instant(index=True)
    count: int


class Source(SQLModel, table=True):
    """A source as last heard of, per sender's scope (a customer's code, or empty)."""

    __tablename__ = "source"

    name: str = words(primary_key=True)
    scope: str = words(primary_key=True)
    first_seen: int = instant()
    last_seen: int = instant()
    deliveries: int


class SourceGroup(SQLModel, table=True):
    """A sender's group of alerts in which some were cut off, and how many."""

    __tablename__ = "source_group"

    source: str = words(primary_key=True)
    group_key: str = words(primary_key=True)
    truncated: int
    at: int = instant()


class SourceToken(SQLModel, table=True):
    """A bearer token: only its hash is kept."""

    __tablename__ = "source_token"

    id: int | None = key()
    source: str = words()
    customer_id: int | None = reference("customer.id", default=None)
    hash: str = words(unique=True)
    hint: str = words()
    created_at: int = instant()
    created_by: str = words()
    revoked_at: int | None = instant(default=None)


class Quarantine(SQLModel, table=True):
    """What could not be read, whole, with the reason."""

    __tablename__ = "quarantine"

    id: int | None = key()
    source: str = words()
    scope: str = words()
    received_at: int = instant()
    reason: str = words()
    body: bytes = Field(sa_type=LargeBinary)
    hash: str = words(index=True)
    seen: int = 1
    status: str = words()
    settled_at: int | None = instant(default=None)
