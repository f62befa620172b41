"""The store in stretches of ids, for whoever goes through all of it: never more than one stretch in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import islice

from noc_tui.domain.alert import AlertRow, Occurrence
from noc_tui.domain.event import Subject
from noc_tui.domain.legal import LegalRow
from noc_tui.domain.queue import Kind, QueueRow
from noc_tui.domain.ticket import TicketRow, TimeEntry
from noc_tui.store.read.alerts import ALERT_COLUMNS
from noc_tui.store.read.connection import Reader, Row
from noc_tui.store.read.tickets import TICKET_COLUMNS, ticket_row

_LINE = ", ".join(field.name for field in fields(QueueRow))
_LEGAL = ", ".join(field.name for field in fields(LegalRow))
_TIME = ", ".join(field.name for field in fields(TimeEntry))
_KINDS = {Subject.TICKET: Kind.TICKET, Subject.ALERT: Kind.ALERT}
_HIGHEST = 2**63 - 1
_PIECE = 500
"""Ids a statement: databases take so many parameters and no more."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Ids of one kind of subject, both ends included."""

    subject: Subject
    first: int
    last: int

    @property
    def params(self) -> dict[str, object]:
        """For the statements below."""
        ends = {"first": self.first, "last": self.last}
        return ends | {"subject": self.subject.value, "kind": int(_KINDS[self.subject])}


def stretches(read: Reader, subject: Subject, size: int) -> Iterator[Stretch]:
    """Stretches of `size` ids that hold every row, timeline and line of a subject, also those without the others."""
    above: int | None = -1
    while above is not None and above < _HIGHEST:
        above = _next_id(read, subject, above)
        if above is not None:
            stretch = Stretch(subject, above, min(above + size - 1, _HIGHEST))
            yield stretch
            above = stretch.last


def _next_id(read: Reader, subject: Subject, above: int) -> int | None:
    found: int | None = read.value(
        f"SELECT min(id) FROM (SELECT min(id) AS id FROM {subject.value} WHERE id > :above UNION ALL "
        "SELECT min(subject_id) FROM event WHERE subject_kind = :subject AND subject_id > :above UNION ALL "
        "SELECT min(ref) FROM queue WHERE kind = :kind AND ref > :above) AS ids",
        {"above": above, "subject": subject.value, "kind": int(_KINDS[subject])},
    )
    return found


def tickets_in(read: Reader, stretch: Stretch) -> dict[int, TicketRow]:
    """The tickets of a stretch by id."""
    sql = f"SELECT {', '.join(TICKET_COLUMNS)} FROM ticket WHERE id BETWEEN :first AND :last"
    return {row[0]: ticket_row(row) for row in read.rows(sql, stretch.params)}


def alerts_in(read: Reader, stretch: Stretch) -> dict[int, AlertRow]:
    """The alerts of a stretch by id."""
    sql = f"SELECT {', '.join(ALERT_COLUMNS)} FROM alert WHERE id BETWEEN :first AND :last"
    return {row[0]: AlertRow(*row) for row in read.rows(sql, stretch.params)}


def timelines_in(read: Reader, stretch: Stretch) -> dict[int, list[Row]]:
    """The events of a stretch's subjects, each timeline in its order, as rows for `event_row`."""
    found: dict[int, list[Row]] = {}
    for row in read.rows(
        "SELECT subject_id, seq, at, recorded_at, actor, kind, visibility, action_id, detail, v FROM event WHERE "
        "subject_kind = :subject AND subject_id BETWEEN :first AND :last ORDER BY subject_id, seq",
        stretch.params,
    ):
        found.setdefault(row[0], []).append(row[1:])
    return found


def lines_in(read: Reader, stretch: Stretch) -> dict[int, QueueRow]:
    """The queue's lines of a stretch's subjects by id."""
    sql = f"SELECT {_LINE} FROM queue WHERE kind = :kind AND ref BETWEEN :first AND :last"
    return {line.ref: line for line in (QueueRow(*row) for row in read.rows(sql, stretch.params))}


def occurrences_in(read: Reader, stretch: Stretch) -> dict[int, dict[int, Occurrence]]:
    """The occurrences of a stretch's alerts: alert id → the sender's start → occurrence."""
    found: dict[int, dict[int, Occurrence]] = {}
    sql = "SELECT alert_id, started_raw, started_at, ended_at FROM occurrence WHERE alert_id BETWEEN :first AND :last"
    for row in read.rows(sql, stretch.params):
        found.setdefault(row[0], {})[row[1]] = Occurrence(*row)
    return found


def legal_in(read: Reader, stretch: Stretch) -> dict[int, dict[tuple[str, str], LegalRow]]:
    """The legal deadlines of a stretch's tickets: ticket id → regime and step → deadline."""
    found: dict[int, dict[tuple[str, str], LegalRow]] = {}
    sql = f"SELECT {_LEGAL} FROM legal_clock WHERE ticket_id BETWEEN :first AND :last"
    for row in read.rows(sql, stretch.params):
        found.setdefault(row[0], {})[row[1], row[2]] = LegalRow(*row)
    return found


def times_in(read: Reader, stretch: Stretch) -> dict[int, dict[int, TimeEntry]]:
    """The time worked on a stretch's tickets: ticket id → number of its event → entry."""
    found: dict[int, dict[int, TimeEntry]] = {}
    for row in read.rows(f"SELECT {_TIME} FROM time_entry WHERE ticket_id BETWEEN :first AND :last", stretch.params):
        found.setdefault(row[0], {})[row[1]] = TimeEntry(*row)
    return found


def texts_in(read: Reader, stretch: Stretch) -> dict[int, str]:
    """What is searched of a stretch's tickets, by id."""
    sql = "SELECT ticket_id, body FROM ticket_text WHERE ticket_id BETWEEN :first AND :last"
    return dict(read.rows(sql, stretch.params))


def due_at(read: Reader, kind: str, refs: Iterable[int]) -> dict[int, int]:
    """When due work of that kind is noted for these refs: ref → UTC microseconds."""
    params: dict[str, object] = {f"r{index}": str(ref) for index, ref in enumerate(refs)}
    if not params:
        return {}
    marks = ", ".join(f":{name}" for name in params)
    sql = f"SELECT ref, at FROM due_work WHERE kind = :kind AND ref IN ({marks})"
    return {int(row[0]): row[1] for row in read.rows(sql, {**params, "kind": kind})}


def due_of_nobody(read: Reader, kinds: Mapping[str, Subject]) -> list[Row]:
    """Kind, ref and instant of due work that is of none of these kinds, or whose ticket or alert is not there."""
    noted = read.rows("SELECT kind, ref, at FROM due_work ORDER BY kind, ref")
    known = {
        kind: _there(read, subject, (row[1] for row in noted if row[0] == kind)) for kind, subject in kinds.items()
    }
    return [row for row in noted if row[1] not in known.get(row[0], ())]


def _there(read: Reader, subject: Subject, refs: Iterable[str]) -> set[str]:
    found: set[str] = set()
    numbers = (int(ref) for ref in refs if ref.isdecimal() and int(ref) <= _HIGHEST)
    while piece := list(islice(numbers, _PIECE)):
        params: dict[str, object] = {f"i{index}": number for index, number in enumerate(piece)}
        marks = ", ".join(f":{name}" for name in params)
        found |= {str(row[0]) for row in read.rows(f"SELECT id FROM {subject.value} WHERE id IN ({marks})", params)}
    return found
