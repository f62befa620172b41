"""Work on call widens a ticket's calendar, clocks turn where the profile says, legal clocks run beside them.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BIG = sa.BigInteger()
TEXT = sa.Text()


def upgrade() -> None:
    """Adds columns and a table. What stood before turned at half of its target and with an hour left."""
    big = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(f"ALTER TABLE ticket ADD COLUMN on_call_version_id {big} REFERENCES calendar_version (id)")
    op.execute(f"ALTER TABLE queue ADD COLUMN on_call_id {big} REFERENCES calendar_version (id)")
    op.add_column("queue", sa.Column("half_s", BIG, nullable=True))
    op.add_column("queue", sa.Column("soon_s", BIG, nullable=True))
    op.execute(
        "UPDATE queue SET half_s = target_s - target_s * 50 / 100, soon_s = 3600 "
        "WHERE kind = 0 AND target_s IS NOT NULL"
    )
    op.create_table(
        "legal_clock",
        sa.Column("ticket_id", BIG_ID, nullable=False),
        sa.Column("regime", TEXT, nullable=False),
        sa.Column("step", TEXT, nullable=False),
        sa.Column("aware_at", BIG, nullable=False),
        sa.Column("due", BIG, nullable=False),
        sa.Column("done_at", BIG, nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.PrimaryKeyConstraint("ticket_id", "regime", "step"),
    )
    pending = sa.text("done_at IS NULL")
    op.create_index("ix_legal_clock_due", "legal_clock", ["due"], sqlite_where=pending, postgresql_where=pending)
