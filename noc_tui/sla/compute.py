"""Cases in, answers out: what `noc sla compute` does with each line, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from noc_tui.sla.business import BusinessCalendar, compile_calendar
from noc_tui.sla.clock import KINDS, ClockEvent, Target, clock_states, parse_target, read_clock
from noc_tui.sla.errors import CaseError, SlaError, TargetError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Answer = dict[str, object]


def answer(case: object) -> Answer:
    """`{"id", "result"}` for one case of business time, or `{"id", "error"}` saying what is wrong with it.

    A case has `calendar`, `op` (add, between, next_business_day, clock) and what the operation asks for.
    Instants given carry an offset, those in the result are UTC. Events after `now` have not happened yet.
    """
    if not isinstance(case, Mapping):
        return {"id": None, "error": "case: expected an object with id, calendar and op."}
    name = case.get("id")
    try:
        return {"id": name, "result": _result(case)}
    except SlaError as error:
        return {"id": name, "error": error.message}


def _result(case: Mapping[str, object]) -> Answer:
    op = case.get("op")
    operation = _OPERATIONS.get(op) if isinstance(op, str) else None
    if operation is None:
        raise CaseError(f"op: {op!r} is unknown; expected {', '.join(_OPERATIONS)}.")
    return operation(compile_calendar(_object(case, "calendar")), case)


def _add(cal: BusinessCalendar, case: Mapping[str, object]) -> Answer:
    minutes = case.get("minutes")
    if not isinstance(minutes, int) or isinstance(minutes, bool):
        raise CaseError(f"minutes: {minutes!r} is no whole number.")
    return {"due": _iso(cal.add_s(_instant(case, "start"), minutes * 60))}


def _between(cal: BusinessCalendar, case: Mapping[str, object]) -> Answer:
    return {"seconds": cal.between_s(_instant(case, "start"), _instant(case, "end"))}


def _next_business_day(cal: BusinessCalendar, case: Mapping[str, object]) -> Answer:
    return {"due": _iso(cal.next_business_day_s(_instant(case, "start")))}


def _clock(cal: BusinessCalendar, case: Mapping[str, object]) -> Answer:
    targets = parse_targets(_object(case, "targets"))
    opened_at, now = _instant(case, "opened_at"), _instant(case, "now")
    events = [event for event in parse_events(case.get("events")) if event.at <= now]
    result: Answer = {}
    for name, state in clock_states(cal, targets, opened_at, events).items():
        reading = read_clock(state, cal, now)
        due = None if reading.due is None else _iso(reading.due)
        result[name] = {"status": reading.status, "due": due, "remaining_s": reading.remaining_s}
    return result


_OPERATIONS: Mapping[str, Callable[[BusinessCalendar, Mapping[str, object]], Answer]] = {
    "add": _add,
    "between": _between,
    "next_business_day": _next_business_day,
    "clock": _clock,
}


def parse_targets(docs: Mapping[str, object]) -> dict[str, Target | None]:
    """Targets by clock, null where there is none. Raises TargetError."""
    targets: dict[str, Target | None] = {}
    for name, doc in docs.items():
        try:
            targets[name] = None if doc is None else parse_target(doc)
        except TargetError as error:
            raise TargetError(f"targets.{name}: {error.message}") from None
    return targets


def parse_events(docs: object) -> list[ClockEvent]:
    """The events of a case, with their instants as UTC seconds. Raises CaseError."""
    if docs is None:
        return []
    if not isinstance(docs, Sequence) or isinstance(docs, str):
        raise CaseError("events: expected a list.")
    return [_event(doc, f"events[{place}]") for place, doc in enumerate(docs)]


def _event(doc: object, where: str) -> ClockEvent:
    if not isinstance(doc, Mapping):
        raise CaseError(f"{where}: expected an object with at and kind.")
    kind, reason = doc.get("kind"), doc.get("reason")
    if kind not in KINDS:
        raise CaseError(f"{where}.kind: {kind!r} is unknown; expected {', '.join(KINDS)}.")
    if reason is None and kind in ("pause", "resume"):
        raise CaseError(f"{where}.reason: missing; a {kind} names what is waited for.")
    if reason is not None and not isinstance(reason, str):
        raise CaseError(f"{where}.reason: {reason!r} is no text.")
    return ClockEvent(_instant(doc, "at", where + "."), str(kind), reason)


def _object(case: Mapping[str, object], field: str) -> Mapping[str, object]:
    value = case.get(field)
    if not isinstance(value, Mapping):
        raise CaseError(f"{field}: expected an object.")
    return value


def _instant(case: Mapping[str, object], field: str, where: str = "") -> int:
    """An instant as whole UTC seconds since 1970."""
    value = case.get(field)
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        at = None
    if at is None:
        raise CaseError(f"{where}{field}: {value!r} is no instant; write 2026-03-10T18:20:00+01:00.")
    if at.tzinfo is None:
        raise CaseError(f"{where}{field}: {value!r} has no offset from UTC; write 2026-03-10T18:20:00+01:00.")
    return (at - _EPOCH) // timedelta(seconds=1)


def _iso(at: int) -> str:
    return (_EPOCH + timedelta(seconds=at)).strftime("%Y-%m-%dT%H:%M:%SZ")
