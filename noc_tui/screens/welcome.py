"""The first thing in an empty room: three ways on."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from noc_tui.desk.live import LiveRoom
from noc_tui.screens.queue import QueueScreen, new_queue_screen
from noc_tui.widgets.form import Form, Picker
from noc_tui.widgets.items import Choice, Field, Item

_TITLE = "This room is new: nothing is in it yet."
_WAYS = (
    ("demo", "load the demo room", "an Italian support company with customers, contracts and work, to look around in"),
    ("room", "set up my room", "the first customer and contract; everything else can follow"),
    ("alerts", "take alerts", "a token for Prometheus Alertmanager, and what to write in its configuration"),
    ("empty", "start empty", "o opens the first ticket"),
)


class WelcomeScreen(QueueScreen):
    """The empty queue with the greeting over it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2", "greet", "three ways on", show=False, id="welcome.greet")]

    def on_mount(self) -> None:
        """Greets."""
        super().on_mount()
        self.action_greet()

    @work(exclusive=True, group="greet")
    async def action_greet(self) -> None:
        """Asks which way to go on, and goes it."""
        way = await self.app.push_screen_wait(Picker(_TITLE, _WAYS, told="Enter goes that way · Esc starts empty"))
        match way:
            case "demo":
                await self._load_demo()
            case "room":
                await self._set_up()
            case "alerts":
                await self._take_alerts()

    async def _load_demo(self) -> None:
        self.say("Loading the demo room…")
        if await self.attempt(self.live.in_background(self.room_app.load_demo)):
            self.app.switch_screen(new_queue_screen(self.live))

    async def _set_up(self) -> None:
        from noc_tui.desk import setup
        from noc_tui.desk.welcome import profile_names

        profiles = await self.attempt(self.live.read(profile_names))
        if not profiles:
            return
        items: list[Item] = [
            Field("name", "the first customer's name", "Banca dell'Adda"),
            Field("code", "a short code for it", "BDA"),
            Choice("profile", "its contract's profile", [(name, name) for name in profiles], profiles[0]),
            Choice("monitoring", "do its alerts open tickets", [("yes", "yes"), ("no", "no")], "yes"),
            Field("operator", "your name", "Marco Rossi"),
        ]
        answers = await self.app.push_screen_wait(Form("Set up my room", items, verb="set up"))
        if answers is None:
            return
        login = self.live.actor.name
        done = await self.attempt(self.live.act(lambda tx: setup.first_customer(
            tx, code=answers["code"], name=answers["name"], profile=answers["profile"],
            monitoring=answers["monitoring"] == "yes", login=login, operator=answers["operator"],
        )))  # fmt: skip
        if done is not None:
            self.say(f"{done.name} is set up. o opens a ticket; noc customer, contract and operator add the others.")

    async def _take_alerts(self) -> None:
        from noc_tui.desk.setup import make_token

        token = await self.attempt(self.live.act(lambda tx: make_token(tx, "alertmanager")))
        if token is None:
            return
        told = (
            "In Alertmanager's configuration:\n\n"
            "receivers:\n- name: noc\n  webhook_configs:\n"
            "  - url: http://127.0.0.1:8080/api/v1/intake/alertmanager\n"
            f"    send_resolved: true\n    http_config:\n      authorization: {{credentials: {token}}}\n\n"
            "Then let `noc serve` run. The token is shown only now."
        )
        await self.app.push_screen_wait(Form("Take alerts from Alertmanager", [], told=told, verb="go on"))


def welcome_screen(live: LiveRoom) -> WelcomeScreen:
    """The greeting over an empty queue."""
    screen = new_queue_screen(live, WelcomeScreen)
    assert isinstance(screen, WelcomeScreen)
    return screen
