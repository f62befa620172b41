"""Triage asks the room while its fields are filled: who that is, what a choice would mean, and what looks like it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on, work
from textual.widgets import Input

from noc_tui.desk.triage_page import judge, with_caller
from noc_tui.screens import triage_lines
from noc_tui.screens.triage_layout import TriageLayout
from noc_tui.text import line
from noc_tui.widgets.chooser import Chooser
from noc_tui.widgets.columns import Piece

if TYPE_CHECKING:
    from noc_tui.desk.caller import Found


class TriageAsking(TriageLayout):
    """What is typed and chosen is looked up at once; the newest answer alone is shown."""

    @on(Chooser.Changed)
    def _chose(self, message: Chooser.Changed) -> None:
        """Shows what the choice means, before it is made."""
        if message.chooser is self._fields.team:
            self._team_given = self._fields.team.value != self._judged.proposal.team
        self._choice = self._fields.taken_over(self._choice)
        self._lay_out()
        self._judge()
        if message.chooser is self._fields.technology:
            self._look_for_likes()

    @on(Chooser.Astray)
    def _went_astray(self) -> None:
        self.say("Letters choose among these options, and that is none: Ctrl+G leads to the note.", trouble=True)

    @work(exclusive=True, group="judge")
    async def _judge(self) -> None:
        choice, now, page = self._choice, self.now(), self._told.page
        judged = await self.attempt(self.live.read(lambda read: judge(read, page, choice, now, self.live.book)))
        if judged is None:
            return
        self._judged = judged
        if not self._team_given and judged.proposal.team:
            self._fields.propose_team(judged.proposal.team)
            self._choice = self._fields.taken_over(self._choice)
        self._lay_out()

    @on(Input.Changed, "#triage-caller")
    def _typed_caller(self, message: Input.Changed) -> None:
        self._look_for_caller(message.value)

    @work(exclusive=True, group="who")
    async def _look_for_caller(self, text: str) -> None:
        await self._find(text)

    async def _find(self, text: str) -> None:
        from noc_tui.desk.caller import who_is

        found = await self.attempt(self.live.read(lambda read: who_is(read, text))) if text.strip() else ()
        if text == self._fields.caller.value:
            self._found, self._found_for, self._chosen = found or (), text, 0
            self._lay_out()

    def action_suggestion(self, step: int) -> None:
        """Whom what was typed means: the next or the one before."""
        if self._found:
            self._chosen = (self._chosen + step) % len(self._found)
            self._lay_out()

    @on(Input.Submitted)
    async def _next_field(self, message: Input.Submitted) -> None:
        """Enter goes on; in the caller's line it is the one that is marked, however fast it was typed."""
        if message.input is self._fields.caller:
            await self._settle_caller()
        self.focus_next()

    async def _settle_caller(self) -> None:
        """Takes whoever is marked for what was typed; where nobody is known by it, it is kept as the caller's name."""
        text = self._fields.caller.value
        if not text.strip():
            return
        if self._found_for != text:
            await self._find(text)
        if self._found:
            self._identify(self._found[self._chosen])
        else:
            self._choice = replace(self._choice, caller=line(text))
            self._fields.caller.value = ""
            self._lay_out()
            self.say("Nobody on record goes by that: it is kept as the caller's name.", trouble=True)

    def _identify(self, who: Found) -> None:
        self._who = who
        self._choice = with_caller(self._choice, who)
        self._fields.say_technology(self._choice.technology)
        self._fields.caller.value = ""
        self._lay_out()
        self._judge()
        self._look_for_likes()

    @on(Input.Changed, "#triage-subject")
    def _typed_subject(self) -> None:
        self._look_for_likes()

    @on(Input.Changed, "#triage-why-team")
    @on(Input.Changed, "#triage-goodwill")
    def _typed_why(self) -> None:
        self._choice = self._fields.taken_over(self._choice)

    @work(exclusive=True, group="likes")
    async def _look_for_likes(self) -> None:
        from noc_tui.desk.look_alikes import look_alikes

        choice, page, now = self._choice, self._told.page, self.now()
        text = self._fields.subject.value if page is None else f"{page.ticket.subject}\n{page.description}"
        found = await self.attempt(
            self.live.read(
                lambda read: look_alikes(
                    read,
                    ticket_id=page.ticket.id if page is not None else None,
                    customer_id=choice.customer_id,
                    equipment_id=choice.equipment_id,
                    technology=choice.technology,
                    text=text,
                    now=now,
                )
            )
        )
        if found is not None:
            head = (Piece("looks like" if found else "nothing looks like it", "dim"),)
            self._looks.show(head, triage_lines.look_alikes(found, now, self._told.zone))
