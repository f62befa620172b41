"""The first schema: the event table, what is derived from it, terms, and the room itself.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BIG = sa.BigInteger()
TEXT = sa.Text()
EVENT_IS_FINAL = (
    "CREATE FUNCTION event_is_final() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'events are never changed'; END $$"
)
"""What the trigger of the event table calls on PostgreSQL."""


def upgrade() -> None:
    """Makes every table, and closes the event table against changes."""
    _tables()
    past = sa.text("status NOT IN ('new', 'open', 'pending')")
    op.create_index(
        "ix_ticket_past", "ticket", [sa.text("(-updated_at)"), "id"], sqlite_where=past, postgresql_where=past
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgres()
    else:
        _guard_sqlite()


def _guard_sqlite() -> None:
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER event_no_{change.lower()} BEFORE {change} ON event "
            "BEGIN SELECT RAISE(ABORT, 'events are never changed'); END"
        )


def _guard_postgres() -> None:
    op.execute(EVENT_IS_FINAL)
    op.execute(
        "CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON event "
        "FOR EACH STATEMENT EXECUTE FUNCTION event_is_final()"
    )


def _tables() -> None:
    op.create_table(
        "calendar_version",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("v", sa.Integer(), nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("spec", TEXT, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", "v", name="uq_calendar_name_v"),
    )
    op.create_table(
        "change",
        sa.Column("seq", BIG_ID, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "counter",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "customer",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("aliases", TEXT, nullable=False),
        sa.Column("city", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "delivery",
        sa.Column("source", TEXT, nullable=False),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("first_at", BIG, nullable=False),
        sa.Column("last_at", BIG, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", "scope", "key"),
    )
    op.create_index("ix_delivery_last_at", "delivery", ["last_at"], unique=False)
    op.create_table(
        "due_work",
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("ref", TEXT, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("kind", "ref"),
    )
    op.create_index("ix_due_work_at", "due_work", ["at"], unique=False)
    op.create_table(
        "event",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("subject_kind", TEXT, nullable=False),
        sa.Column("subject_id", BIG_ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("recorded_at", BIG, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("v", sa.Integer(), nullable=False),
        sa.Column("visibility", TEXT, nullable=False),
        sa.Column("action_id", TEXT, nullable=False),
        sa.Column("detail", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("subject_kind", "subject_id", "seq", name="uq_event_subject_seq"),
    )
    op.create_index("ix_event_action_id", "event", ["action_id"], unique=False)
    op.create_table(
        "lease",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("holder", TEXT, nullable=False),
        sa.Column("until", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "operator",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("login", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("team", TEXT, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("login"),
    )
    op.create_table(
        "profile_version",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("v", sa.Integer(), nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("spec", TEXT, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", "v", name="uq_profile_name_v"),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("received_at", BIG, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("settled_at", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_quarantine_hash", "quarantine", ["hash"], unique=False)
    op.create_table(
        "saved_view",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("filter", TEXT, nullable=False),
        sa.Column("sort", TEXT, nullable=False),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "setting",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "source",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("first_seen", BIG, nullable=False),
        sa.Column("last_seen", BIG, nullable=False),
        sa.Column("deliveries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "scope"),
    )
    op.create_table(
        "source_group",
        sa.Column("source", TEXT, nullable=False),
        sa.Column("group_key", TEXT, nullable=False),
        sa.Column("truncated", sa.Integer(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("source", "group_key"),
    )
    op.create_table(
        "contract_version",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("v", sa.Integer(), nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("profile_version_id", BIG_ID, nullable=False),
        sa.Column("calendar_version_id", BIG_ID, nullable=False),
        sa.Column("valid_from", TEXT, nullable=False),
        sa.Column("valid_to", TEXT, nullable=True),
        sa.Column("monitoring", sa.Boolean(), nullable=False),
        sa.Column("spec", TEXT, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_version_id"],
            ["calendar_version.id"],
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["profile_version_id"],
            ["profile_version.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", "v", name="uq_contract_code_v"),
    )
    op.create_index("ix_contract_version_customer_id", "contract_version", ["customer_id"], unique=False)
    op.create_table(
        "queue",
        sa.Column("band", BIG_ID, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("kind", BIG_ID, nullable=False),
        sa.Column("ref", BIG_ID, nullable=False),
        sa.Column("overrun_at", BIG, nullable=True),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=True),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("phase", TEXT, nullable=False),
        sa.Column("category", TEXT, nullable=True),
        sa.Column("priority", TEXT, nullable=True),
        sa.Column("technology", TEXT, nullable=True),
        sa.Column("team", TEXT, nullable=True),
        sa.Column("assignee", TEXT, nullable=True),
        sa.Column("origin", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=True),
        sa.Column("pending_reason", TEXT, nullable=True),
        sa.Column("wake_at", BIG, nullable=True),
        sa.Column("opened_at", BIG, nullable=False),
        sa.Column("clock", TEXT, nullable=True),
        sa.Column("clock_phase", TEXT, nullable=True),
        sa.Column("target_s", BIG, nullable=True),
        sa.Column("used_s", BIG, nullable=False),
        sa.Column("since", BIG, nullable=True),
        sa.Column("due", BIG, nullable=True),
        sa.Column("calendar_id", BIG_ID, nullable=True),
        sa.Column("alerts_firing", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_id"],
            ["calendar_version.id"],
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.PrimaryKeyConstraint("band", "at", "kind", "ref"),
        sa.UniqueConstraint("kind", "ref", name="uq_queue_line"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_queue_assignee", "queue", ["assignee", "band", "at", "kind", "ref"], unique=False)
    op.create_index("ix_queue_customer", "queue", ["customer_id", "band", "at", "kind", "ref"], unique=False)
    op.create_index(
        "ix_queue_nobody",
        "queue",
        ["band", "at", "kind", "ref"],
        unique=False,
        sqlite_where=sa.text("assignee IS NULL"),
        postgresql_where=sa.text("assignee IS NULL"),
    )
    op.create_index(
        "ix_queue_paused",
        "queue",
        ["band", "at", "kind", "ref"],
        unique=False,
        sqlite_where=sa.text("pending_reason IS NOT NULL"),
        postgresql_where=sa.text("pending_reason IS NOT NULL"),
    )
    op.create_table(
        "source_token",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=True),
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("hint", TEXT, nullable=False),
        sa.Column("created_at", BIG, nullable=False),
        sa.Column("created_by", TEXT, nullable=False),
        sa.Column("revoked_at", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("hash"),
    )
    op.create_table(
        "ticket",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=True),
        sa.Column("contract_version_id", BIG_ID, nullable=True),
        sa.Column("profile_version_id", BIG_ID, nullable=False),
        sa.Column("calendar_version_id", BIG_ID, nullable=False),
        sa.Column("origin", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("phase", TEXT, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("category", TEXT, nullable=False),
        sa.Column("priority", TEXT, nullable=True),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("technology", TEXT, nullable=True),
        sa.Column("team", TEXT, nullable=True),
        sa.Column("assignee", TEXT, nullable=True),
        sa.Column("pending_reason", TEXT, nullable=True),
        sa.Column("wake_at", BIG, nullable=True),
        sa.Column("merged_into", TEXT, nullable=True),
        sa.Column("opened_at", BIG, nullable=False),
        sa.Column("resolved_at", BIG, nullable=True),
        sa.Column("closed_at", BIG, nullable=True),
        sa.Column("updated_at", BIG, nullable=False),
        sa.Column("touched", sa.Boolean(), nullable=False),
        sa.Column("alerts_firing", sa.Integer(), nullable=False),
        sa.Column("contact_phase", TEXT, nullable=False),
        sa.Column("contact_target_s", BIG, nullable=True),
        sa.Column("contact_used_s", BIG, nullable=False),
        sa.Column("contact_since", BIG, nullable=True),
        sa.Column("contact_due", BIG, nullable=True),
        sa.Column("response_phase", TEXT, nullable=False),
        sa.Column("response_target_s", BIG, nullable=True),
        sa.Column("response_used_s", BIG, nullable=False),
        sa.Column("response_since", BIG, nullable=True),
        sa.Column("response_due", BIG, nullable=True),
        sa.Column("restore_phase", TEXT, nullable=False),
        sa.Column("restore_target_s", BIG, nullable=True),
        sa.Column("restore_used_s", BIG, nullable=False),
        sa.Column("restore_since", BIG, nullable=True),
        sa.Column("restore_due", BIG, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_version_id"],
            ["calendar_version.id"],
        ),
        sa.ForeignKeyConstraint(
            ["contract_version_id"],
            ["contract_version.id"],
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["profile_version_id"],
            ["profile_version.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sa.UniqueConstraint("year", "number", name="uq_ticket_year_number"),
    )
    op.create_index("ix_ticket_customer", "ticket", ["customer_id", "opened_at"], unique=False)
    op.create_index("ix_ticket_opened", "ticket", ["opened_at", "id"], unique=False)
    op.create_table(
        "alert",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("alert_key", TEXT, nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=True),
        sa.Column("customer_hint", TEXT, nullable=False),
        sa.Column("resource", TEXT, nullable=False),
        sa.Column("event", TEXT, nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("severity_text", TEXT, nullable=False),
        sa.Column("summary", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_seen", BIG, nullable=False),
        sa.Column("last_seen", BIG, nullable=False),
        sa.Column("seen_at", BIG, nullable=False),
        sa.Column("started_at", BIG, nullable=False),
        sa.Column("started_raw", BIG, nullable=False),
        sa.Column("ended_at", BIG, nullable=True),
        sa.Column("group_key", TEXT, nullable=False),
        sa.Column("ticket_id", BIG_ID, nullable=True),
        sa.Column("holder", TEXT, nullable=True),
        sa.Column("shelved_until", BIG, nullable=True),
        sa.Column("flags", TEXT, nullable=False),
        sa.Column("labels", TEXT, nullable=False),
        sa.Column("annotations", TEXT, nullable=False),
        sa.Column("extra", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source", "alert_key", name="uq_alert_source_key"),
    )
    op.create_index("ix_alert_group_key", "alert", ["group_key"], unique=False)
    op.create_index(
        "ix_alert_open",
        "alert",
        ["first_seen"],
        unique=False,
        sqlite_where=sa.text("status <> 'resolved'"),
        postgresql_where=sa.text("status <> 'resolved'"),
    )
    op.create_index("ix_alert_seen", "alert", ["last_seen"], unique=False)
    op.create_index("ix_alert_ticket_id", "alert", ["ticket_id"], unique=False)
    op.create_table(
        "occurrence",
        sa.Column("alert_id", BIG_ID, nullable=False),
        sa.Column("started_raw", BIG, nullable=False),
        sa.Column("started_at", BIG, nullable=False),
        sa.Column("ended_at", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["alert_id"],
            ["alert.id"],
        ),
        sa.PrimaryKeyConstraint("alert_id", "started_raw"),
    )
