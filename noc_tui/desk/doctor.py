"""Examining a store: is it sound, and do its rows say what its events say?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from noc_tui.desk.rebuild import Finding, examine_alerts, examine_due_work, examine_tickets
from noc_tui.desk.terms import TermsBook
from noc_tui.domain.errors import StoreDamaged
from noc_tui.domain.event import Subject
from noc_tui.store import checks, schema
from noc_tui.store.read.connection import Reader, open_postgres, open_sqlite
from noc_tui.store.read.slices import stretches
from noc_tui.store.room import Room

STRETCH = 500
"""Tickets or alerts looked at in one go, and all that is in memory at a time."""

Progress = Callable[[int, int], None]
"""Told how many tickets and alerts are done, of how many."""


def examine(room: Room, progress: Progress = lambda _done, _total: None) -> Iterator[Finding]:
    """All that is wrong with a store: its pages, references, triggers and counters, the order of each timeline, and
    every ticket, alert, occurrence, line of the queue and piece of due work where it is not what its events make.

    It only reads, and others may work meanwhile: a row is read in one snapshot with its events. Raises StoreGone where
    there is no store, StoreVersion where it is newer than the program.
    """
    path = room.location.path
    read = open_postgres(room.location.dsn) if path is None else open_sqlite(path)
    try:
        if schema.needs_upgrade(read):
            yield Finding("store", "schema", schema.stored_version(read), schema.HEAD)
            return
        yield from _as_far_as_readable(_store(read))
        yield from _as_far_as_readable(_subjects(read, progress))
        yield from _as_far_as_readable(examine_due_work(read))
    finally:
        read.close()


def _as_far_as_readable(findings: Iterator[Finding]) -> Iterator[Finding]:
    try:
        yield from findings
    except StoreDamaged as error:
        yield Finding("store", "reading", error.message, "readable")


def _store(read: Reader) -> Iterator[Finding]:
    for check in checks.CHECKS:
        for flaw in check(read):
            yield Finding("store", flaw.name, flaw.stored, flaw.wanted)


def _subjects(read: Reader, progress: Progress) -> Iterator[Finding]:
    total = int(read.value("SELECT (SELECT count(*) FROM ticket) + (SELECT count(*) FROM alert)"))
    done, book = 0, TermsBook()
    for subject, look in ((Subject.TICKET, examine_tickets), (Subject.ALERT, examine_alerts)):
        for stretch in stretches(read, subject, STRETCH):
            with read.snapshot():
                examined = look(read, book, stretch)
            yield from examined.findings
            done += examined.subjects
            progress(done, max(done, total))
