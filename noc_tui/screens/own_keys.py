"""The user's own keys: what they take away from each other, and names that no key goes by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from textual.dom import DOMNode

from noc_tui.widgets.key_names import bindings_of


def complaints(own: Mapping[str, str], app: type[DOMNode]) -> list[str]:
    """What is wrong with the keys of the settings file, in words. `own` names keys as the framework does.

    A name that is given no key keeps its own. The framework tells of a clash only where the other key's binding has
    no name, and ours all have one.
    """
    clashes: dict[str, set[str]] = {}
    known: set[str] = set()
    named, own = own, {name: keys for name, keys in own.items() if _split(keys)}
    for place in _places(app):
        before = _keys_of(place)
        known |= set(before)
        after = before | {name: _split(keys) for name, keys in own.items() if name in before}
        for name in after.keys() & own.keys():
            for other in after.keys() - {name}:
                for key in (after[name] & after[other]) - (before[name] & before[other]):
                    clashes.setdefault(key, set()).update((name, other))
    told = [f"{key} is {' and '.join(sorted(names))}" for key, names in sorted(clashes.items())]
    told += [f"{name} is given no key, and keeps its own" for name in sorted(named.keys() - own.keys())]
    return told + [f"no key is named {name}" for name in sorted(named) if name not in known]


def _places(app: type[DOMNode]) -> Sequence[Sequence[type[DOMNode]]]:
    """What listens to a key at the same time."""
    from noc_tui.screens.alert import AlertScreen
    from noc_tui.screens.board import BoardScreen
    from noc_tui.screens.help import HelpScreen
    from noc_tui.screens.ticket import TicketScreen
    from noc_tui.screens.triage import TriageScreen
    from noc_tui.screens.view_picker import ViewPicker
    from noc_tui.screens.welcome import WelcomeScreen
    from noc_tui.widgets.board_list import BoardList
    from noc_tui.widgets.chooser import Chooser
    from noc_tui.widgets.form import Form, Picker
    from noc_tui.widgets.pick_list import PickList
    from noc_tui.widgets.queue_list import QueueList
    from noc_tui.widgets.sheet import Sheet
    from noc_tui.widgets.strip import SummaryStrip

    return (
        (app, WelcomeScreen, QueueList),
        (app, WelcomeScreen, SummaryStrip),
        (app, BoardScreen, BoardList),
        (app, BoardScreen, SummaryStrip),
        (app, TicketScreen, Sheet),
        (app, AlertScreen, Sheet),
        (app, HelpScreen, Sheet),
        (app, Form, Chooser),
        (app, TriageScreen, Chooser),
        (app, TriageScreen, PickList),
        (app, Picker),
        (app, ViewPicker),
    )


def _keys_of(place: Iterable[type[DOMNode]]) -> dict[str, frozenset[str]]:
    """The keys of a place as they are shipped."""
    return {binding.id: _split(binding.key) for kind in place for binding in bindings_of(kind) if binding.id}


def _split(keys: str) -> frozenset[str]:
    return frozenset(key.strip() for key in keys.split(",") if key.strip())
