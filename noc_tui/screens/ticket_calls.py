"""The key of call-backs: booked with who calls whom, then made, moved or dropped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from noc_tui.clock import from_us, to_us
from noc_tui.domain.words import Channel
from noc_tui.screens.room_screen import in_words
from noc_tui.screens.targets import Targets
from noc_tui.screens.ticket_terms import TermsScreen
from noc_tui.screens.worked import WORKED, worked_in
from noc_tui.widgets.items import Answers, Box, Choice, Field, Item

if TYPE_CHECKING:
    from datetime import datetime

    from noc_tui.desk.tickets import TicketPage
    from noc_tui.store.tx import Tx
    from noc_tui.widgets.form import Preview

_AHEAD = "15:00, 2h, tomorrow 9:00, mon 14:30"
_WAYS = ((Channel.PHONE.value, "by phone"), (Channel.MAIL.value, "by mail"))
_AGAIN = Field("again", "call again", f"{_AHEAD}; empty: no more")
_REACHED: Sequence[Item] = [Box("text", "what was said: the customer reads it"), _AGAIN, WORKED]
_NOBODY: Sequence[Item] = [_AGAIN, Field("text", "what was tried", "may stay empty"), WORKED]


class CallScreen(TermsScreen):
    """A screen on whose tickets call-backs are booked and made."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "call_back", "call-back: book, made, move, drop", id="ticket.call"),
    ]

    async def action_call_back(self) -> None:
        """Books a call-back; where one is booked, asks what became of it."""
        from noc_tui.desk.tickets import ticket_page

        targets = self.targets()
        if targets.alerts:
            await self._refuse_alerts(targets, "A call-back")
        elif len(targets.tickets) > 1:
            self.say("A call-back is booked on one ticket at a time: Esc takes the marks away.", trouble=True)
        elif targets:
            page = await self.attempt(self.live.read(lambda read: ticket_page(read, targets.tickets[0])))
            if page is not None:
                await self._call_back(targets, page)

    async def _call_back(self, targets: Targets, page: TicketPage) -> None:
        from noc_tui.desk.booked_call import call_said
        from noc_tui.widgets.form import Picker

        if page.call is None:
            await self._book(targets, page)
            return

        async def go_on(what: str) -> None:
            if what == "move":
                await self._book(targets, page)
            elif what == "drop":
                await self._drop(targets)
            else:
                await self._made(targets, reached=what == "reached")

        ways = (
            ("reached", "called, reached", "what was said is the contact"),
            ("nobody", "called, nobody there", "and when to call again"),
            ("move", "move it", "another time, another person"),
            ("drop", "drop it", "it is not needed any more"),
        )
        said = call_said(page.call, self.now(), page.zone)
        await self.show_form(Picker(f"{targets.named}: {said}", ways), go_on)

    async def _book(self, targets: Targets, page: TicketPage) -> None:
        from noc_tui.desk.calls import book_call, usual_caller

        me = self.live.actor.name

        async def book(answers: Answers) -> None:
            at, who = self._moment(answers["at"]), answers["who"].strip() or None

            def on_ticket(tx: Tx, key: str) -> object:
                return book_call(
                    tx,
                    key,
                    at,
                    who=who,
                    name=answers["name"],
                    number=answers["number"],
                    by=Channel(answers["by"]),
                    text=answers["text"],
                    version=targets.versions.get(key),
                )

            await self._do(targets, "call-back booked on", on_ticket)

        who = await self.attempt(self.live.read(lambda read: usual_caller(read, page.ticket, me)))
        title = "Book a call-back on" if page.call is None else "Move the call-back on"
        await self._ask(targets, title, _booking(page, who or me), "book", book, preview=self._proposed(page))

    async def _made(self, targets: Targets, *, reached: bool) -> None:
        from noc_tui.desk.calls import call_made

        async def made(answers: Answers) -> None:
            again = self._moment(answers["again"]) if answers["again"].strip() else None
            spent = worked_in(answers)

            def on_ticket(tx: Tx, key: str) -> object:
                return call_made(tx, key, reached=reached, text=answers["text"], spent=spent, again=again)

            await self._do(targets, "called back on" if reached else "nobody reached on", on_ticket)

        title = "Called back on" if reached else "Nobody reached on"
        await self._ask(targets, title, _REACHED if reached else _NOBODY, "save", made)

    async def _drop(self, targets: Targets) -> None:
        from noc_tui.desk.calls import drop_call

        await self._do(targets, "call-back dropped on", targets.as_read(drop_call))

    def _proposed(self, page: TicketPage) -> Preview:
        """Tells who might call at the time that is typed, and why."""

        async def preview(answers: Answers) -> str:
            from noc_tui.desk.calls import propose_caller

            try:
                at = to_us(self._moment(answers["at"])) if answers["at"].strip() else self.now()
                found = await self.live.read(lambda read: propose_caller(read, page.ticket, at))
            except Exception as error:
                return in_words(error).message
            return "\n".join(f"{login}: {why}" for login, why in found)

        return preview

    def _moment(self, text: str) -> datetime:
        from noc_tui.desk.moments import parse_moment

        return parse_moment(text, from_us(self.now()), self.room_app.zone)


def _booking(page: TicketPage, usual: str) -> list[Item]:
    call = page.call
    name, number = (call.name, call.number) if call else ("", "")
    return [
        Field("at", "when", _AHEAD, f"{from_us(call.at).astimezone(page.zone):%Y-%m-%d %H:%M}" if call else ""),
        Field("who", "who calls", "an operator's login", (call and call.who) or usual),
        Field("name", "whom", "empty: the ticket's contact", name),
        Field("number", "number or address", "empty: the contact's", number),
        Choice("by", "how", _WAYS, call.by if call else Channel.PHONE),
        Box("text", "what it is about", call.text if call else ""),
    ]
