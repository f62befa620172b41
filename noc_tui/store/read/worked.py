"""Time worked, and how much is on whose desk, read over the plain driver."""

from __future__ import annotations

from noc_tui.store.read.connection import Reader


def worked_s(read: Reader, contract: str, start: int, end: int) -> int:
    """Seconds worked on the tickets of a contract, all its versions, from `start` to before `end`, UTC microseconds."""
    found = read.value(
        "SELECT sum(e.spent_s) FROM time_entry e JOIN ticket t ON t.id = e.ticket_id "
        "JOIN contract_version c ON c.id = t.contract_version_id "
        "WHERE c.code = :code AND e.at >= :start AND e.at < :end",
        {"code": contract, "start": start, "end": end},
    )
    return int(found or 0)


def open_by_assignee(read: Reader) -> dict[str, int]:
    """How many open tickets each person holds, by login."""
    return dict(
        read.rows("SELECT assignee, count(*) FROM queue WHERE assignee IS NOT NULL AND kind = 0 GROUP BY assignee")
    )
