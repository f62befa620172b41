"""Column types that mean the same in SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Integer, Text, text
from sqlmodel import Field

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit key; SQLite numbers rows by itself only where the type is INTEGER."""


def key() -> Any:
    """The numbered primary key of a table."""
    return Field(default=None, primary_key=True, sa_type=BigId)


def instant(**options: Any) -> Any:
    """A UTC instant in microseconds since 1970."""
    return Field(sa_type=BigInteger, **options)


def given(value: bool | int | str, sql: str) -> Any:
    """A column that came later: what stood before has `value`, in the database's words `sql`."""
    kinds: dict[type, Any] = {bool: Boolean, int: BigInteger, str: Text}
    default = f"'{sql}'" if isinstance(value, str) else sql
    return Field(default=value, sa_type=kinds[type(value)], sa_column_kwargs={"server_default": text(default)})


def reference(target: str, **options: Any) -> Any:
    """A foreign key."""
    return Field(foreign_key=target, sa_type=BigId, **options)


def words(**options: Any) -> Any:
    """Text of any length."""
    return Field(sa_type=Text, **options)
