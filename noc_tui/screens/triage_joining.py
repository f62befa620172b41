"""What triage does with a look-alike: the request becomes a part of it, takes its alert in, or is linked to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noc_tui.domain.errors import BadInput
from noc_tui.screens.room_screen import RoomScreen

if TYPE_CHECKING:
    from noc_tui.desk.answering import Call
    from noc_tui.desk.qualification import Qualification

ALERT = "alert "


async def add_to(screen: RoomScreen, other: str, call: Call, choice: Qualification) -> None:
    """Notes a call that is about a ticket that is there already. Raises BadInput where nothing was written."""
    from noc_tui.desk.answering import join_call

    if other.startswith(ALERT):
        raise BadInput("An alert takes no notes.", "Save the call; from its triage J takes the alert in.")
    await screen.act_on([other], lambda tx, key: join_call(tx, key, call, choice), f"noted in {other}")


async def merge_into(screen: RoomScreen, key: str, other: str) -> None:
    """Merges a ticket into another. Raises Refused where that makes no sense."""
    from noc_tui.desk.joining import merge

    await screen.act_on([key], lambda tx, own: merge(tx, own, other), f"{key} merged into {other}: u undoes it")


async def take_in(screen: RoomScreen, alert: str, key: str) -> None:
    """Takes an alert that is in no ticket into this one. Raises Refused where somebody else did."""
    from noc_tui.desk.joining import join_alert

    ident = int(alert.removeprefix(ALERT))
    await screen.act_on([key], lambda tx, own: join_alert(tx, ident, own), f"{alert} joined {key}")


async def link_to(screen: RoomScreen, key: str, other: str) -> None:
    """Links two tickets; both go on. Raises BadInput for an alert."""
    from noc_tui.desk.joining import link

    if other.startswith(ALERT):
        raise BadInput("Tickets are linked to tickets.", "J takes the alert into this one.")
    await screen.act_on([key], lambda tx, own: link(tx, own, other), f"{key} linked to {other}")


def told(key: str | None, other: str) -> str:
    """What joining would do, to be asked before it is done."""
    if key is None:
        return f"Note in {other} who called and what was told, and open no ticket?"
    return f"Take {other} into {key}?" if other.startswith(ALERT) else f"Merge {key} into {other}?"
