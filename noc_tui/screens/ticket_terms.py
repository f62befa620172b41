"""The keys that have to do with a ticket's terms: why its due dates are what they are, what it is, the law."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from noc_tui.clock import from_us
from noc_tui.domain.legal import Regime
from noc_tui.domain.words import Category, Grade
from noc_tui.screens.foreseen import AS_IS, category_in, classified, foresee, grade_in
from noc_tui.screens.targets import Targets
from noc_tui.screens.ticket_joining import JoiningScreen
from noc_tui.screens.ticket_work import not_for_tickets
from noc_tui.widgets.items import Answers, Box, Choice, Field, Item

if TYPE_CHECKING:
    from noc_tui.store.tx import Tx

_GRADES = [(AS_IS, "as it is"), *((grade.value, grade.value) for grade in Grade)]
_LEGAL: Sequence[Item] = [
    Choice("regime", "which law", [(regime.value, regime.upper()) for regime in Regime], Regime.NIS2),
    Field("aware", "known since", "yesterday's times as 2026-11-20 17:00; empty: now"),
    Box("text", "why it applies"),
]


class TermsScreen(JoiningScreen):
    """A screen on whose tickets due dates are explained, and classes and legal clocks set."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "why", "why this due date", id="ticket.why"),
        Binding("t", "classify", "triage; of several: what they are", id="ticket.classify"),
        Binding("L", "legal", "legal clock: NIS2, GDPR", id="ticket.legal"),
    ]

    async def action_why(self) -> None:
        """Explains every clock of the ticket, line by line."""
        targets = self.targets()
        if not targets.tickets:
            self.say("An alert is due the room's time for its severity after its first sight, round the clock.")
            return
        from noc_tui.screens.explain import ExplainScreen

        told = await self.attempt(ExplainScreen.read(self.live, targets.tickets[0], self.now()))
        if told is not None:
            await self.app.push_screen(ExplainScreen(told))

    async def action_classify(self) -> None:
        """Says what tickets are: the new due instants are shown before it is done."""
        from noc_tui.desk.classify import classify

        targets = self.targets()
        if len(targets.tickets) == 1 and not targets.alerts:
            from noc_tui.screens.triage import open_triage

            await open_triage(self, targets.tickets[0])
            return
        if targets.alerts and not targets.tickets:
            await self._triage_alerts(targets)
            return

        async def do(answers: Answers) -> None:
            category = category_in(answers)
            impact, urgency = grade_in(answers, "impact"), grade_in(answers, "urgency")
            version, why = targets.versions.get, answers["why"]

            def on_ticket(tx: Tx, key: str) -> object:
                return classify(
                    tx, key, category=category, impact=impact, urgency=urgency, why=why, version=version(key)
                )

            await self._do(targets, "classified", on_ticket)

        items: Sequence[Item] = [
            Choice(
                "category",
                "category",
                [(AS_IS, "as it is"), *((category.value, category.short) for category in Category)],
                AS_IS,
            ),
            Choice("impact", "impact", _GRADES, AS_IS),
            Choice("urgency", "urgency", _GRADES, AS_IS),
            Field("why", "why", "may stay empty"),
        ]
        await self._ask_on_tickets(
            targets, "Classify", items, "classify", do, preview=foresee(self, targets.tickets, classified)
        )

    async def _triage_alerts(self, targets: Targets) -> None:
        """Opens tickets for alerts; of one alert its ticket is triaged, opened first where there is none."""
        from noc_tui.desk.alert_page import alert_page
        from noc_tui.desk.alerts import open_ticket_for
        from noc_tui.screens.triage import open_triage
        from noc_tui.widgets.form import Picker

        if len(targets.alerts) > 1:
            self._start(targets, "ticket opened for", not_for_tickets, open_ticket_for)
            return
        ident = int(targets.alerts[0])
        page = await self.attempt(self.live.read(lambda read: alert_page(read, ident)))
        if page is None or page.ticket_key is not None:
            if page is not None:
                await open_triage(self, page.ticket_key)
            return

        async def opened(answer: str) -> None:
            if answer == "open":
                ticket = await self.act(lambda tx: open_ticket_for(tx, ident))
                await open_triage(self, ticket.key)

        ways = (("open", "open one", "the alert joins it, and it is triaged"), ("leave", "leave it", ""))
        await self.show_form(Picker(f"No ticket has {targets.named}", ways), opened)

    async def action_legal(self) -> None:
        """Starts the clocks of a law on a ticket."""
        from noc_tui.desk.legal import start_legal

        targets = self.targets()

        async def do(answers: Answers) -> None:
            from noc_tui.desk.moments import parse_moment

            given = answers["aware"].strip()
            aware = parse_moment(given, from_us(self.now()), self.room_app.zone) if given else None
            regime = Regime(answers["regime"])
            await self._do(
                targets,
                f"{regime.upper()} runs on",
                lambda tx, key: start_legal(tx, key, regime, answers["text"], aware_at=aware),
            )

        await self._ask_on_tickets(targets, "Legal clock", _LEGAL, "start", do)
