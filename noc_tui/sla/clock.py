"""The clocks of a ticket: contact, response (intervention) and restore, followed from its events.

Instants are whole UTC seconds since 1970. A state depends on the events alone, so it can be stored; what the
clock shows at some instant is read from the state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from noc_tui.sla.business import BusinessCalendar
from noc_tui.sla.errors import NeverOpens, TargetError

CLOCKS = ("contact", "response", "restore")
KINDS = ("contact", "response", "restore", "reopen", "pause", "resume")
NEXT_BUSINESS_DAY = "next_business_day"
OPENED, RESPONSE = "opened", "response"

NONE, PENDING, RUNNING, PAUSED, STOPPED = "none", "pending", "running", "paused", "stopped"
MET, BREACHED = "met", "breached"

_TARGET_FIELDS = frozenset({"minutes", "rule", "from", "stopped_by"})
_ENDS = {
    "contact": frozenset({"contact"}),
    "response": frozenset({"response", "restore"}),
    "restore": frozenset({"restore"}),
}
_by_instant = attrgetter("at")


@dataclass(frozen=True, slots=True)
class Target:
    """What is promised: open minutes, or a rule that gives them. Exactly one of the two is set."""

    minutes: int | None = None
    rule: str | None = None
    start: str = RESPONSE
    """Where a restore clock starts, `opened` or `response`; the other clocks start at opening."""
    stopped_by: frozenset[str] = frozenset()
    """The pause reasons that stop this clock."""


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """Something that bears on the clocks: one of KINDS; `pause` and `resume` name their reason."""

    at: int
    kind: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ClockState:
    """Where a clock stands after the last event."""

    phase: str
    """none (without a target), pending, running, paused or stopped."""
    target_s: int | None
    used_s: int
    """Open seconds counted up to `since` while running, in all otherwise."""
    since: int | None
    """From where open time counts on; only while running."""
    due: int | None
    """When the target is, or was, reached; None while pending, or paused before it was reached."""
    started_at: int | None
    stopped_at: int | None
    overran_at: int | None
    """When open time first passed beyond the target, where an event came after that."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a clock shows at an instant."""

    status: str
    """none, pending, running, paused, met or breached."""
    due: int | None
    remaining_s: int | None
    """Target minus counted time; negative when overrun, None without a target."""


def parse_target(doc: object) -> Target:
    """Read a target: `minutes` or the `rule` "next_business_day", with `from` and `stopped_by`.

    Raises TargetError.
    """
    if not isinstance(doc, Mapping):
        raise TargetError("target: expected an object with minutes or a rule.")
    unknown = sorted(str(key) for key in doc if key not in _TARGET_FIELDS)
    if unknown:
        raise TargetError(f"target: unknown field {', '.join(unknown)}; known are {', '.join(sorted(_TARGET_FIELDS))}.")
    minutes, rule, start = doc.get("minutes"), doc.get("rule"), doc.get("from", RESPONSE)
    if (minutes is None) == (rule is None):
        raise TargetError("target: expected either minutes or a rule.")
    if minutes is not None and (not isinstance(minutes, int) or isinstance(minutes, bool) or minutes < 0):
        raise TargetError(f"target: minutes is {minutes!r}; expected a whole number, 0 or more.")
    if rule is not None and rule != NEXT_BUSINESS_DAY:
        raise TargetError(f"target: rule is {rule!r}; known is {NEXT_BUSINESS_DAY}.")
    if start not in (OPENED, RESPONSE):
        raise TargetError(f"target: from is {start!r}; expected {OPENED} or {RESPONSE}.")
    stopped_by = _reasons(doc.get("stopped_by"))
    return Target(minutes, None if rule is None else NEXT_BUSINESS_DAY, str(start), stopped_by)


def clock_states(
    cal: BusinessCalendar, targets: Mapping[str, Target | None], opened_at: int, events: Sequence[ClockEvent]
) -> dict[str, ClockState]:
    """The state of each clock in `targets` after all `events`, which are taken in order of their instants.

    Events of one instant keep their order; those before the opening count as at the opening. Raises
    TargetError for a clock or an event kind that does not exist, NeverOpens where a target cannot be reached.
    """
    for name in targets:
        if name not in _ENDS:
            raise TargetError(f"targets: no clock is called {name!r}; expected {', '.join(CLOCKS)}.")
    ordered = sorted(events, key=_by_instant)
    for event in ordered:
        if event.kind not in KINDS:
            raise TargetError(f"events: no kind is called {event.kind!r}; expected {', '.join(KINDS)}.")
    return {name: _follow(cal, name, target, opened_at, ordered) for name, target in targets.items()}


def read_clock(state: ClockState, cal: BusinessCalendar, now: int) -> Reading:
    """What the clock shows at `now`, which is not before the last event."""
    if state.target_s is None:
        return Reading(NONE, None, None)
    remaining = state.target_s - state.used_s
    if state.since is not None and now > state.since:
        remaining -= cal.between_s(state.since, now)
    if remaining < 0:
        return Reading(BREACHED, state.due, remaining)
    return Reading(MET if state.phase == STOPPED else state.phase, state.due, remaining)


def overrun_at(state: ClockState, cal: BusinessCalendar) -> int | None:
    """The instant after which `remaining_s` is negative, where no more events come; None where it never is.

    It is later than `due` where the target is reached as the calendar closes: the next opening.
    """
    if state.overran_at is not None or state.since is None or state.due is None:
        return state.overran_at
    try:
        return cal.next_open_s(max(state.due, state.since))
    except NeverOpens:
        return None


class _Run:
    """One clock while its events are read."""

    __slots__ = (
        "cal",
        "due",
        "overran_at",
        "pauses",
        "since",
        "started_at",
        "stopped_at",
        "stopped_by",
        "target_s",
        "used_s",
    )

    def __init__(self, cal: BusinessCalendar, target_s: int | None, stopped_by: frozenset[str]) -> None:
        self.cal = cal
        self.target_s = target_s
        self.stopped_by = stopped_by
        self.pauses: set[str | None] = set()
        self.used_s = 0
        self.since: int | None = None
        self.due: int | None = None
        self.overran_at: int | None = None
        self.started_at: int | None = None
        self.stopped_at: int | None = None

    def start(self, at: int) -> None:
        self.started_at = at
        if self.target_s == 0:
            self.due = at
        self._go(at)

    def stop(self, at: int) -> None:
        if self.stopped_at is None:
            self._stand(at)
            self.stopped_at = at

    def reopen(self, at: int) -> None:
        if self.stopped_at is not None:
            self.stopped_at = None
            self._go(at)

    def pause(self, at: int, reason: str | None) -> None:
        if reason in self.stopped_by:
            self._stand(at)
            self.pauses.add(reason)

    def resume(self, at: int, reason: str | None) -> None:
        if reason in self.pauses:
            self.pauses.remove(reason)
            if self.started_at is not None and self.stopped_at is None:
                self._go(at)

    def state(self) -> ClockState:
        target_s = self.target_s
        if target_s is None:
            return ClockState(NONE, None, 0, None, None, self.started_at, self.stopped_at, None)
        if self.started_at is None:
            phase, counts_from = PENDING, None
        elif self.stopped_at is not None:
            phase, counts_from = STOPPED, self.stopped_at
        elif self.pauses:
            phase, counts_from = PAUSED, None
        else:
            phase, counts_from = RUNNING, self.since
        due = self.due
        if due is None and counts_from is not None:
            due = self.cal.add_s(counts_from, target_s - self.used_s)
        return ClockState(
            phase, target_s, self.used_s, self.since, due, self.started_at, self.stopped_at, self.overran_at
        )

    def _go(self, at: int) -> None:
        if self.target_s is not None and not self.pauses:
            self.since = at

    def _stand(self, at: int) -> None:
        """Count the open time since the clock last went; notice when the target was reached, and passed."""
        since, target_s = self.since, self.target_s
        if since is None or target_s is None:
            return
        self.since = None
        left = target_s - self.used_s
        counted = self.cal.between_s(since, at)
        self.used_s += counted
        if self.due is None and counted >= left:
            self.due = self.cal.add_s(since, left)
        if self.overran_at is None and self.due is not None and counted > left:
            self.overran_at = self.cal.next_open_s(max(self.due, since))


def _follow(
    cal: BusinessCalendar, name: str, target: Target | None, opened_at: int, events: Sequence[ClockEvent]
) -> ClockState:
    run = _Run(cal, _target_s(cal, target, opened_at), frozenset() if target is None else target.stopped_by)
    if name != "restore" or (target is not None and target.start == OPENED):
        run.start(opened_at)
    ends = _ENDS[name]
    for event in events:
        kind, at = event.kind, max(event.at, opened_at)
        if kind == "pause":
            run.pause(at, event.reason)
        elif kind == "resume":
            run.resume(at, event.reason)
        elif kind == "reopen":
            if name == "restore":
                run.reopen(at)
        else:
            if run.started_at is None and kind != "contact":
                run.start(at)
            if kind in ends:
                run.stop(at)
    return run.state()


def _target_s(cal: BusinessCalendar, target: Target | None, opened_at: int) -> int | None:
    if target is None:
        return None
    if target.minutes is not None:
        return target.minutes * 60
    return cal.between_s(opened_at, cal.next_business_day_s(opened_at))


def _reasons(value: object) -> frozenset[str]:
    if value is None:
        return frozenset()
    if not isinstance(value, list | tuple | set | frozenset):
        raise TargetError("target: stopped_by is no list of pause reasons.")
    if not all(isinstance(reason, str) for reason in value):
        raise TargetError("target: stopped_by holds something that is no pause reason.")
    return frozenset(value)
