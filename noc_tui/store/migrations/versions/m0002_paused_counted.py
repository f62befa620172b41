"""The index of what is paused holds the reason too: without it SQLite looks every row up to count them.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the index anew."""
    paused = sa.text("pending_reason IS NOT NULL")
    op.drop_index("ix_queue_paused", "queue")
    op.create_index(
        "ix_queue_paused",
        "queue",
        ["band", "at", "kind", "ref", "pending_reason"],
        sqlite_where=paused,
        postgresql_where=paused,
    )
