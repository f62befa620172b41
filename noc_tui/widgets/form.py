"""A form over the screen: choices, lines and a box, filled with the keyboard alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from noc_tui.text import clean, fit, width
from noc_tui.widgets.chooser import Chooser
from noc_tui.widgets.items import Answers, Choice, Field, Item, filled
from noc_tui.widgets.note_box import NoteBox
from noc_tui.widgets.one_line import OneLine
from noc_tui.widgets.palette import Palette

Preview = Callable[[Answers], Awaitable[str]]
"""What the answers would do, in words."""


class Form(ModalScreen[Answers | None]):
    """Asks for what an operation needs. Gives the answers, or None where it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave", id="form.leave"),
        Binding("ctrl+s", "submit", "save", id="form.save", priority=True),
        Binding("ctrl+n", "afresh", "forget what was begun", id="form.afresh", priority=True),
    ]

    def __init__(
        self,
        title: str,
        items: Sequence[Item],
        *,
        told: str = "",
        verb: str = "save",
        preview: Preview | None = None,
        about_ticket: str | None = None,
    ) -> None:
        super().__init__()
        self.about_ticket = about_ticket
        """The key of the ticket that is written on, for others to see."""
        self._preview = preview
        self._title = clean(title)
        self._items = self._blank = items
        self._told = clean(told)
        self._verb = verb
        self._widgets: dict[str, Chooser | Input | NoteBox] = {}
        self._asked: Answers = {}
        self.begun: Answers = {}
        """What it was filled with when it was left, where anything was written; of a mere choice nothing."""

    @property
    def topic(self) -> str:
        """What it is about."""
        return self._title

    @property
    def answers(self) -> dict[str, str]:
        """As it is filled now."""
        return {
            name: widget.text if isinstance(widget, NoteBox) else widget.value for name, widget in self._widgets.items()
        }

    @property
    def is_touched(self) -> bool:
        """Whether anything was written or chosen since it was opened."""
        return self.is_mounted and self.answers != self._asked

    def recall(self, answers: Answers, told: str) -> None:
        """Fills it with answers given before, and says so where they are others; to be called before it is shown."""
        items = filled(self._items, answers)
        if items != list(self._items):
            self._items, self._told = items, clean(f"{told}\n{self._told}".strip())

    def compose(self) -> ComposeResult:
        """Title, the items one below the other, and the keys."""
        with Vertical(id="form"):
            yield Static(Content(self._title), id="form-title")
            if self._told:
                yield Static(Content(self._told), id="form-told")
            for item in self._items:
                yield Static(Content(item.label), classes="form-label")
                yield self._widget(item)
            if self._preview is not None:
                yield Static(Content(""), id="form-preview")
            yield Static(Content(f"Ctrl+S {self._verb} · Tab next · Esc leave"), id="form-keys")

    @on(Chooser.Changed)
    @on(Input.Changed)
    def _changed(self) -> None:
        if self._preview is not None:
            self._foresee()

    @work(exclusive=True, group="preview", exit_on_error=False)
    async def _foresee(self) -> None:
        """Shows what the answers would do, before they do it."""
        assert self._preview is not None
        told = await self._preview(self.answers)
        self.query_one("#form-preview", Static).update(Content(clean(told)))

    def on_mount(self) -> None:
        """The first item is ready to be filled, or to be written on."""
        self._changed()
        for widget in self._widgets.values():
            if isinstance(widget, NoteBox):
                widget.move_cursor(widget.document.end)
        self._asked = self.answers
        first = next(iter(self._widgets.values()), None)
        if first is not None:
            self.set_focus(first)

    def _widget(self, item: Item) -> Chooser | Input | NoteBox:
        widget: Chooser | Input | NoteBox
        if isinstance(item, Choice):
            widget = Chooser(item.name, "", item.options, item.value, rows=2, ground="bar")
        elif isinstance(item, Field):
            widget = OneLine(value=item.value, placeholder=item.hint, compact=True, select_on_focus=not self._told)
        else:
            widget = NoteBox(item.value)
        self._widgets[item.name] = widget
        return widget

    def on_input_submitted(self) -> None:
        """Enter in a line goes on, and saves in the last one."""
        widgets = list(self._widgets.values())
        if self.focused is widgets[-1] or isinstance(widgets[-1], Chooser):
            self.action_submit()
        else:
            self.focus_next()

    def action_submit(self) -> None:
        """Gives the answers."""
        self.dismiss(self.answers)

    def action_afresh(self) -> None:
        """As it was before anything was written."""
        for item in self._blank:
            widget = self._widgets[item.name]
            if isinstance(widget, NoteBox):
                widget.text = item.value
            elif isinstance(widget, Chooser):
                widget.offer(widget.options, item.value)
            else:
                widget.value = item.value
        self._changed()

    def action_leave(self) -> None:
        """Leaves everything as it is."""
        written = {item.name for item in self._blank if not isinstance(item, Choice)}
        blank = {item.name: item.value for item in self._blank}
        if any(self.answers[name].strip() not in {"", blank[name].strip()} for name in written):
            self.begun = self.answers
        self.dismiss(None)


class _Options(Widget, can_focus=True):
    """Numbered options: word, and what it means."""

    class Clicked(Message):
        """The chosen option was clicked."""

    def __init__(self, options: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self._options = options
        self._words = max((width(clean(word)) for _, word, _ in options), default=0)
        self.chosen = 0

    @property
    def value(self) -> str | None:
        """The chosen option's value."""
        return self._options[self.chosen][0] if self._options else None

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """A line an option."""
        return len(self._options)

    def go_to(self, index: int) -> bool:
        """Puts the choice there, where there is such an option."""
        if not 0 <= index < len(self._options):
            return False
        self.chosen = index
        self.refresh()
        self._show_option(index)
        return True

    def _show_option(self, index: int) -> None:
        """Brings the option into sight; with the first one the title, with the last one the keys."""
        form = self.parent
        if isinstance(form, Widget):
            top = 0 if index == 0 else self.virtual_region.y + index
            below = form.virtual_size.height if index == len(self._options) - 1 else self.virtual_region.y + index + 1
            form.scroll_to_region(Region(0, top, 1, below - top), animate=False, force=True)

    def on_click(self, event: events.Click) -> None:
        """Chooses the option under the mouse."""
        if self.go_to(event.y):
            self.post_message(self.Clicked())

    def render_line(self, y: int) -> Strip:
        """An option."""
        palette = Palette(self.app)
        if y >= len(self._options):
            return Strip.blank(self.size.width, palette.style("text", "bar"))
        _, word, meaning = self._options[y]
        ground = "cursor" if y == self.chosen else "bar"
        number = f"{y + 1} " if y < 9 else "  "
        text = clean(word)
        room = self.size.width - len(number) - self._words - 2
        segments = [
            Segment(number, palette.style("calm", ground)),
            Segment(
                text + " " * (self._words - width(text) + 2), palette.style("strong", ground, bold=y == self.chosen)
            ),
            Segment(fit(clean(meaning), room), palette.style("dim", ground)),
        ]
        return Strip(segments).adjust_cell_length(self.size.width, palette.style("text", ground))


class Picker(ModalScreen[str | None]):
    """One of a list, chosen with the arrows or by its number. Gives its value, or None where it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "leave", id="picker.leave"),
        Binding("down,j", "go(1)", "next", show=False, id="picker.down"),
        Binding("up,k", "go(-1)", "previous", show=False, id="picker.up"),
        Binding("enter", "choose", "choose", id="picker.choose"),
    ]

    def __init__(self, title: str, options: Sequence[tuple[str, str, str]], *, told: str = "") -> None:
        super().__init__()
        self._title = clean(title)
        self._told = clean(told)
        self._list = _Options(options)

    def compose(self) -> ComposeResult:
        """Title and options."""
        with Vertical(id="form"):
            yield Static(Content(self._title), id="form-title")
            yield self._list
            yield Static(Content(self._told or "Enter choose · Esc leave"), id="form-keys")

    def on_mount(self) -> None:
        """The list takes the keys."""
        self.set_focus(self._list)

    def on_key(self, event: events.Key) -> None:
        """A number chooses at once, and is no key of the screen below as well."""
        character = event.character
        if character and character in "123456789" and self._list.go_to(int(character) - 1):
            event.stop()
            event.prevent_default()
            self.action_choose()

    @on(_Options.Clicked)
    def _clicked(self) -> None:
        self.action_choose()

    def action_go(self, step: int) -> None:
        """The next or previous option."""
        self._list.go_to(self._list.chosen + step)

    def action_choose(self) -> None:
        """Gives the value of the chosen option."""
        self.dismiss(self._list.value)

    def action_leave(self) -> None:
        """Chooses nothing."""
        self.dismiss(None)
