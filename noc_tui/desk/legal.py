"""Legal clocks beside a ticket's own: they never pause, and a person starts them with a reason (NIS2, GDPR)."""

from __future__ import annotations

from datetime import datetime

from noc_tui.clock import to_us
from noc_tui.desk.actors import require
from noc_tui.desk.legal_rows import derive_legal
from noc_tui.desk.terms import room_zone
from noc_tui.desk.timeline import Work, open_work, refuse_unless, when
from noc_tui.domain.errors import BadInput, Refused
from noc_tui.domain.event import TicketEvent
from noc_tui.domain.legal import LegalRow, Regime, Step
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Role, Status
from noc_tui.store.tx import Tx
from noc_tui.text import clean

_NOT_MERGED = frozenset(Status) - {Status.MERGED}


def start_legal(tx: Tx, key: str, regime: Regime, why: str, *, aware_at: datetime | None = None) -> TicketRow:
    """Starts the clocks of a law from the instant at which the customer became aware (default: now).

    Raises BadInput without a reason and for an instant to come, Refused where they run already.
    """
    require(tx.actor, Role.OPERATOR, "start legal clocks")
    why = clean(why).strip()
    if not why:
        raise BadInput("Why does this law apply?", "Say what happened: personal data seen by an outsider…")
    at = tx.now if aware_at is None else to_us(aware_at)
    if at > tx.now:
        raise BadInput(f"{when(tx.read, at)} is still to come.", "Give the instant at which it became known.")
    work = _open(tx, key)
    if any(row.regime == regime for row in derive_legal(work.row.id, work.events)):
        raise Refused(f"The {regime.upper()} clocks of {work.row.key} run already.", "`noc sla legal list` shows them.")
    zone = str(room_zone(tx.read))
    work.append(TicketEvent.LEGAL_STARTED, {"regime": regime, "aware_at": at, "zone": zone, "text": why})
    return work.save()


def report_legal(
    tx: Tx, key: str, regime: Regime, step: Step, *, at: datetime | None = None, text: str = ""
) -> TicketRow:
    """Notes that a step was handed in, at an instant (default: now).

    Raises BadInput for an instant to come or before the law's clocks began, Refused where the step does not run.
    """
    require(tx.actor, Role.OPERATOR, "note what was reported")
    work = _open(tx, key)
    rows = {row.step: row for row in _running(work, regime)}
    row = rows.get(step)
    if row is None:
        raise Refused(f"{regime.upper()} has no {_said(step)}.", f"It has: {', '.join(_said(name) for name in rows)}.")
    if row.done_at is not None:
        raise Refused(f"The {_said(step)} was handed in {when(tx.read, row.done_at)}.", "Note what came after it.")
    sent_at = tx.now if at is None else to_us(at)
    if not row.aware_at <= sent_at <= tx.now:
        raise BadInput(
            f"{when(tx.read, sent_at)} cannot be when it was handed in.",
            f"Give an instant between {when(tx.read, row.aware_at)} and now.",
        )
    work.append(TicketEvent.LEGAL_DONE, {"regime": regime, "step": step, "text": clean(text).strip()}, at=sent_at)
    return work.save()


def drop_legal(tx: Tx, key: str, regime: Regime, why: str) -> TicketRow:
    """Takes the clocks of a law off a ticket, with the reason. Raises BadInput without one, Refused where none runs."""
    require(tx.actor, Role.LEAD, "drop legal clocks")
    why = clean(why).strip()
    if not why:
        raise BadInput("Why does this law not apply?", "Say it: the question will be asked again.")
    work = _open(tx, key)
    _running(work, regime)
    work.append(TicketEvent.LEGAL_DROPPED, {"regime": regime, "text": why})
    return work.save()


def _open(tx: Tx, key: str) -> Work:
    work = open_work(tx, key)
    refuse_unless(work.row, _NOT_MERGED, "given legal clocks")  # these duties outlive the closing
    return work


def _running(work: Work, regime: Regime) -> list[LegalRow]:
    rows = [row for row in derive_legal(work.row.id, work.events) if row.regime == regime]
    if not rows:
        raise Refused(
            f"No {regime.upper()} clock runs on {work.row.key}.",
            f"`noc sla legal start {work.row.key} --regime {regime} -m …` starts it.",
        )
    return rows


def _said(step: str) -> str:
    return step.replace("_", " ")
