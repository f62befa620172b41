"""The event table: the truth. A trigger refuses updates and deletes (see the first migration)."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from noc_tui.models.columns import BigId, instant, key, words


class Event(SQLModel, table=True):
    """What happened to a subject, numbered from 1 within it."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("subject_kind", "subject_id", "seq", name="uq_event_subject_seq"),)

    id: int | None = key()
    subject_kind: str = words()
    subject_id: int = Field(sa_type=BigId)
    seq: int
    at: int = instant()
    recorded_at: int = instant()
    actor: str = words()
    kind: str = words()
    v: int = 1
    visibility: str = words()
    action_id: str = words(index=True)
    detail: str = words()
