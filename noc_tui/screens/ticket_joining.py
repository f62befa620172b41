"""The keys that put together what belongs together, and that take back what was done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from noc_tui import figures
from noc_tui.domain.errors import Refused
from noc_tui.screens.taking_back import take_back, taken_back_told
from noc_tui.screens.targets import Targets
from noc_tui.screens.ticket_work import WorkScreen, not_for_tickets
from noc_tui.text import line
from noc_tui.widgets.items import Answers, Field

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from noc_tui.desk.look_alikes import LookAlike
    from noc_tui.desk.undo import Action
    from noc_tui.store.read.connection import Reader
    from noc_tui.store.tx import Tx

    Chosen = Callable[[str], Awaitable[None]]

_TYPED = ("", "another ticket", "by its key")
_MOST = 8
_SHORT = 44
"""Characters of what was done in a list of it."""
_HERE, _ALL = "here", "all "

Option = tuple[str, str, str]


class JoiningScreen(WorkScreen):
    """A screen on which tickets are merged and linked, alerts put into tickets, and things taken back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "join", "merge, link, or put alerts in a ticket", id="ticket.join"),
        Binding("u", "undo", "undo what I did", id="ticket.undo"),
    ]

    # What belongs together

    async def action_join(self) -> None:
        """One ticket: with which it belongs together. Several: into which of them. Alerts: into which ticket."""
        targets = self.targets()
        if targets.alerts and len(targets.tickets) > 1:
            self.say("Into which of them are the alerts to go? Mark one ticket.", trouble=True)
        elif targets.alerts and targets.tickets:
            await self._put_in(targets.alerts, targets.tickets[0])
        elif targets.alerts:
            await self._choose_for_alerts(targets.alerts)
        elif len(targets.tickets) > 1:
            await self._choose_among(targets)
        elif targets.tickets:
            await self._choose_other(targets)

    async def _choose_other(self, targets: Targets) -> None:
        from noc_tui.desk.look_alikes import look_alikes_of

        key, now = targets.tickets[0], self.now()
        found = await self.attempt(self.live.read(lambda read: look_alikes_of(read, key, now, _MOST)))
        if found is not None:
            await self._choose(f"{key} belongs to", found, partial(self._how, targets))

    async def _choose_for_alerts(self, alerts: Sequence[str]) -> None:
        from noc_tui.desk.look_alikes import open_like_alert

        now = self.now()
        found = await self.attempt(self.live.read(lambda read: open_like_alert(read, int(alerts[0]), now, _MOST)))
        if found is not None:
            await self._choose("Into which ticket?", found, partial(self._put_in, alerts))

    async def _choose_among(self, targets: Targets) -> None:
        """The oldest stands first: its clocks are those that count."""
        from noc_tui.desk.look_alikes import as_look_alikes

        found = await self.attempt(self.live.read(lambda read: as_look_alikes(read, targets.tickets)))
        if found is not None:
            await self._choose("Merge them into", found, partial(self._merge_all, targets))

    async def _choose(self, title: str, found: Sequence[LookAlike], then: Chosen) -> None:
        from noc_tui.widgets.form import Form, Picker

        async def named(answers: Answers) -> None:
            await then(await self._key_of(answers["key"]))

        async def chosen(key: str) -> None:
            if key:
                await then(key)
            else:
                await ask("", "")

        async def ask(key: str, told: str) -> None:
            items = [Field("key", "key", "NOC-2026-000123, or 123", key)]
            form = Form(title, items, told=told, verb="go on")
            await self.show_form(form, named, lambda answers, error: ask(answers["key"], str(error)))

        options = [(one.key, one.key, f"{one.why}: {one.subject}".lstrip(": ")) for one in found]
        await self.show_form(Picker(title, [*options, _TYPED]), chosen)

    async def _key_of(self, typed: str) -> str:
        from noc_tui.desk.look_alikes import as_look_alikes

        (named,) = await self.live.read(lambda read: as_look_alikes(read, [typed]))
        return named.key

    async def _how(self, targets: Targets, other: str) -> None:
        """What is to be done with the two; each way says what it would do."""
        from noc_tui.desk.joining import ways_to_join
        from noc_tui.widgets.form import Picker

        key = targets.tickets[0]
        if other.startswith("alert "):
            await self._put_in([other.removeprefix("alert ")], key)
            return
        now = self.now()
        ways = await self.live.read(lambda read: ways_to_join(read, key, other, now))
        options = [(way.how.value, _WORDS[way.how.value], way.told) for way in ways]
        await self.show_form(Picker(f"{key} and {other}", options), partial(self._join, targets, other))

    async def _join(self, targets: Targets, other: str, how: str) -> None:
        from noc_tui.desk import joining

        key = targets.tickets[0]
        if how == joining.Joined.MERGE:
            await self._do(targets, f"merged into {other}:", targets.as_read(partial(_merge, other)))
        elif how == joining.Joined.TAKE_IN:
            await self.act_on([other], partial(_merge_unread, key), f"{other} merged into {key}")
        elif how == joining.Joined.LINK:
            await self.act_on([key], lambda tx, one: joining.link(tx, one, other), f"{key} linked to {other}")
        else:
            await self.act_on([key], lambda tx, one: joining.unlink(tx, one, other), f"{key} not linked to {other} now")

    async def _merge_all(self, targets: Targets, into: str) -> None:
        others = [key for key in targets.tickets if key != into]
        await self._do(Targets(others), f"merged into {into}:", partial(_merge_unread, into))

    async def _put_in(self, alerts: Sequence[str], key: str) -> None:
        from noc_tui.desk.joining import join_alert

        def join(tx: Tx, ident: int) -> object:
            return join_alert(tx, ident, key)

        await self._do(Targets((), alerts), f"put in {key}:", not_for_tickets, join)

    # Taking back

    async def action_undo(self) -> None:
        """Takes back what was done last here; where there is a choice of what, it is asked."""
        targets, me = self.targets(), self.live.actor.name
        found = await self.attempt(self.live.read(lambda read: _undoable(read, me, targets)))
        if found is None:
            return
        own, recent = found
        options = _options(targets, own, recent, self.now())
        if not options:
            self.say("There is nothing of yours to take back. What you only opened, you cancel.", trouble=True)
        elif len(options) == 1 and (len(targets.tickets) > 1 or set(recent[0].names) & set(targets.names)):
            self.act_on_the_side(self._undo(targets, options[0][0]))
        else:
            from noc_tui.widgets.form import Picker

            await self.show_form(Picker("Take back", options), partial(self._undo, targets))

    async def _undo(self, targets: Targets, which: str) -> None:
        from noc_tui.desk.undo import undo_last

        if which == _HERE:
            await self._do(Targets(targets.tickets), "taken back on", undo_last)
        else:
            outcomes = await take_back(self.live, which.removeprefix(_ALL))
            done = [outcome.row.what for outcome in outcomes if outcome.row is not None]
            if not done:
                raise Refused(taken_back_told(outcomes))
            self.say(f"{line(done[0], _SHORT)}: {taken_back_told(outcomes)}", trouble=len(done) < len(outcomes))


_WORDS = {
    "merge": "merge into the other",
    "take_in": "merge the other into this",
    "link": "link the two",
    "unlink": "unlink the two",
}


def _merge(into: str, tx: Tx, key: str, version: int | None) -> object:
    from noc_tui.desk.joining import merge

    return merge(tx, key, into, version=version)


def _merge_unread(into: str, tx: Tx, key: str) -> object:
    return _merge(into, tx, key, None)


def _undoable(read: Reader, me: str, targets: Targets) -> tuple[Action | None, list[Action]]:
    """What somebody did last to the first of these, where it can be taken back there alone; and all they did last."""
    from noc_tui.desk.undo import action_told, groups_of, last_action_on, last_actions

    recent = [action for action in last_actions(read, me, 2 * _MOST) if not (action.undone or action.opens)][:_MOST]
    last = last_action_on(read, me, targets.tickets[0]) if targets.tickets else None
    if last is None:
        return None, recent
    own = action_told(read, last)
    recent = recent if own in recent else [*recent, own]
    return own if len(groups_of(read, own.id)) > 1 else None, recent


def _options(targets: Targets, own: Action | None, recent: Sequence[Action], now: int) -> list[Option]:
    """What was done, the newest first, what was taken back already at the end.

    What was done to many may be taken back on the one under the cursor alone.
    """
    options: list[Option] = []
    if len(targets.tickets) > 1:
        options.append((_HERE, "what you did last", f"on each of the {len(targets.tickets)} that are marked"))
    for action in sorted(recent, key=lambda action: (action.undoes, -action.at)):
        what, since = line(action.what, _SHORT), f"{figures.age(action.at, now)} ago on"
        more = f" and {len(action.names) - 1} more" if len(action.names) > 1 else ""
        options.append((_ALL + action.id, what, f"{since} {action.names[0]}{more}"))
        if action == own and len(targets.tickets) == 1:
            options.append((_HERE, what, f"{since} {targets.tickets[0]} alone"))
    return options
