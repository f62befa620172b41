"""Every table, gathered: import this where the whole schema is meant."""

from __future__ import annotations

from sqlmodel import SQLModel

from noc_tui.models import alert, event, room, terms, ticket

METADATA = SQLModel.metadata
MODULES = (alert, event, room, terms, ticket)
