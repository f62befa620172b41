"""Working on a ticket: take, assign, note, wait, resume."""

from __future__ import annotations

from datetime import datetime, timedelta

from noc_tui.clock import from_us, to_us
from noc_tui.desk.actors import find_worker, require
from noc_tui.desk.room_words import team_named
from noc_tui.desk.terms import next_morning, room_zone
from noc_tui.desk.timeline import Work, book_of, open_work, refuse_unless, when
from noc_tui.desk.worked_time import spent_detail
from noc_tui.domain.errors import BadInput, Refused, WrongState
from noc_tui.domain.event import TicketEvent
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import ACTIVE, Channel, Phase, Reason, Role, Status, Visibility
from noc_tui.store.tx import Tx
from noc_tui.text import clean

_LONGEST_WAIT_US = 366 * 86_400 * 1_000_000
_LONGEST_NOTE = 1_000_000
"""Characters; what is longer is a file, and belongs elsewhere."""
_NOT_MERGED = frozenset(Status) - {Status.MERGED}


def take(tx: Tx, key: str, *, version: int | None = None) -> TicketRow:
    """The actor takes the ticket: this is the response (intervention) if nobody responded before.

    Raises WrongState where it is not active, Refused where somebody has it already.
    """
    require(tx.actor, Role.OPERATOR, "take tickets")
    work = open_work(tx, key, version)
    refuse_unless(work.row, ACTIVE, "taken")
    if work.row.assignee == tx.actor.name and _has_taken(work, tx.actor.name):
        raise Refused(f"{work.row.key} is yours already.", "Note, wait or solve it.")
    if work.row.assignee not in {None, tx.actor.name}:
        raise Refused(
            f"{work.row.key} is held by {work.row.assignee}{_since(tx, work)}.",
            "To take it over, assign it to yourself: A in the room, "
            f"noc ticket assign {work.row.key} --to {tx.actor.name} at the shell.",
        )
    work.append(TicketEvent.TAKEN)
    return work.save()


def _has_taken(work: Work, login: str) -> bool:
    return any(event.kind == TicketEvent.TAKEN and event.actor == login for event in work.events)


def _since(tx: Tx, work: Work) -> str:
    for event in reversed(work.events):
        if event.kind in {TicketEvent.TAKEN, TicketEvent.ASSIGNED}:
            return f" since {when(tx.read, event.at)}"
    return ""


def assign(
    tx: Tx,
    key: str,
    *,
    to: str | None = None,
    team: str | None = None,
    level: int | None = None,
    phase: Phase | None = None,
    nobody: bool = False,
    version: int | None = None,
) -> TicketRow:
    """Says who is to work on it: a person, a team, a level, a phase. Not a response: that takes a take.

    Raises BadInput where nothing is said, or somebody and nobody, NotFound for an unknown operator or team, Refused
    for one who may only look, WrongState where it is not active.
    """
    require(tx.actor, Role.OPERATOR, "assign tickets")
    if to is None and team is None and level is None and phase is None and not nobody:
        raise BadInput("Assign it to whom?", "Give an operator (--to), a team, a level or a phase.")
    if to is not None and nobody:
        raise BadInput("To somebody or to nobody?", "Give one of them.")
    if level is not None and level not in {1, 2, 3}:
        raise BadInput(f"There is no level {level}.", "Levels are 1, 2 and 3.")
    work = open_work(tx, key, version)
    refuse_unless(work.row, ACTIVE, "assigned")
    detail: dict[str, object] = {}
    if to is not None or nobody:
        detail["assignee"] = None if to is None else find_worker(tx.read, to)
    if team is not None:
        detail["team"] = team_named(tx.read, team)
    if level is not None:
        detail["level"] = level
    if phase is not None:
        detail["phase"] = phase
    if all(getattr(work.row, name) == value for name, value in detail.items()):
        raise Refused(f"{work.row.key} is assigned like that already.", "Say what is to change.")
    work.append(TicketEvent.ASSIGNED, detail)
    return work.save()


def note(
    tx: Tx,
    key: str,
    text: str,
    *,
    visibility: Visibility = Visibility.INTERNAL,
    spent: timedelta | None = None,
    told_by: str = "",
    channel: Channel | None = None,
    version: int | None = None,
) -> TicketRow:
    """Writes an entry in the thread, and the time worked; the first public one by a person is the contact.

    `told_by` and `channel` say by whom and how it was told, where it is what somebody called about.
    Raises BadInput where nothing is written and for a time worked that cannot be, WrongState for a public entry on a
    ticket that is over.
    """
    require(tx.actor, Role.OPERATOR, "write notes")
    text = clean(text).strip()
    if not text:
        raise BadInput("An empty note says nothing.", "Write what you found or did.")
    if len(text) > _LONGEST_NOTE:
        raise BadInput(f"A note has at most {_LONGEST_NOTE} characters.", "Keep the file elsewhere and note where.")
    worked = spent_detail(spent)
    work = open_work(tx, key, version)
    refuse_unless(work.row, _NOT_MERGED, "noted")
    if visibility is Visibility.PUBLIC and work.row.status in {Status.CLOSED, Status.CANCELLED}:
        raise WrongState(
            f"{work.row.key} is {work.row.status}: the customer would be told nothing new.",
            "Reopen it, or note it internally.",
        )
    told = {"told_by": told_by, "channel": channel} if told_by else {}
    work.append(TicketEvent.NOTED, {"text": text, **worked, **told}, visibility=visibility)
    return work.save()


def wait(
    tx: Tx,
    key: str,
    reason: Reason,
    *,
    until: datetime | None = None,
    text: str = "",
    visibility: Visibility = Visibility.INTERNAL,
    version: int | None = None,
) -> TicketRow:
    """Puts the ticket to wait for somebody, with a wake-up: default the opening of the next business day.

    Waiting already, it waits for the new reason from now on. Which clocks stand still is the target's word.
    Raises BadInput for a wake-up in the past, WrongState where it is not active.
    """
    require(tx.actor, Role.OPERATOR, "put tickets to wait")
    work = open_work(tx, key, version)
    refuse_unless(work.row, ACTIVE, "put to wait")
    wake_at = (
        next_morning(book_of(tx).calendar_of(tx.read, work.row), tx.now, room_zone(tx.read))
        if until is None
        else to_us(until)
    )
    if wake_at - tx.now > _LONGEST_WAIT_US:
        raise BadInput("A wait lasts a year at most.", "Give an earlier wake-up, or close the ticket.")
    if wake_at <= tx.now:
        passed = from_us(wake_at).astimezone(room_zone(tx.read))
        raise BadInput(f"The wake-up {passed:%a %d %b %Y %H:%M} has passed.", "Give an instant that is to come.")
    if work.row.status == Status.PENDING:
        work.append(TicketEvent.RESUMED, {"why": "waits for something else"})
    detail = {"reason": reason, "wake_at": wake_at, "text": clean(text).strip()}
    work.append(TicketEvent.PAUSED, detail, visibility=visibility)
    return work.save()


def resume(tx: Tx, key: str, *, version: int | None = None) -> TicketRow:
    """Ends the wait. Raises WrongState where the ticket does not wait."""
    require(tx.actor, Role.OPERATOR, "resume tickets")
    work = open_work(tx, key, version)
    if work.woken:
        return work.row  # it was over before, and is written down now
    refuse_unless(work.row, frozenset({Status.PENDING}), "resumed")
    work.append(TicketEvent.RESUMED)
    return work.save()
