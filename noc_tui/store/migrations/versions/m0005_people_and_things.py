"""Who calls and about what: sites, contacts, equipment, rules; what a ticket was found to be; its text, to be searched.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BIG = sa.BigInteger()
TEXT = sa.Text()
PIECE = 1000


def upgrade() -> None:
    """Adds tables and columns, and makes every ticket's text from its events."""
    _set_up()
    _tickets()
    _search()
    _write_texts()


def _set_up() -> None:
    op.add_column("customer", sa.Column("operator", TEXT, nullable=True))
    op.add_column("customer", sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.text("true")))
    op.add_column("operator", sa.Column("competences", TEXT, nullable=False, server_default=sa.text("'[]'")))
    op.add_column("operator", sa.Column("shift", TEXT, nullable=True))
    op.create_table(
        "site",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("customer_id", BIG_ID, sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("city", TEXT, nullable=False),
        sa.Column("address", TEXT, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("customer_id", "name", name="uq_site_customer_name"),
    )
    op.create_table(
        "contact",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("customer_id", BIG_ID, sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("site_id", BIG_ID, sa.ForeignKey("site.id"), nullable=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("mail", TEXT, nullable=False),
        sa.Column("phone", TEXT, nullable=False),
        sa.Column("digits", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("customer_id", "name", name="uq_contact_customer_name"),
    )
    op.create_table(
        "equipment",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("customer_id", BIG_ID, sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("site_id", BIG_ID, sa.ForeignKey("site.id"), nullable=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("technology", TEXT, nullable=True),
        sa.Column("access", TEXT, nullable=True),
        sa.Column("redundant", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("customer_id", "name", name="uq_equipment_customer_name"),
    )
    for name in ("technology", "team"):
        op.create_table(
            name,
            sa.Column("name", TEXT, nullable=False),
            sa.Column("title", TEXT, nullable=False),
            sa.PrimaryKeyConstraint("name"),
        )
    op.create_table(
        "fault",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "rule",
        sa.Column("position", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("technology", TEXT, nullable=True),
        sa.Column("category", TEXT, nullable=True),
        sa.Column("fault", TEXT, nullable=True),
        sa.Column("team", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("position"),
    )
    op.create_table(
        "presence",
        sa.Column("session", TEXT, nullable=False),
        sa.Column("who", TEXT, nullable=False),
        sa.Column("ticket_id", BIG, nullable=True),
        sa.Column("doing", TEXT, nullable=False),
        sa.Column("until", BIG, nullable=False),
        sa.PrimaryKeyConstraint("session"),
    )


def _tickets() -> None:
    big = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    for table in ("contact", "site", "equipment"):
        op.execute(f"ALTER TABLE ticket ADD COLUMN {table}_id {big} REFERENCES {table} (id)")
    for name in ("impact", "urgency", "fault", "external_ref", "call_who"):
        op.add_column("ticket", sa.Column(name, TEXT, nullable=True))
    for name in ("estimate_s", "call_at", "call_from"):
        op.add_column("ticket", sa.Column(name, BIG, nullable=True))
    op.add_column("ticket", sa.Column("spent_s", BIG, nullable=False, server_default=sa.text("0")))
    op.add_column("ticket", sa.Column("solved_in_call", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    named, having = sa.text("external_ref IS NOT NULL"), sa.text("equipment_id IS NOT NULL")
    op.create_index("ix_ticket_external", "ticket", ["external_ref"], sqlite_where=named, postgresql_where=named)
    op.create_index("ix_ticket_equipment", "ticket", ["equipment_id"], sqlite_where=having, postgresql_where=having)
    op.create_table(
        "time_entry",
        sa.Column("ticket_id", BIG_ID, sa.ForeignKey("ticket.id"), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("spent_s", BIG, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", "seq"),
    )
    op.create_index("ix_time_entry_at", "time_entry", ["at"])


def _search() -> None:
    op.create_table(
        "ticket_text",
        sa.Column("ticket_id", BIG_ID, sa.ForeignKey("ticket.id"), nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("ticket_id"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE INDEX ix_ticket_text_words ON ticket_text USING gin (to_tsvector('simple', body))")
        return
    op.execute(
        "CREATE VIRTUAL TABLE ticket_fts USING fts5(body, content='ticket_text', content_rowid='ticket_id', "
        'tokenize="unicode61 remove_diacritics 2")'
    )
    gone = "INSERT INTO ticket_fts(ticket_fts, rowid, body) VALUES ('delete', old.ticket_id, old.body);"
    come = "INSERT INTO ticket_fts(rowid, body) VALUES (new.ticket_id, new.body);"
    for name, when, does in (
        ("ai", "AFTER INSERT", come),
        ("ad", "AFTER DELETE", gone),
        ("au", "AFTER UPDATE", gone + come),
    ):
        op.execute(f"CREATE TRIGGER ticket_text_{name} {when} ON ticket_text BEGIN {does} END")


def _write_texts() -> None:
    """As noc_tui.desk.searching does it from now on: key, subject, then what was written and what alerts said."""
    connection = op.get_bind()
    last = 0
    while True:
        tickets = connection.execute(
            sa.text("SELECT id, key, subject FROM ticket WHERE id > :last ORDER BY id LIMIT :piece"),
            {"last": last, "piece": PIECE},
        ).all()
        if not tickets:
            return
        texts: dict[int, list[str]] = {row[0]: [row[1], row[2]] for row in tickets}
        events = connection.execute(
            sa.text(
                "SELECT subject_id, detail FROM event WHERE subject_kind = 'ticket' "
                "AND subject_id BETWEEN :first AND :last ORDER BY subject_id, seq"
            ),
            {"first": tickets[0][0], "last": tickets[-1][0]},
        )
        for ticket_id, detail in events:
            if ticket_id in texts:
                texts[ticket_id] += _said(json.loads(detail))
        connection.execute(
            sa.text("INSERT INTO ticket_text (ticket_id, body) VALUES (:ticket_id, :body)"),
            [{"ticket_id": ident, "body": "\n".join(dict.fromkeys(filter(None, said)))[:20_000]}
             for ident, said in texts.items()],
        )  # fmt: skip
        last = tickets[-1][0]


def _said(detail: dict[str, Any]) -> list[str]:
    return [str(detail[name]) for name in ("description", "text", "event", "resource", "summary") if detail.get(name)]
