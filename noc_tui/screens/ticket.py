"""One ticket, whole: facts and clocks, its thread, and a box to write in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from noc_tui.desk.live import LiveRoom
from noc_tui.desk.thread import alert_title
from noc_tui.desk.tickets import TicketPage, ticket_clocks, ticket_page
from noc_tui.domain.presence import Doing
from noc_tui.domain.words import Visibility
from noc_tui.screens import pages
from noc_tui.screens.lookers import with_lookers
from noc_tui.screens.room_screen import in_words
from noc_tui.screens.targets import Targets
from noc_tui.screens.ticket_splitting import SplittingScreen
from noc_tui.widgets.columns import Piece
from noc_tui.widgets.header import Rule
from noc_tui.widgets.note_box import NoteBox
from noc_tui.widgets.sheet import Sheet

_SHOWN = ("all", "public", "internal")


class TicketScreen(SplittingScreen):
    """Facts left or above, thread right or below, the box at the bottom."""

    HINTS: ClassVar[Sequence[tuple[str, str]]] = (
        ("page.back", "back"), ("page.write", "write"), ("ticket.take", "take"), ("ticket.classify", "triage"),
        ("ticket.wait", "wait"), ("ticket.solve", "solve"), ("ticket.assign", "assign"), ("page.related", "alerts"),
        ("ticket.join", "merge"), ("page.split", "split"), ("ticket.undo", "undo"), ("ticket.close", "close"),
        ("page.which", "public/internal/all"), ("room.help", "keys"),
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "back", "back", id="page.back"),
        Binding("p", "which", "public, internal or all entries", id="page.which"),
        Binding("l", "related", "its alerts, or an alert's ticket", id="page.related"),
        Binding("tab", "write", "write a note", id="page.write"),
        Binding("ctrl+t", "visibility", "public or internal note", id="page.visibility", priority=True),
        Binding("ctrl+s", "save_note", "save the note", id="page.save", priority=True),
    ]

    def __init__(self, live: LiveRoom, key: str) -> None:
        super().__init__(live)
        self.key = key
        self._page: TicketPage | None = None
        self._which = "all"
        self._visibility = Visibility.INTERNAL
        self._title = Sheet(id="page-title")
        self._facts, self._thread = Sheet(id="page-facts"), Sheet(id="page-thread")
        self._label = Sheet(id="note-label")
        self._box = NoteBox(id="note")
        self._handed_in: list[str] = []
        """Notes that are being saved at this moment."""

    def compose(self) -> ComposeResult:
        """Header, page, box, keys."""
        self._fit()  # before the first layout: what is laid out for another width would stand there
        yield self.header()
        yield self._title
        with Horizontal(id="page"):
            yield self._facts
            yield self._thread
        with Vertical(id="writing"):
            yield Rule()
            yield self._label
            yield self._box
        yield self.keys()

    def on_mount(self) -> None:
        """Reads the ticket."""
        self.set_focus(self._thread)
        draft = self.room_app.drafts.get(self.key)
        if draft:
            self._put_in_box(draft)
            self.say("Your note begun earlier is in the box: Ctrl+S saves it.")
        self.tick()
        self.call_after_refresh(self._load, at_end=True)

    def on_resize(self) -> None:
        """Narrow: facts above the thread; wide: beside it."""
        self._fit()
        self.call_after_refresh(self._lay_out)

    def _fit(self) -> None:
        self.set_class(self.app.size.width < 110, "narrow")
        self.set_class(self.app.size.height < 20, "low")

    def targets(self) -> Targets:
        """This ticket."""
        return Targets([self.key], versions={self.key: self._page.ticket.version} if self._page else {})

    def room_changed(self) -> None:
        """It may have been this one."""
        self._load()

    def whereabouts(self) -> tuple[str | None, Doing]:
        """On this ticket."""
        writes = super().whereabouts()[0] is not None or (self._box.has_focus and bool(self._box.text.strip()))
        return self.key, Doing.WRITING if writes else Doing.READING

    def others_moved(self) -> None:
        """They stand beside the title."""
        self._lay_out(thread=False)

    def tick(self) -> None:
        """Clocks go on."""
        super().tick()
        self._lay_out(thread=False)

    @work(exclusive=True, group="page")
    async def _load(self, *, at_end: bool = False) -> None:
        page = await self.attempt(self.live.read(lambda read: ticket_page(read, self.key)))
        if page is not None:
            self._page = page
            self._lay_out(at_end=at_end or self._thread.shows_end)

    def _lay_out(self, *, thread: bool = True, at_end: bool = False) -> None:
        page, now = self._page, self.now()
        if page is None or not self._thread.size.width:
            return
        title, *below = pages.title(page)
        lookers = self.room_app.lookers.get(page.ticket.id, ())
        self._title.show([with_lookers(title, lookers, self._title.size.width), *below])
        self._facts.show(pages.facts(page, ticket_clocks(page, now), now, max(20, self._facts.size.width - 2)))
        if thread:
            lines = pages.entries(page, now, max(20, self._thread.size.width - 1), self._which)
            head = [(Piece("thread ", "dim"), *(_tab(word, self._which) for word in _SHOWN))]
            self._thread.show([*head, *lines], at_end=at_end)
        public = self._visibility is Visibility.PUBLIC
        told = "public: the customer reads it" if public else "internal"
        self._label.show([(Piece("note ", "dim"), Piece(f" {told} ", "good" if public else "paused", True),
                           Piece("  Ctrl+T changes · Ctrl+S saves · Esc leaves the box", "dim"))])  # fmt: skip

    def action_back(self) -> None:
        """Out of the box, then back to the queue; a note begun is kept for the next time this ticket is opened."""
        if self._box.has_focus:
            self.set_focus(self._thread)
            return
        self.room_app.drafts.keep(self.key, self._box.text)
        self.dismiss(None)

    def keep_begun(self) -> None:
        """The box too, and what was handed in from it and is not known to be saved."""
        super().keep_begun()
        self.room_app.drafts.keep(self.key, "\n".join([*self._handed_in, self._box.text]))

    def _give_back(self, text: str) -> None:
        """A note that was not saved: into the box where the ticket is open, else kept for the next time."""
        open_now = (screen for screen in self.app.screen_stack if isinstance(screen, TicketScreen))
        page = next((screen for screen in open_now if screen.key == self.key), None)
        if page is None:
            drafts = self.room_app.drafts
            drafts.keep(self.key, f"{text}\n{drafts.get(self.key)}".rstrip("\n"))
            return
        page._put_in_box(f"{text}\n{page._box.text}".rstrip("\n"))
        page.set_focus(page._box)

    def _put_in_box(self, text: str) -> None:
        self._box.text = text
        self._box.move_cursor(self._box.document.end)

    def action_which(self) -> None:
        """Shows other entries."""
        self._which = _SHOWN[(_SHOWN.index(self._which) + 1) % len(_SHOWN)]
        self._lay_out()

    async def action_related(self) -> None:
        """Opens its alert; of several the one that is chosen."""
        alerts = self._page.alerts if self._page is not None else ()
        if not alerts:
            self.say(f"There is no alert in {self.key}.")
        elif len(alerts) == 1:
            await self._open_alert(str(alerts[0].id))
        else:
            from noc_tui.widgets.form import Picker

            options = [(str(alert.id), f"alert {alert.id}", f"{alert.status} {alert_title(alert)}") for alert in alerts]
            await self.show_form(Picker(f"Alerts in {self.key}", options), self._open_alert)

    async def _open_alert(self, ident: str) -> None:
        from noc_tui.screens.alert import AlertScreen

        below = self.app.screen_stack[-2]
        if isinstance(below, AlertScreen) and below.alert_id == int(ident):
            self.action_back()
        else:
            await self.app.push_screen(AlertScreen(self.live, int(ident)))

    def action_write(self) -> None:
        """Into the box, or out of it."""
        self.set_focus(self._thread if self._box.has_focus else self._box)

    async def action_note(self) -> None:
        """The box is for that."""
        self.set_focus(self._box)

    def action_visibility(self) -> None:
        """Public or internal: chosen before it is saved, and always in sight."""
        public = self._visibility is Visibility.PUBLIC
        self._visibility = Visibility.INTERNAL if public else Visibility.PUBLIC
        self._lay_out(thread=False)

    @on(NoteBox.Changed, "#note")
    def _changed(self) -> None:
        self._lay_out(thread=False)
        self.room_app.say_where()

    def action_save_note(self) -> None:
        """Writes the note; the text is back in the box if it could not be saved."""
        from noc_tui.desk import work as desk_work

        text, visibility = self._box.text, self._visibility

        async def save() -> None:
            try:
                await self.act_on(
                    [self.key], lambda tx, key: desk_work.note(tx, key, text, visibility=visibility), "noted"
                )
            except Exception as error:
                self.say(str(in_words(error)), trouble=True)
                self._give_back(text)
            finally:
                self._handed_in.remove(text)

        self._handed_in.append(text)
        self._box.clear()
        self.set_focus(self._thread)
        self._thread.action_to(1)
        self.act_on_the_side(save())


def _tab(word: str, shown: str) -> Piece:
    return Piece(f" {word} ", "calm" if word == shown else "dim", word == shown)
