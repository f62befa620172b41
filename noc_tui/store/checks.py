"""What can be said of a store without knowing what its rows mean: sound, guarded, and counting on from what it has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from noc_tui.store import sqlite_backup
from noc_tui.store.read.connection import Reader

_SQLITE_GUARDS = {"event_no_update": "BEFORE UPDATE ON event", "event_no_delete": "BEFORE DELETE ON event"}
_POSTGRES_GUARD = "event_no_change"
_NUMBERED = ("calendar_version", "contract_version", "customer", "event", "operator", "profile_version", "quarantine",
             "source_token")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something about the store that is not as it should be."""

    name: str
    stored: object
    wanted: object


def pages(read: Reader) -> Iterator[Flaw]:
    """Pages, indexes and references, as far as the database checks them itself."""
    if read.dialect == "sqlite":
        for said in sqlite_backup.problems(read):
            yield Flaw("integrity", said, "ok")
        return
    for (name,) in read.rows(
        "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        "WHERE c.relnamespace = current_schema()::regnamespace AND NOT i.indisvalid"
    ):
        yield Flaw(f"index {name}", "invalid", "valid")
    for (name,) in read.rows(
        "SELECT conname FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND NOT convalidated"
    ):
        yield Flaw(f"constraint {name}", "not checked", "checked")


def guards(read: Reader) -> Iterator[Flaw]:
    """The triggers that keep the event table as it was written."""
    if read.dialect == "postgresql":
        enabled = read.value(
            "SELECT tgenabled FROM pg_trigger WHERE tgrelid = 'event'::regclass AND tgname = :name",
            {"name": _POSTGRES_GUARD},
        )
        if enabled not in {"O", "A", b"O", b"A"}:
            yield Flaw(f"trigger {_POSTGRES_GUARD}", "missing" if enabled is None else "disabled", "enabled")
        return
    sql = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'"
    there: dict[str, str] = dict(read.rows(sql))
    for name, does in _SQLITE_GUARDS.items():
        written = there.get(name)
        if written is None:
            yield Flaw(f"trigger {name}", "missing", does)
        elif does not in written or "RAISE(ABORT" not in written:
            yield Flaw(f"trigger {name}", written, does)


def counters(read: Reader) -> Iterator[Flaw]:
    """The next number of each counter must be one that nothing has yet."""
    values: dict[str, int] = dict(read.rows("SELECT name, value FROM counter"))
    used = [("ticket", read.value("SELECT coalesce(max(id), 0) FROM ticket"))]
    used += [("alert", read.value("SELECT coalesce(max(id), 0) FROM alert"))]
    used += [(f"ticket-{row[0]}", row[1]) for row in read.rows("SELECT year, max(number) FROM ticket GROUP BY year")]
    for name, highest in used:
        if values.get(name, 0) < highest:
            yield Flaw(f"counter {name}", values.get(name), f"{highest} or more")
    if read.dialect == "postgresql":
        yield from _sequences(read)


def _sequences(read: Reader) -> Iterator[Flaw]:
    for table, column in (*((name, "id") for name in _NUMBERED), ("change", "seq")):
        highest = read.value(f"SELECT coalesce(max({column}), 0) FROM {table}")  # noqa: S608 - our own names
        last = read.value(
            "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(:table, :column)::regclass), 0)",
            {"table": table, "column": column},
        )
        if last < highest:
            yield Flaw(f"sequence of {table}", last, f"{highest} or more")


CHECKS: tuple[Callable[[Reader], Iterator[Flaw]], ...] = (pages, guards, counters)
