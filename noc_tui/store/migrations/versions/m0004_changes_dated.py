"""A change is dated, so that the feed's past can be forgotten; groups cut off are told apart by customer.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column. The next delivery of each group says anew how many alerts were cut off."""
    op.add_column("change", sa.Column("at", sa.BigInteger(), nullable=True))
    op.execute("DELETE FROM source_group")
