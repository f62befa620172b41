"""The keys that work on tickets and alerts: one screen's targets, one form, one operation of the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from noc_tui.clock import from_us
from noc_tui.domain.errors import NocError
from noc_tui.domain.words import Category, Channel, Phase, Reason, Visibility
from noc_tui.screens.room_screen import RoomScreen
from noc_tui.widgets.items import Answers, Box, Choice, Field, Item

if TYPE_CHECKING:
    from noc_tui.store.tx import Tx

_VISIBLE = Choice(
    "visibility", "who reads it", [("internal", "internal"), ("public", "public: the customer too")], "internal"
)
_TOLD = Choice(
    "visibility", "who reads it", [("public", "public: the customer too"), ("internal", "internal")], "public"
)
_NONE = "-"


class WorkScreen(RoomScreen):
    """A screen on which tickets or alerts are worked on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "take", "take", id="ticket.take"),
        Binding("A", "assign", "assign", id="ticket.assign"),
        Binding("n", "note", "note", id="ticket.note"),
        Binding("w", "wait", "wait, or shelve an alert", id="ticket.wait"),
        Binding("W", "resume", "resume", id="ticket.resume"),
        Binding("s", "solve", "solve, or resolve an alert", id="ticket.solve"),
        Binding("c", "close", "close", id="ticket.close"),
        Binding("R", "reopen", "reopen", id="ticket.reopen"),
        Binding("C", "cancel", "cancel", id="ticket.cancel"),
        Binding("o", "open", "open a ticket", id="ticket.open"),
    ]

    def targets(self) -> tuple[list[str], list[str]]:
        """Keys of the tickets, and ids of the alerts, that a key works on."""
        return [], []

    def done(self) -> None:
        """Something was done to the targets."""

    async def _on_targets(
        self,
        done: str,
        ticket: Callable[[Tx, str], object] | None,
        alert: Callable[[Tx, int], object] | None = None,
    ) -> None:
        tickets, alerts = self.targets()
        if (tickets and ticket is None) or (alerts and alert is None):
            self.say(f"{done.capitalize()}: not for {'tickets' if ticket is None else 'alerts'}.", trouble=True)
            return
        if tickets and ticket is not None and await self.act_on(tickets, ticket, f"{done} {_named(tickets)}"):
            self.done()
        if alerts and alert is not None:
            by_number = alert

            def do(tx: Tx, key: str) -> object:
                return by_number(tx, int(key))

            if await self.act_on(alerts, do, f"{done} alert {_named(alerts)}"):
                self.done()

    async def ask(self, title: str, items: Sequence[Item], *, verb: str, told: str = "") -> Answers | None:
        """A form on the targets; None where there are none, or it was left."""
        tickets, alerts = self.targets()
        from noc_tui.widgets.form import Form

        named = _named([*tickets, *(f"alert {ident}" for ident in alerts)])
        return await self.app.push_screen_wait(Form(f"{title} {named}".strip(), items, told=told, verb=verb))

    @work(exclusive=True, group="act")
    async def action_take(self) -> None:
        """Takes tickets, acknowledges alerts."""
        from noc_tui.desk import alerts
        from noc_tui.desk import work as desk_work

        await self._on_targets("taken", desk_work.take, alerts.acknowledge)

    @work(exclusive=True, group="act")
    async def action_assign(self) -> None:
        """Assigns tickets to a person, a team, a level, a phase."""
        from noc_tui.desk import work as desk_work

        if not self._has_tickets("assign"):
            return
        items: list[Item] = [
            Field("to", "to", "an operator's login; empty: as it is"),
            Field("team", "team", "empty: as it is"),
            Choice("level", "level", [(_NONE, "as it is"), ("1", "L1"), ("2", "L2"), ("3", "L3")], _NONE),
            Choice("phase", "phase", [(_NONE, "as it is"), *((p.value, p.value) for p in Phase)], _NONE),
        ]
        answers = await self.ask("Assign", items, verb="assign")
        if answers is None:
            return
        level = int(answers["level"]) if answers["level"] != _NONE else None
        phase = Phase(answers["phase"]) if answers["phase"] != _NONE else None
        to, team = answers["to"].strip() or None, answers["team"].strip() or None
        await self._on_targets(
            "assigned", lambda tx, key: desk_work.assign(tx, key, to=to, team=team, level=level, phase=phase)
        )

    @work(exclusive=True, group="act")
    async def action_note(self) -> None:
        """Writes a note on tickets."""
        from noc_tui.desk import work as desk_work

        if not self._has_tickets("note"):
            return
        answers = await self.ask("Note on", [_VISIBLE, Box("text", "what you found or did")], verb="write")
        if answers is not None:
            text, visibility = answers["text"], Visibility(answers["visibility"])
            await self._on_targets("noted", lambda tx, key: desk_work.note(tx, key, text, visibility=visibility))

    @work(exclusive=True, group="act")
    async def action_wait(self) -> None:
        """Puts tickets to wait, shelves alerts."""
        from noc_tui.desk import alerts
        from noc_tui.desk import work as desk_work
        from noc_tui.desk.moments import parse_moment

        tickets, shelved = self.targets()
        if not tickets and not shelved:
            return
        if not tickets:
            items: list[Item] = [Field("until", "until", "2h, tomorrow 9:00, mon 14:30", "2h"), Field("text", "why")]
            answers = await self.ask("Shelve", items, verb="shelve")
        else:
            reasons = Choice("reason", "for", [(reason.value, reason.value) for reason in Reason], Reason.CUSTOMER)
            until = Field("until", "wake up", "2h, tomorrow 9:00, mon 14:30; empty: the next business morning")
            items = [reasons, until, _VISIBLE, Box("text", "what is waited for")]
            told = (
                "customer stops every clock, visit those that hold for remote work, vendor and parts none, as shipped"
            )
            answers = await self.ask("Wait", items, verb="wait", told=told)
        if answers is None:
            return
        given = answers["until"].strip()
        try:
            end = parse_moment(given, from_us(self.now()), self.room_app.zone) if given else None
        except NocError as error:
            self.say(str(error), trouble=True)
            return
        await self._on_targets(
            "waiting" if tickets else "shelved",
            lambda tx, key: desk_work.wait(
                tx, key, Reason(answers["reason"]), until=end, text=answers["text"],
                visibility=Visibility(answers["visibility"]),
            ),
            (lambda tx, ident: alerts.shelve(tx, ident, end, why=answers["text"])) if end is not None else None,
        )  # fmt: skip

    @work(exclusive=True, group="act")
    async def action_resume(self) -> None:
        """Ends the wait of tickets."""
        from noc_tui.desk import work as desk_work

        await self._on_targets("resumed", desk_work.resume)

    @work(exclusive=True, group="act")
    async def action_solve(self) -> None:
        """Solves tickets, resolves alerts."""
        from noc_tui.desk import alerts, ending

        tickets, resolved = self.targets()
        if not tickets and not resolved:
            return
        if not tickets:
            answers = await self.ask("Resolve", [Field("text", "why it is over")], verb="resolve")
        else:
            how = Choice("how", "how", [("fix", "the fix"), ("workaround", "a workaround")], "fix")
            answers = await self.ask("Solve", [how, _TOLD, Box("text", "what restored the service")], verb="solve")
        if answers is None:
            return
        await self._on_targets(
            "solved" if tickets else "resolved",
            lambda tx, key: ending.solve(
                tx, key, answers["text"], workaround=answers["how"] == "workaround",
                visibility=Visibility(answers["visibility"]),
            ),
            lambda tx, ident: alerts.resolve(tx, ident, why=answers["text"]),
        )  # fmt: skip

    @work(exclusive=True, group="act")
    async def action_close(self) -> None:
        """Closes resolved tickets."""
        from noc_tui.desk import ending

        await self._on_targets("closed", ending.close)

    @work(exclusive=True, group="act")
    async def action_reopen(self) -> None:
        """Opens tickets again."""
        from noc_tui.desk import ending

        await self._with_reason("Reopen", "what came back", "reopened", ending.reopen)

    @work(exclusive=True, group="act")
    async def action_cancel(self) -> None:
        """Cancels tickets."""
        from noc_tui.desk import ending

        await self._with_reason("Cancel", "why it needs no work", "cancelled", ending.cancel)

    async def _with_reason(self, title: str, label: str, done: str, do: Callable[[Tx, str, str], object]) -> None:
        if not self._has_tickets(title.lower()):
            return
        answers = await self.ask(title, [Field("text", label)], verb=title.lower())
        if answers is not None:
            await self._on_targets(done, lambda tx, key: do(tx, key, answers["text"]))

    @work(exclusive=True, group="act")
    async def action_open(self) -> None:
        """Opens a ticket: for the alert under the cursor where there is one, else for a request."""
        from noc_tui.desk import alerts, opening
        from noc_tui.widgets.form import Form, Picker

        tickets, waiting = self.targets()
        if waiting and not tickets:
            kind = await self.app.push_screen_wait(Picker("Open a ticket", [
                ("alert", f"for alert {waiting[0]}", "the alert joins it"),
                ("request", "for a request", "somebody called or wrote"),
            ]))  # fmt: skip
            if kind is None:
                return
            if kind == "alert":
                await self._on_targets("ticket opened for", None, alerts.open_ticket_for)
                return
        answers = await self.app.push_screen_wait(Form("Open a ticket", _REQUEST, verb="open"))
        if answers is None:
            return
        category = Category(answers["category"]) if answers["category"] != _NONE else None
        ticket = await self.attempt(self.live.act(lambda tx: opening.open_ticket(
            tx, subject=answers["subject"], customer=answers["customer"].strip() or None,
            channel=Channel(answers["channel"]), description=answers["text"], category=category,
        )))  # fmt: skip
        if ticket is not None:
            self.say(f"{ticket.key} opened")
            self.done()

    def _has_tickets(self, doing: str) -> bool:
        tickets, waiting = self.targets()
        if not tickets and waiting:
            self.say(f"{doing.capitalize()} is for tickets: o opens one for this alert.", trouble=True)
        return bool(tickets)


_CATEGORIES: Mapping[str, str] = {
    Category.BLOCKING: "blocking",
    Category.NON_BLOCKING: "non-blocking",
    Category.CLARIFICATION: "clarification",
    Category.CHANGE: "change",
    Category.FEATURE: "feature",
}
_REQUEST: Sequence[Item] = [
    Field("subject", "what is wrong, in a few words"),
    Field("customer", "customer", "code, name or alias; empty: not known yet"),
    Choice(
        "channel", "came by", [(c.value, c.value) for c in (Channel.PHONE, Channel.MAIL, Channel.WEB)], Channel.PHONE
    ),
    Choice("category", "category", [(_NONE, "by contract"), *_CATEGORIES.items()], _NONE),
    Box("text", "what the caller says"),
]


def _named(keys: Sequence[str]) -> str:
    if len(keys) <= 1:
        return keys[0] if keys else ""
    return f"{keys[0]} and {len(keys) - 1} more"
