"""The saved views to choose from, and to clear out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from noc_tui.desk.views import View
from noc_tui.widgets.form import Picker


class ViewPicker(Picker):
    """Gives the name of the view that is to be shown."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("D", "delete", "delete the view", id="views.delete")]

    def __init__(self, known: Sequence[View], delete: Callable[[View], None]) -> None:
        options = [(view.name, view.name, shown_by(view)) for view in known]
        super().__init__("Views", options, told="Enter shows it · V saves the present one · D deletes one")
        self._known = {view.name: view for view in known}
        self._delete = delete

    def action_delete(self) -> None:
        """Leaves, and has the chosen view deleted."""
        name = self._list.value
        self.dismiss(None)
        if name is not None:
            self._delete(self._known[name])


def shown_by(view: View) -> str:
    """Filter and order of a view in words."""
    return f"{view.filter or 'everything'}{in_order(view.sort)}"


def in_order(sort: str) -> str:
    """An order in words, where it is not the usual one."""
    return "" if sort == "due" else f", by {sort}"
