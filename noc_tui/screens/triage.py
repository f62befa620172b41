"""Triage: what came in, who it is and whether they are covered, what it is, who gets it: with the keyboard alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.dom import DOMNode

from noc_tui.clock import to_us
from noc_tui.desk.answering import Call, open_call, triage_ticket
from noc_tui.desk.live import LiveRoom
from noc_tui.desk.tickets import ticket_page
from noc_tui.desk.triage_page import TriagePage, identified, judge, triage_page
from noc_tui.domain.errors import NocError, NotCovered, Refused, Stale
from noc_tui.domain.presence import Doing
from noc_tui.domain.words import Channel, Role, Visibility
from noc_tui.screens import triage_draft, triage_lines
from noc_tui.screens.newer import shows_both
from noc_tui.screens.room_screen import RoomScreen, in_words
from noc_tui.screens.triage_asking import TriageAsking
from noc_tui.screens.whole import whole
from noc_tui.widgets.pick_list import PickList

if TYPE_CHECKING:
    from noc_tui.desk.qualification import Qualification
    from noc_tui.domain.ticket import TicketRow
    from noc_tui.store.tx import Tx


class TriageScreen(TriageAsking):
    """One ticket, or a request that is being told on the phone."""

    HINTS: ClassVar[Sequence[tuple[str, str]]] = (
        ("triage.save", "save"), ("triage.call", "solved in call"), ("triage.request", "on request"),
        ("triage.note", "note"), ("triage.visibility", "reader"), ("triage.looks", "alike"), ("triage.leave", "leave"),
        ("triage.why", "why due"),
    )  # fmt: skip
    HINTED: ClassVar[Sequence[type[DOMNode]]] = (PickList,)
    IN_THE_LIST: ClassVar[Sequence[tuple[str, str]]] = (
        ("triage.join", "join it"), ("triage.link", "link to it"), ("pick.choose", "read it whole"),
        ("triage.save", "save"), ("triage.note", "note"), ("triage.leave", "leave"),
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave_it", "leave as it is", id="triage.leave"),
        Binding("ctrl+s", "save", "save, and send it to the team", id="triage.save", priority=True),
        Binding("ctrl+k", "in_call", "solved in this call", id="triage.call", priority=True),
        Binding("ctrl+r", "on_request", "support on request", id="triage.request", priority=True),
        Binding("ctrl+t", "visibility", "public or internal note", id="triage.visibility", priority=True),
        Binding("ctrl+n", "afresh", "forget what was begun", id="triage.afresh", priority=True),
        Binding("ctrl+o", "why", "why this due date", id="triage.why", priority=True),
        Binding("ctrl+g", "note", "to the note", id="triage.note", priority=True),
        Binding("ctrl+l", "looks", "to the look-alikes", id="triage.looks", priority=True),
        Binding("J", "join", "join the look-alike in the list", id="triage.join"),
        Binding("L", "link", "link to the look-alike in the list", id="triage.link"),
    ]

    @staticmethod
    async def read(live: LiveRoom, key: str | None) -> TriagePage:
        """What triage starts from. Raises NotFound."""
        now = to_us(live.room.clock())
        return await live.read(lambda read: triage_page(read, key, now, live.book))

    def begin(self) -> None:
        """What was begun before is there again."""
        begun = triage_draft.begun_in(self.room_app.drafts.get(self._draft_name))
        self._is_recalled = True
        if begun:
            self._fields.fill(begun)
            self._choice = triage_draft.taken_up(self._fields.taken_over(self._choice), begun)
            self._visibility = triage_draft.reader_in(begun, self._visibility)
            self.say("As you had begun it; Ctrl+N forgets that.")
            self._look_who_it_was()
        super().begin()
        self._look_for_likes()

    @work(exclusive=True, group="was")
    async def _look_who_it_was(self) -> None:
        choice = self._choice
        who = await self.attempt(self.live.read(lambda read: identified(read, choice)))
        if triage_draft.is_other(self._choice, choice):
            return  # somebody was found since
        if who is None:  # nobody was found then, or they are on record no more
            choice = replace(choice, customer_id=None, contact_id=None, site_id=None, equipment_id=None)
        self._who, self._choice = who, self._fields.taken_over(choice)
        self._lay_out()
        self._judge()

    def whereabouts(self) -> tuple[str | None, Doing]:
        """On this ticket, deciding what it is."""
        return self.key, Doing.TRIAGE

    def others_moved(self) -> None:
        """They stand beside the title."""
        self._lay_out()

    def room_changed(self) -> None:
        """Somebody may have written in this ticket meanwhile."""
        if self.key is not None:
            self._look_again(self.key)
        else:
            self._judge()

    @work(exclusive=True, group="page")
    async def _look_again(self, key: str) -> None:
        page = await self.attempt(self.live.read(lambda read: ticket_page(read, key, self.live.book)))
        if page is not None:
            self._told = replace(self._told, page=page)
            self._lay_out()
            self._judge()  # a contract may be renewed while this is open

    def action_visibility(self) -> None:
        """Public or internal: chosen before it is saved, and always in sight."""
        public = self._visibility is Visibility.PUBLIC
        self._visibility = Visibility.INTERNAL if public else Visibility.PUBLIC
        self._lay_out()

    def action_on_request(self) -> None:
        """Support on request, or as the contract says."""
        self._choice = replace(self._choice, on_request=not self._choice.on_request)
        self._lay_out()
        self._judge()

    async def action_why(self) -> None:
        """Explains every clock of the ticket as it stands."""
        if self.key is None:
            self.say("There is no ticket yet: what it would run on stands at the right.")
            return
        from noc_tui.screens.explain import ExplainScreen

        told = await self.attempt(ExplainScreen.read(self.live, self.key, self.now()))
        if told is not None:
            await self.app.push_screen(ExplainScreen(told))

    def action_note(self) -> None:
        """Into the note."""
        self.set_focus(self._fields.note)

    def action_looks(self) -> None:
        """To the look-alikes."""
        self.set_focus(self._looks)

    async def action_join(self) -> None:
        """Makes this request a part of the look-alike under the cursor, or takes its alert in."""
        from noc_tui.screens import triage_joining

        other = self._look_alike()
        if other is None:
            return
        if self.key is None:
            await self._settle_caller()
            joining = partial(triage_joining.add_to, self, other, self._call(), self._said())
        elif other.startswith(triage_joining.ALERT):
            joining = partial(triage_joining.take_in, self, other, self.key)
        else:
            joining = partial(triage_joining.merge_into, self, self.key, other)
        leave = not other.startswith(triage_joining.ALERT)
        await self._ask_before(joining, triage_joining.told(self.key, other), leave=leave)

    async def _ask_before(self, joining: Callable[[], Awaitable[None]], told: str, *, leave: bool) -> None:
        """A letter too many in the list is not to merge two tickets."""
        from noc_tui.widgets.form import Picker

        def answered(answer: str | None) -> None:
            if answer == "join":
                self._do(joining(), leave=leave)

        ways = (("leave", "leave as it is", ""), ("join", "do it", "u takes it back"))
        await self.app.push_screen(Picker(told, ways), answered)

    def action_link(self) -> None:
        """Links this ticket to the look-alike under the cursor; both go on."""
        from noc_tui.screens import triage_joining

        other = self._look_alike()
        if other is None:
            return
        if self.key is None:
            self.say("There is no ticket yet to be linked: J notes the call in the other one.", trouble=True)
        else:
            self._do(triage_joining.link_to(self, self.key, other))

    def _look_alike(self) -> str | None:
        """The one that is meant: under the cursor, where that can be seen."""
        if self._looks.value is None:
            self.say("Nothing looks like it.")
        elif not self._looks.has_focus:
            self.set_focus(self._looks)
            self.say("Choose it with the arrows: J joins, L links, Enter opens it.")
        elif not self._is_saving:
            return self._looks.value
        return None

    def on_descendant_focus(self) -> None:
        """The keys that do something where they go now."""
        self.hint(self.IN_THE_LIST if self._looks.has_focus else self.HINTS)

    @on(PickList.Chosen)
    async def _open(self, message: PickList.Chosen) -> None:
        """Reads a look-alike whole; Esc is back here."""
        await self.app.push_screen(whole(self.live, message.value))

    async def action_save(self) -> None:
        """Saves all of it as one action; what could not be saved is here still."""
        await self._hand_in(in_call=False)

    async def action_in_call(self) -> None:
        """The same, and it is solved already: the note says how."""
        await self._hand_in(in_call=True)

    async def _hand_in(self, *, in_call: bool) -> None:
        if self._is_saving:
            return
        self.keep_begun()
        typed = self._fields.caller.value.strip()
        if typed and not await self._finds(typed):
            self.set_focus(self._fields.caller)
            self.say("Nobody on record goes by that: Enter keeps it as the caller's name, Esc clears it.", trouble=True)
            return
        if in_call and not self._fields.text:
            self.set_focus(self._fields.note)
            self.say(
                "How was it solved? Say it in the note: the next one with this fault will thank you.", trouble=True
            )
            return
        await self._settle_caller()
        await self._settle_team()
        self._do(self._save(in_call=in_call), leave=True)

    async def _finds(self, text: str) -> bool:
        if self._found_for.strip() != text:
            await self._find(self._fields.caller.value)
        return bool(self._found)

    async def _settle_team(self) -> None:
        """What was chosen last may not have been judged yet: the team is that of the rules for just this."""
        self._choice = choice = self._fields.taken_over(self._choice)
        if self._team_given:
            return
        page, now = self._told.page, self.now()
        judged = await self.attempt(self.live.read(lambda read: judge(read, page, choice, now, self.live.book)))
        if judged is not None and judged.proposal.team:
            self._fields.propose_team(judged.proposal.team)
            self._choice = self._fields.taken_over(self._choice)

    async def _save(self, *, in_call: bool) -> None:
        """Saves on the version that was read; where somebody wrote meanwhile both are shown first."""
        text, page, version = self._fields.text, self._told.page, self._version
        was = self._told.recorded
        solved = text if in_call else None
        choice = replace(self._said(), note="" if in_call else text)
        call = self._call(solved)

        def do(tx: Tx) -> TicketRow:
            if page is None:
                return open_call(tx, call, choice)
            return triage_ticket(tx, page.ticket.key, choice, was=was, version=version, solved=solved)

        async def again(_: int) -> None:
            await self._save(in_call=in_call)

        try:
            ticket = await self.act(do)
        except Stale as stale:
            self._version = stale.version  # from here on that was read too
            raise shows_both(self, stale, triage_lines.mine(choice, was, self._who, text), again) from stale
        except NotCovered as refused:
            lead = ", and you may say why it is done all the same, under who" if self.live.actor.may(Role.LEAD) else ""
            ((key, _),) = self._with_keys([("triage.request", "")])
            raise Refused(f"{refused.why} {key} agrees on that with the customer{lead}.") from refused
        self._opened = ticket.id if page is None else None
        sent = f"{'opened' if page is None else 'triaged'}: {choice.team or 'no team yet'}"
        self.say(f"{ticket.key} {'solved in the call' if in_call else sent}")

    def _said(self) -> Qualification:
        return replace(self._choice, note=self._fields.text, visibility=self._visibility)

    def _call(self, solved: str | None = None) -> Call:
        return Call(self._fields.subject.value, Channel(self._fields.channel.value), solved)

    def _do(self, doing: Awaitable[None], *, leave: bool = False) -> None:
        """Does something, and leaves once it is done; refused, everything typed stays where it is.

        No field has the keys meanwhile: what is typed after it was handed in is not to be lost with the screen.
        """
        field, self._is_saving = self.focused, True
        self.set_focus(None)

        async def ended(error: NocError | None) -> None:
            self._is_saving = False
            if leave and error is None:
                self.room_app.drafts.forget(self._draft_name)
                below = self.app.screen_stack[-2]
                self.dismiss(None)
                self.say(self._last_said)  # on the screen below
                if self._opened is not None and isinstance(below, RoomScreen):
                    below.opened(self._opened)
            elif self.focused is None:
                self.set_focus(field)

        self.see_to(doing, ended)

    def say(self, text: str, *, trouble: bool = False) -> None:
        """A message on the bottom line; the last one is remembered, to be said again where this screen is left."""
        self._last_said = text
        super().say(text, trouble=trouble)

    @property
    def _draft_name(self) -> str:
        return f"triage {self.key or 'a call'}"

    def keep_begun(self) -> None:
        """What was typed and chosen outlives a cut line."""
        super().keep_begun()
        if not self.is_current or not self._is_recalled or self._is_saving:
            return
        begun = self._fields.is_begun or triage_draft.is_other(self._choice, self._told.known)
        draft = triage_draft.written(self._fields.filled, self._choice, self._visibility) if begun else ""
        self.room_app.drafts.keep(self._draft_name, draft)

    async def action_afresh(self) -> None:
        """Forgets what was begun, and starts again from what is known."""
        told = await self.attempt(self.read(self.live, self.key))
        if told is not None and not self._is_saving:
            self.room_app.drafts.forget(self._draft_name)
            await self.app.switch_screen(TriageScreen(self.live, told))

    def action_leave_it(self) -> None:
        """Leaves everything as it is; what was written is kept for the next time."""
        if self._is_saving:
            self.say("It is being saved.")
            return
        if self._fields.caller.value:
            self._fields.caller.value = ""
            return
        self.keep_begun()
        self.dismiss(None)


async def open_triage(screen: RoomScreen, key: str | None) -> None:
    """Puts triage over a screen: on a ticket, or on a request that is being told."""
    try:
        told = await TriageScreen.read(screen.live, key)
    except Exception as error:
        screen.say(str(in_words(error)), trouble=True)
        return
    await screen.app.push_screen(TriageScreen(screen.live, told))
