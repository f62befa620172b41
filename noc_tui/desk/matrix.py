"""Impact × urgency → priority, by the matrix that ships with the program."""

from __future__ import annotations

from noc_tui import resources
from noc_tui.domain.errors import BadInput
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Grade, Priority


def priority_of(impact: Grade, urgency: Grade) -> Priority:
    """The priority of a fault that reaches so far and can wait so long."""
    return Priority(resources.read_toml("priority.toml")[impact.value][urgency.value])


def priority_said(
    row: TicketRow | None, impact: Grade | None, urgency: Grade | None, priority: Priority | None
) -> Priority | None:
    """The priority that the grades make, the one that is not said as it stands on the ticket; else the one given.

    Raises BadInput where the grades make another than the one given.
    """
    if impact is None and urgency is None:
        return priority
    reach, wait = impact or (row.impact if row else None), urgency or (row.urgency if row else None)
    if reach is None or wait is None:
        return priority
    made = priority_of(Grade(reach), Grade(wait))
    if priority not in {None, made}:
        raise BadInput(
            f"Impact {reach} and urgency {wait} make {made}, and {priority} is said.",
            "Give impact and urgency, or the priority alone.",
        )
    return made
