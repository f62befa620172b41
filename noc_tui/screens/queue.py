"""The queue: the screen on which a shift is spent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.dom import DOMNode

from noc_tui.desk.live import LiveRoom
from noc_tui.desk.queue import SORTS, QueueView
from noc_tui.desk.sources import source_notice
from noc_tui.domain.errors import NocError
from noc_tui.domain.queue import Kind, Line
from noc_tui.screens.preview import Preview
from noc_tui.screens.queue_source import LiveSource
from noc_tui.screens.targets import Targets
from noc_tui.screens.ticket_calls import CallScreen
from noc_tui.widgets.filter_line import FilterLine
from noc_tui.widgets.header import Header
from noc_tui.widgets.items import Answers
from noc_tui.widgets.list_source import Identity, Page
from noc_tui.widgets.queue_list import QueueList
from noc_tui.widgets.strip import SummaryStrip

if TYPE_CHECKING:
    from noc_tui.desk.views import View
    from noc_tui.store.read.connection import Reader

_FOLLOW_S = 0.015
"""The preview waits this long for the next key: the cursor always moves first."""
_RECOUNT_TICKS = 5


class QueueScreen(CallScreen):
    """Strip, filter, list, preview."""

    AUTO_FOCUS: ClassVar[str | None] = "#queue"
    PLACE: ClassVar[str] = "Queue"
    VIEW: ClassVar[type[QueueView]] = QueueView
    HINTS: ClassVar[Sequence[tuple[str, str]]] = (
        ("ticket.take", "take"), ("ticket.classify", "triage"), ("ticket.wait", "wait"), ("ticket.note", "note"),
        ("ticket.solve", "solve"), ("ticket.open", "open"), ("queue.filter", "filter"), ("queue.enter", "whole"),
        ("queue.preview", "preview"), ("list.mark", "mark"), ("queue.views", "views"), ("ticket.join", "merge"),
        ("ticket.undo", "undo"), ("room.help", "keys"), ("app.commands", "commands"),
    )  # fmt: skip
    HINTED: ClassVar[Sequence[type[DOMNode]]] = (QueueList,)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter", "the whole ticket or alert", id="queue.enter"),
        Binding("slash", "filter", "filter", id="queue.filter"),
        Binding("space", "preview", "preview", id="queue.preview"),
        Binding("v", "views", "views", id="queue.views"),
        Binding("V", "save_view", "save this view", id="queue.save_view"),
        Binding("S", "sort", "other order", id="queue.sort"),
        Binding("escape", "calm", "clear marks, then the filter", id="queue.calm"),
        Binding("tab", "strip", "to the numbers", show=False, id="queue.strip"),
        Binding("1", "place('Queue')", "the queue", id="room.queue"),
        Binding("2", "place('Board')", "the board of clocks", id="room.board"),
    ]

    def __init__(self, live: LiveRoom, view: QueueView, first: Page) -> None:
        super().__init__(live)
        self._view = view
        self._strip = SummaryStrip()
        self._source = LiveSource(live, view, self.now, first.total)
        self._list = self.new_list(first)
        self._filter = FilterLine(view.text)
        self._preview = Preview(self.now)
        self._ticks = 0
        self._dirty = False
        self._reading = False
        self._awaited: Identity | None = None
        """The line that the cursor is to go to."""

    def compose(self) -> ComposeResult:
        """Top to bottom."""
        yield self.header()
        yield self._strip
        yield self._filter
        yield self._list
        yield self._preview
        yield self.keys()

    def new_list(self, first: Page) -> QueueList:
        """The list that shows the lines."""
        return QueueList(self._source, first, id="queue")

    def on_mount(self) -> None:
        """The list takes the keys."""
        self._say_plain()
        self._show_filter()
        self.tick()
        self._recount()

    # What the widgets say

    def targets(self) -> Targets:
        """The marked lines, else the one under the cursor."""
        line = self._list.current
        marks = self._list.marks or ({} if line is None else {line.row.identity: line.row.key})
        return Targets(
            [key for (kind, _), key in marks.items() if kind == Kind.TICKET],
            [str(ref) for kind, ref in marks if kind == Kind.ALERT],
            {} if line is None or self._list.marks else {line.row.key: line.row.version},
        )

    def done(self) -> None:
        """Marks have served."""
        if self._list.marks:
            self._list.clear_marks()

    @on(QueueList.Moved)
    def _moved(self, message: QueueList.Moved) -> None:
        if self._preview.is_open:
            self.set_timer(_FOLLOW_S, lambda: self._follow(message.line))

    @on(QueueList.Marked)
    def _marked(self, message: QueueList.Marked) -> None:
        more = f"; {message.left} more are too many at once: a filter makes them fewer" if message.left else ""
        self.say(f"{message.count} marked{more}", trouble=bool(message.left))

    @on(QueueList.Failed)
    def _failed(self, message: QueueList.Failed) -> None:
        self.room_app.trouble(message.error if isinstance(message.error, NocError) else NocError(str(message.error)))

    @on(SummaryStrip.Chosen)
    async def _chosen(self, message: SummaryStrip.Chosen) -> None:
        await self.show_filter("" if self._view.text == message.text else message.text)
        self.set_focus(self._list)

    @on(SummaryStrip.Left)
    def _left(self) -> None:
        self.set_focus(self._list)

    @on(FilterLine.Wanted)
    async def _wanted(self, message: FilterLine.Wanted) -> None:
        if await self.show_filter(message.text):
            self.set_focus(self._list)

    @on(FilterLine.Left)
    def _filter_left(self) -> None:
        self.notice("")

    async def action_enter(self) -> None:
        """The whole ticket or alert under the cursor."""
        from noc_tui.screens.alert import AlertScreen
        from noc_tui.screens.ticket import TicketScreen

        line = self._list.current
        if line is None:
            return
        if line.row.kind == Kind.TICKET:
            await self.app.push_screen(TicketScreen(self.live, line.row.key))
        else:
            await self.app.push_screen(AlertScreen(self.live, line.row.ref))

    # Other places

    async def action_place(self, place: str) -> None:
        """Goes to another place, with the filter in force; back to the first one, as it was left."""
        from noc_tui.screens.board import BoardScreen

        first = self.app.screen_stack[0]
        if place == self.PLACE:
            return
        if first is not self and isinstance(first, QueueScreen) and place == first.PLACE:
            self.dismiss(None)
            return
        kind = BoardScreen if place == BoardScreen.PLACE else QueueScreen
        found = await self.attempt(self.live.read(first_lines(self.live, kind, self._view.text)))
        if found is not None:
            await self.app.push_screen(kind(self.live, *found))

    @on(Header.Chosen)
    async def _place_chosen(self, message: Header.Chosen) -> None:
        await self.action_place(message.place)

    # Filter, order, views

    async def show_filter(self, text: str, sort: str | None = None) -> bool:
        """Another filter from now on; the cursor goes to the first line. Says whether it could be read."""
        try:
            self._view.show(text, sort)
        except NocError as error:
            if self._filter.is_writing:
                self.notice(str(error))  # as long as what it is about
            else:
                self.say(str(error), trouble=True)
            return False
        self._list.clear_marks()
        self._show_filter()
        self._say_plain()
        self._source.forget_total()
        await self._list.reload(to_top=True)
        self.room_changed()  # counts them all
        return True

    def _show_filter(self) -> None:
        self._filter.show(self._view.text, "" if self._view.sort == "due" else f"by {self._view.sort}")

    def _say_plain(self) -> None:
        self._list.plain = (
            f"Nothing matches “{self._view.text}”.\nEsc shows everything again."
            if self._view.text
            else "The queue is empty.\nNothing is open, and no alert waits.\n\no opens a ticket"
        )

    async def action_filter(self) -> None:
        """Writes a filter."""
        await self._filter.write()

    async def action_calm(self) -> None:
        """Steps back: from the filter line to the list, then marks away, then the filter."""
        if self._filter.is_writing:
            self._show_filter()
            self.set_focus(self._list)
        elif self._list.marks:
            self._list.clear_marks()
        elif self._view.text or self._view.sort != "due":
            await self.show_filter("", "due")

    async def action_sort(self) -> None:
        """The next order."""
        following = SORTS[(SORTS.index(self._view.sort) + 1) % len(SORTS)]
        if await self.show_filter(self._view.text, following):
            self.say(f"in order of {following}" if following != "due" else "what is due next first")

    async def action_views(self) -> None:
        """Chooses a view."""
        from noc_tui.desk.views import views
        from noc_tui.screens.view_picker import ViewPicker

        known = await self.attempt(self.live.read(views))
        if known is None:
            return

        async def show(name: str) -> None:
            chosen = next(view for view in known if view.name == name)
            await self.show_filter(chosen.filter, chosen.sort)

        def delete(view: View) -> None:
            self.act_on_the_side(self._delete_view(view))

        await self.show_form(ViewPicker(known, delete), show)

    async def _delete_view(self, view: View) -> None:
        from noc_tui.desk.views import delete_view
        from noc_tui.screens.view_picker import shown_by

        await self.live.act(lambda tx: delete_view(tx, view.name))
        self.say(f"view “{view.name}” deleted; it showed {shown_by(view)}")

    async def action_save_view(self) -> None:
        """Saves filter and order under a name."""
        from noc_tui.desk.views import View, save_view
        from noc_tui.screens.view_picker import shown_by
        from noc_tui.widgets.form import Form
        from noc_tui.widgets.items import Field

        text, sort = self._view.text, self._view.sort

        async def save(answers: Answers) -> None:
            saved = await self.live.act(lambda tx: save_view(tx, answers["name"], text, sort))
            self.say(f"view “{saved.name}” saved")

        async def ask(name: str, told: str) -> None:
            form = Form("Save this view", [Field("name", "name", value=name)], told=told, verb="save")
            await self.show_form(form, save, lambda answers, error: ask(answers["name"], str(error)))

        await ask("", shown_by(View("", text, sort)))

    def action_strip(self) -> None:
        """To the numbers above the list."""
        self.set_focus(self._strip)

    # Preview

    def on_resize(self) -> None:
        """A narrow terminal shows facts and thread in one column."""
        self.set_class(self.size.width < 110, "narrow")
        self.set_class(self.size.height < 14, "low")
        if self._preview.is_open:
            self.call_after_refresh(self._preview.lay_out)

    def action_preview(self) -> None:
        """Opens or closes the preview."""
        self._preview.toggle_class("hidden")
        if self._preview.is_open:
            self.call_after_refresh(self._follow, self._list.current)

    def _follow(self, line: Line | None) -> None:
        if line is self._list.current:
            self._load_preview(line)

    @work(exclusive=True, group="preview")
    async def _load_preview(self, line: Line | None) -> None:
        """Shows the line under the cursor, unless the cursor has gone on meanwhile."""
        from noc_tui.desk.alert_page import AlertPage, alert_page
        from noc_tui.desk.tickets import TicketPage, ticket_page

        if line is None:
            self._preview.show(None)
            return

        def ask(read: Reader) -> TicketPage | AlertPage:
            return alert_page(read, line.row.ref) if line.row.kind == Kind.ALERT else ticket_page(read, line.row.key)

        page = await self.attempt(self.live.read(ask))
        if page is not None and line is self._list.current:
            self._preview.show(page)

    # Living

    def tick(self) -> None:
        """Time goes on: clocks that show seconds, counts every few seconds."""
        super().tick()
        self._list.tick()
        if self._preview.is_open:
            self._preview.lay_out()
        self._ticks += 1
        if self._ticks % _RECOUNT_TICKS == 0:
            self._recount()

    def room_changed(self) -> None:
        """Something was committed: the list is read again, once, however many changes there are."""
        self._dirty = True
        if not self._reading:
            self._refresh_list()

    def opened(self, ticket_id: int) -> None:
        """The cursor goes to it, once it stands in the list."""
        self._awaited = (Kind.TICKET, ticket_id)
        self.room_changed()

    def room_replaced(self) -> None:
        """Calendars are read anew."""
        self._view.forget()

    @work(group="reload")
    async def _refresh_list(self) -> None:
        self._reading = True
        try:
            while self._dirty and self.is_attached:
                self._dirty = False
                if self._list.current is None:
                    self._source.forget_total()
                await self._list.reload()
                if self._awaited is not None:
                    awaited, self._awaited = self._awaited, None
                    await self._list.go_to(awaited)
                self._dirty = self._dirty or not self._source.counted
                await self._count()
                if self._preview.is_open:
                    self._follow(self._list.current)
        finally:
            self._reading = False

    @work(exclusive=True, group="recount")
    async def _recount(self) -> None:
        await self._count()

    async def _count(self) -> None:
        found = await self.attempt(self.live.read(lambda read: (self._view.summary(read), source_notice(read))))
        if found is not None:
            self._strip.show(*found)

    def others_moved(self) -> None:
        """Who is on which ticket stands in the lines."""
        self._list.show_lookers(self.room_app.lookers)

    def on_screen_resume(self) -> None:
        """Ready."""
        self.call_later(self.room_app.ready)


def new_queue_screen(
    live: LiveRoom, kind: type[QueueScreen] = QueueScreen, text: str = "", sort: str = "due", rows: int = 200
) -> QueueScreen:
    """The queue's screen with its first lines already read. Raises BadInput for a filter that cannot be read."""
    return kind(live, *live.read_now(first_lines(live, kind, text, sort, rows)))


def first_lines(
    live: LiveRoom, kind: type[QueueScreen], text: str, sort: str = "due", rows: int = 200
) -> Callable[[Reader], tuple[QueueView, Page]]:
    """What reads a screen's first lines. Raises BadInput for a filter that cannot be read."""

    def ask(read: Reader) -> tuple[QueueView, Page]:
        view = kind.VIEW(read, live.room.clock, live.actor.name, text, sort)
        total = view.count(read)
        return view, Page(total, 0, view.window(read, 0, rows, total))

    return ask
