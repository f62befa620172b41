"""Time worked, and how much is on whose desk, read over the plain driver."""

from __future__ import annotations

from noc_tui.store.read.connection import Reader


def worked_s(read: Reader, contract: str, start: int, end: int) -> int:
    """Seconds worked on the tickets of a contract, all its versions, from `start` to before `end`, UTC microseconds."""
    found = read.value(
        "SELECT sum(e.spent_s) FROM ticket t JOIN time_entry e ON e.ticket_id = t.id "
        "WHERE t.customer_id IN (SELECT customer_id FROM contract_version WHERE code = :code) "
        "AND t.contract_version_id IN (SELECT id FROM contract_version WHERE code = :code) "
        "AND +e.at >= :start AND +e.at < :end",  # the plus: by the customer's tickets, not by all the time of a year
        {"code": contract, "start": start, "end": end},
    )
    return int(found or 0)


def open_by_assignee(read: Reader) -> dict[str, int]:
    """How many open tickets each person holds, by login."""
    return dict(
        read.rows("SELECT assignee, count(*) FROM queue WHERE assignee IS NOT NULL AND kind = 0 GROUP BY assignee")
    )
