"""Why a due date is what it is, in words: every clock of a ticket line by line, with who did what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from noc_tui.clock import from_us
from noc_tui.desk.derive import ClockStory, clock_story, story_calendar
from noc_tui.desk.fold import TicketState, fold, terms_ref
from noc_tui.desk.legal_rows import derive_legal
from noc_tui.desk.lines import CALL
from noc_tui.desk.terms import TermsBook, TermsRef
from noc_tui.desk.tickets import TicketPage
from noc_tui.desk.what_if import as_it_stands
from noc_tui.domain.errors import BadInput
from noc_tui.domain.event import Event, TicketEvent, is_person
from noc_tui.domain.legal import LegalRow
from noc_tui.domain.words import CLOCKS, Visibility
from noc_tui.figures import exact
from noc_tui.i18n import Say, speak
from noc_tui.sla.business import BusinessCalendar
from noc_tui.sla.explain import LIMIT, Explanation, Kind, Line, explain_clock
from noc_tui.store.read import setup
from noc_tui.store.read.connection import Reader

_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One line: an instant or a stretch on the wall clock, what it is, and the sums where open time counts."""

    kind: str
    """As in noc_tui.sla.explain.Kind; `legal` for a deadline that never pauses."""
    when: str
    what: str
    counted: str
    total: str


@dataclass(frozen=True, slots=True)
class ToldClock:
    """One clock: what was promised, how it stands, and the lines that add up to it."""

    name: str
    status: str
    head: str
    """What was promised."""
    state: str
    """How it stands, and when it is due."""
    lines: tuple[ToldLine, ...]


@dataclass(frozen=True, slots=True)
class TicketExplanation:
    """All clocks of a ticket, told."""

    key: str
    title: str
    terms: str
    """Contract, profile and hours with their versions, and the zone of the times below."""
    earlier: tuple[str, ...]
    """The terms that it ran on before, each until when; the clocks are counted by the last alone."""
    clocks: tuple[ToldClock, ...]
    nothing: str
    """What is said where there is no clock."""
    data: Mapping[str, Explanation]
    """The same as data, by clock."""


def explain_ticket(
    read: Reader, page: TicketPage, now: int, *, language: str = "en", limit: int = LIMIT
) -> TicketExplanation:
    """Every clock of a ticket at `now`, UTC microseconds: events after it have not happened yet.

    Times are on the wall clock of the ticket's calendar. Raises BadInput for an instant before the ticket was opened
    and for a language that is not there.
    """
    say, book = speak(language), TermsBook()
    events: Sequence[Event] = [event for event in page.events if event.at <= now]
    if len(events) < 2:
        raise BadInput(f"{page.ticket.key} was not open yet at that time.", "Give a later instant.")
    legal = derive_legal(page.ticket.id, [event for event in events if event.recorded_at <= now])
    events = as_it_stands(events, now)
    story = clock_story(read, book, page.ticket.id, events)
    calendar = story_calendar(read, book, story)
    told: dict[str, Explanation] = {
        name: explain_clock(calendar, name, story.owed[name], story.opened_at, story.events, now // _SECOND, limit)
        for name in CLOCKS
    }
    teller = _Teller(say, ZoneInfo(calendar.spec.timezone), events)
    clocks = teller.call(fold(page.ticket.id, events), now)
    clocks += [teller.clock(data, story) for name, data in told.items() if story.promised[name] is not None]
    clocks += teller.legal(legal, now)
    return TicketExplanation(
        key=page.ticket.key,
        title=page.ticket.subject,
        terms=_terms(say, read, story, calendar, page),
        earlier=tuple(teller.earlier(read, story.category)),
        clocks=tuple(clocks),
        nothing=say("Nothing was promised: no clock runs on it."),
        data=told,
    )


def _terms(say: Say, read: Reader, story: ClockStory, calendar: BusinessCalendar, page: TicketPage) -> str:
    customer = page.customer.name if page.customer else say("no customer")
    return " · ".join([customer, *_versions(say, read, story.ref, story.category), calendar.spec.timezone])


def _versions(say: Say, read: Reader, ref: TermsRef, category: str) -> list[str]:
    """Contract, profile and hours by name and version."""
    contract = setup.contract_by_id(read, ref.contract_version_id) if ref.contract_version_id else None
    profile = setup.version_by_id(read, "profile", ref.profile_version_id)
    hours = setup.version_by_id(read, "calendar", ref.calendar_version_id)
    on_call = dict(ref.on_call).get(category)
    parts = [
        f"{say('contract')} {contract.code} v{contract.v}" if contract else say("no contract"),
        f"{say('profile')} {profile.name} v{profile.v}",
        f"{say('hours')} {hours.name} v{hours.v}",
    ]
    if on_call is not None:
        widening = setup.version_by_id(read, "calendar", on_call)
        parts.append(f"{say('on call')} {widening.name} v{widening.v}")
    return parts


class _Teller:
    """Words for one ticket: knows the language, the zone, and who did what when."""

    def __init__(self, say: Say, zone: ZoneInfo, events: Sequence[Event]) -> None:
        self._say = say
        self._zone = zone
        self._events = events
        self._day = ""

    def earlier(self, read: Reader, category: str) -> Iterator[str]:
        """The terms before those that hold, each with the instant of what took their place."""
        terms = [event for event in self._events if event.kind == TicketEvent.TERMS]
        for before, after in pairwise(terms):
            until = self._say("until {when}").format(when=self._date(after.at // _SECOND))
            yield f"{until}: {' · '.join(_versions(self._say, read, terms_ref(before.detail), category))}"

    def clock(self, data: Explanation, story: ClockStory) -> ToldClock:
        """One clock of the contract."""
        say = self._say
        category = say(story.category.replace("_", " "))
        about = f"{category}, {story.priority}" if story.priority else category
        name = say(data.clock)
        if story.owed[data.clock] is None:
            why = say("no longer owed: nobody has to act on it any more")
            return ToldClock(data.clock, "none", f"{name} · {about}", why, ())
        promised = (
            say("next business day") if data.rule else say("{time} promised").format(time=exact(data.target_s or 0))
        )
        parts = [say(data.status)]
        if data.due is not None:
            parts.append(say("due {when}").format(when=self._date(data.due)))
        if data.remaining_s is not None:
            rest = "{time} left" if data.remaining_s >= 0 else "{time} over"
            parts.append(say(rest).format(time=exact(abs(data.remaining_s))))
        lines = [*self._rule(data), *self._lines(data.lines)]
        return ToldClock(data.clock, data.status, f"{name} · {promised} · {about}", " · ".join(parts), tuple(lines))

    def call(self, state: TicketState, now: int) -> list[ToldClock]:
        """The call-back that was agreed, where there is one: nobody's terms, and no hours."""
        if state.call_at is None or state.call_from is None:
            return []
        say, rest = self._say, (state.call_at - now) // _SECOND
        agreed = say("agreed {when}").format(when=self._date(state.call_from // _SECOND))
        parts = [say("running" if rest >= 0 else "breached")]
        parts.append(say("due {when}").format(when=self._date(state.call_at // _SECOND)))
        parts.append(say("{time} left" if rest >= 0 else "{time} over").format(time=exact(abs(rest))))
        status = "running" if rest >= 0 else "breached"
        head = f"{say('call-back')} · {agreed} · {say('round the clock')}"
        return [ToldClock(CALL, status, head, " · ".join(parts), ())]

    def legal(self, rows: Sequence[LegalRow], now: int) -> list[ToldClock]:
        """The law's clocks: a line a step."""
        found = []
        for regime in dict.fromkeys(row.regime for row in rows):
            steps = [row for row in rows if row.regime == regime]
            aware = self._date(steps[0].aware_at // _SECOND)
            aware = self._say("known since {when}").format(when=aware)
            head, lines = f"{regime.upper()} · {self._say('never pauses')}", [self._step(row, now) for row in steps]
            found.append(ToldClock(regime, "running", head, aware, tuple(lines)))
        return found

    def _step(self, row: LegalRow, now: int) -> ToldLine:
        say = self._say
        name = say(row.step.replace("_", " "))
        end = now if row.done_at is None else row.done_at
        rest = (row.due - end) // _SECOND
        if row.done_at is not None:
            state = say("handed in {when}").format(when=self._date(row.done_at // _SECOND))
            state += "" if rest >= 0 else f", {say('late')}"
        else:
            state = say("{time} left" if rest >= 0 else "{time} over").format(time=exact(abs(rest)))
        return ToldLine("legal", self._date(row.due // _SECOND), f"{name}: {state}", "", "")

    def _rule(self, data: Explanation) -> list[ToldLine]:
        """How many open minutes “by the next business day” is."""
        if data.rule_until is None:
            return []
        self._day = ""
        until = self._date(data.rule_until)
        what = self._say("by the closing of the next business day, {when}: {time} open").format(
            when=until, time=exact(data.target_s or 0)
        )
        return [ToldLine("rule", "", what, "", exact(data.target_s or 0))]

    def _lines(self, lines: Sequence[Line]) -> list[ToldLine]:
        self._day = ""
        return [self._line(line) for line in lines]

    def _line(self, line: Line) -> ToldLine:
        when = self._when(line)
        counts = line.kind in {Kind.COUNTED, Kind.AFTER}
        return ToldLine(
            line.kind,
            when,
            self._what(line),
            exact(line.seconds) if counts else "",
            exact(line.total_s) if counts else "",
        )

    def _what(self, line: Line) -> str:
        say, names = self._say, [self._say(name) for name in line.names]
        match line.kind:
            case Kind.PAUSE | Kind.RESUME:
                said = say("waits for {name}" if line.kind is Kind.PAUSE else "no longer waits for {name}")
                return said.format(name=", ".join(names)) + self._by(line)
            case Kind.PAUSED:
                return say("stands still: waits for {name}").format(name=", ".join(names))
            case Kind.STARTED | Kind.STOPPED:
                said = say("starts with the {name}" if line.kind is Kind.STARTED else "stopped by the {name}")
                return said.format(name=", ".join(names)) + self._by(line)
            case Kind.OPENED | Kind.REOPENED:
                return say("opened" if line.kind is Kind.OPENED else "opened again") + self._by(line)
            case Kind.HOLIDAY:
                return say("holiday: {name}").format(name=", ".join(line.names))
            case Kind.COUNTED | Kind.AFTER if line.windows > 1:
                return say("{count} more stretches, closed hours between them left out").format(count=line.windows)
        return say(_PLAIN[line.kind])

    def _by(self, line: Line) -> str:
        """Who did it, found by the instant, and why where a customer may read it."""
        kinds = _DID.get(line.kind, frozenset())
        for event in self._events:
            if event.at // _SECOND == line.start and event.kind in kinds:
                who = event.actor if is_person(event.actor) else event.actor.removeprefix("intake:")
                told = event.visibility == Visibility.PUBLIC and line.kind in {Kind.PAUSE, Kind.REOPENED}
                text = str(event.detail.get("text") or "").strip().splitlines() if told else []
                return f" ({who})" + (f": {text[0][:80]}" if text else "")
        return ""

    def _when(self, line: Line) -> str:
        start, end = self._local(line.start), self._local(line.end)
        day = self._named(start)
        first = f"{self._time(start)}" if day == self._day else f"{day} {self._time(start)}"
        self._day = day
        if line.end == line.start:
            return first
        if start.date() == end.date():
            return f"{first}–{self._time(end)}"
        self._day = self._named(end)
        return f"{first} – {self._day} {self._time(end)}"

    def _date(self, at: int) -> str:
        local = self._local(at)
        return f"{self._named(local)} {self._time(local)}"

    def _local(self, at: int) -> datetime:
        return from_us(at * _SECOND).astimezone(self._zone)

    def _named(self, local: datetime) -> str:
        weekday, month = self._say(f"{local:%a}"), self._say(f"{local:%b}")
        year = f" {local:%Y}" if local.year != from_us(self._events[-1].at).year else ""
        return f"{weekday} {local.day:2} {month}{year}"

    def _time(self, local: datetime) -> str:
        return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"


_DID: Mapping[Kind, frozenset[str]] = {
    Kind.OPENED: frozenset({TicketEvent.OPENED, TicketEvent.REOPENED}),
    Kind.REOPENED: frozenset({TicketEvent.REOPENED}),
    Kind.PAUSE: frozenset({TicketEvent.PAUSED}),
    Kind.RESUME: frozenset(
        {TicketEvent.RESUMED, TicketEvent.SOLVED, TicketEvent.WORKED_AROUND, TicketEvent.CLEARED, TicketEvent.CANCELLED}
    ),
    Kind.STARTED: frozenset({TicketEvent.TAKEN, TicketEvent.SOLVED, TicketEvent.WORKED_AROUND}),
    Kind.STOPPED: frozenset(
        {TicketEvent.TAKEN, TicketEvent.SOLVED, TicketEvent.CLEARED, TicketEvent.WORKED_AROUND, TicketEvent.NOTED,
         TicketEvent.PAUSED, TicketEvent.CALL_MADE}
    ),
}  # fmt: skip
_PLAIN: Mapping[Kind, str] = {
    Kind.COUNTED: "open",
    Kind.AFTER: "open, beyond the target",
    Kind.CLOSED: "closed",
    Kind.EXCEPTION: "closed that day",
    Kind.DONE: "restored",
    Kind.DUE: "due",
    Kind.OVERRUN: "overrun from here on",
    Kind.NOW: "now",
}
