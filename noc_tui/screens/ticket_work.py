"""The keys that work on tickets and alerts: targets as they are when the key is pressed, a form, one operation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from noc_tui.clock import from_us
from noc_tui.domain.errors import NocError, Refused
from noc_tui.domain.words import Phase, Reason, Visibility
from noc_tui.screens.foreseen import foresee, waiting
from noc_tui.screens.room_screen import RoomScreen
from noc_tui.screens.targets import OnAlert, OnTicket, Targets
from noc_tui.screens.worked import CALL, WORKED, call_may_go_on, in_call, worked_in
from noc_tui.widgets.items import Answers, Box, Choice, Field, Item, filled

if TYPE_CHECKING:
    from noc_tui.store.tx import Tx
    from noc_tui.widgets.form import Preview

_INTERNAL, _PUBLIC = ("internal", "internal"), ("public", "public: the customer too")
_QUIET = Choice("visibility", "who reads it", [_INTERNAL, _PUBLIC], "internal")
_TOLD = Choice("visibility", "who reads it", [_PUBLIC, _INTERNAL], "public")
_NONE = "-"
_HIGH = 30
"""Rows of a terminal in which a request's form has room for what it would run on."""
_UNTIL = "2h, tomorrow 9:00, mon 14:30"
_SHELVED = timedelta(hours=2)


def not_for_tickets(_: Tx, key: str) -> object:
    """What a key does to a ticket that is for alerts alone: it refuses."""
    raise Refused(f"{key} is a ticket already.", "Mark alerts only.")


def _not_for_alerts(_: Tx, ident: int) -> object:
    raise Refused(f"Alert {ident} is no ticket, and this is for tickets.", "t opens a ticket for it.")


class WorkScreen(RoomScreen):
    """A screen on which tickets or alerts are worked on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "take", "take, or acknowledge an alert", id="ticket.take"),
        Binding("A", "assign", "assign", id="ticket.assign"),
        Binding("n", "note", "note", id="ticket.note"),
        Binding("w", "wait", "wait, or shelve an alert", id="ticket.wait"),
        Binding("W", "resume", "resume", id="ticket.resume"),
        Binding("s", "solve", "solve, or resolve an alert", id="ticket.solve"),
        Binding("c", "close", "close", id="ticket.close"),
        Binding("R", "reopen", "reopen", id="ticket.reopen"),
        Binding("C", "cancel", "cancel", id="ticket.cancel"),
        Binding("o", "open", "open a ticket for a request", id="ticket.open"),
    ]

    def targets(self) -> Targets:
        """What the keys work on now."""
        return Targets()

    def done(self) -> None:
        """Something was done to the targets."""

    def action_take(self) -> None:
        """Takes tickets, acknowledges alerts."""
        from noc_tui.desk import alerts, work

        targets = self.targets()
        self._start(targets, "taken", targets.as_read(work.take), alerts.acknowledge)

    def action_resume(self) -> None:
        """Ends the wait of tickets."""
        from noc_tui.desk import work

        targets = self.targets()
        self._start_on_tickets(targets, "Resume", "resumed", targets.as_read(work.resume))

    def action_close(self) -> None:
        """Closes resolved tickets."""
        from noc_tui.desk import ending

        targets = self.targets()
        self._start_on_tickets(targets, "Close", "closed", targets.as_read(ending.close))

    async def action_assign(self) -> None:
        """Assigns tickets to a person, a team, a level, a phase."""
        from noc_tui.desk import work

        targets = self.targets()

        async def assign(answers: Answers) -> None:
            level = int(answers["level"]) if answers["level"] != _NONE else None
            phase = Phase(answers["phase"]) if answers["phase"] != _NONE else None
            to, team = answers["to"].strip() or None, answers["team"].strip() or None
            await self._do(
                targets,
                "assigned",
                lambda tx, key: work.assign(
                    tx, key, to=to, team=team, level=level, phase=phase, version=targets.versions.get(key)
                ),
            )

        await self._ask_on_tickets(targets, "Assign", _ASSIGN, "assign", assign)

    async def action_note(self) -> None:
        """Writes a note on tickets."""
        from noc_tui.desk import work

        targets = self.targets()

        async def write(answers: Answers) -> None:
            text, visibility, spent = answers["text"], Visibility(answers["visibility"]), worked_in(answers)
            await self._do(
                targets, "noted", lambda tx, key: work.note(tx, key, text, visibility=visibility, spent=spent)
            )

        await self._ask_on_tickets(targets, "Note", _NOTE, "write", write)

    async def action_wait(self) -> None:
        """Puts tickets to wait, shelves alerts."""
        from noc_tui.desk import alerts, work

        targets = self.targets()

        async def wait(answers: Answers) -> None:
            from noc_tui.desk.moments import parse_moment

            given = answers["until"].strip()
            end = parse_moment(given, from_us(self.now()), self.room_app.zone) if given else None

            def on_ticket(tx: Tx, key: str) -> object:
                reason, visibility = Reason(answers["reason"]), Visibility(answers["visibility"])
                version = targets.versions.get(key)
                return work.wait(
                    tx, key, reason, until=end, text=answers["text"], visibility=visibility, version=version
                )

            def on_alert(tx: Tx, ident: int) -> object:
                return alerts.shelve(tx, ident, end or from_us(tx.now) + _SHELVED, why=answers["text"])

            await self._do(targets, "waiting" if targets.tickets else "shelved", on_ticket, on_alert)

        if targets.tickets:
            items = _WAIT_BOTH if targets.alerts else _WAIT
            preview = foresee(self, targets.tickets, waiting)
            await self._ask(targets, "Wait", items, "wait", wait, preview=preview)
        elif targets:
            await self._ask(targets, "Shelve", _SHELVE, "shelve", wait)

    async def action_solve(self) -> None:
        """Solves tickets, resolves alerts."""
        from noc_tui.desk import alerts, ending

        targets = self.targets()

        async def solve(answers: Answers) -> None:
            spent = worked_in(answers) if targets.tickets else None

            def on_ticket(tx: Tx, key: str) -> object:
                return ending.solve(
                    tx,
                    key,
                    answers["text"],
                    workaround=answers["how"] == "workaround",
                    in_call=in_call(answers),
                    spent=spent,
                    visibility=Visibility(answers["visibility"]),
                    version=targets.versions.get(key),
                )

            def on_alert(tx: Tx, ident: int) -> object:
                return alerts.resolve(tx, ident, why=answers["text"])

            await self._do(targets, "solved" if targets.tickets else "resolved", on_ticket, on_alert)

        if targets.tickets:
            items = [*_SOLVE, CALL] if await call_may_go_on(self, targets.tickets) else _SOLVE
            await self._ask(targets, "Solve", items, "solve", solve)
        elif targets:
            await self._ask(targets, "Resolve", [Field("text", "why it is over")], "resolve", solve)

    async def action_reopen(self) -> None:
        """Opens tickets again."""
        from noc_tui.desk import ending

        await self._with_reason("Reopen", "what came back", "reopened", ending.reopen)

    async def action_cancel(self) -> None:
        """Cancels tickets."""
        from noc_tui.desk import ending

        await self._with_reason("Cancel", "why it needs no work", "cancelled", ending.cancel)

    async def action_open(self) -> None:
        """Opens a ticket for a request that is being told."""
        from noc_tui.screens.triage import open_triage

        await open_triage(self, None)

    async def _with_reason(self, title: str, label: str, done: str, do: Callable[..., object]) -> None:
        targets = self.targets()

        async def act(answers: Answers) -> None:
            await self._do(
                targets, done, targets.as_read(lambda tx, key, version: do(tx, key, answers["text"], version=version))
            )

        await self._ask_on_tickets(targets, title, [Field("text", label)], title.lower(), act)

    async def _ask_on_tickets(
        self,
        targets: Targets,
        title: str,
        items: Sequence[Item],
        verb: str,
        then: Callable[[Answers], Awaitable[None]],
        preview: Preview | None = None,
    ) -> None:
        if targets.alerts and not targets.tickets:
            await self._refuse_alerts(targets, title)
        elif targets.tickets:
            await self._ask(targets, title, items, verb, then, preview=preview)

    async def _refuse_alerts(self, targets: Targets, title: str) -> None:
        """Says what to do instead, before anything was typed."""
        from noc_tui.desk.alert_page import alert_page

        if len(targets.alerts) > 1:
            self.say(f"{title} is for tickets: t opens them for these alerts.", trouble=True)
            return
        page = await self.attempt(self.live.read(lambda read: alert_page(read, int(targets.alerts[0]))))
        if page is not None:
            way = f"this alert is in {page.ticket_key}" if page.ticket_key else "t opens one for this alert"
            self.say(f"{title} is for tickets: {way}.", trouble=True)

    async def _ask(
        self,
        targets: Targets,
        title: str,
        items: Sequence[Item],
        verb: str,
        then: Callable[[Answers], Awaitable[None]],
        told: str = "",
        preview: Preview | None = None,
    ) -> None:
        from noc_tui.screens.newer import over_newer
        from noc_tui.widgets.form import Form

        async def again(answers: Answers, error: NocError) -> None:
            await self._ask(targets, title, filled(items, answers), verb, then, told=str(error), preview=preview)

        verb = verb if len(targets.names) == 1 else "see what it does"
        about = targets.tickets[0] if targets.tickets else None
        form = Form(f"{title} {targets.named}", items, told=told, verb=verb, preview=preview, about_ticket=about)
        await self.show_form(form, over_newer(self, targets, items, then), again)

    def _start(self, targets: Targets, done: str, ticket: OnTicket, alert: OnAlert) -> None:
        self.act_on_the_side(self._do(targets, done, ticket, alert))

    def _start_on_tickets(self, targets: Targets, title: str, done: str, ticket: OnTicket) -> None:
        if targets.alerts and not targets.tickets:
            self.act_on_the_side(self._refuse_alerts(targets, title))
        else:
            self.act_on_the_side(self._do(targets, done, ticket))

    async def _do(self, targets: Targets, done: str, ticket: OnTicket, alert: OnAlert = _not_for_alerts) -> None:
        """Does to each what is for its kind, and says what became of it; of several it is shown first.

        Raises AsksFirst for several.
        """
        if not targets:
            return
        tickets = frozenset(targets.tickets)

        def do(tx: Tx, name: str) -> object:
            return ticket(tx, name) if name in tickets else alert(tx, int(name.removeprefix("alert ")))

        if len(targets.names) > 1:
            from noc_tui.screens.reviewing import reviewed_first

            raise reviewed_first(self, targets, done, do)
        await self.act_on(targets.names, do, f"{done} {targets.named}")
        self.done()


_NOTE: Sequence[Item] = [Box("text", "what you found or did"), _QUIET, WORKED]
_ASSIGN: Sequence[Item] = [
    Field("to", "to", "an operator's login; empty: as it is"),
    Field("team", "team", "empty: as it is"),
    Choice("level", "level", [(_NONE, "as it is"), ("1", "L1"), ("2", "L2"), ("3", "L3")], _NONE),
    Choice("phase", "phase", [(_NONE, "as it is"), *((phase.value, phase.value) for phase in Phase)], _NONE),
]
_WAIT: Sequence[Item] = [
    Choice("reason", "for", [(reason.value, reason.value) for reason in Reason], Reason.CUSTOMER),
    Field("until", "wake up", f"{_UNTIL}; empty: the next business morning"),
    _QUIET,
    Box("text", "what is waited for"),
]
_WAIT_BOTH: Sequence[Item] = [
    replace(item, hint="2h, mon 14:30; empty: the next business morning, alerts for 2 hours")
    if isinstance(item, Field) else item for item in _WAIT
]  # fmt: skip
_SHELVE: Sequence[Item] = [Field("until", "until", f"{_UNTIL}; empty: 2 hours", "2h"), Field("text", "why")]
_SOLVE: Sequence[Item] = [
    Box("text", "what restored the service"),
    Choice("how", "how", [("fix", "the fix"), ("workaround", "a workaround")], "fix"),
    _TOLD,
    WORKED,
]
